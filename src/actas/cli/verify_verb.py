"""`actas verify`: recompute what was published."""

from __future__ import annotations

import os
from pathlib import Path

import click

from actas.cli import common


@click.command("verify")
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--key", metavar="VKEY", help="The log's key, from somewhere other than the release.")
@click.option(
    "--forget/--remember",
    default=False,
    help="Do not compare with, or remember, the last head seen of this log.",
)
@common.json_option
def command(path: Path, key: str | None, forget: bool, as_json: bool) -> int:
    """Verify a release (directory or tar), a .tlog-proof, a log or a project, offline.

    What it shows: unchanged since, nothing removed, the numbers follow. Not that the paper was
    true. Exit status 1 where a check fails.

    \b
    Examples:
      actas verify release
      actas verify release.tar.gz --key 'example.org/log+1a2b3c4d+AAAA…'
    """
    from actas.release.verification import verify

    heads = None if forget else _state_dir() / "heads"
    with common.progress() as tick:
        result = verify(path, key=key, heads=heads, progress=tick)
    if as_json:
        common.print_json(result.as_json())
        return 0 if result.ok else 1
    for check in result.checks:
        mark = common.styled("ok  ", fg="green") if check.ok else common.styled("FAIL", fg="red")
        click.echo(f"{mark} {check.check}: {check.says}")
    click.echo(
        f"{result.verdict}: {result.size:,} entries, "
        f"root {result.root}, {result.cosignatures} independent cosignatures"
    )
    return 0 if result.ok else 1


def _state_dir() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "actas"
