"""Claims judged: each claim's tests, joined into its verdict, in the reader's language.

The order of claims decides nothing. Dates are held against the day that is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actas.claims.arithmetic import percentages, totals, turnout
from actas.claims.bulletins import monotone
from actas.claims.evidence import Evidence
from actas.claims.floor import below_floor
from actas.claims.model import (
    Announcement,
    Authenticity,
    Claim,
    Coverage,
    Endorsement,
    Obligation,
    Position,
    Ratio,
    ReportedFigure,
    Request,
    Winner,
)
from actas.claims.obligations import obligation
from actas.claims.outcome import Outcome, VerdictWord, join, say
from actas.claims.records import authenticity, coverage
from actas.claims.residual import capacity, residual
from actas.claims.rounding import rounded_percentages
from actas.claims.winner import times, winner
from actas.errors import InputError
from actas.language import Language

ROOM = "claims"


@dataclass(frozen=True)
class Tested:
    """One test of a claim as it is read: name, verdict, numbers, sentences in one language.

    `first` is the sentence that says what it found; `says` has what it does not show, too.
    """

    test: str
    verdict: VerdictWord
    numbers: dict[str, Any]
    says: str
    first: str

    def as_json(self) -> dict[str, Any]:
        """An element of `tests` of the JSON contract."""
        return {name: value for name, value in self.__dict__.items() if name != "first"}


@dataclass(frozen=True)
class Verdict:
    """What the records say of one claim."""

    id: str
    actor: str
    made: str | None
    due: str | None
    kind: str
    verdict: VerdictWord
    tests: tuple[Tested, ...]

    @property
    def reason(self) -> str:
        """The sentence that the verdict rests on: of the first test that gives it."""
        deciding = (one.first for one in self.tests if one.verdict == self.verdict)
        return next(deciding, self.tests[0].first)

    def as_json(self) -> dict[str, Any]:
        """An element of the JSON contract of `claims`, exactly."""
        return {**self.__dict__, "tests": [test.as_json() for test in self.tests]}


def judge(
    claims: Iterable[Claim],
    evidence: Mapping[str, Evidence],
    as_of: date,
    language: str = "en",
) -> list[Verdict]:
    """The verdict on every claim, in the order of the claims.

    Args:
        claims: all that refer to each other.
        evidence: by contest; a claim that names no contest is judged by the first.
        as_of: day on which obligations are judged.
        language: code of the language of the sentences.

    Raises:
        InputError: a claim refers to one that is not among them, or to itself.
    """
    known = {claim.id: claim for claim in claims}
    bench = _Bench(known, evidence, as_of)
    tongue = Language(language, ROOM)
    return [_read(claim, *bench.verdict(claim), tongue) for claim in known.values()]


def positions(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Positions and requests by the id of the claim they are toward; "" for those toward none."""
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        if isinstance(claim, Position | Request):
            for toward in claim.toward or ("",):
                grouped.setdefault(toward, []).append(claim)
    return grouped


class _Bench:
    """Judges each claim once, those it rests on before it."""

    def __init__(
        self, claims: Mapping[str, Claim], evidence: Mapping[str, Evidence], as_of: date
    ) -> None:
        self.claims = claims
        self.evidence = evidence
        self.as_of = as_of
        self.done: dict[str, tuple[VerdictWord, list[Outcome]]] = {}
        self.waiting: list[str] = []

    def verdict(self, claim: Claim) -> tuple[VerdictWord, list[Outcome]]:
        if claim.id not in self.done:
            if claim.id in self.waiting:
                raise InputError(f"claim {claim.id}: refers to itself, directly or through others")
            self.waiting.append(claim.id)
            self.done[claim.id] = self._judged(claim)
            self.waiting.pop()
        return self.done[claim.id]

    def _judged(self, claim: Claim) -> tuple[VerdictWord, list[Outcome]]:
        match claim:
            case Endorsement():
                return self._endorsed(claim)
            case Obligation():
                outcome = obligation(claim, self.evidence.values(), self.as_of)
                return outcome.verdict, [outcome]
            case Announcement() | Winner() | Ratio() | Coverage() | Authenticity():
                outcomes = self._tests(claim)
                return join(outcome.verdict for outcome in outcomes), outcomes
            case _:
                return "recorded", [_recorded(claim)]

    def _tests(
        self, claim: Announcement | Winner | Ratio | Coverage | Authenticity
    ) -> list[Outcome]:
        evidence = self._of(claim)
        if evidence is None:
            said = say("There are no records of this contest yet.")
            return [Outcome("records", "undecidable", {}, (said,))]
        match claim:
            case Announcement():
                return self._announcement(claim, evidence)
            case Winner():
                return [winner(claim, evidence)]
            case Ratio():
                return [times(claim, evidence)]
            case Coverage():
                return [coverage(claim, evidence)]
            case Authenticity():
                return [authenticity(claim, evidence)]

    def _announcement(self, claim: Announcement, evidence: Evidence) -> list[Outcome]:
        outcomes = [
            test(claim, evidence)
            for test in (
                rounded_percentages,
                below_floor,
                residual,
                capacity,
                totals,
                percentages,
                turnout,
            )
        ]
        before = self._claim(claim.follows, claim) if claim.follows else None
        if isinstance(before, Announcement):
            outcomes.append(monotone(claim, before, evidence))
        return outcomes

    def _endorsed(self, claim: Endorsement) -> tuple[VerdictWord, list[Outcome]]:
        found = {other: self.verdict(self._claim(other, claim))[0] for other in claim.of}
        verdict = join(found.values())
        said = say(
            "It endorses {claims}, and stands as what it endorses stands.",
            claims=", ".join(claim.of),
        )
        return verdict, [Outcome("endorsed", verdict, {"of": found}, (said,))]

    def _claim(self, other: str, claim: Claim) -> Claim:
        if other not in self.claims:
            raise InputError(f"claim {claim.id}: there is no claim {other!r} to refer to")
        return self.claims[other]

    def _of(self, claim: Claim) -> Evidence | None:
        if claim.contest is not None:
            return self.evidence.get(claim.contest)
        return next(iter(self.evidence.values()), None)


def _recorded(claim: Claim) -> Outcome:
    numbers: dict[str, Any] = {"actors": list(claim.actor)}
    if isinstance(claim, ReportedFigure):
        numbers["figures"] = [one.model_dump(exclude_none=True) for one in claim.figures]
        said = say("Recorded as it was reported; no polling-station record speaks of it.")
    else:
        numbers["toward"] = list(claim.refers_to())
        said = say("Recorded as it was said; no polling-station record speaks of it.")
    if isinstance(claim, Position):
        numbers["stance"] = claim.stance
    return Outcome(claim.kind.replace(" ", "_"), "recorded", numbers, (said,))


def _read(
    claim: Claim, verdict: VerdictWord, outcomes: list[Outcome], language: Language
) -> Verdict:
    return Verdict(
        id=claim.id,
        actor=claim.actor_name,
        made=None if isinstance(claim, Obligation) else claim.made,
        due=claim.due.isoformat() if isinstance(claim, Obligation) else None,
        kind=claim.kind,
        verdict=verdict,
        tests=tuple(
            Tested(
                one.test,
                one.verdict,
                one.numbers,
                one.says(language),
                one.sentences[0].in_language(language),
            )
            for one in outcomes
        ),
    )
