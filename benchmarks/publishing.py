"""Publishing: a whole release, and one after 100 more sheets, as an election grows.

`python benchmarks/publishing.py [DATA] [--sizes 10000,30000,100000] [--plot]`: synthetic elections
of one sheet a station, and ve-2024 where DATA is the folder of its real tables. Each publish is a
whole process; of more than 300,000 stations only the first release is made. Seconds depend on what
else runs; seconds of processor do so much less. Memory is the most that the process and its
workers held together (proportional set size).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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


def synthetic(work: Path, stations: int) -> tuple[Run, Run | None]:
    """A first release without 100 of the sheets, and the next with them."""
    made = write_scaled(work / "tables", stations)
    sheets = pl.read_parquet(made.sheets)
    late = pl.int_range(pl.len()) % max(1, stations // NEW) == 0
    first, tables = sheets.filter(~late), []
    for at in range(0, first.height, PIECE):
        tables.append(work / f"first-{at}.parquet")
        first[at : at + PIECE].write_parquet(tables[-1])
    sheets.filter(late).write_parquet(work / "late.parquet")
    project = work / "project"
    _actas(
        "init", "project", "--election", str(made.definition), "--origin", "scale.example/1",
        where=work,
    )  # fmt: skip
    _actas("import", str(made.register), "--register", where=project)
    if stations > LARGE:
        return _published(project, tables, SOURCE), None
    return (
        _published(project, tables, SOURCE),
        _published(project, [work / "late.parquet"], SOURCE),
    )


def real(work: Path, data: Path) -> tuple[Run, Run | None]:
    """The same with the real table of 2024."""
    rows = (data / VE).read_bytes().splitlines(keepends=True)
    late = set(range(1, len(rows), len(rows) // NEW))
    (work / "first.csv").write_bytes(b"".join(r for n, r in enumerate(rows) if n not in late))
    _actas("init", "project", "--pack", "ve-2024", where=work)
    borders = str(data / "ve-states.geojson")
    _actas("import", borders, "--boundaries", "state", where=work / "project")
    project = work / "project"
    first = _published(project, [work / "first.csv"], VE_SOURCE)
    return first, _published(project, [data / VE], VE_SOURCE)


def _published(project: Path, tables: Sequence[Path], source: str) -> Run:
    """The tables imported one after the other, and what the release then takes."""
    for table in tables:
        _actas("import", str(table), "--source", source, where=project)
    return publish(project)


def draw(grown: dict[int, tuple[Run, Run | None]]) -> None:
    """Processor seconds, memory and files against stations; all axes logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    sizes = sorted(grown)
    for number, (name, marker) in enumerate([("whole", "o"), (f"after {NEW} sheets", "s")]):
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


def _row(name: str, runs: tuple[Run, Run | None]) -> str:
    one, two = runs
    after = f"{two.seconds:.1f} | {two.processor:.1f} | {two.memory:,.0f}" if two else "– | – | –"
    return (
        f"| {name} | {one.files:,} | {one.size:,.0f} | {one.seconds:.1f} | {one.processor:.1f} "
        f"| {one.memory:,.0f} | {after} |"
    )


def main() -> None:
    """Measure every size, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sizes", default="10000,30000,100000,300000")
    parser.add_argument("--plot", action="store_true")
    given = parser.parse_args()
    print(
        "| stations | files | MB | whole: s | processor s | memory MB "
        f"| after {NEW} sheets: s | processor s | memory MB |\n"
        f"| ---: {'| ---: ' * 8}|"
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
