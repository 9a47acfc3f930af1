"""Names of places that do not exist, put together from words that are nobody's.

Knows words only; which place bears a name is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

COUNTRY = {"es": "República de Marelia", "en": "Republic of Marelia"}


def areas(rng: Random) -> Iterator[str]:
    """Names of areas, all different, until every pair of words is used; then with a numeral."""
    pairs = [f"{first} {_agreeing(first, second)}" for first in _FIRST for second in _SECOND]
    rng.shuffle(pairs)
    yield from pairs
    turn = 2
    while True:
        yield from (f"{pair} {turn}" for pair in pairs)
        turn += 1


def centres(rng: Random) -> Iterator[str]:
    """Names of voting centres for one parish: different until they run out, then numbered."""
    names = [f"{building} {of}" for building in _BUILDINGS for of in _OF]
    rng.shuffle(names)
    yield from names
    number = len(names)
    while True:
        number += 1
        yield f"Centro de votación {number}"


def _words(text: str, between: str | None = None) -> tuple[str, ...]:
    return tuple(text.split(between))


def _agreeing(noun: str, adjective: str) -> str:
    if noun in _MASCULINE and adjective.endswith("a"):
        adjective = adjective[:-1] + "o"
    return adjective.capitalize()


_FIRST = _words(
    "Agua Bosque Campo Casa Cerro Costa Cumbre Fuente Hoya Ladera Laguna Llano Loma Mesa Monte "
    "Orilla Palma Peña Piedra Prado Puente Puerto Rama Ribera Roca Salto Selva Torre Valle Vega"
)
_MASCULINE = _words("Bosque Campo Cerro Llano Monte Prado Puente Puerto Salto Valle")
_SECOND = _words(
    "alta amable austera breve clara dorada duradera fértil firme frágil fresca grande honda "
    "ilustre inmensa libre leve lejana noble suave sutil tenue tranquila triple vasta verde"
)
_BUILDINGS = _words("Escuela|Liceo|Biblioteca|Centro deportivo|Casa de cultura|Mercado", "|")
_OF = _words(
    "del Alba|de la Brisa|del Camino|de la Colina|del Faro|de la Fuente|del Horno|de la Huerta|"
    "del Jardín|de la Lluvia|del Molino|de la Niebla|del Olivar|de la Plaza|del Puente|del Reloj|"
    "de la Rosa|del Sauce|de la Siembra|del Telar|del Trigo|de la Viña",
    "|",
)
