"""Power may go at any moment of an append: whatever the disk kept, the log goes on.

A recorder notes every file call of the write path. Each prefix of the record is played back on a
model of a disk that keeps only what was synced: file contents and folder entries apart. Of what
was not synced nothing, everything, or a random part survives; a new file may come back empty or
half; ACTAS_EVERY draws more such parts. The recovery is recorded too and cut off in turn.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from logkit import QuickDisk, batch, content, make_signers

from actas.log import journal
from actas.log.audit import audit
from actas.log.policy import of_keys
from actas.log.store import Log

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

Op = tuple[str, tuple[str, ...], bytes, bool]
FOLDER = "<folder>"
DRAWS = 4 if "ACTAS_EVERY" in os.environ else 1


class Recorder(QuickDisk):
    """Does the file calls and notes them, paths relative to the log."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ops: list[Op] = []

    def note(self, call: str, *paths: Path, data: bytes = b"", sync: bool = False) -> None:
        names = tuple(path.relative_to(self.root).as_posix() for path in paths)
        self.ops.append((call, names, data, sync))

    def write(self, path: Path, data: bytes, *, sync: bool) -> None:
        super().write(path, data, sync=sync)
        self.note("write", path, data=data, sync=sync)

    def mkdir(self, path: Path) -> None:
        super().mkdir(path)
        self.note("mkdir", path)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self.note("rename", source, target)

    def unlink(self, path: Path) -> None:
        if path.exists():
            self.note("unlink", path)
        super().unlink(path)

    def rmdir(self, path: Path) -> None:
        super().rmdir(path)
        self.note("rmdir", path)

    def sync_file(self, path: Path) -> None:
        self.note("sync_file", path)

    def sync_dirs(self, paths: object) -> None:
        for path in paths:  # type: ignore[attr-defined]
            self.note("sync_dir", path)

    def sync_all(self, root: Path) -> None:
        self.note("sync_all", root)


@dataclass
class Inode:
    """A file's bytes: as last synced, and as last written."""

    kept: bytes | None
    live: bytes


