"""Payloads that are one pattern: the published example, round trips, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.election import packs
from actas.election.definition import Election
from actas.reading.codes.grammar import fits, read
from tests.reading.codes.composing import found, strip_payload

ELECTION = packs.definition("ve-2024")
FORM = ELECTION.sheets[0]
GRAMMAR = FORM.codes[0].grammar
PUBLISHED = (
    "201301006.01.1.0001!140,7,10,8,1,7,1,0,2,3,0,1,8,1,0,1,0,3,1,1,0,1,0,0,0,0,0,0,1,2,0,0,0,"
    "5,7,155,1,1!0!0"
)
"""As published with the description of the format (centre 201301006, table 01)."""


def test_the_published_example() -> None:
    """Its sums are those of the published table for this centre and table."""
    came = read(found([PUBLISHED]), FORM, ELECTION)
    reading = came.reading
    assert reading is not None
    assert reading.given == "201301006/01"
    assert reading.copied == "1.0001"
    assert reading.problems == ()
    president = reading.values["president"]
    assert president["NM"] == 140 + 7 + 10 + 8 + 1 + 7 + 1 + 0 + 2 + 3 + 0 + 1 + 8
    assert president["EG"] == 5 + 7 + 155
    assert president["nulos"] == 0
    assert reading.positions["president"][36] == 155
    assert reading.payload == PUBLISHED
    assert (came.have, came.of) == (1, 1)


@given(
    st.lists(st.integers(0, 9999), min_size=38, max_size=38),
    st.integers(0, 9999),
    st.integers(0, 999_999_999),
    st.integers(1, 99),
)
def test_what_is_written_is_read(votes: list[int], nulls: int, centre: int, table: int) -> None:
    head = f"{centre:09}.{table:02}.1.0001"
    reading = read(found([strip_payload(votes, nulls, head=head)]), FORM, ELECTION).reading
    assert reading is not None
    assert reading.given == f"{centre:09}/{table:02}"
    values = reading.values["president"]
    assert values["nulos"] == nulls
    assert sum(values.values()) == sum(votes) + nulls
    for choice in ELECTION.contest("president").choices:
        assert values[choice.id] == sum(votes[position - 1] for position in choice.positions)


@given(st.text(max_size=300))
def test_no_text_makes_anything_but_a_refusal(text: str) -> None:
    reading = read(found([text], fits=fits(text, GRAMMAR)), FORM, ELECTION).reading
    assert reading is not None
    assert reading.problems == ("C601",)
    assert reading.values == {}
    assert reading.payload is None


@pytest.mark.parametrize(
    "text",
    [
        PUBLISHED.replace("140", "99999999999999999999"),
        PUBLISHED.replace("140", "1\n40"),
        PUBLISHED.replace("140", "١٤٠"),
        PUBLISHED.replace("!0!0", "!0!0\x00"),
        PUBLISHED + "\n",
        "9" * 3_000_000,
        "1," * 1_000_000,
        PUBLISHED.replace("140,7", "140"),
        "",
    ],
)
def test_hostile_texts(text: str) -> None:
    """Beyond range, control characters, other digits, megabytes, a position short."""
    assert not fits(text, GRAMMAR)
    reading = read(found([text], fits=False), FORM, ELECTION).reading
    assert reading is not None
    assert reading.problems == ("C601",)
    assert not any(character in reading.detail[0] for character in "\x00\n!")


def test_two_sheets_on_one_page_are_no_reading() -> None:
    other = PUBLISHED.replace(".01.", ".02.")
    reading = read(found([PUBLISHED, other]), FORM, ELECTION).reading
    assert reading is not None
    assert reading.problems == ("C601",)
    assert read(found([PUBLISHED, PUBLISHED]), FORM, ELECTION).reading is not None


def test_a_code_that_fits_stands_beside_one_that_does_not() -> None:
    both = [*found(["https://example.org"], fits=False), *found([PUBLISHED])]
    reading = read(both, FORM, ELECTION).reading
    assert reading is not None
    assert reading.problems == ()


def test_a_total_in_the_code_must_hold() -> None:
    """A pattern that states the valid votes: any other number than their sum is refused."""
    plan = ELECTION.model_dump(by_alias=True)
    grammar = plan["sheets"][0]["codes"][0]["grammar"]
    grammar["pattern"] = (
        r"(?P<centre>[0-9]+)\.(?P<table>[0-9]+)!(?P<votes>[0-9,]+)!(?P<valid>[0-9]+)"
    )
    grammar.update(copied=[], tallies={"valid": "valid"})
    election = Election.model_validate(plan)
    form = election.sheets[0]
    votes = list(range(38))
    for stated, problems in ((sum(votes), ()), (sum(votes) + 1, ("C602",))):
        text = f"1.2!{','.join(map(str, votes))}!{stated}"
        reading = read(found([text]), form, election).reading
        assert reading is not None
        assert reading.problems == problems
        assert bool(reading.values) == (not problems)


def test_votes_for_a_position_that_nobody_has() -> None:
    plan = ELECTION.model_dump(by_alias=True)
    plan["contests"][0]["choices"][0]["positions"] = [34, 35]
    election = Election.model_validate(plan)
    form = election.sheets[0]
    lost = read(found([PUBLISHED]), form, election).reading
    kept = read(found([PUBLISHED.replace(",155,", ",0,")]), form, election).reading
    assert lost is not None
    assert lost.problems == ("C601",)
    assert kept is not None
    assert kept.problems == ()
