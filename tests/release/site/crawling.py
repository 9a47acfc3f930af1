"""A site as a reader's browser would walk it: every link of every page, without a server."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

from tests.pages.walk import MOST, unpainted

VOID = frozenset({"meta", "link", "br", "img"})


class Parsed(HTMLParser):
    """What a page links to, its ids, its data for machines; whether its tags close in order."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.resources: list[str] = []
        self.programs: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.machine: list[str] = []
        self._in_data = False
        self._open: list[str] = []
        self.feed(page.decode())
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes.update(given)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "link" or "src" in given:
            self.resources.append(given.get("href") or given.get("src") or "")
        if tag == "script" and given.get("type") == "application/ld+json":
            self._in_data = True
        elif tag == "script":
            self.programs.append(given["src"] or "")
        if "id" in given:
            self.ids.append(given["id"] or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False
        if tag not in VOID:
            assert self._open and self._open.pop() == tag, (tag, self._open)

    def handle_data(self, data: str) -> None:
        (self.machine if self._in_data else self.text).append(data)

    @property
    def words(self) -> str:
        """The text of the page, blanks joined."""
        return " ".join(" ".join(self.text).split())


def crawl(pages: Mapping[str, bytes], others: Iterable[str] = ()) -> dict[str, Parsed]:
    """Every page parsed, once all links between them lead somewhere and none weighs too much.

    Args:
        pages: by path.
        others: files of the release that the site may link to.
    """
    parsed = {path: Parsed(data) for path, data in pages.items() if path.endswith(".html")}
    elsewhere = set(others)
    reached = {"index.html"}
    for path, page in parsed.items():
        assert len(pages[path]) <= MOST, (path, len(pages[path]))
        assert not unpainted(pages[path].decode()), path
        assert len(page.ids) == len(set(page.ids)), (path, page.ids)
        for link in [*page.links, *page.resources]:
            if link.startswith(("https://", "http://", "data:")):
                continue
            target, _, anchor = link.partition("#")
            place = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                if target
                else path
            )
            assert place in pages or place in elsewhere, (path, link)
            if anchor and place in parsed:
                assert anchor in parsed[place].ids, (path, link)
            if place != path:
                reached.add(place)
    orphans = set(parsed) - reached
    assert not orphans, sorted(orphans)[:5]
    return parsed
