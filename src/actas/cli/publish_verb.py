"""`actas publish`: the release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from actas import __version__
from actas.cli import common


@click.command("publish")
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Judge dates as of this day (default: today, or the last release where nothing came).",
)
@click.option(
    "--tar",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the whole release as one tarball too.",
)
@click.option(
    "--torrent",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a torrent of that tarball (BitTorrent v1 and v2).",
)
@click.option(
    "--web-seed",
    "seeds",
    multiple=True,
    metavar="URL",
    help="Where the tarball will be fetched by HTTP; the torrent names it. May be repeated.",
)
@common.project_option
@common.json_option
def command(
    directory: Path | None,
    as_of: datetime | None,
    tar: Path | None,
    torrent: Path | None,
    seeds: tuple[str, ...],
    project_dir: Path,
    as_json: bool,
) -> None:
    """Write the release to DIR (default: release/): site, open data, log and verifier.

    The old release stands until the new one is whole.

    \b
    Examples:
      actas publish
      actas publish /srv/www/results
      actas publish --tar results.tar --torrent results.torrent
    """
    from actas.project import claiming
    from actas.project.project import Project
    from actas.release.publish import may_replace, publish

    project = Project.open(project_dir, write=True)
    target = directory or project.folder.release
    _refuse_our_own(target, project.folder.root)
    may_replace(target.resolve(), project.log.origin)
    _refuse_files(tar, torrent, seeds, target, project.folder.root)
    today = datetime.now(UTC).date()
    with common.progress() as tick:
        tick("logging", 0, None)
        claiming.prepare_release(
            project, as_of=as_of.date() if as_of else None, today=today, actas=__version__
        )
        published = publish(
            project.folder.log, project.policy, project.folder.files, target, progress=tick
        )
        packed = _packed(target, tar, torrent, seeds, tick)
    said = {
        "release": str(target),
        "files": published.files,
        "bytes": published.bytes,
        "size": published.size,
        "root": published.root,
        **packed,
    }
    if as_json:
        common.print_json(said)
        return
    click.echo(f"{target}: {published.files:,} files, {published.bytes / 1e6:,.1f} MB")
    click.echo(f"  log of {published.size:,} entries, root {published.root}")
    for name, value in packed.items():
        click.echo(f"  {name.replace('_', ' ')} {value}")
    click.echo(f"  open {target}/index.html, or check it: actas verify {target}")


def _refuse_our_own(target: Path, root: Path) -> None:
    """A release does not go where the project keeps something else."""
    own = {root / name for name in ("log", "keys", "files", "evidence")} | {root}
    if target.resolve() in {path.resolve() for path in own}:
        raise click.BadParameter(f"{target} is the project's own; take another", param_hint="DIR")


def _refuse_files(
    tar: Path | None, torrent: Path | None, seeds: tuple[str, ...], target: Path, root: Path
) -> None:
    """Refuse a tarball or torrent that cannot be written, before anything is logged."""
    from actas.release.bundle import may_pack

    if torrent and not tar:
        raise click.UsageError("--torrent is of a tarball: name that with --tar")
    if seeds and not torrent:
        raise click.UsageError("--web-seed stands in a torrent: name that with --torrent")
    if tar and torrent and tar.resolve() == torrent.resolve():
        raise click.UsageError("--tar and --torrent are two files")
    for file in (tar, torrent):
        if file is not None:
            may_pack(file, target)
            for own in ("log", "keys", "files", "evidence"):
                if (root / own).resolve() in file.resolve().parents:
                    raise click.UsageError(f"{file} lies in the project's own {own}/")


def _packed(
    target: Path,
    tar: Path | None,
    torrent: Path | None,
    seeds: tuple[str, ...],
    tick: Callable[[str, int, int | None], None],
) -> dict[str, str]:
    """Write what was asked for beside the release; what was written, by name."""
    from actas.release.bundle import tarball, torrent_of

    packed: dict[str, str] = {}
    if tar is not None:
        tick("packing", 0, None)
        tarball(target, tar)
        packed["tar"] = str(tar)
    if tar is not None and torrent is not None:
        packed["info_hash"] = torrent_of(tar, torrent, seeds)
        packed["torrent"] = str(torrent)
    return packed
