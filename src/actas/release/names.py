"""Names that are too many to hold as objects: a few bytes each, with a digest or a mark of each.

Codes of areas begin alike by the thousand, so they are held as a trie; forked workers, which copy
every Python object that they look at, share it to the end. It refuses to know what names mean.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import marisa_trie

FEW = 50_000
"""Names that are held as objects all the same: they are found in a tenth of the time."""

RECENT = 1_000
"""Names of a trie that are found again without a search: most are asked for again soon."""


class Names(Collection[str]):
    """Names, each once, in the order in which they came.

    Raises:
        ValueError: a name came twice, or holds a NUL, up to which the trie would read it. No code
            of an area or station does either: they are normalised when they are read.
    """

    def __init__(self, names: Iterable[str]) -> None:
        held = list(names)
        self._size = len(held)
        places = {name: place for place, name in enumerate(held)} if self._size <= FEW else {}
        trie = None if places or not held else marisa_trie.Trie(held)
        if len(places if trie is None else trie) != self._size or any("\0" in one for one in held):
            raise ValueError("a name came twice, or holds a NUL")
        self._place: Callable[[str], int | None] = places.get
        self._name: Callable[[int], str] = held.__getitem__
        if trie is not None:
            self._place, self._name = _in_trie(trie, held)

    def place(self, name: str) -> int | None:
        """How many came before this name; None where it did not come."""
        return self._place(name)

    def __getitem__(self, place: int) -> str:
        return self._name(place)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.place(name) is not None

    def __iter__(self) -> Iterator[str]:
        return map(self._name, range(self._size))

    def __len__(self) -> int:
        return self._size


def _in_trie(
    trie: marisa_trie.Trie, names: Sequence[str]
) -> tuple[Callable[[str], int | None], Callable[[int], str]]:
    """What gives the place of a name, and the name of a place."""
    ids = array("I", map(trie.__getitem__, names))
    places = array("I", bytes(4 * len(ids)))
    for place, number in enumerate(ids):
        places[number] = place

    @lru_cache(maxsize=RECENT)
    def place_of(name: str) -> int | None:
        number = None if "\0" in name else trie.get(name)
        return None if number is None else places[number]

    return place_of, lambda place: str(trie.restore_key(ids[place]))


class Digests(Mapping[str, bytes]):
    """A SHA-256 of 32 bytes by name.

    Args:
        items: name and digest of each, once.

    Raises:
        ValueError: as `Names`.
    """

    def __init__(self, items: Iterable[tuple[str, bytes]] = ()) -> None:
        self._digests = bytearray()
        self._names = Names(self._taken(items))

    def _taken(self, items: Iterable[tuple[str, bytes]]) -> Iterator[str]:
        for name, digest in items:
            self._digests += digest
            yield name

    def same(self, others: Iterable[tuple[str, bytes]]) -> Chosen:
        """The names of which others have the same digest."""
        return Chosen(self._names, (name for name, digest in others if self.get(name) == digest))

    def each(self) -> Iterator[tuple[str, bytes]]:
        """Name and digest of each, in order; none of them is looked up."""
        starts = range(0, len(self._digests), 32)
        return zip(self._names, (bytes(self._digests[at : at + 32]) for at in starts), strict=True)

    def __getitem__(self, name: str) -> bytes:
        place = self._names.place(name)
        if place is None:
            raise KeyError(name)
        return bytes(self._digests[32 * place : 32 * place + 32])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Chosen(Collection[str]):
    """Some of many names.

    Args:
        names: all of them.
        chosen: those of them.
    """

    def __init__(self, names: Names, chosen: Iterable[str]) -> None:
        self._names = names
        self._chosen = bytearray(len(names))
        for name in chosen:
            place = names.place(name)
            if place is not None:
                self._chosen[place] = 1

    def __contains__(self, name: object) -> bool:
        place = self._names.place(name) if isinstance(name, str) else None
        return place is not None and bool(self._chosen[place])

    def __iter__(self) -> Iterator[str]:
        return (self._names[place] for place, chosen in enumerate(self._chosen) if chosen)

    def __len__(self) -> int:
        return sum(self._chosen)
