"""Every benchmark, one after the other: the log, counting, reading, publishing, serving, painting.

`make bench ARGS="DATA"`; without DATA the ones that need the real files are left out, and said.
What serves and paints pages does so with those of a demo, made for it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
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
        work += [("whole.py", arguments[:1]), ("watching.py", arguments[:1])]
    else:
        print("whole.py and watching.py need the folder of the real files: make bench ARGS=DATA")
    with tempfile.TemporaryDirectory(prefix="actas-bench-") as folder:
        demo = [str(Path(sys.executable).parent / "actas"), "demo", "--no-serve", folder]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        release = [str(Path(folder) / "release")]
        for script, given in [*work, ("serving.py", release), ("painting.py", release)]:
            print(f"\n## {script}\n", flush=True)
            subprocess.run([sys.executable, str(HERE / script), *given], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
