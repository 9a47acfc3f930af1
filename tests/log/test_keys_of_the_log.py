"""Keys in a folder: made whole, kept private, never printed, and the policy that trusts them."""

from __future__ import annotations

import copy
import os
import pickle
import stat
from pathlib import Path

import pytest

from actas.errors import ActasError, InputError, LogError, ProjectError
from actas.log import keys
from actas.log.checkpoint import empty
from actas.log.note import COSIGNATURE, ED25519, MLDSA44, NoteError
from actas.log.policy import Policy, of_keys, parse_policy
from actas.log.signing import Signer, sign_note

ORIGIN = "log.example/valley"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_of_keys(tmp_path: Path) -> None:
    os.umask(0o022)
    made = keys.make(tmp_path / "keys", ORIGIN)
    names = sorted(path.name for path in (tmp_path / "keys").iterdir())
    assert names == ["log-ed25519.key", "log-ed25519.vkey", "log-mldsa44.key",
                     "log-mldsa44.vkey", "policy.txt"]  # fmt: skip
    assert {mode(tmp_path / "keys" / name) for name in names if name.endswith(".key")} == {0o600}
    assert mode(tmp_path / "keys") == 0o700
    loaded = keys.load(tmp_path / "keys")
    assert [signer.verifier for signer in loaded] == [signer.verifier for signer in made]
    assert [key.kind for key in keys.verifiers(tmp_path / "keys")] == [ED25519, MLDSA44]
    note = sign_note(empty(ORIGIN).text, loaded)
    policy = keys.policy(tmp_path / "keys")
    assert policy.faults(note) == []
    assert policy.verify(note).logs == keys.verifiers(tmp_path / "keys")
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    keys.make(tmp_path / "keys", ORIGIN)
    before = (tmp_path / "keys" / "log-ed25519.key").read_bytes()
    with pytest.raises(ProjectError, match="would be lost"):
        keys.make(tmp_path / "keys", ORIGIN)
    assert (tmp_path / "keys" / "log-ed25519.key").read_bytes() == before


@pytest.mark.parametrize("bits", [0o644, 0o640, 0o604, 0o660])
def test_keys_that_others_can_read_are_refused(tmp_path: Path, bits: int) -> None:
    keys.make(tmp_path / "keys", ORIGIN)
    (tmp_path / "keys" / "log-mldsa44.key").chmod(bits)
    with pytest.raises(ProjectError, match="can be read by others: run `chmod 600"):
        keys.load(tmp_path / "keys")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    seed = bytes(range(32))
    signer = Signer(ORIGIN, ED25519, seed)
    secret = signer.secret_line().rpartition("+")[2]
    shown = f"{signer} {signer!r} {[signer]} {vars(signer.verifier.__class__)}"
    assert secret not in shown
    assert seed.hex() not in shown
    for how in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            how(signer)
    keys.make(tmp_path / "keys", ORIGIN, random=lambda n: seed[:n])
    path = tmp_path / "keys" / "log-ed25519.key"
    for bad in (secret, signer.secret_line()[:-2] + "A=", signer.secret_line() + "x"):
        path.write_text(bad)
        with pytest.raises(LogError) as told:
            keys.load(tmp_path / "keys")
        assert secret[5:20] not in str(told.value)


def test_missing_and_impossible_keys(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="there is no key"):
        keys.load(tmp_path)
    with pytest.raises(ActasError):
        keys.policy(tmp_path)
    for name in ("", "two words", "a+b", "new\nline"):
        with pytest.raises(NoteError):
            keys.make(tmp_path / "keys", name)
    assert list(tmp_path.iterdir()) == []


def witness(number: int, kind: int = COSIGNATURE) -> Signer:
    return Signer(f"w{number}.example", kind, bytes([number]) * 32, clock=lambda: 1_700_000_000)


def test_groups_of_witnesses() -> None:
    log = Signer(ORIGIN, ED25519, b"\x01" * 32)
    some = [witness(2), witness(3), witness(4, MLDSA44), witness(5)]
    lines = [f"witness {name} {one.verifier.vkey}" for name, one in zip("ABCD", some, strict=True)]
    text = "\n".join(
        ["# who we trust", f"log {log.verifier.vkey} https://log.example", *lines,
         "group two-of-three 2 A B C", "\tgroup both all two-of-three D ", "quorum both", ""]
    )  # fmt: skip
    policy = parse_policy(text.encode())
    assert parse_policy(policy.text.encode()) == policy
    head = empty(ORIGIN).text
    for signed, good in (((0, 1, 3), True), ((0, 2, 3), True), ((0, 1, 2), False), ((0, 3), False)):
        note = sign_note(head, [log, *(some[number] for number in signed)])
        assert (policy.faults(note) == []) == good
        if good:
            assert len(policy.verify(note).witnesses) == len(signed)
        else:
            with pytest.raises(NoteError, match="needs more"):
                policy.verify(note)
    stranger = Signer("stranger.example", ED25519, b"\x09" * 32)
    note = sign_note(head, [log, *some, stranger])
    assert policy.verify(note).witnesses.keys() == set("ABCD")  # a client ignores unknown lines
    assert policy.faults(note) == [
        "a signature is by a key that the policy does not know: stranger.example"
    ]


def test_log_key_of_another_name_does_not_sign_for_the_origin() -> None:
    other = Signer("other.example", ED25519, b"\x01" * 32)
    with pytest.raises(NoteError, match="not signed by a known key"):
        of_keys([other.verifier]).verify(sign_note(empty(ORIGIN).text, [other]))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("quorum none\nquorum none", "exactly one"), ("", "needs a quorum"),
        ("quorum W", "defined on a line above"), ("group g 3 W1 W2\nquorum g", "defined"),
        ("{w}group g 2 W\nquorum g", "from 1 to 1"), ("{w}group g 0 W\nquorum g", "from 1 to"),
        ("{w}group g any W\ngroup h any W\nquorum g", "one group only"), ("{w}{w}", "taken"),
        ("{l}{l}quorum none", "stands twice"), ("{w}witness V {v}", "stands twice"),
        ("log {v}\nquorum none", "does not sign"), ("witness W {k}\nquorum none", "does not sign"),
        ("log nonsense\nquorum none", "not a key"), ("\x00", "control"),
        ("friend x", "begins with"),
        ("group none any W\nquorum none", "taken"), ("quorum\u00a0none", "begins with"),
    ],
)  # fmt: skip
def test_policy_files_that_are_wrong(line: str, says: str) -> None:
    key = Signer(ORIGIN, ED25519, b"\x01" * 32).verifier.vkey
    one = witness(2).verifier.vkey
    text = line.format(k=key, v=one, l=f"log {key}\n", w=f"witness W {one}\n")
    with pytest.raises(InputError, match=says):
        parse_policy(text.encode(), "policy.txt")


def test_place_of_a_fault_in_a_policy() -> None:
    with pytest.raises(InputError, match=r"^policy.txt, line 3: "):
        parse_policy(b"# one\n\nfriend x\n", "policy.txt")
    assert isinstance(parse_policy(b"quorum none\n"), Policy)
