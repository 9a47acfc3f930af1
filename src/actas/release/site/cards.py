"""Stations as pages show them, as strings put together by hand: sheets, findings, source, proof.

Every text from outside is escaped here. A template does the same at many times the price, and
there are tens of thousands of stations.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from actas.release.site.ballot import Ballot, Shown
from actas.release.site.biography import Biography
from actas.release.site.pictures import Pictures
from actas.release.site.rendering import (
    grouped,
    shortened,
    web_address,
)
from actas.release.site.shapes import Sheet, Station, Told
from actas.release.site.words import Words

Tell = Callable[[Told], str]
"""The sentence of a finding."""


class Cards:
    """Stations of one contest in one language, each with its sheets, findings and proof.

    Args:
        ballot: the contest.
        words: the language.
        names: what each source is called.
        station: what a station is called.
        tell: the sentence of a finding.
        leaf: hex leaf hash of a log entry.
        permanent: path from the root of a station's permanent address, by its code.
    """

    def __init__(
        self,
        ballot: Ballot,
        words: Words,
        names: dict[str, str],
        station: str,
        tell: Tell,
        leaf: Callable[[int], str],
        permanent: Callable[[str], str],
    ) -> None:
        self._words, self._tell, self._leaf = words, tell, leaf
        self._called = names
        self._names = {name: str(escape(shortened(called))) for name, called in names.items()}
        self._station = str(escape(station))
        fields = [*ballot.choices(words.code), *ballot.tallies(words.code)]
        self.fields = " ".join(field.id for field in fields)
        self._pictures = Pictures(words, {field.id: field.name for field in fields})
        first = len(ballot.definition.choices)
        self._cells = [(field.at, field.at < first, _row_head(field, first)) for field in fields]
        self._states = {name: str(said) for name, said in state_words(words).items()}
        self._statuses = {name: str(said) for name, said in status_words(words).items()}
        self._said = _fixed(words)
        sources = f"{ballot.folder(words.code)}sources.html"
        self._biography = Biography(words, self._names, self._states, permanent, sources)
        self._record = words.around("Record, entry {n}")
        self._reading = words.around("Reading, entry {n}")
        self._turnout = words.around("turnout {n}")

    def card(self, station: Station, root: str) -> Markup:
        """One station; `root` leads from the page to the release's root."""
        part, said = escape(station.part), self._said
        made = [
            f'<section class="station" id="{part}"><h3>'
            f"<span>{self._station} <bdi>{part}</bdi></span>"
            f' <span class="tag t-{station.state}">{self._states[station.state]}</span></h3>'
        ]
        if station.name and station.name != station.part:
            made.append(f'<p class="soft"><bdi>{escape(shortened(station.name))}</bdi></p>')
        if station.status in self._statuses:
            into = f" <bdi>{escape(station.into)}</bdi>" if station.into else ""
            made.append(f'<p class="soft">{self._statuses[station.status]}{into}</p>')
        if station.findings:
            made.append(self._findings(station, root))
        if not station.sheets:
            made.append(f'<p class="soft">{said["unread" if station.papers else "none"]}</p>')
        alone = len(station.sheets) == 1
        groups = grouped(station.sheets)
        made += ['<div class="beside"><div>'] if station.papers else []
        made += [self._alone(group[0]) if alone else self._beside(group) for group in groups]
        made += [self._biography.agreement(station, root), self._facts(station, root)]
        made += [f"</div><div>{self._papers(station, root)}</div></div>"] if station.papers else []
        made.append(self._biography.history(station))
        if station.sheets:
            made.append(self._proof(station, root))
        made.append("</section>\n")
        return Markup("".join(made))  # noqa: S704  # every part is a number or escaped above

    def _alone(self, sheet: Sheet) -> str:
        number, share = self._words.number, self._words.share
        values, valid = sheet.values, sheet.valid
        rows = [
            f'{head}<td class="n">{number(values[at])}</td><td class="n soft">'
            f"{share(values[at] or 0, valid, 1) if voted else ''}</td></tr>"
            for at, voted, head in self._cells
        ]
        caption = f'<caption class="hidden">{self._said["votes"]}</caption>'
        return f"<table>{caption}<tbody>{''.join(rows)}</tbody></table>"

    def _beside(self, sheets: Sequence[Sheet]) -> str:
        number = self._words.number
        heads = "".join(
            f'<th scope="col" class="n"><bdi>{self._name(one.source)}</bdi>'
            f"{self._in_doubt(one)}</th>"
            for one in sheets
        )
        rows = [
            head
            + "".join(f'<td class="n">{number(one.values[at])}</td>' for one in sheets)
            + "</tr>"
            for at, _, head in self._cells
        ]
        return (
            f"<table><caption>{self._said['each']}</caption>"
            f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )

    def _name(self, source: str) -> str:
        return self._names.get(source) or escape(source)

    def _in_doubt(self, sheet: Sheet) -> str:
        if sheet.stands or sheet.reading is None:
            return ""
        return f"<br><small>{self._words.say('entry {n}', n=sheet.reading)}</small>"

    def _papers(self, station: Station, root: str) -> str:
        """The pictures of its sheets."""
        sources = {one.source for one in station.papers}.union(one.source for one in station.sheets)
        several = len(sources) > 1
        return "".join(
            self._pictures.figure(one, root, self._called.get(one.source) if several else None)
            for one in station.papers
        )

    def _findings(self, station: Station, root: str) -> str:
        several = len({sheet.source for sheet in station.sheets}) > 1
        folder, rows = f"{root}{self._words.code}/findings/", []
        for told in station.findings:
            source = ""
            if several and told.source:
                source = f" <small>(<bdi>{self._name(told.source)}</bdi>)</small>"
            rows.append(
                f'<li class="{told.severity}"><a href="{folder}{told.code}.html">{told.code}</a> '
                f"{escape(self._tell(told))}{source}</li>"
            )
        return f'<ul class="findings">{"".join(rows)}</ul>'

    def _facts(self, station: Station, root: str) -> str:
        said, rows = self._said, []
        if station.electors is not None:
            electors = self._words.number(station.electors)
            turnout = self._turnout_of(station)
            rows.append(f"<dt>{said['electors']}</dt><dd>{electors}{turnout}</dd>")
        for sheet in station.sheets:
            name = self._name(sheet.source)
            state = f" · {self._states[sheet.state]}" if sheet.state != station.state else ""
            rows.append(
                f"<dt>{said['source']}</dt><dd><bdi>{name}</bdi>{state}{self._link(sheet)}</dd>"
            )
            if sheet.arrived:
                arrived = escape(self._words.day(sheet.arrived))
                rows.append(f"<dt>{said['arrived']}</dt><dd>{arrived}</dd>")
            if sheet.problems:
                lines = "<br>".join(
                    f"<bdi>{escape(shortened(one))}</bdi>" for one in sheet.problems
                )
                rows.append(f"<dt>{said['problems']}</dt><dd>{lines}</dd>")
        rows.append(self._biography.facts(station, root))
        return f'<dl class="facts">{"".join(rows)}</dl>'

    def _turnout_of(self, station: Station) -> str:
        ballots = station.sheets[0].ballots if len(station.sheets) == 1 else None
        if ballots is None or not station.electors:
            return ""
        before, after = self._turnout
        return f" · {before}{self._words.share(ballots, station.electors, 1)}{after}"

    def _link(self, sheet: Sheet) -> str:
        """To the sheet where its source published it."""
        address = web_address(sheet.address)
        if address is None:
            return ""
        return f' · <a href="{escape(address)}" rel="noopener noreferrer">{self._said["sheet"]}</a>'

    def _proof(self, station: Station, root: str) -> str:
        number, rows = self._words.number, []
        for sheet in station.sheets:
            for (before, after), entry in (
                (self._record, sheet.record),
                (self._reading, sheet.reading),
            ):
                if entry is not None:
                    leaf = self._leaf(entry)
                    rows.append(
                        f"<dt>{before}{number(entry)}{after}</dt><dd><code>{leaf}</code></dd>"
                    )
        said, code = self._said, self._words.code
        return (
            f'<details><summary>{said["proof"]}</summary><dl class="facts">{"".join(rows)}</dl>'
            f'<a href="{root}{code}/verify.html#proof">{said["proves"]}</a></details>'
        )


