"""Whatever is changed in a published log is found, by the package and by the one-file verifier.

Each byte of each file is changed (every sixteenth, unless ACTAS_EVERY is set), each file is cut,
lengthened and dropped, files are added and signature lines too. What the one-file verifier says it
cannot see is exactly what it misses.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from logkit import QuickDisk, batch

from actas.log import standalone
from actas.log.audit import Audit, Folder, audit
from actas.log.checkpoint import parse_checkpoint
from actas.log.note import COSIGNATURE, ED25519, MLDSA44
from actas.log.policy import Policy
from actas.log.signing import Signer
from actas.log.store import Log

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

STEP = 1 if "ACTAS_EVERY" in os.environ else 16
Files = dict[str, bytes]
WITNESS = Signer("witness.example/w1", COSIGNATURE, b"\x05" * 32, clock=lambda: 1_700_000_000)
STRANGER = Signer("stranger.example", ED25519, b"\x06" * 32)


@pytest.fixture(scope="module")
def trusted(policy: Policy) -> Policy:
    """The log's two keys and one witness whose cosignature is asked for."""
    return Policy(policy.logs, {"w1": WITNESS.verifier}, quorum="w1")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, signers: tuple[Signer, ...]) -> Files:
    """A log of five batches, with a full tile, tiles of earlier heads and a cosigned head."""
    folder = tmp_path_factory.mktemp("published") / "log"
    log = Log.create(folder, "log.example/valley", signers, disk=QuickDisk())
    for start, count in ((0, 100), (100, 160), (260, 3), (263, 2)):
        log.append([b"%d" % n for n in range(start, start + count)])
    files = dict(Folder(folder))
    files["checkpoint"] += WITNESS.sign(log.head.text).line.encode()
    return files


def by_package(files: Files, policy: Policy) -> Audit:
    return audit(files, policy)


def by_standalone(files: Files, policy: Policy) -> standalone.Report:
    report = standalone.Report()
    keys = standalone.parse_policy(policy.text)
    standalone.check_log(report, files, [], keys)
    return report


