"""What a station's section says beside its numbers: how it was read, what changed, its address.

Strings put together by hand, every text from outside escaped here. Knows one station at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import escape

from actas.release.site.agreement import differs
from actas.release.site.feeds import CORRECTED
from actas.release.site.lives import Change
from actas.release.site.pictures import read_words
from actas.release.site.rendering import shortened
from actas.release.site.shapes import Station
from actas.release.site.words import Words

CHANGES, REASON = 30, 200
"""Changes of one station that a page shows, the newest, and letters of a reason: all of them are in
the log."""


class Biography:
    """The lines of one contest in one language.

    Args:
        words: the language.
        names: what each source is called, escaped.
        states: what each state is called, escaped.
        permanent: path from the root of a station's permanent address, by its code.
        sources: path from the root of the page on two sources.
    """

    def __init__(
        self,
        words: Words,
        names: Mapping[str, str],
        states: Mapping[str, str],
        permanent: Callable[[str], str],
        sources: str,
    ) -> None:
        self._words, self._names, self._states = words, names, states
        self._permanent, self._sources = permanent, sources
        say = words.say
        self._how, self._since = say("How it was read"), say("In the log")
        self._link, self._history = say("Permanent link"), say("History")
        self._both = {True: say("They differ"), False: say("They agree")}
        self._day = words.around("since {n}, unchanged")
        self._entry = words.around("entry {n}")
        self._days: dict[str, str] = {}
        self._read: dict[str, str] = {}

    def facts(self, station: Station, root: str) -> str:
        """Rows of its list of facts."""
        rows = []
        if not station.papers:
            readers = dict.fromkeys(one.reader for one in station.sheets if one.reader)
            rows += [f"<dt>{self._how}</dt><dd>{self._reader(one)}</dd>" for one in readers]
        if station.since:
            before, after = self._day
            day = self._day_of(station.since)
            rows.append(f"<dt>{self._since}</dt><dd>{before}{day}{after}</dd>")
        href, code = escape(root + self._permanent(station.code)), escape(station.code)
        rows.append(f'<dt>{self._link}</dt><dd><a href="{href}"><bdi>{code}</bdi></a></dd>')
        return "".join(rows)

    def agreement(self, station: Station, root: str) -> str:
        """Whether its sources agree, where there are several."""
        if len({sheet.source for sheet in station.sheets}) < 2:
            return ""
        apart = differs(station)
        css = "contradicted" if apart else "supported"
        return f'<p><a class="tag t-{css}" href="{root}{self._sources}">{self._both[apart]}</a></p>'

    def history(self, station: Station) -> str:
        """The entries of the log on it, where there was more than its coming in."""
        if not station.changes:
            return ""
        shown = station.changes[-CHANGES:]
        left = len(station.changes) - len(shown)
        more = f"<p>{self._words.say('… and {more} more', more=left)}</p>" if left else ""
        rows = "".join(f"<li>{self._change(one, station)}</li>" for one in shown)
        start = f' start="{left + 1}"' if left else ""
        return f"<details><summary>{self._history}</summary>{more}<ol{start}>{rows}</ol></details>"

    def _change(self, one: Change, station: Station) -> str:
        what = self._what(one, station.code)
        name = self._names.get(one.source or "") or escape(one.source or "")
        source = f" · <bdi>{name}</bdi>" if one.source else ""
        why = f" · <q><bdi>{escape(shortened(one.why, REASON))}</bdi></q>" if one.why else ""
        before, after = self._entry
        entry = f"{before}{self._words.number(one.index)}{after}"
        return f"{self._day_of(one.day)}: {what}{source}{why} <small>({entry})</small>"

    def _what(self, one: Change, code: str) -> str:
        if one.what == "reading":
            return self._reader(one.said)
        if one.what == "record":
            return self._states.get(one.said) or str(escape(one.said))
        if one.what == "document":
            return str(self._words.say("Picture of the sheet"))
        return str(self._words.say(CORRECTED[one.said], station=code))

    def _reader(self, reader: str) -> str:
        found = self._read.get(reader)
        if found is None:
            found = self._read[reader] = str(read_words(self._words, reader))
        return found

    def _day_of(self, iso: str) -> str:
        found = self._days.get(iso)
        if found is None:
            found = self._days[iso] = str(escape(self._words.day(iso)))
        return found
