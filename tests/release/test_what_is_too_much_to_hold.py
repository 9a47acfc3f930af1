"""What grows with the election waits on disk and comes back as it was."""

from __future__ import annotations

import gc
import random
import weakref
from array import array
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import orjson
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from votes import Votes, picture

from actas import mapped
from actas.count.byarea import ByArea
from actas.errors import InputError
from actas.release import listing, names, tables
from actas.release import manifest as manifests
from actas.release import shelf as shelves
from actas.release.build import plan, settled, told
from actas.release.contents import OnDisk, whole
from actas.release.files import Folder
from actas.release.kept import in_folder
from actas.release.listing import Listing
from actas.release.lookup import Lookup
from actas.release.manifest import Listed, manifest, parse_manifest
from actas.release.names import Digests, Names
from actas.release.rows import Rows
from actas.release.shelf import Shelf
from actas.release.site.picked import Picked, all_of, where
from actas.release.site.stations import _ordered, natural
from actas.release.site.tree import Tree
from actas.release.tables import Column, Table, csv, json, parquet

FRAME = pl.DataFrame({"code": ["a", None, "=c", "d", "é"], "votes": [1, 2**40, None, 0, 7]})
TABLE = Table("t", "T", tuple(Column(name, name) for name in FRAME.columns), FRAME)


@pytest.mark.parametrize("files", [0, 1, 7, 8, 9, 30])
def test_the_manifest_is_the_same_however_many_are_held(
    files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "RUN", 4)
    monkeypatch.setattr(manifests, "AT_ONCE", 3)
    each = [Listed(f'a/{n}é"<.html', n, f"{n:064x}") for n in range(files)]
    made = Listing()
    for one in random.Random(files).sample(each, files):
        made.add(one)
    body = {one.path: {"size": one.size, "sha256": one.sha256} for one in sorted(each)}
    expected = orjson.dumps({"files": body}, option=orjson.OPT_INDENT_2) + b"\n"
    assert whole(made.manifest()) == expected == manifest(each)
    assert (made.files, made.bytes) == (files, sum(range(files)))


@pytest.mark.usefixtures("_names_held")
def test_what_is_shelved_comes_back_equal() -> None:
    here = {f"1/{n}": [f"Ñ{m}" for m in range(n)] for n in range(9)}
    shelf = Shelf(((name, orjson.dumps(value)) for name, value in here.items()), orjson.loads)
    assert dict(shelf) == here
    assert list(shelf) == list(here)
    assert "1/3" in shelf
    assert shelf.get("1/30") is None
    assert (shelf.raw("1/0"), shelf.raw("1/30")) == (b"[]", b"")
    assert shelf.digest("1/3") == sha256(shelf.raw("1/3")).hexdigest()
    assert shelf.digest("1/30") is None


@given(st.lists(st.binary(max_size=9), max_size=9), st.data())
def test_what_is_shelved_is_given_in_any_order(held: list[bytes], data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelves, "AHEAD", data.draw(st.integers(1, 20)))
        shelf = Shelf(((str(number), one) for number, one in enumerate(held)), bytes)
        for number in data.draw(st.lists(st.integers(0, 9), max_size=20)):
            assert shelf.raw(str(number)) == (held[number] if number < len(held) else b"")


CODES = st.lists(st.from_regex(r"[0-9a-z\u00e9]{1,24}", fullmatch=True), unique=True, max_size=30)


@given(CODES)
def test_stations_on_disk_are_in_their_natural_order(parts: list[str]) -> None:
    rows = _ordered(pl.DataFrame({"station": [f"1/{part}" for part in parts]}, {"station": str}))
    assert rows["station"].to_list() == sorted(rows["station"], key=natural)
    assert rows["at"].to_list() == [*range(len(parts))]


PARTS = st.from_regex(r"[0-9a-c]{1,3}", fullmatch=True)


@pytest.fixture(params=["as objects", "as a trie"])
def _names_held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "as a trie":
        monkeypatch.setattr(names, "FEW", 0)


held_both_ways = pytest.mark.usefixtures("_names_held")
either = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # it stays as it is


@held_both_ways
@either
@given(st.sets(st.lists(PARTS, min_size=1, max_size=4).map("/".join), max_size=30))
def test_areas_are_walked_in_their_natural_order(codes: set[str]) -> None:
    parts = [code.split("/") for code in codes]
    areas = {"/".join(one[:depth]) for one in parts for depth in range(1, len(one) + 1)}
    tree = Tree(areas)
    assert [*tree] == sorted(areas, key=natural)
    assert len(tree) == len(areas)
    for depth in range(4):
        assert tree.at(depth) == [one for one in tree if one.count("/") == depth]
    for area in ["", *areas, "9/9", "\0"]:
        assert tree.below(area) == [one for one in tree if one.rpartition("/")[0] == area]
        assert (area in tree) == (area in areas)


