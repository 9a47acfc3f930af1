"""`actas check`: findings."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("check")
@click.option("--code", "codes", multiple=True, metavar="CODE", help="Only these rules.")
@click.option("--station", metavar="CODE", help="Only this station.")
@click.option("--all", "every", is_flag=True, help="List every finding, not the first of each.")
@common.language_option
@common.project_option
@common.json_option
def command(
    codes: tuple[str, ...],
    station: str | None,
    every: bool,
    language: str,
    project_dir: Path,
    as_json: bool,
) -> int:
    """Findings of the records, by rule and station. It only reads.

    Exit status 1 where a finding is an error.

    \b
    Examples:
      actas check
      actas check --code D403 --all
      actas check --station 1/1/13/10113042/1 --language es
    """
    import polars as pl

    from actas.checks import say
    from actas.election.codes import place
    from actas.project.project import judged

    project = common.opened(project_dir)
    result = judged(project.state)
    found = result.findings
    _refuse_unknown(codes, set(result.evaluated["code"]), "--code", "no rule")
    if codes:
        found = found.filter(pl.col("code").is_in(list(codes)))
    if station is not None:
        code = place(station, project.state.register, project.election) or station
        known = set(project.state.register.stations["station"]).union(found["station"])
        _refuse_unknown((code,), known, "--station", "no station")
        found = found.filter(pl.col("station") == code)
    status = 1 if (found["severity"] == "error").any() else 0
    election = project.election
    if as_json:
        common.print_json(say.as_json(election, found, language))
        return status
    out = common.console()
    summary = common.table("rule", "findings", "severity", right=("findings",))
    for code, severity, count in found.group_by("code", "severity").len().sort("code").iter_rows():
        summary.add_row(code, f"{count:,}", severity)
    if found.is_empty():
        out.print(
            "No findings. That is not the same as no faults: see what could not be evaluated."
        )
    else:
        out.print(summary)
    shown = found if every else found.group_by("code", maintain_order=True).head(5)
    listing = common.table("rule", "station", "source", "message")
    for row in say.as_json(election, shown, language):
        listing.add_row(row["code"], row["station"] or "–", row["source"] or "–", row["message"])
    if not found.is_empty():
        out.print(listing)
    if found.height > shown.height:
        out.print(f"{found.height - shown.height:,} more: --all lists them, --code picks a rule")
    _not_evaluable(result.evaluated)
    return status


def _refuse_unknown(asked: tuple[str, ...], known: set[str], option: str, words: str) -> None:
    unknown = sorted(set(asked).difference(known))
    if unknown and known:
        raise click.BadParameter(f"{words} {', '.join(unknown)}", param_hint=option)


def _not_evaluable(evaluated: object) -> None:
    import polars as pl

    if not isinstance(evaluated, pl.DataFrame):
        return
    lacking = evaluated.filter(pl.col("not_evaluable") > 0)
    if lacking.is_empty():
        return
    shown = common.table(
        "rule", "contest", "evaluated", "not evaluable", right=("evaluated", "not evaluable")
    )
    for row in lacking.iter_rows(named=True):
        shown.add_row(
            row["code"], row["contest"], f"{row['evaluated']:,}", f"{row['not_evaluable']:,}"
        )
    common.console().print("Not evaluable, because a number is missing:", shown)
