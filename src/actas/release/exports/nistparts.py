"""The small parts of a NIST report: ids, identifiers, counts, stations and areas.

It knows single values, and rows of frames; what a report is made of is `nist`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import polars as pl

from actas.election.definition import Choice, Contest
from actas.release.exports.nistcells import Cell, Each, Known, Rows, Same, number, plain, said
from actas.release.exports.nistwriting import PREFIX

WHOLE = "u"
"""Id of the unit that is everything."""

LEVELS = frozenset(
    [
        "borough",
        "city",
        "congressional",
        "county",
        "judicial",
        "municipality",
        "school",
        "state",
        "town",
        "township",
        "village",
        "ward",
    ]
)
"""Types of unit of the standard that a level may be."""

Report = dict[str, Any]


def unit(code: str) -> str:
    """Id of an area or station: its code, with a middle dot for the slash that no id may have."""
    return f"u·{code.replace('/', '·')}" if code else WHOLE


def units(code: pl.Expr) -> pl.Expr:
    """The same for a column of codes, none of them empty."""
    return pl.concat_str([pl.lit("u·"), code.str.replace_all("/", "·", literal=True)])


def identifier(kind: str, value: str | Cell) -> Report:
    """An external identifier of a kind that the standard does not know."""
    given = {"Type": "other", "OtherType": kind, "Value": value}
    return {"@type": f"{PREFIX}ExternalIdentifier", **given}


def candidate_id(contest: Contest, choice: Choice) -> str:
    """Id of a choice as a candidate."""
    return f"k·{contest.id}·{choice.id}"


def named(content: str | Cell, language: str) -> Report:
    """A text in one language."""
    return {"@type": f"{PREFIX}LanguageString", "Content": content, "Language": language}


def worded(texts: Sequence[Report]) -> Report:
    """A text in several languages."""
    return {"@type": f"{PREFIX}InternationalizedText", "Text": list(texts)}


def given(
    kind: str, field: str, counted: pl.DataFrame, column: str, other: str | None = None
) -> list[Rows]:
    """The counts that are given; a sheet may lack some.

    Args:
        kind: `VoteCounts` or `BallotCounts`.
        field: what is counted: `Count` or `BallotsCast`.
        counted: `id` of each unit, and its numbers.
        column: of the number.
        other: what is counted where no type of the standard says so.
    """
    if counted[column].null_count() == counted.height:
        return []
    return [Rows(counted, _count(kind, field, column, other))]


@cache
def _count(kind: str, field: str, column: str, other: str | None) -> Same:
    return Same(
        {
            "@type": f"{PREFIX}{kind}",
            "GpUnitId": plain(pl.col("id")),
            field: number(pl.col(column)),
            **({"OtherType": other, "Type": "other"} if other else {"Type": "total"}),
        }
    )


def stations(rows: pl.DataFrame, language: str) -> list[Rows]:
    """Stations as units.

    Args:
        rows: as `Part.stations` has them.
        language: of their names.
    """
    return [] if rows.is_empty() else [Rows(rows, _station(language))]


@cache
def _station(language: str) -> Same:
    states = pl.col("states").list
    counted, kept_apart = states.contains("accepted"), states.contains("quarantined")
    status = (
        pl.when(counted & (states.n_unique() == 1))
        .then(pl.lit("completed"))
        .when(counted | kept_apart)
        .then(pl.lit("in-process"))
        .otherwise(pl.lit("not-processed"))
    )
    code = pl.col("station")
    sheet = pl.element().struct
    evidence = (
        identifier("sheet-image-sha256", plain(sheet.field("document"))),
        identifier("sheet-address", said(sheet.field("address"))),
        identifier("log-entry-record", plain(sheet.field("record"))),
    )
    count_status = {"@type": f"{PREFIX}CountStatus", "Status": plain(status), "Type": "total"}
    value = {
        "@id": plain(units(code)),
        "@type": f"{PREFIX}ReportingUnit",
        "ExternalIdentifier": [
            identifier("code", plain(code)),
            Each(pl.col("evidence"), evidence),
        ],
        "Name": _name(language),
        "CountStatus": [count_status],
        "Number": plain(code.str.split("/").list.last()),
        "Type": "precinct",
        "VotersRegistered": Known(number(pl.col("electors"))),
    }
    return Same(value)


def areas(rows: pl.DataFrame, levels: Sequence[str], language: str) -> list[Rows]:
    """Areas as units.

    Args:
        rows: `area` (its code), `name`, `below` (codes of what lies directly in it), and `reported`
            and `expected` (stations), `electors`; all but the first null where that is not known.
        levels: ids of the levels from the top down.
        language: of the names.
    """
    return [] if rows.is_empty() else [Rows(rows, _area(tuple(levels), language))]


@cache
def _area(levels: tuple[str, ...], language: str) -> Same:
    depth = pl.col("area").str.count_matches("/", literal=True).clip(upper_bound=len(levels) - 1)
    types = {n: level if level in LEVELS else "other" for n, level in enumerate(levels)}
    others = {n: None if level in LEVELS else level for n, level in enumerate(levels)}
    value = {
        "@id": plain(units(pl.col("area"))),
        "@type": f"{PREFIX}ReportingUnit",
        "ComposingGpUnitIds": Known(_ids(pl.col("below"))),
        "ExternalIdentifier": [identifier("code", plain(pl.col("area")))],
        "Name": _name(language),
        "SubUnitsReported": Known(number(pl.col("reported"))),
        "TotalSubUnits": Known(number(pl.col("expected"))),
        "Type": plain(depth.replace_strict(types, return_dtype=pl.String)),
        "OtherType": Known(plain(depth.replace_strict(others, return_dtype=pl.String))),
        "VotersRegistered": Known(number(pl.col("electors"))),
    }
    return Same(value)


def _ids(codes: pl.Expr) -> Cell:
    """The ids of a list of codes, all replaced at once: what joins them has no slash."""
    in_json, in_xml = (
        pl.concat_str([pl.lit("u·"), joined.str.replace_all("/", "·", literal=True)])
        for joined in (codes.list.join('","u·'), codes.list.join(" u·"))
    )
    return Cell(pl.concat_str([pl.lit('["'), in_json, pl.lit('"]')]), in_xml)


def _name(language: str) -> Known:
    name = pl.when(pl.col("name") != "").then(pl.col("name"))
    return Known(worded([named(said(name), language)]))