NAMED = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@held_both_ways
@either
@given(st.dictionaries(NAMED, st.binary(min_size=32, max_size=32), max_size=30), st.data())
def test_digests_are_those_of_their_names(given: dict[str, bytes], data: st.DataObject) -> None:
    if any("\0" in name for name in given):
        with pytest.raises(ValueError, match="NUL"):
            Digests(given.items())
        return
    held = Digests(given.items())
    assert [*held.items()] == [*given.items()]
    asked = data.draw(st.lists(NAMED))
    assert [held.get(name) for name in asked] == [given.get(name) for name in asked]
    kept = {name: digest for name, digest in given.items() if data.draw(st.booleans())}
    others = {name: bytes(32) for name in asked}
    same = held.same((given | others | kept).items())
    expected = [n for n in given if (given | others | kept)[n] == given[n]]
    assert [*same] == expected
    assert len(same) == len(expected)
    assert [name in same for name in asked] == [name in expected for name in asked]


@held_both_ways
def test_areas_come_with_what_they_lie_in() -> None:
    with pytest.raises(ValueError, match="lack 2/1"):
        Tree(["1", "2", "2/1/3"])


@held_both_ways
def test_a_name_comes_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Names(["1/2", "1", "1/2"])
    assert [*Names([])] == []
    assert "" not in Names(["1"])
    assert Names(["1", ""]).place("") == 1
    many = [f"{n % 7}/{n}" for n in range(3000)]  # more than are at hand
    assert [*map(Names(many).place, many * 2)] == [*range(3000)] * 2


PLACES = st.slices(12) | st.integers(-3, 12)


@given(st.lists(st.integers(0, 99), max_size=9), st.lists(PLACES, max_size=4))
def test_rows_on_disk_are_sliced_as_a_list_is(held: list[int], asked: list[int | slice]) -> None:
    rows = Rows((b"%d" % one for one in held), int)
    assert list(rows) == held
    assert len(rows) == len(held)
    for place in asked:
        if isinstance(place, slice) or (place < len(held) and place >= -len(held)):
            assert rows[place] == held[place]
        else:
            with pytest.raises(IndexError):
                rows[place]


HERE = st.dictionaries(PARTS, st.lists(st.integers(), max_size=4), max_size=5)


@held_both_ways
@either
@given(HERE, st.randoms(use_true_random=False), st.slices(12))
def test_what_is_picked_of_areas_is_made_of_them(
    held: dict[str, list[int]], chance: random.Random, some: slice
) -> None:
    areas = Names(held)
    assert list(all_of(areas, held.__getitem__)) == [one for area in held for one in held[area]]
    places = [(n, at) for n, area in enumerate(held) for at in range(len(held[area]))]
    chance.shuffle(places)
    picked = Picked(areas, held.__getitem__, array("Q", [where(*one) for one in places]))
    expected = [held[areas[n]][at] for n, at in places]
    assert list(picked) == expected
    assert picked[some] == expected[some]


def test_rows_of_some_areas_are_those_and_in_their_order() -> None:
    codes = ["2/1/9", "1/1", "x", "2/1/10", "1/2", "2/9", "2/1/1"]
    rows = ByArea(pl.DataFrame({"station": codes}))
    assert [*rows.pieces(2)] == [("", "1"), ("2", "2/1")]
    assert rows.between("", "1")["station"].to_list() == ["1/1", "x", "1/2"]
    loose = ByArea(pl.DataFrame({"station": [None, *codes, None]}))
    assert [*loose.pieces(2)] == [*rows.pieces(2)]
    assert loose.between("", "1").equals(rows.between("", "1"))
    assert rows.between("2", "2/1")["station"].to_list() == ["2/1/9", "2/1/10", "2/9", "2/1/1"]


@pytest.mark.parametrize("few", [True, False])
def test_a_table_put_aside_keeps_its_rows(few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped, "SMALL", 1 << 20 if few else 0)
    aside = TABLE.put_aside()
    assert aside.frame.is_empty() is not few
    assert pl.concat(aside.pieces()).equals(TABLE.frame)
    assert aside.rows == TABLE.rows == TABLE.frame.height
    assert aside.put_aside() is aside


