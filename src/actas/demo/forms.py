"""Plans of the invented election's two sheets: a machine's strip, and a form filled in by hand.

Places only; which lists and tallies there are is passed in. Lengths are tenths of a millimetre.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Lines = Mapping[str, str]

STRIP, BOXED = "strip", "box"
"""Ids of the forms."""

_PRIVATE_GAP = 110
"""Between numbers and what is hidden: three times what any hiding adds. The heading in it is an
anchor, where nothing may be shown or hidden by mistake."""


def strip(
    contest: str,
    levels: Mapping[str, Lines],
    lists: Mapping[str, Lines],
    tallies: Mapping[str, Lines],
) -> dict[str, Any]:
    """The machine's strip, 80 mm wide: printed numbers, and a QR code that says them again."""
    parts = _column(levels, "part", top=270, step=58, x=560, width=200)
    top = 640
    rows = _rows(lists, top + 70, 64, (580, 180, 52))
    under = top + 70 + 64 * len(lists) + 20
    totals = _rows(tallies, under, 64, (580, 180, 52))
    end = under + 64 * len(tallies)
    signed = end + _PRIVATE_GAP
    code = signed + 420 + 40
    height = code + 290 + 110
    return {
        "id": STRIP,
        "name": {"es": "Acta de la máquina (tira)", "en": "Sheet of the machine (strip)"},
        "contests": [contest],
        "size": [800, height],
        "readers": ["code", "print"],
        "codes": [
            {
                "symbology": "qr",
                "boxes": [[255, code, 290, 290]],
                "grammar": _grammar(list(levels), len(lists), list(tallies)),
            }
        ],
        "anchors": [
            *_marks(800, (30, top, code + 10, height - 80), 50, 30),
            _words("REPUBLICA DE MARELIA", 160, 100, 480, 34),
            _words("ACTA DE ESCRUTINIO", 160, 152, 480, 38),
            _words("PRESIDENCIA", 240, 208, 320, 34),
            _words("VOTOS POR LISTA", 200, top + 8, 400, 36),
            _words("FIRMAS", 290, end + 20, 220, 38),
        ],
        "cells": [*parts, _electors(270 + 58 * len(levels), 560, 200), rows, totals],
        "private": [
            {
                "what": {
                    "es": "Miembros de mesa y testigos: nombre, cédula, firma, huella",
                    "en": "Officials and witnesses: name, identity number, signature, fingerprint",
                },
                "box": [40, signed, 720, 420],
            }
        ],
    }


def boxed(
    contest: str,
    levels: Mapping[str, Lines],
    lists: Mapping[str, Lines],
    tallies: Mapping[str, Lines],
) -> dict[str, Any]:
    """The form filled in by hand, in the manner of Bolivia's: a box a digit, codes that only say
    which station it is."""
    parts = [
        _part(level, name, (390 + 360 * one, 206, 150, 44))
        for one, (level, name) in enumerate(list(levels.items())[:-1])
    ]
    last = list(levels.items())[-1]
    parts.append(_part(*last, (390, 272, 150, 44)))
    parts.append(_electors(272, 750, 150) | {"box": [750, 272, 150, 44]})
    names = {**lists, **tallies}
    rows = _rows(names, 390, 102, (740, 270, 84)) | {"digits": 3, "hand": True}
    return {
        "id": BOXED,
        "name": {"es": "Acta manuscrita", "en": "Sheet filled in by hand"},
        "contests": [contest],
        "size": [2100, 1480],
        "readers": ["hand"],
        "codes": [
            {"symbology": "code128", "boxes": [[1080, 54, 620, 110]]},
            {"symbology": "qr", "boxes": [[1750, 44, 210, 210]]},
        ],
        "anchors": [
            *_marks(2100, (40, 480, 930, 1380), 60, 40),
            _words("ACTA DE ESCRUTINIO", 140, 50, 640, 50),
            _words("GOBERNACION", 140, 124, 400, 44),
            {"kind": "frame", "box": [140, 190, 1540, 142]},
            {"kind": "frame", "box": [140, 360, 910, 870]},
        ],
        "cells": [*parts, rows],
        "private": [
            {
                "what": {
                    "es": "Apertura y cierre: hora y quien la anota",
                    "en": "Opening and closing: time and who notes it",
                },
                "box": [1110, 360, 850, 150],
            },
            {
                "what": {
                    "es": "Jurados y testigos: nombre, cédula, firma, huella",
                    "en": "Jurors and witnesses: name, identity number, signature, fingerprint",
                },
                "box": [1110, 540, 850, 800],
            },
        ],
    }


def _grammar(levels: list[str], lists: int, tallies: list[str]) -> dict[str, Any]:
    station = r"\.".join(f"(?P<{level}>[0-9]{{1,7}})" for level in levels)
    votes = f"(?P<votes>[0-9]{{1,4}}(?:,[0-9]{{1,4}}){{{lists - 1}}})"
    counts = "".join(f"!(?P<{tally}>[0-9]{{1,4}})" for tally in tallies)
    return {
        "kind": "pattern",
        "pattern": rf"^{station}\.(?P<copy>[0-9]{{2}})!{votes}{counts}$",
        "station": levels,
        "copied": ["copy"],
        "votes": "votes",
        "tallies": {tally: tally for tally in tallies},
    }


def _marks(width: int, tops: Sequence[int], side: int, off: int) -> list[dict[str, Any]]:
    """Dark squares down both edges."""
    return [
        {"kind": "mark", "box": [x, y, side, side]} for y in tops for x in (off, width - off - side)
    ]


def _words(text: str, x: int, y: int, width: int, height: int) -> dict[str, Any]:
    return {"kind": "words", "text": text, "box": [x, y, width, height]}


def _column(
    levels: Mapping[str, Lines], kind: str, top: int, step: int, x: int, width: int
) -> list[dict[str, Any]]:
    return [
        _part(level, name, (x, top + step * one, width, 46))
        for one, (level, name) in enumerate(levels.items())
    ]


def _part(level: str, name: Lines, box: tuple[int, int, int, int]) -> dict[str, Any]:
    return {"box": list(box), "part": level, "label": dict(name)}


def _electors(y: int, x: int, width: int) -> dict[str, Any]:
    label = {"es": "Inscritos", "en": "Electors"}
    return {"box": [x, y, width, 46], "field": "electors", "label": label}


def _rows(
    fields: Mapping[str, Lines], top: int, step: int, cell: tuple[int, int, int]
) -> dict[str, Any]:
    x, width, height = cell
    return {
        "box": [x, top, width, height],
        "step": step,
        "fields": list(fields),
        "labels": [dict(name) for name in fields.values()],
    }
