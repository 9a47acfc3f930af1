"""A verifier remembers the heads it saw: a fork is refused, an older copy is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from logkit import ORIGIN, QuickDisk, batch

from actas.log.heads import Fork, Heads
from actas.log.signing import Signer
from actas.log.store import Log


@pytest.fixture
def heads(tmp_path: Path) -> Heads:
    return Heads(tmp_path / "state" / "heads")


def grown(folder: Path, signers: tuple[Signer, ...], *batches: list[bytes]) -> Log:
    log = Log.create(folder, ORIGIN, signers, disk=QuickDisk())
    for one in batches:
        log.append(one)
    return log


def test_a_log_that_grows(tmp_path: Path, heads: Heads, signers: tuple[Signer, ...]) -> None:
    log = grown(tmp_path / "log", signers, batch(0, 300))
    assert heads.remember(log.head, log.tree).startswith("the first head seen")
    for count in (10, 500, 1):
        assert "continues" in heads.remember(log.head, log.tree)
        log.append(batch(log.size, count))
        assert "continues" in heads.remember(log.head, log.tree)
    assert [head.size for head in heads.seen(ORIGIN)] == [300, 310, 810, 811]
    assert heads.seen("other.example") == []


def test_a_fork_is_refused(tmp_path: Path, heads: Heads, signers: tuple[Signer, ...]) -> None:
    log = grown(tmp_path / "log", signers, batch(0, 300))
    heads.remember(log.head, log.tree)
    for name, batches in (
        ("same size", [batch(1, 300)]),
        ("longer", [batch(0, 299), batch(777, 50)]),
    ):
        fork = grown(tmp_path / name, signers, *batches)
        with pytest.raises(Fork, match="showed another history before"):
            heads.remember(fork.head, fork.tree)
    assert [head.size for head in heads.seen(ORIGIN)] == [300]


def test_an_older_copy(tmp_path: Path, heads: Heads, signers: tuple[Signer, ...]) -> None:
    older = grown(tmp_path / "older", signers, batch(0, 300))
    newer = grown(tmp_path / "newer", signers, batch(0, 300), batch(300, 100))
    heads.remember(newer.head, newer.tree)
    with pytest.raises(Fork, match="an older copy, or a log cut short"):
        heads.remember(older.head, older.tree)
    says = heads.remember(older.head, older.tree, newer=newer.tree)
    assert says == "an older copy: the 400 entries seen since begin with it"
    assert [head.size for head in heads.seen(ORIGIN)] == [400]
    fork = grown(tmp_path / "fork", signers, batch(5, 300))
    with pytest.raises(Fork, match="FORK"):
        heads.remember(fork.head, fork.tree, newer=newer.tree)


def test_an_older_copy_that_was_seen(
    tmp_path: Path, heads: Heads, signers: tuple[Signer, ...]
) -> None:
    log = grown(tmp_path / "log", signers, batch(0, 300))
    first, tree = log.head, log.tree
    heads.remember(first, tree)
    log.append(batch(300, 5))
    heads.remember(log.head, log.tree)
    assert "older copy" in heads.remember(first, tree)
    other = grown(tmp_path / "other", signers, batch(9, 300))
    with pytest.raises(Fork, match="FORK"):
        heads.remember(other.head, other.tree)
