"""What is not counted, and whether it could matter: said in sentences with their numbers.

All of it given that the sheets and the register are true. Computes nothing: `actas.count.missing`
and the papers it names do.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from actas.count.shapes import Count, Missing
from actas.release.site import paths
from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot, lacking
from actas.release.site.book import Book, Page
from actas.release.site.leaves import pager
from actas.release.site.rendering import inside, isolated, shortened

LISTED = 150
"""Rows on one page of the list of places with stations that are not counted."""


FALSE_SHEETS = {
    "swapped": (
        "For another leader, at least one counted sheet would have to be false, with the votes "
        "of the two exchanged on it.",
        "For another leader, at least {n} counted sheets would have to be false, with the "
        "votes of the two exchanged on each.",
    ),
    "all_to_runner_up": (
        "If the true votes of a false sheet all went to {second}, one would do.",
        "If the true votes of a false sheet all went to {second}, {n} would do.",
    ),
    "deleted": (
        "If a false sheet were simply taken away, it would take one.",
        "If false sheets were simply taken away, it would take {n}.",
    ),
    "with_worst_case": (
        "Together with every missing vote going to {second}, one false sheet would be enough.",
        "Together with every missing vote going to {second}, {n} false sheets would be enough.",
    ),
}
"""What it would take in false sheets, by way of being false: for one sheet, for more."""


def pages(book: Book, ballot: Ballot, language: str) -> list[Page]:
    """What is missing from one contest: in all, by place, in doubt and rejected."""
    areas = Areas(book, ballot, language)
    lists = _places(areas)
    count = paths.pages_of(len(lists), LISTED)
    return [_page(book, areas, lists, number, count) for number in range(1, count + 1)]


def could_matter(areas: Areas) -> list[Markup]:
    """Sentences on what is missing, the most telling first; what is not known is said too."""
    count, words = areas.ballot.count(), areas.words
    missing = lacking(count)
    told = [_how_many(count, missing, areas)]
    if count.missing is not None and count.valid and len(areas.ranked) > 1:
        told += _at_worst(count, count.missing, areas)
        told += _likely(count, count.missing, areas)
    elif count.contradictory:
        told.append(
            words.say(
                "The register has fewer electors than are on the counted sheets: it contradicts "
                "itself, and nothing follows from it on what is missing."
            )
        )
    elif count.valid and missing != 0:
        told.append(
            words.say(
                "Whether it could change who leads cannot be said: nothing states how many votes "
                "could still come."
            )
        )
    return told


def _page(book: Book, areas: Areas, places: list[Any], number: int, of: int) -> Page:
    language, folder = areas.language, areas.folder
    start = (number - 1) * LISTED
    return areas.press.page(
        paths.paged(folder, "missing", number),
        "missing.html",
        str(areas.words.say("What is missing")),
        within=f"{language}/missing.html",
        page=number,
        count=areas.ballot.count(),
        figures=areas.figures,
        contests=book.switch(
            areas.ballot, language, lambda other: f"{other.folder(language)}missing.html"
        ),
        could=could_matter(areas),
        untrue=_fragile(areas),
        beside=_set_aside(book, areas),
        prediction=_prediction(areas),
        places=places[start : start + LISTED],
        places_level=areas.level(0),
        aside=f"{language}/aside.html",
        parts=_parts(areas, number, of),
        declared=book.election.register_.source,
        closed=book.election.register_.kind == "closed",
    )


def _parts(areas: Areas, number: int, of: int) -> list[dict[str, Any]]:

    return pager(number, of, lambda page: paths.paged(areas.folder, "missing", page))


def _places(areas: Areas) -> list[dict[str, Any]]:
    """Top-level areas with what is not counted in each, the most missing first."""
    rows = [row | {"missing": lacking(row["count"])} for row in areas.rows("")]
    return sorted(rows, key=lambda row: -((row["missing"] or 0) + (row["aside"] or 0)))


def _how_many(count: Count, missing: int | None, areas: Areas) -> Markup:
    words = areas.words
    if missing is None:
        return words.say(
            "How many stations are expected is not known, so how many are missing is not known."
        )
    if count.expected == 0:
        return words.say(
            "The register names no station yet: nothing is expected, and nothing can be missing."
        )
    if missing == 0 and not count.quarantined and not count.rejected:
        return words.say("Every expected station is counted: nothing is missing.")
    return words.many(
        missing,
        "Of {expected} expected stations one is missing ({share}); {quarantined} are in "
        "quarantine and {rejected} rejected.",
        "Of {expected} expected stations {n} are missing ({share}); {quarantined} are in "
        "quarantine and {rejected} rejected.",
        expected=count.expected,
        share=words.share(missing, count.expected),
        quarantined=count.quarantined,
        rejected=count.rejected,
    )


def _at_worst(count: Count, missing: Missing, areas: Areas) -> list[Markup]:
    words = areas.words
    names = _names(areas)
    told = [
        words.say(
            "At most {capacity} votes could still come: the registered electors who are not on a "
            "counted sheet.",
            capacity=missing.capacity,
        )
    ]
    if missing.worst_lead > 0:
        told.append(
            words.say(
                "Even if every one of them went to {second}, {first} would still lead by {lead} "
                "votes, with {share} of all valid votes. What is missing cannot change who leads.",
                lead=missing.worst_lead,
                share=words.percent(missing.worst_share),
                **names,
            )
        )
    elif missing.worst_lead == 0:
        told.append(
            words.say(
                "If every one of them went to {second}, {first} and {second} would have the same "
                "votes. What is missing could change who leads.",
                **names,
            )
        )
    else:
        told.append(
            words.say(
                "If every one of them went to {second}, {second} would be ahead by {lead} votes. "
                "What is missing could change who leads.",
                lead=-missing.worst_lead,
                **names,
            )
        )
    return told


def _likely(count: Count, missing: Missing, areas: Areas) -> list[Markup]:
    words = areas.words
    capped, needed = missing.turnout_capped, missing.reversal_share
    if capped is None or needed is None:
        return []
    if needed > 1:
        return [
            words.say(
                "At the turnout of the counted stations about {votes} votes are missing: fewer "
                "than the lead, so that even all of them would not change it.",
                votes=capped,
            )
        ]
    first, second = (count.votes[choice.id] for choice in areas.ranked[:2])
    return [
        words.say(
            "At the turnout of the counted stations about {votes} votes are missing. To draw "
            "level, {second} would need {needed} of the votes for the two among them; on the "
            "counted sheets it has {has}.",
            votes=capped,
            needed=words.percent(needed),
            has=words.share(second, first + second),
            second=_names(areas)["second"],
        )
    ]


def _fragile(areas: Areas) -> list[Markup]:
    """How many counted sheets would have to be false for another to lead."""
    words, count = areas.words, areas.ballot.count()
    if count.missing is None or not count.valid or len(areas.ranked) < 2:
        return []
    second = _names(areas)["second"]
    told = []
    for way, (one, more) in FALSE_SHEETS.items():
        sheets = count.missing.fragility.get(way)
        if sheets:
            told.append(words.many(sheets, one, more, second=second))
    return told


def _names(areas: Areas) -> dict[str, Markup]:
    first, second = areas.ranked[:2]
    return {
        "first": isolated(shortened(first.name)),
        "second": isolated(shortened(second.name)),
    }


def _set_aside(book: Book, areas: Areas) -> list[Markup]:
    """Could the sheets in quarantine, or those rejected, change who leads?"""
    words = areas.words
    told = []
    for one in book.pending.get(areas.ballot.id, ()):
        if not one.stations:
            continue
        messages = ASIDE[one.state, one.could_change]
        told.append(words.many(one.stations, *messages, votes=one.valid, lead=abs(one.worst_lead)))
    return told


ASIDE = {
    ("quarantined", False): (
        "The one sheet in quarantine, with {votes} valid votes, cannot change who leads: at worst "
        "the lead would still be {lead} votes.",
        "The {n} stations in quarantine, with {votes} valid votes on their sheets, cannot change "
        "who leads: at worst the lead would still be {lead} votes.",
    ),
    ("quarantined", True): (
        "The one sheet in quarantine, with {votes} valid votes, could change who leads.",
        "The {n} stations in quarantine, with {votes} valid votes on their sheets, could change "
        "who leads.",
    ),
    ("rejected", False): (
        "The one rejected sheet, with {votes} valid votes, could not change who leads if it "
        "counted: at worst the lead would still be {lead} votes.",
        "The {n} rejected stations, with {votes} valid votes on their sheets, could not change who "
        "leads if they counted: at worst the lead would still be {lead} votes.",
    ),
    ("rejected", True): (
        "The one rejected sheet, with {votes} valid votes, could change who leads if it counted.",
        "The {n} rejected stations, with {votes} valid votes on their sheets, could change who "
        "leads if they counted.",
    ),
}


def _prediction(areas: Areas) -> dict[str, Any] | None:
    """What siblings predict for the missing, with the error of each way of predicting."""
    missing = areas.ballot.count().missing
    predicted = missing.predicted if missing else None
    if not predicted:
        return None
    words, says = areas.words, []
    for tier in predicted["tiers"]:
        error = tier["error"]
        near = _tier(areas, tier["tier"])
        if error is None:
            says.append(
                words.many(
                    tier["stations"],
                    "One station predicted from {near}; how far this errs cannot be said.",
                    "{n} stations predicted from {near}; how far this errs cannot be said.",
                    near=near,
                )
            )
        else:
            says.append(
                words.many(
                    tier["stations"],
                    "One station predicted from {near}; on counted stations this errs by about "
                    "{error} points of the leader's share.",
                    "{n} stations predicted from {near}; on counted stations this errs by about "
                    "{error} points of the leader's share.",
                    near=near,
                    error=words.language.decimal(error, 1),
                )
            )
    names = {choice.id: choice.name for choice in areas.ranked}
    rows = [(names[one.id], predicted["votes"].get(one.id)) for one in areas.ranked]
    return {"says": says, "rows": rows}


def _tier(areas: Areas, tier: str) -> Markup:
    words = areas.words
    for depth, level in enumerate(areas.levels[:-1]):
        if level.id == tier:
            return words.say("others of the same {level}", level=inside(areas.level(depth)))
    return words.say("all counted stations")
