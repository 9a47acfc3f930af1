"""The catalogue of rules: for each code its function, its sentence, and what it does by default.

A code is for life: it is never given another meaning. What a rule computes stands in the modules
of its letter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from actas.checks import copies, documents, placing, plausibility, sources, sums
from actas.checks.case import Case, Outcome
from actas.election.shapes import Severity

Effect = Literal["quarantine", "reject", "warn"]
"""What a finding does to the record. A finding of severity `notice` never holds a record back."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule.

    Attributes:
        code: for life.
        severity: of its findings, at most: copies that chance gives are only a `notice`.
        effect: on the record, unless the election's definition says otherwise.
        says: its sentence, an English message whose fields are among the finding's numbers. Empty
            for a rule of the election's form: the definition has its line.
        doc: why it is there and how exactly it decides, in English, for the list of rules.
        needs: what must be there for it to be evaluable.
        run: its function.
        fixed: the definition may not soften it or put it off.
    """

    code: str
    severity: Severity
    effect: Effect
    says: str
    doc: str
    needs: str
    run: Callable[[Case], Outcome]
    fixed: bool = False

    @property
    def fields(self) -> list[str]:
        """Names of the numbers that the sentence tells."""
        return [name for _, name, _, _ in Formatter().parse(self.says) if name]


RULES: tuple[Rule, ...] = (
    Rule(
        "S101",
        "error",
        "quarantine",
        "The sheet says {stated} valid votes, but its numbers make {made}.",
        "Compares the valid votes written on the sheet with what its other numbers make: by the "
        "form's own expression `valid` where it has one, else the sum of the choices. One of the "
        "numbers is wrong, and it may be a vote: the sheet waits for a person.",
        "the valid votes as a tally of the form, and every number they are made of",
        sums.s101,
    ),
    Rule(
        "S102",
        "error",
        "quarantine",
        "The sheet says {stated} ballots, but its numbers make {made}.",
        "Compares the ballots written on the sheet with what its other numbers make: by the "
        "form's own expression `ballots` where it has one, else valid, null and blank votes.",
        "the ballots as a tally of the form, and every number they are made of",
        sums.s102,
    ),
    Rule(
        "S103",
        "error",
        "quarantine",
        "There are {ballots} ballots for {electors} registered electors.",
        "More ballots than the station has registered electors. Where electors may be added on the "
        "day or vote at another station than their own, such sheets are in order: the definition "
        "of such an election moves this code to `warn`.",
        "the station's registered electors, and the ballots or what makes them",
        sums.s103,
    ),
    Rule(
        "S104",
        "error",
        "warn",
        "There are {ballots} ballots for {voters} voters marked on the register.",
        "More ballots than voters marked. A mark forgotten on a busy day is common and changes no "
        "vote, so it only warns. Fewer ballots than voters stays silent: a ballot can be carried "
        "away.",
        "the voters as a tally of the form, and the ballots or what makes them",
        sums.s104,
    ),
    Rule(
        "P201",
        "warning",
        "warn",
        "{votes} of {ballots} ballots are null ({share}; in the middle sheet {median}).",
        "Share of null votes out of the ordinary. All three must hold, in whole basis points of "
        "the ballots: at least 300; at least 10 median distances above the median of the "
        "election's sheets; and at least 10 ballots more than the median share would give.",
        "null votes as a tally of the form, and ballots above 0",
        plausibility.p201,
    ),
    Rule(
        "P202",
        "warning",
        "warn",
        "{votes} of {ballots} ballots are blank ({share}; in the middle sheet {median}).",
        "Share of blank votes out of the ordinary, decided as P201.",
        "blank votes as a tally of the form, and ballots above 0",
        plausibility.p202,
    ),
    Rule(
        "P203",
        "warning",
        "warn",
        "All {electors} registered electors voted.",
        "Exactly as many ballots as registered electors. It can be true of a small station.",
        "the station's registered electors, and the ballots or what makes them",
        plausibility.p203,
    ),
    Rule(
        "P204",
        "warning",
        "quarantine",
        "There is not a single vote on the sheet.",
        "Every choice is 0, and so is every tally of valid, null, blank votes and ballots that the "
        "sheet gives. An empty row of a table looks like this too: counted, it would hide that a "
        "station is missing, so it waits for a person.",
        "every choice",
        plausibility.p204,
    ),
    Rule(
        "R301",
        "warning",
        "warn",
        "The register does not have this station.",
        "Under an open register a sheet of an unknown station is taken, and told. A closed "
        "register refuses it before it gets here.",
        "a station that can be placed",
        placing.r301,
    ),
    Rule(
        "R302",
        "error",
        "reject",
        "This station is annulled or merged into another: its sheet does not count.",
        "Such a station is not expected; its electors vote elsewhere or again.",
        "a station that can be placed",
        placing.r302,
    ),
    Rule(
        "R303",
        "error",
        "quarantine",
        "The station {given} cannot be placed in the election.",
        "The code as it was read belongs to no area that is known. Only a reading that names its "
        "station can count.",
        "nothing more",
        placing.r303,
        fixed=True,
    ),
    Rule(
        "R304",
        "error",
        "quarantine",
        "This contest is not voted on at this station; it is in {areas}.",
        "The contest's `areas` name where it is voted on, and the station is in none of them. "
        "Counted, such a sheet would fill the place of one that is missing. Where a contest has no "
        "`areas` it is voted on everywhere.",
        "a station that can be placed",
        placing.r304,
    ),
    Rule(
        "C601",
        "error",
        "reject",
        "The code on this sheet can be read, but not as its grammar says: {detail}",
        "The definition says how the code of a sheet is written. One that breaks this is told and "
        "never taken for a reading. Where its source has another reading of the station, that one "
        "waits for a person.",
        "a code that could be read",
        documents.c601,
        fixed=True,
    ),
    Rule(
        "C602",
        "error",
        "reject",
        "The code on this sheet contradicts itself: {detail}",
        "The sums or the digest that the code carries do not fit its numbers: it was altered, or "
        "made by something else than the election's machines. Where its source has another reading "
        "of the station, that one waits for a person.",
        "a code that carries sums or a digest",
        documents.c602,
        fixed=True,
    ),
    Rule(
        "C603",
        "error",
        "reject",
        "The signature of the code on this sheet does not hold: {detail}",
        "The definition gives the key with which codes are signed, and this one's signature is by "
        "another or over other numbers. Where its source has another reading of the station, that "
        "one waits for a person.",
        "a code that is signed, and the key in the definition",
        documents.c603,
        fixed=True,
    ),
    Rule(
        "C604",
        "error",
        "reject",
        "The code on this sheet names a station that the register does not have: {detail}",
        "Under a closed register every station is known beforehand. Under an open one R301 tells "
        "it instead.",
        "a code that could be read, and a closed register",
        documents.c604,
        fixed=True,
    ),
    Rule(
        "D401",
        "error",
        "quarantine",
        "Its source gives this station several times, with different numbers in {fields}.",
        "Readings of one source and station that differ in a number that several give. All wait "
        "until a decision names the one that stands. Equal ones count as one without a finding.",
        "nothing more",
        sources.d401,
        fixed=True,
    ),
    Rule(
        "D402",
        "warning",
        "warn",
        "Its source's newest complete set no longer has this sheet.",
        "A sheet once published stays counted, and that its source dropped it is told.",
        "nothing more",
        sources.d402,
    ),
    Rule(
        "D403",
        "error",
        "quarantine",
        "Sources differ on this station: {sources}, in {fields}.",
        "Sources that speak of one station and differ in a number that several give: all wait. "
        "Sheets that are rejected or withdrawn do not speak. A decision that accepts one lets it "
        "stand; of decisions that contradict each other, the last. One finding a station.",
        "two sources that speak of the station",
        sources.d403,
        fixed=True,
    ),
    Rule(
        "D404",
        "error",
        "quarantine",
        "The same numbers stand on {stations} sheets of this centre (also {others}), {votes} votes "
        "each. Chance alone would give {expected_by_chance} pairs like it in the whole election.",
        "Every number of the sheet is the same at another station of its centre, from one source. "
        "`expected_by_chance` is the number of pairs as unlikely as this one or more that would be "
        "seen in the whole election if every station drew its votes from its centre's shares. "
        "Below 0.01 it is an error and all of the group wait; from there on it is a notice, which "
        "holds nothing back: small sheets coincide naturally.",
        "every choice, and at least one vote; a centre above the station",
        copies.d404,
    ),
    Rule(
        "D405",
        "error",
        "quarantine",
        "The same numbers stand on {stations} sheets (also {others}), {votes} votes each. "
        "Chance alone would give {expected_by_chance} pairs like it in the whole election.",
        "As D404, at a station of another centre; every station draws its votes from the shares of "
        "the area above its centre. In large elections the sum is taken over an even sample of "
        "sheets. Stations of one area differ more than this says, so more is natural than it says.",
        "every choice, and at least one vote",
        copies.d405,
    ),
    Rule(
        "D406",
        "error",
        "quarantine",
        "The code of this sheet and its printed numbers differ in {fields}.",
        "One document was read by its code and by its printed numbers, and a number that both give "
        "is not the same: the print or the code was altered, or one was misread. D401 does not "
        "tell it again.",
        "a document that was read both ways",
        documents.d406,
        fixed=True,
    ),
    Rule(
        "D407",
        "error",
        "quarantine",
        "This may be the same sheet as under another station: {others}. The numbers are the same, "
        "and of 256 marks of the pictures {distance} differ.",
        "Two documents of one form have the same number for every choice, look as alike, flat and "
        "upright, as two pictures of one sheet often do, and are of different stations. Sheets of "
        "one form look alike by nature, and a second photograph may look less alike than another "
        "sheet does: what is near is a hint, measured and not proven, and what is not near says "
        "nothing. People compare.",
        "two documents with a station, numbers, and a picture that could be made flat",
        documents.d407,
    ),
    Rule(
        "D408",
        "error",
        "quarantine",
        "{sheets} different sheets say that they are copy {copied} of this station; they differ "
        "in {fields}.",
        "The code of each printed copy of a sheet says which copy it is. Two documents with one "
        "station and copy number and other numbers are two sheets, of which one at least is not "
        "what it says. Told alike to every source that brought one.",
        "the copy's number, in the codes of two documents",
        documents.d408,
    ),
    Rule(
        "I501",
        "error",
        "reject",
        "No numbers could be read: {problems}",
        "A row or sheet that was brought but could not be read. It is told unless its source has "
        "another reading of the station.",
        "nothing more",
        placing.i501,
        fixed=True,
    ),
    Rule(
        "I502",
        "notice",
        "warn",
        "A document waits for people: {unread}.",
        "No machine could read the sheet well enough: `code` no code could be read; `part` a code "
        "of several is missing; `form` it could not be laid over a known form; `print` the printed "
        "numbers are uncertain; `sums` they do not add up; `hand` it is handwritten. Silent once "
        "its source has a reading of the station, or one of the document.",
        "nothing more",
        documents.i502,
    ),
)
