"""One small election that has every kind of page, in every language that the site speaks.

What the browser, the validator and the screenshots look at. It knows how elections are made in
memory (`building`) and nothing of pages.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from building import (
    AS_OF,
    PICTURES,
    SHOWN,
    election,
    entry,
    paper,
    printed,
    reading,
    register,
    source,
    stated,
)

from actas.release import renditions
from actas.release.outcome import outcome
from actas.release.site.checking import programs

LANGUAGES = (
    "es",
    "en",
    *sorted(
        {Path(one.name).stem for one in (files("actas.release") / "locale").iterdir()}
        - {"es", "en"}
    ),
)
"""Every language that has a catalogue, and English, which needs none."""

REGIONS = {
    "1": "North",
    "2": "South",
    "3": "Lake",
    "1/10": "School of the Harbour",
    "1/11": "Library",
    "2/20": "Old Market",
    "3/30": "Town Hall of the Three Bridges and the Old Ferry",
}


def entries() -> list[dict[str, Any]]:
    """What its log says."""
    return [
        entry("election", definition=_definition()),
        source("watch", name="Table Watch"),
        source("authority", "authority", name="Electoral Board", url="https://board.example/"),
        register(_electors(), REGIONS),
        *_sheets(),
        *_papers(),
        *_claims(),
        entry("decision", station="2/20/3", action="reject", why="Taken on another day."),
        entry("incident", day="2031-05-06", says="Two sheets arrived wet and were dried first."),
    ]


@cache
def pages(languages: tuple[str, ...] = LANGUAGES) -> dict[str, bytes]:
    """Its pages, the pictures that they show and the files that they lead to, by path.

    A list of stations that lie in no area is of another election: this one has areas.
    """
    made = printed(outcome(stated(entries()), AS_OF, languages), files={"land.geojson": _land()})
    flat = printed(outcome(stated(_flat()), AS_OF, languages))
    lists = {path: data for path, data in flat.items() if "/stations" in path}
    pictures = {renditions.path(name): data for name, data in PICTURES.items()}
    return made | lists | pictures | programs()


def written(folder: Path) -> Path:
    """The same as files below a folder."""
    for path, data in pages().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def _flat() -> list[dict[str, Any]]:
    """An election whose stations lie in no area."""
    levels = [{"id": "station", "name": {"es": "Mesa", "en": "Station"}}]
    return [
        entry("election", definition=election(levels=levels)),
        register({str(n): 300 for n in range(1, 7)}),
        *(reading(str(n), A=100 + n, B=90) for n in range(1, 6)),
    ]


def _definition() -> dict[str, Any]:
    strip = {"id": "strip", "name": "Strip", "size": [800, 3200]}
    signatures = {"es": "firmas y huellas", "en": "signatures and fingerprints"}
    strip["private"] = [{"what": signatures, "box": [20, 1700, 760, 1400]}]
    bridge = {
        "id": "bridge",
        "name": {"es": "Puente", "en": "Bridge"},
        "choices": [{"id": "YES", "name": {"es": "Sí", "en": "Yes"}}, {"id": "NO", "name": "No"}],
        "areas": ["1"],
    }
    president = {
        "id": "president",
        "name": {"es": "Presidencia", "en": "President"},
        "choices": [
            {"id": "A", "name": "Ada Alba"},
            {"id": "B", "name": "Bruno Bosque"},
            {"id": "C", "name": "Carla Cima", "color": "#0072b2"},
        ],
    }
    return election(
        name={"es": "Elección de muestra 2031", "en": "Sample election 2031"},
        contests=[president, bridge],
        sheets=[strip],
        boundaries=[{"level": "region", "file": "land.geojson", "property": "code"}],
    )


def _electors() -> dict[str, int | None]:
    codes = [f"{centre}/{n}" for centre in ("1/10", "1/11", "2/20", "3/30") for n in range(1, 5)]
    return {code: 300 + 7 * at for at, code in enumerate(codes)}


def _sheets() -> list[dict[str, Any]]:
    """One source brings most, the other some; one sheet has too many votes; some are missing."""
    given = [
        ("1/10/1", (120, 60, 30)),
        ("1/10/2", (130, 70, 21)),
        ("1/11/1", (80, 110, 12)),
        ("1/11/2", (290, 160, 40)),
        ("2/20/1", (70, 150, 19)),
        ("2/20/2", (81, 133, 24)),
        ("2/20/3", (10, 13, 2)),
        ("3/30/1", (90, 90, 12)),
        ("3/30/2", (101, 102, 9)),
    ]
    first = [reading(code, A=a, B=b, C=c, nulls=a % 7) for code, (a, b, c) in given]
    second = [
        reading("2/20/1", "authority", A=70, B=150, C=19, nulls=0),
        reading("2/20/2", "authority", A=61, B=153, C=24),
        reading("3/30/1", "authority", A=90, B=90, C=12),
        reading("1/10/1", contest="bridge", YES=130, NO=70),
        reading(None, given="mesa 17 (?)", problems=["line 7: “many” is not a number"]),
    ]
    return first + second


def _papers() -> list[dict[str, Any]]:
    """Sheets that came as pictures: read by code and print, again, waiting, withheld, lost."""
    code, print_ = {"reader": "code"}, {"reader": "print"}
    return [
        paper("1/10/3", 0),
        reading("1/10/3", A=110, B=61, C=20, document=SHOWN[0], **code),
        reading("1/10/3", A=110, B=61, C=20, document=SHOWN[0], confidence=998, **print_),
        paper("1/10/3", 1, again=SHOWN[0]),
        paper("1/11/3", 2),
        reading("1/11/3", A=100, B=70, C=11, document=SHOWN[2], **code),
        reading("1/11/3", A=180, B=70, C=11, document=SHOWN[2], confidence=990, **print_),
        paper("1/11/4", None, withheld="form", unread=["code", "form"]),
        paper("2/20/4", 3, page=[1, 2], unread=["part"]),
        paper(None, 4, unread=["code", "print", "hand"]),
    ]


def _claims() -> list[dict[str, Any]]:
    board = {"actor": ["Board"]}
    return [
        _claim(
            "bulletin",
            "announcement",
            votes={"A": 900, "B": 1400},
            percent={"A": "36.0", "B": "56.0"},
            **board,
        ),
        _claim("promised", "obligation", made=None, due="2031-05-10", **board),
        _claim("refused", "position", actor=["Ada Alba"], toward=["bulletin"], stance="rejects"),
        _claim("asked", "request", actor=["Ada Alba"], toward=["bulletin"], asks=["Publish."]),
        _claim("watched", "assessment", actor=["Table Watch"]),
        _claim("counted", "reported figure", actor=["Herald"], figures=[{"value": 7}]),
    ]


def _claim(name: str, kind: str, **said: Any) -> dict[str, Any]:
    body = {
        "id": name,
        "kind": kind,
        "made": "2031-05-06",
        "source": [{"cite": "Gazette of 6 May", "url": "https://gazette.example/1"}],
        "words": {"es": f"Lo que se dijo: {name}.", "en": f"What was said: {name}."},
    } | said
    return entry("claim", id=name, claim={key: v for key, v in body.items() if v is not None})


def _land() -> bytes:
    """Three regions that share their borders."""
    shapes = {
        "1": [[0, 1], [2, 1], [2.2, 1.6], [2, 2.4], [0.8, 2.6], [0, 2], [0, 1]],
        "2": [[0, 1], [0.2, 0], [1.4, -0.3], [2, 1], [0, 1]],
        "3": [[2, 1], [1.4, -0.3], [2.8, 0], [3.1, 1.1], [2.2, 1.6], [2, 1]],
    }
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in shapes.items()
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})
