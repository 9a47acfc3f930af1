"""What every claim has: who said it, where that is published, in which words.

Knows no kind of claim.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from actas.claims.values import Moment
from actas.election.written import Identifier, Model, PlainLine, Text, Url


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Lines = Annotated[tuple[PlainLine, ...], BeforeValidator(_as_tuple)]
"""One line or a list of lines."""

Ids = Annotated[tuple[Identifier, ...], BeforeValidator(_as_tuple)]
"""Id of one claim, or a list of them."""


class Citation(Model):
    """Where a statement is published: who published it, what and when; with its address."""

    cite: PlainLine
    url: Url | None = None


class Statement(Model):
    """What every claim has.

    Attributes:
        id: short id, kept for life.
        actor: short name of who said it, or several names.
        source: where it is published.
        words: what was said, a paraphrase unless `quoted`.
        actor_words: how the actor is named to readers, where that is not the short name.
        actor_is: a person, where it is one; an organisation otherwise.
        contest: the contest it speaks of; may be left out where there is one.
    """

    id: Identifier
    actor: Annotated[Lines, Field(min_length=1)]
    source: Annotated[tuple[Citation, ...], Field(min_length=1)]
    words: Text
    quoted: bool = False
    actor_words: Text | None = None
    actor_is: Literal["person", "organization"] | None = None
    contest: Identifier | None = None

    @property
    def actor_name(self) -> str:
        """The actor, or the actors joined by commas."""
        return ", ".join(self.actor)

    def refers_to(self) -> tuple[str, ...]:
        """Ids of the other claims that this one is about."""
        return ()


class Said(Statement):
    """A claim that was made at some time: a day, or a month where no day is known."""

    made: Moment
