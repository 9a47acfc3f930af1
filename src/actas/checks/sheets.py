"""From readings to the sheets that rules see: which are unread, which are one, which contend.

Knows readings, the register and what people decided; applies no rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from actas.checks.case import KEY, Case
from actas.checks.decisions import effective
from actas.checks.differing import any_differs, differing
from actas.checks.placing import NOT_EXPECTED
from actas.election import arithmetic
from actas.election.definition import Election
from actas.election.repeats import standing
from actas.election.shapes import READINGS, Register
from actas.mapped import in_pieces, sliced


def prepare(
    election: Election,
    contest: str,
    register: Register,
    readings: pl.DataFrame,
    withdrawals: pl.DataFrame,
    decisions: pl.DataFrame,
    documents: pl.DataFrame,
    annulled_speak: bool = False,
) -> tuple[Case, pl.DataFrame]:
    """One contest's case, and the decisions that hold in it (frame of `decisions.effective`).

    Args:
        readings: frame READINGS of the contest, with its fields.
        withdrawals, decisions: all of them; those of other contests are left aside.
        documents: those of the contest, as `documents_of` gives them.
        annulled_speak: whether sheets of annulled and merged stations take part in comparisons.
    """
    fields = election.fields(contest)
    told = pl.col("problems").list.len().fill_null(0) > 0
    read = ~told & pl.any_horizontal(pl.col(fields).is_not_null())
    good = _besides(readings.filter(read))
    both_ways = _both_ways(good)
    differ = _disagreeing(both_ways, fields)
    good = _told_apart(good, fields, differ["document"])
    placed = _with_station(good.filter(pl.col("index") == pl.col("_sheet")), register)
    sheets = in_pieces(
        some.with_columns(arithmetic.choices_sum(election, contest)).with_columns(
            _valid=arithmetic.valid_votes(election, contest),
            _ballots=arithmetic.ballots_cast(election, contest),
        )
        for some in placed
    )
    unread = readings.filter(~read)
    everything = pl.concat([good, unread], how="diagonal").select("index", *KEY, "_sheet")
    decided = effective(decisions, contest, everything)
    return (
        Case(
            election=election,
            contest=contest,
            fields=fields,
            choices=[choice.id for choice in election.contest(contest).choices],
            sheets=sheets,
            unread=_unread(unread, good),
            dropped=_dropped(withdrawals, contest),
            speaking=_speaking(sheets, decided, annulled_speak),
            readings=readings.height,
            read=good,
            both_ways=both_ways,
            disagreeing=differ,
            broken=_broken(unread, good),
            documents=documents,
            silenced=decided.filter(pl.col("action").is_in(["reject", "withdraw"])).select(KEY),
        ),
        decided,
    )


def _told_apart(good: pl.DataFrame, fields: list[str], disagreeing: pl.Series) -> pl.DataFrame:
    """Every reading with `_contends` and `_sheet`, the index of the reading that stands for it.

    `_own_print` says that a source's readings of a station agree but for prints that differ from
    the code of their own document.

    Of readings that agree the one that gives most fields stands, then the first; contending ones
    stand for themselves and for their equals.
    """
    twice = pl.col("station").is_not_null() & pl.struct(KEY).hash().is_duplicated()
    single, several = good.filter(~twice), good.filter(twice)
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in fields)
    fullest = pl.col("index").sort_by(given, "index", descending=[True, False]).first().over(KEY)
    differ = pl.any_horizontal(
        (pl.col(name).min() != pl.col(name).max()).fill_null(value=False).over(KEY)
        for name in fields
    )
    equal = pl.col("index").min().over([*KEY, *fields])
    several = several.with_columns(
        _contends=differ, _own_print=_own_print(fields, disagreeing).over(KEY)
    ).with_columns(_sheet=pl.when("_contends").then(equal).otherwise(fullest))
    never = pl.lit(value=False)
    single = single.with_columns(_contends=never, _own_print=never, _sheet=pl.col("index"))
    return pl.concat([single, several])


def _besides(good: pl.DataFrame) -> pl.DataFrame:
    """The readings with `_besides`: a print whose document's code was read too."""
    coded = good.filter(pl.col("reader") == "code")["document"].drop_nulls().unique().implode()
    printed = pl.col("reader") == "print"
    own = pl.col("document").is_in(coded).fill_null(value=False)
    return good.with_columns(_besides=printed & own)


