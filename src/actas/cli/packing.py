"""The release packed beside itself when `actas publish` is asked to: a tarball, and its torrent.

It refuses to know how either is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from actas.cli import common

TOLD = ("tar", "info_hash", "torrent")
"""Names of what `packed` may say, in the order in which it is told."""


@dataclass(frozen=True)
class Packing:
    """What to pack.

    Attributes:
        tar: where the tarball goes.
        torrent: where the torrent of it goes.
        seeds: addresses where the tarball will be fetched by HTTP.
    """

    tar: Path | None
    torrent: Path | None
    seeds: tuple[str, ...]

    def refuse(self, places: Iterable[Path], root: Path) -> None:
        """Refuse what cannot be written, before anything is logged.

        Args:
            places: folders that will hold the release and nothing else.
            root: folder of the project.

        Raises:
            click.UsageError: the options do not go together, or name a place of the project's own.
            InputError: a file has no place there.
        """
        from actas.release.bundle import may_pack

        if self.torrent and not self.tar:
            raise click.UsageError("--torrent is of a tarball: name that with --tar")
        if self.seeds and not self.torrent:
            raise click.UsageError("--web-seed stands in a torrent: name that with --torrent")
        files = [file for file in (self.tar, self.torrent) if file is not None]
        if len({file.resolve() for file in files}) < len(files):
            raise click.UsageError("--tar and --torrent are two files")
        for file in files:
            for place in places:
                may_pack(file, place)
            for own in ("log", "keys", "files", "evidence"):
                if (root / own).resolve() in file.resolve().parents:
                    raise click.UsageError(f"{file} lies in the project's own {own}/")

    def packed(self, release: Path, tick: common.Tick) -> dict[str, str]:
        """Write what was asked for of the release; what was written, by name."""
        from actas.release.bundle import tarball, torrent_of

        said: dict[str, str] = {}
        if self.tar is not None:
            tick("packing", 0, None)
            tarball(release, self.tar)
            said["tar"] = str(self.tar)
        if self.tar is not None and self.torrent is not None:
            said["info_hash"] = torrent_of(self.tar, self.torrent, self.seeds)
            said["torrent"] = str(self.torrent)
        return said
