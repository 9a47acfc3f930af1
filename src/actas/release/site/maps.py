"""The map of the top level: who leads in each area and by how large a share, as inline SVG.

Colour never says it alone: the choice that leads has its own hatching from the second on, the
share is written in the area where it has room, and the same data stands in the table beneath.
The group holds links, so it is no image to assistive technology (role "group", not "img").
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from actas.count.shapes import Count
from actas.release.site.ballot import Shown
from actas.release.site.outlines import WIDTH, Outline, Picture
from actas.release.site.rendering import isolated, shortened
from actas.release.site.words import Words

STEPS = (40, 50, 60, 70)
"""Per cent at which the leader's share is drawn one step stronger."""

_ROOM = 26
"""Width in units that the label of a share takes."""

_HATCHES = (
    "",
    '<path class="hatch" d="M-1 7L7-1M3 9L9 3"/>',
    '<path class="hatch" d="M-1 1L7 9M-1-5L9 5"/>',
    '<path class="hatch" d="M0 4H8"/>',
    '<path class="hatch" d="M4 0V8"/>',
    '<path class="hatch" d="M0 4H8M4 0V8"/>',
    '<path class="hatch" d="M1 4h1M5 4h1M3 0h1M7 0h1"/>',
)
"""Inside of the 8 × 8 pattern for the first choice, the second, …"""


@dataclass(frozen=True)
class Spot:
    """One area of the map: where it leads, what it is called, and its totals."""

    code: str
    href: str
    name: str
    count: Count


def drawing(picture: Picture, spots: dict[str, Spot], ranked: list[Shown], words: Words) -> Markup:
    """The map as an SVG element; areas without a page are drawn as empty land.

    Args:
        picture: outlines of the areas.
        spots: areas by code, with links relative to the page.
        ranked: choices from the most votes down; their hatching follows this order.
    """
    used: dict[tuple[int, int], None] = {}
    body: list[Markup] = []
    labels: list[Markup] = []
    for outline in picture.outlines:
        spot = spots.get(outline.code)
        if spot is None:
            body.append(Markup('<path class="f-missing" d="{}"/>').format(outline.path))
            continue
        lead = leader(spot.count, ranked)
        if lead is not None:
            used[lead, _step(spot.count, ranked[lead])] = None
        body.append(_area(outline, spot, ranked, lead, words))
        if lead is not None and outline.room >= _ROOM:
            labels.append(_label(outline, spot.count, ranked[lead], words))
    title = words.say("Map: who leads in each area, and with what share of the valid votes")
    patterns = [pattern(ranked[at], at, step) for at, step in sorted(used)]
    return Markup(
        '<svg viewBox="0 0 {} {}" role="group" aria-label="{}"><defs>{}</defs>{}{}</svg>'
    ).format(
        WIDTH,
        f"{picture.height:g}",
        title,
        Markup("").join(patterns),
        Markup("").join(body),
        Markup("").join(labels),
    )


def legend(
    spots: dict[str, Spot], ranked: list[Shown], words: Words
) -> list[tuple[Markup, Markup]]:
    """Sample and words for every look that the map has, in the order of the choices."""
    looks = set()
    for spot in spots.values():
        lead = leader(spot.count, ranked)
        if lead is not None:
            looks.add((lead, _step(spot.count, ranked[lead])))
    between = pairwise(STEPS)
    bounds = (
        words.say("under {n} %", n=STEPS[0]),
        *(words.say("{low} to {high} %", low=low, high=high) for low, high in between),
        words.say("{n} % or more", n=STEPS[-1]),
    )
    rows = [
        (_sample(at, step), _called(ranked[at], bounds[step - 1], words))
        for at, step in sorted(looks)
    ]
    if any(leader(spot.count, ranked) is None for spot in spots.values()):
        empty = Markup(
            '<svg viewBox="0 0 26 15"><rect class="f-missing" width="26" height="15"/></svg>'
        )
        rows.append((empty, words.say("no one leads, or nothing is counted")))
    return rows


def _called(choice: Shown, bounds: str, words: Words) -> Markup:
    return Markup("{}{} {}").format(isolated(shortened(choice.name, 40)), words.comma, bounds)


def leader(count: Count, ranked: list[Shown]) -> int | None:
    """Place among `ranked` of the choice with the most votes; None where nothing is counted or
    two share the lead."""
    votes = [count.votes.get(choice.id, 0) for choice in ranked]
    most = max(votes, default=0)
    return votes.index(most) if most and votes.count(most) == 1 else None


def _step(count: Count, choice: Shown) -> int:
    percent = 100 * count.votes[choice.id]
    return 1 + sum(percent >= bound * count.valid for bound in STEPS)


def _area(
    outline: Outline, spot: Spot, ranked: list[Shown], lead: int | None, words: Words
) -> Markup:
    if lead is None:
        says = words.say("{area}: no one leads, or nothing is counted", area=spot.name)
        paint = Markup('class="f-missing"')
    else:
        choice = ranked[lead]
        share = words.share(spot.count.votes[choice.id], spot.count.valid, 1)
        says = words.say(
            "{area}: {choice} leads with {share}", area=spot.name, choice=choice.name, share=share
        )
        paint = Markup('fill="url(#{})"').format(look(lead, _step(spot.count, choice)))
    return Markup('<a href="{}" aria-label="{}"><path {} d="{}"/></a>\n').format(
        spot.href, says, paint, outline.path
    )


def _label(outline: Outline, count: Count, choice: Shown, words: Words) -> Markup:
    x, y = outline.label
    share = bare(words.share(count.votes[choice.id], count.valid, 0))
    return Markup('<text x="{}" y="{}" aria-hidden="true">{}</text>').format(x, y, share)


def bare(share: str) -> str:
    """A share without its sign, for where there is little room."""
    return share.rstrip("%\N{LEFT-TO-RIGHT MARK}").rstrip()


def look(at: int, step: int) -> str:
    """Name of the pattern of the choice at this place in this strength."""
    # "·" is in no code, so that no station's anchor is ever the same.
    return f"p·{at}·{step}"


def pattern(choice: Shown, at: int, step: int) -> Markup:
    """The choice's colour in one of five strengths, with the hatching of its place."""
    paint = (
        Markup('fill="{}" class="s{}"').format(choice.color, step)
        if choice.color
        else Markup('class="{} s{}"').format(choice.css, step)
    )
    return Markup(
        '<pattern id="{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="back" width="8" height="8"/><rect width="8" height="8" {}/>{}</pattern>'
    ).format(look(at, step), paint, Markup(_HATCHES[at % len(_HATCHES)]))  # noqa: S704  # our own


def _sample(at: int, step: int) -> Markup:
    return Markup(
        '<svg viewBox="0 0 26 15" aria-hidden="true">'
        '<rect width="26" height="15" fill="url(#{})"/></svg>'
    ).format(look(at, step))
