"""The demo taken the whole way: from the files of an invented election to its verified release.

Everything goes through the same acts as a real election; what was wrong on purpose is held against
what came out. Serving the site and printing are left to who asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from actas import __version__
from actas.count.shapes import Count
from actas.count.tabulate import tabulate
from actas.demo import seen as pictures
from actas.demo.photos import take
from actas.demo.seen import Seen
from actas.demo.write import SEED, STATIONS, Made, write
from actas.election.written import Text
from actas.errors import ProjectError
from actas.log import keys
from actas.project import claiming, custody, judging
from actas.project.importing import import_register, import_table
from actas.project.project import Project, judged
from actas.project.starting import start
from actas.release.publish import Published, publish
from actas.release.verification import verify
from actas.release.verified import Verification

AS_OF = date(2025, 6, 20)
"""The day the demo stands on, a month after its vote: so that it says the same on every day."""

INPUTS, PROJECT, RELEASE, OFFLINE = "inputs", "project", "release", "offline"
"""Folders that the demo makes: what was brought, the project, its site, and the identities that
open sealed originals."""

PHOTOS = "photos"
"""Folder of the photographs among what was brought."""

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how many are done, of how many."""


@dataclass(frozen=True)
class Outcome:
    """One thing made on purpose, and what came of it.

    Attributes:
        what: a planted finding, a picture made wrong, a statement, or whether the missing could
            matter.
        name: the finding's code, what is wrong with the picture, the statement's id, the contest.
        stations: that were made wrong; empty for a statement or a contest.
        expected, found: verdict words, `found`/`not found`, `could`/`could not`.
        says: what was done or said, by language.
    """

    what: Literal["finding", "photo", "claim", "missing"]
    name: str
    stations: tuple[str, ...]
    expected: str
    found: str
    says: dict[str, str]

    @property
    def ok(self) -> bool:
        """Whether it came out as it was made."""
        return self.expected == self.found


@dataclass(frozen=True)
class Ran:
    """What the demo did.

    Attributes:
        project: its folder.
        made: the files it began with.
        outcomes: everything made on purpose, in order: findings, missing, statements.
        unexpected: findings (code, station) that nobody planted; empty if all is well.
        counts: of each contest, by the top level.
        published, verified: the release.
        seen: what came of the photographs; None where there were none.
    """

    project: Path
    made: Made
    outcomes: tuple[Outcome, ...]
    unexpected: tuple[tuple[str, str], ...]
    counts: tuple[Count, ...]
    published: Published
    verified: Verification
    seen: Seen | None = None

    @property
    def ok(self) -> bool:
        """Everything planted was found, nothing else was, and the release verifies."""
        return self.verified.ok and not self.unexpected and all(one.ok for one in self.outcomes)


def run(
    directory: Path,
    stations: int = STATIONS,
    seed: int = SEED,
    workers: int = 2,
    progress: Progress | None = None,
    sheets: int | None = 0,
    languages: tuple[str, ...] = ("es", "en"),
) -> Ran:
    """Make the election in `directory` (absent or empty) and take it the whole way.

    Args:
        sheets: how many of its sheets to photograph and read back; all that can be where None.
        languages: of its site, the default first.

    Raises:
        ProjectError: the directory is not empty or cannot be written.
        InputError: too few stations.
    """
    tick = progress or (lambda *_: None)
    _refuse_full(directory)
    tick("inventing a country and its votes", 0, None)
    made = write(directory / INPUTS, stations, seed, sheets, languages)
    project = _imported(directory / PROJECT, made, tick)
    seen = _photographed(project, made, directory / OFFLINE, workers, tick) if made.album else None
    tick("checking, counting, judging claims", 0, None)
    contests = [one.id for one in project.election.contests]
    top = project.election.levels[0].id
    counts = tuple(tabulate(project.state, contest, level=top) for contest in contests)
    findings = judged(project.state).findings
    outcomes = (
        *_found(made, findings),
        *_pictures(made, seen, findings),
        *_missing(made, counts),
        *_verdicts(project, made, counts),
    )
    published, verified = _released(project, directory / RELEASE, workers, tick)
    return Ran(
        project=directory / PROJECT,
        made=made,
        outcomes=outcomes,
        unexpected=_unexpected(made, findings),
        counts=counts,
        published=published,
        verified=verified,
        seen=seen,
    )


