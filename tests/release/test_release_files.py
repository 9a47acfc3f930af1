"""The files of a release are read alike from a folder and a tarball; hostile ones are refused."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from pathlib import Path

import pytest

from actas.errors import InputError
from actas.release import files
from actas.release.files import Archive, Folder, opened

CONTENT = {"head.json": b"{}", "log/checkpoint": b"x\n", "es/a/1.html": b"<p>" * 3000}


def write(folder: Path) -> Path:
    for path, data in CONTENT.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def tarball(path: Path, *members: tarfile.TarInfo | str, mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:
        for member in members:
            info = tarfile.TarInfo(member) if isinstance(member, str) else member
            if isinstance(member, str):
                info.size = 4
            archive.addfile(info, io.BytesIO(b"data") if info.isreg() else None)
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
@pytest.mark.parametrize("top", ["", ".", "release-1", "./release-1"])
def test_a_tarball_gives_the_same_files_as_the_folder(tmp_path: Path, mode: str, top: str) -> None:
    folder = write(tmp_path / "release")
    with tarfile.open(tmp_path / "release.tar", mode) as archive:
        if top:
            archive.add(folder, arcname=top)
        else:
            for item in sorted(folder.iterdir()):
                archive.add(item, arcname=item.name)
    held = opened(tmp_path / "release.tar")
    assert held.paths() == opened(folder).paths() == sorted(CONTENT)
    assert {path: held.read(path) for path in held.paths()} == CONTENT
    assert held.read("es/a/2.html") is None
    assert held.strange() == []


def test_a_folder_does_not_follow_links(tmp_path: Path) -> None:
    folder = write(tmp_path / "release")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "es/link.html").symlink_to(tmp_path / "secret")
    (folder / "way").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    held = Folder(folder)
    assert held.paths() == sorted(CONTENT)
    assert held.strange() == ["es/link.html", "pipe", "way"]
    assert held.read("es/link.html") is None
    assert held.read("pipe") is None
    assert held.read("../secret") is None


def kinds() -> dict[str, tarfile.TarInfo | str]:
    def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        return info

    return {
        "absolute": "/etc/passwd",
        "upward": "es/../../up",
        "upward at the start": "../up",
        "backslash": "es\\..\\up",
        "newline": "es/a\nb",
        "doubled slash": "es//a.html",
        "symbolic link": special("es/a.html", tarfile.SYMTYPE, "/etc/passwd"),
        "hard link": special("es/a.html", tarfile.LNKTYPE, "head.json"),
        "device": special("es/null", tarfile.CHRTYPE),
        "block device": special("es/disk", tarfile.BLKTYPE),
        "pipe": special("es/pipe", tarfile.FIFOTYPE),
        "the same file twice": "head.json",
        "the same file by another name": "./head.json",
    }


@pytest.mark.parametrize("name", kinds())
def test_a_member_that_is_no_plain_file_inside_is_refused(tmp_path: Path, name: str) -> None:
    path = tarball(tmp_path / "bad.tar", "head.json", kinds()[name])
    with pytest.raises(InputError, match="refused"):
        Archive(path)


def test_a_bomb_is_refused_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(gzip.compress(bytes(70 << 20)))
    with pytest.raises(InputError, match="unpacks to more than"):
        Archive(path)
    small = tarball(tmp_path / "small.tar.gz", "head.json", mode="w:gz")
    with pytest.raises(InputError, match="unpacks to more than"):
        Archive(small, max_bytes=1000)
    monkeypatch.setattr(files, "MAX_MEMBERS", 2)
    with pytest.raises(InputError, match="more than 2 members"):
        Archive(tarball(tmp_path / "many.tar", "a", "b", "c"))


def test_a_header_that_claims_a_gigabyte_is_refused(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 1 << 30
    path = tmp_path / "header.tar"
    path.write_bytes(info.tobuf() + bytes(1 << 14))
    with pytest.raises(InputError, match="not a whole tarball"):
        Archive(path)


def test_a_cut_off_tarball_is_told(tmp_path: Path) -> None:
    whole = tarball(tmp_path / "whole.tar.gz", "head.json", "es/a.html", mode="w:gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="not a whole tarball"):
        Archive(tmp_path / "cut.tar.gz")
    plain = gzip.decompress(whole)
    (tmp_path / "cut.tar").write_bytes(plain[:514])
    with pytest.raises(InputError, match=r"cut off|not a whole tarball"):
        Archive(tmp_path / "cut.tar")


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1f\x8bnot gzip", b"\xfd7zXZ\x00no"])
def test_what_is_no_tarball_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "release.tar").write_bytes(content)
    with pytest.raises(InputError, match="not a whole tarball"):
        Archive(tmp_path / "release.tar")


def test_nothing_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        opened(tmp_path / "none")
