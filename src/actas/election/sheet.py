"""The printed sheet: where on it each number, code, anchor and private region lies.

Lengths are whole tenths of a millimetre from the sheet's upper left corner, x to the right and y
down. Knows the paper's plan only: images, and where a sheet lies in one, are for others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from actas.election.payload import Grammar, PatternGrammar, TaggedGrammar
from actas.election.written import FieldName, Identifier, Model, PlainLine, Text

__all__ = [
    "Anchor",
    "Box",
    "Cell",
    "Grammar",
    "Method",
    "PatternGrammar",
    "PrintedCode",
    "Private",
    "Rows",
    "SheetForm",
    "Symbology",
    "TaggedGrammar",
]

Length = Annotated[int, Field(ge=0, le=20_000, strict=True)]
Extent = Annotated[int, Field(ge=1, le=20_000, strict=True)]
Box = tuple[Length, Length, Extent, Extent]
"""x, y, width, height."""

Symbology = Literal["qr", "pdf417", "datamatrix", "aztec", "code128"]

Method = Literal["code", "print", "hand"]
"""How a sheet can be read: its code, its printed numbers, or by people who are shown its cells."""


class PrintedCode(Model):
    """A machine-readable code on the sheet; also an anchor, where its place is known.

    Attributes:
        boxes: where it stands, one a code in their order; empty where that varies.
        grammar: of what it says; None where it only identifies or anchors.
    """

    symbology: Symbology
    boxes: tuple[Box, ...] = ()
    grammar: Grammar | None = None
    cite: PlainLine | None = None


class Anchor(Model):
    """Something printed on every sheet at a known place, by which it is found in an image.

    Attributes:
        kind: `mark` a solid dark square; `words` the printed `text`; `frame` a ruled rectangle.
        text: of `words`.
    """

    kind: Literal["mark", "words", "frame"]
    box: Box
    text: PlainLine | None = None


class Cell(Model):
    """Where one number, or a part of the station's code, stands. Exactly one of what it is.

    Attributes:
        field: a choice, a tally, or `electors`.
        position: a ballot position, whose votes add to the choice that has it.
        part: id of the level whose part of the station's code it is.
        contest: of the number, where the sheet has several.
        digits: number of boxes, side by side, that hold one digit each; None for a plain number.
        hand: written by hand: shown to people, never read by machine as a reading.
        label: what is printed beside it.
    """

    box: Box
    field: FieldName | None = None
    position: Annotated[int, Field(ge=1)] | None = None
    part: FieldName | None = None
    contest: Identifier | None = None
    digits: Annotated[int, Field(ge=1, le=12)] | None = None
    hand: bool = False
    label: Text | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Cell:
        said = [self.field, self.position, self.part]
        if sum(one is not None for one in said) != 1:
            raise ValueError("a cell is one of: field, position, part")
        return self


class Rows(Model):
    """Cells one under the other: the first one's box, and the step down to the next.

    Attributes:
        fields: of each; or
        positions: first and last ballot position.
        labels: what is printed beside each.
    """

    box: Box
    step: Extent
    fields: tuple[FieldName, ...] = ()
    positions: tuple[int, int] | None = None
    contest: Identifier | None = None
    digits: Annotated[int, Field(ge=1, le=12)] | None = None
    hand: bool = False
    labels: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _one_thing(self) -> Rows:
        if bool(self.fields) == (self.positions is not None):
            raise ValueError("rows have either fields or positions")
        if self.positions and not 1 <= self.positions[0] <= self.positions[1] <= 999:
            raise ValueError("positions: first and last, from 1 up")
        return self

    def cells(self) -> Iterator[Cell]:
        """Each row's cell, from the top."""
        x, y, width, height = self.box
        first, last = self.positions or (0, -1)
        named: list[tuple[str | None, int | None]] = [(one, None) for one in self.fields]
        named += [(None, position) for position in range(first, last + 1)]
        for row, (field, position) in enumerate(named):
            yield Cell(
                box=(x, y + row * self.step, width, height),
                field=field,
                position=position,
                contest=self.contest,
                digits=self.digits,
                hand=self.hand,
                label=self.labels[row] if row < len(self.labels) else None,
            )


class Private(Model):
    """A region that is never published: signatures, fingerprints, names, identity numbers."""

    what: Text
    box: Box


class SheetForm(Model):
    """The plan of one kind of sheet.

    Attributes:
        contests: whose numbers it carries; all of the election where not said.
        size: width and height.
        readers: that may read it, in the order of trust.
        codes, anchors, cells: what is printed where.
        private: burnt out of what is published.
        public: where given, all that lies outside these is burnt out too.
        tolerance: how far an anchor may lie from its place for the sheet to count as registered.
    """

    id: Identifier
    name: Text
    contests: tuple[Identifier, ...] = ()
    size: tuple[Extent, Extent]
    readers: Annotated[tuple[Method, ...], Field(min_length=1)] = ("code",)
    codes: tuple[PrintedCode, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    cells: tuple[Cell | Rows, ...] = ()
    private: tuple[Private, ...] = ()
    public: tuple[Box, ...] = ()
    tolerance: Extent = 15
    cite: PlainLine | None = None

    def each_cell(self) -> tuple[Cell, ...]:
        """All cells, rows spelt out."""
        return tuple(
            cell for one in self.cells for cell in (one.cells() if isinstance(one, Rows) else [one])
        )

    @model_validator(mode="after")
    def _inside_the_paper(self) -> SheetForm:
        width, height = self.size
        boxes = [box for code in self.codes for box in code.boxes]
        boxes += [one.box for one in self.anchors]
        boxes += [one.box for one in self.each_cell()]
        boxes += [one.box for one in self.private]
        for x, y, wide, high in (*boxes, *self.public):
            if x + wide > width or y + high > height:
                raise ValueError(
                    f"box {[x, y, wide, high]} is not on the sheet of {width} × {height}"
                )
        return self
