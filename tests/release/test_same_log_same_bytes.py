"""A release is a function of the log: same log, same bytes, wherever and however it is made."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from votes import Votes, beginning, more_sheets, sheets

from actas import mapped
from actas.release import names
from actas.release.files import Folder

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

MAKE = """
import sys
from pathlib import Path
from actas.evidence.store import Store
from actas.log import keys
from actas.release import workers as processes
from actas.release.publish import publish
project, target, workers = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
processes.FEW = 0
pictures = Store(str(project / "evidence")).rendition
policy = keys.policy(project / "keys")
publish(project / "log", policy, project / "files", target, workers, pictures=pictures)
"""

SURROUNDINGS: list[dict[str, str]] = [
    {"PYTHONHASHSEED": "1", "TZ": "America/Caracas", "LANG": "C", "POLARS_MAX_THREADS": "1"},
    {
        "PYTHONHASHSEED": "77",
        "TZ": "Pacific/Kiritimati",
        "LANG": "es_VE.UTF-8",
        "LC_ALL": "C.UTF-8",
    },
]


def digests(folder: Path) -> dict[str, str]:
    held = Folder(folder)
    return {path: sha256(held.read(path) or b"").hexdigest() for path in held.paths()}


def test_pieces_of_another_size_make_the_same_bytes(
    published: Path, small: Votes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "SMALL", 0)
    monkeypatch.setattr(mapped, "ROWS", 2)
    monkeypatch.setattr(names, "FEW", 0)
    assert digests(small.publish(tmp_path / "elsewhere")) == digests(published)


@pytest.mark.parametrize("number", range(len(SURROUNDINGS)))
def test_other_processes_make_the_same_bytes(
    published: Path, small: Votes, tmp_path: Path, number: int
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run(
        [sys.executable, "-c", MAKE, str(small.folder), "release", str(number + 1)],
        cwd=elsewhere,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | SURROUNDINGS[number],
        check=True,
    )
    assert digests(elsewhere / "release") == digests(published)


def test_the_order_in_which_sheets_came_changes_no_number(
    tmp_path: Path, publishing: object
) -> None:
    assert callable(publishing)
    one = Votes(tmp_path / "one").bring(beginning()).bring([*sheets(), *more_sheets()[:3]])
    other = Votes(tmp_path / "two").bring(beginning())
    for sheet in reversed([*sheets(), *more_sheets()[:3]]):
        other.add([sheet])
    other.bring([])
    made = [publishing(votes.release(), tmp_path / f"r{votes.log.size}") for votes in (one, other)]
    for name in ("count.json", "claims.json", "areas-state.csv", "areas-town.csv", "findings.json"):
        assert (made[0] / "data" / name).read_bytes() == (made[1] / "data" / name).read_bytes()


def test_nothing_in_a_release_tells_where_it_was_made(published: Path, small: Votes) -> None:
    told = [str(small.folder).encode(), os.uname().nodename.encode(), str(Path.home()).encode()]
    for path in Folder(published).paths():
        data = (published / path).read_bytes()
        assert not [one for one in told if len(one) > 5 and one in data], path
