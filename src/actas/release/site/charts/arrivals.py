"""When the sheets that each source brought came in: by the time they arrived, else by the log.

The log holds no time of an entry, so that nobody can be found out by it; where sheets do not say
when they arrived, their order in the log is what is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from actas.release.site.areas import Areas
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book
from actas.release.site.charts import staircase
from actas.release.site.charts.gathering import START
from actas.release.site.rendering import shortened
from actas.release.site.words import Words

ROWS = 6
"""Rows of the table."""


@dataclass(frozen=True)
class Arrivals:
    """Where every sheet came, by source, the source with the most first.

    Attributes:
        timed: whether places are seconds of the time of arrival; else they are entries.
        came: sorted places.
        span: first and last place.
        left: sheets of which no time is known, where places are times.
    """

    timed: bool
    came: Mapping[str, Sequence[int]]
    span: tuple[int, int]
    left: int = 0


def gathered(book: Book, ballot: Ballot) -> Arrivals | None:
    """Every sheet of a known station, once; None where there is none."""
    came = book.came[ballot.id]
    whole, known = (sum(map(len, one.values())) for one in (came.entries, came.times))
    if not whole:
        return None
    if 2 * known < whole:
        last = max(book.facts.size - 1, *(at[-1] for at in came.entries.values()))
        return Arrivals(False, _ordered(came.entries), (0, last))
    ends = min(at[0] for at in came.times.values()), max(at[-1] for at in came.times.values())
    return Arrivals(True, _ordered(came.times), ends, whole - known)


def shown(areas: Areas, found: Arrivals) -> dict[str, Any]:
    """The picture, its legend and its table."""
    words = areas.words
    speakers = areas.book.speakers(areas.language)
    names = {
        source: shortened(speakers[source].name if source in speakers else source, 60)
        for source in found.came
    }
    lines = dict([*found.came.items()][: staircase.LINES])
    called = _called(words, found)
    ends = (called(found.span[0]), called(found.span[1]))
    title = words.say("Sheets that came in, by source")
    says = words.several(
        Markup("{}: {}").format(names[source], words.number(len(at)))
        for source, at in found.came.items()
    )
    return {
        "title": title,
        "drawn": staircase.staircase("when", lines, found.span, ends, title, says, words),
        "legend": [
            (staircase.sample(at), f"{names[source]}: {words.number(len(found.came[source]))}")
            for at, source in enumerate(lines, 1)
        ],
        "timed": found.timed,
        "left": found.left,
        "names": [names[source] for source in lines],
        "rows": _rows(found, lines, called),
        "releases": _releases(areas, found),
    }


def _rows(
    found: Arrivals, lines: Mapping[str, Sequence[int]], called: Callable[[int], str]
) -> list[tuple[str, list[int]]]:
    first, last = found.span
    at = [first + (last - first) * part // ROWS for part in range(1, ROWS + 1)]
    marks = list(dict.fromkeys(at))
    return [(called(m), [staircase.upto(one, m) for one in lines.values()]) for m in marks]


def _releases(areas: Areas, found: Arrivals) -> str:
    """Entries at which a release was made and its day, for readers of an axis of entries."""
    if found.timed or not areas.book.releases:
        return ""
    one = areas.book.releases
    listed = [one[0], *one[-3:]] if len(one) > 4 else one
    number, day = areas.words.number, areas.words.day
    return areas.words.several(
        f"{number(each.index)}: {day(each.as_of)}" for each in dict.fromkeys(listed)
    )


def _called(words: Words, found: Arrivals) -> Callable[[int], str]:
    if not found.timed:
        return words.number
    return lambda at: words.day((START + timedelta(seconds=at)).isoformat(timespec="minutes"))


def _ordered(places: Mapping[str, Sequence[int]]) -> dict[str, Sequence[int]]:
    return dict(sorted(places.items(), key=lambda one: (-len(one[1]), one[0])))
