"""What a printed code says, described: the grammar of its payload and how it vouches for itself.

Knows the shape of the text only: where a code stands is for the sheet's plan, reading it for
others.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from actas.election.written import FieldName, Identifier, Model, PlainLine

Hexadecimal = Annotated[str, Field(pattern=r"^([0-9a-fA-F]{2})+$")]


class PatternGrammar(Model):
    """A payload as one regular expression with named groups.

    Attributes:
        pattern: the whole payload must match it.
        station: groups that make up the station's code, from the top down; fewer than there are
            levels where they stand for one station of the register.
        copied: groups that tell one printed copy of a sheet from another.
        votes: group with the votes by ballot position, in the order of `positions` of the choices.
        separator: between them.
        tallies: group to the tally of the form (or `electors`) that it counts.
        contest: whose votes they are; the sheet's only contest where not said.
    """

    kind: Literal["pattern"]
    pattern: PlainLine
    station: Annotated[tuple[FieldName, ...], Field(min_length=1)]
    copied: tuple[FieldName, ...] = ()
    votes: FieldName
    separator: Annotated[str, Field(min_length=1, max_length=4)] = ","
    tallies: dict[FieldName, FieldName] = Field(default_factory=dict)
    contest: Identifier | None = None

    @model_validator(mode="after")
    def _groups_are_there(self) -> PatternGrammar:
        try:
            groups = re.compile(self.pattern).groupindex
        except re.error as error:
            raise ValueError(f"pattern: {error}") from None
        for name in (*self.station, *self.copied, self.votes, *self.tallies):
            if name not in groups:
                raise ValueError(f"pattern has no group {name!r}")
        return self


class Sum(Model):
    """A total that a payload states of its own numbers, in the section it stands in or before all.

    Attributes:
        total: key of it.
        of: keys that add up to it, where they are given; `votes` stands for all votes by number.
    """

    total: PlainLine
    of: Annotated[tuple[PlainLine, ...], Field(min_length=1)]


class Digest(Model):
    """A digest of what the codes say, by which a change anywhere in them shows.

    It covers the text of the code up to itself, without the pairs of the grammar's `header`. Where
    it is `chained`, what the codes before say stands before that, with their digests.

    Attributes:
        key: of the pair that holds it, in hexadecimal.
    """

    key: PlainLine
    algorithm: Literal["sha256", "sha512"]
    chained: bool = False


class Signature(Model):
    """A signature on the digest's bytes, at the end of the last code.

    Attributes:
        key: of the pair that holds it, in hexadecimal.
        public_key: that verifies it, in hexadecimal.
        by, public_keys: key whose value says which of several keys signed, and these by it.

    Where no key is given for a sheet its signature goes unchecked, and that is said.
    """

    key: PlainLine
    algorithm: Literal["ed25519"] = "ed25519"
    public_key: Hexadecimal | None = None
    by: PlainLine | None = None
    public_keys: dict[PlainLine, Hexadecimal] = Field(default_factory=dict)


class TaggedGrammar(Model):
    """A payload of `KEY:value` pairs, over one code or several that are joined in their order.

    Attributes:
        separator, pair: between pairs, and between a key and its value.
        part: key whose value `i:n` says which of how many codes this is.
        header: keys that open every code, before what is joined; `part` is one of them.
        expects: key to the value that it must have: which election this is, that it is no trial.
        station: keys that make up the station's code, from the top down.
        copied: keys that tell one printed copy from another.
        section: key that begins a contest's part; `contests` says which by its value, others are
            passed over.
        tallies: key to the tally of the form (or `electors`) that it counts; a key that stands
            before the first section counts for every contest.
        sums: that must hold in every section of a contest.
        digest, signature: what it vouches for itself with.

    Keys that are numbers are the votes of the choice with that number among its `positions`; a
    choice without a pair has none.
    """

    kind: Literal["tagged"]
    separator: Annotated[str, Field(min_length=1, max_length=4)] = " "
    pair: Annotated[str, Field(min_length=1, max_length=4)] = ":"
    part: PlainLine | None = None
    header: tuple[PlainLine, ...] = ()
    expects: dict[PlainLine, PlainLine] = Field(default_factory=dict)
    station: Annotated[tuple[PlainLine, ...], Field(min_length=1)]
    copied: tuple[PlainLine, ...] = ()
    section: PlainLine | None = None
    contests: dict[PlainLine, Identifier] = Field(default_factory=dict)
    tallies: dict[PlainLine, FieldName] = Field(default_factory=dict)
    sums: tuple[Sum, ...] = ()
    digest: Digest | None = None
    signature: Signature | None = None

    @model_validator(mode="after")
    def _what_belongs_together(self) -> TaggedGrammar:
        if self.part is not None and self.part not in self.header:
            raise ValueError(f"header: {self.part!r} is the part's key, and opens every code")
        if self.signature is not None and self.digest is None:
            raise ValueError("signature: it signs the digest, of which nothing is said")
        return self


Grammar = Annotated[PatternGrammar | TaggedGrammar, Field(discriminator="kind")]
