"""Counting 1,000,000 stations x 15 choices from Parquet to five levels, beside pandas and DuckDB.

    python benchmarks/count.py [--rounds 3]

Every run is a process of its own, timed from its start to its end, with its peak memory; all read
the same file (a station's path of codes and 17 whole numbers) and must find the same sums. Then
the same from 10^4 stations up, drawn into docs/img/count-growth.png.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

LEVELS = 5
CHOICES = 15
NUMBERS = [*(f"choice_{number}" for number in range(CHOICES)), "valid", "nulls"]
SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000]
REACH_SECONDS, REACH_MB = 1.2, 1024
PLOT = Path(__file__).parents[1] / "docs" / "img" / "count-growth.png"

Sums = list[list[int]]
"""For the whole and each level: how many areas, the votes of the first choice, and the valid votes
of each area times its stations, added up: sums that other areas or other totals would not give."""


def with_actas(file: str) -> Sums:
    """`actas.count.totals` on a lazy frame."""
    import polars as pl

    from actas.count.totals import totals

    frames = totals(pl.scan_parquet(file), LEVELS)
    return [
        [
            frame.height,
            int(frame["choice_0"].sum()),
            int((frame["valid"] * frame["stations"]).sum()),
        ]
        for frame in frames
    ]


def with_duckdb(file: str) -> Sums:
    """SQL, deepest level first and each level from the one below it."""
    import duckdb

    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in ["stations", *NUMBERS])
    connection = duckdb.connect()
    connection.execute(
        f"CREATE TABLE level_{LEVELS} AS SELECT area, {sums} FROM (SELECT *, 1 AS stations, "
        f"regexp_replace(station, '/[^/]*$', '') AS area FROM '{file}') GROUP BY area"
    )
    for level in range(LEVELS - 1, 0, -1):
        connection.execute(
            f"CREATE TABLE level_{level} AS SELECT regexp_replace(area, '/[^/]*$', '') AS area, "
            f"{sums} FROM level_{level + 1} GROUP BY 1"
        )
    connection.execute(f"CREATE TABLE level_0 AS SELECT '' AS area, {sums} FROM level_1")
    said = "count(*), sum(choice_0)::BIGINT, sum(valid * stations)::BIGINT"
    found = []
    for level in range(LEVELS + 1):
        connection.execute(f"SELECT * FROM level_{level} ORDER BY area").fetchnumpy()
        found.append(list(connection.execute(f"SELECT {said} FROM level_{level}").fetchone()))
    return found


def with_pandas(file: str) -> Sums:
    """groupby, deepest level first and each level from the one below it."""
    sheets = _pandas_frame(file)
    sheets["stations"] = 1
    names = ["stations", *NUMBERS]
    frame = sheets.rename(columns={"station": "area"})
    frames = []
    for _ in range(LEVELS):
        frame["area"] = frame["area"].str.rsplit("/", n=1).str[0]
        frame = frame.groupby("area")[names].sum().reset_index()
        frames.append(frame.copy())
    whole = frame[names].sum().to_frame().T
    return [_said(one) for one in [whole, *reversed(frames)]]


def _said(frame: Any) -> list[int]:
    weighted = frame["valid"] * frame["stations"]
    return [len(frame), int(frame["choice_0"].sum()), int(weighted.sum())]


def _pandas_frame(file: str) -> Any:
    """pandas reads Parquet with pyarrow; where there is none, DuckDB reads it for pandas."""
    import pandas as pd

    try:
        return pd.read_parquet(file)
    except ImportError:
        import duckdb

        return duckdb.sql(f"SELECT * FROM '{file}'").df()


TOOLS: dict[str, Callable[[str], Sums]] = {
    "Actas": with_actas,
    "DuckDB": with_duckdb,
    "pandas": with_pandas,
}


def make(file: str, stations: int) -> None:
    """An invented election in no order: three tables a centre, five levels of areas."""
    import polars as pl

    centre = pl.int_range(stations) // 3
    parts = [
        centre % 25, centre % 350, centre % 1400, centre % 12_600, centre, pl.int_range(stations)
    ]  # fmt: skip
    votes = [
        ((pl.int_range(stations) * (7919 + 31 * number)) % (500 // (number + 1) + 1)).alias(name)
        for number, name in enumerate(NUMBERS[:CHOICES])
    ]
    frame = pl.select(pl.concat_str(parts, separator="/").alias("station"), *votes)
    frame = frame.with_columns(
        pl.sum_horizontal(NUMBERS[:CHOICES]).alias("valid"),
        (pl.int_range(pl.len()) % 7).alias("nulls"),
    )
    frame.sample(fraction=1, shuffle=True, seed=3).write_parquet(file)


def child(tool: str, file: str) -> None:
    """One run: what was found, and the most memory this process ever held."""
    found = TOOLS[tool](file)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"found": found, "mb": int(peak.split()[1]) / 1024}))


def measure(file: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds of the whole process and of its peak memory, by tool, taking turns."""
    runs: dict[str, list[tuple[float, float]]] = {tool: [] for tool in TOOLS}
    answers = set()
    for _ in range(rounds):
        for tool in TOOLS:
            begun = time.perf_counter()
            said = _run("--child", tool, str(file))
            runs[tool].append((time.perf_counter() - begun, said["mb"]))
            answers.add(json.dumps(said["found"]))
    assert len(answers) == 1, answers
    return {
        tool: (median(one[0] for one in each), median(one[1] for one in each))
        for tool, each in runs.items()
    }


