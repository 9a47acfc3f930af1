"""The fold keeps the last of what was said, everything where all of it counts, and no more."""

from __future__ import annotations

import time

import countkit as kit
import orjson
import polars as pl
import pytest

from actas.count.fold import fold
from actas.election.shapes import READINGS
from actas.errors import LogError


def test_the_last_record_of_a_station_contest_and_source_stands() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading("1/1/1"),
        kit.record("1/1/1", 1),
        kit.record("1/1/1", 1, source="otters"),
        kit.record("1/1/1", 1, "quarantined", reasons=["S101", "S204"]),
    )
    rows = state.records.select("source", "state", "reasons").rows()
    assert rows == [("herons", "quarantined", ["S101", "S204"]), ("otters", "accepted", [])]
    assert state.record_index.to_list() == [4, 3]


def test_sheets_without_a_station_keep_a_record_each() -> None:
    state = kit.folded(
        kit.opening(),
        kit.reading(None, given="9-9"),
        kit.reading(None, given="8-8"),
        kit.record(None, 1, "quarantined"),
        kit.record(None, 2, "quarantined"),
        kit.record(None, 1, "rejected"),
    )
    assert state.records.select("reading", "state").rows() == [(1, "rejected"), (2, "quarantined")]
    assert state.record_index.to_list() == [5, 4]


def test_readings_have_the_columns_of_the_form_in_its_order() -> None:
    state = kit.folded(kit.opening(), kit.reading("1/1/1", 7, 0, 2, values={"blanks": 3}))
    frame = state.readings[kit.CONTEST]
    assert frame.columns == [*READINGS, "oak", "elm", "ash", "nulls", "blanks"]
    assert frame.schema["blanks"] == frame.schema["nulls"] == pl.Int64
    assert frame.row(0, named=True) == {
        "index": 1,
        "station": "1/1/1",
        "given": None,
        "source": "herons",
        "reader": "table",
        "document": None,
        "arrived": None,
        "problems": [],
        "sheet": None,
        "copied": None,
        "confidence": None,
        "oak": 7,
        "elm": 0,
        "ash": 2,
        "nulls": None,
        "blanks": 3,
    }


def test_a_row_that_was_not_read_keeps_its_problems_and_has_no_numbers() -> None:
    problems = ["line 3, oak: not a number", "line 3, elm: negative"]
    unread = kit.reading(None, given="1-1-9", problems=problems, arrived="2030-01-06T21:40")
    state = kit.folded(kit.opening(), unread | {"values": {}})
    row = state.readings[kit.CONTEST].row(0, named=True)
    assert (row["problems"], row["given"], row["oak"]) == (problems, "1-1-9", None)
    assert row["arrived"] == "2030-01-06T21:40"


def test_the_register_learns_and_never_forgets_what_is_not_said_again() -> None:
    state = kit.folded(
        kit.register({"code": "1/2/1", "name": "School", "electors": 600}, a1="North"),
        kit.register({"code": "1/2/1", "status": "annulled"}, {"code": "1/3/1"}),
        kit.register({"code": "1/2/1", "electors": 610, "into": "1/3/1"}, a1_2="Town", a1="Norte"),
    )
    assert state.register.stations.rows() == [
        ("1/2/1", "School", 610, "annulled", "1/3/1"),
        ("1/3/1", None, None, "regular", None),
    ]
    assert state.register.areas.rows() == [("1", 0, "Norte"), ("1/2", 1, "Town"), ("1/3", 1, None)]


def test_a_later_document_replaces_an_earlier_one_of_its_source() -> None:
    said = {"station": "1/1/1", "source": "herons"}
    state = kit.folded(
        kit.entry("document", **said, address="https://example.org/a"),
        kit.entry("document", station="1/1/1", source="otters", address="https://example.org/b"),
        kit.entry("document", **said, address="https://example.org/c"),
    )
    assert state.documents.select("index", "source", "address").rows() == [
        (1, "otters", "https://example.org/b"),
        (2, "herons", "https://example.org/c"),
    ]


RENDITION = {"station": "1/1/1", "source": "herons", "document": "ab" * 32}


def test_two_sheets_of_a_station_are_two_documents_beside_an_address() -> None:
    said = {"station": "1/1/1", "source": "herons"}
    state = kit.folded(
        kit.entry("document", **RENDITION),
        kit.entry("document", **said, document="cd" * 32, commitment="12" * 32, page=[1, 2]),
        kit.entry("document", **said, document="ef" * 32, commitment="12" * 32, page=[2, 2]),
        kit.entry("document", **said, address="https://example.org/a"),
        kit.entry("document", **said, withheld="form"),
        kit.entry("document", **said, withheld="form"),
        kit.entry("document", **said, address="https://example.org/c"),
    )
    assert state.documents["index"].to_list() == [0, 1, 2, 4, 5, 6]