def state_words(words: Words) -> dict[str, Markup]:
    """What the state of a station or sheet is called."""
    return {
        "accepted": words.say("Counted"),
        "quarantined": words.say("In quarantine"),
        "rejected": words.say("Rejected"),
        "withdrawn": words.say("Withdrawn"),
        "missing": words.say("Missing"),
    }


def status_words(words: Words) -> dict[str, Markup]:
    """What a station's place in the count is called, where it is not an ordinary one."""
    return {
        "abroad": words.say("Votes abroad"),
        "mobile": words.say("Mobile station"),
        "merged": words.say("Merged: its electors vote elsewhere; not expected"),
        "annulled": words.say("Annulled: its vote does not count"),
        "repeated": words.say("The vote was held again"),
    }


def _row_head(field: Shown, choices: int) -> str:
    kind = (
        "" if field.at < choices else ' class="sum sub"' if field.at == choices else ' class="sub"'
    )
    return f'<tr{kind}><th scope="row"><bdi>{escape(shortened(field.name))}</bdi></th>'


def _fixed(words: Words) -> dict[str, Markup]:
    return {
        "none": words.say("No sheet of this station has come in."),
        "votes": words.say("Votes on the sheet"),
        "each": words.say("What each sheet says"),
        "electors": words.say("Registered electors"),
        "source": words.say("Source"),
        "sheet": words.say("the sheet"),
        "arrived": words.say("Arrived"),
        "problems": words.say("Not read"),
        "unread": words.say("No numbers of this station are read yet."),
        "proof": words.say("Proof"),
        "proves": words.say("What these hashes prove"),
    }
