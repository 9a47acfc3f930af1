"""An announced result as it was read out or published: counts, percentages, totals, coverage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, model_validator

from actas.claims.statement import Said
from actas.claims.values import Percent
from actas.election.written import Count, FieldName, Identifier, Model


class Extent(Model):
    """A share said to be covered, and of what."""

    share: Percent
    of: Literal["stations", "electors"] = "stations"


class Announcement(Said):
    """A result read out or published: counts, percentages, totals, as far as they were given.

    `votes` and `percent` are by choice or group; `groups` names the groups that are no choice of
    the contest, with their members (an empty list: every choice not named). `follows` is the
    actor's bulletin before this one. `electors` are those the turnout was said to be of.
    """

    kind: Literal["announcement"]
    votes: dict[FieldName, Count] = Field(default_factory=dict)
    percent: dict[FieldName, Percent] = Field(default_factory=dict)
    groups: dict[FieldName, tuple[FieldName, ...]] = Field(default_factory=dict)
    valid_votes: Count | None = None
    null_votes: Count | None = None
    blank_votes: Count | None = None
    voters: Count | None = None
    electors: Count | None = None
    turnout: Percent | None = None
    coverage: Extent | None = None
    follows: Identifier | None = None

    @property
    def total(self) -> int:
        """Valid votes as announced, else the sum of what was announced by choice and group."""
        return sum(self.votes.values()) if self.valid_votes is None else self.valid_votes

    @property
    def named(self) -> dict[str, int]:
        """Announced votes of single choices, without groups."""
        return {name: votes for name, votes in self.votes.items() if name not in self.groups}

    def members(self, name: str, choices: Iterable[str]) -> tuple[str, ...]:
        """The choices that an announced name stands for, of all `choices` of the contest."""
        if name not in self.groups:
            return (name,)
        return self.groups[name] or tuple(
            choice for choice in choices if choice not in self.votes and choice not in self.percent
        )

    def refers_to(self) -> tuple[str, ...]:
        return (self.follows,) if self.follows else ()

    @model_validator(mode="after")
    def _says_something(self) -> Announcement:
        if not self.votes and not self.percent:
            raise ValueError("an announcement gives votes or percent")
        stray = sorted(set(self.groups) - set(self.votes) - set(self.percent))
        if stray:
            raise ValueError(f"groups: {', '.join(stray)}: in neither votes nor percent")
        inside = [member for members in self.groups.values() for member in members]
        twice = {name for name in inside if inside.count(name) > 1 or name in {*self.votes}}
        if twice:
            raise ValueError(f"groups: {', '.join(sorted(twice))}: announced more than once")
        if sum(not members for members in self.groups.values()) > 1:
            raise ValueError("groups: only one can be empty and stand for all the others")
        return self
