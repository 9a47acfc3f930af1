"""Numbers that a file gives only through others are derived exactly, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.election.definition import Election
from actas.election.shapes import Register
from actas.errors import InputError, Problems
from actas.reading.importing import Table, read_table
from actas.reading.mapping import Derivation, FileOptions, Mapping
from actas.reading.numbers import derived
from actas.reading.tables import read_cells

Write = Callable[..., Path]


def read(path: Path, election: Election, derive: dict[str, Any], **options: Any) -> Table:
    mapping = Mapping.model_validate({"derive": derive, "learn": True, **options})
    return read_table(path, mapping, election, Register())


def test_a_tally_is_made_of_columns(write: Write, election: Election) -> None:
    derive = {"nulls": {"expression": '"null votes" + spoilt', "divided_by": None}}
    path = write("station,ana,luz,null votes,spoilt\n1/a/1,1,2,3,4\n")
    assert read(path, election, derive).readings["mayor"]["nulls"].to_list() == [7]


TURNOUT = {
    "electors": {
        "expression": "voters * 100",
        "divided_by": "turnout",
        "decimals": 4,
        "printed": "truncated",
    }
}


@pytest.mark.parametrize(
    ("voters", "turnout", "electors"),
    [
        ("228", "67.0588", 340),  # Córdoba 2019, table 1
        ("214", "62.3906", 343),  # table 2
        ("300", "100.0", 300),
        ("310", "103.3333", 300),
        ("0", "0", None),
        ("5", "0.0", None),
        ("1000000", "0.0001", None),  # any of half a billion would print so
        ("228", "67.0600", None),  # no number of electors would print so
        ("228", "", None),
    ],
)
def test_electors_come_from_voters_and_turnout(
    write: Write, election: Election, voters: str, turnout: str, electors: int | None
) -> None:
    path = write(f"station,ana,luz,voters,turnout\n1/a/1,1,2,{voters},{turnout}\n")
    table = read(path, election, TURNOUT)
    assert table.stations["electors"].to_list() == [electors]
    lost = electors is None and turnout != ""
    assert any("cannot be derived on 1 rows" in note for note in table.notes) == lost


def printed(voters: int, electors: int, decimals: int, way: str) -> str:
    step = Decimal(1).scaleb(-decimals)
    rounding = ROUND_DOWN if way == "truncated" else ROUND_HALF_UP
    return str((Decimal(voters * 100) / Decimal(electors)).quantize(step, rounding))


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 2000)), min_size=1, max_size=30),
    st.integers(0, 6),
    st.sampled_from(["truncated", "rounded"]),
)
def test_what_is_derived_is_the_only_number_that_prints_so(
    tmp_path_factory: pytest.TempPathFactory,
    tables: list[tuple[int, int]],
    decimals: int,
    way: str,
) -> None:
    rows = [f"{v},{printed(v, e, decimals, way)}\n" for v, e in tables]
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_text("voters,turnout\n" + "".join(rows))
    derivation = Derivation.model_validate(
        TURNOUT["electors"] | {"decimals": decimals, "printed": way}
    )
    frame, found, _ = derived(read_cells(path), "electors", derivation, FileOptions())
    assert found.is_empty()
    for (voters, electors), result in zip(tables, frame["electors"], strict=True):
        print_of = printed(voters, electors, decimals, way)
        if result is not None:
            assert result == electors
            others = (result - 1, result + 1)
            assert all(printed(voters, e, decimals, way) != print_of for e in others if e > 0)
        elif way == "truncated" and voters and Decimal(print_of):
            near = (electors - 1, electors + 1)
            assert any(printed(voters, e, decimals, way) == print_of for e in near if e > 0)


def test_a_decimal_comma_can_be_declared(write: Write, election: Election) -> None:
    path = write("station;ana;luz;voters;turnout\n1/a/1;1;2;228;67,0588\n")
    table = read(path, election, TURNOUT, file={"decimal": ","})
    assert table.stations["electors"].to_list() == [340]


@pytest.mark.parametrize("turnout", ["67.05881", "-1", "1e3", "about 67", "67,05"])
def test_what_is_no_such_decimal_is_named(write: Write, election: Election, turnout: str) -> None:
    path = write(f'station,ana,luz,voters,turnout\n1/a/1,1,2,228,"{turnout}"\n')
    with pytest.raises(Problems) as error:
        read(path, election, TURNOUT)
    assert "line 2, column turnout" in str(error.value)
    assert "is not a decimal number as the mapping describes it" in str(error.value)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [("ana - luz", "negative"), ("ana * 1099511627776 * luz", "too large")],
)
def test_a_result_that_is_no_count_is_told(
    write: Write, election: Election, expression: str, kind: str
) -> None:
    path = write("station,ana,luz\n1/a/1,1,2\n")
    with pytest.raises(Problems) as error:
        read(path, election, {"nulls": {"expression": expression}})
    said = {"negative": "is negative", "too large": "is larger than"}[kind]
    assert "line 2, column nulls" in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("ana + eva", "no such field: eva"),
        ("ana / 2", "no division"),
        ("ana > 1", "should give a whole number"),
        ("sum(ana)", "must speak of one sheet"),
        ("ana; drop table", "derive.nulls"),
    ],
)
def test_an_expression_that_is_none_is_told(
    write: Write, election: Election, expression: str, says: str
) -> None:
    path = write("station,ana,luz\n1/a/1,1,2\n")
    with pytest.raises(InputError) as error:
        read(path, election, {"nulls": {"expression": expression}})
    assert says in str(error.value)


def test_blanks_in_what_it_is_made_of_are_told(write: Write, election: Election) -> None:
    path = write("station,ana,luz,spoilt\n1/a/1,1,2,\n")
    with pytest.raises(Problems, match="column spoilt: is empty"):
        read(path, election, {"nulls": {"expression": "spoilt + 1"}})
