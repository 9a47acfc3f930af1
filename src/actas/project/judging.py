"""Claims held against the records: from a state to the evidence and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    languages: Sequence[str],
    counts: Mapping[str, Count] | None = None,
) -> dict[str, list[Verdict]]:
    """By language, the verdict on each claim from the records, with dates as of that day.

    Args:
        state: the log folded.
        claims: from the log, or from claims.yaml as it stands.
        as_of: day as of which obligations are judged.
        languages: of the sentences.
        counts: the whole election's count of each contest, where it is there already.

    Raises:
        ProjectError: the log names no election.
    """
    if state.election is None:
        raise ProjectError("the log names no election")
    contests = state.election.contests
    held = {one.id: _contest(state, one.id, (counts or {}).get(one.id)) for one in contests}
    found = {}
    for language in languages:
        named = {
            one.id: replace(
                held[one.id],
                names={choice.id: text(choice.name, language) for choice in one.choices},
            )
            for one in contests
        }
        found[language] = judge(claims, named, as_of=as_of, language=language)
    return found


def _contest(state: State, contest: str, count: Count | None) -> Evidence:
    """What the records of a contest hold, choices without names."""
    election = state.election
    assert election is not None
    mine = state.records.filter((pl.col("contest") == contest) & (pl.col("state") == "accepted"))
    authorities = [one.id for one in election.sources if one.role == "authority"]
    theirs = mine.filter(pl.col("source").is_in(authorities))
    return evidence(
        count or tabulate(state, contest),
        counted_sheets(state, contest),
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
