"""A long list on several pages: what each holds, where it lies, and how one turns to the others.

It refuses to know what the rows are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from actas.release.site.paths import pages_of

Row = TypeVar("Row")


@dataclass(frozen=True)
class Leaf(Generic[Row]):
    """One page of a list.

    Attributes:
        number: of the page, from 1.
        path: where it lies.
        rows: what stands on it.
        pager: what leads to the others, as `pager` gives it.
    """

    number: int
    path: str
    rows: Sequence[Row]
    pager: list[dict[str, Any]]


def leaves(rows: Sequence[Row], size: int, path: Callable[[int], str]) -> Iterator[Leaf[Row]]:
    """The pages of a list; one, though it be empty.

    Args:
        rows: all of them.
        size: how many stand on a page.
        path: of the page with this number.
    """
    count = pages_of(len(rows), size)
    for number in range(1, count + 1):
        shown = rows[(number - 1) * size : number * size]
        yield Leaf(number, path(number), shown, pager(number, count, path))


def pager(here: int, pages: int, path: Callable[[int], str]) -> list[dict[str, Any]]:
    """First, last and near pages, and a gap where some are left out."""
    shown: list[dict[str, Any]] = []
    last = 0
    for number in range(1, pages + 1):
        if number in {1, pages} or abs(number - here) <= 3:
            if number - last > 1:
                shown.append({"here": False, "gap": True, "number": 0, "href": ""})
            shown.append(
                {"here": number == here, "gap": False, "number": number, "href": path(number)}
            )
            last = number
    return shown
