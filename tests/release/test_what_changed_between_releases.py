"""The story between two releases: what came, changed and went, and that the log only grew."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from votes import STATIONS, Votes, beginning, first, more_sheets, reading

from actas.errors import LogError
from actas.release.changes import SHOWN
from actas.release.difference import diff

Publishing = Callable[[Votes, Path], Path]


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory, publishing: Publishing) -> Path:
    """The second release of the same log."""
    folder = tmp_path_factory.mktemp("later")
    votes = first(folder / "project").bring(more_sheets()).release("2030-01-12")
    return publishing(votes, folder / "release")


def by(rows: list[dict[str, Any]], *keys: str) -> set[tuple[Any, ...]]:
    return {tuple(row.get(key) for key in keys) for row in rows}


def test_what_came_changed_and_went(published: Path, later: Path) -> None:
    found = diff(published, later)
    assert found.only_grew, found.says
    assert found.says.startswith("the new log begins with the old one and has")
    assert (found.old["as_of"], found.new["as_of"]) == ("2030-01-09", "2030-01-12")
    assert by(found.sheets.came, "contest", "station", "source") == {
        ("governor", STATIONS[20], "watch"),
        ("governor", STATIONS[21], "watch"),
        ("governor", STATIONS[22], "sunparty"),
    }
    (changed,) = found.sheets.changed
    assert (changed["station"], changed["was"]["state"]) == (STATIONS[4], "quarantined")
    assert changed["now"] == {
        "state": "rejected",
        "reasons": ["decision"],
        "values": {"sun": 900, "moon": 10, "void": 0, "valid": 910},
    }
    assert found.sheets.went == []
    old, new = found.votes["governor"]["sun"]
    assert new - old == 150 + 150 + 210
    assert found.votes["mayor"]["ana"] == (540, 540)
    (claim,) = found.claims.changed
    assert (claim["id"], claim["was"]["entry"] < claim["now"]["entry"]) == ("c1", True)


def test_the_same_release_twice_differs_in_nothing(published: Path) -> None:
    found = diff(published, published)
    assert found.only_grew
    for changes in (found.sheets, found.findings, found.claims):
        assert changes.came == changes.changed == changes.went == []
    assert all(old == new for rows in found.votes.values() for old, new in rows.values())


def test_backwards_it_did_not_grow(published: Path, later: Path) -> None:
    found = diff(later, published)
    assert not found.only_grew
    assert by(found.sheets.went, "station") == {(STATIONS[20],), (STATIONS[21],), (STATIONS[22],)}


def test_a_rewritten_log_did_not_only_grow(
    published: Path, tmp_path: Path, publishing: Publishing
) -> None:
    forked = Votes(tmp_path / "forked").bring(beginning())
    forked.bring([reading(code, sun=9, moon=1, void=0) for code in STATIONS * 3]).release()
    found = diff(published, publishing(forked, tmp_path / "release"))
    assert not found.only_grew
    assert "THE LOG DID NOT ONLY GROW" in "\n".join(found.lines("en"))


def test_an_altered_log_is_told(published: Path, copied: Path) -> None:
    tile = copied / "log/tile/0/000.p/70"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
    with pytest.raises(LogError, match=r"does not hold: entries: tile/entries/000\.p/70"):
        diff(published, copied)


def test_a_tarball_will_do(published: Path, later: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "old.tar.gz", "w:gz") as archive:
        archive.add(published, arcname="old")
    assert diff(tmp_path / "old.tar.gz", later).as_json() == diff(published, later).as_json()


def test_it_is_json_and_lines_in_both_languages(published: Path, later: Path) -> None:
    found = diff(published, later)
    assert orjson.loads(orjson.dumps(found.as_json()))["only_grew"] is True
    english, spanish = "\n".join(found.lines("en")), "\n".join(found.lines("es"))
    assert "Sheets: 3 came, 1 changed, 0 went" in english
    assert "The log only grew" in english
    line = f"+ governor {STATIONS[20]} watch: accepted [sun 150 moon 40 void 2 valid 190]"
    assert line in english
    assert "governor sun: " in english
    assert "Actas: llegaron 3, cambiaron 1, se fueron 0" in spanish
    assert "governor sun: 3.145 → 3.655 (+510)" in spanish


def test_long_lists_are_cut_in_print_and_whole_in_json(
    published: Path, tmp_path: Path, publishing: Publishing
) -> None:
    start = publishing(Votes(tmp_path / "start").bring(beginning()).release(), tmp_path / "r0")
    found = diff(start, published)
    assert len(found.sheets.came) > SHOWN
    assert f"… and {len(found.sheets.came) - SHOWN} more" in "\n".join(found.lines("en"))
    assert len(found.as_json()["sheets"]["came"]) == len(found.sheets.came)
