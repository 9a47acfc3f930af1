"""Elections about which much was said: statements of every kind, corrected, withdrawn, hostile."""

from __future__ import annotations

from functools import cache
from typing import Any

from building import HOSTILE, election, entry, made, printed, reading, register, source

from actas.claims.loading import parse_claims
from actas.claims.model import log_form
from actas.election import packs
from actas.release.outcome import Outcome

BREAKING = "</script><script>alert(1)</script><!-- &amp; \u202e ]]>"


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


def released(as_of: str) -> dict[str, Any]:
    return entry("release", as_of=as_of, languages=["es", "en"], actas="0.1.0")


def much_said() -> Outcome:
    """Every kind of statement; one was corrected, one withdrawn; an incident; an opening."""
    publisher = {"name": {"es": "Vigías", "en": "Watchers"}, "url": "https://watch.example/2031/"}
    return made(
        [
            entry("election", definition=election(publisher=publisher)),
            source(),
            source("authority", "authority", name="Electoral Authority"),
            register({"1/1/1": 300, "1/1/2": 300}),
            reading("1/1/1", A=200, B=20),
            reading("1/1/2", A=200, B=20),
            claim("bulletin", "announcement", votes={"A": 90, "B": 400}),
            claim("gone", "winner", winner="A", words="Said in haste"),
            claim("Audit", "obligation", made=None, due="2031-05-10"),
            released("2031-05-11"),
            claim(
                "bulletin",
                "announcement",
                votes={"A": 100, "others": 400},
                percent={"A": "20.0", "others": "80.0"},
                groups={"others": []},
                coverage={"share": "80", "of": "stations"},
            ),
            entry("claim", id="gone", claim=None),
            entry("document", station="1/1/2", source="watch", commitment="c0" * 32),
            entry("unseal", commitment="c0" * 32, why="A court asked."),
            entry("incident", day="2031-05-12", says="The site was down."),
            claim("thanks", "position", actor=["Neighbour"], made="2031-05"),
            claim("no", "position", actor=["Ada"], toward=["bulletin"], stance="rejects"),
            claim("please", "request", actor=["Ada"], toward=["bulletin"], asks=["Publish."]),
            claim("seen", "assessment", actor=["Watch"], actor_is="person"),
            claim("hurt", "reported figure", figures=[{"value": 7, "about": True}]),
            claim("twice", "ratio", choice="A", to="B", compare="more than", value="2.5"),
            claim("first", "winner", winner="B", quoted=True, words={"fr": "B a gagné"}),
            claim("all", "coverage", covers={"share": "99.9", "of": "stations"}),
            claim("real", "authenticity", genuine=True, by="watch", decided_by="The originals"),
            claim("court", "endorsement", of=["bulletin"], actor=["Court"]),
            released("2031-05-20"),
        ]
    )


def badly_said() -> Outcome:
    """Statements whose words try to end the data that they stand in."""
    cites = [{"cite": BREAKING, "url": "https://x.example/?a=1&b='"}, {"cite": HOSTILE * 20}]
    return made(
        [
            entry("election", definition=election(name=HOSTILE)),
            reading("1/10/1", A=120, B=60),
            claim("con", "position", actor=[BREAKING, HOSTILE], words=BREAKING, source=cites),
            claim("CON", "winner", winner="A", words=HOSTILE * 20, actor_words=BREAKING),
            claim("a.html", "obligation", made=None, due="2031-05-10", words="W" * 999),
            released("2031-05-20"),
        ]
    )


def pack_said(name: str) -> Outcome:
    """All statements of a pack, with no sheet yet."""
    definition = packs.definition(name)
    held = packs.contents(name)
    claims = parse_claims(held[packs.CLAIMS], packs.CLAIMS, definition)
    body = definition.model_dump(mode="json", by_alias=True, exclude_none=True)
    entries = [entry("claim", id=one.id, claim=log_form(one)) for one in claims]
    return made([entry("election", definition=body), *entries, released("2031-05-20")])


def long_said() -> Outcome:
    """An announcement on a hundred choices, by many, with many sources of long addresses."""
    choices = [{"id": f"C{n}", "name": f"List number {n} of the long ballot"} for n in range(100)]
    contests = [{"id": "president", "name": "President", "choices": choices}]
    votes = {one["id"]: 10_000_000 + n for n, one in enumerate(choices)}
    addresses = [f"https://x.example/{n}?{'a=1&' * 450}" for n in range(40)]
    sources = [{"cite": f"{'<cite>' * 150}", "url": url} for url in addresses]
    told = {"votes": votes, "percent": dict.fromkeys(votes, "1.00"), "source": sources}
    actors = [f"{n}{HOSTILE}" for n in range(40)]
    forms = [
        claim("long", "announcement", actor=actors, words=f"{n}" + '"<' * 450, **told)
        for n in range(30)
    ]
    return made(
        [
            entry("election", definition=election(contests=contests)),
            reading("1/10/1", C1=120, C2=60),
            *forms,
            released("2031-05-20"),
        ]
    )


@cache
def much_printed() -> dict[str, bytes]:
    """The pages of `much_said`, made once; not to be changed."""
    return printed(much_said())


@cache
def badly_printed() -> dict[str, bytes]:
    """The pages of `badly_said`."""
    return printed(badly_said())
