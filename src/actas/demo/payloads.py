"""What a sheet's codes say: its numbers written in the grammar that its form declares.

The way back from grammar to numbers is the reader's; this is written without it, to test it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from actas.election.payload import PatternGrammar, TaggedGrammar


def from_pattern(grammar: PatternGrammar, groups: Mapping[str, str]) -> str:
    """The text that the pattern takes apart into `groups`.

    What stands between two groups must be plain characters, escaped where they must be.

    Raises:
        ValueError: the pattern has other things between its groups, or does not take the text.
    """
    pattern = grammar.pattern.removeprefix("^").removesuffix("$")
    spans = list(_groups(pattern))
    ends = [0, *(end for _, _, end in spans)]
    starts = [*(start for _, start, _ in spans), len(pattern)]
    between = [_literal(pattern[a:b]) for a, b in zip(ends, starts, strict=True)]
    text = between[0]
    for (name, _, _), after in zip(spans, between[1:], strict=True):
        text += groups[name] + after
    if not re.fullmatch(grammar.pattern, text):
        raise ValueError(f"the pattern does not take {text!r}")
    return text


def by_position(votes: Mapping[int, int], separator: str = ",") -> str:
    """Votes from position 1 to the last one there is; a position without any has 0."""
    return separator.join(str(votes.get(one, 0)) for one in range(1, max(votes) + 1))


def from_pairs(
    grammar: TaggedGrammar,
    header: Mapping[str, str],
    pairs: Sequence[tuple[str, str]],
    codes: int = 1,
) -> tuple[str, ...]:
    """The pairs in their order, over so many codes of about equal length.

    Args:
        header: value of each key that opens every code, apart from the number of the code.
    """
    step = -(-len(pairs) // codes)
    cuts = [*range(0, step * codes, step), len(pairs)]
    texts = []
    for number, (start, end) in enumerate(pairwise(cuts), 1):
        known = {**header, str(grammar.part): f"{number}:{codes}"}
        said = [(key, known[key]) for key in grammar.header] + list(pairs[start:end])
        texts.append(grammar.separator.join(grammar.pair.join(pair) for pair in said))
    return tuple(texts)


def _groups(pattern: str):  # type: ignore[no-untyped-def]
    """Name, start and end of each named group of the outermost level."""
    depth, at = 0, 0
    name, start = "", 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            at += 2
            continue
        if letter == "(":
            if depth == 0:
                found = re.match(r"\(\?P<([^>]+)>", pattern[at:])
                if found is None:
                    raise ValueError("only named groups may stand outermost")
                name, start = found[1], at
            depth += 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                yield name, start, at + 1
        at += 1


def _literal(text: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", text)
    if re.search(r"(?<!\\)[.*+?\[{|^$]", text) or re.search(r"\\[A-Za-z0-9]", text):
        raise ValueError(f"more than plain characters between groups: {text!r}")
    return plain
