"""`actas form`: the plan of a sheet, drawn."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("form")
@click.argument("action", type=click.Choice(["preview"]))
@click.argument("image", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--form", "form_id", metavar="ID", help="Which of the sheets of election.yaml.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="PNG to write.",
)
@common.project_option
@common.debug_option
def command(
    action: str, image: Path | None, form_id: str | None, output: Path, project_dir: Path
) -> None:
    """Draw a form over a sample IMAGE of its sheet: cells green, anchors blue, codes purple,
    private regions red. Without IMAGE on blank paper. It shows what would be read, and hidden.

    \b
    Examples:
      actas form preview -o plan.png
      actas form preview sample.jpg --form strip -o over.png
    """
    del action  # the only one there is
    from actas.project.previewing import draw

    project = common.opened(project_dir)
    drawn = draw(project.edited() or project.election, form_id, image)
    output.write_bytes(drawn.png)
    click.echo(f"{output}: {drawn.says}")
