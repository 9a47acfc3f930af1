"""Renditions in a release: each under its hash, named by the log, nothing in it but a picture."""

from __future__ import annotations

import csv
import shutil
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from votes import PICTURES, SHOWN, STATIONS, Votes, beginning, entry, paper, picture, reading

from actas import __version__
from actas.errors import ProjectError
from actas.log import standalone
from actas.release.verification import verify

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

COMMITMENT = "12" * 32


def wrong(release: Path) -> dict[str, str]:
    return {one.check: one.says for one in verify(release, workers=1).checks if not one.ok}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with two sheets shown, one withheld, one shown once and withheld since."""
    votes = Votes(tmp_path_factory.mktemp("shown") / "project").bring(beginning())
    votes.bring(
        [
            paper(STATIONS[0], 0, sheet="strip", likeness="0f" * 32),
            reading(STATIONS[0], sun=100, moon=61, void=1)
            | {"document": SHOWN[0], "reader": "code", "confidence": 1000},
            paper(None, 1, unread=["code", "print"]),
            entry("document", station=STATIONS[2], source="watch", withheld="form"),
            paper(STATIONS[3], 2, commitment=COMMITMENT),
            entry(
                "document",
                station=STATIONS[3],
                source="watch",
                commitment=COMMITMENT,
                withheld="person",
            ),
        ]
    )
    return votes.release().publish(tmp_path_factory.mktemp("out") / "release")


@pytest.fixture
def release(shown: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shown, tmp_path / "release"))


def rendition(release: Path, at: int = 0) -> Path:
    return release / f"sheets/{SHOWN[at][:2]}/{SHOWN[at]}.jpg"


def test_those_that_entries_name_are_there_and_no_others(shown: Path) -> None:
    there = {path.stem: path.read_bytes() for path in (shown / "sheets").rglob("*.*")}
    assert there == {name: PICTURES[name] for name in SHOWN[:2]}, "the withheld one is not"
    assert all(sha256(data).hexdigest() == name for name, data in there.items())
    listed = orjson.loads((shown / "manifest.json").read_bytes())["files"]
    assert f"sheets/{SHOWN[0][:2]}/{SHOWN[0]}.jpg" in listed


def test_verify_says_what_was_held(shown: Path) -> None:
    verified = verify(shown, workers=1)
    assert verified.ok
    assert verified.checks[-1].says == (
        "renditions: 2, each of its hash and named by the log, no metadata"
    )
    assert standalone.verify(shown).ok


def test_every_document_is_in_the_open_data(shown: Path) -> None:
    with (shown / "data/documents.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["station"] for row in rows] == [STATIONS[0], "", STATIONS[2], STATIONS[3]]
    assert (shown / rows[0]["path"]).read_bytes() == PICTURES[SHOWN[0]]
    assert [row["withheld"] for row in rows] == ["", "", "form", "person"]
    assert (rows[1]["unread"], rows[0]["redacted"]) == ("code print", "10,300,140,90")


def test_a_rendition_that_is_gone_is_named(release: Path) -> None:
    rendition(release).unlink()
    found = wrong(release)
    assert SHOWN[0] in found["renditions"]
    assert SHOWN[0] in found["missing"]
    assert not standalone.verify(release).ok


def test_a_rendition_that_was_changed_is_named(release: Path) -> None:
    path = rendition(release)
    path.write_bytes(path.read_bytes()[:-40] + b"x" + path.read_bytes()[-39:])
    found = wrong(release)
    assert "is not of the hash that names it" in found["renditions"]
    assert SHOWN[0] in found["files"]


def test_one_that_no_entry_names_does_not_belong(release: Path) -> None:
    data = PICTURES[SHOWN[2]]
    path = rendition(release, 2)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    assert SHOWN[2] in wrong(release)["extra"]


def test_metadata_is_told_though_the_log_names_it(tmp_path: Path) -> None:
    clean = PICTURES[SHOWN[0]]
    comment = b"GPS 10.5, -66.9"
    talks = clean[:20] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment + clean[20:]
    name = sha256(talks).hexdigest()
    votes = Votes(tmp_path / "project").bring(beginning())
    votes.bring([entry("document", station=STATIONS[0], source="watch", document=name)]).release()
    target = votes.publish(tmp_path / "release", pictures=lambda _: talks)
    assert f"{name}.jpg holds" in wrong(target)["renditions"]


@pytest.mark.parametrize("given", [lambda _: b"another", picture])
def test_publish_refuses_what_is_not_what_the_log_names(tmp_path: Path, given: object) -> None:
    votes = Votes(tmp_path / "project").bring(beginning())
    votes.bring([entry("document", station=STATIONS[0], source="watch", document="ab" * 32)])
    votes.release()
    with pytest.raises(ProjectError, match="ab" * 32):
        votes.publish(tmp_path / "release", pictures=given)
    assert not (tmp_path / "release").exists()


def test_another_version_holds_them_too(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert __version__
    monkeypatch.setattr("actas.release.verification.__version__", "99.0.0")
    monkeypatch.setattr("actas.release.otherversion.__version__", "99.0.0")
    assert not wrong(release)
    rendition(release).unlink()
    assert SHOWN[0] in wrong(release)["renditions"]
