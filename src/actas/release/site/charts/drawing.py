"""What every picture is made of: its frame with title and words, its scales, its short numbers.

Text that comes in is escaped. Knows no election; `x` grows to the right in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

WIDTH = 360
"""Width in units of a picture with axes: about that of a phone in pixels, so that text stays
readable there."""


def short(value: float) -> str:
    """A coordinate with one decimal at most, as SVG may write it."""
    return f"{round(value, 1):g}".replace("-0.", "-.")


def framed(
    name: str,
    size: tuple[float, float],
    title: object,
    says: object,
    body: Iterable[Markup],
    role: str = "img",
) -> Markup:
    """A whole picture.

    Args:
        name: tells it from the others of its page; its ids begin with it.
        size: width and height in units.
        title: what it is.
        says: the same in words, for whoever does not see it.
        body: what is drawn.
        role: `group` where it holds links, else `img`.
    """
    return Markup(
        '<svg viewBox="0 0 {0} {1}" role="{2}" aria-labelledby="c·{3}t c·{3}d">'
        '<title id="c·{3}t">{4}</title><desc id="c·{3}d">{5}</desc>{6}</svg>'
    ).format(short(size[0]), short(size[1]), role, name, title, says, Markup("").join(body))


def text(x: float, y: float, said: object, anchor: str = "start") -> Markup:
    """A label; the words beside the picture say the same."""
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
        short(x), short(y), anchor, said
    )


def path(css: str, steps: Iterable[str]) -> Markup:
    """A path; `steps` are commands of SVG made here, without anything from outside."""
    return Markup('<path class="{}" d="{}"/>').format(css, "".join(steps))


def hidden(content: Iterable[Markup]) -> Markup:
    """Patterns and outlines that pictures of the same page use; itself it shows nothing."""
    return Markup('<svg class="hidden" aria-hidden="true"><defs>{}</defs></svg>').format(
        Markup("").join(content)
    )


def sample(paint: Markup) -> Markup:
    """A patch of a look, for the legend; `paint` are attributes."""
    return Markup(
        '<svg viewBox="0 0 26 15" aria-hidden="true"><rect width="26" height="15" {}/></svg>'
    ).format(paint)


def ticks(most: int, wanted: int = 4) -> Sequence[int]:
    """Round numbers from 0 up to the first that is not below `most`: steps of 1, 2 or 5 × 10ⁿ.

    `wanted` is about how many steps there are to be.
    """
    size = 1
    while most > wanted * size:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return range(0, max(1, -(-most // size)) * size + 1, size)
