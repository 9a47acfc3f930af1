"""What fills a private region: invented people who sign, with numbers that nobody has.

It is there so that redaction has something to hide. Every name says that it is invented.
"""

from __future__ import annotations

from numpy.random import Generator

from actas.demo import handwriting
from actas.demo.canvas import Canvas
from actas.demo.handwriting import Writer
from actas.demo.lettering import Face
from actas.election.sheet import Private
from actas.election.written import text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GIVEN = _words("Ana Berta Carla Delia Elio Fabio Gema Hugo Inés Julio Lidia Mario Nora")
_FAMILY = _words("Inventada Ficticia Supuesta Ejemplo Imaginaria Fingida Irreal Muestra")
_LINE = 120
"""Tenths of a millimetre that a signature takes."""


def fill(
    canvas: Canvas,
    region: Private,
    who: Writer,
    face: Face,
    language: str,
    rng: Generator,
) -> None:
    """People one under the other: name, number, signature, now and then a fingerprint."""
    x, y, width, height = region.box
    if height >= 100:
        head = 20
        canvas.words(
            text(region.what, language), (x, y + 4, width, head + 8), face, even=True, private=True
        )
        y, height = y + head + 14, height - head - 14
    columns = max(1, width // 620)
    rows = max(1, height // _LINE)
    wide, high = width // columns, height // rows
    for row in range(rows):
        for column in range(columns):
            box = (x + column * wide, y + row * high, wide - 12 * (columns > 1), high)
            _person(canvas, box, who, face, rng)


def person(rng: Generator) -> tuple[str, str]:
    """An invented name and an identity number that begins with noughts, as none does."""
    name = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"
    number = int(rng.integers(0, 1_000_000))
    return name, f"00.{number // 1000:03}.{number % 1000:03}"


def _person(
    canvas: Canvas, box: tuple[int, int, int, int], who: Writer, face: Face, rng: Generator
) -> None:
    x, y, width, height = box
    name, number = person(rng)
    left = width * 48 // 100
    small = min(26, height // 4)
    if height < 70 or rng.random() < 0.5:
        canvas.words(
            name, (x, y + height // 8, left, min(small + 12, height)), face, even=True, private=True
        )
    else:
        hand = handwriting.writer(rng)
        ink = handwriting.words(hand, name, canvas.pixels(small * 1.5), rng)
        keep = ink[:, : max(1, round(canvas.pixels(left)))]
        canvas.write(keep, (x + left / 2, y + height * 0.3), private=True)
    if height < 70:
        canvas.words(number, (x + left + 20, y + height // 8, left - 20, small), face, private=True)
        return
    canvas.words(f"ID {number}", (x, y + height * 6 // 10, left, small), face, private=True)
    span = width - left - 20
    ink = handwriting.signature(
        max(12, round(canvas.pixels(span * 0.92))),
        max(8, round(canvas.pixels(height * 0.82))),
        rng,
        thick=max(1.2, canvas.pixels(3.0)),
    )
    canvas.write(ink, (x + left + 20 + span / 2, y + height / 2), private=True)
    if rng.random() < 0.35:
        thumb = handwriting.fingerprint(round(canvas.pixels(height * 0.9)), rng)
        canvas.write(thumb, (x + width - height * 0.35, y + height / 2), private=True)
