"""`actas init`: a new project."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("init")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--pack", metavar="NAME", help="An election that ships with Actas (`actas packs`).")
@click.option(
    "--election",
    "definition",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Your own election.yaml; files beside it that it names, and claims.yaml, come along.",
)
@click.option("--origin", metavar="NAME", help="Name of the log: where it will be published.")
@common.json_option
def command(
    directory: Path, pack: str | None, definition: Path | None, origin: str | None, as_json: bool
) -> None:
    """Make a project in DIR: definition, claims, a log with its own keys.

    \b
    Examples:
      actas init ve --pack ve-2024
      actas init mine --election election.yaml --origin results.example/2027
    """
    if (pack is None) == (definition is None):
        raise click.UsageError("give either --pack NAME or --election FILE")
    from actas.project.starting import start

    project = start(directory, pack=pack, definition=definition, origin=origin)
    made = {
        "project": str(directory),
        "election": project.election.id,
        "origin": project.log.origin,
        "size": project.state.size,
        "keys": project.public_keys(),
    }
    if as_json:
        common.print_json(made)
        return
    click.echo(f"{directory}: election {made['election']}, log {made['origin']}")
    click.echo(
        "Signing keys are in keys/ and never leave it. Publish the public ones elsewhere too:"
    )
    for key in project.public_keys():
        click.echo(f"  {key if len(key) < 120 else key[:100] + '…'}")
