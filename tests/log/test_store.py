"""A log in a folder: made, opened, appended to, read and proved from, with errors for people."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logkit import ORIGIN, QuickDisk, batch, content

from actas.errors import ActasError, InputError, LogError, ProjectError
from actas.log import merkle, tiles
from actas.log.audit import audit
from actas.log.checkpoint import Checkpoint
from actas.log.growth import Growth
from actas.log.note import ED25519
from actas.log.policy import Policy
from actas.log.proof import parse_proof
from actas.log.signing import Signer
from actas.log.store import Log
from actas.log.tree import Tree

Signers = tuple[Signer, ...]


@pytest.fixture
def log(tmp_path: Path, signers: Signers) -> Log:
    return Log.create(tmp_path / "log", ORIGIN, signers, disk=QuickDisk())


def test_only_public_files_of_tlog_tiles(log: Log, policy: Policy) -> None:
    log.append(batch(0, 600))
    log.append(batch(600, 400))
    allowed = {"checkpoint", *(tile.path for tile in tiles.layout(1000)), "tile/1/000.p/1",
               "tile/1/000.p/2"}  # fmt: skip
    files = {path for path, data in content(log.directory).items() if data != b"<folder>"}
    assert files == allowed
    assert audit(log.directory, policy).ok


def test_partial_tiles_stay_until_the_full_one_is_there(log: Log) -> None:
    for start, count in ((0, 10), (10, 20), (30, 225)):
        log.append(batch(start, count))
    there = sorted(path.name for path in (log.directory / "tile/0/000.p").iterdir())
    assert there == ["10", "255", "30"]
    older = Tree(log.read, 30, log.tree.root_at(30))
    log.append(batch(255, 1))
    assert not (log.directory / "tile/0/000.p").exists()
    assert not (log.directory / "tile/entries/000.p").exists()
    assert older.inclusion_proof(7)  # a reader of the older head falls back to the full tile
    assert older.bundle(0) == batch(0, 30)


def test_entries_by_range(log: Log) -> None:
    log.append(batch(0, 700))
    every = batch(0, 700)
    assert list(log.entries()) == every
    for start, end in (
        (0, 1),
        (255, 257),
        (256, 512),
        (699, 700),
        (5, 5),
        (690, 9999),
        (700, None),
    ):
        assert list(log.entries(start, end)) == every[start:end]
    assert log.entry(300) == every[300]
    with pytest.raises(LogError, match="no entry 700"):
        log.entry(700)


def test_proof_carries_its_entry(log: Log, policy: Policy) -> None:
    log.append(batch(0, 300))
    for index in (0, 255, 256, 299):
        proof = parse_proof(log.prove(index).encode())
        assert proof.extra == batch(index, 1)[0]
        assert proof.verify(policy).checkpoint == log.head
        with pytest.raises(LogError):
            proof.verify(policy, b"something else")


def test_published_signatures_are_made_once(log: Log, signers: Signers) -> None:
    log.append(batch(0, 3))
    published = (log.directory / "checkpoint").read_bytes()
    again = Log.open(log.directory, signers=signers, disk=QuickDisk())
    again.append([])
    assert (log.directory / "checkpoint").read_bytes() == published == again.checkpoint


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=12), max_size=700), st.data())
def test_how_a_log_was_split_into_batches_never_changes_it(
    entries: list[bytes], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(entries)), max_size=5)))
    files: dict[str, bytes] = {}
    size, root = 0, merkle.EMPTY_ROOT
    for end in [*cuts, len(entries)]:
        tree = Tree(files.get, size, root)
        last = tiles.tail(tiles.ENTRIES, size)
        bundle = tiles.pack(tree.bundle(last.index)) if last else b""
        growth = Growth(size, tree.edge(), bundle, entries[size:end])
        files |= {tile.path: part for tile, part in growth.tiles()}
        added = {tile.path for tile in tiles.added(size, end)}
        assert added <= set(files)
        size, root = end, growth.root
    assert root == merkle.root([merkle.leaf_hash(entry) for entry in entries])
    once = Growth(0, [], b"", entries)
    assert {t.path: part for t, part in once.tiles() if t in set(tiles.layout(size))} == {
        tile.path: files[tile.path] for tile in tiles.layout(size)
    }


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.integers(0, 600))
def test_a_longer_log_proves_every_shorter_one(one: int, two: int) -> None:
    old, new = sorted((one, two))
    growth = Growth(0, [], b"", batch(0, new))
    files = {tile.path: data for tile, data in growth.tiles()}
    tree = Tree(files.get, new, growth.root)
    older = merkle.root([merkle.leaf_hash(entry) for entry in batch(0, old)])
    merkle.verify_consistency(old, new, tree.consistency_proof(old), older, growth.root)
    assert tree.root_at(old) == older


def test_check_grew_from(log: Log) -> None:
    heads = [log.head]
    for start in (0, 200, 300):
        heads.append(log.append(batch(start, 200 if start == 0 else 100)))
    for head in heads:
        log.check_grew_from(head)
    with pytest.raises(LogError, match="not a continuation"):
        log.check_grew_from(Checkpoint(ORIGIN, 200, heads[1].root[::-1]))
    with pytest.raises(LogError, match="two logs"):
        log.check_grew_from(Checkpoint("other.example", 200, heads[1].root))
    with pytest.raises(LogError, match="had 9999 before"):
        log.check_grew_from(Checkpoint(ORIGIN, 9999, heads[1].root))


def test_entries_that_a_log_does_not_take(log: Log) -> None:
    before = content(log.directory)
    log_max = b"x" * 65_535
    for bad in ([b"fine", log_max + b"x"], [b"fine", "text"]):
        with pytest.raises(InputError, match="entry 1 of the batch"):
            log.append(bad)  # type: ignore[arg-type]
    assert content(log.directory) == before
    log.append([log_max, b""])
    assert list(log.entries()) == [log_max, b""]


def test_reading_never_writes(log: Log, policy: Policy) -> None:
    log.append(batch(0, 5))
    (log.directory / "journal").write_bytes(b"actas log journal v1\nfrom 5\nto 9\nend\n")
    (log.directory / "pending").write_bytes(b"half")
    before = content(log.directory)
    assert list(Log.open(log.directory, policy).entries()) == batch(0, 5)
    assert content(log.directory) == before
    with pytest.raises(ProjectError, match="opened for reading"):
        Log.open(log.directory, policy).append(batch(5, 1))


@pytest.mark.parametrize(
    ("code", "says"),
    [(errno.ENOSPC, "no space left"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only")],
)
@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_a_disk_that_refuses(log: Log, signers: Signers, code: int, says: str, call: int) -> None:
    class Refusing(QuickDisk):
        left = call

        def write(self, path: Path, data: bytes, *, sync: bool) -> None:
            self.left -= 1
            if self.left == 0:
                raise OSError(code, os.strerror(code), str(path))
            super().write(path, data, sync=sync)

    log.append(batch(0, 5))
    before = content(log.directory)
    with pytest.raises(ProjectError, match=says) as told:
        Log.open(log.directory, signers=signers, disk=Refusing()).append(batch(5, 3))
    assert "\n" not in str(told.value)
    assert content(log.directory) == before


def test_interrupted_by_hand(log: Log, signers: Signers) -> None:
    class Interrupted(QuickDisk):
        def write(self, path: Path, data: bytes, *, sync: bool) -> None:
            super().write(path, data, sync=sync)
            if path.parent.name == "000.p":
                raise KeyboardInterrupt

    before = content(log.directory)
    with pytest.raises(KeyboardInterrupt):
        Log.open(log.directory, signers=signers, disk=Interrupted()).append(batch(0, 3))
    assert content(log.directory) == before


def test_a_key_that_does_not_match(log: Log) -> None:
    log.append(batch(0, 2))
    other = Signer(ORIGIN, ED25519, b"\x44" * 32)
    with pytest.raises(LogError, match="key does not match"):
        Log.open(log.directory, signers=[other])
    elsewhere = Signer("elsewhere.example", ED25519, b"\x44" * 32)
    with pytest.raises(LogError, match=r"elsewhere\.example does not match"):
        Log.open(log.directory, signers=[elsewhere])
    with pytest.raises(LogError, match="not signed by a known key"):
        Log.open(log.directory, [other.verifier])


def test_a_torn_or_altered_checkpoint(log: Log, policy: Policy, signers: Signers) -> None:
    log.append(batch(0, 2))
    path = log.directory / "checkpoint"
    whole = path.read_bytes()
    for data in (whole[:40], whole[:-1], b"", whole.replace(b"\n2\n", b"\n3\n")):
        path.write_bytes(data)
        for keys in ((), signers):
            with pytest.raises(LogError) as told:
                Log.open(log.directory, policy, keys, disk=QuickDisk())
            assert "\n" not in str(told.value)
    path.unlink()
    with pytest.raises(ProjectError, match="there is no log at"):
        Log.open(log.directory, policy)


def test_appending_to_an_altered_log_is_refused(log: Log) -> None:
    log.append(batch(0, 9))
    for name in ("tile/0/000.p/9", "tile/entries/000.p/9"):
        path = log.directory / name
        whole = path.read_bytes()
        path.write_bytes(bytes([whole[0], whole[1], whole[2] ^ 1]) + whole[3:])
        before = content(log.directory)
        with pytest.raises(LogError):
            log.append(batch(9, 1))
        assert content(log.directory) == before
        path.write_bytes(whole)
    log.append(batch(9, 1))


def test_a_folder_that_is_no_place_for_a_log(tmp_path: Path, signers: Signers) -> None:
    (tmp_path / "file.txt").write_text("mine")
    with pytest.raises(ProjectError, match="not empty"):
        Log.create(tmp_path, ORIGIN, signers)
    with pytest.raises(ActasError):
        Log.create(tmp_path / "a" / "b", ORIGIN, signers)
    with pytest.raises(LogError, match="at least one"):
        Log.create(tmp_path / "new", ORIGIN, ())
    with pytest.raises(ProjectError, match="there is no log"):
        Log.open(tmp_path / "nothing")
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_a_pending_head_that_nobody_announced(log: Log, signers: Signers) -> None:
    (log.directory / "pending").write_bytes(b"?")
    with pytest.raises(LogError, match="no write announced"):
        Log.open(log.directory, signers=signers)


def test_speed_of_a_small_durable_append(tmp_path: Path, signers: Signers) -> None:
    log = Log.create(tmp_path / "log", ORIGIN, signers)
    started = time.perf_counter()
    log.append(batch(0, 64))
    assert time.perf_counter() - started < 5  # seconds; a guard, the number is in benchmarks/
