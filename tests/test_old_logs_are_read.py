"""A log written with the version before is read as this one says it: a golden log of version 1.

It was made once, with every kind of entry of that version, and is never made again.
"""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from actas.count.fold import fold
from actas.count.tabulate import tabulate
from actas.errors import LogError
from actas.log import entries
from actas.log.audit import audit
from actas.log.policy import parse_policy
from actas.log.store import Log
from actas.log.upgrading import VERSION
from actas.project.project import changed_records, judged

GOLDEN = Path(__file__).parent / "golden" / "log-version-1"


@pytest.fixture(scope="module")
def log() -> Log:
    return Log.open(GOLDEN / "log", parse_policy((GOLDEN / "policy.txt").read_bytes()))


def test_it_holds_and_has_every_kind_of_entry(log: Log) -> None:
    assert audit(GOLDEN / "log", parse_policy((GOLDEN / "policy.txt").read_bytes())).ok
    written = [orjson.loads(entry) for entry in log.entries()]
    assert {entry["v"] for entry in written} == {VERSION - 1}
    kinds = entries.json_schema()["discriminator"]["mapping"]
    assert {entry["kind"] for entry in written} == set(kinds)


def test_every_entry_is_read_as_of_this_version(log: Log) -> None:
    read = list(entries.parse_all(log.entries()))
    assert {entry.v for entry in read} == {VERSION}
    (withdrawal,) = [one for one in read if isinstance(one, entries.WithdrawalEntry)]
    assert withdrawal.standing == "dropped", "version 1 knew only sheets that went"
    records = [one for one in read if isinstance(one, entries.RecordEntry)]
    assert records[1].reasons == ("S101",), "version 1 called them findings"


def test_it_counts_as_it_did_and_its_records_follow_from_todays_rules(log: Log) -> None:
    state = fold(log.entries())
    count = tabulate(state, "mayor")
    assert (count.votes, count.counted, count.rejected) == ({"A": 65, "B": 46}, 2, 1)
    assert changed_records(state, judged(state)).is_empty()
    assert state.releases[-1].as_of == "2031-05-06"


def test_a_later_version_is_told_as_such() -> None:
    later = {"kind": "release", "v": VERSION + 1}
    with pytest.raises(LogError, match="entry 7 is of version 3; this Actas reads up to 2"):
        entries.parse(orjson.dumps(later), 7)


def test_what_does_not_fit_its_schema_is_named() -> None:
    with pytest.raises(LogError, match=r"entry 3: .*station"):
        entries.parse(orjson.dumps({"kind": "withdrawal", "v": 2, "standing": "dropped"}), 3)
