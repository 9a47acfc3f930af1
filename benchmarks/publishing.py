"""Publishing: a whole release, and ones after 100 more sheets, as an election grows.

`python benchmarks/publishing.py [DATA] [--sizes 10000,30000,100000] [--plot]`: synthetic elections
of one sheet a station, and ve-2024 where DATA is the folder of its real tables. A whole release and
the next are a process each; the one after that is made by `actas publish --watch`, from the new
head of the log to the head of the release. Seconds depend on what else runs; seconds of processor
do so much less. Memory is the most that a process and its workers held together (proportional set
size).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from actas.demo.scale import SOURCE, write_scaled

ACTAS = str(Path(sys.executable).parent / "actas")
PLOT = Path(__file__).parents[1] / "docs" / "img" / "publishing-growth.png"
NEW = 100
"""Sheets that come after the first release."""

LARGE, PIECE = 300_000, 100_000
"""Stations above which there is no second release; sheets of one import."""

VE, VE_SOURCE = "RESULTADOS_2024_CSV_V2.csv", "comando-con-venezuela"


@dataclass(frozen=True)
class Run:
    """One publish: seconds, seconds of processor, megabytes of memory, files and their size."""

    seconds: float
    processor: float
    memory: float
    files: int
    size: float


def publish(project: Path) -> Run:
    """Publish in a process of its own."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [ACTAS, "publish", "--json"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    most = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        most = max(most, _held(process.pid))
        time.sleep(1)  # looking costs the processes time
    assert process.stdout is not None
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"publishing {project} failed")
    said = json.loads(process.stdout.read())
    return Run(
        time.perf_counter() - began,
        usage.ru_utime + usage.ru_stime,
        most,
        said["files"],
        said["bytes"] / 1e6,
    )


