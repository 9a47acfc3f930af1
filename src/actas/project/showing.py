"""A page that shows people the cells of sheets that wait: pictures, labels, empty places.

Everything is cut from public renditions, so nothing private can be in it; nothing on it says what a
machine would guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from actas.election.definition import Election
from actas.election.registration import Pixels, Registration
from actas.election.sheet import Cell, SheetForm
from actas.election.written import Text, text
from actas.errors import ProjectError
from actas.evidence.rendition import encode
from actas.language import Language
from actas.project.asking import Asked, asked
from actas.project.telling import UNREAD
from actas.project.waiting import Waiting
from actas.reading.pages.cells import cut

MARGIN = 12
"""Tenths of a millimetre shown around a cell."""

_QUALITY = 90

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Sheet:
    """One document as it is shown.

    Attributes:
        number: on the page and in the table.
        waiting: the document.
        rendition: its file.
    """

    number: int
    waiting: Waiting
    rendition: bytes

    @property
    def folder(self) -> str:
        """Where its pictures are."""
        return f"sheets/{self.number:04}"

    @property
    def pixels(self) -> Pixels:
        """The rendition decoded: red, green, blue."""
        read = cv2.imdecode(np.frombuffer(self.rendition, np.uint8), cv2.IMREAD_COLOR_RGB)
        if read is None:
            raise ProjectError(f"rendition {self.waiting.document} is no picture")
        return np.asarray(read, np.uint8)

    def lies(self, pixels: Pixels, form: SheetForm) -> Registration:
        """Where the form lies in the rendition: it fills it."""
        return Registration.of_flat(form.id, form.size, (pixels.shape[1], pixels.shape[0]))


class Page:
    """The page of one election in one language; sheets are added one by one.

    Args:
        election: the definition.
        language: two-letter code.

    Raises:
        InputError: there is no such language.
    """

    def __init__(self, election: Election, language: str) -> None:
        self._election = election
        self._language = Language(language, "project")
        self._shown: list[dict[str, Any]] = []

    def add(self, sheet: Sheet) -> Files:
        """Show a sheet; the path and bytes of each of its pictures."""
        one, pixels = sheet.waiting, sheet.pixels
        picture = f"{sheet.folder}/sheet.jpg"
        yield picture, sheet.rendition
        printed, contests = [], []
        for number, cell in enumerate(_parts(one), 1):
            path = f"{sheet.folder}/printed-{number:02}.jpg"
            size, data = _cut(sheet, pixels, cell)
            yield path, data
            printed.append({"label": self._label(cell), "picture": path, "size": size})
        for contest in one.contests:
            cells = []
            plan = asked(self._election, one.form, contest)
            for number, place in enumerate(plan, 1):
                shown = self._place(place, contest)
                if place.cell is not None and one.fits:
                    path = f"{sheet.folder}/{contest}-{number:03}.jpg"
                    shown["size"], data = _cut(sheet, pixels, place.cell)
                    shown["picture"] = path
                    yield path, data
                cells.append(shown)
            name = self._text(self._election.contest(contest).name)
            whole = all(shown["picture"] is None for shown in cells)
            contests.append({"name": name, "whole": whole, "cells": cells})
        self._shown.append(
            {
                "number": sheet.number,
                "title": self._title(one.station),
                "why": [self._language.say(UNREAD[reason]) for reason in one.unread],
                "picture": picture,
                "printed": printed,
                "contests": contests,
            }
        )

    def html(self, source: str, command: str) -> str:
        """The page of all sheets that were added.

        Args:
            source: id of who brought them.
            command: that takes the filled-in table.
        """
        names = {one.id: self._text(one.name) for one in self._election.sources}
        return _template().render(
            say=self._language.say,
            language=self._language.code,
            direction=self._language.direction,
            election=self._text(self._election.name),
            source=names.get(source, source),
            command=command,
            sheets=self._shown,
        )

    def _title(self, station: str | None) -> str:
        say = self._language.say
        if station is None:
            return say("Its station is not known: type that into the table, too.")
        parts = station.split("/")
        if len(parts) != len(self._election.levels):
            return f"{self._text(self._election.levels[-1].name)} {station}"
        named = zip(self._election.levels, parts, strict=True)
        return " · ".join(f"{self._text(level.name)} {part}" for level, part in named)

    def _place(self, place: Asked, contest: str) -> dict[str, Any]:
        cell = place.cell
        inset = 0.0 if cell is None else 100 * MARGIN / (cell.box[2] + 2 * MARGIN)
        return {
            "label": self._label(cell, place.field, contest),
            "column": place.column,
            "picture": None,
            "size": None,
            "inset": round(inset, 2) if cell is not None and cell.digits else None,
            "places": (cell.digits if cell is not None else None) or 1,
        }

    def _label(self, cell: Cell | None, field: str = "", contest: str = "") -> str:
        """What is printed beside the cell, else what the definition calls it."""
        label = cell.label if cell is not None else None
        said = self._text(label) if label is not None else self._called(cell, field, contest)
        place = cell.position if cell is not None else None
        return said if place is None else f"{place} · {said}"

    def _called(self, cell: Cell | None, field: str, contest: str) -> str:
        names = {one.id: one.name for one in self._election.form.tallies}
        if contest:
            names |= {one.id: one.name for one in self._election.contest(contest).choices}
        if cell is not None and cell.part is not None:
            names = {one.id: one.name for one in self._election.levels}
            field = cell.part
        return self._text(names.get(field, field))

    def _text(self, value: Text) -> str:
        return text(value, self._language.code)


def _parts(one: Waiting) -> list[Cell]:
    """Cells in which the station is printed."""
    cells = one.form.each_cell() if one.form is not None and one.fits else ()
    return [cell for cell in cells if cell.part is not None]


def _cut(sheet: Sheet, pixels: Pixels, cell: Cell) -> tuple[tuple[int, int], bytes]:
    form = sheet.waiting.form
    assert form is not None
    picture = cut(pixels, sheet.lies(pixels, form), cell.box, MARGIN)
    return (picture.shape[1], picture.shape[0]), encode(picture, _QUALITY)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("actas.project", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("worksheet.html")
