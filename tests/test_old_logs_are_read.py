"""Logs written with older versions are read as this one says them: a golden log of each.

Each was made once, with every kind of entry of its version, by Actas as it was then, and is never
made again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from actas.count.fold import fold
from actas.count.shapes import State
from actas.count.tabulate import tabulate
from actas.errors import LogError
from actas.log import entries
from actas.log.audit import audit
from actas.log.policy import parse_policy
from actas.log.store import Log
from actas.log.upgrading import VERSION
from actas.project.project import changed_records, judged

GOLDEN = Path(__file__).parent / "golden"
OLDER = range(1, VERSION)


def opened(version: int) -> Log:
    folder = GOLDEN / f"log-version-{version}"
    return Log.open(folder / "log", parse_policy((folder / "policy.txt").read_bytes()))


def folded(version: int) -> State:
    return fold(opened(version).entries())


@pytest.mark.parametrize("version", OLDER)
def test_it_holds_and_has_every_kind_of_entry(version: int) -> None:
    folder = GOLDEN / f"log-version-{version}"
    assert audit(folder / "log", parse_policy((folder / "policy.txt").read_bytes())).ok
    written = [orjson.loads(entry) for entry in opened(version).entries()]
    assert {entry["v"] for entry in written} == {version}
    kinds = entries.json_schema()["discriminator"]["mapping"]
    assert {entry["kind"] for entry in written} == set(kinds)


@pytest.mark.parametrize("version", OLDER)
def test_every_entry_is_read_as_of_this_version(version: int) -> None:
    read = list(entries.parse_all(opened(version).entries()))
    assert {entry.v for entry in read} == {VERSION}


@pytest.mark.parametrize("version", OLDER)
def test_its_records_follow_from_todays_rules(version: int) -> None:
    state = folded(version)
    assert changed_records(state, judged(state)).is_empty()
    assert state.releases[-1].as_of == "2031-05-06"


def test_version_1_counts_as_it_did() -> None:
    count = tabulate(folded(1), "mayor")
    assert (count.votes, count.counted, count.rejected) == ({"A": 65, "B": 46}, 2, 1)
    read = list(entries.parse_all(opened(1).entries()))
    (withdrawal,) = [one for one in read if isinstance(one, entries.WithdrawalEntry)]
    assert withdrawal.standing == "dropped", "version 1 knew only sheets that went"
    records = [one for one in read if isinstance(one, entries.RecordEntry)]
    assert records[1].reasons == ("S101",), "version 1 called them findings"


def test_version_2_counts_as_it_did() -> None:
    state = folded(2)
    count = tabulate(state, "mayor")
    assert (count.votes, count.counted, count.rejected) == ({"A": 65, "B": 46}, 2, 2)
    assert (count.quarantined, count.null) == (1, 2)
    said = state.documents.select("station", "address", "document", "commitment").rows()
    assert said == [
        ("1/1", "https://sheets.example/new/1-1.jpg", None, None),
        ("1/2", None, "34" * 32, "56" * 32),
    ]


def test_the_code_that_version_2_knew_is_a_sheet_of_which_only_the_code_is_known() -> None:
    election = folded(2).election
    assert election is not None
    (sheet,) = election.sheets
    (code,) = sheet.codes
    assert (sheet.readers, code.symbology, code.cite) == (("code",), "qr", "invented")
    assert code.grammar is not None
    assert code.grammar.kind == "pattern"
    assert (code.grammar.station, code.grammar.votes) == (("ward", "station"), "votes")
    assert code.grammar.tallies == {"spoiled": "spoiled"}


@pytest.mark.parametrize(
    "code",
    [
        None,
        {"symbology": "qr"},
        {"symbology": "qr", "pattern": "(", "station": ["a"], "votes": "v"},
        {"symbology": "qr", "pattern": "(?P<v>x)", "station": ["a"], "votes": "v"},
    ],
)
def test_a_code_that_no_reader_could_use_is_left_behind(code: Any) -> None:
    old = orjson.loads(next(iter(opened(2).entries())))
    old["definition"]["sheet_code"] = code
    read = entries.parse(orjson.dumps(old))
    assert isinstance(read, entries.ElectionEntry)
    assert "sheet_code" not in read.definition
    assert "sheets" not in read.definition


def test_a_later_version_is_told_as_such() -> None:
    later = {"kind": "release", "v": VERSION + 1}
    with pytest.raises(LogError, match="entry 7 is of version 4; this Actas reads up to 3"):
        entries.parse(orjson.dumps(later), 7)


def test_what_does_not_fit_its_schema_is_named() -> None:
    with pytest.raises(LogError, match=r"entry 3: .*station"):
        entries.parse(orjson.dumps({"kind": "withdrawal", "v": 3, "standing": "dropped"}), 3)
