"""How a sheet is spoilt: one honest sheet in, one with something wrong out.

Each function makes exactly one rule fire. Knows nothing of other sheets or of who brings them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actas.demo.votes import Sheet


def choices_differ(sheet: Sheet) -> Sheet:
    """Nine votes of the leader get lost: its lists no longer add up to the valid votes."""
    leader = max(sheet.votes, key=lambda name: sheet.votes[name])
    return replace(sheet, votes={**sheet.votes, leader: sheet.votes[leader] - 9})


def ballots_differ(sheet: Sheet) -> Sheet:
    """Seven more in the box than valid, null and blank votes make."""
    return replace(sheet, ballots=sheet.ballots + 7, voters=sheet.voters + 7)


def more_than_electors(sheet: Sheet) -> Sheet:
    """Adds up, with 37 more ballots than the station has electors."""
    leader = max(sheet.votes, key=lambda name: sheet.votes[name])
    more = sheet.electors + 37 - sheet.ballots
    return sheet.adding_up({**sheet.votes, leader: sheet.votes[leader] + more})


def voters_differ(sheet: Sheet) -> Sheet:
    """Five fewer signed the register than there are ballots."""
    return replace(sheet, voters=sheet.voters - 5)


def everyone_came(sheet: Sheet) -> Sheet:
    """Adds up, with a ballot from every elector."""
    leader = max(sheet.votes, key=lambda name: sheet.votes[name])
    more = sheet.electors - sheet.ballots
    return sheet.adding_up({**sheet.votes, leader: sheet.votes[leader] + more})


def nothing(sheet: Sheet) -> Sheet:
    """Everything is zero."""
    empty = replace(sheet, null_votes=0, blank=0)
    return empty.adding_up(dict.fromkeys(sheet.votes, 0))


def swapped(sheet: Sheet) -> Sheet:
    """Leader and runner-up have each other's votes."""
    (first, a), (second, b) = sorted(sheet.votes.items(), key=lambda vote: -vote[1])[:2]
    if a == b:
        return moved(sheet, 30)
    return replace(sheet, votes={**sheet.votes, first: b, second: a})


def moved(sheet: Sheet, votes: int) -> Sheet:
    """So many votes go from the leader to the runner-up."""
    first, second = sorted(sheet.votes, key=lambda name: -sheet.votes[name])[:2]
    return replace(
        sheet,
        votes={
            **sheet.votes,
            first: sheet.votes[first] - votes,
            second: sheet.votes[second] + votes,
        },
    )


SINGLE = (
    ("S101", 2, choices_differ),
    ("S102", 2, ballots_differ),
    ("S103", 1, more_than_electors),
    ("S104", 1, voters_differ),
    ("P203", 1, everyone_came),
    ("P204", 1, nothing),
)
"""Rule, how many sheets, and how each is spoilt so that this rule alone finds it."""

SAYS: Mapping[str, Mapping[str, str]] = {
    "S101": {
        "es": "los votos de las listas no suman los válidos",
        "en": "the lists' votes do not add up to the valid votes",
    },
    "S102": {
        "es": "válidos, nulos y blancos no suman las papeletas",
        "en": "valid, null and blank votes do not add up to the ballots",
    },
    "S103": {
        "es": "más papeletas que electores inscritos",
        "en": "more ballots than registered electors",
    },
    "S104": {
        "es": "las papeletas no son tantas como los votantes del cuaderno",
        "en": "ballots and voters on the register differ",
    },
    "P203": {"es": "participación del 100 %", "en": "turnout of 100 %"},
    "P204": {"es": "todo en cero", "en": "everything is zero"},
    "D401": {
        "es": "los testigos traen la mesa dos veces, con otros números",
        "en": "the witnesses bring the station twice, with other numbers",
    },
    "D403 observers": {
        "es": "testigos y observadores dicen números distintos",
        "en": "witnesses and observers say different numbers",
    },
    "D403 authority": {
        "es": "testigos y autoridad dicen números distintos",
        "en": "witnesses and authority say different numbers",
    },
    "D404": {
        "es": "los mismos números en otra mesa del centro",
        "en": "the same numbers at another station of the centre",
    },
    "D405": {
        "es": "acta copiada: los mismos números en otra región",
        "en": "copied sheet: the same numbers in another region",
    },
}
