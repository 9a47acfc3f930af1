"""The index of the search in a page: small JSON files by the first letters of what is searched.

A place is found from any word of its name on, and by the last part of its code. A search reads
`index.json`, which lists the beginnings that there are files of, and one or two such files. It
holds nothing of any person: there is nothing by which one could be searched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import orjson

from actas.release.site.gazetteer import Gazetteer, Place, folded

FOLDER = "site/search/"
MOST = 28_000
"""Bytes of a file, where letters are left to split it by."""

_DEEPEST = 30
"""Letters that a file can be of."""

_NAMED, _CROWD = 16, 1500
Entry = tuple[str, Place]
"""What a place is searched by, and the place."""


def files(gazetteer: Gazetteer) -> Iterator[tuple[str, bytes]]:
    """All files of the index, by path.

    A file is `{"names": {area: name or names}, "places": [[code, "stations", contest, page], …]}`
    with what is empty at the end of a row left out; `page` is there for stations only.
    """
    entries = sorted(_entries([*gazetteer.areas, *gazetteer.stations]), key=lambda one: one[0])
    beginnings = []
    for beginning, data in _split("", entries, gazetteer):
        beginnings.append(beginning)
        yield f"{FOLDER}{stem(beginning)}.json", data
    yield f"{FOLDER}index.json", _plain(sorted(beginnings))


def stem(beginning: str) -> str:
    """Name of the file of what begins so; `site/search.js` makes the same."""
    return "b-" + "".join(map(_sign, beginning))


def _sign(sign: str) -> str:
    if sign == " ":
        return "_"
    return sign if sign.isascii() else f"~{ord(sign):x}"


def _entries(places: Sequence[Place]) -> Iterator[Entry]:
    """Each place under each word of its names with what follows it, and under its code.

    The whole code stands at the end, so that places of one name can be told apart.
    """
    for place in places:
        code = folded(place.code)
        yield f"{folded(place.part)} {code}", place
        words = set()
        for name in place.names:
            rest = folded(name)
            while rest:
                words.add(rest[:_NAMED])
                rest = rest.partition(" ")[2]
        for word in words:
            yield f"{word} {code}", place


def _split(
    beginning: str, entries: Sequence[Entry], gazetteer: Gazetteer
) -> Iterator[tuple[str, bytes]]:
    if len(entries) <= _CROWD or len(beginning) >= _DEEPEST:
        data = _encoded(entries, gazetteer)
        if len(data) <= MOST or len(beginning) >= _DEEPEST:
            yield beginning, data
            return
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry[0][len(beginning) : len(beginning) + 1]].append(entry)
    for letter, group in groups.items():
        yield from _split(beginning + letter, group, gazetteer)


def _encoded(entries: Sequence[Entry], gazetteer: Gazetteer) -> bytes:
    names: dict[str, str | tuple[str, ...]] = {}
    rows: dict[str, list[object]] = {}
    for _, place in entries:
        if place.code in rows:
            continue
        row: list[object] = [place.code, " ".join(place.stations), place.contest, place.page]
        while not row[-1]:
            row.pop()
        rows[place.code] = row
        if place.names:
            names[place.code] = _one(place.names)
        above = place.code.rpartition("/")[0]
        while above and above not in names:
            if above in gazetteer.names:
                names[above] = _one(gazetteer.names[above])
            above = above.rpartition("/")[0]
    return _plain({"names": names, "places": [*rows.values()]})


def _plain(value: object) -> bytes:
    """JSON that is no page either, should a server take it for one."""
    return orjson.dumps(value).replace(b"<", rb"\u003c") + b"\n"


def _one(names: tuple[str, ...]) -> str | tuple[str, ...]:
    return names[0] if len(names) == 1 else names
