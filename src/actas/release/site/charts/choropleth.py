"""Maps of areas: who leads, a number by steps, and circles as large as the votes.

Outlines are written once a page, and each map uses them. An area without a place of the election
is land without a number. The first map alone has links: the table beneath has them too, and nobody
should have to step through the same areas five times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import pi, sqrt

from markupsafe import Markup

from actas.release.site.ballot import Shown
from actas.release.site.charts import looks
from actas.release.site.charts.drawing import framed, sample, short
from actas.release.site.charts.measures import Measure, Place
from actas.release.site.maps import bare, leader
from actas.release.site.outlines import WIDTH, Outline, Picture
from actas.release.site.rendering import isolated, shortened
from actas.release.site.words import Words

TOGETHER = 60
"""Areas up to which a page has all maps of a level, with labels, and links in the first of them;
with more each map has a page of its own and neither, so as to stay small."""

COVERED = 0.16
"""Part of the picture that all circles together would cover, side by side."""

_LETTER, _LINE = 13, 22
"""Width of a letter of a label and height of its line, in units."""


@dataclass(frozen=True)
class Plate:
    """A picture with its legend: a sample and words for every look that it has."""

    title: Markup
    drawn: Markup
    legend: tuple[tuple[Markup, str], ...]


class Atlas:
    """All maps of one level.

    Args:
        picture: outlines of the areas.
        places: what the election has there, by the outline's code.
        ranked: choices from the most votes down.
        words: the language.
    """

    def __init__(
        self,
        picture: Picture,
        places: Mapping[str, Place],
        ranked: Sequence[Shown],
        words: Words,
    ) -> None:
        self._picture, self._places = picture, places
        self._ranked, self._words = list(ranked), words
        self._leads = {code: leader(one.count, self._ranked) for code, one in places.items()}
        self._ids = {one.code: f"c·o{at}" for at, one in enumerate(picture.outlines)}
        self.together = len(picture.outlines) <= TOGETHER

    def shared(self) -> list[Markup]:
        """The outlines and patterns that all of its maps use."""
        used = [at for at in set(self._leads.values()) if at is not None]
        drawn = [
            Markup('<path id="{}" d="{}"/>').format(self._ids[one.code], one.path)
            for one in self._picture.outlines
        ]
        return [*looks.patterns(self._ranked, used), *(drawn if self.together else ())]

    def leaders(self) -> Plate:
        """Who leads in each area, with the name of the choice where there is room."""
        words = self._words

        def says(place: Place) -> tuple[Markup, str, str]:
            at = self._leads[place.code]
            if at is None:
                return looks.UNKNOWN, "", str(words.say("no one leads, or nothing is counted"))
            return looks.choice(at), self._ranked[at].id, shortened(self._ranked[at].name, 60)

        title = words.say("Who leads where")
        drawn = self._map("who", title, self._led(), says, linked=True)
        return Plate(title, drawn, self._legend_of_leaders())

    def knows(self, measure: Measure) -> bool:
        """Whether any area has this number: else there is nothing to draw."""
        return any(measure.of(place) is not None for place in self._places.values())

    def steps(self, measure: Measure) -> Plate:
        """A number of each area by five steps, with the number where there is room."""

        def says(place: Place) -> tuple[Markup, str, str]:
            found, at = measure.of(place), measure.step(place)
            if found is None or at is None:
                return looks.UNKNOWN, "", str(self._words.say("not known"))
            whole = bare(self._words.share(*found, decimals=0))
            return looks.step(at), whole, self._words.share(*found, decimals=1)

        drawn = self._map(measure.id, measure.title, self._range(measure), says)
        return Plate(measure.title, drawn, self._legend_of_steps(measure))

    def circles(self) -> Plate:
        """A circle in each area: as large as its valid votes, painted as who leads."""
        words, drawn = self._words, [self._land()]
        labels: list[tuple[Outline, str]] = []
        sized = self.sized()
        for paint, together in groupby(sized, lambda one: self._paint(one[1])):
            circles = []
            for outline, place, radius in together:
                x, y = outline.label
                circles.append(
                    Markup('<circle cx="{}" cy="{}" r="{}"/>').format(
                        short(x), short(y), short(radius)
                    )
                )
                at = self._leads[place.code]
                if at is not None and self._fits(self._ranked[at].id, 1.8 * radius):
                    labels.append((outline, self._ranked[at].id))
            drawn.append(Markup("<g {}>{}</g>").format(paint, Markup("").join(circles)))
        title = words.say("Votes by area, and who leads")
        name = sized[0][1] if sized else None
        told = (
            words.say(
                "The largest circle is {area}, with {n} valid votes.",
                area=name.name,
                n=name.count.valid,
            )
            if name
            else words.say("No sheet is counted yet.")
        )
        size = (WIDTH, self._picture.height)
        return Plate(
            title,
            framed("dots", size, title, told, [*drawn, _labels(labels)]),
            self._legend_of_leaders(),
        )

    def sized(self) -> list[tuple[Outline, Place, float]]:
        """Outline, place and radius of every circle, the largest first; areas of circles are
        proportional to valid votes."""
        found = [
            (one, self._places[one.code])
            for one in self._picture.outlines
            if one.code in self._places and self._places[one.code].count.valid
        ]
        whole = sum(place.count.valid for _, place in found)
        most = max((place.count.valid for _, place in found), default=0)
        room = COVERED * WIDTH * self._picture.height / pi
        # One area with nearly all votes must not cover the land.
        unit = min(room / whole, (WIDTH / 8) ** 2 / most) if whole else 0.0
        sized = [(one, place, sqrt(unit * place.count.valid)) for one, place in found]
        return sorted(sized, key=lambda one: (-one[1].count.valid, one[1].code))

    def _map(
        self,
        name: str,
        title: Markup,
        told: Markup,
        says: Callable[[Place], tuple[Markup, str, str]],
        *,
        linked: bool = False,
    ) -> Markup:
        shapes: dict[str, list[Markup]] = {}
        labels: list[tuple[Outline, str]] = []
        links = linked and self.together
        for outline in self._picture.outlines:
            place = self._places.get(outline.code)
            paint, label, value = (Markup('class="land"'), "", "") if place is None else says(place)
            shape = self._shape(outline)
            if place is not None and links:
                shape = Markup('<a href="{}" aria-label="{}: {}">{}</a>').format(
                    place.href, place.name, value, shape
                )
            shapes.setdefault(paint, []).append(shape)
            if label and self._fits(label, outline.room):
                labels.append((outline, label))
        body = [self._painted(*one) for one in shapes.items()]
        size = (WIDTH, self._picture.height)
        return framed(
            name, size, title, told, [*body, _labels(labels)], "group" if links else "img"
        )

    def _paint(self, place: Place) -> Markup:
        at = self._leads[place.code]
        return looks.UNKNOWN if at is None else looks.choice(at)

    def _land(self) -> Markup:
        shapes = [self._shape(one) for one in self._picture.outlines]
        return self._painted(Markup('class="land"'), shapes)

    def _shape(self, outline: Outline) -> Markup:
        """A use of the outline; alone on its page, the outline itself."""
        if not self.together:
            return Markup(outline.path)  # noqa: S704  # commands made of numbers
        return Markup('<use href="#{}"/>').format(self._ids[outline.code])

    def _painted(self, paint: str, shapes: list[Markup]) -> Markup:
        """Shapes of one look; alone on their page they are one path."""
        whole = Markup("").join(shapes)
        inside = whole if self.together else Markup('<path d="{}"/>').format(whole)
        return Markup("<g {}>{}</g>").format(Markup(paint), inside)  # noqa: S704  # of `looks`

    def _fits(self, label: str, room: float) -> bool:
        return self.together and len(label) * _LETTER + 6 <= room

    def _led(self) -> Markup:
        """In how many areas each leads."""
        found = list(self._leads.values())
        told = [
            f"{shortened(choice.name, 60)} {self._words.number(found.count(at))}"
            for at, choice in enumerate(self._ranked)
            if at in found
        ]
        return self._words.say(
            "Areas in which each leads: {list}.", list=self._words.several(told) or "–"
        )

    def _range(self, measure: Measure) -> Markup:
        """From the least to the most, and of how many it is not known."""
        words = self._words
        known = [
            (found[0] / found[1], place.code, found, place.name)
            for place in self._places.values()
            if (found := measure.of(place)) is not None
        ]
        lacking = len(self._places) - len(known)
        least, most = min(known), max(known)
        return words.say(
            "From {low} in {least} to {high} in {most}; not known of {n} areas.",
            low=words.share(*least[2], decimals=1),
            least=least[3],
            high=words.share(*most[2], decimals=1),
            most=most[3],
            n=lacking,
        )

    def _legend_of_leaders(self) -> tuple[tuple[Markup, str], ...]:
        found = set(self._leads.values())
        rows: list[tuple[Markup, str]] = [
            (sample(looks.choice(at)), _both(choice))
            for at, choice in enumerate(self._ranked)
            if at in found
        ]
        if None in found:
            said = str(self._words.say("no one leads, or nothing is counted"))
            rows.append((sample(looks.UNKNOWN), said))
        return (*rows, *self._legend_of_land())

    def _legend_of_steps(self, measure: Measure) -> tuple[tuple[Markup, str], ...]:
        words = self._words
        used = {measure.step(place) for place in self._places.values()}
        says = (
            words.say("under {n} %", n=measure.bounds[0]),
            *(words.say("{low} to {high} %", low=a, high=b) for a, b in pairwise(measure.bounds)),
            words.say("{n} % or more", n=measure.bounds[-1]),
        )
        rows = [
            (sample(looks.step(at)), str(said)) for at, said in enumerate(says, 1) if at in used
        ]
        if None in used:
            rows.append((sample(looks.UNKNOWN), str(words.say("not known"))))
        return (*rows, *self._legend_of_land())

    def _legend_of_land(self) -> tuple[tuple[Markup, str], ...]:
        if all(one.code in self._places for one in self._picture.outlines):
            return ()
        land = sample(Markup('class="land"'))
        return ((land, str(self._words.say("not in the election"))),)


def _both(choice: Shown) -> Markup:
    name = shortened(choice.name, 60)
    if name == choice.id:
        return isolated(name)
    return Markup("{}: {}").format(isolated(choice.id), isolated(name))


def _labels(wanted: Sequence[tuple[Outline, str]]) -> Markup:
    """Those with the most room first; what would touch one that is there is left out."""
    placed: list[tuple[float, float, float]] = []
    drawn = []
    for outline, said in sorted(wanted, key=lambda one: (-one[0].room, one[0].code)):
        (x, y), half = outline.label, len(said) * _LETTER / 2 + 3
        if any(abs(x - a) < half + b and abs(y - c) < _LINE for a, c, b in placed):
            continue
        placed.append((x, y, half))
        drawn.append(Markup('<text x="{}" y="{}">{}</text>').format(x, y, said))
    return Markup('<g aria-hidden="true">{}</g>').format(Markup("").join(drawn))
