"""A proof taken from a log can be checked anywhere, and only as long as it is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import orjson
import pytest
from votes import ORIGIN, SHOWN, STATIONS, Votes

from actas.count.fold import fold
from actas.errors import InputError
from actas.log import keys
from actas.log.proof import parse_proof
from actas.release.files import Folder
from actas.release.kept import in_release
from actas.release.proving import prove
from actas.release.verification import verify


def proof(votes: Votes, what: str, **which: object) -> bytes:
    return prove(votes.log, fold(votes.log.entries()), what, **which)  # type: ignore[arg-type]


def test_the_record_of_a_station_is_proven(small: Votes, tmp_path: Path) -> None:
    path = tmp_path / "table.tlog-proof"
    path.write_bytes(proof(small, STATIONS[8]))
    verified = verify(path, key=small.vkey)
    assert verified.ok
    assert [check.check for check in verified.checks] == ["proof", "key"]
    assert "the record 1/3/1 governor watch accepted is entry" in verified.checks[0].says
    assert (verified.size, verified.root) == (small.log.size, small.log.root.hex())
    entry = orjson.loads(parse_proof(path.read_bytes()).extra or b"")
    assert (entry["kind"], entry["station"]) == ("record", STATIONS[8])


def test_the_reading_behind_it_is_proven(small: Votes, tmp_path: Path) -> None:
    path = tmp_path / "table.tlog-proof"
    path.write_bytes(proof(small, STATIONS[8], reading=True))
    assert "the reading 1/3/1 governor watch" in verify(path, key=small.vkey).checks[0].says


def test_a_document_is_proven_by_its_digest(small: Votes, tmp_path: Path) -> None:
    path = tmp_path / "sheet.tlog-proof"
    path.write_bytes(proof(small, SHOWN[0]))
    assert "the document" in verify(path, key=small.vkey).checks[0].says
    with pytest.raises(InputError, match="no document"):
        proof(small, "cd" * 32)


def test_a_release_proves_as_its_log_does(small: Votes, published: Path) -> None:
    kept = in_release(Folder(published))
    state = fold(kept.entries())
    assert prove(kept, state, STATIONS[8]) == proof(small, STATIONS[8])


def test_which_record_is_meant_must_be_said(small: Votes) -> None:
    with pytest.raises(InputError, match="--source sunparty --contest governor"):
        proof(small, STATIONS[0])
    assert proof(small, STATIONS[0], source="sunparty")
    assert proof(small, STATIONS[0], source="watch", contest="mayor")
    with pytest.raises(InputError, match="no record of station 9/9/9"):
        proof(small, "9/9/9")


def test_without_a_key_the_one_beside_it_is_taken_and_said(small: Votes, tmp_path: Path) -> None:
    path = tmp_path / "table.tlog-proof"
    path.write_bytes(proof(small, STATIONS[8]))
    with pytest.raises(InputError, match="give the log's key with --key"):
        verify(path)
    (tmp_path / "keys").mkdir()
    shutil.copy(small.folder / "keys/policy.txt", tmp_path / "keys")
    verified = verify(path)
    assert verified.ok
    assert "in keys/ beside it, which you must compare elsewhere" in verified.checks[1].says


def test_another_key_does_not_verify_it(small: Votes, tmp_path: Path) -> None:
    path = tmp_path / "table.tlog-proof"
    path.write_bytes(proof(small, STATIONS[8]))
    other = keys.make(tmp_path / "other", ORIGIN)[0].verifier.vkey
    assert not verify(path, key=other).ok


def test_any_flipped_byte_of_a_proof_is_found(small: Votes, tmp_path: Path) -> None:
    path = tmp_path / "table.tlog-proof"
    whole = proof(small, STATIONS[8])
    both = str(small.folder / "keys/policy.txt")
    end = whole.index("—".encode())  # lines of signatures are the log's own tests' matter
    for at in range(len(whole.split(b"\n")[0]), end):
        flipped = bytearray(whole)
        flipped[at] ^= 1
        path.write_bytes(flipped)
        assert not verify(path, key=both).ok, at