def _refuse_full(directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise ProjectError(f"{directory} is there and not empty; take another directory")


def _imported(directory: Path, made: Made, tick: Progress) -> Project:
    steps = 2 + len(made.tables)
    tick("importing and logging", 0, steps)
    start(directory, definition=made.definition)
    project = Project.open(directory, write=True)
    tick("importing and logging", 1, steps)
    import_register(project, made.register)
    for step, table in enumerate(made.tables, 2):
        tick("importing and logging", step, steps)
        import_table(project, table.path, table.source)
    return project


def _photographed(
    project: Project, made: Made, offline: Path, workers: int, tick: Progress
) -> Seen:
    """Photograph the album, read it, and have people type in what was not read."""
    album = made.album
    if album is None:
        raise LookupError("no album")
    photos = made.directory / PHOTOS
    take(
        album,
        project.election,
        photos,
        workers,
        lambda done, of: tick("photographing sheets", done, of),
    )
    seen = pictures.read(
        project, album, photos, offline, workers, lambda done, of: tick("reading sheets", done, of)
    )
    seen.typed = pictures.type_in(project, album, made.directory)
    return seen


def _released(
    project: Project, target: Path, workers: int, tick: Progress
) -> tuple[Published, Verification]:
    claiming.prepare_release(project, as_of=AS_OF, today=AS_OF, actas=__version__)
    published = publish(
        project.folder.log,
        keys.policy(project.folder.keys),
        project.folder.files,
        target,
        workers=workers,
        progress=tick,
        pictures=custody.renditions(project.folder),
    )
    return published, verify(target, progress=tick, workers=workers)


def _found(made: Made, findings: pl.DataFrame) -> list[Outcome]:
    seen = set(findings.select("code", "contest", "station").iter_rows())
    return [
        Outcome(
            "finding",
            planted.code,
            planted.stations,
            "found",
            "found"
            if all((planted.code, planted.contest, each) in seen for each in planted.stations)
            else "not found",
            dict(planted.says),
        )
        for planted in made.planted
    ]


def _pictures(made: Made, seen: Seen | None, findings: pl.DataFrame) -> list[Outcome]:
    if made.album is None or seen is None:
        return []
    stand = set(findings.select("code", "contest", "station").iter_rows())
    return [
        Outcome(
            "photo",
            wrong.name,
            (wrong.station,) if wrong.station else (),
            "found",
            "found" if pictures.found(wrong, seen, stand) else "not found",
            dict(wrong.says),
        )
        for wrong in made.album.wrong
    ]


def _unexpected(made: Made, findings: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    known: set[tuple[str, str | None]] = {
        (one.code, station) for one in made.planted for station in one.stations
    }
    if made.album is not None:
        known |= {(one.name, at) for one in made.album.wrong for at in (one.station, None)}
        # Two sheets of one station and copy number are two readings of one source that differ, too.
        known |= {("D401", one.station) for one in made.album.wrong if one.name == "D408"}
    told = findings.filter(pl.col("severity") != "notice").select("code", "station")
    return tuple(row for row in told.iter_rows() if row not in known)


def _missing(made: Made, counts: tuple[Count, ...]) -> list[Outcome]:
    def word(matters: bool) -> str:
        return "could" if matters else "could not"

    return [
        Outcome(
            "missing",
            count.contest,
            (),
            word(made.matters[count.contest]),
            word(count.missing is not None and count.missing.worst_lead <= 0),
            {
                "es": "¿podría lo que no está contado cambiar quién gana?",
                "en": "could what is not counted change who wins?",
            },
        )
        for count in counts
    ]


def _verdicts(project: Project, made: Made, counts: tuple[Count, ...]) -> list[Outcome]:
    by_contest = {count.contest: count for count in counts}
    claims = claiming.logged(project.state)
    judged_now = judging.verdicts(project.state, claims, AS_OF, ["en"], by_contest)["en"]
    words = {claim.id: claim.words for claim in claims}
    return [
        Outcome("claim", one.id, (), made.verdicts[one.id], one.verdict, _lines(words[one.id]))
        for one in judged_now
    ]


def _lines(words: Text) -> dict[str, str]:
    return {"es": words, "en": words} if isinstance(words, str) else dict(words)
