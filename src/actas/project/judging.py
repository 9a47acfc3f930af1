"""Claims held against the records: from a state to the evidence and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from actas.claims.evidence import Compared, Evidence, evidence
from actas.claims.model import Claim
from actas.claims.verdict import Verdict, judge
from actas.count.compare import compare
from actas.count.shapes import Count, State
from actas.count.tabulate import counted_sheets, tabulate
from actas.election.written import text
from actas.errors import ProjectError


def verdicts(
    state: State,
    claims: Sequence[Claim],
    as_of: date,
    language: str,
    counts: Mapping[str, Count] | None = None,
) -> list[Verdict]:
    """The verdict on each claim from the records, with dates as of that day.

    Args:
        state: the log folded.
        claims: from the log, or from claims.yaml as it stands.
        as_of: day as of which obligations are judged.
        language: of the sentences.
        counts: the whole election's count of each contest, where it is there already.
    """
    return judge(claims, evidence_of(state, counts, language), as_of=as_of, language=language)


def evidence_of(
    state: State, counts: Mapping[str, Count] | None = None, language: str = "en"
) -> dict[str, Evidence]:
    """What the records hold, by contest."""
    if state.election is None:
        raise ProjectError("the log names no election")
    return {
        one.id: _contest(state, one.id, (counts or {}).get(one.id), language)
        for one in state.election.contests
    }


def _contest(state: State, contest: str, count: Count | None, language: str) -> Evidence:
    election = state.election
    assert election is not None
    mine = state.records.filter((pl.col("contest") == contest) & (pl.col("state") == "accepted"))
    authorities = [one.id for one in election.sources if one.role == "authority"]
    theirs = mine.filter(pl.col("source").is_in(authorities))
    return evidence(
        count or tabulate(state, contest),
        counted_sheets(state, contest),
        names={one.id: text(one.name, language) for one in election.contest(contest).choices},
        by_source=dict(mine.group_by("source").len().iter_rows()),
        authority_stations=theirs["station"].n_unique(),
        compared=_compared(state, contest, authorities),
    )


def _compared(state: State, contest: str, authorities: list[str]) -> dict[str, Compared]:
    spoke = set(state.records.filter(pl.col("contest") == contest)["source"])
    found: dict[str, Compared] = {}
    for authority in (name for name in authorities if name in spoke):
        for other in sorted(spoke.difference(authorities)):
            both = compare(state, contest, other, authority)
            found[other] = Compared(agree=both.equal, differ=both.different)
    return found
