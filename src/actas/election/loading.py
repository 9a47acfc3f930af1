"""Files that people write, read into validated models: errors name file, line and field.

YAML is read with PyYAML's safe constructor, further restricted: no anchors or aliases (they are
how a small file becomes a huge one), no key twice, bounded size and depth. Knows no model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from actas.election.pointing import Loc, pointed, under
from actas.errors import ActasError, InputError, Place, Problems

MAX_BYTES = 4_000_000
MAX_DEPTH = 40

M = TypeVar("M", bound=BaseModel)

Check = Callable[[M], Iterable[tuple[Loc, str]]]
"""What is still wrong with a model that fits, and where: what its own file cannot know."""


def load_yaml(path: Path, model: type[M], check: Check[M] | None = None) -> M:
    """The file at `path` as a `model`.

    Args:
        path: of the file.
        model: what it must fit.
        check: asked of what fits; all that it yields is told like any other error.

    Raises:
        InputError: it cannot be read, is no safe YAML, or does not fit the model; all that does
            not fit is told at once, each with its line and key.
    """
    return parse_yaml(_read(path), model, str(path), check)


def parse_yaml(content: bytes, model: type[M], name: str, check: Check[M] | None = None) -> M:
    """As `load_yaml`, of bytes that are already here; `name` stands in the errors."""
    node = _compose(content, name)
    if not isinstance(node, MappingNode):
        raise InputError("should be keys with values", Place(name, 1))
    value = _construct(node, name)
    found: M | None = None
    try:
        found = model.model_validate(value)
        wrong = list(check(found)) if check else []
    except ValidationError as error:
        wrong = list(_wrong(error, node))
    problems: list[ActasError] = [_problem(node, loc, said, name) for loc, said in wrong]
    # A union complains once for each of its kinds: the first says enough.
    problems = list({problem.place: problem for problem in reversed(problems)}.values())[::-1]
    if len(problems) == 1:
        raise problems[0]
    if problems or found is None:
        raise Problems(f"{name}: {len(problems)} things do not fit", problems)
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES:,} bytes", Place(str(path)))
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", Place(str(path))) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(str(path))) from None


@lru_cache(maxsize=4)
def _compose(content: bytes, name: str) -> Node:
    """The nodes of a file, which nobody changes: a watch reads the same files again and again."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text; save it as UTF-8", Place(name, line)) from None
    try:
        node = _Guarded(name, text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = mark.line + 1 if mark else None
        raise InputError(f"is not YAML: {error.problem}", Place(name, at)) from None
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"is not YAML: {reason}", Place(name)) from None
    if node is None:
        raise InputError("is empty", Place(name))
    _refuse_doubled_keys(node, name)
    return node


class _Guarded(yaml.SafeLoader):
    """Looks at every event before anything is made of it, and refuses what makes files huge."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self._file, self._depth = name, 0

    def get_event(self) -> yaml.Event:
        event: yaml.Event = super().get_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1 if event.start_mark else None
        place = Place(self._file, line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError("anchors and aliases are not taken; write it out", place)
        if isinstance(event, yaml.CollectionStartEvent):
            self._depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self._depth -= 1
        if self._depth > MAX_DEPTH:
            raise InputError(f"nested deeper than {MAX_DEPTH}", place)
        return event


def _refuse_doubled_keys(node: Node, name: str) -> None:
    for child in _nodes(node):
        if not isinstance(child, MappingNode):
            continue
        seen: set[str] = set()
        for key, _ in child.value:
            if not isinstance(key, ScalarNode):
                raise InputError("a key must be a word", Place(name, key.start_mark.line + 1))
            if key.value in seen:
                raise InputError("key given twice", Place(name, key.start_mark.line + 1, key.value))
            seen.add(key.value)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _nodes(value)
    elif isinstance(node, SequenceNode):
        for value in node.value:
            yield from _nodes(value)


class _Constructor(yaml.SafeLoader):
    """Safe YAML in which keys and plain words are the text that was written.

    Only `null`, `~`, `true`, `false` and decimal integers mean more than their letters: a party
    called No, a vote called Null, a share of 51.20, a code 007 and a wrong date stay as they are.
    """


def _mapping(loader: _Constructor, node: MappingNode) -> dict[str, Any]:
    construct: Callable[..., Any] = loader.construct_object
    return {key.value: construct(value, deep=True) for key, value in node.value}


def _whole(_: _Constructor, node: ScalarNode) -> int | str:
    written = str(node.value)
    return int(written) if re.fullmatch(r"-?(0|[1-9][0-9]{0,18})", written) else written


def _word(_: _Constructor, node: ScalarNode) -> bool | str | None:
    written = str(node.value)
    return {"": None, "~": None, "null": None, "true": True, "false": False}.get(written, written)


_Constructor.add_constructor("tag:yaml.org,2002:map", _mapping)
_Constructor.add_constructor("tag:yaml.org,2002:int", _whole)
for _tag in ("null", "bool", "float", "timestamp"):
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_tag}", _word)


def _construct(node: MappingNode, name: str) -> dict[str, Any]:
    loader = _Constructor("")
    try:
        built: dict[str, Any] = loader.construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        raise InputError(str(reason), Place(name, mark.line + 1 if mark else None)) from None
    finally:
        loader.dispose()
    return built


_KNOWN = {
    "extra_forbidden": "no such key here",
    "missing": "this key is missing",
    "too_short": "needs at least one",
}


def _wrong(error: ValidationError, node: Node) -> Iterator[tuple[Loc, str]]:
    """Each error's place and words; a list is not called too short for entries that do not fit."""
    told = error.errors()
    for one in told:
        loc, said = one["loc"], _said(one["type"], one["msg"])
        deeper = (other["loc"] for other in told if len(other["loc"]) > len(loc))
        if one["type"] == "too_short" and any(other[: len(loc)] == loc for other in deeper):
            continue
        if one["type"] == "value_error":
            loc = (*loc, *pointed(under(node, loc), said))
        yield loc, said


def _said(kind: str, message: str) -> str:
    return _KNOWN.get(kind, message.removeprefix("Value error, "))


def _problem(node: Node, loc: Loc, message: str, name: str) -> InputError:
    steps = [*_walk(node, loc)]
    field = ".".join(str(part) for part, _ in steps)
    if loc and isinstance(loc[-1], str) and message == _KNOWN["missing"]:
        field = f"{field}.{loc[-1]}".lstrip(".")
    line = (steps[-1][1] if steps else node).start_mark.line + 1
    return InputError(message, Place(name, line, field or None))


def _walk(node: Node, loc: Loc) -> Iterator[tuple[str | int, Node]]:
    """The parts of `loc` that are keys or positions in the file, with the node that names each.

    A model's unions add steps of their own, which are passed over.
    """
    for part in loc:
        if isinstance(node, MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is not None:
                yield part, pair[0]
                node = pair[1]
        elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            yield part, node
