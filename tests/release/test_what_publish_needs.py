"""Publish refuses what it cannot make a release of, before it touches anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from votes import Votes, beginning, first, picture, sheets

from actas.errors import ActasError, InputError, LogError, ProjectError
from actas.release.publish import publish


def publishing(votes: Votes, target: Path) -> Path:
    return publish(
        votes.folder / "log", votes.policy, votes.files, target, workers=1, pictures=picture
    ).folder


def refused(votes: Votes, target: Path, error: type[ActasError], says: str) -> None:
    beside = sorted(target.parent.iterdir())
    with pytest.raises(error, match=says):
        publishing(votes, target)
    assert sorted(target.parent.iterdir()) == beside


def test_the_log_ends_with_its_release_entry(tmp_path: Path) -> None:
    votes = Votes(tmp_path / "project").bring(beginning()).bring(sheets())
    refused(votes, tmp_path / "release", LogError, "last entry is no release entry")


def test_a_log_without_an_election_has_nothing_to_publish(tmp_path: Path) -> None:
    votes = Votes(tmp_path / "project").release()
    refused(votes, tmp_path / "release", LogError, "no election")


@pytest.mark.parametrize("change", ["gone", "other"])
def test_the_files_that_the_log_names_are_there(tmp_path: Path, change: str) -> None:
    votes = first(tmp_path / "project")
    if change == "gone":
        (votes.files / "states.geojson").unlink()
        refused(votes, tmp_path / "release", ProjectError, "which the log names, is missing")
    else:
        (votes.files / "states.geojson").write_bytes(b"{}")
        refused(votes, tmp_path / "release", ProjectError, "it was changed")


def test_an_altered_log_is_not_published(tmp_path: Path) -> None:
    votes = first(tmp_path / "project")
    bundle = next((votes.folder / "log/tile/entries/000.p").iterdir())
    data = bytearray(bundle.read_bytes())
    data[-5] ^= 1
    bundle.write_bytes(data)
    with pytest.raises(LogError, match="does not hold"):
        publishing(votes, tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_a_folder_in_the_way_is_refused_before_the_work(small: Votes, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    refused(small, tmp_path / "mine", InputError, "not empty and holds no release")


def test_publishing_again_gives_the_same_release(small: Votes, tmp_path: Path) -> None:
    one = publishing(small, tmp_path / "release")
    before = {path: path.read_bytes() for path in one.rglob("*") if path.is_file()}
    publishing(small, tmp_path / "release")
    assert {path: path.read_bytes() for path in one.rglob("*") if path.is_file()} == before
