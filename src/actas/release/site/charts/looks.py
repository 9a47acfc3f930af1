"""How things look in pictures: five steps from little to much, kinds of stations, choices.

Steps are of cividis, told apart by lightness alone; kinds and choices by a hatching each. So
every look can be told from its neighbours in black and white.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from actas.release.site.ballot import Shown
from actas.release.site.maps import look, pattern

STEPS = 5
STRENGTH = 4
"""Strength, of the five of the map of who leads, in which a choice is painted here."""

UNKNOWN = Markup('fill="url(#c·none)"')
"""Paint of what is not known."""

_KINDS = {
    "none": ("f-missing", "M-1 1L5-5M-1 5L5-1M-1 9L9-1M3 9L9 3M7 9L9 7"),
    "quarantined": ("f-quarantined", "M-1 7L7-1M3 9L9 3M-1 3L3-1"),
    "rejected": ("f-rejected", "M0 4H8M4 0V8"),
    "differ": ("f-rejected", "M0 4H8M4 0V8"),
    "alone": ("f-missing", "M1 4h2M5 4h2M3 0h2M7 0h1M0 0h1"),
}
"""Ground and hatching of each kind that has one."""

_PLAIN = {"counted": "f-counted", "agree": "f-agree", "missing": "f-missing"}
"""Kinds without hatching."""


def step(at: int) -> Markup:
    """Paint of the step `at`, from 1 (little) to `STEPS` (much)."""
    return Markup('class="q{}"').format(at)


def choice(at: int) -> Markup:
    """Paint of the choice at this place among the ranked ones."""
    return Markup('fill="url(#{})"').format(look(at, STRENGTH))


def kind(name: str) -> Markup:
    """Paint of a kind of station."""
    if name in _PLAIN:
        return Markup('class="{}"').format(_PLAIN[name])
    return Markup('fill="url(#c·{})"').format(name)


def patterns(ranked: Sequence[Shown], used: Sequence[int]) -> list[Markup]:
    """What the paints of choices and of what is not known need on the page."""
    return [_hatched("none"), *(pattern(ranked[at], at, STRENGTH) for at in sorted(used))]


def kinds(*names: str) -> list[Markup]:
    """What the paints of these kinds need on the page."""
    return [_hatched(name) for name in names if name in _KINDS]


def _hatched(name: str) -> Markup:
    ground, hatch = _KINDS[name]
    return Markup(
        '<pattern id="c·{0}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="{1}" width="8" height="8"/><path class="hatch h-{0}" d="{2}"/></pattern>'
    ).format(name, ground, hatch)
