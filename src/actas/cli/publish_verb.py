"""`actas publish`: the release, its mirrors, and both again whenever the log grows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from actas import __version__
from actas.cli import ALLOCATOR, GIVES_BACK, HOLDS, THREADS, common, packing

if TYPE_CHECKING:
    from actas.project.project import Project
    from actas.release.mirror import Mirrored
    from actas.release.standby import Standby


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
    help="Where the tarball will be fetched by HTTP; the torrent names it. Repeatable.",
)
@click.option(
    "--to",
    "targets",
    multiple=True,
    metavar="URL|DIR",
    help="Mirror the release there, by what changed: s3://bucket/prefix or a folder. Repeatable.",
)
@click.option(
    "--compress",
    is_flag=True,
    help="In folders that --to names, each text beside itself as .gz, as web servers send it.",
)
@click.option(
    "--mirror",
    "mirrors",
    multiple=True,
    metavar="URL",
    help="A public address of a mirror; all that are given become the signed list. Repeatable.",
)
@click.option("--watch", is_flag=True, help="Go on: publish again whenever the log has grown.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look, with --watch.",
)
@common.project_option
@common.json_option
def command(
    directory: Path | None,
    as_of: datetime | None,
    tar: Path | None,
    torrent: Path | None,
    seeds: tuple[str, ...],
    targets: tuple[str, ...],
    compress: bool,
    mirrors: tuple[str, ...],
    watch: bool,
    every: float,
    project_dir: Path,
    as_json: bool,
) -> None:
    """Write the release to DIR (default: release/): site, open data, log and verifiers.

    The old release stands until the new one is whole.

    \b
    Examples:
      actas publish
      actas publish /srv/www/results
      actas publish --tar results.tar --torrent results.torrent
      actas publish --to s3://bucket/results --to /media/stick/results
      actas publish --to /srv/www/results --compress
      actas publish --watch --every 10
    """
    pack = packing.Packing(tar, torrent, seeds)
    day = as_of.date() if as_of else None
    if compress and all("://" in one for one in targets):
        raise click.UsageError("--compress is for a mirrored folder: name one with --to")
    work = _Work(project_dir, directory, day, targets, mirrors, pack, compress)
    if not watch:
        _told(work.publish(), as_json)
        return
    if os.environ[ALLOCATOR] == GIVES_BACK:  # nothing has imported Polars yet
        os.environ[ALLOCATOR] = HOLDS
        # The other half has workers, and what is made beside the count.
        os.environ.setdefault(THREADS, str(max(1, (os.cpu_count() or 1) // 2)))
    _watched(work, every, as_json)


@dataclass
class _Work:
    """One publishing and all that it needs, to be done again and again."""

    project: Path
    directory: Path | None
    as_of: date | None
    targets: Sequence[str]
    mirrors: Sequence[str]
    pack: packing.Packing
    compress: bool = False
    head: bytes = b""
    before: Project | None = None
    standby: Standby | None = None  # of a watch

    def publish(self) -> dict[str, Any]:
        """Log what is new, write the release, send it to the mirrors; what there is to tell."""
        from actas.log.snapshot import snapshot
        from actas.project import claiming, custody, mirroring
        from actas.project.project import Project
        from actas.release.known import Known
        from actas.release.publish import may_replace, publish

        if self.standby is not None and self.before is not None:
            self.standby.look((self.directory or self.before.folder.release).resolve())
        project = self.before.again() if self.before else Project.open(self.project, write=True)
        target = self.directory or project.folder.release
        places = [target, *(Path(one) for one in self.targets if "://" not in one)]
        for place in places:
            _refuse_our_own(place, project.folder.root)
        if self.before is None:  # publishing refuses it too
            may_replace(target.resolve(), project.log.origin)
        self.pack.refuse(places, project.folder.root)
        today = datetime.now(UTC).date()
        with common.progress() as tick:
            tick("logging", 0, None)
            if self.mirrors:
                mirroring.name_mirrors(project, self.mirrors)
            last = claiming.prepare_release(
                project, as_of=self.as_of, today=today, actas=__version__
            )
            folder, policy = project.folder, project.policy
            known = [Known(project.log.head, last.state, last.judged)]
            if self.standby is not None:
                self.before = project
            del project, last  # and the folded log, once the release does not need it
            with snapshot(folder.log) as log:
                self.head = (log / "checkpoint").read_bytes()
                published = publish(
                    log,
                    policy,
                    folder.files,
                    target,
                    progress=tick,
                    pictures=custody.renditions(folder),
                    kept=folder.published,
                    known=known.pop(),
                    standby=self.standby,
                )
            sent = [_sent(target, one, tick, self.compress) for one in self.targets]
            packed = self.pack.packed(target, tick)
        return {
            "release": str(target),
            "files": published.files,
            "bytes": published.bytes,
            "size": published.size,
            "root": published.root,
            "mirrors": [one.__dict__ for one in sent],
            **packed,
        }


def _sent(release: Path, to: str, tick: common.Tick, compress: bool) -> Mirrored:
    """The release mirrored to a bucket or a folder."""
    from actas.release.copies import copied

    if "://" not in to:
        return copied(release, Path(to), compress)
    from actas.release.buckets import S3
    from actas.release.files import Folder
    from actas.release.mirror import mirror

    return mirror(Folder(release), S3(to), lambda done, of: tick(f"sending to {to}", done, of))


def _watched(work: _Work, every: float, as_json: bool) -> None:
    """Publish at every new head until the person or the system asks to stop."""
    import contextlib
    import gc
    import signal
    import sys
    import time

    from actas.release.standby import Standby
    from actas.release.watch import watch

    work.standby = standby = Standby()
    checkpoint = work.project / "log" / "checkpoint"

    def publish() -> bytes:
        _told(work.publish(), as_json)
        sys.stdout.flush()
        standby.settle()
        gc.collect()
        gc.freeze()  # what stays from one release to the next is not walked while one is made
        return work.head

    asked = []

    def stop(number: int, _frame: object) -> None:
        # Python drops what is raised while a file is closed unasked: the loop looks here too.
        asked.append(number)
        raise KeyboardInterrupt

    def pause() -> bool:
        if not asked:
            time.sleep(every)
        return not asked

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            watch(checkpoint.read_bytes, publish, pause, lambda error: common.note(str(error)))
        common.note("stopped; the release that stands is whole")
    finally:
        standby.close()


def _told(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        common.print_json(said)
        return
    target = said["release"]
    click.echo(f"{target}: {said['files']:,} files, {said['bytes'] / 1e6:,.1f} MB")
    click.echo(f"  log of {said['size']:,} entries, root {said['root']}")
    for one in said["mirrors"]:
        click.echo(
            f"  {one['to']}: {one['sent']:,} files sent ({one['bytes'] / 1e6:,.1f} MB), "
            f"{one['kept']:,} were there, {one['removed']:,} removed"
        )
    for name in packing.TOLD:
        if name in said:
            click.echo(f"  {name.replace('_', ' ')} {said[name]}")
    click.echo(f"  open {target}/index.html, or check it: actas verify {target}")


def _refuse_our_own(target: Path, root: Path) -> None:
    """A release does not go where the project keeps something else."""
    own = {root / name for name in ("log", "keys", "files", "evidence", "cache")} | {root}
    if target.resolve() in {path.resolve() for path in own}:
        raise click.BadParameter(f"{target} is the project's own; take another", param_hint="DIR")
