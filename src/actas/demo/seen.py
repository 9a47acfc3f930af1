"""The demo's photographs taken into its project, and typed in by people where no machine could.

What was wrong with pictures on purpose is held against what reading said. Knows nothing of how
pictures are read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import polars as pl

from actas.demo.faults import WITNESSES
from actas.demo.photos import Album, Wrong
from actas.demo.votes import PRESIDENT
from actas.demo.write import sheets_table
from actas.evidence.shapes import Limits
from actas.project import custody, outcomes
from actas.project.executors import Here
from actas.project.importing import import_table
from actas.project.project import Project
from actas.project.receiving import Settings, Told, read_sheets
from actas.reading.pages.reader import Care

TYPED = "typed.csv"
OFFLINE = ("identity-1.txt", "identity-2.txt")
"""Who can open the sealed originals; a real project keeps them far apart, and offline."""

_PATIENCE = 10.0
"""Seconds for each page's codes and its place: a slow machine must not see other things."""

_OUTCOMES = {"again": outcomes.DUPLICATE, "same file": outcomes.DUPLICATE}
_OUTCOMES |= {"F705": outcomes.REFUSED, "no sheet": outcomes.NO_SHEET}


@dataclass
class Seen:
    """What came of the pictures.

    Attributes:
        results: name of each file to its outcome, with the code where it was refused.
        counts: files by their outcome.
        typed: sheets that people typed in.
    """

    results: dict[str, tuple[str, str | None]]
    counts: dict[str, int] = field(default_factory=dict)
    typed: int = 0


def read(
    project: Project,
    album: Album,
    photos: Path,
    offline: Path,
    workers: int,
    tick: Callable[[int, int | None], None] = lambda done, of: None,
) -> Seen:
    """Read every picture as the witnesses'; of those that are held, what is printed beside codes.

    Args:
        offline: folder for the identities that open the sealed originals.
    """
    offline.mkdir(exist_ok=True)
    custody.make_identities(project.folder, [offline / name for name in OFFLINE])
    limits = Limits()
    results: dict[str, tuple[str, str | None]] = {}

    def told(one: Told) -> None:
        refused = one.outcome.get("refused")
        results[Path(one.path).name] = (one.outcome["result"], refused[0] if refused else None)

    seen = Seen(results)
    for both in (True, False):
        report = read_sheets(
            project,
            [str(path) for path in sorted(photos.iterdir()) if (path.name in album.held) == both],
            WITNESSES,
            Settings(Care(_PATIENCE, _PATIENCE, both), limits),
            lambda: Here(workers, limits, preload=("actas.project.working",)),
            random=os.urandom,
            rng=Random(),  # noqa: S311  # orders entries; nobody gains by guessing it
            told=told,
            tick=lambda _, __: tick(len(results), len(list(photos.iterdir()))),
        )
        seen.counts = {
            name: seen.counts.get(name, 0) + count for name, count in report.counts.items()
        }
    return seen


def type_in(project: Project, album: Album, directory: Path) -> int:
    """Import what people type in: the sheets of the album that no machine read. Gives how many."""
    read = {
        (contest, station)
        for contest, frame in project.state.readings.items()
        for (station,) in frame.filter(
            (pl.col("source") == WITNESSES)
            & pl.col("station").is_not_null()
            & (pl.col("problems").list.len().fill_null(0) == 0)
        )
        .select("station")
        .iter_rows()
    }
    left = {key: sheet for key, sheet in album.sheets.items() if key not in read}
    if left:
        path = directory / TYPED
        path.write_bytes(sheets_table(left))
        import_table(project, path, WITNESSES)
    return len(left)


def found(wrong: Wrong, seen: Seen, findings: Collection[tuple[str, str, str]]) -> bool:
    """Whether what is wrong with a picture was told.

    Args:
        findings: code, contest and station of each that stands.
    """
    if wrong.name not in _OUTCOMES:
        # A code that contradicts itself may not say which station it is of.
        return bool({(wrong.name, PRESIDENT, at) for at in (wrong.station, None)} & set(findings))
    told = [seen.results[name] for name in wrong.files]
    if wrong.name == "F705":
        return told == [(outcomes.REFUSED, "F705")]
    return sum(result == _OUTCOMES[wrong.name] for result, _ in told) == 1
