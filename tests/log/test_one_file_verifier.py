"""verify.py, run as a reader runs it: alone, on a release, a log or a proof."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from logkit import ORIGIN, QuickDisk, batch

from actas.log import standalone
from actas.log.policy import FILE_NAME, Policy
from actas.log.signing import Signer
from actas.log.store import Log

Signers = tuple[Signer, ...]


@pytest.fixture
def release(tmp_path: Path, signers: Signers, policy: Policy) -> Path:
    """A release as it is published, with a page, a manifest, the policy and verify.py."""
    folder = tmp_path / "release"
    folder.mkdir()
    log = Log.create(folder / "log", ORIGIN, signers, disk=QuickDisk())
    log.append(batch(0, 300))
    (folder / "one.tlog-proof").write_bytes(log.prove(257).encode())
    (folder / FILE_NAME).write_text(policy.text)
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
        "manifest", "checkpoint", "signatures", "ml-dsa-44", "root", "tiles",
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


@pytest.mark.parametrize("path", ["index.html", "log/tile/0/000", "verify.py.bak", FILE_NAME])
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
    (release / FILE_NAME).unlink()
    done = run(release, str(release / "log"))
    assert done.returncode == 1
    assert "give it with --key" in done.stdout
    ed25519, mldsa44 = (signer.verifier.vkey for signer in signers)
    assert run(release, str(release / "log"), "--key", ed25519).returncode == 1
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
