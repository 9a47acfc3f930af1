"""Names that are too many to hold as objects: a few bytes each, with a digest or a mark of each.

Codes of areas begin alike by the thousand, so they are held as a trie; forked workers, which copy
every Python object that they look at, share it to the end. It refuses to know what names mean.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

import marisa_trie

RECENT = 1_000
"""Names that are found again without a search: whoever asks for one mostly asks again soon."""


class Names(Collection[str]):
    """Names, each once, in the order in which they came.

    Raises:
        ValueError: a name came twice, or holds a NUL, up to which the trie would read it. No code
            of an area or station does either: they are normalised when they are read.
    """

    def __init__(self, names: Iterable[str]) -> None:
        held = list(names)
        self._trie = marisa_trie.Trie(held)
        if len(self._trie) != len(held) or any("\0" in name for name in held):
            raise ValueError("a name came twice, or holds a NUL")
        self._id_of = lru_cache(maxsize=RECENT)(self._trie.get)
        self._ids = array("I", map(self._trie.__getitem__, held))
        self._places = array("I", bytes(4 * len(held)))
        for place, number in enumerate(self._ids):
            self._places[number] = place

    def place(self, name: str) -> int | None:
        """How many came before this name; None where it did not come."""
        number = None if "\0" in name else self._id_of(name)
        return None if number is None else self._places[number]

    def __getitem__(self, place: int) -> str:
        return str(self._trie.restore_key(self._ids[place]))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.place(name) is not None

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self._ids)))

    def __len__(self) -> int:
        return len(self._ids)


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