def draw(grown: dict[int, dict[str, tuple[float, float]]]) -> None:
    """Seconds and megabytes against stations, both axes logarithmic."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    for what, panel in enumerate(panels):
        for tool, marker in zip(TOOLS, "osD", strict=True):
            values = [grown[size][tool][what] for size in grown]
            panel.plot(list(grown), values, marker=marker, label=tool)
        panel.set(xscale="log", yscale="log", xlabel="stations")
        panel.grid(visible=True, which="both", alpha=0.25)
        panel.yaxis.set_major_formatter("{x:,g}")
        panel.yaxis.set_minor_formatter("{x:,g}")
        panel.tick_params(axis="y", which="minor", labelsize=7)
    panels[0].axhline(REACH_SECONDS, color="grey", linestyle="--", linewidth=1)
    panels[0].set_ylabel("seconds, whole process")
    panels[1].axhline(REACH_MB, color="grey", linestyle="--", linewidth=1)
    panels[1].set_ylabel("peak memory, MB")
    panels[0].legend()
    figure.suptitle(f"Parquet to the totals of {LEVELS} levels, {CHOICES} choices")
    PLOT.parent.mkdir(exist_ok=True)
    figure.savefig(PLOT, dpi=110)


def _run(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, *arguments], check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout or "{}"))


def main() -> None:
    """Measure every size, print the table, draw the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs=2)
    parser.add_argument("--make", nargs=2)
    given = parser.parse_args()
    if given.child:
        child(*given.child)
        return
    if given.make:
        make(given.make[0], int(given.make[1]))
        return
    grown = {}
    print("| stations | tool | seconds | peak MB | times Actas' seconds | times its memory |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            file = Path(folder) / f"{size}.parquet"
            _run("--make", str(file), str(size))
            grown[size] = measure(file, given.rounds)
            ours = grown[size]["Actas"]
            for tool, (seconds, mb) in grown[size].items():
                ratios = f"{seconds / ours[0]:.1f} | {mb / ours[1]:.1f}"
                print(f"| {size:,} | {tool} | {seconds:.2f} | {mb:,.0f} | {ratios} |", flush=True)
    seconds, mb = grown[SIZES[-1]]["Actas"]
    met = "met" if seconds <= REACH_SECONDS and mb <= REACH_MB else "NOT met"
    print(f"\nReach {REACH_SECONDS} s and {REACH_MB:,} MB: {met}. Plot: docs/img/{PLOT.name}")
    draw(grown)


if __name__ == "__main__":
    main()
