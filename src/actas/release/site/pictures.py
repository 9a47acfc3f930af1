"""A sheet's picture beside its numbers, as a string put together by hand: image and what is said.

Every text from outside is escaped here. Knows one document at a time.
"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from actas.election.written import text
from actas.release import renditions
from actas.release.site.papers import Paper
from actas.release.site.rendering import shortened
from actas.release.site.words import Words


class Pictures:
    """Documents as figures in one language."""

    def __init__(self, words: Words, fields: Mapping[str, str] | None = None) -> None:
        self._words, self._fields = words, fields or {}
        self._why = why_words(words)

    def figure(self, paper: Paper, root: str, name: str | None = None) -> Markup:
        """One document: its picture where it is shown, and what is to be said of it.

        Args:
            paper: the document.
            root: leads from the page to the release's root.
            name: of its source, where the page has several.
        """
        lines = "".join(f"<li>{line}</li>" for line in self.said(paper, root, name))
        image = self._image(paper, root)
        return Markup(  # noqa: S704  # every part is a number or escaped below
            f'<figure class="paper">{image}<figcaption><ul>{lines}</ul></figcaption></figure>'
        )

    def said(self, paper: Paper, root: str, name: str | None = None) -> list[Markup]:
        """What is to be said of a document, a line each."""
        say, lines = self._words.say, []
        if name is not None:
            lines.append(Markup("<bdi>{}</bdi>").format(shortened(name)))
        if paper.pages and paper.pages > 1:
            lines.append(say("Page {page} of {pages}", page=paper.page, pages=paper.pages))
        lines += [read_words(self._words, *one) for one in paper.read]
        if len(paper.read) > 1:
            lines.append(self._agree(paper))
        if paper.waits:
            why = self._words.several(self._why[one] for one in paper.waits)
            lines.append(say("Waits for people: {why}.", why=why))
        if paper.document is not None and paper.hidden:
            lines.append(self._hidden(paper))
        if paper.withheld is not None:
            lines.append(self._withheld(paper))
        if paper.again is not None:
            href = root + renditions.path(paper.again)
            first = Markup('<a href="{}">{}</a>').format(href, say("the first picture"))
            lines.append(say("The same sheet photographed again: {first}", first=first))
        return lines

    def _image(self, paper: Paper, root: str) -> str:
        if paper.document is None:
            return ""
        href = root + renditions.path(paper.document)
        alt = self._words.say("The sheet, made flat, with what is private burnt out")
        size = ' width="{}" height="{}"'.format(*paper.size) if paper.size else ""
        label = self._words.say("Picture of the sheet")
        return (
            f'<div class="window" tabindex="0" role="group" aria-label="{label}">'
            f'<a href="{href}"><img src="{href}" alt="{alt}" loading="lazy"{size}></a></div>'
        )

    def _agree(self, paper: Paper) -> Markup:
        """Whether its readings agree, and where they do not, on what."""
        say = self._words.say
        if not paper.apart:
            return say("All readings of it agree.")
        what = self._words.several(
            Markup("<bdi>{}</bdi> {}").format(
                shortened(self._fields.get(name, name), 60),
                " ≠ ".join(self._words.number(value) for value in values),
            )
            for name, values in paper.apart
        )
        return say("Its readings differ: {what}", what=what)

    def _hidden(self, paper: Paper) -> Markup:
        if not paper.private:
            return self._words.many(paper.hidden, "One region is hidden", "{n} regions are hidden")
        names = dict.fromkeys(text(one, self._words.code) for one in paper.private)
        what = Markup(", ").join(Markup("<bdi>{}</bdi>").format(shortened(one)) for one in names)
        return self._words.say("Hidden: {what}", what=what)

    def _withheld(self, paper: Paper) -> Markup:
        if paper.withheld == "person":
            return self._words.say("Not shown: a person withheld it.")
        return self._words.say(
            "Not shown: it could not be laid over its form, so what is private could not be hidden."
        )


def read_words(words: Words, reader: str, confidence: int | None = None) -> Markup:
    """How a sheet was read: by whom or from what."""
    if reader == "table":
        return words.say("Taken from a table of its source")
    if reader == "code":
        return words.say("Read from its printed code")
    if reader == "print" and confidence is not None:
        sure = words.share(confidence, 1000, 1)
        return words.say("Read from its printed numbers; the least certain: {n}", n=sure)
    if reader == "print":
        return words.say("Read from its printed numbers")
    return words.say("Read by: {reader}", reader=shortened(reader))


def why_words(words: Words) -> dict[str, Markup]:
    """What each reason to wait for people is called."""
    return {
        "code": words.say("no code could be read"),
        "part": words.say("a code of several is missing"),
        "form": words.say("it is laid over no known form"),
        "print": words.say("printed numbers are uncertain"),
        "sums": words.say("printed numbers do not add up"),
        "hand": words.say("it is handwritten"),
    }


def counted(words: Words, shown: int, waiting: int, href: str) -> Markup:
    """How many sheets are shown and how many wait; empty where there is neither."""
    lines = []
    if shown:
        lines.append(
            words.many(
                shown,
                "One sheet is shown beside its numbers.",
                "{n} sheets are shown beside their numbers.",
            )
        )
    if waiting:
        told = words.many(waiting, "One sheet waits for people", "{n} sheets wait for people")
        lines.append(Markup('<a href="{}">{}</a>.').format(href, told))
    return Markup(" ").join(escape(line) for line in lines)
