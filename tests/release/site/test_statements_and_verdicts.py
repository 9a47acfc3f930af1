"""Public statements on the site: words, source, verdict, numbers; obligations; positions."""

from __future__ import annotations

from typing import Any

import pytest
from building import election, entry, made, printed, reading, register, source
from crawling import Parsed


def claim(name: str, kind: str, **said: Any) -> dict[str, Any]:
    """A claim as the log holds it."""
    body = {
        "id": name,
        "kind": kind,
        "actor": ["Board"],
        "made": "2031-05-06",
        "source": [{"cite": "Gazette", "url": "https://gazette.example/1"}],
        "words": {"es": f"Palabras de {name}", "en": f"Words of {name}"},
    } | said
    return entry("claim", id=name, claim={k: v for k, v in body.items() if v is not None})


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return printed(
        made(
            [
                entry("election", definition=election()),
                source(),
                source("authority", "authority", name="Electoral Authority"),
                register({"1/1/1": 300, "1/1/2": 300}),
                reading("1/1/1", A=200, B=20),
                reading("1/1/2", A=200, B=20),
                claim(
                    "bulletin",
                    "announcement",
                    votes={"A": 100, "others": 400},
                    percent={"A": "20.0", "others": "80.0"},
                    groups={"others": []},
                ),
                claim("audit", "obligation", made=None, due="2031-05-10"),
                claim("thanks", "position", actor=["Neighbour"]),
                claim("no", "position", actor=["Ada"], toward=["bulletin"], stance="rejects"),
                claim("please", "request", actor=["Ada"], toward=["bulletin"], asks=["Publish."]),
                claim("seen", "assessment", actor=["Watch"]),
                claim("hurt", "reported figure", figures=[{"value": 7}]),
            ]
        )
    )


def test_an_announcement_stands_beside_the_counted_sheets(pages):
    said = Parsed(pages["en/claims.html"]).words
    assert "Words of bulletin" in said and "Contradicted by the records" in said
    assert "Ada Alba 100 20.0 % 400 90.91 %" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "all others 400 80.0 % 40 9.09 %" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_its_source_is_a_link(pages):
    assert "https://gazette.example/1" in Parsed(pages["en/claims.html"]).links


def test_an_obligation_says_how_many_days_it_is_overdue(pages):
    assert "Overdue by 10 days." in Parsed(pages["en/claims.html"]).words
    assert "Vencida hace 10 días." in Parsed(pages["es/claims.html"]).words


def test_positions_are_grouped_by_what_they_are_toward(pages):
    said = Parsed(pages["en/claims.html"]).words
    group = said[said.index("Toward: Board , May 6, 2031") :]
    assert group.index("Ada · Position: rejects it") < group.index("Toward no single statement")
    assert group.index("Publish.") < group.index("Toward no single statement")
    assert "Neighbour" in group[group.index("Toward no single statement") :]


def test_every_actor_is_listed_with_what_they_said(pages):
    page = Parsed(pages["en/claims.html"])
    assert {"#c-no", "#c-please", "#c-seen"} <= set(page.links)


def test_the_home_page_counts_the_verdicts(pages):
    said = Parsed(pages["en/index.html"]).words
    assert "Contradicted by the records 1" in said and "Overdue 1" in said
