"""A mapping made whole for one table: what it leaves out is filled in from the election's ids.

Knows names of columns only. What a table must have and lacks is told here, all of it at once.
"""

from __future__ import annotations

from actas.election.arithmetic import amount
from actas.election.definition import Election
from actas.errors import InputError, Place
from actas.reading.fitting import checked, default_mapping
from actas.reading.mapping import ArrivedColumn, ContestColumn, Mapping
from actas.reading.stations import station_columns
from actas.reading.tables import Cells, refuse_missing


def resolved(mapping: Mapping | None, election: Election, cells: Cells) -> Mapping:
    """The mapping with station, contest, choices and tallies said in full.

    Electors, address, time of arrival and names are taken where their columns are; where they are
    not, what is known of them stays as it was.

    Raises:
        InputError: the mapping names what the election does not have, the table lacks columns
            that it must have, or nothing says its contest.
    """
    default = default_mapping(election, cells.columns)
    mapping = checked(mapping, election, "mapping") if mapping else default
    station = mapping.station or default.station
    contest = mapping.contest or _only_contest(election) or default.contest
    if contest is None:
        raise InputError(
            "the election has several contests; the mapping must say which (contest)",
            Place(cells.name),
        )
    whole = mapping.model_copy(
        update={
            "station": station,
            "contest": contest,
            "choices": _choices(mapping, election, contest),
            "tallies": _tallies(mapping, election, cells),
        }
    )
    refuse_missing(cells, _needed(whole))
    return whole


def besides_missing(mapping: Mapping, cells: Cells) -> tuple[str, ...]:
    """A note on the columns that the mapping names, can do without, and does not find."""
    named = [mapping.electors, mapping.address, mapping.document, *mapping.names.values()]
    arrived = mapping.arrived
    named.append(arrived.column if isinstance(arrived, ArrivedColumn) else arrived)
    absent = [column for column in dict.fromkeys(named) if column and column not in cells.columns]
    if not absent:
        return ()
    return (f"no column {', '.join(absent)}: what is known of it stays as it was",)


def besides_unused(mapping: Mapping, cells: Cells) -> tuple[str, ...]:
    """A note on the columns that nothing is read from."""
    arrived = mapping.arrived
    used = {
        *_needed(mapping),
        *mapping.names.values(),
        mapping.electors,
        mapping.address,
        mapping.document,
        arrived.column if isinstance(arrived, ArrivedColumn) else arrived,
    }
    for derivation in mapping.derive.values():
        used.update(column for column in cells.columns if column in derivation.expression)
    unused = [column for column in cells.columns if column not in used]
    return (f"columns not read: {', '.join(unused)}",) if unused else ()


def number_columns(mapping: Mapping, cells: Cells) -> list[str]:
    """Columns that hold votes, or what votes are made from, of a mapping made whole."""
    parts: list[str] = []
    for field, derivation in mapping.derive.items():
        place = Place(cells.name, None, f"derive.{field}")
        made = amount(derivation.expression, cells.columns, place)
        parts += sorted(set(made.meta.root_names()))
    long = [mapping.long.votes] if mapping.long else []
    return list(
        dict.fromkeys([*mapping.choices.values(), *mapping.tallies.values(), *long, *parts])
    )


def _only_contest(election: Election) -> str | None:
    return election.contests[0].id if len(election.contests) == 1 else None


def _choices(mapping: Mapping, election: Election, contest: str | ContestColumn) -> dict[str, str]:
    if mapping.long:
        return {}
    contests = (
        election.contests if isinstance(contest, ContestColumn) else (election.contest(contest),)
    )
    ids = [choice.id for one in contests for choice in one.choices]
    return {one: mapping.choices.get(one, one) for one in ids if one not in mapping.derive}


def _tallies(mapping: Mapping, election: Election, cells: Cells) -> dict[str, str]:
    if mapping.long:
        return {}
    ids = [tally.id for tally in election.form.tallies if tally.id not in mapping.derive]
    own = {one: one for one in ids if one in cells.columns}
    return own | dict(mapping.tallies)


def _needed(mapping: Mapping) -> list[str]:
    needed = [*station_columns(mapping), *mapping.choices.values(), *mapping.tallies.values()]
    if isinstance(mapping.contest, ContestColumn):
        needed.append(mapping.contest.column)
    if mapping.long:
        needed += [mapping.long.choice, mapping.long.votes]
    if mapping.rows:
        needed += mapping.rows.keep
    return needed + [one.divided_by for one in mapping.derive.values() if one.divided_by]