@dataclass
class Model:
    """A disk: names as synced, names changed since (in order, each whole or lost), contents."""

    kept: dict[str, Inode | str]
    live: dict[str, Inode | str] = field(default_factory=dict)
    changes: list[tuple[str, dict[str, Inode | str | None]]] = field(default_factory=list)

    @classmethod
    def of(cls, files: dict[str, bytes]) -> Model:
        kept: dict[str, Inode | str] = {
            path: FOLDER if data == b"<folder>" else Inode(data, data)
            for path, data in files.items()
        }
        return cls(kept, dict(kept))

    def play(self, op: Op) -> None:
        call, names, data, sync = op
        if call == "write":
            old = self.live.get(names[0])
            node = old if isinstance(old, Inode) else Inode(None, b"")
            node.live = data
            if sync:
                node.kept = data
            if old is None:
                self._change({names[0]: node})
        elif call == "mkdir":
            self._change({names[0]: FOLDER})
        elif call == "rename":
            self._change({names[0]: None, names[1]: self.live[names[0]]})
        elif call in ("unlink", "rmdir"):
            self._change({names[0]: None})
        elif call == "sync_file":
            node = self.live[names[0]]
            assert isinstance(node, Inode)
            node.kept = node.live
        elif call == "sync_dir":
            self._sync(lambda folder: folder == names[0])
        else:
            self._sync(lambda folder: True)
            for node in self.live.values():
                if isinstance(node, Inode):
                    node.kept = node.live

    def after_power_loss(self, keep: random.Random | bool) -> dict[str, bytes]:
        """What the disk holds when power is back."""

        def survives() -> bool:
            return keep if isinstance(keep, bool) else keep.random() < 0.5

        names = dict(self.kept)
        for _, change in self.changes:
            if survives():
                apply(names, change)
        found: dict[str, bytes] = {}
        for path in sorted(names):
            above = path.rpartition("/")[0]
            if above and found.get(above) != b"<folder>":
                continue
            node = names[path]
            if isinstance(node, str):
                found[path] = b"<folder>"
            elif survives() or node.kept == node.live:
                found[path] = node.live
            elif node.kept is not None:
                found[path] = node.kept
            else:
                half = isinstance(keep, random.Random) and keep.random() < 0.5
                found[path] = node.live[: len(node.live) // 2] if half else b""
        return found

    def _change(self, change: dict[str, Inode | str | None]) -> None:
        folder = next(iter(change)).rpartition("/")[0] or "."
        self.changes.append((folder, change))
        apply(self.live, change)

    def _sync(self, in_scope: object) -> None:
        rest = []
        for folder, change in self.changes:
            if in_scope(folder):  # type: ignore[operator]
                apply(self.kept, change)
            else:
                rest.append((folder, change))
        self.changes = rest


def apply(names: dict[str, Inode | str], change: dict[str, Inode | str | None]) -> None:
    for path, node in change.items():
        if node is None:
            names.pop(path, None)
        else:
            names[path] = node


def states(before: dict[str, bytes], ops: list[Op], draws: int) -> Iterator[dict[str, bytes]]:
    """Each distinct state that a cut after any call can leave."""
    seen = set()
    for length in range(len(ops) + 1):
        for number in range(draws + 2):
            model = Model.of(before)
            for op in ops[:length]:
                model.play(op)
            chance = random.Random(f"{length} {number}")
            keep = (False, True)[number] if number < 2 else chance
            state = model.after_power_loss(keep)
            key = frozenset(state.items())
            if key not in seen:
                seen.add(key)
                yield state


def lay_out(folder: Path, state: dict[str, bytes]) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for path in sorted(state):
        if state[path] == b"<folder>":
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(state[path])
    return folder


def check(folder: Path, before: dict[str, bytes], old: int, new: int, disk: QuickDisk) -> int:
    """The log opens at the old size or the new, whole, and goes on."""
    policy = of_keys(signer.verifier for signer in make_signers())
    reader = Log.open(folder, policy)
    assert list(reader.entries()) == batch(0, reader.size)
    log = Log.open(folder, policy, make_signers(), disk=disk)
    assert log.size in (old, new)
    if log.size == old:
        assert content(folder) == before
    found = audit(folder, policy)
    assert found.ok, found
    size = log.size
    log.append(batch(size, 3))
    assert audit(folder, policy).ok
    assert list(Log.open(folder).entries()) == batch(0, size + 3)
    return size


@pytest.mark.slow
@pytest.mark.parametrize("few", [True, False], ids=["files synced one by one", "synced once"])
@pytest.mark.parametrize(("old", "count"), [(0, 5), (250, 20), (250, 300)])
def test_every_cut_of_an_append(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: int, count: int, few: bool
) -> None:
    monkeypatch.setattr(journal, "few", lambda *_: few)
    folder = tmp_path / "log"
    log = Log.create(folder, "log.example/valley", make_signers(), disk=QuickDisk())
    log.append(batch(0, old // 2))
    log.append(batch(old // 2, old - old // 2))
    before = content(folder)
    recorder = Recorder(folder)
    Log.open(folder, signers=make_signers(), disk=recorder).append(batch(old, count))
    sizes = set()
    for number, state in enumerate(states(before, recorder.ops, DRAWS)):
        again = lay_out(tmp_path / "again", state)
        sizes.add(check(again, before, old, old + count, QuickDisk()))
        if number % 12 == 6:
            check_cut_recovery(tmp_path / "twice", state, before, old, old + count)
    assert sizes == {old, old + count}


def check_cut_recovery(
    folder: Path, state: dict[str, bytes], before: dict[str, bytes], old: int, new: int
) -> None:
    """The same where power goes again while the log recovers."""
    recorder = Recorder(lay_out(folder, state))
    Log.open(folder, signers=make_signers(), disk=recorder)
    for second in states(state, recorder.ops, DRAWS):
        check(lay_out(folder, second), before, old, new, QuickDisk())


def test_every_cut_of_making_a_log(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    recorder = Recorder(tmp_path)
    Log.create(folder, "log.example/valley", make_signers(), disk=recorder)
    for state in states({}, recorder.ops, draws=6):
        again = lay_out(tmp_path / "again", state)
        if not (again / "log" / "checkpoint").exists():
            Log.create(again / "log", "log.example/valley", make_signers(), disk=QuickDisk())
        log = Log.open(again / "log", signers=make_signers(), disk=QuickDisk())
        log.append(batch(0, 3))
        assert list(log.entries()) == batch(0, 3)
