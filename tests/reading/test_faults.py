"""Faults: a person sees the cell, the log and the public only its column and kind."""

from __future__ import annotations

import polars as pl
import pytest

from actas.language import Language
from actas.reading import faults

SPANISH = Language("es", "reading")


@pytest.mark.parametrize("kind", sorted(faults.KINDS))
def test_every_kind_has_its_spanish(kind: str) -> None:
    assert SPANISH.knows(kind)


def test_a_problem_is_told_in_the_readers_language() -> None:
    assert faults.told("votes: a: not a number", SPANISH) == "votes: a: no es un número"
    assert faults.told("short row", SPANISH) == "fila corta"
    assert faults.told("short row", Language("en", "reading")) == "short row"


def test_an_error_escapes_and_cuts_what_it_shows() -> None:
    rows = [(3, "a", "not a number", "x\x1b[2J" + "y" * 100)]
    found = pl.DataFrame(rows, schema=faults.FAULTS, orient="row")
    (error,) = faults.errors(found, "t.csv")
    said = str(error)
    assert "\x1b" not in said
    assert said.startswith("t.csv, line 3, column a: 'x\\x1b[2Jyyy")
    assert len(said) < 100


def test_a_cell_with_braces_is_shown_as_it_is() -> None:
    found = pl.DataFrame([(3, "a", "not a number", "{0}")], schema=faults.FAULTS, orient="row")
    assert "'{0}' is not a number" in str(faults.errors(found, "t")[0])


def test_what_is_logged_names_no_cell() -> None:
    rows = [
        (3, "b", "negative", "-5"),
        (3, "a", "not a number", "secret"),
        (3, "a", "not a number", "secret"),
        (2, None, "short row", "1 of 3"),
    ]
    found = pl.DataFrame(rows, schema=faults.FAULTS, orient="row")
    assert faults.logged(found).rows() == [
        (2, ["short row"]),
        (3, ["a: not a number", "b: negative"]),
    ]
