"""A NIST SP 1500-100 report as JSON and as XML, from one nested value.

Values are dicts with the names of the JSON schema, their keys in the order of the XML schema. What
there may be millions of is one value for all rows of a frame (`nistcells`), which Polars writes,
some at a time: no report is held as one text. It refuses to know what a report says (`nist` does).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
import polars as pl

from actas.release.contents import OnDisk
from actas.release.exports.nistcells import Cell, Each, Known, Rows, Same
from actas.release.exports.rowtexts import Texts, joined, written
from actas.release.markup import element, escaped

PREFIX = "ElectionResults."
"""Of every `@type` in JSON; XML names the type without it."""

_NAMESPACE = {
    "xmlns": "http://itl.nist.gov/ns/voting/1500-100/v2",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_DERIVED = frozenset({"ReportingUnit", "CandidateContest", "CandidateSelection"})
"""Types that stand where the XML schema has an abstract one, and must be named there."""

_COUNT = ("GpUnitId", "Type", "OtherType", "Count", "BallotsCast")
"""Keys of a count in the order of the XML schema: in JSON theirs is another."""


_Parts = Iterator[Any]
"""Texts; of a report also `Texts`, and of a value of rows also columns."""


def as_json(report: dict[str, Any]) -> OnDisk:
    """The report in the JSON format."""
    return written([*_json(report), "\n"])


def as_xml(report: dict[str, Any]) -> OnDisk:
    """The report in the XML format."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    opened, closed = element("ElectionReport", "\0", _NAMESPACE).split("\0")
    return written([head, opened, *_body(report), closed, "\n"])


def _json(value: Any) -> _Parts:
    if isinstance(value, Cell):
        yield value.json
    elif isinstance(value, Same):
        yield value.made("json", lambda one: "".join(_json(one)))
    elif isinstance(value, list):
        yield "["
        for number, one in enumerate(value):
            yield from _json_in_list(one, first=number == 0)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for number, (key, one) in enumerate(value.items()):
            named = f'{"," * bool(number)}"{key}":'
            if isinstance(one, Known):
                yield _if_known([named, *_json(one.value)])
            else:
                yield named
                yield from _json(one)
        yield "}"
    else:
        yield orjson.dumps(value).decode()


def _json_in_list(value: Any, *, first: bool) -> _Parts:
    """With the comma before it; of rows, every one has a comma before it."""
    if isinstance(value, Rows):
        text = value.value.made("json", lambda one: joined([",", *_json(one)]))
        yield Texts(value.frame, text, less=int(first))
    elif isinstance(value, Each):
        yield _members(value, [[",", *_json(one)] for one in value.values])
    else:
        yield "," * (not first)
        yield from _json(value)


def _xml(name: str, value: Any) -> _Parts:
    """An element, or as many as are in a list."""
    if isinstance(value, Rows):
        yield Texts(
            value.frame, value.value.made(f"xml {name}", lambda one: joined(_xml(name, one)))
        )
    elif isinstance(value, Each):
        yield _members(value, [_xml(name, one) for one in value.values])
    elif isinstance(value, Known):
        yield _if_known(_xml(name, value.value))
    elif isinstance(value, Same):
        yield value.made(f"xml {name}", lambda one: "".join(_xml(name, one)))
    elif isinstance(value, list) and not name.endswith("Ids"):
        for one in value:
            yield from _xml(name, one)
    elif isinstance(value, dict):
        yield from (f"<{name}", *_attributes(value), ">")
        yield from _body(value) if "Language" not in value else [_leaf(value["Content"])]
        yield f"</{name}>"
    else:
        yield from (f"<{name}>", _leaf(value), f"</{name}>")


def _body(value: Mapping[str, Any]) -> _Parts:
    for key in _COUNT if "GpUnitId" in value else value:
        if key in value and key[0] != "@":
            yield from _xml(key, value[key])


def _attributes(value: Mapping[str, Any]) -> _Parts:
    kind = value["@type"].removeprefix(PREFIX)
    given = {"xsi:type": kind if kind in _DERIVED else None, "ObjectId": value.get("@id")}
    for name, one in (given | {"Language": value.get("Language")}).items():
        if one is not None:
            yield from (f' {name}="', _leaf(one), '"')


def _leaf(value: Any) -> str | pl.Expr:
    if isinstance(value, Cell):
        return value.xml
    return " ".join(value) if isinstance(value, list) else escaped(value)


def _if_known(parts: Iterable[Any]) -> pl.Expr:
    return joined(parts).fill_null("")


def _members(each: Each, texts: Iterable[Iterable[Any]]) -> pl.Expr:
    text = pl.concat_str([_if_known(parts) for parts in texts])
    return each.members.list.eval(text).list.join("")
