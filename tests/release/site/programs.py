"""The messages of the programs of a release, taken from their source."""

from __future__ import annotations

import re

_PIECE = re.compile(r"""\s*(?:\+\s*)?(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")


def messages(source: str) -> set[str]:
    """First argument of every `say(…)` that is a text, pieces joined."""
    found = set()
    for call in re.finditer(r"\bsay\(", source):
        at, text = call.end(), ""
        while piece := _PIECE.match(source, at):
            text += piece[1] or piece[2] or ""
            at = piece.end()
        if text:
            found.add(text)
    return found
