"""Codes of areas and stations: how they are written, and which station a written code stands for.

A code is the path of codes from the top level down, joined by `/`. Knows nothing of files, and
nothing of what a station counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from actas.election.definition import Election
from actas.election.shapes import AREAS, Register
from actas.errors import InputError, Place

PART = r"[A-Za-z0-9._-]{1,40}"
"""What one part of a code may be; `.` and `..` are refused besides."""

_PATH = rf"{PART}(?:/{PART})*"
_DOTS = r"(?:^|/)\.{1,2}(?:/|$)"
_ZEROS = r"(^|/)0+([0-9]+(?:/|$))"


def normalise(code: str, election: Election) -> str | None:
    """The code as it is kept: no spaces around, numeric parts without leading zeros.

    None where it is not a code. Zeros stay where the election says `leading_zeros: keep`.
    """
    code = code.strip(" ")
    if not re.fullmatch(_PATH, code) or re.search(_DOTS, code):
        return None
    if election.leading_zeros == "keep":
        return code
    return "/".join(part.lstrip("0") or "0" if part.isdigit() else part for part in code.split("/"))


def normalised(code: pl.Expr, election: Election) -> pl.Expr:
    """The same as `normalise` for a column of text: null where it is not a code."""
    code = code.str.strip_chars(" ")
    good = code.str.contains(f"^{_PATH}$") & ~code.str.contains(_DOTS)
    kept = code
    if election.leading_zeros == "strip":
        # Neighbouring parts share their slash, so one pass sees every other part only.
        for _ in range(2):
            kept = kept.str.replace_all(_ZEROS, "${1}${2}")
    return pl.when(good).then(kept)


def right_above(code: pl.Expr) -> pl.Expr:
    """The area that a station or an area lies in; "" for one that lies in none."""
    return code.str.replace(r"/?[^/]*$", "")


def lies_in(code: str) -> list[str]:
    """The areas that a station or an area lies in, from the top; none for one of the top level."""
    parts = code.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def refuse_odd_areas(asked: Iterable[str], election: Election, place: Place) -> None:
    """Codes of areas in a definition must be written as they are kept, or they match nothing.

    Args:
        asked: the codes, in their order.
        election: its levels and whether it keeps leading zeros.
        place: of the codes; `#` in its field stands for the number of each.

    Raises:
        InputError: one is no code, written otherwise, as deep as a station, or given twice.
    """
    seen: set[str] = set()
    above = [level.id for level in election.areas_levels]
    for number, code in enumerate(asked):
        kept = normalise(code, election)
        wrong = None
        if kept is None:
            wrong = "is not a code: parts of letters, digits, . _ -, joined by /"
        elif kept != code:
            wrong = f"is kept as {kept!r}: write it so"
        elif code.count("/") >= len(above):
            wrong = f"is too deep for an area; the levels above the station: {', '.join(above)}"
        elif code in seen:
            wrong = "is given twice"
        if wrong:
            field = (place.field or "").replace("#", str(number))
            raise InputError(f"{code!r} {wrong}", Place(place.file, place.line, field))
        seen.add(code)


def refuse_folded(areas: Iterable[str], known: Iterable[str], file: str) -> None:
    """Areas whose codes differ in capitals alone would share a page on disks that fold case.

    Args:
        areas: codes of areas that a file brings.
        known: those that are there already.
        file: its name.

    Raises:
        InputError: two areas do, named with both codes.
    """
    seen = {one.lower(): one for one in known}
    for one in areas:
        other = seen.setdefault(one.lower(), one)
        if other != one:
            raise InputError(
                f"areas {other!r} and {one!r} differ in nothing but capitals: on Windows and macOS "
                "both would have one page; write one of them otherwise",
                Place(file),
            )


def whole(code: pl.Expr, election: Election) -> pl.Expr:
    """Whether a code has the parts of a station: one a level, or fewer under an outside area."""
    parts = code.str.count_matches("/", literal=True) + 1
    levels = len(election.levels)
    outside = [one for area in election.outside if (one := normalise(area.code, election))]
    above = code.str.split("/").list.first().is_in(outside)
    return (parts == levels) | (above & (parts >= 2) & (parts < levels))


def place(given: str, register: Register, election: Election) -> str | None:
    """The full path of the station that a written code stands for, or None.

    A lower code that is unique in the register (`centre/table`, or a station's own code) stands
    for its path, also written with dots (`010113042.01`). In an open register a station that is
    not known yet is placed where its code is whole or its centre is known; in a closed one not.
    """
    placed: str | None = place_all(pl.Series([given], dtype=pl.String), register, election)[0]
    return placed


def place_all(given: pl.Series, register: Register, election: Election) -> pl.Series:
    """The same as `place` for a column of written codes; null where there is no one station."""
    asked = pl.DataFrame({"given": given}).unique().drop_nulls()
    asked = asked.with_columns(code=normalised(pl.col("given"), election)).drop_nulls()
    found = _placed(asked, register, election)
    rest = asked.join(found, on="given", how="anti").filter(
        ~pl.col("given").str.contains("/", literal=True)
        & pl.col("given").str.contains(".", literal=True)
    )
    if rest.height:
        slashed = pl.col("given").str.replace_all(".", "/", literal=True)
        dotted = rest.with_columns(code=normalised(slashed, election)).drop_nulls()
        found = pl.concat([found, _placed(dotted, register, election)])
    frame = pl.DataFrame({"given": given})
    return frame.join(found, on="given", how="left", maintain_order="left")["station"]


def place_area(given: str, register: Register, election: Election) -> str | None:
    """The full path of the area that a written code stands for: as it is, or unique below."""
    code = normalise(given, election)
    if code is None:
        return None
    areas = register.areas["area"]
    if (areas == code).any():
        return code
    below = areas.filter(areas.str.ends_with(f"/{code}"))
    return str(below[0]) if len(below) == 1 else None


def areas_above(stations: pl.Series, names: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every area above these stations: frame AREAS, sorted; names from `names` (AREAS) if given."""
    here = stations.drop_nulls().str.extract("^(.*)/", 1).drop_nulls().unique()
    every = [here]
    while len(here):
        here = here.str.extract("^(.*)/", 1).drop_nulls().unique()
        every.append(here)
    areas = pl.DataFrame({"area": pl.concat(every).unique().cast(pl.String)})
    areas = areas.with_columns(
        level=pl.col("area").str.count_matches("/", literal=True).cast(pl.Int64)
    )
    if names is None:
        named = areas.with_columns(name=pl.lit(None, dtype=pl.String))
    else:
        named = areas.join(names.select("area", "name"), on="area", how="left")
    return named.select(list(AREAS)).sort("area")


def _placed(asked: pl.DataFrame, register: Register, election: Election) -> pl.DataFrame:
    """Frame (given, station) of the codes that stand for one station; the rest is left out."""
    known = register.stations.select(station="station")
    direct = asked.join(known, left_on="code", right_on="station", how="semi")
    found = [direct.select("given", station="code")]
    rest = asked.join(direct, on="given", how="anti")
    is_open = election.register_.kind == "open"
    if is_open:
        full = rest.filter(whole(pl.col("code"), election))
        found.append(full.select("given", station="code"))
        rest = rest.join(full, on="given", how="anti")
    if rest.height:
        lower = _by_tail(rest, known["station"])
        found.append(lower.select("given", "station"))
        rest = rest.join(lower, on="given", how="anti")
    if is_open and rest.height:
        found.append(_in_known_area(rest, register, election))
    return pl.concat(found)


def _in_known_area(rest: pl.DataFrame, register: Register, election: Election) -> pl.DataFrame:
    """Codes whose head is one known area, where area and own code together make a station."""
    split = rest.select(
        "given",
        code=pl.col("code").str.extract("^(.*)/", 1),
        own=pl.col("code").str.extract("([^/]+)$", 1),
    ).drop_nulls()
    placed = _by_tail(split, register.areas["area"]).with_columns(
        station=pl.col("station") + "/" + pl.col("own")
    )
    return placed.filter(whole(pl.col("station"), election)).select("given", "station")


def _by_tail(asked: pl.DataFrame, paths: pl.Series) -> pl.DataFrame:
    """`asked` with `station`: the one path that is the code or ends with it."""
    parts = pl.col("code").str.count_matches("/", literal=True) + 1
    found = [asked.head(0).with_columns(station=pl.col("code"))]
    for (count,), group in asked.with_columns(parts=parts).group_by("parts"):
        tail = rf"((?:[^/]+/){{{int(str(count)) - 1}}}[^/]+)$"
        tails = pl.DataFrame({"station": paths}).with_columns(
            code=pl.col("station").str.extract(tail, 1)
        )
        one = tails.filter(pl.col("code").is_not_null() & pl.col("code").is_unique())
        found.append(group.drop("parts").join(one, on="code", how="inner"))
    return pl.concat([frame.select(found[0].columns) for frame in found])
