"""Every benchmark, one after the other: the log, counting, reading, whole processes.

`make bench ARGS="DATA"`; without DATA the ones that need the real files are left out, and said.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: list[str]) -> None:
    """Run them; each prints its own table."""
    work = [
        ("log.py", []),
        ("count.py", []),
        ("codes.py", ["--sheets", "10"]),
        ("printed.py", ["--sheets", "60"]),
        ("reading.py", []),
        ("publishing.py", [*arguments[:1], "--sizes", "10000,30000"]),
    ]
    if arguments:
        work.append(("whole.py", arguments[:1]))
    else:
        print("whole.py needs the folder of the real files: make bench ARGS=DATA")
    for script, given in work:
        print(f"\n## {script}\n", flush=True)
        subprocess.run([sys.executable, str(HERE / script), *given], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
