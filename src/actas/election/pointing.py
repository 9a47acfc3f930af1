"""Where in a file a rule over many keys was broken, as far as the rule's own words name it.

Such a rule knows ids and names of keys, no lines. Refuses to know what the rule is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Loc = tuple[str | int, ...]
"""Where something is in a file: keys and positions, from the top down."""

_IDS = ("id", "code", "role", "level")


def pointed(node: Node, message: str) -> Loc:
    """The place under `node` that a message such as `contest mayor: given twice: A` names.

    Words before the last colon lead down by keys and ids, the words after it to the last entry
    with such an id. Empty where they name nothing that is there.
    """
    head, _, tail = message.rpartition(": ")
    loc: Loc = ()
    for word in _words(head.replace(".", " ")):
        loc = (*loc, *_step(under(node, loc), word))
    names = _words(tail)
    for word in names:
        if entry := _entry(under(node, loc), word):
            return (*loc, *entry)
    # Two lists may clash: the name is then in the one that was not led to.
    return _entry(node, names[0] if names else "") or loc


def under(node: Node, loc: Loc) -> Node:
    """The value at `loc`; steps that are not there are passed over."""
    for step in loc:
        if isinstance(node, MappingNode):
            value = next((value for key, value in node.value if key.value == str(step)), None)
            node = node if value is None else value
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    return node


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", text)


def _step(node: Node, word: str) -> Loc:
    if isinstance(node, MappingNode):
        keys = [key.value for key, _ in node.value]
        named = next((key for key in (word, f"{word}s") if key in keys), None)
        if named is not None:
            return (named,)
    return _entry(node, word)


def _entry(node: Node, word: str) -> Loc:
    """The entry with this id: of this list the last, else of all below the deepest, the last."""
    found = list(_entries(node, word))
    near = [loc for loc in found if len(loc) == 1]
    return max(reversed(near or found), key=len, default=())


def _entries(node: Node, word: str, loc: Loc = ()) -> Iterator[Loc]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _entries(value, word, (*loc, key.value))
    elif isinstance(node, SequenceNode):
        for position, value in enumerate(node.value):
            if isinstance(value, MappingNode) and _is_called(value, word):
                yield (*loc, position)
            yield from _entries(value, word, (*loc, position))


def _is_called(entry: MappingNode, word: str) -> bool:
    return any(
        key.value in _IDS and isinstance(value, ScalarNode) and value.value == word
        for key, value in entry.value
    )
