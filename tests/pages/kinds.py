"""The kinds of page that a site has, told by their paths.

A page whose path fits none fails the tests: whoever adds a kind of page names it here, and with
that it is looked at in every language, light and dark. It refuses to know what a page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_CONTEST = r"(?P<language>[a-z]{2})/(?:c/[^/]+/)?"
_PART = r"(?:~\d+)?"

KINDS = {
    "door": r"index\.html",
    "home": rf"{_CONTEST}index{_PART}\.html",
    "area": rf"{_CONTEST}a/.+\.html",
    "stations": rf"{_CONTEST}stations{_PART}\.html",
    "missing": rf"{_CONTEST}missing{_PART}\.html",
    "sources": rf"{_CONTEST}sources{_PART}\.html",
    "findings": rf"{_CONTEST}findings\.html",
    "rule": rf"{_CONTEST}findings/[A-Z]\d+{_PART}\.html",
    "aside": rf"{_CONTEST}aside{_PART}\.html",
    "waiting": rf"{_CONTEST}waiting{_PART}\.html",
    "claims": rf"{_CONTEST}claims\.html",
    "claim": rf"{_CONTEST}claims/[^/]+\.html",
    "map": rf"{_CONTEST}maps/.+\.html",
    "charts": rf"{_CONTEST}charts\.html",
    "places": rf"{_CONTEST}places\.html",
    "letter": rf"{_CONTEST}places/[^/]+\.html",
    "downloads": rf"{_CONTEST}downloads\.html",
    "by area": rf"{_CONTEST}by-area\.html",
    "verify": rf"{_CONTEST}verify\.html",
    "about": rf"{_CONTEST}about\.html",
    "card": r"cards/(?P<language>[a-z]{2})/.+\.html",
}
"""Every kind with the whole path of its pages."""


def kind(path: str) -> str:
    """The kind of a page; LookupError where it is of none or of several."""
    fits = [name for name, pattern in KINDS.items() if re.fullmatch(pattern, path)]
    if len(fits) != 1:
        raise LookupError(f"{path} is a page of {fits or 'no kind'}: name its kind in KINDS")
    return fits[0]


def language(path: str) -> str | None:
    """The language in the path of a page; None of the page that lets one choose."""
    found = re.fullmatch(KINDS[kind(path)], path)
    assert found
    return found.groupdict().get("language")


def specimens(paths: Iterable[str]) -> dict[str, list[str]]:
    """By kind: the page that lies highest, and of areas also the one that lies deepest."""
    by_kind: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        by_kind.setdefault(kind(path), []).append(path)
    for name, pages in by_kind.items():
        first = [path for path in pages if "/c/" not in path]  # of the first contest
        by_kind[name] = first or pages
    return {
        name: [pages[0]] + [pages[-1]] * (name == "area" and len(pages) > 1)
        for name, pages in by_kind.items()
    }
