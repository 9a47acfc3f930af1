"""A folder of sheets read whole: documents a second by workers, and the most memory of the reader.

`python benchmarks/reading.py [--sheets N] [--workers 1,2]`. Each sheet is printed and photographed
once; a folder of more than there are distinct ones repeats them as other scans.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.sheets import STATIONS, Strip, project

ACTAS = str(Path(sys.executable).parent / "actas")
DISTINCT = 200
REACH = "memory ≤ 1,536 MB"


def main() -> None:
    """Make the folder, read it with each number of workers, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sheets", type=int, default=400)
    asked.add_argument("--workers", default="1,2")
    asked.add_argument("--both", action="store_true", help="printed numbers too")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="actas-bench-") as scratch:
        scans = Path(scratch) / "scans"
        scans.mkdir()
        write(scans, options.sheets)
        print(f"{options.sheets:,} sheets; reach: {REACH} for 25,000")
        print("| workers | seconds | sheets/s | most memory of the main process, MB | of all, MB |")
        print("| --- | --- | --- | --- | --- |")
        for workers in (int(one) for one in options.workers.split(",")):
            measure(Path(scratch) / f"with-{workers}", scans, workers, options.both)


def write(scans: Path, count: int) -> None:
    """So many scans, each of other bytes."""
    rng = np.random.default_rng(1)
    for number in range(count):
        target = scans / f"{number:06}.jpg"
        if number < DISTINCT:
            votes = tuple(int(one) for one in rng.integers(0, 200, 5))
            target.write_bytes(Strip(number % STATIONS + 1, votes).jpeg(seed=number))
            continue
        first = (scans / f"{number % DISTINCT:06}.jpg").read_bytes()
        pixels = cv2.imdecode(np.frombuffer(first, np.uint8), cv2.IMREAD_COLOR)
        pixels[0, :4, 0] = np.frombuffer(number.to_bytes(4, "big"), np.uint8)
        pixels[1:9, 1:9] = rng.integers(0, 255, (8, 8, 1), np.uint8)
        target.write_bytes(bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 88])[1]))


def measure(directory: Path, scans: Path, workers: int, both: bool) -> None:
    """Read the folder into a new project; print a row."""
    directory.mkdir()
    village = project(directory)
    command = [ACTAS, "read", str(scans), "--source", "witnesses", "--workers", str(workers)]
    command += ["--both"] if both else []
    begun = time.perf_counter()
    running = subprocess.Popen(command, cwd=village.root, stdout=subprocess.DEVNULL)
    every = [0, 0]
    watching = threading.Thread(target=watch, args=(running, every))
    watching.start()
    running.wait()
    spent = time.perf_counter() - begun
    watching.join()
    count = len(list(scans.iterdir()))
    main_process = every[1] / 1024
    print(
        f"| {workers} | {spent:.1f} | {count / spent:.1f} | {main_process:,.0f} | "
        f"{every[0] / 1024:,.0f} |",
        flush=True,
    )


def watch(running: subprocess.Popen[bytes], most: list[int]) -> None:
    """The most memory, in kB, of a process and all below it, shared pages counted once."""
    while running.returncode is None:
        most[1] = max(most[1], proportional(running.pid))
        most[0] = max(most[0], sum(proportional(pid) for pid in below(running.pid)))
        time.sleep(0.5)


def below(pid: int) -> list[int]:
    """A process and its children's children."""
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in children.split()]
    return found


def proportional(pid: int) -> int:
    """kB that a process holds, its share of what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
