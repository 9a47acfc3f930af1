"""A sheet printed and filled in by its plan, with the truth of what stands where.

Any form that a definition can describe can be printed. Knows no camera and no election: what the
sheet says is passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from actas.demo import handwriting, signing
from actas.demo.canvas import Canvas
from actas.demo.handwriting import Writer
from actas.demo.lettering import Face, Ink
from actas.election.registration import Pixels
from actas.election.sheet import Box, Cell, PrintedCode, SheetForm
from actas.election.written import text

SYMBOLOGIES = {
    "qr": "QRCode",
    "pdf417": "PDF417",
    "datamatrix": "DataMatrix",
    "aztec": "Aztec",
    "code128": "Code128",
}
_MARGIN, _GAP = 40, 15
_K = TypeVar("_K")


@dataclass(frozen=True)
class Content:
    """What a sheet says.

    Attributes:
        parts: level to the part of the station's code, as printed.
        values: contest to field to number; a cell without a number stays empty.
        positions: contest to ballot position to votes.
        payloads: text of each code, in the order of the form's codes and their boxes; None leaves
            the place of a code empty.
    """

    parts: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    positions: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    electors: int | None = None
    payloads: tuple[str | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Rendered:
    """A sheet of paper.

    Attributes:
        pixels: height × width × 3, flat and upright, `per_mm` pixels a millimetre.
        cells: each cell with what stands in it, empty where nothing does.
        private_ink: height × width, where ink lies that must never be published.
    """

    form: SheetForm
    content: Content
    pixels: Pixels
    per_mm: float
    cells: tuple[tuple[Cell, str], ...]
    private_ink: NDArray[np.bool_]


def render(
    form: SheetForm,
    content: Content,
    rng: Generator,
    *,
    dots_per_mm: float = 8.0,
    face: Face = "mono",
    hand: Writer | None = None,
    ec_level: str = "M",
    language: str = "es",
) -> Rendered:
    """Print the form and fill it in.

    Args:
        face: of what is printed.
        hand: who writes the handwritten cells; somebody, where not said.
        ec_level: error correction of QR codes: L, M, Q or H.
        language: of labels.

    Raises:
        ValueError: a number has more digits than its cell has boxes.
    """
    canvas = Canvas.of(form.size, dots_per_mm)
    who = hand or handwriting.writer(rng)
    heavy: Face = "bold" if face == "mono" else face
    for anchor in form.anchors:
        if anchor.kind == "mark":
            canvas.filled(anchor.box)
        elif anchor.kind == "frame":
            canvas.frame(anchor.box, 3)
        else:
            canvas.words(anchor.text or "", anchor.box, heavy)
    cells = form.each_cell()
    said = tuple((cell, _said(cell, content)) for cell in cells)
    for cell, number in said:
        _label(canvas, cell, form, face, language)
        _fill(canvas, cell, number, who, face, rng)
    _codes(canvas, form.codes, content.payloads, ec_level)
    for region in form.private:
        signing.fill(canvas, region, who, face, language, rng)
    return Rendered(
        form,
        content,
        canvas.paper(rng, who.pen),
        dots_per_mm,
        said,
        canvas.private_ink(),
    )


def code_image(symbology: str, payload: str, ec_level: str = "M") -> Ink:
    """A code's modules as ink, one pixel or more a module, without a quiet zone."""
    import zxingcpp

    kind = getattr(zxingcpp.BarcodeFormat, SYMBOLOGIES[symbology])
    options = {"ec_level": ec_level} if symbology == "qr" else {}
    code = zxingcpp.create_barcode(payload, kind, **options)
    return 255 - np.asarray(code.to_image(scale=1, add_quiet_zones=False), np.uint8)


def _said(cell: Cell, content: Content) -> str:
    if cell.part is not None:
        return content.parts.get(cell.part, "")
    if cell.field == "electors":
        number = content.electors
    elif cell.position is not None:
        number = _of(content.positions, cell.contest).get(cell.position)
    else:
        number = _of(content.values, cell.contest).get(cell.field or "")
    return "" if number is None else str(number)


