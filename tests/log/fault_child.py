"""Appends one batch to a log: the process into which file-call faults are injected.

Usage: fault_child.py LOG FIRST COUNT. Imports as little as it can; exit status 3 is a refusal.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from logkit import batch, make_signers

from actas.errors import ActasError
from actas.log.store import Log

MARK = "/the-write-path-begins-here"


def main() -> int:
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    signers = make_signers()
    os.access(MARK, os.F_OK)
    try:
        Log.open(folder, signers=signers).append(batch(first, count))
    except ActasError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    os._exit(main())