@pytest.mark.parametrize("form", [csv, json])
def test_a_table_is_written_the_same_from_disk(
    form: Callable[[Table], OnDisk], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = whole(form(TABLE))
    monkeypatch.setattr(tables, "ROWS", 2)
    monkeypatch.setattr(mapped, "SMALL", 0)
    assert whole(form(TABLE)) == whole(form(TABLE.put_aside())) == expected


@pytest.mark.parametrize("form", [csv, json])
def test_a_table_without_rows_is_written(
    form: Callable[[Table], OnDisk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "SMALL", 0)
    empty = replace(TABLE, frame=TABLE.frame.clear())
    assert whole(form(empty.put_aside())) == {csv: b"code,votes\r\n", json: b"[]\n"}[form]


def test_json_has_a_row_a_line_and_every_sign() -> None:
    signs = [chr(sign) for sign in range(0x3000)] + ["\uffff", "\U0001f5f3", "", None]
    frame = pl.DataFrame({"code": signs, "votes": range(len(signs))})
    rows = whole(json(replace(TABLE, frame=frame).put_aside())).decode()
    assert orjson.loads(rows) == frame.to_dicts()
    lines = rows.removeprefix("[").removesuffix("]\n").split(",\n")
    assert [orjson.loads(line) for line in lines] == frame.to_dicts()


def test_parquet_is_the_same_however_many_rows_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROW_GROUP", 3)
    frame = pl.concat([TABLE.frame] * 5, rechunk=True)
    for size in (1, 2, 4, 20):
        rows = pl.concat(frame.iter_slices(size), rechunk=False)
        assert whole(parquet(rows.lazy())) == whole(parquet(frame.lazy()))


def test_no_frame_is_held_by_what_is_planned(small: Votes) -> None:
    log = in_folder(small.folder / "log", small.policy)
    read = told(log.entries())
    found = settled(read.state)
    gone = weakref.ref(found), weakref.ref(read.state)
    release = plan(log, read, found, lambda name: (small.files / name).read_bytes(), picture)
    del read, found
    gc.collect()
    assert [one() for one in gone] == [None, None]
    assert release.near


FILES = st.dictionaries(
    st.text(min_size=1, max_size=12),
    st.tuples(st.integers(0, 2**40), st.binary(min_size=32, max_size=32)),
    min_size=1,
    max_size=12,
)


@given(FILES, st.sampled_from(["ours", "compact", "backwards", "no end", "two ends"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_manifest_on_disk_names_what_it_names(
    tmp_path: Path, files: dict[str, tuple[int, bytes]], layout: str
) -> None:
    each = [Listed(path, size, digest.hex()) for path, (size, digest) in files.items()]
    data = manifest(each)
    body = {one.path: {"size": one.size, "sha256": one.sha256} for one in sorted(each)[::-1]}
    said = {
        "ours": data,
        "compact": orjson.dumps({"files": body}),
        "backwards": orjson.dumps({"files": body}, option=orjson.OPT_INDENT_2) + b"\n",
        "no end": data.removesuffix(b"}\n"),
        "two ends": data + b"}\n",
    }[layout]
    path = tmp_path / "manifest.json"
    path.write_bytes(said)
    try:
        expected = parse_manifest(said)
    except InputError:
        with pytest.raises(InputError):
            Lookup(path)
        return
    found = Lookup(path)
    assert dict(found) == expected
    assert [*found] == sorted(expected)
    assert (len(found), found.sha256) == (len(expected), sha256(said).hexdigest())
    assert all(found[name] == expected[name] for name in [*expected, *reversed(expected)])
    assert "\0nowhere" not in found and found.get("\0nowhere") is None


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}",
        b"\0" * 40,
        manifest([Listed("a", 1, "0" * 64)]).replace(b'"a"', b'"\\x"'),
        manifest([Listed("a", 1, "0" * 64)]).replace(b'"a"', b'"\n"'),
        manifest([Listed("a", 1, "0" * 64)]).replace(b" 1,", b" 1" + b"0" * 5000 + b","),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(said)
    with pytest.raises(InputError):
        Lookup(path)


def test_a_folder_is_walked_in_the_order_of_its_paths(tmp_path: Path) -> None:
    paths = ["a/b", "a-b", "a.html", "a/b.html", "a/b-c/d", "b", "ab/1", "a/\u00e9", "a\U0001f5f3"]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        if not (tmp_path / path).is_dir():
            (tmp_path / path).write_bytes(b"")
    (tmp_path / "a" / "link").symlink_to("b")
    found = [*Folder(tmp_path).walk()]
    assert [path for path, _ in found] == sorted(path for path, _ in found)
    assert {path for path, plain in found if not plain} == {"a/link"}
    assert {path for path, plain in found if plain} == set(paths)


def test_bytes_on_disk_are_made_once_where_they_belong(tmp_path: Path) -> None:
    made: list[Path] = []

    def write(path: Path) -> None:
        made.append(path)
        path.write_bytes(b"once")

    here, there = tmp_path / "here", tmp_path / "there"
    bytes_ = OnDisk(write)
    bytes_.make_at(str(here))
    bytes_.make_at(str(there))
    with pytest.raises(FileExistsError):
        bytes_.make_at(str(here))
    assert made == [here] and here.stat().st_ino != there.stat().st_ino
    assert here.read_bytes() == there.read_bytes() == whole(bytes_) == b"once"
    assert (bytes_.size, bytes_.sha256) == (4, sha256(b"once").hexdigest())
    assert OnDisk(write).made().size == 4 and not made[-1].exists()
