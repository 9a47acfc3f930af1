"""The whole site as one thing: outcome and log facts made ready, once, for every page.

Built before workers are forked and only read afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actas.claims.model import Claim, from_log
from actas.election.codes import lies_in
from actas.election.written import text
from actas.release.agreement import at_the_top
from actas.release.outcome import Outcome
from actas.release.site.ballot import Ballot, area_names
from actas.release.site.charts.gathering import came, gathered
from actas.release.site.history import history, opened
from actas.release.site.parting import parted
from actas.release.site.rendering import Frame, Press, shortened, web_address
from actas.release.site.rules import rules
from actas.release.site.shapes import Download, LogFacts
from actas.release.site.words import Words

Page = tuple[str, bytes]
"""Path from the release's root, and what lies there."""

NAV = (
    ("Result", "index.html"),
    ("Places", "places.html"),
    ("What is missing", "missing.html"),
    ("Findings", "findings.html"),
    ("Set aside", "aside.html"),
    ("Statements", "claims.html"),
    ("Two sources", "sources.html"),
    ("Charts", "charts.html"),
    ("Downloads", "downloads.html"),
    ("Verify", "verify.html"),
)


@dataclass(frozen=True)
class Speaker:
    """Who vouches: id, name, role and address of a source."""

    id: str
    name: str
    role: str
    url: str | None


class Book:
    """Everything that pages are made from, in every language of the release.

    Attributes:
        downloads: what the downloads page lists, in its order; told once the files are made, which
            may be while this is.
    """

    def __init__(self, outcome: Outcome, facts: LogFacts) -> None:
        self.election = outcome.election
        self.as_of = outcome.as_of
        self.facts = facts
        self.downloads: tuple[Download, ...] = ()
        self.incidents = [one for _, one in outcome.state.incidents]
        self.releases = outcome.state.releases
        self.agreement = {one: at_the_top(known) for one, known in outcome.agreement.items()}
        self.names = area_names(outcome)
        self.ballots = [
            Ballot(outcome, contest.id, number, self.names)
            for number, contest in enumerate(outcome.election.contests)
        ]
        self.parted = {
            one.id: parted(self.election, facts.files, one.areas) for one in self.ballots
        }
        self.came = {one.id: came(outcome, one.id) for one in self.ballots}
        self.gathered = {one.id: gathered(outcome, one.id, one.order[:2]) for one in self.ballots}
        self.verdicts = outcome.verdicts
        self.claims: dict[str, Claim] = {
            name: from_log(claim) for name, (_, claim) in outcome.state.claims.items()
        }
        self.claim_entries = {name: index for name, (index, _) in outcome.state.claims.items()}
        self.said = outcome.state.said
        self.withdrawn = [name for name in self.said if _is_withdrawn(self.said[name])]
        self.reasons = outcome.reasons
        self.opened = opened(outcome)
        self.sources = _sources(outcome)
        self.languages = outcome.languages
        self.presses = _presses(outcome)
        self.rules = rules(outcome, {code: one.words for code, one in self.presses.items()})
        self.pending = outcome.pending
        self.why = _why(outcome)
        self.history = history(outcome)
        self.says = lru_cache(maxsize=1 << 14)(outcome.without_rows().says)

    def name(self, language: str) -> str:
        """Name of the election."""
        return text(self.election.name, language)

    def contest_name(self, ballot: Ballot, language: str) -> str:
        """Name of a contest."""
        return text(ballot.definition.name, language)

    def publisher(self, language: str) -> str:
        """Who publishes: as the definition says, else the log's name."""
        one = self.election.publisher
        return text(one.name, language) if one else self.facts.origin

    def address(self, path: str) -> str | None:
        """Where a file of the release stands in public: as the definition says, else on the first
        mirror of the signed list that the web can reach; None where neither is told."""
        one = self.election.publisher
        mirrors = [found for url in self.facts.mirrors if (found := web_address(url))]
        base = one.url if one and one.url else next(iter(mirrors), None)
        return f"{base.rstrip('/')}/{path}" if base else None

    def speakers(self, language: str) -> dict[str, Speaker]:
        """Every source that is defined or has spoken, by id."""
        return {
            name: Speaker(name, text(called, language), role, url)
            for name, (called, role, url) in self.sources.items()
        }

    def place(self, station: str | None) -> str:
        """Names of the areas that a station lies in, from the top, as far as they are known."""
        if not station:
            return ""
        names = filter(None, map(self.names.get, lies_in(station)))
        return " › ".join(shortened(name, 60) for name in names)

    def switch(self, ballot: Ballot, language: str, page: Callable[[Ballot], str]) -> list[Any]:
        """The contests to change between, on the page of one of them."""
        return [
            {
                "name": text(other.definition.name, language),
                "href": page(other),
                "here": other is ballot,
            }
            for other in self.ballots
        ]


def _is_withdrawn(forms: tuple[tuple[int, dict[str, Any] | None], ...]) -> bool:
    return forms[-1][1] is None and any(form is not None for _, form in forms)


def _sources(outcome: Outcome) -> dict[str, tuple[Any, str, str | None]]:
    found: dict[str, tuple[Any, str, str | None]] = {
        source.id: (source.name, source.role, source.url) for source in outcome.election.sources
    }
    for name, said in outcome.state.sources.items():
        if name not in found:
            found[name] = (said.get("name", name), said.get("role", "citizen"), said.get("url"))
    return {name: (called, role, web_address(url)) for name, (called, role, url) in found.items()}


def _why(outcome: Outcome) -> dict[tuple[str, str | None, str | None], str]:
    """The words of the last decision on each station, contest and source (None: every one)."""
    columns = ["station", "contest", "source", "why"]
    rows = outcome.state.decisions.select(columns).iter_rows()
    return {(station, contest, source): why for station, contest, source, why in rows}


def _presses(outcome: Outcome) -> dict[str, Press]:
    words = {code: Words(code) for code in outcome.languages}
    tongues = tuple((code, one.own_name) for code, one in words.items())
    return {
        code: Press(
            Frame(
                words=one,
                site_name=text(outcome.election.name, code),
                tongues=tongues,
                nav=tuple((str(one.say(name)), f"{code}/{page}") for name, page in NAV),
            )
        )
        for code, one in words.items()
    }
