"""The kinds of entry: what one line of the log may say, each with its schema and version.

Knows shapes only: what an entry means together with the others is the fold's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from actas.errors import LogError
from actas.log.fields import (
    Address,
    Boxes,
    Code,
    Day,
    Index,
    Languages,
    Line,
    Name,
    Number,
    Page,
    Payload,
    Sha256,
    Size,
    Thousandths,
    Time,
    Unread,
    Withheld,
)
from actas.log.upgrading import load, named


class Entry(BaseModel):
    """What every entry has: its kind and the version of its schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    v: Literal[3] = 3


class ElectionEntry(Entry):
    """The definition of the election; a later one replaces it whole."""

    kind: Literal["election"] = "election"
    definition: dict[str, Any]


class RegisterStation(BaseModel):
    """A station as the register, or a source's own table, gives it; absent means not said."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Code
    name: Line | None = None
    electors: Number | None = None
    status: Literal["regular", "abroad", "mobile", "merged", "annulled", "repeated"] | None = None
    into: Code | None = None


class RegisterArea(BaseModel):
    """The name of an area."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Code
    name: Line


class RegisterEntry(Entry):
    """Up to 500 stations and the names of areas; what it does not say stays as it was."""

    kind: Literal["register"] = "register"
    source: Name | None = None
    areas: tuple[RegisterArea, ...] = ()
    stations: Annotated[tuple[RegisterStation, ...], Field(max_length=500)] = ()


class FileEntry(Entry):
    """A public file that every release ships (boundaries, logos)."""

    kind: Literal["file"] = "file"
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
    size: Index
    sha256: Sha256


class SourceSet(BaseModel):
    """A table that a source gave: digest of what was taken from it, and whether it was complete.

    The digest is over the canonical rows that became public, never over the file itself.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    digest: Sha256
    rows: Index
    complete: bool = False


class SourceEntry(Entry):
    """Who vouches: name and role; with `set`, that this source gave a table."""

    kind: Literal["source"] = "source"
    source: Name
    name: Line
    role: Literal["authority", "party", "observer", "citizen"]
    url: Line | None = None
    set: SourceSet | None = None


class DocumentEntry(Entry):
    """A sheet's document: where its source published it, or our public rendition and commitment.

    With only an address it is its station's, source's and contest's, and a later one replaces it.
    With a rendition or a commitment it is one page of its own; a later entry of the same
    commitment (else rendition) and page replaces it.

    Attributes:
        document: SHA-256 of the rendition that releases ship; absent where it is `withheld`.
        commitment: to the sealed original (`acta-commit/v1`, docs/log.md).
        sheet: id of the form that it is a sheet of.
        page: which of how many pages of what was received.
        size: width and height of the rendition in pixels; `bytes` of its file.
        redacted: x, y, width, height in its pixels of what was burnt out of it.
        likeness: perceptual hash of the flat sheet, 256 bits.
        again: rendition of the document of which this is the same sheet, photographed again.
        withheld: why no rendition is public: it could not be registered to its `form`, or a
            `person` said so.
        unread: what waits for people, and why.
    """

    kind: Literal["document"] = "document"
    station: Code | None
    source: Name
    contest: Name | None = None
    address: Address | None = None
    document: Sha256 | None = None
    commitment: Sha256 | None = None
    sheet: Name | None = None
    page: Page | None = None
    size: Size | None = None
    bytes: Number | None = None
    redacted: Boxes = ()
    likeness: Sha256 | None = None
    again: Sha256 | None = None
    withheld: Withheld | None = None
    unread: Unread = ()

    @model_validator(mode="after")
    def _shown_or_withheld(self) -> DocumentEntry:
        if self.withheld is not None and self.document is not None:
            raise ValueError("a document that is withheld has no rendition")
        return self


class ReadingEntry(Entry):
    """What one reader read for a station and contest; with `problems`, why it is no reading.

    Attributes:
        reader: `table`, `code`, `print`, …
        document: SHA-256 of the rendition it was read from.
        sheet: id of the form.
        copied: what tells this printed copy of a sheet from another.
        payload: text of the sheet's codes, a line each.
        confidence: in thousandths, of the least certain number.
        problems: of a table's row, in words; of a code, the code of a rule first (`C601`).
    """

    kind: Literal["reading"] = "reading"
    station: Code | None
    given: Line | None = None
    contest: Name
    source: Name
    reader: Line
    values: dict[Name, Number]
    document: Sha256 | None = None
    arrived: Time | None = None
    problems: tuple[Line, ...] = ()
    sheet: Name | None = None
    copied: Line | None = None
    payload: Payload = ()
    confidence: Thousandths | None = None


class DecisionEntry(Entry):
    """A person's decision on a station's record; `source` absent means every source's."""

    kind: Literal["decision"] = "decision"
    station: Code
    contest: Name | None = None
    source: Name | None = None
    action: Literal["accept", "quarantine", "reject", "withdraw"]
    reading: Index | None = None
    why: Annotated[Line, Field(min_length=1)]


