"""What a release takes over from the one before is what would be made anew, to the byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live import Live, log_of
from standing import whole as whole_in
from votes import CLAIMS, DEFINITION, STATIONS, Votes, entry, first, paper, picture, reading

from actas.release import swap, workers
from actas.release.build import Before, plan, settled, told
from actas.release.contents import Unchanged, whole
from actas.release.files import Folder
from actas.release.kept import in_folder
from actas.release.reuse import Last

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

DROPPED = entry(
    "withdrawal", station=STATIONS[3], contest="governor", source="watch", standing="dropped"
)
COLOURED = {"id": "moon", "name": 'Moon, "the" Party', "color": "#123456"}


def _contest(**changed: Any) -> list[dict[str, Any]]:
    return [DEFINITION["contests"][0] | changed, DEFINITION["contests"][1]]


CHANGES: dict[str, list[dict[str, Any]]] = {
    "a sheet": [reading(STATIONS[20], sun=150, moon=40, void=2)],
    "a sheet of another source": [reading(STATIONS[21], "sunparty", sun=1, moon=2, void=0)],
    "a sheet that contradicts": [reading(STATIONS[2], "sunparty", sun=9, moon=80, void=0)],
    "a sheet of a new place": [reading("2/8/1", sun=5, moon=6, void=0)],
    "a sheet of no place": [reading(None, sun=5, moon=6, void=0) | {"given": "98"}],
    "other leaders": [reading(STATIONS[19], sun=1, moon=399, void=0)],
    "a decision": [entry("decision", station=STATIONS[4], action="reject", why="A digit")],
    "a withdrawal": [DROPPED],
    "a picture": [paper(STATIONS[5], 1)],
    "an address": [
        entry("document", station=STATIONS[6], source="watch", address="https://example.org/6.jpg")
    ],
    "a name": [entry("register", areas=[{"code": "1/2", "name": "A town"}], stations=[])],
    "electors": [
        entry("register", areas=[], stations=[{"code": STATIONS[7], "name": "x", "electors": 999}])
    ],
    "a merged station": [
        entry(
            "register",
            areas=[],
            stations=[{"code": STATIONS[8], "status": "merged", "into": STATIONS[9]}],
        )
    ],
    "a claim": [entry("claim", id="c1", claim=CLAIMS["c1"] | {"winner": "moon"})],
    "a source's name": [entry("source", source="other", name="Others", role="party")],
    "a colour": [
        entry(
            "election",
            definition=DEFINITION
            | {"contests": _contest(choices=[_contest()[0]["choices"][0], COLOURED])},
        )
    ],
    "nothing": [],
}

ON_ALL_PAGES = ("a colour", "a source's name")

SHARE = (
    CHANGES
    if "ACTAS_EVERY" in os.environ
    else CHANGES.keys()
    - {
        "a sheet of another source",
        "a sheet of no place",
        "a withdrawal",
        "an address",
        "electors",
        "a source's name",
    }
)
"""Each kind of change once; what is left out is like another, and made below with all others."""


def made(votes: Votes, last: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Digests of a release, and its files as they are made where some are only promised.

    Without tables and exports: they belong to no area, and are always made again.
    """
    log = in_folder(votes.folder / "log", votes.policy)
    read = told(log.entries())
    release = plan(
        log, read, settled(read.state), _file(votes), picture, lambda: Before(last.items())
    )
    return dict(release.made_from), dict(pair for job in release.far for pair in job())


def _file(votes: Votes) -> Any:
    return lambda name: (votes.files / name).read_bytes()


@pytest.mark.parametrize("change", sorted(SHARE))
def test_what_is_promised_is_what_was_there(
    small: Votes, began: tuple[dict[str, bytes], dict[str, bytes]], tmp_path: Path, change: str
) -> None:
    digests, before = began
    votes = _changed(small, tmp_path, [change])
    _, after = made(votes, digests)
    promised = {path: one for path, one in after.items() if isinstance(one, Unchanged)}
    assert {path for path, one in promised.items() if one.make() != before.get(path)} == set()
    assert bool(promised) == (change not in ON_ALL_PAGES)
    if change == "a sheet":
        around = ("a/2/3.html", "a/2/3.json", "a/2.html", "a/2.json")
        pages = {path for path in after if path.startswith(("es/a/", "en/a/", "data/a/"))}
        assert pages - promised.keys() == {path for path in pages if path.endswith(around)}


