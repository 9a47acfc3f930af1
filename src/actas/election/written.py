"""What people may write in any of their files: ids, lines, counts, addresses, and the base model.

Knows the form of a value, never what it stands for.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]
FieldName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
PlainLine = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f]+$", max_length=1000)]
Text = PlainLine | dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], PlainLine]
"""A line for people: one string for every language, or one for each (`es`, `en`, …)."""

Count = Annotated[int, Field(ge=0, le=2**40, strict=True)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=2000)]


def text(value: Text, language: str) -> str:
    """The line in `language`, else in English, else in whatever language comes first."""
    if isinstance(value, str):
        return value
    return value.get(language) or value.get("en") or next(iter(value.values()))


class Model(BaseModel):
    """Base of everything people write: unknown keys are refused, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
