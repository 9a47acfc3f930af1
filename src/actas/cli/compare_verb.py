"""`actas compare`: two sources, station by station."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common
from actas.cli.common import number


@click.command("compare")
@click.argument("first", metavar="SOURCE")
@click.argument("second", metavar="SOURCE")
@click.option("--contest", metavar="ID", help="Only this contest.")
@common.project_option
@common.json_option
def command(first: str, second: str, contest: str | None, project_dir: Path, as_json: bool) -> int:
    """Where two sources speak of the same station: equal, different, and by how much.

    Exit status 1 where they differ.

    \b
    Example:
      actas compare witnesses authority
    """
    from actas.count.compare import compare

    project = common.opened(project_dir)
    known = [source.id for source in project.election.sources]
    for name in (first, second):
        if name not in known:
            raise click.BadParameter(
                f"no source {name!r}; there are: {', '.join(known)}", param_hint="SOURCE"
            )
    contests = [one.id for one in project.election.contests if contest in (None, one.id)]
    results = [compare(project.state, one, first, second) for one in contests]
    status = 1 if any(one.different for one in results) else 0
    if as_json:
        common.print_json([one.as_json() for one in results])
        return status
    for one in results:
        _show(one)
    return status


def _show(one: object) -> None:
    from actas.count.compare import Comparison

    assert isinstance(one, Comparison)
    out = common.console()
    out.print(common.strong(one.contest, f": {one.first} and {one.second}"))
    out.print(
        f"  both speak of {number(one.both)} stations: {number(one.equal)} equal, "
        f"{number(one.different)} different, {number(one.not_comparable)} not comparable; "
        f"only {one.first} of {number(one.only_first)}, "
        f"only {one.second} of {number(one.only_second)}"
    )
    if not one.different:
        return
    rows = one.rows
    shown = common.table("station", "field", one.first, one.second, right=(one.first, one.second))
    for row in rows.head(50).iter_rows(named=True):
        shown.add_row(row["station"], row["field"], number(row["first"]), number(row["second"]))
    out.print(shown)
    if rows.height > 50:
        out.print(f"{rows.height - 50:,} more: --json gives all")
