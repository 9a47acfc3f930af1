"""Each station's share against its turnout, for the two choices with the most votes.

It says how the stations lie and nothing of why: there are many reasons why places differ, and a
pattern is no proof of anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot, Shown
from actas.release.site.charts import grid
from actas.release.site.charts.measures import standing
from actas.release.site.rendering import isolated, shortened

BAND = 10
"""Width in per cent of a row of the table."""


@dataclass
class Band:
    """Stations of about one turnout, their valid votes, and those of each choice."""

    stations: int = 0
    valid: int = 0
    votes: list[int] = field(default_factory=list)


@dataclass
class Stations:
    """All counted stations by turnout and share.

    Attributes:
        squares: by choice: stations in each square of the grid.
        permille: by choice: stations by their share in thousandths.
        turnout: stations by their turnout in thousandths.
        bands: by the turnout's tens of per cent.
        left: counted stations of which turnout or share is not known.
        over: stations with more ballots than electors.
    """

    squares: list[Counter[grid.Cell]]
    permille: list[Counter[int]]
    turnout: Counter[int] = field(default_factory=Counter)
    bands: dict[int, Band] = field(default_factory=dict)
    left: int = 0
    over: int = 0

    @property
    def drawn(self) -> int:
        """Stations that are in the grid."""
        return self.turnout.total()


def gathered(ballot: Ballot, choices: Sequence[Shown]) -> Stations:
    """Every counted station, once."""
    found = Stations([Counter() for _ in choices], [Counter() for _ in choices])
    for station, sheet in standing(ballot):
        votes = [sheet.values[choice.at] for choice in choices]
        if not station.electors or sheet.ballots is None or not sheet.valid or None in votes:
            found.left += 1
            continue
        known = [number or 0 for number in votes]
        across = (sheet.ballots, station.electors)
        found.over += sheet.ballots > station.electors
        found.turnout[1000 * sheet.ballots // station.electors] += 1
        band = found.bands.setdefault(_band(*across), Band(votes=[0] * len(choices)))
        band.stations += 1
        band.valid += sheet.valid
        for at, number in enumerate(known):
            band.votes[at] += number
            found.squares[at][grid.cell(across, (number, sheet.valid))] += 1
            found.permille[at][1000 * number // sheet.valid] += 1
    return found


def drawn(areas: Areas, found: Stations) -> list[dict[str, Any]]:
    """A picture of each choice, with its legend."""
    words, made = areas.words, []
    for at, choice in enumerate(areas.ranked[: len(found.squares)]):
        name = shortened(choice.name, 60)
        title = words.say("{choice}: share and turnout, station by station", choice=name)
        axes = (words.say("Turnout"), words.say("Share"))
        low, high = grid.quarters(found.turnout)
        least, most = grid.quarters(found.permille[at])
        says = words.say(
            "Of {n} stations, the middle half has a turnout from {low} to {high} and gives "
            "{choice} from {least} to {most} of the valid votes.",
            n=found.drawn,
            low=words.share(low, 1000, 1),
            high=words.share(high, 1000, 1),
            choice=isolated(name),
            least=words.share(least, 1000, 1),
            most=words.share(most, 1000, 1),
        )
        squares = found.squares[at]
        picture = grid.grid(f"g{at}", squares, axes, title, says.striptags(), words)
        made.append(
            {
                "title": title,
                "drawn": picture,
                "says": says,
                "legend": grid.legend(squares, words),
            }
        )
    return made


def rows(areas: Areas, found: Stations) -> list[dict[str, Any]]:
    """The same by bands of turnout, as numbers."""
    words = areas.words
    return [
        {
            "name": words.say("over {n} %", n=100)
            if tens > 9
            else words.say("{low} to {high} %", low=BAND * tens, high=BAND * (tens + 1)),
            "stations": band.stations,
            "valid": band.valid,
            "shares": [words.share(votes, band.valid, 1) for votes in band.votes],
        }
        for tens, band in sorted(found.bands.items())
    ]


def _band(ballots: int, electors: int) -> int:
    return 10 if ballots > electors else min(9, 10 * ballots // electors)
