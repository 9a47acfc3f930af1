"""Appends batches to a log until told to stop, as one of several writers or one to be killed.

Usage: appender.py LOG NAME BATCHES. Waits its turn when another process is writing.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from logkit import make_signers

from actas.errors import ActasError
from actas.log.store import Log


def main() -> None:
    folder, name, batches = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    signers = make_signers()
    chance = random.Random(name)
    print("ready", flush=True)
    for number in range(batches):
        count = chance.choice((1, 2, 3, 40, 300))
        entries = [b"%s %d %d" % (name.encode(), number, part) for part in range(count)]
        while True:
            try:
                Log.open(folder, signers=signers).append(entries)
                break
            except ActasError as error:
                if "another process" not in str(error):
                    raise
                time.sleep(chance.random() / 100)


if __name__ == "__main__":
    main()
