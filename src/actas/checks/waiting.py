"""Which documents wait for people, contest by contest: what I502 tells, whether it is on or off.

Knows frames; no image and no rule's effect.
"""

from __future__ import annotations

import polars as pl

from actas.checks import documents
from actas.checks.sheets import documents_of, no_readings, prepare
from actas.election.definition import Election
from actas.election.shapes import DOCUMENTS, Register


def waiting(
    election: Election,
    register: Register,
    readings: dict[str, pl.DataFrame],
    withdrawals: pl.DataFrame,
    decisions: pl.DataFrame,
    papers: pl.DataFrame,
) -> pl.DataFrame:
    """The documents whose numbers are still to be read by people.

    Args:
        election: the definition.
        register: stations and areas known.
        readings: a READINGS frame, with the form's fields, by contest.
        withdrawals, decisions, papers: frames WITHDRAWALS, DECISIONS and DOCUMENTS.

    Returns:
        Frame DOCUMENTS, in log order, one row a document and `contest` that waits.
    """
    found = [pl.DataFrame(schema=DOCUMENTS)]
    for contest in election.contests:
        own = documents_of(election, contest.id, papers)
        if own.is_empty():
            continue
        given = readings.get(contest.id, no_readings(election, contest.id))
        case, _ = prepare(election, contest.id, register, given, withdrawals, decisions, own)
        unread = documents.waiting(case).with_columns(contest=pl.lit(contest.id))
        found.append(unread.select(*DOCUMENTS))
    return pl.concat(found).sort("index", maintain_order=True)
