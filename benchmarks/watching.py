"""A release after 100 more sheets by a running `actas publish --watch`, and by a process alone.

`python benchmarks/watching.py DATA`: DATA is the folder of the real tables of ve-2024. The watch is
at rest before; its time is from the new head of the log to the new head of the release, while the
import that brought the sheets ends beside it. Memory is the most that it held together with its
workers (proportional set size).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from publishing import ACTAS, NEW, VE, VE_SOURCE, Run, _actas, _held, publish

ROUNDS = 3
"""Releases by the watch, of which the median counts."""


def rounds(work: Path, data: Path) -> tuple[Run, list[Run]]:
    """The release after 100 sheets by a process of its own, and those of a watch."""
    rows = (data / VE).read_bytes().splitlines(keepends=True)
    late = [*range(1, len(rows), len(rows) // (NEW * (ROUNDS + 1)))]
    tables = []
    for number in range(ROUNDS + 2):
        held = {row for at, row in enumerate(late) if at % (ROUNDS + 1) >= number}
        tables.append(work / f"{number}.csv")
        tables[-1].write_bytes(b"".join(row for at, row in enumerate(rows) if at not in held))
    _actas("init", "project", "--pack", "ve-2024", where=work)
    project = work / "project"
    _actas("import", str(data / "ve-states.geojson"), "--boundaries", "state", where=project)
    _actas("import", str(tables[0]), "--source", VE_SOURCE, where=project)
    publish(project)
    _actas("import", str(tables[1]), "--source", VE_SOURCE, where=project)
    alone = publish(project)
    process = subprocess.Popen(
        [ACTAS, "publish", "--watch", "--every", "0.1", "--json"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        _json(process.stdout)
        return alone, [_next(process, project, table) for table in tables[2:]]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def _next(process: subprocess.Popen[bytes], project: Path, table: Path) -> Run:
    release, checkpoint = project / "release", project / "log" / "checkpoint"
    assert process.stdout is not None
    _rest(process.pid)
    used, head, log = _used(process.pid), _size(release), checkpoint.read_bytes()
    importing = subprocess.Popen(
        [ACTAS, "import", str(table), "--source", VE_SOURCE], cwd=project, stdout=subprocess.DEVNULL
    )
    while checkpoint.read_bytes() == log:
        time.sleep(0.01)
    began, looked, most = time.perf_counter(), 0.0, 0.0
    while _size(release) == head:
        if time.perf_counter() - looked > 1:
            most, looked = max(most, _held(process.pid, "Pss_Anon:")), time.perf_counter()
        time.sleep(0.01)
    seconds = time.perf_counter() - began
    said = _json(process.stdout)
    processor = _used(process.pid) - used
    importing.wait()
    most = max(most, _held(process.pid, "Pss_Anon:"))
    return Run(seconds, processor, most, most, said["files"], said["bytes"] / 1e6)


def _json(output: IO[bytes]) -> dict[str, int]:
    """The next of the JSON documents that a watch writes, one a release."""
    lines = []
    for line in output:
        lines.append(line)
        if line == b"}\n":
            break
    found: dict[str, int] = json.loads(b"".join(lines))
    return found


def _size(release: Path) -> int:
    """Entries in the log of the release that stands."""
    size: int = json.loads((release / "head.json").read_bytes())["size"]
    return size


def _used(pid: int) -> float:
    """Seconds of processor of a process and of those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _rest(pid: int) -> None:
    """Wait until a process has done next to nothing for three seconds."""
    before = -1.0
    while (now := _used(pid)) - before > 0.1:
        before = now
        time.sleep(3)


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory(prefix="actas-bench-") as work:
        alone, by_watch = rounds(Path(work), Path(sys.argv[1]).resolve())
    print("| a release after 100 sheets | seconds | seconds of processor | memory, MB |")
    print("| --- | ---: | ---: | ---: |")
    for name, run in [("a process of its own", alone), *(("a watch", run) for run in by_watch)]:
        print(f"| {name} | {run.seconds:.1f} | {run.processor:.1f} | {run.memory:,.0f} |")


if __name__ == "__main__":
    main()