def _of(numbers: Mapping[str, Mapping[_K, int]], contest: str | None) -> Mapping[_K, int]:
    """Numbers of a contest; of the only one where a cell does not say which."""
    if contest is None and len(numbers) == 1:
        return next(iter(numbers.values()))
    return numbers.get(contest or "", {})


def _label(canvas: Canvas, cell: Cell, form: SheetForm, face: Face, language: str) -> None:
    """What is printed beside a cell: from whatever stands to its left."""
    if cell.label is None:
        return
    x, y, _, height = cell.box
    left = [
        other.box[0] + other.box[2] + 2 * _GAP
        for other in form.each_cell()
        if other.box[0] < x and other.box[1] < y + height and y < other.box[1] + other.box[3]
    ]
    left += [
        box[0] + _GAP
        for box in (one.box for one in form.anchors if one.kind == "frame")
        if box[0] < x < box[0] + box[2] and box[1] < y < box[1] + box[3]
    ]
    start = max([_MARGIN, *left])
    high = min(36, height * 8 // 10)
    box = (start, y + (height - high) // 2, max(1, x - _GAP - start), high)
    end = canvas.words(text(cell.label, language), box, face, even=True)
    if not cell.hand and cell.digits is None:
        canvas.dots(end + _GAP, x - _GAP, y + (height + high) // 2 - high // 4)


def _fill(canvas: Canvas, cell: Cell, number: str, who: Writer, face: Face, rng: Generator) -> None:
    if cell.digits is not None:
        _fill_boxes(canvas, cell, number, who, face, rng)
        return
    x, y, width, height = cell.box
    if cell.hand:
        canvas.frame(cell.box, 1)
        if number:
            ink = handwriting.words(who, number, canvas.pixels(height * 0.62), rng)
            canvas.write(ink, (x + width / 2, y + height / 2))
        return
    high = min(36, height * 7 // 10)
    canvas.words(number, (x, y + (height - high) // 2, width, high), face, right=True)


def _fill_boxes(
    canvas: Canvas, cell: Cell, number: str, who: Writer, face: Face, rng: Generator
) -> None:
    """One digit a box, to the right; a writer in front of the number puts noughts, or nothing."""
    count = cell.digits or 1
    if len(number) > count:
        raise ValueError(f"{number} does not fit {count} boxes")
    shown = number.rjust(count, "0" if who.unrest < 0.7 or not cell.hand else " ")
    for box, one in zip(digit_boxes(cell), shown if number else " " * count, strict=True):
        canvas.frame(box, 1)
        x, y, width, height = box
        if one == " ":
            continue
        if cell.hand:
            ink = handwriting.digit(who, one, canvas.pixels(height * 0.62), rng)
            off = rng.normal(0, 0.05 * who.unrest, 2) * (width, height)
            canvas.write(ink, (x + width / 2 + off[0], y + height / 2 + off[1]))
        else:
            inner = (x + width // 5, y + height // 5, width * 3 // 5, height * 3 // 5)
            canvas.words(one, inner, face)


def digit_boxes(cell: Cell) -> tuple[Box, ...]:
    """The boxes of a cell's digits, side by side, that fill its box."""
    x, y, width, height = cell.box
    count = cell.digits or 1
    edges = [x + round(width * one / count) for one in range(count + 1)]
    return tuple((left, y, right - left, height) for left, right in pairwise(edges))


def _codes(
    canvas: Canvas,
    codes: tuple[PrintedCode, ...],
    payloads: tuple[str | None, ...],
    ec_level: str,
) -> None:
    places = [(code.symbology, box) for code in codes for box in code.boxes]
    for (symbology, box), payload in zip(places, payloads, strict=False):
        if payload is not None:
            canvas.stamped(code_image(symbology, payload, ec_level), box)
