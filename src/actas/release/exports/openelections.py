"""The result in the CSV format of OpenElections: one row a place and candidate.

`YYYYMMDD__PLACE__TYPE__county.csv` by area of the first level, and
`YYYYMMDD__PLACE__TYPE__AREA__precinct.csv` by station for each such area. What the format's words
stand for is in docs/open-data.md. Texts are made safe for spreadsheets as in the other tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import polars as pl

from actas.election.definition import Contest, Election, TallyRole
from actas.election.written import text
from actas.release.contents import OnDisk
from actas.release.exports.frames import Part, area_names
from actas.release.outcome import Outcome
from actas.release.tables import ROWS, formulas_disarmed

FOLDER = "data/openelections/"
REGISTERED, CAST = "Registered Voters", "Ballots Cast"
"""Offices under which the format counts electors and ballots."""

_ROLES: dict[TallyRole, str] = {"null": "Over Votes", "blank": "Under Votes"}
"""Candidates under which the format counts ballots without a valid vote."""

_PLACE, _SAID = ("county", "precinct"), ("office", "district", "party", "candidate")


Numbers = pl.Series | Sequence[int | None]
"""A number of each place."""

Said = tuple[str, str, str, str]
"""Office, district, party and candidate."""


def stem(election: Election) -> str:
    """How every file name begins: day, place, type."""
    kind = "runoff" if election.second_round_of else "general"
    place = election.country if election.country and election.country.isalnum() else election.id
    return f"{election.date:%Y%m%d}__{place.lower()}__{kind}__"


def county_file(election: Election, area: str = "") -> str:
    """Path of the file of totals by area of the first level."""
    return f"{FOLDER}{stem(election)}county.csv"


def precinct_file(election: Election, area: str) -> str:
    """Path of the file of the stations of such an area; of all where stations lie in none."""
    return f"{FOLDER}{stem(election)}{area}__precinct.csv".replace("____", "__")


def whole(outcome: Outcome) -> Iterator[tuple[str, OnDisk]]:
    """Path and bytes of the file of totals by area of the first level."""
    yield county_file(outcome.election), _csv(_Rows(outcome).counties(), without="precinct")


def of_part(outcome: Outcome, part: Part) -> Iterator[tuple[str, OnDisk]]:
    """Path and bytes of the file of the stations of one such area."""
    path = precinct_file(outcome.election, part.area)
    yield path, _csv(_Rows(outcome).precincts(part))


class _Rows:
    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._names = dict(area_names(outcome).drop_nulls().iter_rows())
        self._language = outcome.languages[0]

    def counties(self) -> Iterator[pl.DataFrame]:
        for contest in self._outcome.election.contests:
            counts = self._outcome.counts[contest.id]
            top = sorted(area for area in counts if area and "/" not in area)
            found = [counts[area] for area in top]
            places = [(self._county(area), "") for area in top]
            yield from self._columns(
                contest,
                places,
                {choice.id: [one.votes[choice.id] for one in found] for choice in contest.choices},
                {
                    tally.id: [one.tallies.get(tally.id) for one in found]
                    for tally in self._outcome.election.form.tallies
                },
                [one.registered_expected for one in found],
            )

    def precincts(self, part: Part) -> Iterator[pl.DataFrame]:
        county = self._county(part.area)
        cut = len(part.area) + 1 if part.area else 0
        for name, columns in part.contests.items():
            contest = self._outcome.election.contest(name)
            yield from self._columns(
                contest,
                [(county, code[cut:]) for code in columns["station"]],
                {choice.id: columns[f"votes_{choice.id}"] for choice in contest.choices},
                {
                    tally.id: columns[f"tally_{tally.id}"]
                    for tally in self._outcome.election.form.tallies
                },
                columns["electors"],
            )

    def _columns(
        self,
        contest: Contest,
        named: Sequence[tuple[str, str]],
        votes: Mapping[str, Numbers],
        tallies: Mapping[str, Numbers],
        electors: Numbers,
    ) -> Iterator[pl.DataFrame]:
        office, district = text(contest.name, self._language), " ".join(contest.areas)
        given: list[tuple[tuple[str, str, str, str], Numbers]] = [
            ((REGISTERED, district, "", ""), electors)
        ]
        for choice in contest.choices:
            said = (office, district, "; ".join(choice.parties), text(choice.name, self._language))
            given.append((said, votes[choice.id]))
        for tally in self._outcome.election.form.tallies:
            if tally.role == "ballots":
                given.append(((CAST, district, "", ""), tallies[tally.id]))
            elif tally.role in _ROLES:
                given.append(((office, district, "", _ROLES[tally.role]), tallies[tally.id]))
        return _rows(named, [said for said, _ in given], [numbers for _, numbers in given])

    def _county(self, area: str) -> str:
        return self._names.get(area) or area


def _rows(
    places: Sequence[tuple[str, str]],
    said: Sequence[Said],
    numbers: Sequence[Numbers],
) -> Iterator[pl.DataFrame]:
    """What is said of each place, one after the other, some rows at a time.

    A row where its number is given.
    """
    held = _texts(places, _PLACE)
    at_once = max(1, ROWS // max(1, len(places)))
    for start in range(0, len(said), at_once):
        some = range(start, min(start + at_once, len(said)))
        names = [str(at) for at in some]
        columns = [pl.Series(str(at), numbers[at], pl.Int64) for at in some]
        rows = held.with_columns(columns).unpivot(names, index=_PLACE).drop_nulls("value")
        words = _texts([said[at] for at in some], _SAID).with_columns(variable=pl.Series(names))
        found = rows.join(words, on="variable", how="left", maintain_order="left")
        yield found.select(*_PLACE, *_SAID, votes="value")


def _texts(rows: Sequence[tuple[str, ...]], names: Sequence[str]) -> pl.DataFrame:
    """Texts as they stand in the file."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return formulas_disarmed(frame.with_columns(pl.all().replace("", None)))


def _csv(rows: Iterable[pl.DataFrame], without: str = "") -> OnDisk:
    schema = dict.fromkeys((*_PLACE, *_SAID), pl.String) | {"votes": pl.Int64}

    def write(path: Path) -> None:
        header = True
        with path.open("wb") as file:
            for frame in chain([pl.DataFrame(schema=schema)], rows):
                kept = frame.drop(without) if without else frame
                kept.write_csv(file, include_header=header, line_terminator="\r\n")
                header = False

    return OnDisk(write)
