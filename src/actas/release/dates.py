"""Whether the release entries of a log make sense: their days and their languages.

Pure. The log only knows how a day is written; here it must be one, and come when it can.
"""

from __future__ import annotations

from datetime import date

from actas.count.shapes import Release, State


def wrong_with_releases(state: State) -> str | None:
    """What is wrong with the first release entry that makes no sense; None where all do.

    A day must be one of the calendar, not before that of the release before it; no language may
    be named twice.
    """
    earliest: date | None = None
    for release in state.releases:
        where = f"the release at entry {release.index:,}"
        day = _day(release)
        if day is None:
            return f"{where} is as of {release.as_of}, which is no day of the calendar"
        if earliest is not None and day < earliest:
            return f"{where} is as of {day}, before the release before it ({earliest})"
        if len(set(release.languages)) != len(release.languages):
            return f"{where} names a language twice: {', '.join(release.languages)}"
        earliest = day
    return None


def _day(release: Release) -> date | None:
    try:
        return date.fromisoformat(release.as_of)
    except ValueError:
        return None
