"""Elections made in memory the way a project makes them: entries folded, judged, recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np

from actas.checks.run import judge
from actas.count.fold import fold
from actas.count.shapes import State
from actas.log import canonical
from actas.project import drafting
from actas.release import site
from actas.release.outcome import Outcome, outcome
from actas.release.site import LogFacts

AS_OF = "2031-05-20"


def entry(kind: str, **said: Any) -> dict[str, Any]:
    """One entry of the log as a JSON object."""
    return {"kind": kind, "v": 3, **said}


def election(**changes: Any) -> dict[str, Any]:
    """A definition with three levels and two choices, with `changes`."""
    return {
        "actas": 1,
        "id": "country-2031",
        "name": {"es": "Elección de prueba", "en": "Test election"},
        "date": "2031-05-04",
        "levels": [
            {"id": "region", "name": {"es": "Región", "en": "Region"}},
            {"id": "centre", "name": {"es": "Centro", "en": "Centre"}},
            {"id": "station", "name": {"es": "Mesa", "en": "Station"}},
        ],
        "contests": [
            {
                "id": "president",
                "name": {"es": "Presidencia", "en": "President"},
                "choices": [{"id": "A", "name": "Ada Alba"}, {"id": "B", "name": "Bruno Bosque"}],
            }
        ],
        "form": {
            "tallies": [
                {"id": "nulls", "role": "null", "name": {"es": "Nulos", "en": "Null votes"}}
            ]
        },
    } | changes


BESIDE = ("given", "problems", "arrived", "reader", "document", "confidence", "copied", "sheet")


def reading(station: str | None, source: str = "watch", contest: str = "president", **said: Any):
    """A reading; the numbers are given by the names of the form's fields."""
    beside = {key: said.pop(key) for key in BESIDE if key in said}
    return entry(
        "reading",
        station=station,
        source=source,
        contest=contest,
        values=said,
        **{"reader": "table"} | beside,
    )


def source(
    code: str = "watch", role: str = "observer", name: str | None = None, **said: Any
) -> dict[str, Any]:
    """Who vouches."""
    return entry("source", source=code, name=name or code.title(), role=role, **said)


def register(stations: dict[str, int | None], areas: dict[str, str] | None = None, **status: str):
    """Stations with their electors, and names of areas."""
    rows = [
        {"code": code} | ({} if electors is None else {"electors": electors})
        for code, electors in stations.items()
    ]
    return entry("register", areas=named(areas or {}), stations=rows)


def named(areas: dict[str, str]) -> list[dict[str, str]]:
    """Names of areas as an entry gives them."""
    return [{"code": code, "name": name} for code, name in areas.items()]


def stated(entries: Iterable[dict[str, Any]]) -> State:
    """The state after these entries and the records that follow from them."""
    state = fold(_lines(entries))
    assert state.election is not None
    judged = judge(
        state.election,
        state.register,
        state.readings,
        state.withdrawals,
        state.decisions,
        state.documents,
    )
    return fold(_lines(drafting.records(judged.records)), state)


def _lines(entries: Iterable[dict[str, Any]]) -> list[bytes]:
    return canonical.encode_all(list(entries))


def made(entries: Iterable[dict[str, Any]], languages: tuple[str, ...] = ("es", "en")) -> Outcome:
    """What the entries amount to."""
    return outcome(stated(entries), AS_OF, languages)


def facts(**said: Any) -> LogFacts:
    """Facts of a log whose leaf hashes are those of the entries' indices."""
    return LogFacts(
        origin="log.example/country-2031",
        leaf=lambda index: hashlib.sha256(str(index).encode()).hexdigest(),
        keys=("log.example/country-2031+1234abcd+AQAA",),
        **said,
    )


def plain() -> Outcome:
    """Two regions, three centres, five stations; one sheet with too many votes; one missing."""
    return made(
        [
            entry("election", definition=election()),
            source(),
            register(
                {"1/10/1": 300, "1/10/2": 310, "1/11/1": 280, "2/20/1": 400, "2/20/2": 400},
                {"1": "North", "2": "South", "1/10": "School"},
            ),
            reading("1/10/1", A=120, B=60, nulls=2),
            reading("1/10/2", A=130, B=70, nulls=1),
            reading("1/11/1", A=290, B=60, nulls=0),
            reading("2/20/1", A=100, B=150, nulls=4),
            entry("document", station="1/10/1", source="watch", address="https://sheets.example/1"),
        ]
    )


def nothing() -> Outcome:
    """An election of which nothing at all has come in, not even a source or a register."""
    return made([entry("election", definition=election())])