def _own_print(fields: list[str], disagreeing: pl.Series) -> pl.Expr:
    """Whether a group's readings agree but for prints, one of which differs from its own code."""
    others = ~pl.col("_besides")
    values = [pl.col(name).filter(others) for name in fields]
    differ = [(value.min() != value.max()).fill_null(value=False) for value in values]
    return ~pl.any_horizontal(differ) & pl.col("document").is_in(disagreeing.implode()).any()


def _disagreeing(both_ways: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    """Documents whose code and print differ: `document`, and `_differs_<field>` of each."""
    by_document = both_ways.group_by("document").agg(differing(fields))
    return by_document.filter(any_differs(fields))


def _both_ways(good: pl.DataFrame) -> pl.DataFrame:
    if not good["_besides"].any():
        return good.clear()
    twice = good.filter("_besides").select("document").unique()
    by_machine = good.filter(pl.col("reader").is_in(["code", "print"]))
    return by_machine.join(twice, on="document", how="semi", maintain_order="left")


def _broken(unread: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """Readings of codes that break a rule of theirs, which their first problem names."""
    said = pl.col("problems").list.join("; ")
    code = said.str.extract(r"^(C60[1-4])\b")
    alone = _alone(unread, good)["index"].implode()
    return unread.filter(code.is_not_null()).select(
        "index",
        *KEY,
        broken=code,
        detail=said.str.replace(r"^C60[1-4][ :]*", ""),
        _alone=pl.col("index").is_in(alone),
    )


def documents_of(election: Election, contest: str, documents: pl.DataFrame) -> pl.DataFrame:
    """The documents that a contest's numbers stand on, of frame DOCUMENTS.

    Those that name it, those of a form that carries it; those of no known form count as the first
    contest's, so that they are told once.
    """
    if documents.is_empty():
        return documents
    forms = {form.id: election.contests_of(form) for form in election.sheets}
    carry = [form for form, contests in forms.items() if contest in contests]
    first = contest == election.contests[0].id
    named = pl.col("contest") == contest
    unnamed = pl.col("contest").is_null()
    known = pl.col("sheet").is_in(list(forms)).fill_null(value=False)
    formed = pl.when(known).then(pl.col("sheet").is_in(carry)).otherwise(pl.lit(first))
    return documents.filter(pl.when(unnamed).then(formed).otherwise(named))


def no_readings(election: Election, contest: str) -> pl.DataFrame:
    """READINGS of a contest of which there are none."""
    return pl.DataFrame(schema={**READINGS, **dict.fromkeys(election.fields(contest), pl.Int64)})


def _with_station(sheets: pl.DataFrame, register: Register) -> Iterator[pl.DataFrame]:
    """The sheets with what the register says of their stations, some at a time."""
    known = standing(register.stations).select(
        "station", "electors", "status", _known=pl.lit(value=True)
    )
    of_each = sheets.select("station").join(known, on="station", how="left", maintain_order="left")
    told = of_each.drop("station").with_columns(pl.col("_known").fill_null(value=False))
    for some, beside in zip(sliced(sheets), sliced(told), strict=True):
        yield some.hstack(beside)


def _unread(bad: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """Readings without numbers whose source has no better one of that station."""
    return _alone(bad, good).select("index", *KEY, pl.col("problems").fill_null([]))


def _alone(bad: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """Those of `bad` beside which there is none of `good`."""
    # What is bad is little: nothing is made of the good ones that are not beside it.
    beside = good.select(KEY).join(bad.select(KEY), on=KEY, how="semi")
    return bad.join(beside, on=KEY, how="anti", maintain_order="left")


def _dropped(withdrawals: pl.DataFrame, contest: str) -> pl.DataFrame:
    last = withdrawals.filter(pl.col("contest") == contest).sort("index")
    last = last.unique(KEY, keep="last")
    return last.filter(pl.col("standing") == "dropped").select(KEY)


def _speaking(sheets: pl.DataFrame, decided: pl.DataFrame, annulled_speak: bool) -> pl.DataFrame:
    placed = sheets.filter(pl.col("station").is_not_null())
    if not annulled_speak:
        placed = placed.filter(~pl.col("status").is_in(NOT_EXPECTED).fill_null(value=False))
    if decided.is_empty():
        return placed
    out = decided.filter(pl.col("action").is_in(["reject", "withdraw"]))
    chosen = decided.filter(pl.col("action") == "accept").select(*KEY, "_stands")
    placed = placed.join(out, on=KEY, how="anti")
    placed = placed.join(chosen, on=KEY, how="left", maintain_order="left")
    return placed.filter(pl.col("_stands").is_null() | (pl.col("_stands") == pl.col("index")))
