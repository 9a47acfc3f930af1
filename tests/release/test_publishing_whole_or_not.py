"""Whenever publishing stops, the folder holds the old release or the new one, whole."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import standing

from actas.errors import ActasError, InputError, ProjectError
from actas.release import publish as publishing
from actas.release import swap, syncing
from actas.release.build import Plan
from actas.release.files import Folder
from actas.release.manifest import Head
from actas.release.publish import write as publish
from actas.release.workers import Job

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

ORIGIN = "example.org/votes"

MOMENTS = 40 if "ACTAS_EVERY" in os.environ else 12
"""At how many a publish that goes on for ever is killed, at least."""


def plan(size: int, pages: int = 40, origin: str = ORIGIN, slow: float = 0) -> Plan:
    """A release of `size` whose every page says so."""
    head = Head(origin, size, f"{size:064x}", "2030-01-01", "1")

    def job(numbers: range) -> Job:
        def made() -> Iterator[tuple[str, bytes]]:
            for number in numbers:
                time.sleep(slow)
                yield f"es/a/{number}.html", f"{size} {number}\n".encode() * 500

        return made

    return Plan(
        head,
        [lambda: [("head.json", head.encoded())]],
        [job(range(start, pages, 4)) for start in range(4)],
    )


def whole(folder: Path) -> int:
    """Size of the release in `folder`, after checking that every file is of that release."""
    size = standing.whole(folder)
    pages = [path for path in folder.rglob("*") if path.suffix == ".html"]
    assert {int(page.read_bytes().split()[0]) for page in pages} == {size}
    return size


def only(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_release_is_written_and_replaced(tmp_path: Path, workers: int) -> None:
    told: list[int] = []
    published = publish(plan(1, pages=1200), tmp_path / "r", workers, told.append)
    assert (published.files, published.head.size) == (1202, 1)
    assert told == [500, 1000, 1202]
    assert published.bytes == sum(p.stat().st_size for p in (tmp_path / "r").rglob("*.*"))
    publish(plan(2, pages=3), tmp_path / "r", workers)
    assert whole(tmp_path / "r") == 2
    assert only(tmp_path) == ["r"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    publish(plan(1), tmp_path / "r")
    assert whole(tmp_path / "r") == 1


def spoil_nothing_of_ours(folder: Path) -> None:
    (folder / "thesis.txt").write_text("three years of work")


def spoil_own_file(folder: Path) -> None:
    publish(plan(1), folder)
    (folder / "es/mine.txt").write_text("mine")


def spoil_link(folder: Path) -> None:
    publish(plan(1), folder)
    (folder / "es/link").symlink_to("/")


def spoil_manifest(folder: Path) -> None:
    publish(plan(1), folder)
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")


def spoil_head(folder: Path) -> None:
    publish(plan(1), folder)
    (folder / "head.json").replace(folder.parent / "head.json")
    (folder / "head.json").symlink_to("../head.json")


def spoil_other_log(folder: Path) -> None:
    publish(plan(1, origin="example.org/other"), folder)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (spoil_nothing_of_ours, "not empty and holds no release"),
        (spoil_own_file, "'es/mine.txt', which no release put there"),
        (spoil_link, "'es/link', which no release put there"),
        (spoil_manifest, "not empty and holds no release"),
        (spoil_head, "not empty and holds no release"),
        (spoil_other_log, "holds a release of example.org/other"),
    ],
)
def test_a_folder_that_holds_anything_else_is_refused(
    tmp_path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    target = tmp_path / "r"
    target.mkdir()
    spoil(target)
    before = {path: Folder(target).read(path) for path in Folder(target).paths()}
    with pytest.raises(InputError, match=says):
        publish(plan(2), target)
    assert {path: Folder(target).read(path) for path in Folder(target).paths()} == before
    assert not [item for item in tmp_path.iterdir() if item.name.startswith(".")]


def test_files_that_a_server_packed_beside_theirs_are_no_strangers(tmp_path: Path) -> None:
    publish(plan(1), tmp_path / "r")
    for name in ("manifest.json", "head.json"):
        (tmp_path / "r" / f"{name}.gz").write_bytes(b"packed")
    publish(plan(2), tmp_path / "r")
    assert whole(tmp_path / "r") == 2


def test_a_disk_without_room_to_look_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(plan(1), tmp_path / "r")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(ProjectError, match="could not be looked at"):
        publish(plan(2), tmp_path / "r")
    assert whole(tmp_path / "r") == 1


def test_a_file_and_a_missing_parent_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is not a folder"):
        publish(plan(1), tmp_path / "file")
    with pytest.raises(InputError, match="no such folder"):
        publish(plan(1), tmp_path / "none/r")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("step", ["write", "mkdir", "sync", "rename"])
def test_a_failing_disk_leaves_the_old_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, step: str
) -> None:
    publish(plan(1), tmp_path / "r")

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    where, name = {
        "write": (publishing.os, "write"),
        "mkdir": (publishing.os, "makedirs"),
        "sync": (syncing, "synced"),
        "rename": (swap, "_take_place"),
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(where, name, fail)
        with pytest.raises(ProjectError, match=f"{os.strerror(code)}; what was there stands"):
            publish(plan(2), tmp_path / "r", workers=1)
    assert whole(tmp_path / "r") == 1
    assert only(tmp_path) == ["r"]


def test_the_disk_begins_early_and_all_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[bool] = []
    last = tmp_path / "last"
    monkeypatch.setattr(syncing, "EVERY", 0.001)
    monkeypatch.setattr(syncing, "synced", lambda _: there.append(last.exists()))
    with syncing.syncing(tmp_path) as wait:
        while not there:
            time.sleep(0.001)
        last.touch()
        wait()
        assert there[0] is False
        assert there[-1] is True
        said = len(there)
    time.sleep(0.01)
    assert len(there) == said


def test_an_error_on_the_way_to_the_disk_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def fail(handle: int) -> None:
        tried.append(handle)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(syncing, "EVERY", 0.001)
    monkeypatch.setattr(syncing, "synced", fail)
    with (
        pytest.raises(OSError, match=os.strerror(errno.EIO)),
        syncing.syncing(tmp_path) as wait,
    ):
        while not tried:
            time.sleep(0.001)
        wait()
    assert len(set(tried)) == 2, "the end has a handle of its own, which is told of all errors"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_page_that_cannot_be_made_leaves_the_old_release(tmp_path: Path, workers: int) -> None:
    def broken() -> Iterator[tuple[str, bytes]]:
        yield "es/x.html", b"x"
        raise ActasError("no such thing")

    publish(plan(1), tmp_path / "r")
    bad = plan(2)
    with pytest.raises(ActasError, match="no such thing"):
        publish(Plan(bad.head, bad.near, [*bad.far, broken]), tmp_path / "r", workers)
    assert whole(tmp_path / "r") == 1
    assert only(tmp_path) == ["r"]


def test_without_an_exchange_the_system_still_gets_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(plan(1), tmp_path / "r")
    monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    publish(plan(2), tmp_path / "r")
    assert whole(tmp_path / "r") == 2
    assert only(tmp_path) == ["r"]


def test_a_run_killed_between_two_renames_is_put_right(tmp_path: Path) -> None:
    publish(plan(1), tmp_path / "r")
    (tmp_path / "r").rename(tmp_path / ".r.actas-old")
    swap.recover(tmp_path / "r")
    assert whole(tmp_path / "r") == 1
    assert only(tmp_path) == ["r"]


def test_two_at_once_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "_PATIENCE", 0.05)
    fork = multiprocessing.get_context("fork")
    first = fork.Process(target=publish, args=(plan(1, slow=0.2), tmp_path / "r"))
    first.start()
    while not [*(tmp_path / ".r.actas-new").rglob("*.html")]:  # it is held by then
        time.sleep(0.005)
    with pytest.raises(ProjectError, match="another command is"):
        publish(plan(2), tmp_path / "r")
    first.join()
    assert first.exitcode == 0
    assert whole(tmp_path / "r") == 1
    assert only(tmp_path) == ["r"]


def test_a_folder_taken_away_before_it_is_held_is_left_to_who_took_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = swap._make

    def taken_at_once(new: Path) -> None:
        make(new)
        swap.recover(tmp_path / "r")  # another run takes it for a dead one's
        make(new)
        (new / "its own").write_text("of the other run")
        opened = swap.os.open

        def before(path: object, *how: int) -> int:
            monkeypatch.setattr(swap.os, "open", opened)
            handle = opened(path, *how)
            new.rename(tmp_path / "elsewhere")
            make(new)
            (new / "its own").write_text("of the other run")
            return handle

        monkeypatch.setattr(swap.os, "open", before)

    monkeypatch.setattr(swap, "_make", taken_at_once)
    with pytest.raises(ProjectError, match="another command is"):
        publish(plan(2), tmp_path / "r")
    assert (tmp_path / ".r.actas-new" / "its own").read_text() == "of the other run"
    assert not (tmp_path / "r").exists()


def publish_for_ever(target: Path, ready: object) -> None:
    ready.set()  # type: ignore[attr-defined]
    for size in range(2, 1000):
        publish(plan(size, pages=200), target)


def test_killed_at_any_moment_it_leaves_a_whole_release(tmp_path: Path) -> None:
    target = tmp_path / "r"
    publish(plan(1, pages=200), target)
    began = time.monotonic()
    publish(plan(1, pages=200), target)
    seconds = time.monotonic() - began
    fork = multiprocessing.get_context("fork")
    seen = set()
    for moment in range(400):
        if moment >= MOMENTS and len(seen) > 1:
            break
        ready = fork.Event()
        child = fork.Process(target=publish_for_ever, args=(target, ready))
        child.start()
        ready.wait()
        time.sleep(seconds * (moment % 80) / 16)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        seen.add(whole(target))
    assert len(seen) > 1
    publish(plan(5000), target)
    assert whole(target) == 5000
    assert only(tmp_path) == ["r"]