def one_level() -> Outcome:
    """Stations that lie in no area."""
    levels = [{"id": "station", "name": {"es": "Mesa", "en": "Station"}}]
    return made(
        [
            entry("election", definition=election(levels=levels)),
            register({str(n): 300 for n in range(1, 131)}),
            *(reading(str(n), A=100 + n, B=90) for n in range(1, 101)),
        ]
    )


def nine_levels() -> Outcome:
    """As deep as an election can be."""
    levels = [{"id": f"level{n}", "name": f"Level {n}"} for n in range(1, 10)]
    return made(
        [
            entry("election", definition=election(levels=levels)),
            source(),
            register({"1/2/3/4/5/6/7/8/9": 200, "1/2/3/4/5/6/7/8/10": 200}),
            reading("1/2/3/4/5/6/7/8/9", A=10, B=20),
        ]
    )


def two_contests() -> Outcome:
    """Two contests, one of them voted on in one region only."""
    choices = [{"id": "YES", "name": {"es": "Sí", "en": "Yes"}}, {"id": "NO", "name": "No"}]
    contests = [
        *election()["contests"],
        {"id": "bridge.2031", "name": "Bridge", "choices": choices, "areas": ["1"]},
    ]
    return made(
        [
            entry("election", definition=election(contests=contests)),
            source(),
            register({"1/10/1": 300, "2/20/1": 400}),
            reading("1/10/1", A=1, B=2),
            reading("2/20/1", A=1, B=2),
            reading("1/10/1", contest="bridge.2031", YES=3, NO=3),
        ]
    )


def outside() -> Outcome:
    """Stations abroad, whose codes have fewer parts; an annulled one held again; a merged one."""
    abroad = [{"code": "99", "name": {"es": "Exterior", "en": "Abroad"}}]
    definition = election(outside=abroad, register={"kind": "open"})
    stations = [
        {"code": "1/10/1", "electors": 300, "status": "annulled"},
        {"code": "1/10/1R", "electors": 300, "status": "repeated", "into": "1/10/1"},
        {"code": "1/10/2", "electors": 30, "status": "merged", "into": "1/10/3"},
        {"code": "1/10/3", "electors": 330},
        {"code": "99/Lima", "status": "abroad"},
    ]
    return made(
        [
            entry("election", definition=definition),
            source(),
            entry("register", stations=stations),
            reading("1/10/1", A=5, B=4),
            reading("1/10/1R", A=7, B=4),
            reading("99/Lima", A=50, B=40),
            reading(None, given="who knows", A=5, B=5),
            reading(None, given="bad row", problems=["line 7: “many” is not a number"]),
        ]
    )


def two_sources() -> Outcome:
    """The authority speaks of three stations: it agrees on one and differs on two."""
    return made(
        [
            entry("election", definition=election()),
            source("watch"),
            source("authority", "authority", name="Electoral Authority"),
            register({"1/10/1": 300, "1/10/2": 310, "2/20/1": 400}),
            reading("1/10/1", A=120, B=60, nulls=2),
            reading("1/10/2", A=130, B=70, nulls=1),
            reading("2/20/1", A=100, B=150, nulls=4),
            reading("1/10/1", "authority", A=120, B=60),
            reading("1/10/2", "authority", A=90, B=110, nulls=1),
            reading("2/20/1", "authority", A=99, B=150, nulls=4),
        ]
    )


def _drawn(number: int) -> bytes:
    """A flat strip with a region burnt out, as renditions are."""
    strip = np.full((1280, 320, 3), 246, np.uint8)
    cv2.putText(strip, f"ACTA {number}", (20, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (30, 30, 30), 3)
    for row in range(8):
        at = (20, 140 + 60 * row)
        said = f"LINE {row + 1}   {100 * number + row}"
        cv2.putText(strip, said, at, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (30, 30, 30), 2)
    cv2.rectangle(strip, (10, 700), (310, 1260), (80, 80, 80), -1)
    return cv2.imencode(".jpg", strip)[1].tobytes()


PICTURES = {hashlib.sha256(data).hexdigest(): data for data in map(_drawn, range(1, 6))}
"""Renditions by name."""
SHOWN = list(PICTURES)


def paper(station: str | None, at: int | None, **said: Any) -> dict[str, Any]:
    """A document of a strip; shown as `SHOWN[at]` where there is such a place."""
    strip: dict[str, Any] = {"sheet": "strip"}
    if at is not None:
        strip |= {"document": SHOWN[at], "size": [320, 1280], "bytes": len(PICTURES[SHOWN[at]])}
        strip |= {"redacted": [[10, 700, 300, 560]], "likeness": f"{at + 1}" * 64}
    return entry("document", **{"station": station, "source": "watch"} | strip | said)


def pictured() -> Outcome:
    """Sheets that came as pictures: read by code and print, again, waiting, withheld, lost."""
    signatures = {"es": "firmas y huellas", "en": "signatures and fingerprints"}
    strip = {"id": "strip", "name": "Strip", "size": [800, 3200]}
    strip |= {"private": [{"what": signatures, "box": [20, 1700, 760, 1400]}]}
    return made(
        [
            entry("election", definition=election(sheets=[strip])),
            source(),
            register(
                {"1/10/1": 300, "1/10/2": 310, "1/10/3": 280, "2/20/1": 400, "2/20/2": 400},
                {"1": "North", "2": "South", "1/10": "School"},
            ),
            paper("1/10/1", 0),
            reading("1/10/1", A=120, B=60, nulls=2, reader="code", document=SHOWN[0]),
            reading(
                "1/10/1", A=120, B=60, nulls=2, reader="print", document=SHOWN[0], confidence=998
            ),
            paper("1/10/1", 1, again=SHOWN[0]),
            paper("1/10/2", 2),
            reading("1/10/2", A=130, B=70, reader="code", document=SHOWN[2]),
            reading("1/10/2", A=180, B=70, reader="print", document=SHOWN[2], confidence=990),
            paper("1/10/3", None, withheld="form", unread=["code", "form"]),
            paper("2/20/1", 3, page=[1, 2], unread=["part"]),
            paper(None, 4, unread=["code", "print", "hand"]),
        ]
    )


HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}\u202eevil\u2066'


