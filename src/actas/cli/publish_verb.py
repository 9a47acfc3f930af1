"""`actas publish`: the release."""

from __future__ import annotations

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
@common.project_option
@common.json_option
def command(
    directory: Path | None, as_of: datetime | None, project_dir: Path, as_json: bool
) -> None:
    """Write the release to DIR (default: release/): site, open data, log and verifier.

    The old release stands until the new one is whole.

    \b
    Examples:
      actas publish
      actas publish /srv/www/results
    """
    from actas.project import claiming, custody
    from actas.project.project import Project
    from actas.release.publish import may_replace, publish

    project = Project.open(project_dir, write=True)
    target = directory or project.folder.release
    _refuse_our_own(target, project.folder.root)
    may_replace(target.resolve(), project.log.origin)
    today = datetime.now(UTC).date()
    with common.progress() as tick:
        tick("logging", 0, None)
        claiming.prepare_release(
            project, as_of=as_of.date() if as_of else None, today=today, actas=__version__
        )
        published = publish(
            project.folder.log,
            project.policy,
            project.folder.files,
            target,
            progress=tick,
            pictures=custody.renditions(project.folder),
        )
    said = {
        "release": str(target),
        "files": published.files,
        "bytes": published.bytes,
        "size": published.size,
        "root": published.root,
    }
    if as_json:
        common.print_json(said)
        return
    click.echo(f"{target}: {published.files:,} files, {published.bytes / 1e6:,.1f} MB")
    click.echo(f"  log of {published.size:,} entries, root {published.root}")
    click.echo(f"  open {target}/index.html, or check it: actas verify {target}")


def _refuse_our_own(target: Path, root: Path) -> None:
    """A release does not go where the project keeps something else."""
    own = {root / name for name in ("log", "keys", "files", "evidence")} | {root}
    if target.resolve() in {path.resolve() for path in own}:
        raise click.BadParameter(f"{target} is the project's own; take another", param_hint="DIR")
