"""What pages of areas open with, as strings put together by hand: key figures and vote tables.

Every text from outside is escaped here, once, when a table's fixed cells are made. A template does
the same at many times the price, and there are tens of thousands of such pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from actas.count.shapes import Count
from actas.release.site.ballot import Ballot, Shown, lacking
from actas.release.site.rendering import key, paint, permille, shortened
from actas.release.site.words import Words

STRIPS = 6
"""Choices that a strip shows; those after them are too few to be seen."""


class Tables:
    """Vote tables of one contest in one language."""

    def __init__(self, ballot: Ballot, words: Words, ranked: Sequence[Shown]) -> None:
        self._words = words
        self._rows = [
            (
                choice.id,
                f'<th scope="row">{key(choice)}<bdi>{escape(shortened(choice.name))}</bdi></th>',
                paint(choice),
            )
            for choice in ranked
        ]
        # The form's own tally of valid votes is the line above the tallies already.
        self._tallies = [
            (
                tally.id,
                f'<tr class="sub"><th scope="row"><bdi>{escape(shortened(tally.name))}</bdi></th>',
            )
            for tally in ballot.tallies(words.code)
            if tally.role != "valid"
        ]
        self._open = f'<table class="votes" data-fields="{" ".join(one.id for one in ranked)}">'
        say = words.say
        self._head = (
            f'</caption><thead><tr><th scope="col">{say("Choice")}</th>'
            f'<th scope="col" class="n">{say("Votes")}</th>'
            f'<th scope="col" class="n">{say("Share")}</th><td class="wide"></td></tr></thead>'
            "<tbody>"
        )
        self._sum = f'<tr class="sum"><th scope="row">{say("Valid votes")}</th><td class="n">'
        self._leaders = [choice.id for choice in ranked[:2]]
        shares = say(
            "Shares of valid votes for the two choices that lead in the whole election; the strip "
            "under a name shows all choices"
        )
        leading = "".join(
            f'<th scope="col" class="n">{key(choice)}'
            f'<abbr title="{escape(shortened(choice.name))}">{escape(choice.id)}</abbr></th>'
            for choice in ranked[:2]
        )
        self._areas = (
            f'<table class="areas"><caption>{shares}</caption>\n<thead><tr><th scope="col">',
            f'</th><th scope="col" class="n">{say("Sheets")}</th>',
            f'<th scope="col" class="n wide">{say("Not counted")}</th>',
            f'<th scope="col" class="n wide">{say("Valid votes")}</th>{leading}</tr></thead>\n'
            "<tbody>",
        )

    def votes(self, count: Count, caption: Markup) -> Markup:
        """The result of an area, from the choice with the most votes in the whole election down."""
        number, share, valid = self._words.number, self._words.share, count.valid
        made = [f"{self._open}<caption>{escape(caption)}{self._head}"]
        most = max(count.votes.values(), default=0)
        for name, cell, colour in self._rows:
            votes = count.votes[name]
            first = ' class="lead-row"' if votes == most and votes else ""
            made.append(
                f'<tr{first}>{cell}<td class="n">{number(votes)}</td>'
                f'<td class="n">{share(votes, valid)}</td><td class="bar wide">'
                '<svg class="bars" aria-hidden="true"><rect height="100%" '
                f'width="{permille(votes, valid)}%" {colour}/></svg></td></tr>'
            )
        made.append(
            f'{self._sum}{number(valid)}</td><td class="n"></td><td class="wide"></td></tr>'
        )
        for name, cell in self._tallies:
            if name in count.tallies:
                made.append(
                    f'{cell}<td class="n">{number(count.tallies[name])}</td>'
                    '<td></td><td class="wide"></td></tr>'
                )
        made.append("</tbody></table>")
        return Markup("".join(made))  # noqa: S704  # every part is a number, a path of codes or escaped

    def areas(self, rows: Sequence[dict[str, Any]], root: str, level: str) -> Markup:
        """The areas below one, each with all shares as a strip and those of the two that lead.

        Args:
            rows: what `Areas.rows` gives.
            root: from the page to the release's root.
            level: what the areas are called.
        """
        number, share = self._words.number, self._words.share
        apart = any(row["aside"] is not None for row in rows)
        opened, sheets, aside, valid = self._areas
        made = [opened, str(escape(shortened(level))), sheets, aside if apart else "", valid]
        for row in rows:
            count = row["count"]
            of = "" if count.expected is None else f"<small> / {number(count.expected)}</small>"
            not_counted = f'<td class="n wide">{number(row["aside"])}</td>' if apart else ""
            shares = [
                f'<td class="n">{share(count.votes[one], count.valid, 1)}</td>'
                for one in self._leaders
            ]
            made.append(
                f'<tr><th scope="row"><a href="{root}{row["href"]}">'
                f"<bdi>{escape(shortened(row['name']))}</bdi></a>{self.strip(count)}</th>\n"
                f'<td class="n">{number(count.counted)}{of}</td>{not_counted}'
                f'<td class="n wide">{number(count.valid)}</td>'
                f"{''.join(shares)}</tr>"
            )
        made.append("</tbody></table>\n")
        return Markup("".join(made))  # noqa: S704  # every part is a number, a path of codes or escaped

    def strip(self, count: Count) -> Markup:
        """The shares of the six strongest choices side by side, as a thin strip."""
        at, made = 0, []
        for name, _, colour in self._rows[:STRIPS]:
            votes = count.votes[name]
            if votes:
                x, width = permille(at, count.valid), permille(votes, count.valid)
                made.append(f'<rect x="{x}%" width="{width}%" height="100%" {colour}/>')
                at += votes
        strips = "".join(made)
        return Markup(f'<svg class="bars thin" aria-hidden="true">{strips}</svg>')  # noqa: S704


class Figures:
    """The key figures of an area: how much is counted, missing, in doubt, rejected."""

    def __init__(self, words: Words) -> None:
        say = words.say
        self._words = words
        self._counted = f'<dl class="figures"><div><dt>{say("Stations counted")}</dt>'
        self._missing = f'<div class="m"><dt>{say("Stations missing")}</dt>'
        self._quarantined = f'<div class="q"><dt>{say("Stations in quarantine")}</dt>'
        self._rejected = f'<div class="r"><dt>{say("Stations rejected")}</dt>'
        self._electors = f"<div><dt>{say('Registered electors on the counted sheets')}</dt>"
        self._none_yet = say("no usable sheet yet")
        self._unknown = say("how many are expected is not known")
        self._in_doubt, self._not = say("doubtful, not counted"), say("not counted")
        self._which = say("which and why")

    def __call__(self, count: Count, root: str, aside: str | None = None) -> Markup:
        """The figures and their bar; `aside` is the page that lists what does not count."""
        number, say, share = self._words.number, self._words.say, self._words.share
        expected = ""
        if count.expected is not None:
            covered = share(count.counted, count.expected)
            expected = say(
                "of {expected} expected ({share})", expected=count.expected, share=covered
            )
        which = f'<a href="{root}{aside}">{self._which}</a>' if aside else ""
        of_missing = self._unknown if count.expected is None else self._none_yet
        in_doubt = (which if count.quarantined else "") or self._in_doubt
        refused = (which if count.rejected else "") or self._not
        made = [
            f"{self._counted}{_figure(number(count.counted), expected)}",
            f"{self._missing}{_figure(number(lacking(count)), of_missing)}",
            f"{self._quarantined}{_figure(number(count.quarantined), in_doubt)}",
            f"{self._rejected}{_figure(number(count.rejected), refused)}",
        ]
        if count.registered_counted is not None:
            made.append(
                f"{self._electors}{_figure(number(count.registered_counted), self._of(count))}"
            )
        made.append(f"</dl>{coverage_bar(count)}")
        return Markup("".join(made))  # noqa: S704  # every part is a number, a path of codes or escaped

    def _of(self, count: Count) -> str:
        whole = count.registered_expected
        if not whole or count.registered_counted is None:
            return ""
        share = self._words.share(count.registered_counted, whole)
        return self._words.say("of {expected} ({share})", expected=whole, share=share)


def _figure(big: str, small: str) -> str:
    return f'<dd><span class="big">{big}</span>{small}</dd></div>'


def coverage_bar(count: Count) -> str:
    """Counted, in quarantine and rejected of what is expected, as one strip."""
    parts = (count.counted, count.quarantined, count.rejected)
    whole = max(count.expected or 0, sum(parts))
    if not whole:
        return ""
    strips, at = [], 0
    for name, part in zip(("counted", "quarantined", "rejected"), parts, strict=True):
        if part:
            x, width = permille(at, whole), permille(part, whole)
            strips.append(f'<rect class="f-{name}" x="{x}%" width="{width}%" height="100%"/>')
        at += part
    return f'<svg class="bars" aria-hidden="true">{"".join(strips)}</svg>'
