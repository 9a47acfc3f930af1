"""A small invented election written to a real log, for the tests of releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import orjson

from actas import __version__
from actas.checks import judge
from actas.count.fold import fold
from actas.errors import ProjectError
from actas.evidence.store import Store
from actas.log import canonical, keys
from actas.log.policy import Policy
from actas.log.store import Log
from actas.release.publish import publish

ORIGIN = "example.org/votes"

BOUNDARIES = orjson.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": str(code)},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[code, 0], [code + 1, 0], [code + 1, 1], [code, 0]]],
                },
            }
            for code in (1, 2)
        ],
    }
)

DEFINITION: dict[str, Any] = {
    "actas": 1,
    "id": "example-2030",
    "name": {"es": "Elección de ejemplo", "en": "Example election"},
    "date": "2030-01-06",
    "languages": ["es", "en"],
    "levels": [
        {"id": "state", "name": {"es": "Estado", "en": "State"}},
        {"id": "town", "name": {"es": "Pueblo", "en": "Town"}},
        {"id": "table", "name": {"es": "Mesa", "en": "Table"}},
    ],
    "contests": [
        {
            "id": "governor",
            "name": {"es": "Gobernación", "en": "Governor"},
            "choices": [
                {"id": "sun", "name": "Sun Party", "parties": ["Sun", "Dawn"], "color": "#aa8800"},
                {"id": "moon", "name": 'Moon, "the" Party', "color": "#0044aa"},
            ],
        },
        {
            "id": "mayor",
            "name": {"es": "Alcaldía", "en": "Mayor"},
            "choices": [{"id": "ana", "name": "Ana"}, {"id": "moon", "name": "Moon"}],
            "areas": ["1"],
        },
    ],
    "form": {
        "tallies": [
            {"id": "void", "name": {"es": "Nulos", "en": "Null"}, "role": "null"},
            {"id": "valid", "name": {"es": "Válidos", "en": "Valid"}, "role": "valid"},
        ]
    },
    "sources": [
        {"id": "watch", "name": "Watchers", "role": "observer"},
        {"id": "sunparty", "name": "Sun Party", "role": "party"},
    ],
    "register": {"kind": "open", "totals": {"stations": 26}},
    "boundaries": [{"level": "state", "file": "states.geojson", "property": "code"}],
}

STATIONS = [
    f"{state}/{town}/{table}" for state in (1, 2) for town in (1, 2, 3) for table in (1, 2, 3, 4)
]
CLAIMS: dict[str, dict[str, Any]] = {
    "c1": {
        "id": "c1",
        "kind": "winner",
        "actor": "Board",
        "made": "2030-01-07",
        "words": {"es": "Ganó Sun", "en": "Sun won"},
        "contest": "governor",
        "source": [{"cite": "Gazette, 7 January", "url": "https://example.org/1"}],
        "winner": "sun",
    },
    "c2": {
        "id": "c2",
        "kind": "obligation",
        "actor": "Board",
        "words": {"es": "Publicar las mesas", "en": "Publish the tables"},
        "contest": "governor",
        "source": [{"cite": "Law, article 2", "url": "https://example.org/2"}],
        "due": "2030-01-08",
    },
}


def _drawn(height: int) -> bytes:
    """A flat sheet of which a part is burnt out, as renditions are."""
    sheet = np.full((height, 160, 3), 250, np.uint8)
    cv2.rectangle(sheet, (10, height - 100), (150, height - 10), (60, 60, 60), -1)
    return cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


PICTURES = {sha256(data).hexdigest(): data for data in map(_drawn, (400, 410, 420))}
"""Renditions by name."""
SHOWN = list(PICTURES)


def picture(name: str) -> bytes:
    """The rendition of a name, as a project's store gives it."""
    if name not in PICTURES:
        raise ProjectError(f"rendition {name} is not in the store")
    return PICTURES[name]


def paper(station: str | None, at: int, source: str = "watch", **said: Any) -> dict[str, Any]:
    """A document with the rendition `SHOWN[at]`."""
    known = {
        "document": SHOWN[at],
        "size": [160, 400 + 10 * at],
        "bytes": len(PICTURES[SHOWN[at]]),
        "redacted": [[10, 300 + 10 * at, 140, 90]],
    }
    return entry("document", station=station, source=source, **known, **said)


def entry(kind: str, **said: Any) -> dict[str, Any]:
    return {"v": 3, "kind": kind, **said}


def reading(
    station: str | None, source: str = "watch", contest: str = "governor", **values: int
) -> dict[str, Any]:
    values["valid"] = sum(value for name, value in values.items() if name != "void")
    return entry(
        "reading", station=station, contest=contest, source=source, reader="table", values=values
    )


