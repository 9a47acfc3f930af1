"""A NIST SP 1500-100 report as JSON and as XML, from one nested value.

Values are dicts with the names of the JSON schema, their keys in the order of the XML schema.
Counts, of which there are millions, are written from columns, and stations as they are made: no
report is held as one text. It refuses to know what a report says (`nist` does).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from actas.release.contents import OnDisk
from actas.release.markup import element, escaped

PREFIX = "ElectionResults."
"""Of every `@type` in JSON; XML names the type without it."""

_NAMESPACE = {
    "xmlns": "http://itl.nist.gov/ns/voting/1500-100/v2",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_DERIVED = frozenset({"ReportingUnit", "CandidateContest", "CandidateSelection"})
"""Types that stand where the XML schema has an abstract one, and must be named there."""


@dataclass(frozen=True)
class Counts:
    """One kind of count of many units.

    Attributes:
        kind: `VoteCounts` or `BallotCounts`.
        field: what is counted: `Count` or `BallotsCast`.
        units, numbers: id of each unit, and its number.
        other: what is counted where no type of the standard says so.
    """

    kind: str
    field: str
    units: Sequence[str]
    numbers: Sequence[int]
    other: str | None = None

    def json(self) -> str:
        """The objects, separated by commas."""
        said = f'"OtherType":{_json(self.other)},' if self.other else ""
        kind = "other" if self.other else "total"
        head, tail = f'{{"@type":"{PREFIX}{self.kind}","GpUnitId":"', f'{said}"Type":"{kind}"}}'
        rows = zip(self.units, self.numbers, strict=True)
        return ",".join([f'{head}{unit}","{self.field}":{n},{tail}' for unit, n in rows])

    def xml(self) -> str:
        """The elements, one after the other."""
        said = f"<OtherType>{escaped(self.other)}</OtherType>" if self.other else ""
        kind = f"<Type>{'other' if self.other else 'total'}</Type>{said}"
        head, middle = f"<{self.kind}><GpUnitId>", f"</GpUnitId>{kind}<{self.field}>"
        tail = f"</{self.field}></{self.kind}>"
        rows = zip(self.units, self.numbers, strict=True)
        return "".join([f"{head}{unit}{middle}{n}{tail}" for unit, n in rows])


class Precinct(NamedTuple):
    """A station as a unit; there are as many as stations, so they are written by hand.

    Attributes:
        id: of the unit.
        code: of the station.
        names: language and name, empty where it has none.
        status: how far it is.
        electors: registered there, where that is known.
        evidence: kind and value of whatever identifies what it rests on.
    """

    id: str
    code: str
    names: Sequence[tuple[str, str]]
    status: str
    electors: int | None
    evidence: Sequence[tuple[str, str]]

    def json(self) -> str:
        """The object."""
        known = ",".join([_KNOWN % (_json(kind), _json(value)) for kind, value in self.evidence])
        texts = ",".join([_SAID % (_json(name), _json(language)) for language, name in self.names])
        electors = "" if self.electors is None else f',"VotersRegistered":{self.electors}'
        return (
            f'{{"@id":{_json(self.id)},"@type":"{PREFIX}ReportingUnit","ExternalIdentifier":'
            f"[{known}]{_NAME % texts if texts else ''}"
            f',"CountStatus":[{{"@type":"{PREFIX}CountStatus","Status":"{self.status}"'
            f',"Type":"total"}}],"Number":{_json(self.code.rpartition("/")[2])}'
            f',"Type":"precinct"{electors}}}'
        )

    def xml(self) -> str:
        """The element."""
        known = "".join(
            [
                "<ExternalIdentifier><Type>other</Type>"
                f"<OtherType>{kind}</OtherType><Value>{escaped(value)}</Value></ExternalIdentifier>"
                for kind, value in self.evidence
            ]
        )
        texts = "".join(
            [f'<Text Language="{code}">{escaped(name)}</Text>' for code, name in self.names]
        )
        electors = self.electors
        return (
            f'<GpUnit xsi:type="ReportingUnit" ObjectId="{escaped(self.id)}">{known}'
            f"{f'<Name>{texts}</Name>' if texts else ''}"
            f"<CountStatus><Status>{self.status}</Status><Type>total</Type></CountStatus>"
            f"<Number>{escaped(self.code.rpartition('/')[2])}</Number><Type>precinct</Type>"
            f"{'' if electors is None else f'<VotersRegistered>{electors}</VotersRegistered>'}"
            "</GpUnit>"
        )


_KNOWN = f'{{"@type":"{PREFIX}ExternalIdentifier","Type":"other","OtherType":%s,"Value":%s}}'
_NAME = f',"Name":{{"@type":"{PREFIX}InternationalizedText","Text":[%s]}}'
_SAID = f'{{"@type":"{PREFIX}LanguageString","Content":%s,"Language":%s}}'


class Columns(tuple[Counts, ...]):
    """Counts that stand one after the other in one list of the report."""

    __slots__ = ()


class Each(Iterable[dict[str, Any] | Precinct]):
    """A list of the report whose values are made whenever it is written."""


def as_json(report: dict[str, Any]) -> OnDisk:
    """The report in the JSON format."""
    return _written(itertools.chain(_json_parts(report), ["\n"]))


def as_xml(report: dict[str, Any]) -> OnDisk:
    """The report in the XML format."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    opened, closed = _tags("ElectionReport", _NAMESPACE)
    body = _body(report)
    return _written(itertools.chain([head, opened], body, [closed, "\n"]))


