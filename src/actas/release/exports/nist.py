"""The result as NIST SP 1500-100 version 2 election results reports, JSON and XML.

One report for the whole (contests by area of the first level) and one for every area of that level
(its stations): each is valid by itself, ids are the same in all of them. Evidence stands in
external identifiers. The mapping is in docs/open-data.md; counts are never added up here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

import polars as pl

from actas.election.definition import Choice, Contest
from actas.election.written import Text, text
from actas.release.contents import OnDisk
from actas.release.exports.frames import Part, area_names, totals
from actas.release.exports.nistcells import Rows, Same
from actas.release.exports.nistparts import (
    WHOLE,
    Report,
    areas,
    candidate_id,
    given,
    identifier,
    named,
    stations,
    unit,
    units,
    worded,
)
from actas.release.exports.nistwriting import PREFIX, as_json, as_xml
from actas.release.manifest import Head
from actas.release.outcome import Outcome

FOLDER = "data/nist/"
SUMMARY = "summary"
STATIONS = "stations"
"""File name where stations lie in no area."""


def file_name(area: str) -> str:
    """Path of an area's report from the release's root, without its ending."""
    return f"{FOLDER}areas/{area}" if area else f"{FOLDER}{STATIONS}"


def whole(reports: Reports) -> Iterator[tuple[str, OnDisk]]:
    """Path and bytes of the report of every contest by area of the first level."""
    yield from _both(f"{FOLDER}{SUMMARY}", reports.summary())


def of_part(reports: Reports, part: Part) -> Iterator[tuple[str, OnDisk]]:
    """Path and bytes of the report of the stations of one area of the first level."""
    yield from _both(file_name(part.area), reports.stations(part))


def _both(path: str, report: Report) -> Iterator[tuple[str, OnDisk]]:
    yield f"{path}.json", as_json(report)
    yield f"{path}.xml", as_xml(report)


class Reports:
    """Makes the reports of one release."""

    def __init__(self, outcome: Outcome, head: Head) -> None:
        self._outcome = outcome
        self._election = outcome.election
        self._languages = outcome.languages
        self._head = head
        parties = [p for c in self._election.contests for x in c.choices for p in x.parties]
        self._parties = {name: f"p·{n}" for n, name in enumerate(dict.fromkeys(parties), 1)}
        self._same = {
            "Candidate": Same(
                [self._candidate(c, x) for c in self._election.contests for x in c.choices]
            ),
            "Party": Same([self._party(name) for name in self._parties]),
        }

    def summary(self) -> Report:
        """Every contest by area of the first level and in all."""
        top = self._outcome.top_areas(*self._outcome.counts)
        listed: list[Report | Rows] = [self._whole(top), *self._areas(self._totals(top))]
        found = [(one, self._counted(one, ["", *top])) for one in self._election.contests]
        return self._report("summary-contest", listed, set(top), found)

    def stations(self, part: Part) -> Report:
        """The stations of one area of the first level."""
        listed: list[Report | Rows] = [
            self._whole(part.areas["below"][0]),
            *self._areas(part.areas[1:]),
            *stations(part.stations, self._languages[0]),
        ]
        valid, ids = pl.col("valid").is_not_null(), units(pl.col("station"))
        found = [
            (self._election.contest(name), columns.filter(valid).with_columns(id=ids))
            for name, columns in part.contests.items()
        ]
        voted = [area for contest, _ in found for area in contest.areas]
        there = pl.concat([part.areas["area"], part.stations["station"]])
        return self._report("precinct-level", listed, {*there.filter(there.is_in(voted))}, found)

    def _report(
        self,
        detail: str,
        listed: Sequence[Report | Rows],
        known: Set[str],
        found: Sequence[tuple[Contest, pl.DataFrame]],
    ) -> Report:
        """A report.

        Args:
            detail: what it counts by.
            listed: the units that it counts in, and those that these lie in.
            known: codes of all of them where some contest is voted on.
            found: `id` of the units that are counted, and their numbers, by contest.
        """
        districts: list[Report] = []
        contests = [
            self._contest(contest, counted, self._district(contest, known, districts))
            for contest, counted in found
        ]
        ballots = [rows for one in found for rows in self._ballots(*one)]
        head = self._head
        whole = [by_area[""] for by_area in self._outcome.counts.values()]
        complete = all(one.expected is not None and one.counted >= one.expected for one in whole)
        election = {
            "@type": f"{PREFIX}Election",
            **({"BallotCounts": ballots} if ballots else {}),
            "Candidate": self._same["Candidate"],
            "Contest": contests,
            "ElectionScopeId": WHOLE,
            "Name": self._text(self._election.name),
            "StartDate": self._election.date.isoformat(),
            "EndDate": self._election.date.isoformat(),
            "Type": "runoff" if self._election.second_round_of else "general",
        }
        return {
            "@type": f"{PREFIX}ElectionReport",
            "Election": [election],
            "ExternalIdentifier": [
                identifier("log-root-sha256", head.root),
                identifier("log-size", str(head.size)),
            ],
            "Format": detail,
            "GeneratedDate": f"{head.as_of}T00:00:00Z",
            "GpUnit": [*listed, *districts],
            "Issuer": head.origin,
            "IssuerAbbreviation": head.origin,
            "Notes": f"Follows from the log {head.origin} at {head.size} entries.",
            **({"Party": self._same["Party"]} if self._parties else {}),
            "SequenceStart": 1,
            "SequenceEnd": 1,
            "Status": "unofficial-complete" if complete else "unofficial-partial",
            "VendorApplicationId": f"Actas {head.actas}",
        }

    def _whole(self, areas: Iterable[str]) -> Report:
        country = self._election.country
        kind = {"Type": "country"} if country else {"Type": "other", "OtherType": "whole"}
        name = self._text(country or self._election.name)
        top = [unit(area) for area in areas]
        below = {"ComposingGpUnitIds": top} if top else {}
        return {"@id": WHOLE, "@type": f"{PREFIX}ReportingUnit", **below, "Name": name, **kind}

    def _areas(self, rows: pl.DataFrame) -> list[Rows]:
        lacking = [
            pl.lit(None, pl.Int64).alias(name)
            for name in ("reported", "expected", "electors")
            if name not in rows.columns
        ]
        levels = [level.id for level in self._election.levels]
        return areas(rows.with_columns(lacking), levels, self._languages[0])

    def _totals(self, top: Sequence[str]) -> pl.DataFrame:
        """What is known of areas, as `areas` takes it."""
        found = [
            next(by_area[area] for by_area in self._outcome.counts.values() if area in by_area)
            for area in top
        ]
        totals = {
            "reported": [one.counted for one in found],
            "expected": [one.expected for one in found],
            "electors": [one.registered_expected for one in found],
        }
        frame = pl.DataFrame(totals, dict.fromkeys(totals, pl.Int64)).with_columns(
            pl.Series("area", top, pl.String), pl.lit(None, pl.List(pl.String)).alias("below")
        )
        return frame.join(area_names(self._outcome), on="area", how="left", maintain_order="left")

    def _counted(self, contest: Contest, areas: Sequence[str]) -> pl.DataFrame:
        """Id and numbers of those of the areas where the contest is voted on."""
        found = totals(self._outcome, contest, areas)
        return found.with_columns(pl.Series("id", map(unit, found["area"]), pl.String))

    def _contest(self, contest: Contest, counted: pl.DataFrame, district: str) -> Report:
        selections = []
        for number, choice in enumerate(contest.choices, 1):
            counts = given("VoteCounts", "Count", counted, f"votes_{choice.id}")
            joint = [self._parties[party] for party in choice.parties]
            selections.append(
                {
                    "@id": f"s·{contest.id}·{choice.id}",
                    "@type": f"{PREFIX}CandidateSelection",
                    "SequenceOrder": number,
                    **({"VoteCounts": counts} if counts else {}),
                    "CandidateIds": [candidate_id(contest, choice)],
                    **({"EndorsementPartyIds": joint} if joint else {}),
                }
            )
        return {
            "@id": f"c·{contest.id}",
            "@type": f"{PREFIX}CandidateContest",
            "ContestSelection": selections,
            "ElectionDistrictId": district,
            "Name": text(contest.name, self._languages[0]),
            "VotesAllowed": contest.votes_allowed,
        }

    def _district(self, contest: Contest, known: Set[str], more: list[Report]) -> str:
        """Id of the unit where it is voted on, which is one more where none of those known is."""
        if not contest.areas:
            return WHOLE
        mine = [unit(area) for area in contest.areas if area in known]
        if len(contest.areas) == 1 and mine:
            return mine[0]
        district = f"d·{contest.id}"
        more.append(
            {
                "@id": district,
                "@type": f"{PREFIX}ReportingUnit",
                **({"ComposingGpUnitIds": mine} if mine else {}),
                "Type": "other",
                "OtherType": "district",
            }
        )
        return district

    def _ballots(self, contest: Contest, counted: pl.DataFrame) -> list[Rows]:
        """The special counts of the form: the standard has no type for them."""
        return [
            rows
            for tally in self._election.form.tallies
            for rows in given(
                "BallotCounts",
                "BallotsCast",
                counted,
                f"tally_{tally.id}",
                f"{contest.id}.{tally.id}",
            )
        ]

    def _candidate(self, contest: Contest, choice: Choice) -> Report:
        return {
            "@id": candidate_id(contest, choice),
            "@type": f"{PREFIX}Candidate",
            "BallotName": self._text(choice.name),
        }

    def _party(self, name: str) -> Report:
        party = {"@id": self._parties[name], "@type": f"{PREFIX}Party"}
        return party | {"Name": self._text(name)}

    def _text(self, said: Text) -> Report:
        languages = self._languages[:1] if isinstance(said, str) else self._languages
        return worded([named(text(said, one), one) for one in languages])
