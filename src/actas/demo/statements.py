"""What is said in public about the invented election: true, false and undecidable statements.

Each comes with the verdict that the records must reach. Knows the honest sheets and those brought;
it judges nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from actas.demo.votes import GOVERNOR, PRESIDENT, Sheet

DAY = date(2025, 5, 18)
"""The day of the vote: past, so that what was due is overdue."""

COMMISSION, COURT, CEIBA, ROBLE, OBSERVERS = "CE", "TE", "Frente Ceiba", "Unión Roble", "Red Mirada"
"""Electoral commission, electoral court, two lists and the observers, by their short names."""

Statement = dict[str, Any]

_FIRST_COVERAGE, _SECOND_COVERAGE = Fraction(80, 100), Fraction(975, 1000)
_TAKEN = Fraction(8, 100)


def statements(honest: Sequence[Sheet]) -> list[tuple[Statement, str]]:
    """Claims as `claims.yaml` holds them, each with the verdict expected of it."""
    totals: Counter[str] = Counter()
    for sheet in honest:
        if sheet.contest == PRESIDENT:
            totals.update(sheet.row)
    names = list(next(s for s in honest if s.contest == PRESIDENT).votes)
    return [
        (first_bulletin(totals, names), "contradicted"),
        (second_bulletin(totals, names), "contradicted"),
        *_judged(),
        *_obligations(),
        *_recorded(),
    ]


def first_bulletin(totals: Mapping[str, int], names: list[str]) -> Statement:
    """A bulletin whose counts were made from percentages of one decimal.

    Close to the truth otherwise, so that nothing but the rounding gives it away.
    """
    first, second = names[0], names[1]
    tenths = [_tenths(Fraction(totals[name], totals["valid"])) for name in (first, second)]
    shares = [*tenths, 1 - tenths[0] - tenths[1]]
    total = int(totals["valid"] * _FIRST_COVERAGE)
    counts = [round(total * share) for share in shares]
    while sum(counts) != total:
        total -= 1
        counts = [round(total * share) for share in shares]
    groups = dict(zip((first, second, "others"), counts, strict=True))
    percent = dict(zip(groups, (f"{float(share * 100):.1f}" for share in shares), strict=True))
    return _said(
        "1",
        "announcement",
        COMMISSION,
        1,
        {
            "es": "Primer boletín, con el 80 % de las mesas.",
            "en": "First bulletin, with 80 % of the stations.",
        },
        "Boletín 1, leído en cadena",
        contest=PRESIDENT,
        votes=groups,
        percent=percent,
        groups={"others": []},
        valid_votes=total,
        coverage={"share": "80", "of": "stations"},
    )


def second_bulletin(totals: Mapping[str, int], names: list[str]) -> Statement:
    """A bulletin that gives the leader fewer votes than the sheets at hand already hold."""
    votes = {name: int(totals[name] * _SECOND_COVERAGE) for name in names}
    taken = int(sum(votes.values()) * _TAKEN)
    votes[names[0]] -= taken
    votes[names[1]] += taken
    valid = sum(votes.values())
    null_votes = int(totals["null_votes"] * _SECOND_COVERAGE)
    blank = int(totals["blank"] * _SECOND_COVERAGE)
    return _said(
        "2",
        "announcement",
        COMMISSION,
        4,
        {
            "es": "Segundo boletín, con el 97,5 % de las mesas.",
            "en": "Second bulletin, with 97.5 % of the stations.",
        },
        "Boletín 2, nota de prensa",
        contest=PRESIDENT,
        follows="1",
        votes=votes,
        percent={name: f"{100 * count / valid:.2f}" for name, count in votes.items()},
        valid_votes=valid,
        null_votes=null_votes,
        blank_votes=blank,
        voters=valid + null_votes + blank,
        coverage={"share": "97.5", "of": "stations"},
    )


def _judged() -> list[tuple[Statement, str]]:
    return [
        (
            _said(
                "3a",
                "winner",
                CEIBA,
                5,
                {"es": "Ganamos la presidencia.", "en": "We won the presidency."},
                "Rueda de prensa",
                contest=PRESIDENT,
                winner="ceiba",
            ),
            "supported",
        ),
        (
            _said(
                "3b",
                "ratio",
                CEIBA,
                5,
                {
                    "es": "Por cada dos votos de Roble, más de tres son nuestros.",
                    "en": "For every two votes of Roble, more than three are ours.",
                },
                "Rueda de prensa",
                contest=PRESIDENT,
                choice="ceiba",
                to="roble",
                compare="more than",
                value="1.5",
            ),
            "supported",
        ),
        (
            _said(
                "4",
                "winner",
                ROBLE,
                5,
                {
                    "es": "La gobernación de la región capital es nuestra.",
                    "en": "The capital region's governorship is ours.",
                },
                "Mitin de cierre",
                contest=GOVERNOR,
                winner="roble",
            ),
            "undecidable",
        ),
        (
            _said(
                "5",
                "coverage",
                OBSERVERS,
                6,
                {
                    "es": "Los testigos publicaron las actas de más del 90 % de las mesas.",
                    "en": "The witnesses published the sheets of more than 90 % of the stations.",
                },
                "Informe preliminar, página 3",
                contest=PRESIDENT,
                covers={"share": "90", "of": "stations"},
                compare="more than",
                by="witnesses",
            ),
            "supported",
        ),
        (
            _said(
                "6",
                "endorsement",
                COURT,
                20,
                {
                    "es": "Los totales del segundo boletín son válidos.",
                    "en": "The totals of the second bulletin are valid.",
                },
                "Sentencia 14",
                of=["2"],
            ),
            "contradicted",
        ),
        (
            _said(
                "7",
                "authenticity",
                COMMISSION,
                8,
                {
                    "es": "Las actas de los testigos son falsas.",
                    "en": "The witnesses' sheets are false.",
                },
                "Comunicado",
                genuine=False,
                by="witnesses",
                decided_by={
                    "es": "Las actas originales, o los resultados por mesa de la comisión.",
                    "en": "The original sheets, or the commission's own results by station.",
                },
            ),
            "undecidable",
        ),
    ]


def _obligations() -> list[tuple[Statement, str]]:
    return [
        (
            _due(
                "8",
                2,
                {
                    "es": "Publicar los resultados mesa por mesa.",
                    "en": "Publish the results station by station.",
                },
                "Ley electoral inventada, artículo 155",
                met_by="station results",
            ),
            "overdue",
        ),
        (
            _due(
                "9",
                10,
                {
                    "es": "Sortear en público las mesas de la auditoría ciudadana.",
                    "en": "Draw in public the stations of the citizens' audit.",
                },
                "Ley electoral inventada, artículo 161",
                met={
                    "day": _day(7),
                    "source": [{"cite": f"Acta del sorteo, {_day(7)}"}],
                },
            ),
            "met",
        ),
    ]


def _recorded() -> list[tuple[Statement, str]]:
    return [
        (
            _said(
                "10",
                "position",
                ["Concejo de Municipios", "Colegio de Notarios"],
                22,
                {
                    "es": "No reconocemos los totales que validó el tribunal.",
                    "en": "We do not recognise the totals that the court validated.",
                },
                "Carta abierta",
                toward=["6"],
                stance="rejects",
            ),
            "recorded",
        ),
        (
            _said(
                "11",
                "request",
                OBSERVERS,
                9,
                {
                    "es": "Que la comisión publique los resultados por mesa.",
                    "en": "That the commission publish the results by station.",
                },
                "Informe preliminar, página 9",
                toward=["8"],
                asks=[COMMISSION],
            ),
            "recorded",
        ),
        (
            _said(
                "12",
                "assessment",
                OBSERVERS,
                15,
                {
                    "es": "Las actas que vimos tienen las firmas y los sellos que deben.",
                    "en": "The sheets that we saw bear the signatures and stamps they should.",
                },
                "Informe final, página 21",
                toward=["7"],
            ),
            "recorded",
        ),
        (
            _said(
                "13",
                "reported figure",
                "La Gaceta de Marelia",
                1,
                {
                    "es": "Unas 140 mesas abrieron tarde.",
                    "en": "About 140 stations opened late.",
                },
                "Edición del día",
                figures=[{"value": 140, "about": True}],
            ),
            "recorded",
        ),
    ]


def _said(
    name: str,
    kind: str,
    actor: str | list[str],
    days: int,
    words: Mapping[str, str],
    cite: str,
    **more: object,
) -> Statement:
    day = _day(days)
    return {
        "id": name,
        "kind": kind,
        "actor": actor,
        "made": day,
        "source": [{"cite": f"{cite}, {day}"}],
        "words": dict(words),
        **more,
    }


def _due(name: str, days: int, words: Mapping[str, str], cite: str, **more: object) -> Statement:
    return {
        "id": name,
        "kind": "obligation",
        "actor": COMMISSION,
        "made": None,
        "due": _day(days),
        "source": [{"cite": cite}],
        "words": dict(words),
        **more,
    }


def _day(days: int) -> str:
    return (DAY + timedelta(days=days)).isoformat()


def _tenths(share: Fraction) -> Fraction:
    """The share rounded to a tenth of a percent."""
    return Fraction(round(share * 1000), 1000)