def _written(parts: Iterable[str]) -> OnDisk:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.writelines(part.encode() for part in parts)

    return OnDisk(write)


def _json_parts(value: object) -> Iterator[str]:
    if isinstance(value, Columns):
        yield f"[{','.join(one.json() for one in value if one.units)}]"
    elif isinstance(value, Each | list):
        yield "["
        for number, one in enumerate(value):
            yield "," * bool(number)
            yield from _json_parts(one) if isinstance(value, list) else (_whole(one),)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for number, (key, one) in enumerate(value.items()):
            yield f"{',' * bool(number)}{_json(key)}:"
            yield from _json_parts(one)
        yield "}"
    else:
        yield _json(value)


def _whole(value: object) -> str:
    """One of many, not in parts."""
    return value.json() if isinstance(value, Precinct) else _json(value)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _body(value: Mapping[str, Any]) -> Iterator[str]:
    for key, one in value.items():
        if key[0] != "@":
            yield from _xml_parts(key, one)


def _xml_parts(name: str, value: Any) -> Iterator[str]:
    """An element or a list of them; what there may be many of is not joined."""
    if isinstance(value, Columns):
        yield from (one.xml() for one in value)
    elif isinstance(value, Each):
        yield from (
            one.xml() if isinstance(one, Precinct) else _element(name, one) for one in value
        )
    elif isinstance(value, list) and not name.endswith("Ids"):
        for one in value:
            yield from _xml_parts(name, one)
    elif isinstance(value, dict) and "Language" not in value:
        opened, closed = _tags(name, _attributes(value))
        yield opened
        yield from _body(value)
        yield closed
    else:
        yield _element(name, value)


def _element(name: str, value: Any) -> str:
    """The same of what holds no counts and is small."""
    if isinstance(value, list):
        if name.endswith("Ids"):
            return f"<{name}>{' '.join(value)}</{name}>"
        return "".join([_element(name, one) for one in value])
    if not isinstance(value, dict):
        return f"<{name}>{escaped(value)}</{name}>"
    if "Language" in value:
        return element(name, escaped(value["Content"]), {"Language": value["Language"]})
    body = "".join([_element(key, one) for key, one in value.items() if key[0] != "@"])
    return element(name, body, _attributes(value))


def _tags(name: str, attributes: Mapping[str, object]) -> tuple[str, str]:
    closed = f"</{name}>"
    return element(name, "", attributes).removesuffix(closed), closed


def _attributes(value: Mapping[str, Any]) -> dict[str, object]:
    kind = value["@type"].removeprefix(PREFIX)
    attributes = {"xsi:type": kind} if kind in _DERIVED else {}
    if "@id" in value:
        attributes["ObjectId"] = value["@id"]
    return attributes
