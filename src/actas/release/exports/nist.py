"""The result as NIST SP 1500-100 version 2 election results reports, JSON and XML.

One report for the whole (contests by area of the first level) and one for every area of that level
(its stations): each is valid by itself, ids are the same in all of them. Evidence stands in
external identifiers. The mapping is in docs/open-data.md; counts are never added up here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from actas.count.shapes import Count
from actas.election.definition import Choice, Contest
from actas.election.written import Text, text
from actas.release.contents import OnDisk
from actas.release.exports.frames import Part, area_names
from actas.release.exports.nistparts import (
    EVIDENCE,
    LEVELS,
    WHOLE,
    Numbers,
    Report,
    Units,
    candidate_id,
    children_of,
    given,
    identifier,
    status,
    unit,
)
from actas.release.exports.nistwriting import PREFIX, Columns, Counts, Precinct, as_json, as_xml
from actas.release.manifest import Head
from actas.release.outcome import Outcome

FOLDER = "data/nist/"
SUMMARY = "summary"
STATIONS = "stations"
"""File name where stations lie in no area."""


def file_name(area: str) -> str:
    """Path of an area's report from the release's root, without its ending."""
    return f"{FOLDER}areas/{area}" if area else f"{FOLDER}{STATIONS}"


def whole(outcome: Outcome, head: Head) -> Iterator[tuple[str, OnDisk]]:
    """Path and bytes of the report of every contest by area of the first level."""
    yield from _both(f"{FOLDER}{SUMMARY}", Reports(outcome, head).summary())


def of_part(outcome: Outcome, head: Head, part: Part) -> Iterator[tuple[str, OnDisk]]:
    """Path and bytes of the report of the stations of one area of the first level."""
    yield from _both(file_name(part.area), Reports(outcome, head).stations(part))


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
        self._names = area_names(outcome)
        parties = [p for c in self._election.contests for x in c.choices for p in x.parties]
        self._parties = {name: f"p·{n}" for n, name in enumerate(dict.fromkeys(parties), 1)}

    def summary(self) -> Report:
        """Every contest by area of the first level and in all."""
        counts = self._outcome.counts
        top = sorted({a for by_area in counts.values() for a in by_area if a and "/" not in a})
        below = [self._area(area, (), self._total(area)) for area in top]
        units = Units([self._whole(top), *below])
        contests, ballots = [], []
        for contest in self._election.contests:
            areas = [a for a in ("", *top) if a in counts[contest.id]]
            found = [counts[contest.id][area] for area in areas]
            ids = [unit(area) for area in areas]
            votes = {c.id: [one.votes[c.id] for one in found] for c in contest.choices}
            tallies = {
                tally.id: [one.tallies.get(tally.id) for one in found]
                for tally in self._election.form.tallies
            }
            contests.append(self._contest(contest, ids, votes, units))
            ballots += self._ballots(contest, ids, tallies)
        return self._report("summary-contest", units, contests, ballots)

    def stations(self, part: Part) -> Report:
        """The stations of one area of the first level."""
        held = part.stations()
        children = children_of(held)
        top = [part.area] if part.area else children.get("", [])
        areas = [self._whole(top)]
        areas += [self._area(area, children[area], None) for area in sorted(children) if area]
        units = Units(areas, held, self._station)
        contests, ballots = [], []
        for name, columns in part.contests.items():
            contest = self._election.contest(name)
            counted = columns.filter(pl.col("valid").is_not_null())
            ids = [unit(code) for code in counted["station"]]
            votes = {c.id: counted[f"votes_{c.id}"] for c in contest.choices}
            tallies = {t.id: counted[f"tally_{t.id}"] for t in self._election.form.tallies}
            contests.append(self._contest(contest, ids, votes, units))
            ballots += self._ballots(contest, ids, tallies)
        return self._report("precinct-level", units, contests, ballots)

    def _report(
        self, detail: str, units: Units, contests: list[Report], ballots: list[Counts]
    ) -> Report:
        head = self._head
        whole = [by_area[""] for by_area in self._outcome.counts.values()]
        complete = all(one.expected is not None and one.counted >= one.expected for one in whole)
        election = {
            "@type": f"{PREFIX}Election",
            **({"BallotCounts": Columns(ballots)} if any(b.units for b in ballots) else {}),
            "Candidate": [
                self._candidate(c, x) for c in self._election.contests for x in c.choices
            ],
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
                identifier("log-size", head.size),
            ],
            "Format": detail,
            "GeneratedDate": f"{head.as_of}T00:00:00Z",
            "GpUnit": units,
            "Issuer": head.origin,
            "IssuerAbbreviation": head.origin,
            "Notes": f"Follows from the log {head.origin} at {head.size} entries.",
            **({"Party": [self._party(name) for name in self._parties]} if self._parties else {}),
            "SequenceStart": 1,
            "SequenceEnd": 1,
            "Status": "unofficial-complete" if complete else "unofficial-partial",
            "VendorApplicationId": f"Actas {head.actas}",
        }

    def _whole(self, areas: Sequence[str]) -> Report:
        country = self._election.country
        kind = {"Type": "country"} if country else {"Type": "other", "OtherType": "whole"}
        name = self._text(country or self._election.name)
        below = {"ComposingGpUnitIds": [unit(area) for area in areas]} if areas else {}
        return {"@id": WHOLE, "@type": f"{PREFIX}ReportingUnit", **below, "Name": name, **kind}

    def _area(self, area: str, below: Sequence[str], total: Count | None) -> Report:
        level = self._election.levels[min(area.count("/"), len(self._election.levels) - 1)].id
        known = level in LEVELS
        kind = {"Type": level} if known else {"Type": "other", "OtherType": level}
        reported: Report = {}
        if total is not None:
            reported = {"SubUnitsReported": total.counted}
            if total.expected is not None:
                reported["TotalSubUnits"] = total.expected
        electors = total.registered_expected if total else None
        return {
            "@id": unit(area),
            "@type": f"{PREFIX}ReportingUnit",
            **({"ComposingGpUnitIds": [unit(one) for one in below]} if below else {}),
            "ExternalIdentifier": [identifier("code", area)],
            **self._named(self._names.get(area)),
            **reported,
            **kind,
            **({} if electors is None else {"VotersRegistered": electors}),
        }

    def _station(self, code: str, held: Mapping[str, Any]) -> Precinct:
        evidence = [
            (kind, str(value))
            for sheet in held["evidence"]
            for kind, value in zip(EVIDENCE, sheet, strict=True)
            if value is not None
        ]
        name = held["name"]
        return Precinct(
            unit(code),
            code,
            [(self._languages[0], name)] if name else [],
            status(held["states"]),
            held["electors"],
            [("code", code), *evidence],
        )

    def _contest(
        self,
        contest: Contest,
        ids: list[str],
        votes: Numbers,
        units: Units,
    ) -> Report:
        """A contest; its district is added to the units where no unit is it."""
        selections = []
        for number, choice in enumerate(contest.choices, 1):
            counts = given("VoteCounts", "Count", ids, votes[choice.id])
            joint = [self._parties[party] for party in choice.parties]
            selections.append(
                {
                    "@id": f"s·{contest.id}·{choice.id}",
                    "@type": f"{PREFIX}CandidateSelection",
                    "SequenceOrder": number,
                    **({"VoteCounts": Columns([counts])} if counts.units else {}),
                    "CandidateIds": [candidate_id(contest, choice)],
                    **({"EndorsementPartyIds": joint} if joint else {}),
                }
            )
        return {
            "@id": f"c·{contest.id}",
            "@type": f"{PREFIX}CandidateContest",
            "ContestSelection": selections,
            "ElectionDistrictId": self._district(contest, units),
            "Name": text(contest.name, self._languages[0]),
            "VotesAllowed": contest.votes_allowed,
        }

    def _district(self, contest: Contest, units: Units) -> str:
        if not contest.areas:
            return WHOLE
        mine = [unit(area) for area in contest.areas if area in units]
        if len(contest.areas) == 1 and mine:
            return mine[0]
        district = f"d·{contest.id}"
        units.add_district(
            {
                "@id": district,
                "@type": f"{PREFIX}ReportingUnit",
                **({"ComposingGpUnitIds": mine} if mine else {}),
                "Type": "other",
                "OtherType": "district",
            }
        )
        return district

    def _ballots(self, contest: Contest, ids: list[str], tallies: Numbers) -> list[Counts]:
        """The special counts of the form: the standard has no type for them."""
        return [
            given("BallotCounts", "BallotsCast", ids, numbers, f"{contest.id}.{name}")
            for name, numbers in tallies.items()
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

    def _total(self, area: str) -> Count | None:
        for by_area in self._outcome.counts.values():
            if area in by_area:
                return by_area[area]
        return None

    def _named(self, name: str | None) -> Report:
        return {} if not name else {"Name": self._text(name)}

    def _text(self, said: Text) -> Report:
        languages = self._languages[:1] if isinstance(said, str) else self._languages
        strings = [
            {"@type": f"{PREFIX}LanguageString", "Content": text(said, one), "Language": one}
            for one in languages
        ]
        return {"@type": f"{PREFIX}InternationalizedText", "Text": strings}
