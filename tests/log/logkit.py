"""Helpers of the log's tests, also used by the processes that they start."""

from __future__ import annotations

from pathlib import Path

from actas.log.files import Disk
from actas.log.note import ED25519, MLDSA44
from actas.log.signing import Signer

ORIGIN = "log.example/valley"


class QuickDisk(Disk):
    """The real file system without waiting for it: for tests that do not lose power."""

    def write(self, path: Path, data: bytes, *, sync: bool) -> None:
        super().write(path, data, sync=False)

    def sync_file(self, path: Path) -> None:
        pass

    def sync_dirs(self, paths: object) -> None:
        pass

    def sync_all(self, root: Path) -> None:
        pass


def make_signers() -> tuple[Signer, ...]:
    """Both keys of the test log, from fixed seeds."""
    return (Signer(ORIGIN, ED25519, b"\x01" * 32), Signer(ORIGIN, MLDSA44, b"\x02" * 32))


def batch(start: int, count: int) -> list[bytes]:
    """Some entries, each unlike the others."""
    return [b'{"station":"%d"}' % number for number in range(start, start + count)]


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and every folder as None's stand-in, by path."""
    return {
        path.relative_to(folder).as_posix(): b"<folder>" if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
    }