def beginning() -> list[dict[str, Any]]:
    """What is there before the first sheet comes in."""
    named = {"1": "=SUM(A1)", "2": 'The "two", <b>süd</b>'}
    stations = [
        {"code": code, "name": f"Table {code}", "electors": 400 + number}
        for number, code in enumerate(STATIONS)
    ]
    return [
        entry("election", definition=DEFINITION),
        entry("source", source="watch", name="Watchers", role="observer"),
        entry("source", source="sunparty", name="Sun Party", role="party"),
        entry(
            "register",
            areas=[{"code": code, "name": name} for code, name in named.items()],
            stations=stations,
        ),
        entry(
            "file",
            name="states.geojson",
            size=len(BOUNDARIES),
            sha256=sha256(BOUNDARIES).hexdigest(),
        ),
        *(entry("claim", id=name, claim=claim) for name, claim in CLAIMS.items()),
    ]


def sheets() -> list[dict[str, Any]]:
    """First sheets: most are sound, one has too many votes, one is in conflict, one is unplaced."""
    made = [
        reading(code, sun=100 + 7 * number, moon=61 + 3 * number, void=number % 4)
        for number, code in enumerate(STATIONS[:20])
    ]
    made += [
        reading(code, contest="mayor", ana=90, moon=41 + 5 * n)
        for n, code in enumerate(STATIONS[:6])
    ]
    made[4] = reading(STATIONS[4], sun=900, moon=10, void=0)
    made.append(reading(STATIONS[0], "sunparty", sun=100, moon=61, void=0))
    made.append(reading(STATIONS[1], "sunparty", sun=207, moon=1, void=1))
    made.append(reading("2/9/1", sun=50, moon=60, void=0))
    made.append(reading(None, sun=5, moon=6, void=0) | {"given": "99"})
    made.append(
        entry(
            "document", station=STATIONS[0], source="watch", address="https://example.org/s/1.jpg"
        )
    )
    made.append(paper(STATIONS[1], 0))
    return made


def more_sheets() -> list[dict[str, Any]]:
    """What came later: three sheets, a decision, and a claim that changed."""
    return [
        *(reading(code, sun=150, moon=40, void=2) for code in STATIONS[20:22]),
        reading(STATIONS[22], "sunparty", sun=210, moon=30, void=1),
        entry(
            "decision",
            station=STATIONS[4],
            contest="governor",
            action="reject",
            why="A digit too many",
        ),
        entry("claim", id="c1", claim=CLAIMS["c1"] | {"winner": "moon"}),
    ]


class Votes:
    """A project's log, keys and files in a folder, and batches added to it."""

    def __init__(
        self, folder: Path, random: Callable[[int], bytes] = lambda n: bytes(range(n))
    ) -> None:
        self.folder = folder
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        (self.files / "states.geojson").write_bytes(BOUNDARIES)
        for data in PICTURES.values():
            Store(str(folder / "evidence")).put_rendition(data)
        self.signers = keys.make(folder / "keys", ORIGIN, random)
        self.log = Log.create(folder / "log", ORIGIN, self.signers)

    @classmethod
    def opened(cls, folder: Path) -> Votes:
        """The project that is in a folder already."""
        votes = cls.__new__(cls)
        votes.folder, votes.files = folder, folder / "files"
        votes.signers = keys.load(folder / "keys")
        votes.log = Log.open(folder / "log", votes.policy, votes.signers)
        return votes

    @property
    def policy(self) -> Policy:
        return keys.policy(self.folder / "keys")

    @property
    def vkey(self) -> str:
        return self.policy.logs[0].vkey

    def publish(self, target: Path, **more: Any) -> Path:
        """Its release, in this process; `more` as `actas.release.publish.publish` takes it."""
        given = {"workers": 1, "pictures": picture} | more
        return publish(self.folder / "log", self.policy, self.files, target, **given).folder

    def add(self, entries: Iterable[dict[str, Any]]) -> Votes:
        """Entries as they are, without the records that should follow from them."""
        self.log.append(canonical.encode_all(list(entries)))
        return self

    def bring(self, entries: Sequence[dict[str, Any]]) -> Votes:
        """Entries, and the records that the rules make of everything known."""
        self.add(entries)
        state = fold(self.log.entries())
        assert state.election is not None
        made = judge(
            state.election,
            state.register,
            state.readings,
            state.withdrawals,
            state.decisions,
            state.documents,
        ).records
        logged = set(map(str, state.records.iter_rows()))
        new = [row for row in made.iter_rows(named=True) if str(tuple(row.values())) not in logged]
        return self.add([entry("record", **row) for row in new])

    def release(self, day: str = "2030-01-09", actas: str = __version__) -> Votes:
        """A release entry."""
        return self.add([entry("release", as_of=day, languages=["es", "en"], actas=actas)])


def first(folder: Path) -> Votes:
    """The election at its first release."""
    return Votes(folder).bring(beginning()).bring(sheets()).release()
