"""What grows with the election waits on disk and comes back as it was."""

from __future__ import annotations

import random

import orjson
import polars as pl
import pytest

from actas.release import listing
from actas.release.contents import whole
from actas.release.listing import Listing
from actas.release.manifest import Listed, manifest
from actas.release.shelf import Shelf
from actas.release.site.byarea import ByArea
from actas.release.site.shapes import Station, Told
from actas.release.tables import Column, Table, parquet


@pytest.mark.parametrize("files", [0, 1, 7, 8, 9, 30])
def test_the_manifest_is_the_same_however_many_are_held(
    files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "RUN", 4)
    each = [Listed(f'a/{n}é"<.html', n, f"{n:064x}") for n in range(files)]
    made = Listing()
    for one in random.Random(files).sample(each, files):
        made.add(one)
    body = {one.path: {"size": one.size, "sha256": one.sha256} for one in sorted(each)}
    expected = orjson.dumps({"files": body}, option=orjson.OPT_INDENT_2) + b"\n"
    assert whole(made.manifest()) == expected == manifest(each)
    assert (made.files, made.bytes) == (files, sum(range(files)))


def test_what_is_shelved_comes_back_equal() -> None:
    told = (Told("S101", "error", None, "{}"),)
    here = {
        f"1/{n}": [Station(f"1/{n}/{m}", "Ñ", m, None, None, "missing", (), told) for m in range(n)]
        for n in range(9)
    }
    shelf = Shelf(here.items())
    assert dict(shelf) == here
    assert list(shelf) == list(here)
    assert "1/3" in shelf
    assert shelf.get("1/30") is None


def test_rows_of_some_areas_are_those_and_in_their_order() -> None:
    codes = ["2/1/9", "1/1", "x", "2/1/10", "1/2", "2/9", "2/1/1"]
    rows = ByArea(pl.DataFrame({"station": codes}))
    assert [*rows.pieces(2)] == [("", "1"), ("2", "2/1")]
    assert rows.between("", "1")["station"].to_list() == ["1/1", "x", "1/2"]
    assert rows.between("2", "2/1")["station"].to_list() == ["2/1/9", "2/1/10", "2/9", "2/1/1"]


def test_a_table_put_aside_keeps_its_rows() -> None:
    frame = pl.DataFrame({"code": ["a", None, "c"], "votes": [1, 2**40, None]})
    table = Table("t", "T", tuple(Column(name, name) for name in frame.columns), frame)
    aside = table.put_aside(parquet(table))
    assert aside.frame.is_empty()
    assert pl.concat(aside.pieces()).equals(frame)
