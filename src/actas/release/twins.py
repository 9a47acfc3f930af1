"""JSON twins of the pages of areas: the same content for machines, one file an area.

It computes nothing; votes and states come from the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from actas.count.shapes import Count
from actas.election.definition import Election
from actas.release import renditions
from actas.release.site import paths
from actas.release.site.lives import Change
from actas.release.site.papers import Paper
from actas.release.site.shapes import Sheet, Station
from actas.release.site.tree import Tree


def twin_path(election: Election, contest: str, area: str) -> str:
    """Where the JSON twin of an area's page lies, from the release's root."""
    first = election.contests[0].id == contest
    page = paths.area_page(paths.contest_folder("data", contest, first), area)
    return page.removesuffix(".html") + ".json"


class Twins:
    """The twins of areas of one contest.

    Args:
        election: the definition.
        contest: id.
        counts: totals by area code; the empty code is the whole election, which has no twin here
            (it is `count.json`).
        stations: stations by the area they lie in.
        areas: which lie in which.
    """

    def __init__(
        self,
        election: Election,
        contest: str,
        counts: Mapping[str, Count],
        stations: Mapping[str, Sequence[Station]],
        areas: Tree,
    ) -> None:
        self._election, self._contest = election, contest
        self._counts, self._stations, self._areas = counts, stations, areas
        self._fields = election.fields(contest)

    def path(self, area: str) -> str:
        """Where the twin of an area lies, from the release's root."""
        return twin_path(self._election, self._contest, area)

    def twin(self, area: str) -> bytes:
        """The twin of an area that has totals."""
        body = self._counts[area].as_json() | {
            "areas": sorted(one for one in self._areas.below(area) if one in self._counts),
            "list": [_station(one, self._fields) for one in self._stations.get(area, ())],
        }
        return orjson.dumps(body, option=orjson.OPT_SORT_KEYS) + b"\n"

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of the twin of every area."""
        for area in sorted(area for area in self._counts if area):
            yield self.path(area), self.twin(area)


def _station(station: Station, fields: Sequence[str]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if station.papers:
        more["documents"] = [_paper(one) for one in station.papers]
    if station.since:
        more["since"] = station.since
    if station.changes:
        more["history"] = [_change(one) for one in station.changes]
    return more | {
        "station": station.code,
        "name": station.name,
        "electors": station.electors,
        "status": station.status,
        "into": station.into,
        "state": station.state,
        "sheets": [_sheet(sheet, fields) for sheet in station.sheets],
        "findings": [
            {
                "code": told.code,
                "severity": told.severity,
                "source": told.source,
                "numbers": orjson.Fragment(told.numbers),
            }
            for told in station.findings
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "entry": change.index,
        "day": change.day,
        "what": change.what,
        "source": change.source,
        "said": change.said,
        "why": change.why,
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "document": paper.document,
        "path": renditions.path(paper.document) if paper.document else None,
        "source": paper.source,
        "page": paper.page,
        "pages": paper.pages,
        "read": [{"reader": reader, "confidence": sure} for reader, sure in paper.read],
        "unread": paper.waits,
        "again": paper.again,
        "withheld": paper.withheld,
        "entry": paper.index,
    }


def _sheet(sheet: Sheet, fields: Sequence[str]) -> dict[str, Any]:
    values = zip(fields, sheet.values, strict=True)
    return {
        "source": sheet.source,
        "state": sheet.state,
        "reasons": sheet.reasons,
        "record": sheet.record,
        "reading": sheet.reading,
        "stands": sheet.stands,
        "reader": sheet.reader,
        "arrived": sheet.arrived,
        "address": sheet.address,
        "problems": sheet.problems,
        "values": {name: value for name, value in values if value is not None},
    }
