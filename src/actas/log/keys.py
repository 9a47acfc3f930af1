"""The log's own keys in a folder: secret ones for this user only, public ones for everyone.

A folder holds one Ed25519 and one ML-DSA-44 key, their `.vkey` files and the policy that trusts
both. It refuses secret keys that others could read, and never prints one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from actas.errors import LogError, ProjectError
from actas.log.files import explain, told
from actas.log.note import ED25519, MLDSA44, NoteError, Verifier, parse_vkey
from actas.log.policy import FILE_NAME, Policy, of_keys, parse_policy
from actas.log.signing import SEED_SIZE, Signer, parse_signer

NAMES = {ED25519: "log-ed25519", MLDSA44: "log-mldsa44"}


def make(
    folder: Path, origin: str, random: Callable[[int], bytes] = os.urandom
) -> tuple[Signer, ...]:
    """Make the keys of a new log, all or none of the files.

    Args:
        folder: must not exist, or be empty.
        origin: the log's origin, which is the name of its keys.
        random: gives that many secret bytes.

    Raises:
        ProjectError: the folder holds something or cannot be written.
        NoteError: the origin cannot be the name of a key.
    """
    signers = tuple(Signer(origin, kind, random(SEED_SIZE)) for kind in NAMES)
    with told(folder):
        if folder.exists() and any(folder.iterdir()):
            raise ProjectError(f"{folder} is not empty: the keys there would be lost")
        fresh = folder.with_name(f".{folder.name}.new")
        _clear(fresh)
        try:
            fresh.mkdir(mode=0o700)
            for name, (text, mode) in _files(signers).items():
                _write(fresh / name, text, mode)
            fresh.replace(folder)
        except BaseException:
            _clear(fresh)
            raise
    return signers


def load(folder: Path, clock: Callable[[], int] = lambda: 0) -> tuple[Signer, ...]:
    """The signing keys of a folder, Ed25519 first.

    Raises:
        ProjectError: one is missing, or others than this user can read it.
        NoteError: one is malformed.
    """
    return tuple(_load_one(folder / f"{name}.key", clock) for name in NAMES.values())


def verifiers(folder: Path) -> tuple[Verifier, ...]:
    """The public keys of a folder, Ed25519 first.

    Raises:
        ProjectError: one is missing; NoteError: one is malformed.
    """
    return tuple(parse_vkey(_text(folder / f"{name}.vkey")) for name in NAMES.values())


def policy(folder: Path) -> Policy:
    """The policy file of a folder; the one that trusts its public keys where there is none.

    Raises:
        InputError: naming the line that is wrong.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return of_keys(verifiers(folder))
    with told(folder):
        return parse_policy(path.read_bytes(), str(path))


def _files(signers: tuple[Signer, ...]) -> dict[str, tuple[str, int]]:
    files = {FILE_NAME: (of_keys(signer.verifier for signer in signers).text, 0o644)}
    for signer in signers:
        name = NAMES[signer.verifier.kind]
        files[f"{name}.key"] = (signer.secret_line() + "\n", 0o600)
        files[f"{name}.vkey"] = (signer.verifier.vkey + "\n", 0o644)
    return files


def _load_one(path: Path, clock: Callable[[], int]) -> Signer:
    line = _text(path)
    others = stat.S_IMODE(path.stat().st_mode) & 0o077
    if others:
        raise ProjectError(
            f"{path} can be read by others: run `chmod 600 {path}`, or make new keys"
        )
    try:
        return parse_signer(line, clock)
    except NoteError as error:
        raise LogError(f"{path}: {error.message}") from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8").removesuffix("\n")
    except FileNotFoundError:
        raise ProjectError(f"there is no key at {path}") from None
    except UnicodeDecodeError:
        raise LogError(f"{path} is not a key") from None
    except OSError as error:
        raise explain(path.parent, error) from error


def _write(path: Path, text: str, mode: int) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(fd)


def _clear(folder: Path) -> None:
    if folder.is_dir():
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
