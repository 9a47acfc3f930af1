"""What no entry may say, one by one and by the thousand: each refusal names the entry."""

from __future__ import annotations

from typing import Any

import pytest

from actas.count.fold import fold
from actas.errors import LogError
from actas.log.canonical import encode
from actas.log.entries import json_schema, parse

CHOICES = [{"id": "sun", "name": "Sun"}, {"id": "moon", "name": "Moon"}]
ELECTION = {
    "v": 3,
    "kind": "election",
    "definition": {
        "actas": 1,
        "id": "e",
        "name": "E",
        "date": "2030-01-06",
        "levels": [{"id": "station", "name": "Station"}],
        "contests": [{"id": "mayor", "name": "Mayor", "choices": CHOICES}],
        "form": {"tallies": [{"id": "nulls", "role": "null", "name": "Null"}]},
    },
}
INCIDENT = {"v": 3, "kind": "incident", "day": "2024-02-29", "says": "x"}
RELEASE = {
    "v": 3, "kind": "release", "as_of": "2030-01-08", "languages": ["es", "en"], "actas": "0.1.0",
}  # fmt: skip
CLAIM = {"v": 3, "kind": "claim", "id": "c1", "claim": {"id": "c1", "kind": "winner"}}
READING = {
    "v": 3, "kind": "reading", "station": "1", "contest": "mayor", "source": "watch",
    "reader": "table", "values": {"sun": 1}, "arrived": "2030-01-06T21:40",
}  # fmt: skip
DOCUMENT = {
    "v": 3, "kind": "document", "station": "1", "source": "watch",
    "address": "https://sheets.example/1",
}  # fmt: skip
SOUND = (INCIDENT, RELEASE, CLAIM, READING, DOCUMENT)

REFUSED: list[tuple[Any, str]] = [
    ([1], "must be a JSON object"),
    ("x", "must be a JSON object"),
    (None, "must be a JSON object"),
    (CLAIM | {"id": "c2"}, "its id is 'c1'"),
    (CLAIM | {"claim": {"kind": "winner"}}, "its id is None"),
    (INCIDENT | {"day": "2024-02-30"}, "day: 2024-02-30 is no day of the calendar"),
    (INCIDENT | {"day": "2024-99-99"}, "no day of the calendar"),
    (INCIDENT | {"day": "0000-01-01"}, "no day of the calendar"),
    (INCIDENT | {"v": True}, "v: must be a whole number"),
    ({**INCIDENT, "v": 0}, "v: "),
    (RELEASE | {"as_of": "2030-02-29"}, "as_of: 2030-02-29"),
    (RELEASE | {"languages": ["en", "en"]}, "languages: each may stand once only"),
    (READING | {"arrived": "2030-02-30T10:00"}, "arrived: 2030-02-30 is no day"),
    (READING | {"arrived": "2030-01-06T24:30:00"}, "arrived: "),
    (READING | {"arrived": "2030-01-06T23:59:60"}, "arrived: "),
    (READING | {"arrived": "0000-01-01T10:00"}, "arrived: 0000-01-01 is no day"),
    (READING | {"v": True}, "v: must be a whole number"),
    (DOCUMENT | {"address": "javascript:alert(1)"}, "address: "),
    (DOCUMENT | {"address": "data:text/html,x"}, "address: "),
    (DOCUMENT | {"address": "https://a.example/ b"}, "address: "),
    (DOCUMENT | {"address": "x\nhttps://a.example/"}, "address: "),
]


@pytest.mark.parametrize("entry", SOUND, ids=lambda one: str(one["kind"]))
def test_a_sound_entry_is_read(entry: dict[str, Any]) -> None:
    assert parse(encode(entry), 0).kind == entry["kind"]
    assert fold([encode(ELECTION), encode(entry)]).size == 2


@pytest.mark.parametrize(("entry", "says"), REFUSED, ids=lambda one: str(one)[:70])
def test_refused_alone_and_in_a_log(entry: Any, says: str) -> None:
    data = encode(entry)
    with pytest.raises(LogError) as alone:
        parse(data, 7)
    assert str(alone.value).startswith("entry 7")
    assert says in str(alone.value)
    with pytest.raises(LogError, match="entry 3") as folded:
        fold([encode(one) for one in (ELECTION, READING, DOCUMENT)] + [data])
    assert says in str(folded.value)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 20000 + b"]" * 20000])
def test_what_is_not_json_is_refused(data: bytes) -> None:
    for read in (lambda: parse(data, 1), lambda: fold([encode(ELECTION), data])):
        with pytest.raises(LogError, match="entry 1"):
            read()


@pytest.mark.parametrize("arrived", ["2028-02-29T00:00", "2030-12-31T23:59:59"])
def test_true_times_pass_by_the_thousand(arrived: str) -> None:
    entry = encode(READING | {"arrived": arrived})
    state = fold([encode(ELECTION), *[entry] * 3])
    assert state.readings["mayor"]["arrived"].to_list() == [arrived] * 3


def test_a_claim_is_taken_back_under_its_own_id_only() -> None:
    state = fold([encode(ELECTION), encode(CLAIM), encode(CLAIM | {"claim": None})])
    assert state.claims == {}


def test_the_schema_says_so_too() -> None:
    kinds = json_schema()["$defs"]
    assert kinds["ReleaseEntry"]["properties"]["languages"]["uniqueItems"] is True
    assert "https?" in str(kinds["DocumentEntry"]["properties"]["address"])
