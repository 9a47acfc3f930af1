"""The demo the whole way, small: everything planted is found, nothing else, and it verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from actas.demo.run import Ran, run
from actas.errors import ProjectError

pytestmark = [pytest.mark.slow, pytest.mark.untraced]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return run(tmp_path_factory.mktemp("ran") / "demo", 400, 10, sheets=24)


def test_everything_came_out_as_it_was_made(ran: Ran) -> None:
    assert [one for one in ran.outcomes if not one.ok] == []
    assert ran.made.album is not None
    wrong = ran.made.album.wrong
    assert {one.what for one in ran.outcomes} - {"photo"} == {"finding", "claim", "missing"}
    assert len(ran.outcomes) == len(ran.made.planted) + len(wrong) + len(ran.made.verdicts) + 2


def test_every_picture_is_accounted_for_and_the_rest_typed_in(ran: Ran) -> None:
    album = ran.made.album
    assert album is not None and ran.seen is not None
    assert set(ran.seen.results) == {shot.name for shot in album.shots} | set(album.copies)
    assert sum(ran.seen.counts.values()) == len(ran.seen.results)
    assert ran.seen.counts["read"] + ran.seen.typed >= len(album.sheets)
    assert 1 <= ran.seen.typed < len(album.sheets) / 2


def test_nothing_is_found_that_nobody_planted(ran: Ran) -> None:
    assert ran.unexpected == ()


def test_the_count_leaves_out_what_is_missing_and_what_is_held_back(ran: Ran) -> None:
    president = next(count for count in ran.counts if count.contest == "president")
    assert president.expected is not None
    # The code that contradicts itself is rejected, and of no station.
    held = president.quarantined + president.rejected - 1
    assert president.expected == president.counted + held + len(ran.made.missing)
    assert sum(president.votes.values()) == president.valid
    assert sum(area.valid for area in president.by) == president.valid


def test_the_release_verifies(ran: Ran) -> None:
    assert [check for check in ran.verified.checks if not check.ok] == []
    assert ran.verified.ok and ran.ok


def test_a_directory_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ProjectError, match="not empty"):
        run(tmp_path, 300)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
