"""What an election is: the validated shape of `election.yaml`.

Knows names, levels, contests, the form and its rules, sources, the register's kind. It refuses
to know files, the log, or any reading.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from actas import LANGUAGES
from actas.election.sheet import SheetForm
from actas.election.written import (
    Count,
    FieldName,
    Identifier,
    Model,
    PlainLine,
    Sha256,
    Text,
    Url,
)

SCHEMA_VERSION = 1
"""Version of `election.yaml` that this release reads and writes (key `actas`)."""

RESERVED_FIELDS = frozenset(
    {
        "index",
        "station",
        "given",
        "contest",
        "source",
        "reader",
        "document",
        "arrived",
        "problems",
        "sheet",
        "copied",
        "confidence",
        "electors",
        "status",
        "state",
        "reading",
        "reasons",
        "name",
        "area",
        "row",
        "record",
        "stands",
        "address",
        "into",
        "valid_votes",
        "ballots_cast",
        "counted",
        "expected",
        "level",
    }
)
"""Names that a choice or a tally may not take: they are columns beside the form's fields.

`electors` stands in the form's expressions for the station's registered electors.
"""


class Level(Model):
    """A level of areas, from the top down; the last one is the station's own level."""

    id: FieldName
    name: Text
    plural: Text | None = None


class Choice(Model):
    """What can be voted for in a contest: a candidate, a list, an option."""

    id: FieldName
    name: Text
    parties: tuple[PlainLine, ...] = ()
    positions: tuple[Annotated[int, Field(ge=1)], ...] = ()
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None


class Contest(Model):
    """One thing that is voted on.

    `areas` names the areas where it is voted on (all when empty); `positions` of its choices
    are the places on the ballot whose numbers add up to the choice.
    """

    id: Identifier
    name: Text
    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]
    areas: tuple[str, ...] = ()
    votes_allowed: Annotated[int, Field(ge=1)] = 1


TallyRole = Literal["valid", "null", "blank", "ballots", "voters", "unused", "other"]


class Tally(Model):
    """A special count of the form: null, blank, ballots in the box, voters on the register…"""

    id: FieldName
    name: Text
    role: TallyRole = "other"


class FormRule(Model):
    """A rule of this election's form: an expression that must hold on every sheet.

    `expect` is an SQL boolean expression over the choices, the tallies and `electors`. Where a
    field it names is missing, the rule is not evaluable.
    """

    code: Annotated[str, StringConstraints(pattern=r"^E[0-9]{3}$")]
    says: Text
    expect: PlainLine
    severity: Literal["error", "warning"] = "error"


class Form(Model):
    """The sheet: its special tallies, how valid votes are made up, and its rules.

    `valid` is the expression of valid votes where it is not simply the sum of the choices;
    `ballots` the one of the ballots cast where it is not valid + null + blank. Both are over
    choices (`choices` stands for their sum) and tallies.
    """

    tallies: tuple[Tally, ...] = ()
    valid: PlainLine | None = None
    ballots: PlainLine | None = None
    rules: tuple[FormRule, ...] = ()

    def tally(self, role: TallyRole) -> str | None:
        """Id of the one tally with this role, or None where the form has none."""
        return next((tally.id for tally in self.tallies if tally.role == role), None)


class Source(Model):
    """Who vouches for a sheet or a result."""

    id: Identifier
    name: Text
    role: Literal["authority", "party", "observer", "citizen"]
    url: Url | None = None


class Totals(Model):
    """Declared totals of a register, where the register itself is incomplete."""

    stations: Count | None = None
    electors: Count | None = None


class AreaTotals(Totals):
    """Declared totals of one area."""

    code: PlainLine


class RegisterRules(Model):
    """Whether unknown stations are refused (closed) or taken with a finding (open).

    `totals` are the declared totals of the whole election; `areas` those of single areas.
    `source` says who declared them, with a link.
    """

    kind: Literal["open", "closed"] = "closed"
    totals: Totals = Totals()
    areas: tuple[AreaTotals, ...] = ()
    source: PlainLine | None = None

    def of(self, area: str) -> Totals:
        """What is declared of an area; nothing where nothing is."""
        return next((one for one in self.areas if one.code == area), Totals())


class FindingRules(Model):
    """What a finding does to the record: codes that quarantine, only warn, or are not run.

    Codes named nowhere keep the effect that the catalogue gives them.
    """

    quarantine: tuple[Identifier, ...] = ()
    warn: tuple[Identifier, ...] = ()
    off: tuple[Identifier, ...] = ()


class Outside(Model):
    """A top-level area outside the tree (votes abroad, mobile stations).

    A station under it may have fewer parts in its code than there are levels.
    """

    code: PlainLine
    name: Text


