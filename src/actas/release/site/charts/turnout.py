"""Each station's share against its turnout, for the two choices with the most votes.

It says how the stations lie and nothing of why: there are many reasons why places differ, and a
pattern is no proof of anything.
"""

from __future__ import annotations

from typing import Any

from actas.release.site.areas import Areas
from actas.release.site.charts import grid
from actas.release.site.charts.gathering import BAND, OVER, Gathered
from actas.release.site.rendering import isolated, shortened


def drawn(areas: Areas, found: Gathered) -> list[dict[str, Any]]:
    """A picture of each choice, with its legend."""
    words, made = areas.words, []
    for at, choice in enumerate(areas.ranked[: len(found.squares)]):
        name = shortened(choice.name, 60)
        title = words.say("{choice}: share and turnout, station by station", choice=name)
        axes = (words.say("Turnout"), words.say("Share"))
        low, high = grid.quarters(found.turnout)
        least, most = grid.quarters(found.shares[at])
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


def rows(areas: Areas, found: Gathered) -> list[dict[str, Any]]:
    """The same by bands of turnout, as numbers."""
    words = areas.words
    return [
        {
            "name": words.say("over {n} %", n=100)
            if tens >= OVER
            else words.say("{low} to {high} %", low=BAND * tens, high=BAND * (tens + 1)),
            "stations": band.stations,
            "valid": band.valid,
            "shares": [words.share(votes, band.valid, 1) for votes in band.votes],
        }
        for tens, band in sorted(found.bands.items())
    ]
