"""`actas diff`: what changed between two releases."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@common.language_option
@common.json_option
def command(old: Path, new: Path, language: str, as_json: bool) -> int:
    """What came, changed and went between two releases, and whether the log only grew.

    Exit status 1 where the new log does not extend the old one, or where its definition has
    dropped what the log stands on.

    \b
    Example:
      actas diff release-2024-08-02 release-2024-08-10
    """
    from actas.release.difference import diff

    difference = diff(old, new)
    if as_json:
        common.print_json(difference.as_json())
    else:
        for line in difference.lines(language):
            click.echo(line)
    return 0 if difference.only_grew and difference.sound else 1
