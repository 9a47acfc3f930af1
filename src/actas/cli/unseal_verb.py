"""`actas unseal`: open a sealed original, on the record."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("unseal")
@click.argument("name", metavar="COMMITMENT|DOCUMENT")
@click.option(
    "--identity",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="File with the secret key of one of the project's recipients.",
)
@click.option("--why", metavar="TEXT", required=True, help="The reason, for the public log.")
@common.output_option("Where to write the original: a new file outside the project.")
@common.project_option
@common.json_option
def command(
    name: str, identity: Path, why: str, output: Path, project_dir: Path, as_json: bool
) -> None:
    """Open the sealed original of a document. That it was opened, and why, is logged first.

    \b
    Example:
      actas unseal 0c4f…e1 --identity /media/key/one.txt --why "court order 12/2031" -o sheet.jpg
    """
    from actas.project.project import Project
    from actas.project.unsealing import unseal

    project = Project.open(project_dir, write=True)
    done = unseal(project, name.lower(), identity, why, output)
    if as_json:
        common.print_json(
            {"commitment": done.commitment, "media": done.media, "path": str(done.path)}
        )
        return
    click.echo(f"{done.path}: {done.media}, as committed to in {done.commitment}")
    click.echo("that it was opened, and why, is in the log")
