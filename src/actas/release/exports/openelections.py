"""The result in the CSV format of OpenElections: one row a place and candidate.

`YYYYMMDD__PLACE__TYPE__county.csv` by area of the first level, and
`YYYYMMDD__PLACE__TYPE__AREA__precinct.csv` by station for each such area. What the format's words
stand for is in docs/open-data.md. Texts are made safe for spreadsheets as in the other tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from actas.election.definition import Contest, Election, TallyRole
from actas.election.written import text
from actas.release.contents import OnDisk
from actas.release.exports.columntexts import in_csv
from actas.release.exports.frames import Part, area_names, totals
from actas.release.exports.rowtexts import Texts, joined, written
from actas.release.outcome import Outcome
from actas.release.tables import formulas_disarmed

FOLDER = "data/openelections/"
REGISTERED, CAST = "Registered Voters", "Ballots Cast"
"""Offices under which the format counts electors and ballots."""

_ROLES: dict[TallyRole, str] = {"null": "Over Votes", "blank": "Under Votes"}
"""Candidates under which the format counts ballots without a valid vote."""

_PLACE, _SAID = ("county", "precinct"), ("office", "district", "party", "candidate")


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


class Files:
    """Makes the files of one release."""

    def __init__(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._election = outcome.election
        self._names = area_names(outcome)
        self._said = {contest.id: self._words(contest) for contest in self._election.contests}

    def whole(self) -> Iterator[tuple[str, OnDisk]]:
        """Path and bytes of the file of totals by area of the first level."""
        rows = [
            one
            for contest in self._election.contests
            for one in self._rows(contest.id, self._totals(contest), _PLACE[:1])
        ]
        yield county_file(self._election), written([_header(_PLACE[:1]), *rows])

    def of_part(self, part: Part) -> Iterator[tuple[str, OnDisk]]:
        """Path and bytes of the file of the stations of one such area."""
        named = self._names.filter(pl.col("area") == part.area)["name"].to_list()
        county = pl.lit((named[0] if named else None) or part.area).alias("county")
        precinct = pl.col("station").str.slice(len(part.area) + 1 if part.area else 0)
        rows = [
            one
            for contest, columns in part.contests.items()
            for one in self._rows(
                contest, columns.with_columns(county, precinct.alias("precinct")), _PLACE
            )
        ]
        path = precinct_file(self._election, part.area)
        yield path, written([_header(_PLACE), *rows])

    def _rows(self, contest: str, places: pl.DataFrame, named: Sequence[str]) -> Iterator[Texts]:
        """What is said of each place, one after the other: a row where its number is given.

        Args:
            contest: its id.
            places: texts of each, and its numbers.
            named: columns of the texts.
        """
        held = places.with_columns(place=_fields(formulas_disarmed(places.select(named))))
        for column, said in self._said[contest].items():
            yield Texts(held, joined([pl.col("place"), f",{said},", pl.col(column), "\r\n"]))

    def _totals(self, contest: Contest) -> pl.DataFrame:
        """`county` and numbers of the areas of the first level."""
        top = self._outcome.top_areas(contest.id)
        places = totals(self._outcome, contest, top).join(
            self._names, on="area", how="left", maintain_order="left"
        )
        county = pl.when(pl.col("name") != "").then("name").otherwise("area")
        return places.with_columns(county.alias("county"))

    def _words(self, contest: Contest) -> dict[str, str]:
        """What is said of a contest, as CSV, by the column of its number in the tables."""
        language = self._outcome.languages[0]
        office, district = text(contest.name, language), " ".join(contest.areas)
        said = {"electors": (REGISTERED, district, "", "")}
        for choice in contest.choices:
            parties, name = "; ".join(choice.parties), text(choice.name, language)
            said[f"votes_{choice.id}"] = (office, district, parties, name)
        for tally in self._election.form.tallies:
            if tally.role == "ballots":
                said[f"tally_{tally.id}"] = (CAST, district, "", "")
            elif tally.role in _ROLES:
                said[f"tally_{tally.id}"] = (office, district, "", _ROLES[tally.role])
        rows = pl.DataFrame([*said.values()], dict.fromkeys(_SAID, pl.String), orient="row")
        return dict(zip(said, _fields(formulas_disarmed(rows)), strict=True))


def _fields(texts: pl.DataFrame) -> pl.Series:
    """Every row as CSV."""
    fields = [in_csv(pl.col(name)) for name in texts.columns]
    return texts.select(pl.concat_str(fields, separator=",")).to_series()


def _header(places: Sequence[str]) -> str:
    return ",".join([*places, *_SAID, "votes"]) + "\r\n"
