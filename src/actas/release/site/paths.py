"""Where each page of the site lies, as a path from the release's root; links are always relative.

An area's page is `a/<path of codes>.html` under its language (and contest, from the second on).
"""

from __future__ import annotations

import re

STATIONS_A_PAGE = 24
"""Stations on one page of an area; more go on to its next page."""

AREAS_A_PAGE = 60
"""Areas below another on one page of it; more go on to its next page."""

AREAS_AT_HOME = 36
"""Areas of the top level on one page of a result, which has much else on its first."""

LISTED = 240
"""Stations of an area that its first page has a place for, so that its address leads to each."""


_TAKEN = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
"""What no file can be called on Windows, whatever its ending."""


def contest_folder(language: str, contest: str, first: bool) -> str:
    """Folder of a contest's pages, with its slash: the first contest has the language's own."""
    return f"{language}/" if first else f"{language}/c/{_part(contest)}/"


def area_page(folder: str, area: str, page: int = 1) -> str:
    """Path of an area's page; the empty area is the list of stations that lie in none."""
    name = f"a/{_part(area)}" if area else "stations"
    return f"{folder}{name}{_page(page)}.html"


def paged(folder: str, name: str, page: int) -> str:
    """Path of the `page`-th page of a list."""
    return f"{folder}{name}{_page(page)}.html"


def map_page(folder: str, level: str, parent: str, page: int = 1) -> str:
    """Path of a page of maps of a level; of the areas below `parent` alone, where it has one."""
    return paged(f"{folder}maps/", f"{level}/{_part(parent)}" if parent else level, page)


def claim_page(language: str, claim: str) -> str:
    """Path of the page of a statement; no two ids share one, on disks that fold case either."""
    name = re.sub("[A-Z]", lambda sign: f"~u{sign[0].lower()}", _part(claim))
    return f"{language}/claims/{'~n' if name.partition('~')[0] in _TAKEN else ''}{name}.html"


def up(path: str) -> str:
    """What leads from a page back to the release's root: `../` once a folder."""
    return "../" * path.count("/")


def pages_of(rows: int, size: int) -> int:
    """How many pages a list of `rows` takes; at least one."""
    return max(1, -(-rows // size))


def _page(page: int) -> str:
    return "" if page == 1 else f"~{page}"


def _part(code: str) -> str:
    """A code, or a path of codes, as it stands in a path."""
    # "20.html" as a code must not be the page of "20"; "~" is in no code, so "~d" is never met.
    return code.replace(".", "~d")
