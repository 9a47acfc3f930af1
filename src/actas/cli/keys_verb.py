"""`actas keys`: the log's public keys."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("keys")
@common.project_option
@common.json_option
def command(project_dir: Path, as_json: bool) -> None:
    """The public keys that verify the project's log. Publish them where the release is not.

    \b
    Example:
      actas keys --project ve
    """
    project = common.opened(project_dir)
    public = project.public_keys()
    if as_json:
        common.print_json({"origin": project.log.origin, "keys": public})
        return
    click.echo(project.log.origin)
    for key in public:
        click.echo(key)
