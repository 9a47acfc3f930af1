"""What came of a document: kept in the journal, logged as entries, told to people.

Pure: from a worker's result to the journal's JSON, from that and a place in the register to the
drafts of entries. No log, no disk; nothing of a file's name or path goes into either.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from actas.election.definition import Election
from actas.election.likeness import NEAR, distance
from actas.evidence.shapes import Rendition
from actas.log.upgrading import VERSION
from actas.project.drafting import Draft
from actas.project.working import Sheet, Worked
from actas.reading.pages.shapes import SheetReading

Outcome = dict[str, Any]
"""What the journal keeps: `result` (a RESULT), `refused` (code, sentence), `commitment`, `identity`
and `sheets`, each with its rendition's facts and readings."""

READ, PEOPLE, NO_SHEET = "read", "needs people", "not a sheet"
DUPLICATE, REFUSED = "duplicate", "refused"
RESULTS = (READ, PEOPLE, NO_SHEET, DUPLICATE, REFUSED)

Placed = Mapping[str, str | None]
"""Station codes as written to stations of the register."""

_LONGEST_LINE = 4000


def outcome(
    worked: Worked, identity_key: Callable[[bytes], str], known: Callable[[str], Sequence[Outcome]]
) -> Outcome:
    """What the journal keeps of a document.

    Args:
        worked: the worker's result.
        identity_key: keyed hash of what tells one sheet from another.
        known: the outcomes of earlier documents of that identity from the same source.
    """
    if worked.refused:
        return {"result": REFUSED, "refused": list(worked.refused), "ms": worked.ms}
    if not worked.sheets:
        return {"result": NO_SHEET, "ms": worked.ms}
    sheets = [_sheet(one) for one in worked.sheets]
    made: Outcome = {"sheets": sheets, "ms": worked.ms}
    if worked.sealed:
        made["commitment"] = worked.sealed.commitment
    stands = any(not one.problems for sheet in worked.sheets for one in sheet.readings)
    made["result"] = READ if stands else PEOPLE
    coded = _identity(worked.sheets)
    said = coded if coded is not None else _numbers(worked.sheets)
    if said is not None:
        identity = identity_key(said)
        same = [one for one in known(identity) if coded is not None or _near(one["sheets"], sheets)]
        if same:
            made |= {"result": DUPLICATE, "of": same[0]["sheets"][0]["document"]}
        elif sheets[0].get("document"):
            made["identity"] = identity
    return made


def written_codes(one: Outcome) -> Iterator[str]:
    """Every station code that a document gives, as it is written."""
    for sheet in one.get("sheets", ()):
        yield from (read["given"] for read in sheet["readings"] if read["given"])
        if sheet["given"]:
            yield sheet["given"]


def drafts(one: Outcome, source: str, placed: Placed, election: Election) -> Iterator[Draft]:
    """The entries that a document adds: itself, page by page, and its readings."""
    contests = {form.id: election.contests_of(form) for form in election.sheets}
    several = len(election.contests) > 1
    for sheet in one.get("sheets", ()):
        carried = contests.get(sheet["form"], ())
        said = {
            "station": station(sheet, placed),
            "source": source,
            "contest": carried[0] if several and len(carried) == 1 else None,
            "commitment": one.get("commitment"),
            "sheet": sheet["form"],
            "page": sheet["page"],
            "again": one.get("of"),
            "unread": None if one.get("of") else sheet["unread"] or None,
            "withheld": None if sheet.get("document") else "form",
            **{key: sheet.get(key) for key in _OF_RENDITION},
        }
        kept = {key: value for key, value in said.items() if value is not None}
        yield {"kind": "document", "v": VERSION, "station": None, **kept}
        if one.get("of"):
            continue
        for read in sheet["readings"]:
            yield from _readings(read, sheet, source, placed, election, carried)


def station(sheet: Outcome, placed: Placed) -> str | None:
    """The station of a sheet: as a reader that read it says, else as it is printed."""
    given = [read["given"] for read in sheet["readings"] if not read["problems"]]
    for one in [*given, sheet["given"]]:
        if one is not None:
            return placed.get(one)
    return None


_OF_RENDITION = ("document", "size", "bytes", "redacted", "likeness")


def _sheet(one: Sheet) -> Outcome:
    return {
        "form": one.form,
        "page": [one.number, one.of],
        "given": one.given,
        "unread": list(one.unread),
        "readings": [_reading(read) for read in one.readings],
        **(_rendition(one.rendition) if one.rendition else {}),
    }


def _rendition(one: Rendition) -> Outcome:
    return {
        "document": one.sha256,
        "size": list(one.size),
        "bytes": len(one.data),
        "redacted": [list(box) for box in one.redacted],
        "likeness": one.likeness,
    }


def _reading(one: SheetReading) -> Outcome:
    payload = one.payload.split("\n") if one.payload else []
    fits = all(len(line) <= _LONGEST_LINE and line.isprintable() for line in payload)
    return {
        "method": one.method,
        "given": one.given,
        "values": one.values,
        "positions": {
            contest: {str(place): votes for place, votes in given.items()}
            for contest, given in one.positions.items()
        },
        "copied": one.copied,
        "payload": payload if fits else [],
        "confidence": one.confidence,
        "problems": [f"{c} {d}" for c, d in zip(one.problems, one.detail, strict=True)],
    }


def _identity(sheets: tuple[Sheet, ...]) -> bytes | None:
    """What tells this sheet from every other: what its codes say. None where nothing does."""
    said = [
        f"{sheet.form}\n{read.payload}"
        for sheet in sheets
        for read in sheet.readings
        if read.method == "code" and read.payload and not read.problems
    ]
    return "\n\n".join(said).encode() if len(said) == len(sheets) else None


def _numbers(sheets: tuple[Sheet, ...]) -> bytes | None:
    """What sheets without a code must have alike to be one: form, station and all numbers as they
    are printed, each page with a rendition."""
    said = [
        ["print", sheet.form, read.given, read.values]
        for sheet in sheets
        for read in sheet.readings
        if sheet.rendition and read.given and not read.problems
    ]
    return json.dumps(said, sort_keys=True).encode() if len(said) == len(sheets) else None


def _near(ones: Sequence[Outcome], others: Sequence[Outcome]) -> bool:
    """Whether page by page these look like the same paper."""
    return len(ones) == len(others) and all(
        distance(one["likeness"], other["likeness"]) <= NEAR
        for one, other in zip(ones, others, strict=True)
    )


def _readings(
    read: Outcome,
    sheet: Outcome,
    source: str,
    placed: Placed,
    election: Election,
    contests: tuple[str, ...],
) -> Iterator[Draft]:
    given, problems = read["given"], list(read["problems"])
    at = placed.get(given) if given else None
    values = read["values"]
    if given and at is None and not problems and election.register_.kind == "closed":
        problems, values = [f"C604 no station {given} in the register"[:200]], {}
    for contest in contests:
        if not problems and contest not in values:
            continue
        said = {
            "given": given if at is None else None,
            "document": sheet.get("document"),
            "copied": read["copied"],
            "payload": read["payload"] or None,
            "confidence": read["confidence"] if not problems else None,
            "problems": problems or None,
        }
        yield {
            "kind": "reading",
            "v": VERSION,
            "station": at,
            "contest": contest,
            "source": source,
            "reader": read["method"],
            "sheet": sheet["form"],
            "values": {} if problems else dict(values[contest]),
            **{key: value for key, value in said.items() if value is not None},
        }
