"""Publishing: a whole release, and one after 100 more sheets, as an election grows.

`python benchmarks/publishing.py [DATA] [--sizes 10000,30000,100000] [--work DIR] [--plot]`:
synthetic elections of one sheet a station, and ve-2024 where DATA is the folder of its real tables.
Each publish is a whole process; of more than 1,000,000 stations only the first release is made.
Seconds depend on what else runs; seconds of processor do so much less. Memory is the most that the
process and its workers held together (proportional set sizes, looked at every second): what the
system could not take back (anonymous), and that with the pages of files that are mapped, which it
can. With `--limit MB` each publish runs in a memory cgroup of that size, and is killed where it
needs more (Linux, as root). With `--work DIR` each size's figures stay there as JSON: a run goes on
where it was stopped, and the plot is of all that is there.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from actas.demo.scale import SOURCE, write_scaled

ACTAS = str(Path(sys.executable).parent / "actas")
PLOT = Path(__file__).parents[1] / "docs" / "img" / "publishing-growth.png"
NEW = 100
"""Sheets that come after the first release."""

LARGE, PIECE = 1_000_000, 100_000
"""Stations above which there is no second release; sheets of one import."""

CGROUPS = Path("/sys/fs/cgroup")

VE, VE_SOURCE = "RESULTADOS_2024_CSV_V2.csv", "comando-con-venezuela"


@dataclass(frozen=True)
class Run:
    """One publish: seconds, seconds of processor, megabytes held by all its processes, those with
    mapped files, files and their megabytes."""

    seconds: float
    processor: float
    memory: float
    mapped: float
    files: int
    size: float


def publish(project: Path, limit: int | None = None) -> Run:
    """Publish in a process of its own, with so many megabytes of memory at most."""
    began = time.perf_counter()
    with _within(limit) as enter:
        process = subprocess.Popen(
            [ACTAS, "publish", "--json"],
            cwd=project,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=enter,  # noqa: PLW1509  # this process has one thread
        )
        held = mapped = 0.0
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            held = max(held, _held(process.pid, "Pss_Anon:"))
            mapped = max(mapped, _held(process.pid, "Pss:"))
            time.sleep(1)  # looking costs the processes time
    assert process.stdout is not None
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"publishing {project} failed")
    said = json.loads(process.stdout.read())
    return Run(
        time.perf_counter() - began,
        usage.ru_utime + usage.ru_stime,
        held,
        mapped,
        said["files"],
        said["bytes"] / 1e6,
    )


@contextlib.contextmanager
def _within(limit: int | None) -> Iterator[Callable[[], None] | None]:
    """A memory cgroup of so many megabytes, file pages counted; gives what enters it."""
    if limit is None:
        yield None
        return
    first = CGROUPS / "memory"
    above, name = (first, "limit_in_bytes") if first.is_dir() else (CGROUPS, "max")
    group = above / f"actas-{os.getpid()}"
    group.mkdir()
    (group / f"memory.{name}").write_text(str(limit * 1_000_000), encoding="ascii")
    try:
        yield lambda: (group / "cgroup.procs").write_bytes(b"0") and None
    finally:
        group.rmdir()


def _held(pid: int, what: str) -> float:
    """Megabytes of a process and its children; memory that they share counts once."""
    total = 0
    for one in [str(pid), *_children(pid)]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:  # it ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith(what))
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


def synthetic(work: Path, stations: int, limit: int | None = None) -> tuple[Run, Run | None]:
    """A first release without 100 of the sheets, and the next with them."""
    project, late = work / "project", work / "late.parquet"
    if not late.exists():  # the last thing that is made
        shutil.rmtree(work, ignore_errors=True)
        _make(work, stations)
    first = publish(project, limit)
    return first, None if stations > LARGE else _published(project, late, SOURCE, limit)


def _make(work: Path, stations: int) -> None:
    """A project with all sheets but 100, and the table of those."""
    made = write_scaled(work / "tables", stations)
    sheets = pl.read_parquet(made.sheets)
    late = pl.int_range(pl.len()) % max(1, stations // NEW) == 0
    project, first = work / "project", sheets.filter(~late)
    _actas(
        "init", "project", "--election", str(made.definition), "--origin", "scale.example/1",
        where=work,
    )  # fmt: skip
    _actas("import", str(made.register), "--register", where=project)
    for at in range(0, first.height, PIECE):
        table = work / f"first-{at}.parquet"
        first[at : at + PIECE].write_parquet(table)
        _actas("import", str(table), "--source", SOURCE, where=project)
    sheets.filter(late).write_parquet(work / "late.parquet")


def real(work: Path, data: Path, limit: int | None = None) -> tuple[Run, Run | None]:
    """The same with the real table of 2024."""
    rows = (data / VE).read_bytes().splitlines(keepends=True)
    late = set(range(1, len(rows), len(rows) // NEW))
    (work / "first.csv").write_bytes(b"".join(r for n, r in enumerate(rows) if n not in late))
    _actas("init", "project", "--pack", "ve-2024", where=work)
    borders = str(data / "ve-states.geojson")
    _actas("import", borders, "--boundaries", "state", where=work / "project")
    project = work / "project"
    first = _published(project, work / "first.csv", VE_SOURCE, limit)
    return first, _published(project, data / VE, VE_SOURCE, limit)


def _published(project: Path, table: Path, source: str, limit: int | None) -> Run:
    """A table imported, and what the release then takes."""
    _actas("import", str(table), "--source", source, where=project)
    return publish(project, limit)


def known(work: Path) -> dict[int, tuple[Run, Run | None]]:
    """What was measured of each size, by now or before."""
    found = {}
    for path in work.glob("*.json"):
        one, two = json.loads(path.read_text(encoding="utf-8"))
        found[int(path.stem)] = Run(**one), Run(**two) if two else None
    return found


def _measured(work: Path, size: int, limit: int | None) -> tuple[Run, Run | None]:
    """A size measured, unless it was before; only the figures are kept."""
    if size not in known(work):
        runs = synthetic(work / str(size), size, limit)
        said = [asdict(run) if run else None for run in runs]
        (work / f"{size}.json").write_text(json.dumps(said), encoding="utf-8")
        shutil.rmtree(work / str(size))
    return known(work)[size]


def draw(grown: dict[int, tuple[Run, Run | None]]) -> None:
    """Processor seconds, files and memory against stations; all axes logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 3, figsize=(12, 3.8), layout="constrained")
    sizes = sorted(grown)
    first = {size: grown[size][0] for size in sizes}
    second = {size: run for size in sizes if (run := grown[size][1]) is not None}
    time, files, memory = panels
    for panel, values in ((time, "processor"), (files, "files")):
        last = getattr(first[sizes[-1]], values) / sizes[-1]
        line = [last * size for size in sizes]
        panel.plot(sizes, line, ":", color="gray", label="in proportion to stations")
        panel.plot(sizes, [getattr(one, values) for one in first.values()], "o-", label="whole")
    for panel, values in ((time, "processor"), (memory, "memory")):
        numbers = [getattr(one, values) for one in second.values()]
        panel.plot([*second], numbers, "s-", color="tab:orange", label=f"after {NEW} sheets")
    memory.plot(
        sizes, [one.memory for one in first.values()], "o-", color="tab:blue", label="whole"
    )
    labels = ("seconds of processor", "files", "most memory held by all processes, MB")
    for panel, label in zip(panels, labels, strict=True):
        panel.set(xscale="log", yscale="log", xlabel="stations", ylabel=label)
        panel.grid(visible=True, which="both", alpha=0.25)
        panel.yaxis.set_major_formatter("{x:,.0f}")
        panel.xaxis.set_major_formatter("{x:,.0f}")
        panel.set_ylim(top=4 * panel.get_ylim()[1])  # room for the legend
        panel.legend(loc="upper left")
    memory.yaxis.set_minor_formatter("{x:,.0f}")
    figure.suptitle("A release of a synthetic election, one sheet a station")
    PLOT.parent.mkdir(exist_ok=True)
    figure.savefig(PLOT, dpi=110)