@pytest.fixture(scope="module")
def began(small: Votes) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Digests and files of the first release."""
    digests, files = made(small, {})
    return digests, {path: whole(content) for path, content in files.items()}


@settings(max_examples=1, suppress_health_check=list(HealthCheck))
@given(st.permutations(sorted(CHANGES)))
def test_any_changes_one_after_the_other_give_the_bytes_of_a_whole_release(
    order: list[str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        votes, live = first(Path(folder) / "project"), Live()
        cold, warm = Path(folder) / "cold", Path(folder) / "warm"
        for names in ([], *_parts(order)):
            for name in names:
                votes.bring(CHANGES[name])
            votes.release("2030-01-10")
            _published(votes, cold, Path(folder) / "cache" / "kept.json")
            live.publish(votes, warm)
        whole_one = _bytes(_published(votes, Path(folder) / "whole", None))
        assert _bytes(cold) == whole_one
        assert _bytes(warm) == whole_one
        live.standby.close()
        assert {"cold", "warm", "whole"} <= {one.name for one in Path(folder).iterdir()}
        assert not [one for one in Path(folder).iterdir() if one.name.startswith(".")]


def _parts(order: list[str]) -> list[list[str]]:
    """The changes of each release after the first."""
    size = -(-len(order) // (3 if "ACTAS_EVERY" in os.environ else 2))
    return [order[start : start + size] for start in range(0, len(order), size)]


def _overwritten(page: Path) -> None:
    """Other bytes of the same length, and the time of before."""
    was = page.stat()
    page.write_bytes(page.read_bytes().replace(b"1", b"7", 1))
    os.utime(page, ns=(was.st_atime_ns, was.st_mtime_ns))


def _replaced(page: Path) -> None:
    page.with_name("other").write_bytes(page.read_bytes())
    page.with_name("other").replace(page)


def _linked_in(page: Path) -> None:
    (page.parent / "link.html").symlink_to("/etc/passwd")


def _halved(page: Path) -> None:
    """As another process leaves it that was killed while it cleaned."""
    shutil.rmtree(page.parent)


SPOILT: list[Callable[[Path], None]] = [_overwritten, _replaced, _linked_in, _halved]
if "ACTAS_EVERY" in os.environ:  # like the last: a file is gone
    SPOILT += [Path.unlink]


def test_a_folder_made_ready_is_used_only_as_it_was_left(
    small: Votes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes, live, release = _changed(small, tmp_path, []), Live(), tmp_path / "release"
    live.publish(votes, release)
    page = Path("en/a/1/2.html")
    places = [swap.coming(release)] * len(SPOILT) + [release]
    for spoil, place in zip([*SPOILT, _replaced], places, strict=True):
        assert live.is_ready(votes, release)
        with monkeypatch.context() as patch:
            patch.setattr(workers, "FEW", 0)
            live.standby.look(release)
        assert live.is_ready(votes, release), "looked at by a process of its own"
        spoil(place / page)
        assert not live.is_ready(votes, release), spoil
        votes.bring(CHANGES["a sheet"]).release("2030-01-10")
        live.publish(votes, release)
    assert _bytes(release) == _bytes(_published(votes, tmp_path / "whole", None))
    entered = (release / page).stat().st_ino
    votes.bring(CHANGES["a sheet"]).release("2030-01-10")
    live.publish(votes, release)
    assert live.was_ready
    assert (release / page).stat().st_ino == entered, "what did not change is the same file"
    assert _bytes(release) == _bytes(_published(votes, tmp_path / "whole", None))
    live.standby.close()
    assert not swap.coming(release).exists()


def test_a_full_tile_of_the_log_stays_where_it_is(small: Votes, tmp_path: Path) -> None:
    votes, live, release = _changed(small, tmp_path, []), Live(), tmp_path / "release"
    full, partly = release / "log/tile/entries/000", release / "log/tile/entries/000.p"
    live.publish(votes, release)
    assert partly.is_dir() and not full.exists()
    for there in (False, True):
        entered = full.stat().st_ino if there else None
        votes.add(CHANGES["an address"] * 300).release("2030-01-10")
        live.publish(votes, release)
        assert live.was_ready
        assert (full.stat().st_ino == entered) == there
        assert not partly.exists()
    assert (release / "log/tile/entries/001").is_file()
    assert _bytes(release) == _bytes(_published(votes, tmp_path / "whole", None))


def test_until_the_folders_are_exchanged_the_old_release_is_what_it_was(
    small: Votes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes, live, release = _changed(small, tmp_path, []), Live(), tmp_path / "release"
    live.publish(votes, release)
    before, exchange = _bytes(release), swap._take_place
    votes.bring(CHANGES["other leaders"]).release("2030-01-10")

    def about_to(new: Path, target: Path) -> None:
        assert (new / "head.json").read_bytes() != before["head.json"]
        assert _bytes(target) == before
        exchange(new, target)

    with monkeypatch.context() as patch:
        patch.setattr(swap, "_take_place", about_to)
        live.publish(votes, release)
    assert live.was_ready
    assert _bytes(release) == _bytes(_published(votes, tmp_path / "whole", None))


EARLY = ["writing 40", "exchanging 1"] + ["writing 1", "writing 90"] * ("ACTAS_EVERY" in os.environ)
LATE = ["exchanged 1"] + ["linking 1", "linking 3"] * ("ACTAS_EVERY" in os.environ)


@pytest.mark.parametrize("point", EARLY + LATE)
def test_a_watch_killed_there_leaves_a_whole_release(
    small: Votes, tmp_path: Path, point: str
) -> None:
    votes, release = _changed(small, tmp_path, []), tmp_path / "release"
    before = votes.log.size
    arguments = [sys.executable, str(Path(__file__).parent / "live.py"), str(tmp_path), point]
    where = {"PYTHONPATH": os.pathsep.join(sys.path)}
    died = subprocess.run(arguments, env=os.environ | where, check=False)
    assert died.returncode == -signal.SIGKILL
    after = log_of(votes).head.size
    assert before < after
    assert whole_in(release) == (after if point in LATE else before)
    _published(votes, release, tmp_path / "kept.json")
    assert whole_in(release) == after
    assert not swap.coming(release).exists()


def test_a_folder_made_ready_gives_way_to_another_command(small: Votes, tmp_path: Path) -> None:
    votes, live, release = _changed(small, tmp_path, []), Live(), tmp_path / "release"
    live.publish(votes, release)
    _published(votes, release, None)
    assert not swap.coming(release).exists()
    live.publish(votes, release)
    assert not live.was_ready
    assert _bytes(release) == _bytes(_published(votes, tmp_path / "whole", None))


def test_a_file_that_was_changed_is_made_again(small: Votes, tmp_path: Path) -> None:
    votes = _changed(small, tmp_path, [])
    release, kept = tmp_path / "release", tmp_path / "kept.json"
    _published(votes, release, kept)
    same, changed, gone = (release / f"es/a/1/{town}.html" for town in (1, 2, 3))
    entered = same.stat().st_ino
    changed.write_bytes(changed.read_bytes().replace(b"1", b"7", 1))
    gone.unlink()
    should = _bytes(_published(votes, tmp_path / "whole", None))
    assert _bytes(_published(votes, release, kept)) == should
    assert same.stat().st_ino == entered, "an unchanged file is the same file"
    assert same.stat().st_nlink == 1, "and of one release only"


def test_what_is_kept_may_be_lost_or_broken(small: Votes, tmp_path: Path) -> None:
    release, kept = tmp_path / "release", tmp_path / "kept.json"
    _published(small, release, kept)
    written = kept.read_bytes()
    digests = dict(Last(release, kept, _grew).made_from())
    assert len(digests) > 9
    first, _, lines = written.partition(b"\n")
    for broken in (b"", b"{", b"[]", b'{"manifest": 1}', b"\xff", lines):
        kept.write_bytes(broken)
        assert dict(Last(release, kept, _grew).made_from()) == {}, broken
    for broken in (b"x", b"00\n", b"\xff\n", lines[:30]):
        kept.write_bytes(first + b"\n" + lines + broken)
        assert dict(Last(release, kept, _grew).made_from()).items() >= digests.items(), broken
    _published(small, release, kept)
    assert kept.read_bytes() == written
    assert dict(Last(release, kept, lambda size, root: False).made_from()) == {}, "of another log"
    kept.unlink()
    assert dict(Last(release, kept, _grew).made_from()) == {}


def test_what_another_process_still_writes_is_not_mixed_in(small: Votes, tmp_path: Path) -> None:
    release, kept = tmp_path / "release", tmp_path / "kept.json"
    with (tmp_path / ".kept.json.new").open("wb") as late:
        _published(small, release, kept)
        written = kept.read_bytes()
        late.write(b"0" * 64 + b" president:1\n")
    assert kept.read_bytes() == written
    assert dict(Last(release, kept, _grew).made_from())


def test_another_release_in_its_place_gives_nothing(small: Votes, tmp_path: Path) -> None:
    release, kept = tmp_path / "release", tmp_path / "kept.json"
    _published(small, release, kept)
    page = release / "en/a/1.html"
    before = page.stat().st_ino
    manifest = release / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"{", b"{ ", 1))
    held = os.open(page, os.O_RDONLY)  # so that its number is not given again
    _published(small, release, kept)
    assert page.stat().st_ino != before
    os.close(held)


def test_a_log_begins_with_what_it_was_and_with_nothing_else(small: Votes, tmp_path: Path) -> None:
    before = log_of(small).head
    log = log_of(_changed(small, tmp_path, ["a sheet"]))
    assert log.begins_with(before.size, before.root)
    assert not log.begins_with(before.size - 1, before.root)
    assert not log.begins_with(log.head.size + 1, before.root)


def _grew(size: int, root: bytes) -> bool:
    """As of a log that did grow."""
    return True


def _changed(small: Votes, tmp_path: Path, names: list[str]) -> Votes:
    """A project like the small one, with these changes and another release."""
    votes = Votes.opened(Path(shutil.copytree(small.folder, tmp_path / "project")))
    for name in names:
        votes.bring(CHANGES[name])
    return votes.release("2030-01-10")


def _published(votes: Votes, target: Path, kept: Path | None) -> Path:
    return votes.publish(target, kept=kept)


def _bytes(folder: Path) -> dict[str, bytes | None]:
    held = Folder(folder)
    return {path: held.read(path) for path in held.paths()}
