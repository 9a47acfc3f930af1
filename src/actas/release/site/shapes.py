"""What the site is given beside the outcome, and what a page of stations is made from.

Plain Python only: pages are made in forked workers, where Polars must not be used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from actas.release.site.lives import Change
from actas.release.site.papers import Paper


@dataclass(frozen=True)
class Download:
    """One file of the open data, as the downloads page lists it.

    Attributes:
        path: from the release's root (`data/stations.csv`).
        what: what is in it, an English message of the release's catalogue.
        rows: how many rows, where it is a table.
        size: bytes, or None where it is not to be said.
    """

    path: str
    what: str
    rows: int | None = None
    size: int | None = None


@dataclass(frozen=True)
class LogFacts:
    """What the pages say of the log itself, and the files it names.

    Attributes:
        origin: name of the log.
        leaf: hex leaf hash of the entry at an index.
        cosignatures: signatures by independent witnesses under the log's policy.
        keys: verifier keys of the log, one line each.
        size: entries in the log.
        mirrors: where whole copies of the release are, of the signed list.
        files: bytes of the public files that file entries name, by name.
        twin: path from the root of the JSON twin of an area (language-free), or None.
        exported: title and path of the exports of an area of the first level ("" is the whole).
    """

    origin: str
    leaf: Callable[[int], str]
    cosignatures: int = 0
    keys: tuple[str, ...] = ()
    size: int = 0
    mirrors: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    twin: Callable[[str, str], str | None] = lambda contest, area: None
    exported: Callable[[str], tuple[tuple[str, str], ...]] = lambda area: ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one source says of one station: a reading with the state of its record."""

    source: str
    state: str
    reasons: tuple[str, ...]
    record: int | None
    reading: int | None
    stands: bool
    reader: str | None
    arrived: str | None
    address: str | None
    given: str | None
    problems: tuple[str, ...]
    valid: int | None
    ballots: int | None
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as a page needs it: the rule, and the numbers of its sentence as JSON."""

    code: str
    severity: str
    source: str | None
    numbers: str


@dataclass(frozen=True, slots=True)
class Station:
    """One station of one contest with everything that is known of it.

    `state` is that of the best of its sheets, or `missing`. `since` is the day of the one release
    that brought all of it; where there was more than one, `changes` are all its entries.
    """

    code: str
    name: str | None
    electors: int | None
    status: str | None
    into: str | None
    state: str
    sheets: tuple[Sheet, ...]
    findings: tuple[Told, ...]
    papers: tuple[Paper, ...] = ()
    since: str | None = None
    changes: tuple[Change, ...] = ()

    @property
    def part(self) -> str:
        """Last part of its code: what it is called where it stands, and its anchor."""
        return self.code.rpartition("/")[2]

    @property
    def area(self) -> str:
        """Code of the area it lies in; empty where it lies in none."""
        return self.code.rpartition("/")[0]


STATES = ("accepted", "quarantined", "rejected", "withdrawn", "missing")
"""What a station can be, the best first."""