def _row(name: str, runs: tuple[Run, Run | None]) -> str:
    one, two = runs
    after = f"{two.seconds:.1f} | {two.processor:.1f} | {two.memory:,.0f}" if two else "– | – | –"
    return (
        f"| {name} | {one.files:,} | {one.size:,.0f} | {one.seconds:.1f} | {one.processor:.1f} "
        f"| {one.memory:,.0f} | {one.mapped:,.0f} | {after} |"
    )


def main() -> None:
    """Measure every size, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sizes", default="10000,30000,100000,300000,1000000")
    parser.add_argument("--work", type=Path, help="goes on there where it was stopped")
    parser.add_argument("--limit", type=int, metavar="MB", help="memory of each publish")
    parser.add_argument("--plot", action="store_true")
    given = parser.parse_args()
    print(
        "| stations | files | MB | whole: s | processor s | memory MB | with mapped files MB "
        f"| after {NEW} sheets: s | processor s | memory MB |\n"
        f"| ---: {'| ---: ' * 9}|"
    )
    if given.data:
        with tempfile.TemporaryDirectory(prefix="actas-bench-") as work:
            print(_row("ve-2024", real(Path(work), given.data.resolve(), given.limit)), flush=True)
    with tempfile.TemporaryDirectory(prefix="actas-bench-") as temporary:
        work = given.work or Path(temporary)
        work.mkdir(exist_ok=True)
        for size in [int(one) for one in given.sizes.split(",") if one]:
            print(_row(f"{size:,}", _measured(work.resolve(), size, given.limit)), flush=True)
            if given.plot:
                draw(known(work))


if __name__ == "__main__":
    main()
