"""The result in the CSV format of OpenElections: one row a place and candidate.

`YYYYMMDD__PLACE__TYPE__county.csv` by area of the first level, and
`YYYYMMDD__PLACE__TYPE__AREA__precinct.csv` by station for each such area. What the format's words
stand for is in docs/open-data.md. Texts are made safe for spreadsheets as in the other tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
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

Row = tuple[str, str, str, str, str, str, int]
_COLUMNS = ("county", "precinct", "office", "district", "party", "candidate", "votes")


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
        self._names = area_names(outcome)
        self._language = outcome.languages[0]

    def counties(self) -> Iterator[Row]:
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

    def precincts(self, part: Part) -> Iterator[Row]:
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
        places: Sequence[tuple[str, str]],
        votes: Mapping[str, Iterable[int | None]],
        tallies: Mapping[str, Iterable[int | None]],
        electors: Iterable[int | None],
    ) -> Iterator[Row]:
        office, district = text(contest.name, self._language), " ".join(contest.areas)
        yield from _given(places, (REGISTERED, district, "", ""), electors)
        for choice in contest.choices:
            said = (office, district, "; ".join(choice.parties), text(choice.name, self._language))
            yield from _given(places, said, votes[choice.id])
        for tally in self._outcome.election.form.tallies:
            if tally.role == "ballots":
                yield from _given(places, (CAST, district, "", ""), tallies[tally.id])
            elif tally.role in _ROLES:
                said = (office, district, "", _ROLES[tally.role])
                yield from _given(places, said, tallies[tally.id])

    def _county(self, area: str) -> str:
        return self._names.get(area) or area


def _given(
    places: Sequence[tuple[str, str]],
    said: tuple[str, str, str, str],
    numbers: Iterable[int | None],
) -> Iterator[Row]:
    """A row for each place whose number is given."""
    for place, number in zip(places, numbers, strict=True):
        if number is not None:
            yield (*place, *said, number)


def _csv(rows: Iterator[Row], without: str = "") -> OnDisk:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            piece, first = list(islice(rows, ROWS)), True
            while piece or first:
                file.write(_lines(piece, without, header=first))
                piece, first = list(islice(rows, ROWS)), False

    return OnDisk(write)


def _lines(rows: list[Row], without: str, *, header: bool) -> bytes:
    schema = {name: pl.Int64 if name == "votes" else pl.String for name in _COLUMNS}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.with_columns(pl.col(pl.String).replace("", None))
    frame = frame.drop(without) if without else frame
    text = formulas_disarmed(frame).write_csv(include_header=header, line_terminator="\r\n")
    return text.encode()
