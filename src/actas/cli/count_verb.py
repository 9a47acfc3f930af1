"""`actas count`: totals, coverage, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from actas.cli import common
from actas.cli.common import number, percent

if TYPE_CHECKING:
    from actas.count.pending import Pending
    from actas.count.shapes import Count, Missing
    from actas.election.definition import Election

_WAYS = {
    "deleted": "their votes struck out",
    "swapped": "leader and runner-up exchanged on them",
    "all_to_runner_up": "every vote on them the runner-up's",
    "with_worst_case": "that too, and everything missing the runner-up's as well",
}


@click.command("count")
@click.option("--by", "level", metavar="LEVEL", help="Totals of every area of this level too.")
@click.option("--source", metavar="NAME", help="Count this source alone.")
@click.option("--contest", metavar="ID", help="Only this contest.")
@common.project_option
@common.json_option
def command(
    level: str | None, source: str | None, contest: str | None, project_dir: Path, as_json: bool
) -> None:
    """Totals of the records, coverage, and whether what is missing could matter.

    \b
    Examples:
      actas count
      actas count --by state
      actas count --source observers --json
    """
    from actas.count.pending import pending
    from actas.count.tabulate import tabulate

    project = common.opened(project_dir)
    election = project.election
    contests = [one.id for one in election.contests if contest in (None, one.id)]
    if not contests:
        raise click.BadParameter(f"no contest {contest!r}", param_hint="--contest")
    counts = [tabulate(project.state, one, level=level, source=source) for one in contests]
    if as_json:
        listed = [count.as_json() for count in counts]
        common.print_json(listed[0] if len(election.contests) == 1 else listed)
        return
    for count in counts:
        _show(count, election, level)
        _show_aside(pending(project.state, count.contest, source))


def _show(count: Count, election: Election, level: str | None) -> None:
    from actas.election.written import text

    out = common.console()
    contest = election.contest(count.contest)
    out.print(common.strong(text(election.name, "en"), f" · {text(contest.name, 'en')}"))
    if count.expected is None:
        out.print(f"{number(count.counted)} stations counted; how many there are is not declared")
    else:
        covered = percent(count.counted, count.expected)
        out.print(
            f"{number(count.counted)} of {number(count.expected)} stations counted ({covered})"
        )
    if count.registered_expected is None:
        out.print(f"{number(count.registered_counted)} registered electors on them")
    elif count.registered_counted is not None:
        covered = percent(count.registered_counted, count.registered_expected)
        out.print(
            f"{number(count.registered_counted)} of {number(count.registered_expected)} "
            f"registered electors on them ({covered})"
        )
    out.print(f"{number(count.quarantined)} quarantined, {number(count.rejected)} rejected")
    votes = common.table("", "votes", "share of valid", right=("votes", "share of valid"))
    names = {choice.id: text(choice.name, "en") for choice in contest.choices}
    for choice, got in sorted(count.votes.items(), key=lambda pair: -pair[1]):
        votes.add_row(names[choice], number(got), percent(got, count.valid))
    votes.add_section()
    votes.add_row("valid", number(count.valid), "")
    for tally in election.form.tallies:
        if tally.role != "valid" and tally.id in count.tallies:
            votes.add_row(text(tally.name, "en"), number(count.tallies[tally.id]), "")
    out.print(votes)
    _show_missing(count, names)
    if count.by:
        _show_areas(count, names, level or "area")


def _show_missing(count: Count, names: dict[str, str]) -> None:
    from actas.count.pending import winner

    missing = count.missing
    out = common.console()
    if count.contradictory:
        out.print(
            "The register has fewer electors than are on the counted sheets: it contradicts "
            "itself, and how many votes are missing cannot be said."
        )
    if missing is None or count.counted == 0:
        return
    rest = ", given that the sheets and the register are true:"
    out.print(common.strong("What is missing", rest))
    out.print(
        f"  {number(missing.stations)} stations, room for at most {number(missing.capacity)} votes"
    )
    leader = winner(count.votes)
    if leader is None:
        out.print(f"  nobody leads: {_nobody(count, names)}")
    elif len(count.votes) == 1:
        out.print(f"  there is no other choice that could pass {names[leader]}")
    else:
        _show_lead(missing, names[leader])


def _nobody(count: Count, names: dict[str, str]) -> str:
    most = max(count.votes.values())
    if not most:
        return "no choice has a vote on the counted sheets"
    tied = [names[choice] for choice, votes in count.votes.items() if votes == most]
    return f"{' and '.join(tied)} are tied with {number(most)} votes each"


def _show_lead(missing: Missing, leader: str) -> None:
    """Whether the lead could go, by what is missing and by what could be false."""
    out = common.console()
    kept = "keeps the lead" if missing.worst_lead > 0 else "could lose it"
    out.print(
        f"  if every one of those went to the runner-up, {leader} {kept}: lead "
        f"{missing.worst_lead:+,}, share {100 * missing.worst_share:.2f} %"
    )
    if missing.reversal_share is not None:
        if missing.reversal_share > 1:
            needed = "more than every vote that is missing: impossible at that turnout"
        else:
            needed = f"{100 * missing.reversal_share:.1f} % of the two-way vote there"
        out.print(
            f"  at the turnout counted so far ({number(missing.turnout_capped)} votes), "
            f"a reversal needs {needed}"
        )
    for way, words in _WAYS.items():
        sheets = missing.fragility.get(way)
        said = "no number of counted sheets" if sheets is None else f"{sheets:,} counted sheets"
        out.print(f"  to change who leads, {said} would have to be false, {words}")


def _show_aside(aside: tuple[Pending, ...]) -> None:
    for one in aside:
        if one.stations and one.winner is None:
            could = "could" if one.could_change else "could not"
            common.console().print(
                f"The {number(one.stations)} {one.state} {could} decide who leads: nobody does "
                f"without them"
            )
        elif one.stations and len(one.votes) > 1:
            could = "could" if one.could_change else "could not"
            common.console().print(
                f"The {number(one.stations)} {one.state} {could} change who leads: counted where "
                f"they hurt the leader most, the lead is {one.worst_lead:+,}"
            )


def _show_areas(count: Count, names: dict[str, str], level: str) -> None:
    top = sorted(count.votes, key=lambda choice: -count.votes[choice])[:3]
    heads = [names[choice] for choice in top]
    declared = any(area.expected is not None for area in count.by)
    numbers = ["counted", *(["expected"] if declared else []), "valid", *heads]
    shown = common.table(level, *numbers, right=tuple(numbers))
    for area in sorted(count.by, key=lambda one: _natural(one.area)):
        shares = [percent(area.votes[choice], area.valid) for choice in top]
        expected = [number(area.expected)] if declared else []
        named = f"{area.area} {area.name or ''}".rstrip()
        shown.add_row(named, number(area.counted), *expected, number(area.valid), *shares)
    common.console().print(shown)


def _natural(code: str) -> list[tuple[int, str]]:
    """Codes in the order that people expect: 2 before 10."""
    return [(int(part), part) if part.isdecimal() else (-1, part) for part in code.split("/")]
