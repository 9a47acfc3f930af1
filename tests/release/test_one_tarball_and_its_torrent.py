"""The whole release as one tarball that `verify` reads, and a torrent that BitTorrent accepts."""

from __future__ import annotations

import os
import time
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import libtorrent
import pytest

from actas.errors import InputError
from actas.release.bundle import tarball, torrent_of
from actas.release.files import Archive, Folder
from actas.release.torrent import BLOCK, torrent
from actas.release.verification import verify


def test_the_tarball_holds_the_release_and_verifies(published: Path, tmp_path: Path) -> None:
    tar = tmp_path / "release.tar"
    assert tarball(published, tar) == tar.stat().st_size
    packed, folder = Archive(tar), Folder(published)
    assert packed.paths() == folder.paths()
    assert all(packed.read(path) == folder.read(path) for path in folder.paths())
    assert verify(tar, workers=1).ok


def test_same_release_same_tarball_and_torrent(
    copied: Path, published: Path, tmp_path: Path
) -> None:
    for path in copied.rglob("*"):
        os.utime(path, (1, 1))
        if path.is_file():
            path.chmod(0o600)
    names = ("one", "two")
    for name, release in zip(names, (published, copied), strict=True):
        (tmp_path / name).mkdir()
        tarball(release, tmp_path / name / "release.tar")
        torrent_of(tmp_path / name / "release.tar", tmp_path / name / "release.torrent")
    for file in ("release.tar", "release.torrent"):
        one, two = (sha256((tmp_path / name / file).read_bytes()).digest() for name in names)
        assert one == two


def test_a_release_that_was_changed_is_not_packed(copied: Path, tmp_path: Path) -> None:
    tar = tmp_path / "release.tar"
    tar.write_bytes(b"what was there")
    (copied / "data/count.json").write_bytes(b"{}")
    with pytest.raises(InputError, match=r"data/count\.json: is not what the manifest says"):
        tarball(copied, tar)
    assert tar.read_bytes() == b"what was there"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["release.tar"]
    with pytest.raises(InputError, match="lies in the release"):
        tarball(copied, copied / "release.tar")


def test_a_client_finds_every_piece_of_the_file(published: Path, tmp_path: Path) -> None:
    tar = tmp_path / "release.tar"
    tarball(published, tar)
    seed = "https://example.org/release.tar"
    info_hash = torrent_of(tar, tmp_path / "release.torrent", (seed,))
    info = libtorrent.torrent_info(str(tmp_path / "release.torrent"))
    assert str(info.info_hashes().v1) == info_hash
    assert info.info_hashes().has_v2()
    assert info.num_files() == 1
    assert (info.name(), info.total_size()) == ("release.tar", tar.stat().st_size)
    assert [one["url"] for one in info.web_seeds()] == [seed]
    assert progress(info, tmp_path) == 1.0
    data = bytearray(tar.read_bytes())
    data[len(data) // 2] ^= 1
    tar.write_bytes(data)
    assert progress(info, tmp_path) < 1.0


@pytest.mark.parametrize(
    "size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 65535, 65536, 65537, 3 * 65536, 5 * 65536 + 9]
)
def test_torrents_of_any_size_are_read(tmp_path: Path, size: int) -> None:
    data = (bytes(range(251)) * (size // 251 + 1))[:size]
    (tmp_path / "a").write_bytes(data)
    made = torrent("a", size, BytesIO(data))
    info = libtorrent.torrent_info(libtorrent.bdecode(made.content))
    assert info.info_hashes().has_v2()
    assert str(info.info_hashes().v1) == made.info_hash
    assert progress(info, tmp_path) == 1.0


def progress(info: libtorrent.torrent_info, folder: Path) -> float:
    """How much of the torrent a client that talks to nobody finds in a folder."""
    session = libtorrent.session(
        {"enable_dht": False, "enable_lsd": False, "listen_interfaces": "127.0.0.1:0"}
    )
    held = session.add_torrent({"ti": info, "save_path": str(folder)})
    held.force_recheck()
    checking = {
        libtorrent.torrent_status.checking_files,
        libtorrent.torrent_status.checking_resume_data,
    }
    end = time.monotonic() + 60
    while time.monotonic() < end:
        status = held.status()
        if status.state not in checking and (status.progress == 1.0 or status.errc.value()):
            break
        if status.state == libtorrent.torrent_status.downloading:
            break
        time.sleep(0.02)
    return float(held.status().progress)
