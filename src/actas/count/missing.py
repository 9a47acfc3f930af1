"""What has not been counted, and whether it could matter: exact arithmetic of the worst cases.

Everything here holds given that the sheets and the register are true. With W and L the votes of
the leader and the runner-up, V the valid votes, R the registered electors of the counted stations
whose register is known, b the ballots of those whose register is not known, and N the whole
register, the votes that could still come are

    capacity = N - R - b

since a station of unknown size has at least the electors who voted. Sheets of stations that are not
expected (annulled ones that were let in) are no part of N and are not taken from it. It is at least
the electors of the stations that the register knows to be absent, and it is 0 without a look at
electors only where a closed register names every station and each one is counted: as many sheets as
stations are not yet the sheets of those stations. Where N - R - b is below 0 the register
contradicts itself, and nothing follows from it. The leader is certain iff W > L + capacity; where
there is one choice only, nobody can pass it. The worst share is W / (V + capacity). At the turnout
t of the counted (ballots over R, where the register is known) at most t (N - R) - b more come; for
the runner-up to draw level they need, of M such votes shared by these two, the share
1/2 + (W - L) / (2 M).

The reasoning is that of pending ballots in a risk-limiting audit, which are all taken for the
runner-up (P. B. Stark, "Conservative statistical post-election audits", Annals of Applied
Statistics 2, 2008, 550-581). Integers and fractions throughout; floats only in what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from actas.count.coverage import Expected
from actas.count.shapes import Missing

WAYS = ("deleted", "swapped", "all_to_runner_up", "with_worst_case")
"""Ways in which counted sheets could be false; see `actas.count.fragility`."""


@dataclass(frozen=True)
class Proven:
    """What the counted sheets of an area give.

    Attributes:
        votes: by choice.
        valid: valid votes.
        stations: counted stations.
        electors: registered electors of those whose register is known (R).
        ballots: their ballots.
        ballots_unknown: ballots of the stations whose register is not known (b).
        votes_allowed: votes that one elector has.
        beside: of the counted stations, those that are not expected.
        electors_beside: their electors, or their ballots where these are not known.
    """

    votes: Mapping[str, int]
    valid: int
    stations: int
    electors: int
    ballots: int
    ballots_unknown: int
    votes_allowed: int = 1
    beside: int = 0
    electors_beside: int = 0

    @property
    def electors_or_ballots(self) -> int:
        """Electors who are on sheets of expected stations, at least (R + b)."""
        return self.electors + self.ballots_unknown - self.electors_beside

    @property
    def contested(self) -> bool:
        """Whether there is more than one choice."""
        return len(self.votes) > 1

    @property
    def lead(self) -> int:
        """Votes of the leader above the runner-up (0 where nobody is ahead)."""
        first, second = self._first_two()
        return first - second

    @property
    def leader_votes(self) -> int:
        """Votes of the choice that has most."""
        return self._first_two()[0]

    def _first_two(self) -> tuple[int, int]:
        first, second, *_ = [*sorted(self.votes.values(), reverse=True), 0, 0]
        return first, second


def missing(
    proven: Proven,
    expected: Expected,
    fragility: Mapping[str, int | None] | None = None,
    predicted: dict[str, Any] | None = None,
) -> Missing | None:
    """Everything about what is missing in an area; None where its size is not known.

    Args:
        proven: what the counted sheets give.
        expected: stations and electors that there are.
        fragility: least number of false sheets by way (`actas.count.fragility`).
        predicted: votes predicted for the missing (`actas.count.siblings`).
    """
    room = capacity(proven, expected)
    if room is None:
        return None
    capped = turnout_capped(proven, expected)
    reversal = reversal_share(proven, capped)
    return Missing(
        stations=missing_stations(proven, expected),
        capacity=room,
        worst_lead=proven.lead - (room if proven.contested else 0),
        worst_share=float(worst_share(proven, room)),
        turnout_capped=capped,
        reversal_share=None if reversal is None else float(reversal),
        fragility={way: (fragility or {}).get(way) for way in WAYS},
        predicted=predicted,
    )


def capacity(proven: Proven, expected: Expected) -> int | None:
    """Electors who are not on a counted sheet: votes that could still come to one choice.

    0 where a closed register's every station is counted; None where the electors are not known or
    are fewer than those on counted sheets.
    """
    if expected.closed and missing_stations(proven, expected) == 0:
        return 0
    if expected.electors is None or contradictory(proven, expected):
        return None
    return max(expected.electors - proven.electors_or_ballots, expected.absent_electors)


def contradictory(proven: Proven, expected: Expected) -> bool:
    """Whether more electors are on counted sheets than there are, and that could matter."""
    if expected.electors is None or (expected.closed and not missing_stations(proven, expected)):
        return False
    return expected.electors < proven.electors_or_ballots


def missing_stations(proven: Proven, expected: Expected) -> int | None:
    """Stations expected and not counted, never below 0; None where it is not known.

    At least those that the register names and that are not counted, however many sheets are.
    """
    if expected.stations is None:
        return None
    return max(expected.absent, expected.stations - (proven.stations - proven.beside))


def worst_share(proven: Proven, room: int) -> Fraction:
    """The leader's share of valid votes if all that could come goes to others (0 of no votes)."""
    whole = proven.valid + (room * proven.votes_allowed if proven.contested else 0)
    return Fraction(proven.leader_votes, whole) if whole else Fraction(0)


def turnout_capped(proven: Proven, expected: Expected) -> int | None:
    """Ballots that could still come at the turnout of the counted, rounded up.

    Never above the capacity; None where no counted station's register is known.
    """
    room = capacity(proven, expected)
    if not room:
        return room
    if not proven.electors or expected.electors is None:
        return None
    turnout = Fraction(proven.ballots, proven.electors)
    more = ceil(turnout * (room + proven.ballots_unknown)) - proven.ballots_unknown
    return min(room, max(0, more))


def reversal_share(proven: Proven, votes: int | None) -> Fraction | None:
    """Share of `votes`, cast for leader or runner-up only, that brings the runner-up level.

    Above 1 it is impossible; None where there are no such votes, or no runner-up.
    """
    if not votes or not proven.contested:
        return None
    return Fraction(1, 2) + Fraction(proven.lead, 2 * votes)
