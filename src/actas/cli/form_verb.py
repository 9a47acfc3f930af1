"""`actas form`: the plan of a sheet drawn, and its cells shown to people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from actas import LANGUAGES
from actas.cli import common

if TYPE_CHECKING:
    from actas.project.worksheet import Worksheet


@click.group("form")
def command() -> None:
    """The plan of a sheet: drawn over a sample of it, or used to show people its cells.

    \b
    Examples:
      actas form preview sample.jpg --form strip -o over.png
      actas form cells to-read --source observers
    """


@command.command("preview")
@click.argument("image", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--form", "form_id", metavar="ID", help="Which of the sheets of election.yaml.")
@common.output_option("PNG to write.")
@common.project_option
@common.debug_option
def preview(image: Path | None, form_id: str | None, output: Path, project_dir: Path) -> None:
    """Draw a form over a sample IMAGE of its sheet: cells green, anchors blue, codes purple,
    private regions red. Without IMAGE on blank paper. It shows what would be read, and hidden.

    \b
    Examples:
      actas form preview -o plan.png
      actas form preview sample.jpg --form strip -o over.png
    """
    from actas.project.previewing import draw

    project = common.opened(project_dir)
    drawn = draw(project.edited() or project.election, form_id, image)
    output.write_bytes(drawn.png)
    click.echo(f"{output}: {drawn.says}")


@command.command("cells")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--source", metavar="NAME", help="Whose documents, where those of several wait.")
@click.option("--form", "form_id", metavar="ID", help="Only sheets of this form.")
@click.option("--most", metavar="N", type=click.IntRange(1), help="So many sheets, not all.")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Of the page (default: the election's first).",
)
@click.option(
    "--hints",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON of what a machine would guess, to measure it; outside of DIR.",
)
@common.project_option
@common.json_option
def cells(
    directory: Path,
    source: str | None,
    form_id: str | None,
    most: int | None,
    language: str | None,
    hints: Path | None,
    project_dir: Path,
    as_json: bool,
) -> None:
    """Write what machines could not read into DIR, for people to read and type.

    DIR/index.html shows the cells of every sheet that waits, cut from its public rendition, and
    nothing of what a machine would guess. Fill in DIR/to-type.csv and import it with the command
    that is printed; rows left empty go on waiting.

    \b
    Examples:
      actas form cells to-read --source witnesses
      actas form cells to-read --form boxed --most 50
    """
    from actas.project.worksheet import write

    project = common.opened(project_dir)
    with common.progress() as tick:
        done = write(
            project,
            directory,
            source=source,
            form=form_id,
            language=language,
            most=most,
            hints=hints,
            tick=tick,
        )
    if as_json:
        common.print_json(done.as_json())
    else:
        _tell(done)


def _tell(done: Worksheet) -> None:
    if not done.waiting:
        click.echo("nothing waits for people")
        return
    left = done.waiting - done.withheld - len(done.sheets)
    if done.sheets:
        click.echo(f"{done.directory / 'index.html'}: sheets to be read: {len(done.sheets):,}")
        click.echo(f"  fill in {done.directory / 'to-type.csv'}, then:")
        click.echo(f"  {done.command}")
    if left:
        click.echo(
            f"  {left:,} more wait: they come once these are imported, or with a larger --most"
        )
    if done.withheld:
        click.echo(
            f"  {done.withheld:,} more could not be laid over their form: nothing of them may be "
            "shown, and the original has to be opened (actas unseal)"
        )
