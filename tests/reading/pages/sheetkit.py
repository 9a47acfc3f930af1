"""Sheets of the demo, printed and photographed, with the truth of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import zxingcpp

from actas.demo.camera import Photo, photograph
from actas.demo.payloads import by_position, from_pattern
from actas.demo.printing import Content, Rendered, render
from actas.election import packs
from actas.election.definition import Election
from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import PatternGrammar, SheetForm
from actas.reading.pages.anchoring import corners

ELECTION: Election = packs.definition("demo")
FORMS: dict[str, SheetForm] = {form.id: form for form in ELECTION.sheets}
PARTS = {"region": "3", "district": "12", "parish": "7", "centre": "45", "station": "2"}


@dataclass(frozen=True, eq=False)
class Shot:
    """A photographed sheet."""

    sheet: Rendered
    photo: Photo
    pixels: Pixels
    values: dict[str, int]

    @property
    def form(self) -> SheetForm:
        return self.sheet.form

    def codes(self) -> list[tuple[int, Points]]:
        """The sheet's QR code, where a decoder finds it."""
        place = [code.symbology for code in self.form.codes].index("qr")
        found = zxingcpp.read_barcodes(self.pixels, formats=zxingcpp.BarcodeFormat.QRCode)
        return [(place, corners_of(code.position)) for code in found]

    def off(self, registration: Registration) -> float:
        """How far cells and private regions lie from where they truly are, tenths of a mm."""
        boxes = [cell.box for cell in self.form.each_cell()]
        boxes += [region.box for region in self.form.private]
        points = np.concatenate([corners(box) for box in boxes])
        here = self.photo.to_image(points)
        per_tenth = np.hypot(*(self.photo.to_image(points + np.array([1.0, 0.0])) - here).T)
        return float((np.hypot(*(registration.to_image(points) - here).T) / per_tenth).max())


def corners_of(position: zxingcpp.Position) -> Points:
    four = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([[one.x, one.y] for one in four], dtype=np.float64)


@lru_cache(maxsize=32)
def shot(form: str, severity: int, seed: int = 1, *, turn: int = 0, coded: bool = True) -> Shot:
    """A sheet with numbers that add up, from this seed."""
    rng = np.random.default_rng(seed)
    plan = FORMS[form]
    (contest,) = ELECTION.contests_of(plan)
    choices = ELECTION.contest(contest).choices
    values = {
        choice.id: int(votes)
        for choice, votes in zip(choices, rng.integers(0, 190, len(choices)), strict=True)
    }
    valid = sum(values.values())
    numbers = values | {"valid": valid, "null_votes": 4, "blank": 0, "ballots": valid + 4}
    numbers |= {"voters": valid + 4}
    payloads: list[str | None] = []
    for code in plan.codes:
        payloads.append("3.12.7.45.2" if code.symbology == "qr" else "31274502")
        if isinstance(code.grammar, PatternGrammar):
            groups = PARTS | {"copy": "01"} | {one: str(votes) for one, votes in numbers.items()}
            groups["votes"] = by_position(dict(enumerate(values.values(), 1)))
            payloads[-1] = from_pattern(code.grammar, groups)
    said = Content(
        PARTS, {contest: numbers}, {}, valid + 60, tuple(payloads if coded else [None] * 2)
    )
    sheet = render(plan, said, rng)
    photo = photograph(sheet, severity, rng, turn=turn)
    return Shot(sheet, photo, photo.pixels(), numbers)