def test_a_later_entry_of_a_page_replaces_it_wherever_it_is_placed() -> None:
    state = kit.folded(
        kit.entry("document", **RENDITION | {"station": None}, unread=["code", "print"]),
        kit.entry("document", station=None, source="herons", commitment="12" * 32, withheld="form"),
        kit.entry("document", **RENDITION),
        kit.entry("document", **RENDITION | {"document": "cd" * 32}, commitment="12" * 32),
    )
    assert state.documents.select("index", "station", "document", "unread").rows() == [
        (2, "1/1/1", "ab" * 32, []),
        (3, "1/1/1", "cd" * 32, []),
    ]


def test_everything_a_document_says_is_in_its_frame() -> None:
    state = kit.folded(
        kit.entry(
            "document", **RENDITION, sheet="strip", page=[2, 3], size=[640, 3200], bytes=81234,
            redacted=[[0, 2000, 640, 900], [5, 10, 20, 30]], likeness="0f" * 32,
            again="cd" * 32, unread=["hand"],
        )
    )  # fmt: skip
    row = state.documents.row(0, named=True)
    assert (row["sheet"], row["page"], row["pages"], row["bytes"]) == ("strip", 2, 3, 81234)
    assert (row["width"], row["height"]) == (640, 3200)
    assert row["redacted"] == [[0, 2000, 640, 900], [5, 10, 20, 30]]
    assert (row["likeness"], row["again"], row["unread"]) == ("0f" * 32, "cd" * 32, ["hand"])
    assert row["withheld"] is None


def test_a_reading_of_a_sheet_says_how_it_was_read() -> None:
    read = kit.reading("1/1/1", 7) | {
        "reader": "code", "sheet": "strip", "copied": "1.0001", "confidence": 1000,
        "payload": ["1.1!7,0,0!0!0"],
    }  # fmt: skip
    row = kit.folded(kit.opening(), read).readings[kit.CONTEST].row(0, named=True)
    assert (row["sheet"], row["copied"], row["confidence"]) == ("strip", "1.0001", 1000)


def test_small_kinds_are_kept_as_the_state_says() -> None:
    digest = "ab" * 32
    source = kit.entry("source", source="herons", name="Herons", role="observer")
    state = kit.folded(
        source,
        source | {"set": {"digest": digest, "rows": 2}},
        kit.entry("file", name="map.geojson", size=10, sha256=digest),
        kit.entry("withdrawal", station="1/1/1", contest="m", source="herons", standing="dropped"),
        kit.entry("decision", station="1/1/1", action="accept", why="seen on paper"),
        kit.entry("claim", id="one", claim={"id": "one", "kind": "winner"}),
        kit.entry("claim", id="two", claim={"id": "two", "kind": "ratio"}),
        kit.entry("claim", id="one", claim={"id": "one", "kind": "coverage"}),
        kit.entry("claim", id="two", claim=None),
        kit.entry("incident", day="2030-01-07", says="The site was down."),
        kit.entry("unseal", commitment=digest, why="A court asked."),
        kit.entry("release", as_of="2030-01-08", languages=["es"], actas="0.1.0"),
    )
    assert state.size == 12
    assert state.sources["herons"]["name"] == "Herons"
    assert "set" not in state.sources["herons"]
    assert state.sets == {"herons": (digest,)}
    assert state.files == {"map.geojson": (10, digest)}
    assert state.withdrawals.rows() == [(3, "1/1/1", "m", "herons", "dropped")]
    assert state.decisions.rows() == [(4, "1/1/1", None, None, "accept", None, "seen on paper")]
    assert state.claims == {"one": (7, {"id": "one", "kind": "coverage"})}
    assert [index for index, _ in state.said["one"]] == [5, 7]
    assert state.said["two"] == ((6, {"id": "two", "kind": "ratio"}), (8, None))
    assert [one.as_of for one in state.releases] == ["2030-01-08"]
    assert state.releases[0].index == 11
    assert [(n, one["says"]) for n, one in state.incidents] == [(9, "The site was down.")]
    assert [(n, one["why"]) for n, one in state.unsealed] == [(10, "A court asked.")]


def test_entries_of_version_1_are_read_as_version_2_says_them() -> None:
    old_record = {"kind": "record", "v": 1, "station": "1/1/1", "contest": kit.CONTEST}
    old_record |= {"source": "herons", "state": "quarantined", "reading": 1, "findings": ["S101"]}
    gone = {"kind": "withdrawal", "v": 1, "station": "1/1/1", "contest": "m", "source": "herons"}
    state = kit.folded(kit.opening(), kit.reading("1/1/1") | {"v": 1}, old_record, gone)
    assert state.records["reasons"].to_list() == [["S101"]]
    assert state.withdrawals["standing"].to_list() == ["dropped"]