def watched(project: Path, table: Path, source: str) -> Run:
    """The release after this table by a running watch, which is at rest before."""
    release, checkpoint = project / "release", project / "log" / "checkpoint"
    process = subprocess.Popen(
        [ACTAS, "publish", "--watch", "--every", "0.1", "--json"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        _json(process.stdout)
        _rest(process.pid)
        used, head, log = _used(process.pid), _size(release), checkpoint.read_bytes()
        importing = subprocess.Popen(
            [ACTAS, "import", str(table), "--source", source],
            cwd=project,
            stdout=subprocess.DEVNULL,
        )
        while checkpoint.read_bytes() == log:
            time.sleep(0.01)
        began, looked, most = time.perf_counter(), 0.0, 0.0
        while _size(release) == head:
            if time.perf_counter() - looked > 1:
                most, looked = max(most, _held(process.pid)), time.perf_counter()
            time.sleep(0.01)
        seconds = time.perf_counter() - began
        said = _json(process.stdout)
        processor = _used(process.pid) - used
        importing.wait()
        return Run(
            seconds,
            processor,
            max(most, _held(process.pid)),
            said["files"],
            said["bytes"] / 1e6,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


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


def _held(pid: int) -> float:
    """Megabytes of a process and its children; memory that they share counts once."""
    total = 0
    for one in [str(pid), *_children(pid)]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # it ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000


def _children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []


def _actas(*arguments: str, where: Path) -> None:
    subprocess.run(
        [ACTAS, *arguments], cwd=where, check=False, stdout=subprocess.DEVNULL, stderr=None
    )


Runs = tuple[Run, Run | None, Run | None]


def synthetic(work: Path, stations: int) -> Runs:
    """A first release without 200 of the sheets, and two with 100 more each."""
    made = write_scaled(work / "tables", stations)
    sheets = pl.read_parquet(made.sheets)
    every, at = max(1, stations // NEW), pl.int_range(pl.len())
    late, later = at % every == 0, at % every == every // 2
    first, tables = sheets.filter(~(late | later)), []
    for start in range(0, first.height, PIECE):
        tables.append(work / f"first-{start}.parquet")
        first[start : start + PIECE].write_parquet(tables[-1])
    for name, chosen in {"late": late, "later": later}.items():
        sheets.filter(chosen).write_parquet(work / f"{name}.parquet")
    project = work / "project"
    _actas(
        "init", "project", "--election", str(made.definition), "--origin", "scale.example/1",
        where=work,
    )  # fmt: skip
    _actas("import", str(made.register), "--register", where=project)
    if stations > LARGE:
        return _published(project, tables, SOURCE), None, None
    after = [work / "late.parquet", work / "later.parquet"]
    return _thrice(project, tables, after, SOURCE)


def real(work: Path, data: Path) -> Runs:
    """The same with the real table of 2024."""
    rows = (data / VE).read_bytes().splitlines(keepends=True)
    late = [*range(1, len(rows), len(rows) // (2 * NEW))]
    for name, held in {"first": {*late}, "late": {*late[1::2]}}.items():
        kept = b"".join(row for at, row in enumerate(rows) if at not in held)
        (work / f"{name}.csv").write_bytes(kept)
    _actas("init", "project", "--pack", "ve-2024", where=work)
    borders = str(data / "ve-states.geojson")
    _actas("import", borders, "--boundaries", "state", where=work / "project")
    after = [work / "late.csv", data / VE]
    return _thrice(work / "project", [work / "first.csv"], after, VE_SOURCE)


def _thrice(project: Path, first: Sequence[Path], after: Sequence[Path], source: str) -> Runs:
    return (
        _published(project, first, source),
        _published(project, after[:1], source),
        watched(project, after[1], source),
    )


def _published(project: Path, tables: Sequence[Path], source: str) -> Run:
    """The tables imported one after the other, and what the release then takes."""
    for table in tables:
        _actas("import", str(table), "--source", source, where=project)
    return publish(project)


def draw(grown: dict[int, Runs]) -> None:
    """Processor seconds, memory and files against stations; all axes logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    sizes = sorted(grown)
    named = ("whole", f"after {NEW} sheets", f"after {NEW} sheets, by a watch")
    for number, (name, marker) in enumerate(zip(named, "os^", strict=True)):
        known = {size: run for size in sizes if (run := grown[size][number]) is not None}
        runs = known.values()
        panels[0].plot([*known], [run.processor for run in runs], marker=marker, label=name)
        panels[1].plot([*known], [run.memory for run in runs], marker=marker, label=name)
    panels[2].plot(sizes, [grown[size][0].files for size in sizes], marker="o", color="black")
    labels = ("seconds of processor", "most memory of all processes, MB", "files")
    for panel, label in zip(panels, labels, strict=True):
        panel.set(xscale="log", yscale="log", xlabel="stations", ylabel=label)
        panel.grid(visible=True, which="both", alpha=0.25)
        panel.yaxis.set_major_formatter("{x:,g}")
        panel.xaxis.set_major_formatter("{x:,g}")
    panels[0].legend()
    figure.suptitle("A release of a synthetic election, one sheet a station")
    PLOT.parent.mkdir(exist_ok=True)
    figure.savefig(PLOT, dpi=110)


def _row(name: str, runs: Runs) -> str:
    took = [
        f"{one.seconds:.1f} | {one.processor:.1f} | {one.memory:,.0f}" if one else "– | – | –"
        for one in runs
    ]
    return f"| {name} | {runs[0].files:,} | {runs[0].size:,.0f} | {' | '.join(took)} |"


def main() -> None:
    """Measure every size, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sizes", default="10000,30000,100000,300000")
    parser.add_argument("--plot", action="store_true")
    given = parser.parse_args()
    print(
        "| stations | files | MB | whole: s | processor s | memory MB "
        f"| after {NEW} sheets: s | processor s | memory MB "
        f"| by a watch: s | processor s | memory MB |\n"
        f"| ---: {'| ---: ' * 11}|"
    )
    grown = {}
    if given.data:
        with tempfile.TemporaryDirectory(prefix="actas-bench-") as work:
            print(_row("ve-2024", real(Path(work), given.data.resolve())), flush=True)
    for size in [int(one) for one in given.sizes.split(",") if one]:
        with tempfile.TemporaryDirectory(prefix="actas-bench-") as work:
            grown[size] = synthetic(Path(work), size)
            print(_row(f"{size:,}", grown[size]), flush=True)
        if given.plot:
            draw(grown)


if __name__ == "__main__":
    main()
