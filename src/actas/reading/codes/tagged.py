"""Payloads of `KEY:value` pairs, over one code or several (Brazil's boletim de urna).

Puts the parts in their order whatever order they were found in, and reads header and sections.
Knows nothing of what the keys stand for beyond the grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from actas.election.definition import Election
from actas.election.payload import TaggedGrammar
from actas.election.sheet import SheetForm
from actas.reading.codes import signed
from actas.reading.codes.shapes import Broken
from actas.reading.codes.values import Said, add_tally, add_votes, number

VOTES = "votes"
"""Stands in a sum for all votes by number."""

MOST_PARTS = 64

Pairs = list[tuple[str, str]]


@dataclass
class Section:
    """One contest's part: its pairs, and its votes by number."""

    pairs: dict[str, str] = field(default_factory=dict)
    votes: dict[int, int] = field(default_factory=dict)


def fits(text: str, grammar: TaggedGrammar) -> bool:
    """Whether a text has the shape of one code: printable pairs, its header at its head."""
    if not (text.isascii() and text.isprintable()):
        return False
    try:
        pairs = _pairs(text, grammar)
        heads = [key for key, _ in pairs[: len(grammar.header)]]
        _place(pairs, grammar)
    except Broken:
        return False
    must = [grammar.digest.key] if grammar.digest else []
    return heads == list(grammar.header) and all(_first(pairs, key) is not None for key in must)


def place(text: str, grammar: TaggedGrammar) -> int:
    """Which of the codes that belong together a text that fits is, from 1."""
    return _place(_pairs(text, grammar), grammar)[0]


def parts(texts: Sequence[str], grammar: TaggedGrammar) -> tuple[int, int]:
    """How many codes that belong together are here, and of how many.

    Raises:
        Broken: C601, where two claim one place or differ in how many there are.
    """
    places = {_place(_pairs(text, grammar), grammar) for text in texts}
    totals = {of for _, of in places}
    if len(totals) != 1 or len(places) != len(set(texts)):
        raise Broken("C601", "codes of different sheets are on one page")
    return len(places), totals.pop()


def said(texts: Sequence[str], grammar: TaggedGrammar, form: SheetForm, election: Election) -> Said:
    """What the codes of a sheet say together; all parts must be here.

    Raises:
        Broken: C601 grammar, C602 sums or digest, C603 signature.
    """
    ordered = sorted(set(texts), key=lambda text: _place(_pairs(text, grammar), grammar))
    header, sections = _sections(ordered, grammar)
    for key, value in grammar.expects.items():
        if header.get(key) != value:
            raise Broken("C601", f"the code is of another election or a trial, by its {key}")
    state = signed.check(ordered, header, grammar)
    result = Said(
        station=[_known(header, key) for key in grammar.station],
        copied=[_known(header, key) for key in grammar.copied],
        signature=state,
    )
    carried = election.contests_of(form)
    for name, section in sections.items():
        contest = grammar.contests.get(name) if grammar.section else carried[0]
        if contest is not None and contest in carried:
            _count(result, contest, section, header, grammar, election)
    if not result.values:
        raise Broken("C601", "the code has no contest of this form")
    return result


def _sections(
    ordered: Sequence[str], grammar: TaggedGrammar
) -> tuple[dict[str, str], dict[str, Section]]:
    """Pairs before the first section, and the sections by their value; one unnamed where none."""
    header: dict[str, str] = {}
    sections: dict[str, Section] = {} if grammar.section else {"": Section()}
    here = None if grammar.section else sections[""]
    skipped = {one.key for one in (grammar.digest, grammar.signature) if one}
    for text in ordered:
        for place, (key, value) in enumerate(_pairs(text, grammar)):
            if key in skipped or (place < len(grammar.header) and key in header):
                continue
            if key == grammar.section:
                if value in sections and value in grammar.contests:
                    raise Broken("C601", "the code has one contest twice")
                here = sections.setdefault(value, Section())
            elif key.isdigit() and here is not None:
                _vote(here, key, value)
            else:
                _pair(header if here is None else here.pairs, key, value, grammar)
    return header, sections


def _count(
    result: Said,
    contest: str,
    section: Section,
    header: dict[str, str],
    grammar: TaggedGrammar,
    election: Election,
) -> None:
    """One contest's section, held to its own sums."""
    _sums(section, header, grammar)
    add_votes(result, contest, section.votes, election)
    for key, tally in grammar.tallies.items():
        value = section.pairs.get(key, header.get(key))
        if value is not None:
            add_tally(result, contest, tally, number(value))


def _vote(section: Section, key: str, value: str) -> None:
    chosen = number(key)
    if chosen in section.votes:
        raise Broken("C601", "the code has votes for one number twice")
    section.votes[chosen] = number(value)


def _pair(pairs: dict[str, str], key: str, value: str, grammar: TaggedGrammar) -> None:
    """Keys that mean something must stand once; others may repeat (parties, loads)."""
    means = {*grammar.tallies, *grammar.station, *grammar.copied, *grammar.expects}
    means |= {key for one in grammar.sums for key in (one.total, *one.of)}
    if key in means and pairs.get(key, value) != value:
        raise Broken("C601", f"the code gives {key} twice, and differently")
    pairs[key] = value


def _sums(section: Section, header: dict[str, str], grammar: TaggedGrammar) -> None:
    for one in grammar.sums:
        stated = section.pairs.get(one.total, header.get(one.total))
        if stated is None:
            raise Broken("C601", f"the code lacks its total {one.total}")
        made = 0
        for key in one.of:
            if key == VOTES:
                made += sum(section.votes.values())
            else:
                made += number(section.pairs.get(key, header.get(key, "0")))
        if number(stated) != made:
            raise Broken("C602", f"the numbers in the code do not add up to its {one.total}")


def _pairs(text: str, grammar: TaggedGrammar) -> Pairs:
    pairs: Pairs = []
    for one in text.split(grammar.separator):
        key, mark, value = one.partition(grammar.pair)
        if not (key and mark and value):
            raise Broken("C601", "the code does not consist of pairs")
        pairs.append((key, value))
    return pairs


def _place(pairs: Pairs, grammar: TaggedGrammar) -> tuple[int, int]:
    """Which of how many codes this is."""
    if grammar.part is None:
        return 1, 1
    first, _, last = (_first(pairs, grammar.part) or "").partition(":")
    place, of = number(first), number(last)
    if not 1 <= place <= of <= MOST_PARTS:
        raise Broken("C601", "the code does not say which part it is")
    return place, of


def _first(pairs: Pairs, key: str) -> str | None:
    return next((value for name, value in pairs if name == key), None)


def _known(header: dict[str, str], key: str) -> str:
    if key not in header:
        raise Broken("C601", f"the code lacks {key}")
    return header[key]
