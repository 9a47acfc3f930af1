"""What the files of an area are made from, as one digest: where it is equal, so are the files.

Everything that `areas`, `cards`, `tables` and the twins look at is named here, and a release made
with it is compared with one made without it in the tests. It refuses to know how pages look.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import orjson

from actas.election.codes import lies_in
from actas.release.site.ballot import Ballot
from actas.release.site.book import Book
from actas.release.site.papers import Paper


def made_from(book: Book, ballot: Ballot) -> Iterator[tuple[str, bytes]]:
    """Each area of a contest by `name_of`, and the SHA-256 of all that its files are made from."""
    return _Digests(book, ballot).all()


PLACES = ":places"
"""What the search and the alphabetical pages are remembered under."""


def places(book: Book) -> bytes:
    """SHA-256 of all that the search and the alphabetical pages are made from."""
    said = sha256(_bytes(_of_all(book)))
    for ballot in book.ballots:
        said.update(_bytes((ballot.number, ballot.stations.listed)))
        for area in ballot.areas:
            said.update(_bytes((area, ballot.names.get(area))))
    return said.digest()


def name_of(ballot: Ballot, area: str) -> str:
    """What the files of an area of a contest are remembered under."""
    return f"{ballot.id}:{area}"


class _Digests:
    def __init__(self, book: Book, ballot: Ballot) -> None:
        self._book, self._ballot = book, ballot
        self._others = [one for one in book.ballots if one is not ballot]
        self._common = sha256(_bytes(_common(book, ballot))).digest()

    def all(self) -> Iterator[tuple[str, bytes]]:
        ballot = self._ballot
        return ((name_of(ballot, area), self._of(area)) for area in ballot.with_pages())

    def _of(self, area: str) -> bytes:
        ballot = self._ballot
        children = ballot.areas.below(area)
        around = [area, *lies_in(area), *children]
        said = (
            around,
            [ballot.names.get(one) for one in around],
            self._papers(area) if ballot.papers_of else (),
            ballot.seen.get(area),
            self._book.parted[ballot.id].get(area),
            [area in other.areas for other in self._book.ballots],
            # Of the same place in another contest, whose page has the permanent address.
            [other.stations.parts(area) for other in self._others],
            [ballot.counts.digest(one) for one in (area, *children)],
            ballot.stations.digest(area),
        )
        return sha256(self._common + _bytes(said)).digest()

    def _papers(self, area: str) -> list[list[Paper] | None]:
        """Documents of each station of an area."""
        ballot, prefix = self._ballot, f"{area}/" if area else ""
        return [ballot.papers_of.get(prefix + part) for part in ballot.stations.parts(area)]


def _common(book: Book, ballot: Ballot) -> Any:
    """What pages of all areas have in common."""
    return _of_all(book), book.sources, ballot.order, ballot.number


def _of_all(book: Book) -> Any:
    """What all pages have in common."""
    presses = [book.presses[language].frame for language in book.languages]
    return (
        book.languages,
        [(frame.site_name, frame.tongues, frame.nav) for frame in presses],
        book.election.model_dump(mode="json"),
    )


def _bytes(value: Any) -> bytes:
    return orjson.dumps(value)
