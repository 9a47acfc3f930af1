"""What a verification says: its checks, one plain sentence each.

Sentences name files and quote bytes that a stranger wrote, so what does not print is escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


def printable(text: str) -> str:
    """The text on one line that writes nothing but itself.

    Line ends, terminal commands, marks that turn the direction of writing and broken characters
    are written as escapes.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        check: its name, the same for life: `kind`, `log`, `signatures`, `key`, `head`, `entries`,
            `records`, `release`, `numbers`, `files`, `missing`, `extra`, `pages`, `renditions`,
            `proof`.
        ok: whether it holds.
        says: one sentence, with the place of the first thing that is wrong.
        pages_left: pages that could not be made again, of which only little is known.
    """

    check: str
    ok: bool
    says: str
    pages_left: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "says", printable(self.says))


@dataclass(frozen=True)
class Verification:
    """The outcome of `verify`.

    Attributes:
        size, root: of the log's head, the root in hex; 0 and empty where there is none to read.
        cosignatures: witnesses of a policy given from outside whose signatures verify.
        checks: in the order in which they were made.
    """

    size: int
    root: str
    cosignatures: int
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check holds."""
        return all(check.ok for check in self.checks)

    @property
    def pages_left(self) -> int:
        """Pages that could not be made again; only with none is all of a release verified."""
        return sum(check.pages_left for check in self.checks)

    @property
    def verdict(self) -> str:
        """The outcome in a few words, which never claim more than was looked at."""
        if not self.ok:
            return "NOT verified"
        if self.pages_left:
            return f"verified IN PART, pages not re-rendered: {self.pages_left:,}"
        return "verified"

    def as_json(self) -> dict[str, Any]:
        """The JSON contract of `verify`; `pages_not_rendered` is there only above 0."""
        body = {
            "ok": self.ok,
            "size": self.size,
            "root": self.root,
            "cosignatures": self.cosignatures,
            "checks": [{"check": one.check, "ok": one.ok, "says": one.says} for one in self.checks],
        }
        return body | ({"pages_not_rendered": self.pages_left} if self.pages_left else {})
