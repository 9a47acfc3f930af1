"""How an invented country votes: one honest sheet for each station and contest.

Neighbours vote alike (leanings change slowly over the map, then by parish, centre and station).
Knows nothing of what goes wrong with sheets afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from actas.demo.country import Country, Station, within
from actas.demo.mesh import Point

PRESIDENT, GOVERNOR = "president", "governor"

LISTS: dict[str, dict[str, float]] = {
    PRESIDENT: {"ceiba": 0.553, "roble": 0.336, "jacaranda": 0.061, "saman": 0.034, "ombu": 0.016},
    GOVERNOR: {"roble": 0.469, "ceiba": 0.457, "jacaranda": 0.074},
}
"""Contests with the share that each list has of the valid votes, over the whole country or region:
nobody's lead for president is in doubt, the governor's is."""

_LEAN = {"ceiba": 0.10, "roble": -0.10, "jacaranda": 0.012, "saman": -0.008, "ombu": -0.004}
_TURNOUT = 0.66
_BLANK, _NULL = 0.011, 0.017


@dataclass(frozen=True)
class Sheet:
    """What a sheet says. All votes and ballots are whole numbers.

    Attributes:
        voters: who signed the register, as the sheet counts them.
        ballots: what was in the box.
    """

    station: str
    contest: str
    electors: int
    votes: Mapping[str, int]
    valid: int
    null_votes: int
    blank: int
    ballots: int
    voters: int

    @property
    def row(self) -> dict[str, int]:
        """Its numbers by the names of the form's fields."""
        return {
            **self.votes,
            "valid": self.valid,
            "null_votes": self.null_votes,
            "blank": self.blank,
            "ballots": self.ballots,
            "voters": self.voters,
        }

    def adding_up(self, votes: Mapping[str, int]) -> Sheet:
        """The same sheet with other votes and every total made to follow from them."""
        valid = sum(votes.values())
        ballots = valid + self.null_votes + self.blank
        return replace(self, votes=dict(votes), valid=valid, ballots=ballots, voters=ballots)


def cast(country: Country, rng: Random) -> list[Sheet]:
    """An honest sheet for every station: of the presidential contest, then of the governor's."""
    capital = country.capital.code
    inside = [station for station in country.stations if within(station.code, capital)]
    turnout = _turnouts(country.stations, rng)
    came = {s.code: _binomial(s.electors, turnout[s.code], rng) for s in country.stations}
    sheets = []
    for contest, stations in ((PRESIDENT, country.stations), (GOVERNOR, inside)):
        shares = _shares(stations, LISTS[contest], turnout, rng)
        sheets += [
            _sheet(station, contest, came[station.code], shares[station.code], rng)
            for station in stations
        ]
    return sheets


class _Field:
    """A leaning that changes slowly over the plane: between -1 and 1."""

    def __init__(self, rng: Random) -> None:
        self.waves = [
            (rng.uniform(-0.13, 0.13), rng.uniform(-0.13, 0.13), rng.uniform(0, math.tau))
            for _ in range(5)
        ]

    def __call__(self, place: Point) -> float:
        x, y = place
        return sum(math.sin(a * x + b * y + c) for a, b, c in self.waves) / math.sqrt(
            len(self.waves)
        )


class _Local:
    """What the stations of one area have in common beyond the map."""

    def __init__(self, parish: float, centre: float, rng: Random) -> None:
        self.spread, self.rng = (parish, centre), rng
        self.known: dict[str, float] = {}

    def __call__(self, station: str) -> float:
        parts = station.split("/")
        return sum(
            self._of("/".join(parts[:depth]), spread)
            for depth, spread in zip((3, 4), self.spread, strict=True)
        )

    def _of(self, area: str, spread: float) -> float:
        if area not in self.known:
            self.known[area] = self.rng.gauss(0, spread)
        return self.known[area]


def _turnouts(stations: Iterable[Station], rng: Random) -> dict[str, float]:
    field, local = _Field(rng), _Local(0.02, 0.015, rng)
    return {
        s.code: _clamp(_TURNOUT + 0.035 * field(s.place) + local(s.code), 0.35, 0.88)
        for s in stations
    }


def _shares(
    stations: Sequence[Station],
    whole: Mapping[str, float],
    turnout: Mapping[str, float],
    rng: Random,
) -> dict[str, dict[str, float]]:
    """Expected shares by station, whose mean over the voters is what `whole` says."""
    field, local = _Field(rng), _Local(0.03, 0.02, rng)
    lean = {s.code: field(s.place) + 8 * local(s.code) for s in stations}
    voters = {s.code: s.electors * turnout[s.code] for s in stations}
    middle = sum(lean[code] * voters[code] for code in lean) / sum(voters.values())
    shares = {}
    for code, leaning in lean.items():
        # Bounded, so that no share of a small list falls under 0 and the mean hardly moves.
        drift = _clamp(leaning - middle, -2.2, 2.2)
        raw = {name: max(0.004, share + drift * _LEAN[name]) for name, share in whole.items()}
        total = sum(raw.values())
        shares[code] = {name: share / total for name, share in raw.items()}
    return shares


def _sheet(
    station: Station, contest: str, ballots: int, shares: Mapping[str, float], rng: Random
) -> Sheet:
    blank = _binomial(ballots, _BLANK, rng)
    null_votes = _binomial(ballots - blank, _NULL, rng)
    valid = left = ballots - blank - null_votes
    votes, rest = {}, 1.0
    for name, share in shares.items():
        votes[name] = _binomial(left, min(1.0, share / rest), rng) if rest > 1e-9 else left
        left, rest = left - votes[name], rest - share
    votes[next(iter(votes))] += left
    return Sheet(
        station=station.code,
        contest=contest,
        electors=station.electors,
        votes=votes,
        valid=valid,
        null_votes=null_votes,
        blank=blank,
        ballots=ballots,
        voters=ballots,
    )


def _binomial(trials: int, chance: float, rng: Random) -> int:
    """How many of `trials` succeed: counted one by one where few do, else by the normal law."""
    if trials * chance < 12 or trials * (1 - chance) < 12:
        return sum(rng.random() < chance for _ in range(trials))
    spread = math.sqrt(trials * chance * (1 - chance))
    return min(trials, max(0, round(rng.gauss(trials * chance, spread))))


def _clamp(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))
