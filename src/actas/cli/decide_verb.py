"""`actas decide`: a person's decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from actas.cli import common


@click.command("decide")
@click.argument("station", metavar="STATION")
@click.argument("action", type=click.Choice(["accept", "quarantine", "reject", "withdraw"]))
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is public.")
@click.option("--contest", metavar="ID", help="Only this contest.")
@click.option("--source", metavar="NAME", help="Only this source's record.")
@click.option("--reading", type=int, metavar="N", help="The reading that is meant (log index).")
@common.project_option
@common.json_option
def command(
    station: str,
    action: Any,
    why: str,
    contest: str | None,
    source: str | None,
    reading: int | None,
    project_dir: Path,
    as_json: bool,
) -> None:
    """Decide on the record of STATION. The decision and its reason are entries of the log.

    \b
    Examples:
      actas decide 1/4/7/12/3 accept --why "sheet seen: the sum was miswritten"
      actas decide 1/4/7/12/3 reject --source witnesses --why "photograph of another table"
    """
    from actas.project.deciding import decide
    from actas.project.project import Project

    project = Project.open(project_dir, write=True)
    batch = decide(project, station, action, why, contest=contest, source=source, reading=reading)
    records = batch.records.to_dicts()
    if as_json:
        common.print_json({"entries": batch.after - batch.before, "records": records})
        return
    for row in records:
        click.echo(f"{row['station']} {row['contest']} {row['source']}: now {row['state']}")
    if not records:
        click.echo("The decision is logged; no record changes by it.")
