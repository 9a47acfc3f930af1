"""`publish --tar --torrent` writes both beside the release, or refuses before it begins."""

from __future__ import annotations

from pathlib import Path

import libtorrent
import pytest
from click.testing import CliRunner

from actas.cli import actas
from tests.village import Village, row, run


def test_the_tarball_verifies_and_the_torrent_is_of_it(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    village.take(row("1/1", 60, 40))
    tar, torrent = tmp_path / "results.tar", tmp_path / "results.torrent"
    seed = "https://example.org/results.tar"
    asked = ("--tar", str(tar), "--torrent", str(torrent), "--web-seed", seed)
    said = village.json("publish", *asked)
    info = libtorrent.torrent_info(str(torrent))
    assert said["info_hash"] == str(info.info_hashes().v1)
    assert info.name() == "results.tar"
    run("verify", str(tar))
    before = tar.read_bytes(), torrent.read_bytes()
    village.run("publish", *asked)
    assert (tar.read_bytes(), torrent.read_bytes()) == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--torrent", "a.torrent"], "name that with --tar"),
        (["--tar", "release/a.tar"], "lies in the release"),
        (["--tar", "log/a.tar"], "the project's own log/"),
        (["--tar", "nowhere/a.tar"], "no place for a file"),
        (["--tar", "a.tar", "--web-seed", "https://example.org/a"], "name that with --torrent"),
    ],
)
def test_what_cannot_be_written_is_refused_first(
    tmp_path: Path, asked: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    village = Village.made(tmp_path)
    monkeypatch.chdir(village.root)
    before = village.bytes()
    result = CliRunner().invoke(actas, ["publish", *asked])
    assert result.exit_code != 0
    assert words in f"{result.output}{result.exception}"
    assert village.bytes() == before
