"""`read`, `keys`, `unseal` and `form` as a person meets them."""

from __future__ import annotations

import stat
from pathlib import Path

import cv2
import orjson
import pytest

from actas.cli import read_verb
from actas.reading.pages.reader import Care
from tests.project.killed_read import Alone
from tests.sheets import Strip, entries, project, read
from tests.village import Village, run


@pytest.fixture
def village(tmp_path: Path) -> Village:
    return project(tmp_path)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    made.mkdir()
    (made / "1.jpg").write_bytes(Strip(1).jpeg())
    (made / "empty.jpg").write_bytes(b"")
    return made


@pytest.mark.untraced
def test_read_tells_of_every_file_and_again_in_json(village: Village, scans: Path) -> None:
    told = village.run("read", str(scans), "--source", "witnesses", "--workers", "1")
    assert "2 files" in told
    assert "1 read" in told
    assert "empty.jpg: F701 the file is empty" in told
    listed = village.json("read", str(scans), "--source", "witnesses", "--workers", "1")
    by_name = {one["path"].rsplit("/", 1)[-1]: one for one in listed}
    good = by_name["1.jpg"]
    assert {
        "document",
        "path",
        "station",
        "values",
        "positions",
        "method",
        "findings",
        "ms",
    } <= set(good)
    assert good["station"] == "1/1/1/1/1"
    assert good["values"] == {
        "ceiba": 120,
        "roble": 80,
        "jacaranda": 33,
        "saman": 12,
        "ombu": 5,
        "null": 4,
        "blank": 3,
    }
    assert good["positions"] == {"1": 120, "2": 80, "3": 33, "4": 12, "5": 5}
    assert (good["method"], good["outcome"], good["known"]) == ("code", "read", True)
    assert by_name["empty.jpg"]["document"] is None
    assert by_name["empty.jpg"]["outcome"] == "refused"


@pytest.mark.untraced
def test_read_without_recipients_says_how_to_make_them(tmp_path: Path, scans: Path) -> None:
    village = project(tmp_path, recipients=False)
    told = village.run("read", str(scans), "--source", "witnesses", status=2)
    assert "no recipients" in told
    assert "actas keys --new" in told
    assert not (village.root / "evidence").exists()


def test_nothing_but_refused_files_is_status_2(village: Village, scans: Path) -> None:
    told = village.run("read", str(scans / "empty.jpg"), "--source", "witnesses", status=2)
    assert "1 refused" in told


def test_identities_are_for_their_owner_and_outside_the_project(
    village: Village, tmp_path: Path
) -> None:
    assert stat.S_IMODE((tmp_path / "one.txt").stat().st_mode) == 0o600
    public = village.json("keys")["recipients"]
    assert len(public) == 2
    secret = (tmp_path / "one.txt").read_text().splitlines()[-1]
    assert secret.startswith("AGE-SECRET-KEY-1")
    everything = b"".join(one.read_bytes() for one in village.root.rglob("*") if one.is_file())
    assert secret.encode() not in everything
    inside = village.root / "keys" / "three.txt"
    assert "outside the project" in village.run("keys", "--new", str(inside), status=2)
    assert "is there already" in village.run("keys", "--new", str(tmp_path / "one.txt"), status=2)
    assert "is no age recipient" in village.run("keys", "--add", "age1moon", status=2)
    assert village.json("keys", "--add", public[0])["recipients"] == public


def test_an_original_is_opened_on_the_record(village: Village, scans: Path, tmp_path: Path) -> None:
    read(village, Alone(), scans)
    (document,) = entries(village, "document")
    out = tmp_path / "opened.jpg"
    asked = ["unseal", document["document"], "--identity", str(tmp_path / "two.txt"), "-o"]
    other = tmp_path / "other.txt"
    run("init", str(tmp_path / "other"), "--pack", "demo")
    Village(tmp_path / "other").run("keys", "--new", str(other))
    wrong = ["unseal", document["commitment"], "--identity", str(other), "--why", "x", "-o"]
    assert "does not open" in village.run(*wrong, str(out), status=2)
    assert "outside the project" in village.run(
        *asked, str(village.root / "x.jpg"), "--why", "x", status=2
    )
    assert "needs its reason" in village.run(*asked, str(out), "--why", " ", status=2)
    assert entries(village, "unseal") == []
    assert not out.exists()
    village.run(*asked, str(out), "--why", "the court asked")
    assert out.read_bytes() == (scans / "1.jpg").read_bytes()
    (opened,) = entries(village, "unseal")
    assert opened["commitment"] == document["commitment"]
    assert opened["why"] == "the court asked"
    assert "is there already" in village.run(*asked, str(out), "--why", "x", status=2)


def test_a_form_is_drawn_over_its_sheet(village: Village, scans: Path, tmp_path: Path) -> None:
    blank, over = tmp_path / "plan.png", tmp_path / "over.png"
    assert "the plan of strip" in village.run(
        "form", "preview", "--form", "strip", "-o", str(blank)
    )
    told = village.run("form", "preview", str(scans / "1.jpg"), "--form", "strip", "-o", str(over))
    assert "found by" in told
    assert cv2.imread(str(blank)) is not None
    assert cv2.imread(str(over)) is not None
    assert "say which form" in village.run("form", "preview", "-o", str(blank), status=2)


@pytest.mark.untraced
def test_the_json_of_a_run_is_one_document(village: Village, tmp_path: Path) -> None:
    empty = tmp_path / "none"
    empty.mkdir()
    assert orjson.loads(village.run("read", str(empty), "--source", "witnesses", "--json")) == []


def test_the_budget_that_is_shown_is_the_one_that_is_kept() -> None:
    (option,) = [one for one in read_verb.command.params if one.name == "budget"]
    assert option.default == Care().budget
