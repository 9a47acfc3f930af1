"""A pile of files becomes documents and readings, and every file is accounted for."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from actas.errors import InputError
from actas.evidence.shapes import Refused
from actas.project.receiving import Told
from actas.reading.pages.reader import Care
from tests.sheets import Strip, Workers, entries, jpeg, project, read, scan
from tests.village import Village

OTHER = (50, 60, 70, 8, 9)


pytestmark = pytest.mark.untraced  # many runs of code that other tests cover


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Village:
    return project(tmp_path_factory.mktemp("template"))


@pytest.fixture
def village(template: Village, tmp_path: Path) -> Village:
    return Village(Path(shutil.copytree(template.root, tmp_path / "project")))


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    made.mkdir()
    return made


def results(told: dict[str, Told]) -> dict[str, str]:
    return {name: one.outcome["result"] for name, one in told.items()}


def test_each_file_ends_as_one_of_five(village: Village, scans: Path, workers: Workers) -> None:
    (scans / "1.jpg").write_bytes(Strip(1).jpeg())
    (scans / "2.jpg").write_bytes(Strip(2, OTHER).jpeg())
    (scans / "2-again.jpg").write_bytes(Strip(2, OTHER).jpeg(seed=7))
    (scans / "same.jpg").write_bytes((scans / "1.jpg").read_bytes())
    (scans / "sums.jpg").write_bytes(Strip(4, valid=999).jpeg())
    (scans / "half.jpg").write_bytes((scans / "1.jpg").read_bytes()[:9000])
    (scans / "sea.png").write_bytes(jpeg(np.full((300, 400, 3), (40, 90, 160), np.uint8)))
    report, told = read(village, workers, scans)
    duplicates = [name for name, one in told.items() if one.outcome["result"] == "duplicate"]
    assert results(told) == {
        "1.jpg": "read" if "same.jpg" in duplicates else "duplicate",
        "same.jpg": "duplicate" if "same.jpg" in duplicates else "read",
        "2.jpg": "read" if "2-again.jpg" in duplicates else "duplicate",
        "2-again.jpg": "duplicate" if "2-again.jpg" in duplicates else "read",
        "sums.jpg": "needs people",
        "half.jpg": "refused",
        "sea.png": "not a sheet",
    }
    assert sum(report.counts.values()) == 7
    assert told["half.jpg"].outcome["refused"][0] == "F705"
    logged = entries(village, "document")
    assert len(logged) == 4, "two sheets, one of them twice, and the one that waits"
    by_document = {one.get("document"): one for one in logged}
    (again,) = (one for one in logged if "again" in one)
    assert by_document[again["again"]]["station"] == again["station"] == "1/1/1/1/2"
    assert village.json("count")[0]["stations"]["counted"] == 2


def test_what_is_stored_is_what_is_logged(village: Village, scans: Path, workers: Workers) -> None:
    original = Strip(1).jpeg()
    (scans / "Maria at the school.jpg").write_bytes(original)
    read(village, workers, scans)
    (document,) = entries(village, "document")
    (reading,) = entries(village, "reading")
    stored = village.root / "evidence"
    data = (stored / document["document"][:2] / f"{document['document']}.jpg").read_bytes()
    assert hashlib.sha256(data).hexdigest() == document["document"] == reading["document"]
    assert document["bytes"] == len(data)
    assert document["redacted"]
    assert (stored / "sealed" / document["commitment"][:2]).is_dir()
    assert reading["payload"] == [Strip(1).payload]
    everything = b"".join(path.read_bytes() for path in village.root.rglob("*") if path.is_file())
    assert hashlib.sha256(original).hexdigest().encode() not in everything
    assert hashlib.sha256(original).digest() not in everything
    assert b"Maria" not in everything


def test_the_same_folder_again_reads_nothing_and_adds_nothing(
    village: Village, scans: Path, workers: Workers
) -> None:
    (scans / "1.jpg").write_bytes(Strip(1).jpeg())
    (scans / "empty.jpg").write_bytes(b"")
    first, told = read(village, workers, scans)
    before = {k: v for k, v in village.bytes().items() if not k.startswith("evidence/received")}
    (scans / "2.jpg").write_bytes(Strip(2, OTHER).jpeg())
    (scans / "2.jpg").rename(scans.parent / "2.jpg")
    second, again = read(village, workers, scans)
    after = {k: v for k, v in village.bytes().items() if not k.startswith("evidence/received")}
    assert before == after
    assert (first.known, second.known, second.entries) == (0, 2, 0)
    assert results(again) == results(told)
    (scans.parent / "2.jpg").rename(scans / "2.jpg")
    third, _ = read(village, workers, scans)
    assert (third.known, third.counts["read"], third.entries) == (2, 2, 3)


def test_the_same_bytes_elsewhere_are_known_before_anything_is_done_for_them(
    village: Village, scans: Path, workers: Workers
) -> None:
    (scans / "1.jpg").write_bytes(Strip(1).jpeg())
    read(village, workers, scans)
    copied = scans.parent / "copied"
    copied.mkdir()
    (copied / "other-name.jpg").write_bytes((scans / "1.jpg").read_bytes())
    report, told = read(village, workers, copied)
    outcome = told["other-name.jpg"].outcome
    assert (outcome["result"], outcome["ms"]) == ("duplicate", {})
    assert report.entries == 0


def test_print_is_read_where_there_is_no_code_and_beside_it_when_asked(
    village: Village, scans: Path, workers: Workers
) -> None:
    (scans / "3.jpg").write_bytes(Strip(3, coded=False).jpeg())
    (scans / "4.jpg").write_bytes(Strip(4, OTHER).jpeg())
    read(village, workers, scans, care=Care(both=True))
    readers = {(one["station"], one["reader"]) for one in entries(village, "reading")}
    assert readers == {("1/1/1/1/3", "print"), ("1/1/1/1/4", "code"), ("1/1/1/1/4", "print")}
    assert village.json("count")[0]["stations"]["counted"] == 2


def test_a_station_outside_a_closed_register_has_no_reading(
    village: Village, scans: Path, workers: Workers
) -> None:
    (scans / "9.jpg").write_bytes(Strip(9999).jpeg())
    read(village, workers, scans)
    (reading,) = entries(village, "reading")
    assert (reading["station"], reading["given"]) == (None, "1/1/1/1/9999")
    assert reading["values"] == {}
    assert reading["problems"][0].startswith("C604 ")
    assert village.json("count")[0]["stations"]["counted"] == 0


def test_an_open_register_takes_it_with_its_finding(
    tmp_path: Path, scans: Path, workers: Workers
) -> None:
    village = project(tmp_path, open_register=True)
    (scans / "9.jpg").write_bytes(Strip(9999).jpeg())
    read(village, workers, scans)
    (reading,) = entries(village, "reading")
    assert reading["station"] == "1/1/1/1/9999"
    assert [one["code"] for one in village.json("check")] == ["R301"]


def test_without_recipients_nothing_is_read_unless_originals_are_discarded(
    tmp_path: Path, scans: Path, workers: Workers
) -> None:
    village = project(tmp_path, recipients=False)
    (scans / "1.jpg").write_bytes(Strip(1).jpeg())
    before = village.bytes()
    with pytest.raises(Refused, match="no recipients") as refused:
        read(village, workers, scans)
    assert refused.value.code == "F715"
    assert village.bytes() == before
    read(village, workers, scans, discard=True)
    (document,) = entries(village, "document")
    assert "commitment" not in document
    assert not (village.root / "evidence" / "sealed").exists()


def test_a_source_that_is_not_declared_is_told(
    village: Village, scans: Path, workers: Workers
) -> None:
    with pytest.raises(InputError, match="no source 'moon'"):
        read(village, workers, scans, source="moon")


def test_a_document_is_of_its_source(village: Village, scans: Path, workers: Workers) -> None:
    """The same file from another source is another document that says the same."""
    (scans / "1.jpg").write_bytes(Strip(1).jpeg())
    read(village, workers, scans)
    report, _ = read(village, workers, scans, source="observers")
    assert report.counts["read"] == 1
    assert {one["source"] for one in entries(village, "document")} == {"witnesses", "observers"}
    assert village.json("count")[0]["stations"]["counted"] == 1


def test_a_sheet_without_a_code_is_known_again_by_its_numbers_and_its_looks(
    village: Village, scans: Path, workers: Workers
) -> None:
    for name, strip, seed in [("1", 1, 1), ("1-again", 1, 7), ("2", 2, 1)]:
        (scans / f"{name}.jpg").write_bytes(Strip(strip, coded=False).jpeg(seed))
    _, told = read(village, workers, scans)
    found = results(told)
    assert sorted([found["1.jpg"], found["1-again.jpg"]]) == ["duplicate", "read"]
    assert found["2.jpg"] == "read", "the same numbers of another station are another sheet"
    (again,) = (one for one in entries(village, "document") if "again" in one)
    assert again["again"] in {one.get("document") for one in entries(village, "document")}
    assert len(entries(village, "reading")) == 2


def test_what_may_be_a_sheet_is_kept_for_people(
    village: Village, scans: Path, workers: Workers
) -> None:
    paper = scan(Strip(3).rendered().pixels, 1)
    blurred = cv2.GaussianBlur(paper, (0, 0), 14)
    (scans / "blurred.jpg").write_bytes(jpeg(blurred))
    _, told = read(village, workers, scans)
    assert results(told) == {"blurred.jpg": "needs people"}
    (document,) = entries(village, "document")
    assert document["station"] is None
    assert document["withheld"] == "form"
    assert document["unread"] == ["form"]
    assert "sheet" not in document
    assert "document" not in document
    assert document["commitment"] == told["blurred.jpg"].outcome["commitment"]
    (waiting,) = (one for one in village.json("check") if one["code"] == "I502")
    assert waiting["station"] is None
