"""What has been said in public: the validated shape of `claims.yaml` and of a claim in the log.

Knows who said what, when, and where that is published; refuses to know whether it is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from actas.claims.announcement import Announcement, Extent
from actas.claims.statement import Citation, Ids, Lines, Said, Statement
from actas.claims.values import Amount
from actas.election.written import Count, FieldName, Identifier, Model, PlainLine, Text
from actas.errors import InputError, Place

__all__ = [
    "VALID",
    "Announcement",
    "Assessment",
    "Authenticity",
    "Citation",
    "Claim",
    "Claims",
    "Coverage",
    "Endorsement",
    "Extent",
    "Figure",
    "Met",
    "Obligation",
    "Position",
    "Ratio",
    "ReportedFigure",
    "Request",
    "Winner",
    "from_log",
    "log_form",
]

VALID = "valid"
"""Name that stands for all valid votes on the other side of a ratio (then it is a share)."""

Compare = Literal["more than", "at least", "less than", "at most", "about"]


class Winner(Said):
    """That a choice won the contest."""

    kind: Literal["winner"]
    winner: FieldName


class Ratio(Said):
    """That a choice has so many times another's votes, or, `to: valid`, such a share of all.

    `value` 2 is twice as many, 0.67 is 67 % of them. Judged on the counted sheets, unless
    `scope` says nationwide.
    """

    kind: Literal["ratio"]
    choice: FieldName
    to: FieldName
    compare: Compare = "more than"
    value: Amount
    scope: Literal["counted", "nationwide"] = "counted"


class Coverage(Said):
    """That records of such a share of stations are there; `by` names the source of the records."""

    kind: Literal["coverage"]
    covers: Extent
    compare: Literal["more than", "at least"] = "at least"
    by: Identifier | None = None


class Endorsement(Said):
    """That other claims are valid."""

    kind: Literal["endorsement"]
    of: Annotated[Ids, Field(min_length=1)]

    def refers_to(self) -> tuple[str, ...]:
        return self.of


class Authenticity(Said):
    """That the records of a source are genuine, or that they are not."""

    kind: Literal["authenticity"]
    genuine: bool
    by: Identifier | None = None
    decided_by: Text | None = None


class Met(Model):
    """When an obligation was met, and where that is published."""

    day: date
    source: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Obligation(Statement):
    """What an actor has to do by a day. `met_by` names what in the records would show it done."""

    kind: Literal["obligation"]
    made: None = None
    due: date
    met: Met | None = None
    met_by: Literal["station results"] | None = None


class Toward(Said):
    """A statement about other claims; `toward` may be empty where it is about none of them."""

    toward: Ids = ()

    def refers_to(self) -> tuple[str, ...]:
        return self.toward


class Position(Toward):
    """Where an actor stands toward other claims."""

    kind: Literal["position"]
    stance: Literal["supports", "rejects", "states"] = "states"


class Request(Toward):
    """What an actor asks, and of whom (`asks`), toward other claims."""

    kind: Literal["request"]
    asks: Lines = ()


class Assessment(Toward):
    """What an observer concluded, about other claims."""

    kind: Literal["assessment"]


class Figure(Model):
    """A number as it was reported, and by whom."""

    value: Count
    about: bool = False
    by: PlainLine | None = None


class ReportedFigure(Said):
    """A figure that was reported and that no polling-station record can speak of."""

    kind: Literal["reported figure"]
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]


Claim = Annotated[
    Announcement
    | Winner
    | Ratio
    | Coverage
    | Endorsement
    | Authenticity
    | Obligation
    | Position
    | Request
    | Assessment
    | ReportedFigure,
    Field(discriminator="kind"),
]

_adapter: TypeAdapter[Claim] = TypeAdapter(Claim)


class Claims(Model):
    """The file `claims.yaml`: every claim once, referring only to claims that are there."""

    actas: Literal[1]
    claims: tuple[Claim, ...] = ()

    @classmethod
    def model_validate(cls, obj: Any, **how: Any) -> Claims:
        """As pydantic's, but an error's path holds only keys that a person wrote."""
        try:
            return super().model_validate(obj, **how)
        except ValidationError as error:
            raise _without_kinds(error) from None

    @model_validator(mode="after")
    def _hold_together(self) -> Claims:
        apart = [
            InitErrorDetails(
                type=PydanticCustomError("value_error", "{said}", {"said": said}),
                loc=("claims", position, self.claims[position].kind, key),
                input=self.claims[position].id,
            )
            for position, key, said in _apart(self.claims)
        ]
        if apart:
            raise ValidationError.from_exception_data("Claims", apart)
        return self


def _apart(claims: tuple[Claim, ...]) -> Iterator[tuple[int, str, str]]:
    """Ids given twice, references that lead nowhere or round: position and key, and what it is."""
    known = {claim.id: claim for claim in reversed(claims)}
    for position, claim in enumerate(claims):
        if known[claim.id] is not claim:
            yield position, "id", f"claim {claim.id}: given twice"
            continue
        key = _REFERENCE.get(claim.kind, "")
        lost = [other for other in claim.refers_to() if other not in known]
        for other in lost:
            yield position, key, f"claim {claim.id}: there is no claim {other!r} to refer to"
        follows = claim.follows if isinstance(claim, Announcement) else None
        if follows and not lost and not isinstance(known[follows], Announcement):
            yield position, key, f"claim {claim.id}: {follows!r} is not an announcement to follow"
        if _goes_round(claim, known):
            yield position, key, f"claim {claim.id}: refers to itself, directly or through others"


def log_form(claim: Claim) -> dict[str, Any]:
    """The claim as its entry in the log holds it: what is not said is left out; no floats."""
    return claim.model_dump(mode="json", exclude_none=True)


def from_log(value: dict[str, Any]) -> Claim:
    """The claim that `log_form` gave; InputError naming the key where it is none."""
    try:
        return _adapter.validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(first["msg"], Place(field=f"claim {value.get('id')}, {field}")) from None


def _without_kinds(error: ValidationError) -> ValidationError:
    """The same errors; pydantic puts the claim's kind into their paths, which is no key."""
    return ValidationError.from_exception_data(
        error.title,
        [
            InitErrorDetails(
                type=PydanticCustomError(one["type"], one["msg"].replace("{", "(")),
                loc=one["loc"][:2] + one["loc"][3:]
                if one["loc"][:1] == ("claims",)
                else one["loc"],
                input=one["input"],
            )
            for one in error.errors()
        ],
    )


_REFERENCE = {
    "announcement": "follows",
    "endorsement": "of",
    "position": "toward",
    "request": "toward",
    "assessment": "toward",
}
"""The key that holds the references of each kind that has any."""


def _goes_round(claim: Claim, known: dict[str, Claim]) -> bool:
    reached: set[str] = set()
    ahead = list(claim.refers_to())
    while ahead:
        other = ahead.pop()
        if other == claim.id:
            return True
        if other not in reached and other in known:
            reached.add(other)
            ahead.extend(known[other].refers_to())
    return False
