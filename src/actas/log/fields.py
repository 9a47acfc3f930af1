"""What a field of an entry may hold: lines, codes, numbers, days, addresses.

Each is a type that pydantic holds values to; this refuses to know the kinds of entry.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

LINK = r'^https?://[^\s\x00-\x1f\x7f-\x9f<>"]{1,1990}$'
"""Pattern of an address: readers follow it from pages and tables, so nothing but the web's own."""


def of_the_calendar(said: str) -> str:
    """A day, or a day and time, whose day exists; else ValueError."""
    try:
        date.fromisoformat(said[:10])
    except ValueError:
        raise ValueError(f"{said[:10]} is no day of the calendar") from None
    return said


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values of which none stands twice; else ValueError."""
    if len(set(values)) != len(values):
        raise ValueError("each may stand once only")
    return values


def one_of_them(page: tuple[int, int]) -> tuple[int, int]:
    """A page's number and of how many, where there can be such a page; else ValueError."""
    if page[0] > page[1]:
        raise ValueError(f"there is no page {page[0]} of {page[1]}")
    return page


Line = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$", max_length=4000)
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}(/[A-Za-z0-9._-]{1,40})*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(strict=True, ge=0, le=2**40)]
Index = Annotated[int, Field(strict=True, ge=0)]
Ordinal = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Pixel = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Thousandths = Annotated[int, Field(strict=True, ge=0, le=1000)]
Page = Annotated[tuple[Ordinal, Ordinal], AfterValidator(one_of_them)]
"""A page's number, and of how many."""
Size = tuple[Ordinal, Ordinal]
"""Width and height in pixels."""
Boxes = Annotated[tuple[tuple[Pixel, Pixel, Ordinal, Ordinal], ...], Field(max_length=1000)]
"""x, y, width and height of each, in pixels."""
Payload = Annotated[tuple[Line, ...], Field(max_length=100)]
"""Text of a sheet's codes, a line each."""
Withheld = Literal["form", "person"]
"""Why a document has no public rendition: it could not be registered to its form; a person said
so."""
Unread = Annotated[
    tuple[Literal["code", "part", "form", "print", "sums", "hand"], ...],
    Field(json_schema_extra={"uniqueItems": True}),
    AfterValidator(each_once),
]
"""Why a document waits for people: no code could be read; a code of several is missing; it is
registered to no form; its printed numbers are uncertain, or do not add up; it is handwritten."""
Address = Annotated[str, StringConstraints(pattern=LINK)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(of_the_calendar),
]
Time = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
    ),
    AfterValidator(of_the_calendar),
]
Languages = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...],
    Field(min_length=1, json_schema_extra={"uniqueItems": True}),
    AfterValidator(each_once),
]
