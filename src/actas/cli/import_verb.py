"""`actas import`: tables into the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from actas.cli import common

if TYPE_CHECKING:
    from actas.project.importing import Imported

_WORDS = {
    "new": "new",
    "equal": "equal to what was known",
    "other": "with other numbers than before",
    "dropped": "no longer in the source's set, still counted",
    "restored": "back in the source's set",
    "moved": "with a new address of the sheet",
    "collapsed": "equal rows within the file, taken once",
    "bad": "rows that could not be read, logged as rejected",
    "stations_learnt": "stations learnt",
    "electors_learnt": "stations' registered electors learnt",
}


@click.command("import")
@click.argument("file", metavar="FILE", required=False, type=click.Path(path_type=Path))
@click.option("--source", metavar="NAME", help="Who vouches for the records: id in election.yaml.")
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="How columns become fields (default: the project's mapping.yaml, else by their names).",
)
@click.option("--register", is_flag=True, help="FILE is a register of stations, not records.")
@click.option("--boundaries", metavar="LEVEL", help="FILE is GeoJSON: the areas of this level.")
@click.option("--from-pack", is_flag=True, help="Download, check and import the pack's inputs.")
@click.option(
    "--bad-rows",
    type=click.Choice(["refuse", "quarantine"]),
    default="refuse",
    show_default=True,
    help="What becomes of a table with rows that cannot be read.",
)
@click.option(
    "--complete/--partial",
    default=None,
    help="Whether FILE is its source's whole set (default: as the mapping says).",
)
@common.project_option
@common.json_option
def command(
    file: Path | None,
    source: str | None,
    mapping: Path | None,
    register: bool,
    boundaries: str | None,
    from_pack: bool,
    bad_rows: str,
    complete: bool | None,
    project_dir: Path,
    as_json: bool,
) -> None:
    """Take a table (CSV, TSV, XLSX, Parquet) into the log, whole or not at all.

    \b
    Examples:
      actas import sheets.csv --source observers
      actas import register.xlsx --register
      actas import states.geojson --boundaries state
      actas import --from-pack
    """
    from actas.cli.common import progress
    from actas.project import importing, inputs
    from actas.project.project import Project

    project = Project.open(project_dir, write=True)
    with progress() as tick:
        if from_pack:
            done = list(inputs.import_all(project, tick))
        else:
            if file is None:
                raise click.UsageError("name the FILE to import, or --from-pack")
            tick(f"importing {file.name}", 0, None)
            if boundaries is not None:
                done = [inputs.import_boundaries(project, file, boundaries)]
            elif register:
                done = [importing.import_register(project, file, inputs.mapping(project, mapping))]
            else:
                if source is None:
                    raise click.UsageError("say who vouches for the records: --source NAME")
                done = [
                    importing.import_table(
                        project,
                        file,
                        source,
                        inputs.mapping(project, mapping, default=True),
                        bad_rows="quarantine" if bad_rows == "quarantine" else "refuse",
                        complete=complete,
                    )
                ]
    if as_json:
        listed = [one.as_json() for one in done]
        common.print_json(listed if from_pack else listed[0])
        return
    for one in done:
        _tell(one)


def _tell(done: Imported) -> None:
    whole = ", its source's whole set" if done.complete else ""
    read = f" ({done.encoding})" if done.encoding else ""
    click.echo(f"{done.file}{read}: {done.rows:,} rows{whole}")
    counts = done.news | {"collapsed": done.collapsed, "bad": done.bad}
    for name, what in _WORDS.items():
        if counts.get(name):
            click.echo(f"  {counts[name]:>9,} {what}")
    for state, count in done.records.items():
        click.echo(f"  {count:>9,} records now {state}")
    for line in done.notes:
        click.echo(f"  {line}")
    if done.entries:
        click.echo(f"  {done.entries:>9,} entries added to the log, {done.size:,} in all")
    else:
        click.echo("  nothing new: the log stays as it was")
