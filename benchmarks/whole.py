"""Whole processes on the real files of 2024: start, import, publish, verify, help.

`python benchmarks/whole.py DATA` with DATA the folder that holds RESULTADOS_2024_CSV_V2.csv.
Each is run several times from the shell's point of view; medians of wall time, peak memory.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ACTAS = Path(sys.executable).parent / "actas"
SOURCE = "comando-con-venezuela"


def measured(*arguments: str, where: Path, times: int = 1) -> tuple[float, float]:
    """Median seconds and peak megabytes of a command that must succeed."""
    seconds, peaks = [], []
    for _ in range(times):
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(ACTAS), *arguments],
            cwd=where,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"XDG_STATE_HOME": str(where / ".state")},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - began)
        peaks.append(usage.ru_maxrss / 1000)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            raise SystemExit(f"failed: actas {' '.join(arguments)}")
    return statistics.median(seconds), max(peaks)


def main(data: Path, times: int = 3) -> None:
    """Print one row a piece of work: reach, median, memory."""
    table = data / "RESULTADOS_2024_CSV_V2.csv"
    rows = []
    with tempfile.TemporaryDirectory(prefix="actas-bench-") as name:
        work = Path(name)
        rows.append(("actas --help", 0.3, *measured("--help", where=work, times=9)))
        imports = []
        for _ in range(times):
            shutil.rmtree(work / "ve", ignore_errors=True)
            measured("init", "ve", "--pack", "ve-2024", where=work)
            imports.append(measured("import", str(table), "--source", SOURCE, where=work / "ve"))
        median = statistics.median(seconds for seconds, _ in imports)
        rows.append(("V2 imported, checked, logged, signed", 4.0, median, imports[-1][1]))
        ve = work / "ve"
        rows.append(("count --by state", None, *measured("count", "--by", "state", where=ve)))
        rows.append(("check", None, *measured("check", where=ve)))
        rows.append(("publish", 40.0, *measured("publish", "release", where=ve, times=times)))
        rows.append(("verify", 15.0, *measured("verify", "release", where=ve, times=times)))
    print("| work (whole process) | reach, s | median, s | peak memory, MB |")
    print("| --- | --- | --- | --- |")
    for what, reach, seconds, peak in rows:
        print(f"| {what} | {reach or '–'} | {seconds:.2f} | {peak:.0f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
