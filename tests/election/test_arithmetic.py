"""The form's arithmetic: the same on one record and on many, null meaning not evaluable."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.election.arithmetic import (
    amount,
    ballots_cast,
    choices_sum,
    condition,
    names,
    valid_votes,
)
from actas.election.definition import Election
from actas.errors import InputError, Place

FIELDS = ("A", "B", "valid")


def election(**form: object) -> Election:
    return Election.model_validate(
        {
            "actas": 1,
            "id": "x",
            "name": "X",
            "date": "2031-05-04",
            "levels": [{"id": "station", "name": "Station"}],
            "contests": [
                {
                    "id": "c",
                    "name": "C",
                    "choices": [{"id": "A", "name": "A"}, {"id": "B", "name": "B"}],
                }
            ],
            "form": form,
        }
    )


VALID = {"id": "valid", "role": "valid", "name": "Valid"}
NULL = {"id": "nulos", "role": "null", "name": "Null"}
BLANK = {"id": "blank", "role": "blank", "name": "Blank"}


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("A / 2 = B", "no division"),
        ("A % 2 = 0", "no division"),
        ("A + null = B", "null is not a number"),
        ("sum(A) > 3", "one sheet, without aggregates"),
        ("count(*) over () > 1", "one sheet, without aggregates"),
        ("A = C", "no such field: C; the sheet has A, B, valid"),
        ("1; drop table x", "invalid expression"),
        ("A in (select 1)", "no such field"),
        ("A +", ""),
        ("random() > 0", "unsupported function"),
        ("A", "should give true or false"),
        ("1 = 1", "one sheet"),
    ],
)
def test_what_is_no_condition_on_one_sheet_is_refused(expression: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        condition(expression, FIELDS, Place("election.yaml", 12))
    assert words in str(caught.value)
    assert "election.yaml, line 12" in str(caught.value)


def test_a_condition_is_no_amount_and_an_amount_is_a_whole_number() -> None:
    with pytest.raises(InputError, match="a whole number"):
        amount("A = B", FIELDS)
    with pytest.raises(InputError, match="a whole number"):
        amount("A * 0.5", FIELDS)


votes = st.one_of(st.none(), st.integers(0, 2**40))


@given(st.lists(st.tuples(votes, votes, votes), min_size=1, max_size=20))
def test_one_record_and_a_frame_give_the_same_and_python_agrees(
    rows: list[tuple[int | None, int | None, int | None]],
) -> None:
    rule = condition("A + B = valid", FIELDS).alias("holds")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(FIELDS, pl.Int64), orient="row")
    together = frame.select(rule)["holds"].to_list()
    alone = [frame[i : i + 1].select(rule)["holds"][0] for i in range(len(rows))]
    expected = [None if None in row else row[0] + row[1] == row[2] for row in rows]  # type: ignore[operator]
    assert together == alone == expected


def one(form: Election, **values: int | None) -> dict[str, int | None]:
    columns = {name: values.get(name) for name in [*form.fields("c"), "electors"]}
    frame = pl.DataFrame([columns], schema=dict.fromkeys(columns, pl.Int64))
    frame = frame.with_columns(choices_sum(form, "c"))
    row = frame.select(valid_votes(form, "c"), ballots_cast(form, "c")).row(0, named=True)
    return dict(row)


def test_valid_and_ballots_are_stated_else_made() -> None:
    stated = election(tallies=[VALID, NULL, BLANK])
    assert one(stated, A=3, B=4, valid=8, nulos=1, blank=2) == {
        "valid_votes": 8,
        "ballots_cast": 11,
    }
    assert one(stated, A=3, B=4, nulos=1, blank=2)["valid_votes"] == 7
    assert one(stated, A=3, B=4, valid=7, nulos=1)["ballots_cast"] is None
    bare = election()
    assert one(bare, A=3, B=4) == {"valid_votes": 7, "ballots_cast": 7}
    assert one(bare, A=3) == {"valid_votes": None, "ballots_cast": None}


def test_a_form_where_a_blank_vote_is_a_valid_one() -> None:
    form = election(
        tallies=[BLANK, NULL], valid="choices + blank", ballots="choices + blank + nulos"
    )
    assert one(form, A=3, B=4, blank=2, nulos=1) == {"valid_votes": 9, "ballots_cast": 10}
    assert names(form, "c") == ["A", "B", "blank", "nulos", "choices", "electors"]
