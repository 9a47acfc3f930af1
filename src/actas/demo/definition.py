"""The definition of the invented election, as `election.yaml` holds it.

Knows the form and the contests; what people voted is not its business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actas.demo import forms
from actas.demo.country import Country
from actas.demo.faults import AUTHORITY, OBSERVERS, WITNESSES
from actas.demo.names import COUNTRY
from actas.demo.statements import DAY
from actas.demo.translated import BOTH, translated
from actas.demo.votes import GOVERNOR, LISTS, PRESIDENT

REGIONS_FILE, DISTRICTS_FILE = "boundaries.geojson", "districts.geojson"

Lines = dict[str, str]


def definition(country: Country, languages: Sequence[str] = BOTH) -> dict[str, Any]:
    """The content of `election.yaml`: a closed register of five levels, two contests.

    Args:
        languages: of its site, the default first.
    """
    made: dict[str, Any] = translated(_definition(country), languages)
    return made | {"languages": list(languages)}


def _definition(country: Country) -> dict[str, Any]:
    capital = country.capital
    return {
        "actas": 1,
        "id": "demo",
        "name": {
            "es": f"{COUNTRY['es']}, elecciones de demostración (todo es inventado)",
            "en": f"{COUNTRY['en']}, demonstration election (all of it is invented)",
        },
        "date": DAY.isoformat(),
        "languages": [],
        "levels": [_level(*names) for names in _LEVELS],
        "contests": [
            _contest(PRESIDENT, _says("Presidencia", "Presidency")),
            _contest(
                GOVERNOR,
                _says(f"Gobernación de {capital.name}", f"Governorship of {capital.name}"),
            )
            | {"areas": [capital.code]},
        ],
        "form": {"tallies": [_tally(*names) for names in _TALLIES]},
        "sources": [
            {"id": WITNESSES, "name": _says("Testigos de las listas", "Witnesses of the lists")}
            | {"role": "party"},
            {"id": OBSERVERS, "name": _says("Red Mirada (observación)", "Red Mirada (observers)")}
            | {"role": "observer"},
            {"id": AUTHORITY, "name": _says("Comisión Electoral", "Electoral Commission")}
            | {"role": "authority"},
        ],
        "register": {"kind": "closed"},
        "boundaries": [
            {"level": "region", "file": REGIONS_FILE, "property": "code"},
            {"level": "district", "file": DISTRICTS_FILE, "property": "code"},
        ],
        "sheets": [
            forms.strip(PRESIDENT, _levels(), _lists(PRESIDENT), _tallies()),
            forms.boxed(GOVERNOR, _levels(), _lists(GOVERNOR), _tallies()),
        ],
    }


def _levels() -> dict[str, Lines]:
    return {name: _says(es, en) for name, es, _, en, _ in _LEVELS}


def _lists(contest: str) -> dict[str, Lines]:
    return {choice: _says(*_LISTS[choice][:2]) for choice in LISTS[contest]}


def _tallies() -> dict[str, Lines]:
    return {name: _says(es, en) for name, _, es, en in _TALLIES}


def _says(es: str, en: str) -> Lines:
    return {"es": es, "en": en}


def _level(name: str, es: str, many_es: str, en: str, many_en: str) -> dict[str, Any]:
    return {"id": name, "name": _says(es, en), "plural": _says(many_es, many_en)}


def _contest(name: str, title: Lines) -> dict[str, Any]:
    choices = [
        {"id": choice, "name": _says(*_LISTS[choice][:2]), "color": _LISTS[choice][2]}
        | ({"positions": [position]} if name == PRESIDENT else {})
        for position, choice in enumerate(LISTS[name], 1)
    ]
    return {"id": name, "name": title, "choices": choices}


def _tally(name: str, role: str, es: str, en: str) -> dict[str, Any]:
    return {"id": name, "role": role, "name": _says(es, en)}


_LEVELS = (
    ("region", "Región", "Regiones", "Region", "Regions"),
    ("district", "Distrito", "Distritos", "District", "Districts"),
    ("parish", "Parroquia", "Parroquias", "Parish", "Parishes"),
    ("centre", "Centro", "Centros", "Voting centre", "Voting centres"),
    ("station", "Mesa", "Mesas", "Station", "Stations"),
)
_LISTS = {
    "ceiba": ("Frente Ceiba", "Ceiba Front", "#0072b2"),
    "roble": ("Unión Roble", "Roble Union", "#d55e00"),
    "jacaranda": ("Lista Jacarandá", "Jacaranda List", "#8e63b3"),
    "saman": ("Movimiento Samán", "Saman Movement", "#009e73"),
    "ombu": ("Vecinos Ombú", "Ombu Neighbours", "#b8860b"),
}
"""Choice to its name in Spanish and English, and a colour that colour-blind readers tell apart."""

_TALLIES = (
    ("valid", "valid", "Votos válidos", "Valid votes"),
    ("null_votes", "null", "Votos nulos", "Null votes"),
    ("blank", "blank", "Votos en blanco", "Blank votes"),
    ("ballots", "ballots", "Papeletas en la urna", "Ballots in the box"),
    ("voters", "voters", "Votantes según el cuaderno", "Voters on the register"),
)
