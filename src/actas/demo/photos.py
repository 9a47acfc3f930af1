"""Photographs of an invented election's sheets, as its witnesses send them: most of them usable.

Some are wrong on purpose; each says what must come of it. Knows sheets and cameras, and nothing of
how pictures are read.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np

from actas.demo import exposure
from actas.demo.camera import pdf, photograph
from actas.demo.faults import WITNESSES, Brought
from actas.demo.lettering import Face
from actas.demo.payloads import by_position, from_pattern
from actas.demo.printing import Content, render
from actas.demo.spoil import moved
from actas.demo.votes import Sheet
from actas.election.definition import Election
from actas.election.payload import PatternGrammar
from actas.election.sheet import PrintedCode, SheetForm

SEVERITIES = (0.28, 0.45, 0.18, 0.07, 0.02)
"""Share of pictures of each severity."""

FAULTS = ("C602", "D406", "D408", "again", "same file", "F705", "no sheet")
"""What is wrong on purpose, by the finding, the refusal or the outcome that must name it."""

LEAST = 20
"""Photographed sheets of the machine that there must be for all faults to have one."""


@dataclass(frozen=True)
class Shot:
    """A picture to take.

    Attributes:
        name: of its file; what follows the dot says its format.
        sheet: what the paper says; None for a picture of no sheet.
        coded: what its code says, where that differs from the paper.
        seed: of print and picture.
    """

    name: str
    sheet: Sheet | None
    severity: int
    seed: tuple[int, ...]
    coded: Sheet | None = None
    again: int = 0


@dataclass(frozen=True)
class Wrong:
    """A picture that is wrong on purpose.

    Attributes:
        name: of FAULTS.
        files: names of the pictures.
        station: whose it is; None where it is no sheet.
        says: what was done, by language.
    """

    name: str
    files: tuple[str, ...]
    station: str | None
    says: Mapping[str, str]


@dataclass(frozen=True)
class Album:
    """Everything to be photographed, and what is wrong with it.

    Attributes:
        shots: one a file that a camera makes.
        copies: name of a file to the file whose bytes it has.
        cut: files that end in the middle.
        wrong: what is wrong on purpose.
        held: files whose print is held against their code, drawn at random; reading both of all
            would take too long for a demo.
    """

    shots: tuple[Shot, ...]
    copies: Mapping[str, str]
    cut: tuple[str, ...]
    wrong: tuple[Wrong, ...]
    held: frozenset[str] = frozenset()

    @property
    def sheets(self) -> dict[tuple[str, str], Sheet]:
        """Contest and station to the honest sheet behind each picture; the first where two are."""
        found: dict[tuple[str, str], Sheet] = {}
        for shot in self.shots:
            if shot.sheet is not None:
                honest = shot.coded if shot.coded and _adds_up(shot.coded) else shot.sheet
                found.setdefault((honest.contest, honest.station), honest)
        return found


def photographed(brought: Brought, count: int | None, seed: int) -> Album | None:
    """Take sheets of the witnesses' table out of it, to be photographed instead.

    Only of stations of which nobody else has a sheet and with which nothing else is wrong.

    Args:
        count: how many; as many as there are where None.

    Returns:
        None where none are to be photographed.
    """
    if count == 0:
        return None
    table = brought.tables[WITNESSES]
    spoilt = {station for planted in brought.planted for station in planted.stations}
    others = {key[1] for name, of in brought.tables.items() if name != WITNESSES for key in of}
    free = sorted(key for key in table if key[1] not in spoilt | others)
    rng = Random(f"{seed} photographs")  # noqa: S311  # must repeat, not a secret
    machine = [key for key in free if key[0] == _MACHINE]
    by_hand = [key for key in free if key[0] != _MACHINE]
    wanted = len(machine) if count is None else min(len(machine), max(LEAST, count))
    some = min(_BY_HAND, len(by_hand), max(0, min(wanted // 20, wanted - LEAST)))
    keys = rng.sample(by_hand, some) + rng.sample(machine, wanted - some)
    return album([table.pop(key) for key in keys], rng, seed)


def album(sheets: Sequence[Sheet], rng: Random, seed: int = 0) -> Album:
    """Plan a picture of every sheet, and faults among those of the machine.

    Raises:
        ValueError: fewer than `LEAST` sheets of the machine.
    """
    shots = [
        Shot(
            f"acta-{number:05}.{_format(rng)}",
            sheet,
            rng.choices(range(5), SEVERITIES)[0],
            (seed, number),
        )
        for number, sheet in enumerate(rng.sample(list(sheets), len(sheets)), 1)
    ]
    printed = [
        one for one, shot in enumerate(shots) if shot.sheet and shot.sheet.contest == _MACHINE
    ]
    if len(printed) < LEAST:
        raise ValueError(f"{len(printed)} sheets of the machine are too few: {LEAST} at least")
    chosen = dict(zip(FAULTS, rng.sample(printed, 6), strict=False))
    for place in chosen.values():
        shots[place] = replace(shots[place], severity=0, name=f"acta-{place + 1:05}.jpg")
    return _spoilt(shots, chosen, seed)


def take(
    planned: Album,
    election: Election,
    directory: Path,
    workers: int = 1,
    tick: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Path, ...]:
    """Take all pictures into `directory`, made if absent. Same album, same bytes.

    Returns:
        The files, in order of their names.
    """
    directory.mkdir(parents=True, exist_ok=True)
    forms = {form.contests[0]: form for form in election.sheets}
    jobs = [
        (shot, *_prepared(shot, forms, election), directory / shot.name) for shot in planned.shots
    ]
    for done, _ in enumerate(_each(jobs, workers), 1):
        tick(done, len(jobs))
    for name in planned.cut:
        data = (directory / name).read_bytes()
        (directory / name).write_bytes(data[: len(data) * 2 // 3])
    for name, original in planned.copies.items():
        (directory / name).write_bytes((directory / original).read_bytes())
    return tuple(sorted(directory.iterdir()))


def content(
    sheet: Sheet, form: SheetForm, election: Election, coded: Sheet | None = None
) -> Content:
    """What is printed on a sheet; `coded` is what its code says where that is something else."""
    levels = [level.id for level in election.levels]
    return Content(
        parts=dict(zip(levels, sheet.station.split("/"), strict=True)),
        values={sheet.contest: sheet.row},
        electors=sheet.electors,
        payloads=tuple(_payload(code, levels, coded or sheet) for code in form.codes),
    )


def _payload(code: PrintedCode, levels: Sequence[str], sheet: Sheet) -> str:
    """What a code says: all numbers in its grammar, or only whose sheet it is."""
    if not isinstance(code.grammar, PatternGrammar):
        return sheet.station
    groups = dict(zip(levels, sheet.station.split("/"), strict=True))
    groups |= {name: str(count) for name, count in sheet.row.items()}
    votes = by_position(dict(enumerate(sheet.votes.values(), 1)))
    return from_pattern(code.grammar, {**groups, "copy": "01", "votes": votes})


_ONE_IN = 12
"""Of the pictures, drawn to hold print against code."""

_BY_HAND = 12
"""Sheets filled in by hand among them, at most: people must type them in."""

_MACHINE = "president"
"""The contest whose sheets the machine prints."""

Job = tuple[Shot, SheetForm, Content | None, Path]


def _prepared(
    shot: Shot, forms: Mapping[str, SheetForm], election: Election
) -> tuple[SheetForm, Content | None]:
    if shot.sheet is None:
        return forms[_MACHINE], None
    form = forms[shot.sheet.contest]
    return form, content(shot.sheet, form, election, shot.coded)


def _spoilt(shots: list[Shot], chosen: Mapping[str, int], seed: int) -> Album:
    """The faults put in their places."""
    at = {name: shots[place] for name, place in chosen.items()}
    sheet = {name: _of(shot) for name, shot in at.items()}
    shots[chosen["C602"]] = replace(at["C602"], coded=_miscounted(sheet["C602"]))
    shots[chosen["D406"]] = replace(at["D406"], sheet=moved(sheet["D406"], 12), coded=sheet["D406"])
    second = Shot("acta-otra.jpg", moved(sheet["D408"], 25), 0, (seed, 0, 1))
    twice = replace(at["again"], name="acta-otra-vez.jpg", severity=1, again=1)
    table = Shot("foto.jpg", None, 1, (seed, 0, 2))
    files: dict[str, tuple[str, ...]] = {name: (shot.name,) for name, shot in at.items()}
    files["D408"] += (second.name,)
    files["again"] += (twice.name,)
    files["same file"] += ("acta-copia.jpg",)
    files["no sheet"] = (table.name,)
    wrong = [
        Wrong(name, files[name], sheet[name].station if name in sheet else None, _SAYS[name])
        for name in FAULTS
    ]
    return Album(
        (*shots, second, twice, table),
        {"acta-copia.jpg": at["same file"].name},
        (at["F705"].name,),
        tuple(wrong),
        frozenset([at["D406"].name, *(shot.name for shot in shots[::_ONE_IN])]),
    )


def _of(shot: Shot) -> Sheet:
    if shot.sheet is None:
        raise LookupError(shot.name)
    return shot.sheet


def _miscounted(sheet: Sheet) -> Sheet:
    """Ten votes that the sum does not know."""
    leader = max(sheet.votes, key=lambda name: sheet.votes[name])
    return replace(sheet, votes={**sheet.votes, leader: sheet.votes[leader] + 10})


def _adds_up(sheet: Sheet) -> bool:
    return sum(sheet.votes.values()) == sheet.valid


def _format(rng: Random) -> Literal["jpg", "png", "pdf"]:
    chance = rng.random()
    return "png" if chance < 0.03 else "pdf" if chance < 0.08 else "jpg"


def _each(jobs: list[Job], workers: int) -> Iterator[None]:
    if workers < 2:
        yield from map(_shoot, jobs)
        return
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        yield from pool.map(_shoot, jobs, chunksize=4)


def _shoot(job: Job) -> None:
    """Print one sheet, photograph it and write the file."""
    import cv2

    cv2.setNumThreads(1)
    shot, form, said, path = job
    rng = np.random.default_rng([*shot.seed, shot.again])
    if said is None:
        path.write_bytes(_no_sheet(rng))
        return
    printer = np.random.default_rng([*shot.seed, 99])
    face: Face = "plain" if printer.random() < 0.5 else "mono"
    photo = photograph(render(form, said, printer, face=face), shot.severity, rng)
    if path.suffix == ".pdf":
        path.write_bytes(pdf([photo]))
    elif path.suffix == ".png":
        path.write_bytes(bytes(cv2.imencode(".png", photo.pixels()[..., ::-1])[1]))
    else:
        path.write_bytes(photo.data)


def _no_sheet(rng: np.random.Generator) -> bytes:
    image = exposure.table((900, 1200), rng)
    for _ in range(4):
        exposure.finger(image, rng)
    return exposure.jpeg(exposure.noisy(image, 4, rng), 85)


_SAYS: dict[str, dict[str, str]] = {
    "C602": {
        "es": "un código cuyos votos no suman lo que dice su total",
        "en": "a code whose votes do not add up to its own total",
    },
    "D406": {
        "es": "un acta con números impresos distintos de los de su código",
        "en": "a sheet whose print was altered against its code",
    },
    "D408": {
        "es": "dos actas distintas de una misma mesa, con el mismo número de copia",
        "en": "two different sheets of one station with one copy number",
    },
    "again": {
        "es": "la misma acta fotografiada dos veces",
        "en": "the same sheet photographed twice",
    },
    "same file": {"es": "el mismo archivo dos veces", "en": "the same file twice"},
    "F705": {"es": "un archivo cortado por la mitad", "en": "a file that ends in the middle"},
    "no sheet": {"es": "una foto que no es de un acta", "en": "a picture that is of no sheet"},
}