class Boundaries(Model):
    """A GeoJSON file of areas: `property` holds the code of the area at `level`."""

    level: FieldName
    file: PlainLine
    property: FieldName
    source: PlainLine | None = None


class Input(Model):
    """A public input of a pack: where it is and what it must hash to."""

    file: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
    url: Url
    sha256: Sha256
    source: Identifier
    mapping: PlainLine | None = None
    cite: PlainLine | None = None


class Fact(Model):
    """A number or statement of the definition with where it comes from."""

    what: PlainLine
    cite: PlainLine


class Publisher(Model):
    """Who publishes the releases, and the public address that they stand at, where it has one."""

    name: Text
    url: Url | None = None


class Election(Model):
    """The whole definition. Raises a validation error that names the key that is wrong."""

    actas: Literal[1]
    id: Identifier
    name: Text
    date: date
    country: PlainLine | None = None
    second_round_of: Identifier | None = None
    languages: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...], Field(min_length=1)
    ] = ("es", "en")
    origin: (
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._/-]+$", max_length=200)] | None
    ) = None
    publisher: Publisher | None = None
    levels: Annotated[tuple[Level, ...], Field(min_length=1, max_length=9)]
    leading_zeros: Literal["strip", "keep"] = "strip"
    contests: Annotated[tuple[Contest, ...], Field(min_length=1)]
    form: Form = Form()
    findings: FindingRules = FindingRules()
    sources: tuple[Source, ...] = ()
    register_: RegisterRules = Field(default=RegisterRules(), alias="register")
    outside: tuple[Outside, ...] = ()
    boundaries: tuple[Boundaries, ...] = ()
    inputs: tuple[Input, ...] = ()
    sheets: tuple[SheetForm, ...] = ()
    facts: tuple[Fact, ...] = ()

    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, populate_by_name=True
    )

    def contest(self, contest: str) -> Contest:
        """The contest with this id; KeyError where there is none."""
        for candidate in self.contests:
            if candidate.id == contest:
                return candidate
        raise KeyError(contest)

    def fields(self, contest: str) -> list[str]:
        """Names of the numbers on a sheet: choices first, then tallies, in the form's order."""
        return [c.id for c in self.contest(contest).choices] + [t.id for t in self.form.tallies]

    @property
    def areas_levels(self) -> tuple[Level, ...]:
        """The levels above the station, from the top down."""
        return self.levels[:-1]

    @model_validator(mode="after")
    def _names_are_told_apart(self) -> Election:
        _unique("languages", list(self.languages))
        unknown = sorted(set(self.languages).difference(LANGUAGES))
        if unknown:
            raise ValueError(
                f"languages: {', '.join(unknown)}: there are only {', '.join(LANGUAGES)}"
            )
        _unique("levels", [level.id for level in self.levels])
        _unique("contests", [contest.id for contest in self.contests])
        _unique("sources", [source.id for source in self.sources])
        _unique("form.rules", [rule.code for rule in self.form.rules])
        roles = [tally.role for tally in self.form.tallies if tally.role != "other"]
        _unique("form.tallies (role)", list(roles))
        for contest in self.contests:
            names = self.fields(contest.id)
            _unique(f"contest {contest.id}, choices and tallies", names)
            taken = RESERVED_FIELDS.union({"choices", "null", "true", "false"}).intersection(names)
            if taken:
                raise ValueError(f"{', '.join(sorted(taken))}: reserved, take another id")
        _unique("sheets", [sheet.id for sheet in self.sheets])
        for sheet in self.sheets:
            self._sheet_is_of_this_election(sheet)
        known = {level.id for level in self.areas_levels}
        for boundary in self.boundaries:
            if boundary.level not in known:
                raise ValueError(f"boundaries: no level {boundary.level!r} above the station")
        return self

    def contests_of(self, sheet: SheetForm) -> tuple[str, ...]:
        """Ids of the contests whose numbers a sheet carries."""
        return sheet.contests or tuple(contest.id for contest in self.contests)

    def _sheet_is_of_this_election(self, sheet: SheetForm) -> None:
        contests = {contest.id: set(self.fields(contest.id)) for contest in self.contests}
        carried = self.contests_of(sheet)
        levels = {level.id for level in self.levels}
        wrong = [one for one in sheet.contests if one not in contests]
        wrong += [cell.part for cell in sheet.each_cell() if cell.part and cell.part not in levels]
        if wrong:
            raise ValueError(f"sheets.{sheet.id}: no such contest or level: {', '.join(wrong)}")
        for cell in sheet.each_cell():
            mine = carried if cell.contest is None else (cell.contest,)
            known = set().union(*(contests.get(one, set()) for one in mine), {"electors"})
            if cell.field is not None and cell.field not in known:
                raise ValueError(f"sheets.{sheet.id}: no choice or tally {cell.field!r}")


def _unique(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what}: given twice: {', '.join(twice)}")
