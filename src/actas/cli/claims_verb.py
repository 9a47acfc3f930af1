"""`actas claims`: what has been said, and what the records say of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from actas.cli import common


@click.command("claims")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Judge dates as of this day.")
@click.option("--id", "names", multiple=True, metavar="ID", help="Only these claims.")
@click.option("--strict", is_flag=True, help="Exit status 1 where a claim is contradicted.")
@common.language_option
@common.project_option
@common.json_option
def command(
    as_of: datetime | None,
    names: tuple[str, ...],
    strict: bool,
    language: str,
    project_dir: Path,
    as_json: bool,
) -> int:
    """Every claim with its verdict and the numbers: claims.yaml as it stands, the log's records.

    \b
    Examples:
      actas claims
      actas claims --id 2a --language es
      actas claims --as-of 2024-08-23 --strict --json
    """
    from actas.project import claiming, judging

    project = common.opened(project_dir)
    day = as_of.date() if as_of else datetime.now(UTC).date()
    written = claiming.written(project.folder)
    claims = claiming.logged(project.state) if written is None else written
    verdicts = judging.verdicts(project.state, claims, day, [language])[language]
    unlogged = len(claiming.drafts(project))
    if unlogged:
        common.note(f"{unlogged} claims of claims.yaml are not logged yet; publish logs them")
    unknown = sorted(set(names).difference(one.id for one in verdicts))
    if unknown:
        raise click.BadParameter(f"no claim {', '.join(unknown)}", param_hint="--id")
    shown = [one for one in verdicts if not names or one.id in names]
    status = 1 if strict and any(one.verdict == "contradicted" for one in shown) else 0
    if as_json:
        common.print_json([one.as_json() for one in shown])
        return status
    out = common.console()
    table = common.table("claim", "actor", "made", "due", "kind", "verdict")
    for one in shown:
        table.add_row(
            one.id, one.actor, str(one.made or "–"), str(one.due or "–"), one.kind, one.verdict
        )
    out.print(table)
    for one in shown:
        for test in one.tests:
            out.print(common.strong(one.id, f" {test.test}: {test.verdict}"))
            out.print(f"    {test.says}")
    return status
