"""What tests of imports share: a table with one good row, and what reading it tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from actas.election.codes import areas_above
from actas.election.definition import Election
from actas.election.shapes import STATIONS, Register
from actas.errors import Problems
from actas.reading.importing import Table, read_table

Write = Callable[..., Path]
Make = Callable[..., Election]
HEADER = "region,centre,station,ana,luz,valid,nulls,electors,address,arrived\n"
GOOD = "01,c1,001,10,20,30,1,200,https://example.org/a,2030-01-01 18:40\n"


def known(*stations: str) -> Register:
    codes = pl.Series(stations, dtype=pl.String)
    empty = {name: pl.lit(None, dtype) for name, dtype in STATIONS.items() if name != "station"}
    frame = pl.DataFrame({"station": codes}).with_columns(**empty)
    return Register(frame.select(list(STATIONS)), areas_above(codes))


def read(path: Path, election: Election, **options: object) -> Table:
    mapping = options.pop("mapping", None)
    register = options.pop("register", Register())
    return read_table(path, mapping, election, register, **options)  # type: ignore[arg-type]


def told(path: Path, election: Election, **options: object) -> list[str]:
    with pytest.raises(Problems) as error:
        read(path, election, **options)
    return [str(problem) for problem in error.value.problems]