def hostile() -> Outcome:
    """Names that try to be markup, templates or another direction, and one of 10,000 letters."""
    long = "W" * 4000
    choices = [{"id": "A", "name": HOSTILE}, {"id": "B", "name": "B" * 1000}]
    levels = [
        {"id": "region", "name": HOSTILE},
        {"id": "centre", "name": "Centre"},
        {"id": "station", "name": HOSTILE},
    ]
    contests = [{"id": "president", "name": HOSTILE, "choices": choices}]
    return made(
        [
            entry("election", definition=election(name=HOSTILE, levels=levels, contests=contests)),
            source(name=HOSTILE, url="javascript:alert(1)"),
            source("other", "authority", name=long),
            entry(
                "register",
                areas=named({"1": HOSTILE, "1/10": long}),
                stations=[{"code": "1/10/1", "name": HOSTILE * 40, "electors": 300}],
            ),
            reading("1/10/1", A=120, B=60),
            reading("1/10/1", "other", A=121, B=60),
            reading("1/10/..x", A=1, B=2),
            reading(None, given=HOSTILE, problems=[HOSTILE, long]),
            entry("document", station="1/10/1", source="watch", address="http://'onload='x'"),
            entry("decision", station="1/10/1", action="reject", why=HOSTILE),
            entry("incident", day="2031-05-05", says=HOSTILE),
        ]
    )


UNSEEN = "Marks \u200e\u200f\u061c, a join\u200d, \ufeff, \ufdd0 ."
"""Signs that are not seen; no definition and no log takes a control character."""


def unseen() -> Outcome:
    """Names of signs that are not seen, areas of one name, a choice that nobody voted for."""
    choices = [
        {"id": "A", "name": UNSEEN},
        {"id": "B", "name": "ש\u200fא" * 300},
        {"id": "C", "name": "Nobody voted"},
    ]
    contests = [{"id": "president", "name": UNSEEN, "choices": choices}]
    return made(
        [
            entry("election", definition=election(name=UNSEEN, contests=contests)),
            source(name=UNSEEN),
            register(
                {"1/10/1": 300, "2/20/1": 300, "2/21/1": 300},
                {"1": "San José", "2": "San José", "1/10": "School", "2/20": "School"}
                | {"2/21": UNSEEN + "ש\u200fא" * 1300},
            ),
            reading("1/10/1", A=120, B=60, C=0),
            reading("2/20/1", A=50, B=60, C=0),
            reading("2/21/1", A=50, B=600, C=0),
            entry("decision", station="2/20/1", action="quarantine", why=UNSEEN),
            entry("incident", day="2031-05-05", says=UNSEEN),
        ]
    )


ELECTIONS = {
    one.__name__: one
    for one in (
        plain,
        nothing,
        one_level,
        nine_levels,
        two_contests,
        outside,
        two_sources,
        hostile,
        unseen,
        pictured,
    )
}
"""Every kind of election that the pages must be right for."""


def printed(
    outcome: Outcome, downloads: tuple[site.Download, ...] = (), **said: Any
) -> dict[str, bytes]:
    """All pages by path."""
    pages = list(site.pages(outcome, facts(**said), downloads))
    made = dict(pages)
    assert len(made) == len(pages)
    return made


@cache
def site_of(name: str) -> Mapping[str, bytes]:
    """All pages of one of ELECTIONS, made once for all the tests of a process that only look.

    For tests that are not traced: those that are should make what they look at.
    """
    return MappingProxyType(printed(ELECTIONS[name]()))
