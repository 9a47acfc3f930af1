"""Files of texts, most of them texts of the rows of frames, which Polars makes some at a time.

No file is held as one text. It refuses to know what the texts say, and in which format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from actas.release.contents import OnDisk

ROWS = 5_000
"""Rows whose texts are held at a time; those of a station may be some thousand letters."""


@dataclass(frozen=True)
class Texts:
    """A text of every row of a frame that has one; the first `less` bytes of all are left out."""

    frame: pl.DataFrame
    text: pl.Expr
    less: int = 0

    def without(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """All the bytes without the first."""
        less = self.less
        for piece in pieces:
            yield piece[less:]
            less = 0 if piece else less


def written(parts: Iterable[str | Texts]) -> OnDisk:
    """The parts one after the other, as UTF-8."""
    every = list(parts)

    def write(path: Path) -> None:
        made = _made([part for part in every if isinstance(part, Texts)])
        with path.open("wb") as file:
            for part in every:
                file.writelines([part.encode()] if isinstance(part, str) else next(made))

    return OnDisk(write)


def joined(parts: Iterable[str | pl.Expr]) -> pl.Expr:
    """Constant and other texts of a row one after the other; null where one of them is."""
    together: list[str | pl.Expr] = []
    for part in parts:
        if isinstance(part, str) and together and isinstance(together[-1], str):
            together[-1] += part
        else:
            together.append(part)
    return pl.concat_str(pl.lit(part) if isinstance(part, str) else part for part in together)


def _made(texts: Iterable[Texts]) -> Iterator[Iterator[bytes]]:
    """The bytes of each: of a large frame in pieces, of a small one for many texts in one go."""
    for _, alike in groupby(texts, key=lambda one: id(one.frame)):
        some = list(alike)
        frame = some[0].frame
        if frame.height > ROWS:
            yield from (one.without(_pieces(frame, one)) for one in some)
            continue
        at_once = max(1, ROWS // max(1, frame.height))
        for at in range(0, len(some), at_once):
            now = some[at : at + at_once]
            for one, whole in zip(now, _bytes(frame, now), strict=True):
                yield one.without([whole])


def _pieces(frame: pl.DataFrame, one: Texts) -> Iterator[bytes]:
    for piece in frame.iter_slices(ROWS):
        yield from _bytes(piece, [one])


def _bytes(frame: pl.DataFrame, texts: Iterable[Texts]) -> tuple[bytes, ...]:
    """All that these rows have, of each."""
    columns = (one.text.str.join("").cast(pl.Binary) for one in texts)
    return frame.select(one.alias(str(number)) for number, one in enumerate(columns)).row(0)
