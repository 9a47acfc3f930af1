"""Bad input gets one clear message with its place, exit status 2, and changes no byte."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from actas.cli import _said
from tests.village import DEFINITION, HEADER, Village, row, run

GOOD = row("1/1", 60, 40)


@pytest.fixture
def village(tmp_path: Path) -> Village:
    village = Village.made(tmp_path)
    village.take(GOOD)
    return village


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Village:
    """The same for many tests, each of which shows that it left it as it was."""
    village = Village.made(tmp_path_factory.mktemp("untouched"))
    village.take(GOOD)
    return village


def refused(village: Village, content: bytes | str, *more: str) -> str:
    """What is said when a table is refused; the project must be as it was."""
    path = village.root.parent / "bad.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = village.bytes()
    said = village.run("import", str(path), "--source", "herons", *more, status=2)
    assert village.bytes() == before
    return said


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("60,40,100", "60,,100"), ("line 2", "B")),
        (("60,40,100", "60,-40,100"), ("line 2", "B")),
        (("60,40,100", "60,40.5,100"), ("line 2", "B")),
        (("60,40,100", "60,99999999999999999999,100"), ("line 2", "B")),
        (("60,40,100", "60,٤٠,100"), ("line 2", "B")),
        (("60,40,100", "60,forty,100"), ("line 2", "B")),
        (("60,40,100", "60,4 000,100"), ("line 2", "B")),
        (("1,1,200", "1,1\x07,200"), ("line 2", "station")),
        (("1,1,200", "1,..,200"), ("line 2",)),
        (("60,40,100,2,", "60,40,100,2,x,"), ("line 2",)),
        (("60,40,100,2,https://sheets.example/1-1.jpg", "60,40"), ("line 2",)),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(
    untouched: Village, change: tuple[str, str], words: tuple[str, ...]
) -> None:
    said = refused(untouched, HEADER + GOOD.replace(*change))
    assert "bad.csv" in said
    for word in words:
        assert word in said


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        (HEADER, ""),
        (HEADER.replace("valid", "B") + GOOD, "B"),
        (HEADER.replace("B,", "C,") + GOOD, "B"),
        ((HEADER + GOOD).encode()[:-20] + b'"unclosed', "line"),
        ((HEADER + GOOD).encode().replace(b"100", b"1\x0000"), ""),
        (HEADER + GOOD + GOOD.replace("60,40,100", "50,50,100"), "line 3"),
    ],
)
def test_a_wrong_file_is_refused(untouched: Village, content: bytes | str, word: str) -> None:
    assert word in refused(untouched, content)


def test_all_problems_are_told_at_once_and_the_rest_counted(village: Village) -> None:
    rows = "".join(GOOD.replace("1,1,", f"1,{n},").replace(",40,", ",x,") for n in range(1, 81))
    said = refused(village, HEADER + rows)
    assert said.count("bad.csv") >= 50
    assert "line 51" in said
    assert "and 30 more" in said


def test_bad_rows_can_be_quarantined(village: Village) -> None:
    path = village.table(GOOD, row("1/2", 5, 6), row("2/1", 7, 8).replace(",7,", ",seven,"))
    told = village.json("import", str(path), "--source", "herons", "--bad-rows", "quarantine")
    assert (told["new"], told["bad"]) == (1, 1)
    assert village.json("count")["stations"]["rejected"] == 1
    (finding,) = village.json("check", "--code", "I501", status=1)
    assert finding["station"] == "2/1"
    assert "seven" not in village.run("check", "--code", "I501", status=1), "cells stay private"
    assert village.json("import", str(path), "--source", "herons", "--bad-rows", "quarantine")[
        "known"
    ]


def test_an_unknown_station_under_a_closed_register(tmp_path: Path) -> None:
    closed = DEFINITION.replace("kind: open", "kind: closed")
    village = Village.made(tmp_path, closed, "station: [ward, station]\naddress: link\n")
    register = village.root.parent / "register.csv"
    register.write_text("ward,station,electors\n1,1,200\n1,2,250\n")
    assert village.json("import", str(register), "--register")["stations_learnt"] == 2
    said = refused(village, HEADER + GOOD + row("7/7", 1, 2))
    assert "line 3" in said
    assert "7/7" in said


def test_a_register_that_names_a_parent_that_does_not_exist(tmp_path: Path) -> None:
    village = Village.made(tmp_path, DEFINITION.replace("kind: open", "kind: closed"), "")
    register = village.root.parent / "register.csv"
    register.write_text("code,parent,name\n1,,North\n2,9,Table\n")
    before = village.bytes()
    said = village.run("import", str(register), "--register", status=2)
    assert "line 3" in said
    assert village.bytes() == before


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (DEFINITION + "colour: red\n", "line 26, colour: no such key here"),
        (DEFINITION.replace("actas: 1", "actas: 2"), "is of schema 2; this Actas reads up to 1"),
        (DEFINITION + "facts: &a [*a]\n", "anchors and aliases"),
    ],
)
def test_a_wrong_definition_makes_no_project(tmp_path: Path, definition: str, words: str) -> None:
    (tmp_path / "election.yaml").write_text(definition)
    said = run(
        "init", str(tmp_path / "new"), "--election", str(tmp_path / "election.yaml"), status=2
    )
    assert words in said
    assert [path.name for path in tmp_path.iterdir()] == ["election.yaml"]


def test_an_edited_definition_may_not_lose_what_the_log_stands_on(village: Village) -> None:
    path = village.root / "election.yaml"
    path.write_text(DEFINITION.replace("{id: B, name: Boreal}", "{id: C, name: Coral}"))
    said = village.run("import", str(village.table(GOOD)), "--source", "herons", status=2)
    assert "B: readings in the log use it" in said
    path.write_text(DEFINITION.replace("id: village", "id: town"))
    said = village.run("import", str(village.table(GOOD)), "--source", "herons", status=2)
    assert "it cannot become 'town'" in said


def test_an_edited_definition_is_logged_by_the_next_import(village: Village) -> None:
    path = village.root / "election.yaml"
    path.write_text(DEFINITION.replace("electors: 1200", "electors: 1300"))
    told = village.take(GOOD, row("2/2", 4, 5))
    assert told["new"] == 1
    assert village.json("count")["registered"]["expected"] == 1300


def test_an_undeclared_source_is_told_with_those_that_are(village: Village) -> None:
    table = str(village.table(GOOD))
    said = village.run("import", table, "--source", "moon", status=2)
    assert "declared: herons, otters, board" in said


def test_a_log_altered_by_hand_is_not_added_to(village: Village) -> None:
    bundle = next((village.root / "log" / "tile" / "entries").rglob("0*"))
    path = bundle if bundle.is_file() else next(bundle.iterdir())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = village.bytes()
    village.run("import", str(village.table(row("2/2", 4, 5))), "--source", "herons", status=2)
    assert village.bytes() == before


def test_keys_that_do_not_match_are_refused(village: Village, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Village.made(tmp_path / "other")
    for path in (other.root / "keys").iterdir():
        (village.root / "keys" / path.name).write_bytes(path.read_bytes())
    village.run("import", str(village.table(row("2/2", 4, 5))), "--source", "herons", status=2)


def test_keys_that_others_can_read_are_refused_without_being_shown(village: Village) -> None:
    (key,) = (village.root / "keys").glob("*ed25519.key")
    key.chmod(0o644)
    said = village.run("import", str(village.table(GOOD)), "--source", "herons", status=2)
    assert "can be read by others" in said
    assert key.read_text().strip()[-30:] not in said


def test_a_second_process_writing_is_told(village: Village) -> None:
    holder = os.open(village.root / "log", os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        before = village.bytes()
        said = village.run(
            "import", str(village.table(row("2/2", 4, 5))), "--source", "herons", status=2
        )
        assert "another process" in said
        assert village.bytes() == before
    finally:
        os.close(holder)


def test_no_project_and_no_file_are_told(tmp_path: Path, village: Village) -> None:
    said = run("count", "--project", str(tmp_path), status=2)
    assert "is no Actas project" in said
    before = village.bytes()
    village.run("import", str(tmp_path / "none.csv"), "--source", "herons", status=2)
    assert village.bytes() == before
    said = run("init", str(village.root), "--pack", "ve-2024", status=2)
    assert "not empty" in said


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        ("findings: {warn: [X999]}\n", "findings.warn: there is no rule X999"),
        ("findings: {off: [D403]}\n", "findings.off: D403 cannot be changed"),
    ],
)
def test_a_rule_that_there_is_not_is_refused_at_the_start(
    tmp_path: Path, addition: str, words: str
) -> None:
    path = tmp_path / "election.yaml"
    path.write_text(DEFINITION + addition)
    said = run("init", str(tmp_path / "new"), "--election", str(path), status=2)
    assert f"{path}, {words}" in said


def test_an_expression_that_names_no_field_is_refused_at_the_start(tmp_path: Path) -> None:
    rules = "form:\n  rules: [{code: E001, says: x, expect: A + C = valid}]\n"
    path = tmp_path / "election.yaml"
    path.write_text(DEFINITION.replace("form:\n", rules))
    said = run("init", str(tmp_path / "new"), "--election", str(path), status=2)
    assert "form.rules.0.expect: 'A + C = valid': no such field: C" in said


def test_before_its_first_station_a_closed_register_says_nothing(tmp_path: Path) -> None:
    definition = DEFINITION.replace("kind: open", "kind: closed").replace(
        "  totals: {stations: 6, electors: 1200}\n", ""
    )
    count = Village.made(tmp_path, definition, "").json("count")
    assert count["stations"]["expected"] is None
    assert count["registered"]["expected"] is None
    assert count["missing"] is None


def test_a_release_of_a_day_gone_by_is_refused(village: Village) -> None:
    village.run("publish", "--as-of", "2031-06-01")
    assert "the last release is as of" in village.run("publish", "--as-of", "2031-05-20", status=2)


def test_where_room_is_to_be_made_is_told_for_files_without_a_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    full = OSError(errno.ENOSPC, "No space left on device")
    assert str(tmp_path) in _said(full)
    assert _said(OSError(errno.ENOSPC, "No space left on device", "a/b")).startswith("a/b: ")
