"""What a map of areas can show of each, as exact fractions: share, lead, turnout, coverage.

It computes no total: votes and stations are the count's, ballots and electors those of the
sheets that count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from actas.count.shapes import Count
from actas.release.site.words import Words

Part = tuple[int, int]
"""So many of so many; the second is never 0."""


@dataclass(frozen=True)
class Place:
    """An area: where its page is, what it is called, its totals, and the ballots cast by how many
    electors, over the counted stations of which both are known."""

    code: str
    href: str
    name: str
    count: Count
    ballots: int = 0
    electors: int = 0


@dataclass(frozen=True)
class Measure:
    """One number of an area.

    Attributes:
        id: short name.
        title: what it is called.
        bounds: per cent at which the next of the five steps begins.
        of: the number, None where it is not known.
    """

    id: str
    title: Markup
    bounds: tuple[int, int, int, int]
    of: Callable[[Place], Part | None]

    def step(self, place: Place) -> int | None:
        """The step of an area, from 1 to 5."""
        found = self.of(place)
        if found is None:
            return None
        return 1 + sum(100 * found[0] >= bound * found[1] for bound in self.bounds)


def measures(words: Words) -> tuple[Measure, ...]:
    """All that maps show by steps."""
    return (
        Measure("share", words.say("The leader's share"), (40, 50, 60, 70), _share),
        Measure("margin", words.say("Lead over the second"), (5, 10, 20, 40), _margin),
        Measure("turnout", words.say("Turnout"), (30, 45, 60, 75), _turnout),
        Measure("coverage", words.say("Stations counted"), (50, 75, 90, 99), _coverage),
    )


def _share(place: Place) -> Part | None:
    most = max(place.count.votes.values(), default=0)
    return (most, place.count.valid) if most and place.count.valid else None


def _margin(place: Place) -> Part | None:
    votes = sorted(place.count.votes.values(), reverse=True)
    if len(votes) < 2 or not votes[0] or not place.count.valid:
        return None
    return votes[0] - votes[1], place.count.valid


def _turnout(place: Place) -> Part | None:
    return (place.ballots, place.electors) if place.electors else None


def _coverage(place: Place) -> Part | None:
    count = place.count
    return (count.counted, count.expected) if count.expected else None
