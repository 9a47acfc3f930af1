"""What a file of a release holds: bytes, or a promise of bytes that the last release has too.

It refuses to know where releases lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Bytes that are made from what they were made from for the last release.

    Whoever still has that release may take them from there; `make` gives them anew.
    """

    make: Callable[[], bytes]


Content = bytes | Unchanged
"""What a file holds."""


def whole(content: Content) -> bytes:
    """The bytes, made where they are only promised."""
    return content.make() if isinstance(content, Unchanged) else content