def test_a_field_that_a_later_form_drops_keeps_its_numbers_last() -> None:
    shorter = {"tallies": [{"id": "blanks", "role": "blank", "name": "Blank"}]}
    before = kit.reading("1/1/1", values={"nulls": 4})
    state = kit.folded(kit.opening(), before, kit.opening(form=shorter), kit.reading("1/1/2"))
    frame = state.readings[kit.CONTEST]
    assert frame.columns[len(READINGS) :] == ["oak", "elm", "ash", "blanks", "nulls"]
    assert frame["nulls"].to_list() == [4, None]


WRONG = {
    "not JSON": b"{",
    "not an object": b"[]",
    "no such kind": {"kind": "rumour", "v": 3},
    "a newer version": kit.reading("1/1/1") | {"v": 4},
    "a key that readings do not have": kit.reading("1/1/1") | {"mood": "good"},
    "a key that is missing": kit.entry("record", station="1/1/1", contest="m", source="s"),
    "a negative number": kit.reading("1/1/1", -1),
    "a number beyond all ballots": kit.reading("1/1/1", 2**40 + 1),
    "a number beyond all integers": kit.reading("1/1/1", 2**63),
    "a fraction": kit.reading("1/1/1", 1.5),  # type: ignore[arg-type]
    "a number as text": kit.reading("1/1/1", "7"),  # type: ignore[arg-type]
    "a truth for a number": kit.reading("1/1/1", True),
    "nothing for a number": kit.reading("1/1/1", None),  # type: ignore[arg-type]
    "values that are a list": kit.reading("1/1/1") | {"values": [1]},
    "a field that the form lacks": kit.reading("1/1/1", values={"pine": 1}),
    "a field named as a column": kit.reading("1/1/1", values={"station": 1}),
    "a contest that there is not": kit.reading("1/1/1", contest="judge"),
    "a code with a space": kit.reading("1/1/ 1"),
    "a control character": kit.reading("1/1/1", reader="a\x07b"),
    "a record in no such state": kit.record("1/1/1", 1, "lost"),
    "a reading that is text": kit.record("1/1/1", "1"),  # type: ignore[arg-type]
    "a reading before the log": kit.record("1/1/1", -1),
    "reasons that are text": kit.record("1/1/1", 1, reasons="S101"),
    "a reason with a space": kit.record("1/1/1", 1, reasons=["S 101"]),
    "shown and withheld": kit.entry("document", **RENDITION, withheld="form"),
    "a page that there is not": kit.entry("document", **RENDITION, page=[3, 2]),
    "a page that is true": kit.entry("document", **RENDITION, page=[True, 2]),
    "a box of three": kit.entry("document", **RENDITION, redacted=[[1, 2, 3]]),
    "a box without width": kit.entry("document", **RENDITION, redacted=[[1, 2, 0, 3]]),
    "a reason twice": kit.entry("document", **RENDITION, unread=["code", "code"]),
    "a reason of its own": kit.entry("document", **RENDITION, unread=["mood"]),
    "another reason to withhold": kit.entry("document", station=None, source="s", withheld="me"),
    "too sure": kit.reading("1/1/1") | {"confidence": 1001},
    "a payload of one": kit.reading("1/1/1") | {"payload": "1.1!2"},
    "a payload with a control character": kit.reading("1/1/1") | {"payload": ["\u0007"]},
    "a document of no hash": kit.entry("document", station="1", source="s", document="ff"),
    "a definition of nothing": kit.entry("election", definition={"actas": 1}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_entry_is_named_by_its_index(name: str) -> None:
    wrong = WRONG[name]
    data = wrong if isinstance(wrong, bytes) else orjson.dumps(wrong)
    good = kit.log(kit.opening(), kit.reading("1/1/1"), kit.record("1/1/1", 1))
    with pytest.raises(LogError, match=r"^entry 3\b"):
        fold([*good, data, *good[1:]])


def test_a_reading_before_any_definition_is_refused() -> None:
    with pytest.raises(LogError, match=r"entry 0.*no definition before it"):
        kit.folded(kit.reading("1/1/1"), kit.opening())


@pytest.mark.untraced
def test_75_000_entries_take_well_under_a_second_of_work() -> None:
    entries = [kit.opening()]
    for number in range(37_500):
        entries.append(kit.reading(f"{number % 20}/{number % 400}/{number}", number % 300))
    for number in range(37_500):
        code = f"{number % 20}/{number % 400}/{number}"
        entries.append(kit.record(code, number + 1))
    data = kit.log(*entries)
    begun = time.process_time()
    state = fold(data)
    assert state.records.height == 37_500
    assert time.process_time() - begun < 3  # 0.5 s on an idle core; room for a busy machine
