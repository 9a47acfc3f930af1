"""verify.py, run as a reader runs it: alone, on a release, a log or a proof."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from logkit import ORIGIN, QuickDisk, batch

from actas.errors import InputError
from actas.log import standalone
from actas.log.canonical import encode
from actas.log.policy import FILE_NAME, Policy, parse_policy
from actas.log.signing import Signer
from actas.log.store import Log

Signers = tuple[Signer, ...]
POLICY = f"keys/{FILE_NAME}"


@pytest.fixture
def release(tmp_path: Path, signers: Signers, policy: Policy) -> Path:
    """A release as it is published, with a page, a manifest, the policy and verify.py."""
    folder = tmp_path / "release"
    folder.mkdir()
    log = Log.create(folder / "log", ORIGIN, signers, disk=QuickDisk())
    log.append(batch(0, 300))
    (folder / "one.tlog-proof").write_bytes(log.prove(257).encode())
    (folder / "keys").mkdir()
    (folder / POLICY).write_text(policy.text)
    (folder / "index.html").write_text("<p>Result</p>")
    shutil.copy(standalone.__file__, folder / "verify.py")
    write_manifest(folder)
    return folder


def write_manifest(folder: Path) -> None:
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            files[path.relative_to(folder).as_posix()] = {"size": len(data), "sha256": digest}
    (folder / "manifest.json").write_text(json.dumps({"files": files}))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Isolated: no packages, nothing of this project on the path."""
    command = [sys.executable, "-I", "-S", "-B", str(folder / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_good_release(release: Path) -> None:
    done = run(release)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "which you must compare elsewhere" in done.stdout
    assert "0 independent cosignatures" in done.stdout
    assert "ML-DSA-44 signature(s) NOT checked" in done.stdout
    told = json.loads(run(release, str(release), "--json").stdout)
    log = Log.open(release / "log")
    assert (told["ok"], told["size"], told["root"]) == (True, 300, log.root.hex())
    assert [check["check"] for check in told["checks"]] == [
        "manifest", "checkpoint", "signatures", "ml-dsa-44", "root", "tiles", "numbers",
    ]  # fmt: skip


def test_with_the_key_got_elsewhere(release: Path, signers: Signers) -> None:
    done = run(release, "--key", signers[0].verifier.vkey)
    assert done.returncode == 0
    assert "signed under the key you gave" in done.stdout
    other = Signer(ORIGIN, 1, b"\x33" * 32)
    done = run(release, "--key", other.verifier.vkey)
    assert done.returncode == 1
    assert "did not sign" in done.stdout
    assert run(release, "--key", "nonsense").returncode == 2


@pytest.mark.parametrize("path", ["index.html", "log/tile/0/000", "verify.py.bak", POLICY])
def test_a_file_of_the_release_altered_or_added(release: Path, path: str) -> None:
    with (release / path).open("ab") as file:
        file.write(b"# x\n")
    done = run(release)
    assert done.returncode == 1
    assert f"{path} was altered" in done.stdout or f"{path} is not in the manifest" in done.stdout


def test_a_page_missing(release: Path) -> None:
    (release / "index.html").unlink()
    done = run(release, "--json")
    assert done.returncode == 1
    assert "index.html is missing" in json.loads(done.stdout)["checks"][0]["says"]


def test_a_bare_log(release: Path, signers: Signers) -> None:
    assert run(release, str(release / "log")).returncode == 0  # finds the policy beside it
    (release / POLICY).unlink()
    done = run(release, str(release / "log"))
    assert done.returncode == 1
    assert "give it with --key" in done.stdout
    ed25519, mldsa44 = (signer.verifier.vkey for signer in signers)
    assert run(release, str(release / "log"), "--key", ed25519).returncode == 0
    keys = ("--key", ed25519, "--key", mldsa44)
    assert run(release, str(release / "log"), *keys).returncode == 0


def test_a_proof(release: Path, tmp_path: Path) -> None:
    proof = release / "one.tlog-proof"
    done = run(release, str(proof))
    assert done.returncode == 0, done.stdout
    assert "entry 257 is in the log of 300 entries" in done.stdout
    other = tmp_path / "other.json"
    other.write_bytes(b"another entry")
    assert run(release, str(proof), "--entry", str(other)).returncode == 1
    proof.write_bytes(proof.read_bytes().replace(b"index 257", b"index 256"))
    assert run(release, str(proof)).returncode == 1
    proof.write_bytes(b"c2sp.org/tlog-proof@v1\n")
    assert run(release, str(proof)).returncode == 2


def test_a_proof_far_from_its_policy(release: Path, tmp_path: Path, signers: Signers) -> None:
    proof = tmp_path / "mail" / "one.tlog-proof"
    proof.parent.mkdir()
    shutil.copy(release / "one.tlog-proof", proof)
    ed25519, mldsa44 = (signer.verifier.vkey for signer in signers)
    done = run(release, str(proof), "--key", ed25519)
    assert done.returncode == 0, done.stdout
    assert run(release, str(proof)).returncode == 1, "no key is known"
    assert run(release, str(proof), "--key", mldsa44).returncode == 1, "it cannot check that one"
    strange = Signer(ORIGIN, 1, b"\x33" * 32).verifier.vkey
    assert run(release, str(proof), "--key", strange).returncode == 1
    (proof.parent / FILE_NAME).write_text(f"log {ed25519}\nquorum none\n")
    done = run(release, str(proof))
    assert done.returncode == 1, "a policy names every key that may sign"
    assert "unknown key" in done.stdout


def test_only_the_policy_that_actas_reads(release: Path) -> None:
    (release / FILE_NAME).write_text("junk")
    write_manifest(release)
    assert run(release).returncode == 0
    (release / FILE_NAME).write_bytes((release / POLICY).read_bytes())
    (release / POLICY).unlink()
    write_manifest(release)
    done = run(release)
    assert done.returncode == 1
    assert "give it with --key" in done.stdout


def test_a_release_without_its_manifest(release: Path) -> None:
    (release / "manifest.json").unlink()
    done = run(release)
    assert done.returncode == 1
    assert "FAIL manifest: manifest.json is missing" in done.stdout


def test_a_manifest_too_deep_to_read(release: Path) -> None:
    (release / "manifest.json").write_text('{"files":' + "[" * 100_000)
    done = run(release)
    assert (done.returncode, done.stderr) == (1, "")
    assert "manifest.json is missing or malformed" in done.stdout


@pytest.mark.parametrize(
    "lines",
    [
        "group a 1 a\nquorum a",
        "group a 1 b\ngroup b 1 a\nquorum a",
        "quorum nobody",
        "group a 1 nobody\nquorum a",
        "quorum none\nquorum none",
        "",
    ],
)
def test_a_policy_that_leads_nowhere(release: Path, policy: Policy, lines: str) -> None:
    text = policy.text.replace("quorum none", lines)
    (release / POLICY).write_text(text)
    done = run(release)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("could not be checked: ")
    assert done.stderr.count("\n") == 1
    with pytest.raises(InputError):
        parse_policy(text.encode())


@pytest.mark.parametrize("where", ["pipe", "log/tile/pipe", "log/checkpoint", "index.html"])
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_is_no_file_is_told_and_not_read(release: Path, where: str, kind: str) -> None:
    path = release / where
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(release / "verify.py")
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["files"][where] = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    (release / "manifest.json").write_text(json.dumps(manifest))
    done = run(release)
    assert done.returncode == 1
    assert f"{where} is a link, a pipe or a device" in done.stdout


def test_a_name_cannot_write_on_the_screen(release: Path) -> None:
    (release / "a\nok  all\x1b[2K\u202e").write_text("x")
    Path(os.fsdecode(os.fsencode(release) + b"/\xff.html")).write_text("x")
    done = run(release)
    assert (done.returncode, done.stderr) == (1, "")
    assert r"a\nok  all\x1b[2K\u202e is not in the manifest" in done.stdout
    assert "\x1b" not in done.stdout


DEFINITION = {"contests": [{"id": "mayor", "choices": [{"id": "sun"}, {"id": "moon"}]}]}


def sheet(station: str | None, source: str, at: int, state: str, **votes: int) -> list[Any]:
    """A reading that will be entry `at`, and its record."""
    said = {"station": station, "contest": "mayor", "source": source}
    return [
        {"kind": "reading", "values": votes, **said},
        {"kind": "record", "state": state, "reading": at, **said},
    ]


def counted(**changes: Any) -> dict[str, Any]:
    told = {"contest": "mayor", "stations": {"counted": 3}, "votes": {"sun": 23, "moon": 9}}
    return told | changes


@pytest.fixture
def result(tmp_path: Path, signers: Signers, policy: Policy) -> Path:
    """A release of three counted stations, with everything that must not count twice or at all."""
    entries = [
        {"kind": "election", "definition": DEFINITION},
        *sheet("1", "watch", 1, "accepted", sun=900, moon=9),
        *sheet("1", "watch", 3, "accepted", sun=10, moon=4),
        *sheet("2", "watch", 5, "accepted", sun=6),
        *sheet("2", "board", 7, "accepted", moon=5),
        *sheet("3", "watch", 9, "accepted", sun=7),
        *sheet("4", "watch", 11, "quarantined", sun=100),
        *sheet(None, "watch", 13, "accepted", sun=100),
        *sheet("5", "watch", 15, "accepted", sun=100),
        {"kind": "record", "state": "withdrawn", "reading": None, "station": "5",
         "contest": "mayor", "source": "watch"},
    ]  # fmt: skip
    folder = tmp_path / "result"
    (folder / "keys").mkdir(parents=True)
    (folder / "data").mkdir()
    log = Log.create(folder / "log", ORIGIN, signers, disk=QuickDisk())
    log.append([encode(entry) for entry in entries])
    (folder / POLICY).write_text(policy.text)
    shutil.copy(standalone.__file__, folder / "verify.py")
    (folder / "data" / "count.json").write_text(json.dumps(counted()))
    write_manifest(folder)
    return folder


def test_the_votes_are_added_up_again(result: Path) -> None:
    done = run(result)
    assert done.returncode == 0, done.stdout
    assert "ok   numbers: votes and stations counted of 1 contest(s)" in done.stdout


@pytest.mark.parametrize(
    "told",
    [
        counted(votes={"sun": 24, "moon": 9}),
        counted(votes={"sun": 23}),
        counted(stations={"counted": 4}),
        counted(stations={}),
        counted(contest="governor"),
        [counted(), counted(contest="governor")],
        [],
        {},
        "none",
        None,
    ],
)
def test_other_numbers_than_the_entries_give(result: Path, told: Any) -> None:
    path = result / "data" / "count.json"
    path.write_text(json.dumps(told))
    if told is None:
        path.unlink()
    write_manifest(result)
    done = run(result)
    assert (done.returncode, done.stderr) == (1, "")
    assert [line[:12] for line in done.stdout.splitlines() if line.startswith("FAIL")] == [
        "FAIL numbers"
    ]


def test_the_commands_with_standard_tools(release: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "log.md").read_text(encoding="utf-8")
    block = next(one for one in text.split("```")[1::2] if "sha256sum" in one)
    done = subprocess.run(
        ["sh", "-ec", block], cwd=release, capture_output=True, text=True, check=True
    )
    hashed, stored = done.stdout.split("-", maxsplit=1)
    assert hashed.strip() == "".join(stored.split())


def test_what_cannot_be_checked(release: Path) -> None:
    done = run(release, str(release / "nothing"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_entries_are_given_decoded(release: Path) -> None:
    entries = standalone.decoded_entries(standalone.Folder(release / "log"), 300)
    assert [entry["station"] for entry in entries] == [str(number) for number in range(300)]


def test_ed25519_of_rfc_8032() -> None:
    # RFC 8032 section 7.1, tests 1 to 3
    for public, message, signature in (
        ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ):  # fmt: skip
        args = bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message)
        assert standalone.ed25519_verify(*args)


@settings(max_examples=30, deadline=None)
@given(
    st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511), st.booleans()
)
def test_ed25519_agrees_with_openssl(seed: bytes, message: bytes, bit: int, flip: bool) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    signature = bytearray(key.sign(message))
    if flip:
        signature[bit // 8] ^= 1 << bit % 8
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes(signature), message)
        good = True
    except InvalidSignature:
        good = False
    assert good != flip
    assert standalone.ed25519_verify(public, bytes(signature), message) == good