class RecordEntry(Entry):
    """The reading that stands for a station, contest and source, or why none does."""

    kind: Literal["record"] = "record"
    station: Code | None
    contest: Name
    source: Name
    state: Literal["accepted", "quarantined", "rejected", "withdrawn"]
    reading: Index | None
    reasons: tuple[Name, ...] = ()


class WithdrawalEntry(Entry):
    """A source's complete set no longer has a station (`dropped`), or has it again (`restored`)."""

    kind: Literal["withdrawal"] = "withdrawal"
    station: Code
    contest: Name
    source: Name
    standing: Literal["dropped", "restored"]


class ClaimEntry(Entry):
    """A public statement as `claims.yaml` gives it; a later entry of the same id replaces it."""

    kind: Literal["claim"] = "claim"
    id: Name
    claim: dict[str, Any] | None

    @field_validator("claim")
    @classmethod
    def _of_this_id(cls, claim: dict[str, Any] | None, info: ValidationInfo) -> Any:
        # Else one entry could speak for another's claim.
        if claim is not None and claim.get("id") != info.data.get("id"):
            raise ValueError(f"its id is {claim.get('id')!r}, and the entry's another")
        return claim


class DrawEntry(Entry):
    """A sample drawn in public: purpose, seed and the stations drawn, in order."""

    kind: Literal["draw"] = "draw"
    id: Name
    purpose: Literal["quickcount", "audit"]
    seed: Line
    design: dict[str, Any]
    part: Index = 0
    stations: Annotated[tuple[Code, ...], Field(max_length=1000)]


class AuditEntry(Entry):
    """What an audit of a drawn sheet found: the numbers on what it was compared with."""

    kind: Literal["audit"] = "audit"
    draw: Name
    station: Code
    contest: Name
    values: dict[Name, Number]
    against: Literal["paper", "image"]


class UnsealEntry(Entry):
    """That a sealed original was opened, and why; never by whom."""

    kind: Literal["unseal"] = "unseal"
    commitment: Sha256
    why: Annotated[Line, Field(min_length=1)]


class IncidentEntry(Entry):
    """Something that happened to the collecting or the log and that readers must know."""

    kind: Literal["incident"] = "incident"
    day: Day
    says: Annotated[Line, Field(min_length=1)]


class ReleaseEntry(Entry):
    """That a release was made here: its date, languages and the version of Actas."""

    kind: Literal["release"] = "release"
    as_of: Day
    languages: Languages
    actas: Line


AnyEntry = Annotated[
    ElectionEntry
    | RegisterEntry
    | FileEntry
    | SourceEntry
    | DocumentEntry
    | ReadingEntry
    | DecisionEntry
    | RecordEntry
    | WithdrawalEntry
    | ClaimEntry
    | DrawEntry
    | AuditEntry
    | UnsealEntry
    | IncidentEntry
    | ReleaseEntry,
    Field(discriminator="kind"),
]

_adapter: TypeAdapter[AnyEntry] = TypeAdapter(AnyEntry)


def parse(data: bytes, index: int | None = None) -> AnyEntry:
    """The entry in `data`, upgraded to this version; LogError names what does not fit.

    The bytes are expected to be canonical already (`actas.log.canonical.decode` checks that).
    """
    return _validated(load(data, index), index)


def parse_all(entries: Iterable[bytes]) -> Iterator[AnyEntry]:
    """Every entry in turn, with its index in errors."""
    for index, data in enumerate(entries):
        yield parse(data, index)


def document(entry: Entry) -> dict[str, Any]:
    """The entry as the JSON object that is logged: what is not said is left out."""
    return entry.model_dump(mode="json", exclude_none=True)


def json_schema() -> dict[str, Any]:
    """JSON Schema of every kind of entry."""
    return _adapter.json_schema()


def _validated(value: dict[str, Any], index: int | None) -> AnyEntry:
    try:
        return _adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        says = first["msg"].removeprefix("Value error, ")
        raise LogError(f"{named(index)}: {path}: {says}") from None