def mutations(path: str, data: bytes) -> Iterator[tuple[str, bytes | None]]:
    for at in range(len(path) % STEP, len(data), STEP):
        bit = 1 << (at // STEP % 8)
        yield f"{path} byte {at}", data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
    for length in (0, 1, len(data) // 2, len(data) - 1):
        yield f"{path} cut to {length}", data[:length]
    for more in (b"\x00", b"\n", b"\x00\x00", data[:1], data):
        yield f"{path} with {more[:8]!r}", data + more
    yield f"{path} dropped", None


def changed(files: Files, path: str, data: bytes | None) -> Files:
    copy = {**files, path: data or b""}
    if data is None:
        del copy[path]
    return copy


def mldsa_signature(files: Files) -> range:
    """Where in the checkpoint the base64 of the ML-DSA-44 signature proper stands."""
    note = files["checkpoint"]
    line = next(s for s in parse_checkpoint(note)[1].signatures if len(s.blob) == 2428)
    encoded = base64.b64encode(line.key_id + line.blob)
    start = note.index(encoded)
    return range(start + 5, start + len(encoded))  # the key id fills the first five and a bit


def test_published_log_is_good_for_both(published: Files, trusted: Policy) -> None:
    whole, alone = by_package(published, trusted), by_standalone(published, trusted)
    assert whole.ok
    assert alone.ok
    assert whole.head is not None
    assert (whole.head.size, whole.head.root) == (alone.size, alone.root)
    assert whole.cosignatures == alone.cosignatures == 1
    assert {"tile/0/001.p/4", "tile/0/001.p/7", "tile/entries/001.p/9", "tile/0/000"} <= set(
        published
    )


@pytest.mark.slow
def test_every_byte_of_every_file(published: Files, trusted: Policy) -> None:
    count = 0
    for path, data in published.items():
        for what, new in mutations(path, data):
            count += 1
            assert not by_package(changed(published, path, new), trusted).ok, f"not found: {what}"
    assert count * STEP > sum(len(data) for data in published.values())


@pytest.mark.slow
def test_every_byte_seen_by_the_one_file_verifier(published: Files, trusted: Policy) -> None:
    unseen = mldsa_signature(published)
    for path, data in published.items():
        for number, (what, new) in enumerate(mutations(path, data)):
            if STEP == 1 and path == "tile/0/000" and number % 4:
                continue  # a hash among 256 alike; every byte is the package's test
            if by_standalone(changed(published, path, new), trusted).ok:
                assert path == "checkpoint", what
                assert int(what.rpartition(" ")[2]) in unseen, what


def test_every_signature_line_dropped_or_doubled(published: Files, trusted: Policy) -> None:
    head, note = parse_checkpoint(published["checkpoint"])
    lines = [signature.line.encode() for signature in note.signatures]
    assert len(lines) == 3
    for number in range(3):
        for some in (lines[:number] + lines[number + 1 :], [*lines, lines[number]]):
            files = changed(published, "checkpoint", head.text + b"\n" + b"".join(some))
            assert not by_package(files, trusted).ok
            assert not by_standalone(files, trusted).ok


def test_line_of_an_unknown_key_fails(published: Files, trusted: Policy) -> None:
    head, _ = parse_checkpoint(published["checkpoint"])
    line = STRANGER.sign(head.text).line.encode()
    files = changed(published, "checkpoint", published["checkpoint"] + line)
    found = by_package(files, trusted)
    assert not found.ok
    assert "does not know: stranger.example" in next(
        check.says for check in found.checks if check.check == "signatures"
    )
    assert not by_standalone(files, trusted).ok
    for at in range(len(published["checkpoint"]), len(files["checkpoint"])):
        flipped = bytearray(files["checkpoint"])
        flipped[at] ^= 1
        assert not by_package(changed(files, "checkpoint", bytes(flipped)), trusted).ok


def test_keys_of_another_log_fail(published: Files) -> None:
    other = Policy((Signer("log.example/valley", ED25519, b"\x09" * 32).verifier,))
    assert not by_package(published, other).ok
    assert not by_standalone(published, other).ok


@pytest.mark.parametrize(
    "path",
    ["journal", "pending", "tile/0/002", "tile/0/000.p/9", "tile/1/000.p/2", "tile/0/x001/000",
     "tile/entries/001.p/10", "notes.txt", "tile/7/000", "tile/0/001.p/9.bak"],
)  # fmt: skip
def test_files_that_should_not_be_there(published: Files, trusted: Policy, path: str) -> None:
    files = {**published, path: published["tile/0/000"][:32]}
    found = by_package(files, trusted)
    assert f"{path} should not be there" in next(c.says for c in found.checks if c.check == "files")
    assert not by_standalone(files, trusted).ok


def test_missing_is_told_from_altered(published: Files, trusted: Policy) -> None:
    path = "tile/entries/000"
    gone = {c.check: c for c in by_package(changed(published, path, None), trusted).checks}
    assert f"{path} is missing" in gone["files"].says
    other = published[path].replace(b"77", b"78", 1)
    bad = {c.check: c for c in by_package(changed(published, path, other), trusted).checks}
    assert bad["files"].ok
    assert bad["tiles"].ok
    assert bad["entries"].says == f"{path} was altered"
    tile = published["tile/0/000"][::-1]
    bad = {c.check: c for c in by_package(changed(published, "tile/0/000", tile), trusted).checks}
    assert bad["entries"].ok
    assert bad["tiles"].says == "tile/0/000 was altered"


def test_entries_replaced_together_with_their_tiles(
    tmp_path: Path, published: Files, trusted: Policy, signers: tuple[Signer, ...]
) -> None:
    log = Log.create(tmp_path / "log", "log.example/valley", signers, disk=QuickDisk())
    log.append([b"another %d" % number for number in range(265)])
    files = {**dict(Folder(tmp_path / "log")), "checkpoint": published["checkpoint"]}
    found = {c.check: c for c in by_package(files, trusted).checks}
    assert not found["root"].ok
    assert not by_standalone(files, trusted).ok


def test_opening_a_log_altered_by_hand_says_so(tmp_path: Path, published: Files) -> None:
    from actas.errors import LogError

    for path, data in changed(
        published, "tile/entries/000", published["tile/entries/000"].replace(b"77", b"78", 1)
    ).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    log = Log.open(tmp_path)
    with pytest.raises(LogError, match="tile/entries/000 was altered"):
        list(log.entries())
    assert next(log.entries(260)) == b"260"
    assert batch(0, 1) == [b'{"station":"0"}']


def test_ed25519_and_mldsa_are_both_needed(published: Files, signers: tuple[Signer, ...]) -> None:
    only = Policy((signers[0].verifier,))
    assert not by_package(published, only).ok
    assert {signer.verifier.kind for signer in signers} == {ED25519, MLDSA44}
