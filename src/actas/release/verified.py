"""What a verification says: its checks, one plain sentence each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        check: its name, the same for life: `log`, `signatures`, `key`, `head`, `entries`,
            `records`, `release`, `numbers`, `files`, `missing`, `extra`, `proof`.
        ok: whether it holds.
        says: one sentence, with the place of the first thing that is wrong.
    """

    check: str
    ok: bool
    says: str


@dataclass(frozen=True)
class Verification:
    """The outcome of `verify`.

    Attributes:
        size, root: of the log's head, the root in hex; 0 and empty where there is none to read.
        cosignatures: independent witnesses whose signatures verify.
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

    def as_json(self) -> dict[str, Any]:
        """The JSON contract of `verify`."""
        return {
            "ok": self.ok,
            "size": self.size,
            "root": self.root,
            "cosignatures": self.cosignatures,
            "checks": [dict(check.__dict__) for check in self.checks],
        }
