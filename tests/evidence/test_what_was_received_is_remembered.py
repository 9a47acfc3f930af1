"""The journal knows again what it was told, also after a kill, and tells an outsider nothing."""

from __future__ import annotations

import hashlib
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.errors import ProjectError
from actas.evidence.received import Received

SECRET = b"s" * 32


@pytest.fixture
def journal(tmp_path: Path) -> Received:
    return Received(tmp_path / "received.sqlite", SECRET)


def test_the_same_file_is_seen_again_without_opening_it(journal: Received) -> None:
    quick = journal.quick_key("scans/1.jpg", 3, "17")
    content = journal.content_key(b"abc")
    assert journal.seen("witnesses", quick) is None
    number = journal.add("witnesses", quick, content, {"outcome": "read"})
    row = journal.seen("witnesses", quick)
    assert row is not None
    assert (row.number, row.state, row.outcome) == (number, "done", {"outcome": "read"})
    assert journal.seen("observers", quick) is None
    assert journal.seen("witnesses", journal.quick_key("scans/1.jpg", 3, "18")) is None


def test_the_same_bytes_elsewhere_keep_what_stands(journal: Received) -> None:
    content = journal.content_key(b"abc")
    number = journal.add("witnesses", journal.quick_key("a", 3, "1"), content, {"is": 1})
    again = journal.add("witnesses", journal.quick_key("b", 3, "1"), content, {"is": 2})
    assert again == number
    row = journal.seen("witnesses", journal.quick_key("b", 3, "1"))
    assert row is not None
    assert row.outcome == {"is": 1}
    assert journal.known("observers", content) is None
    assert journal.add("observers", None, content, {}) != number


def test_what_is_not_logged_waits_in_order(journal: Received) -> None:
    numbers = [
        journal.add("witnesses", None, journal.content_key(bytes([one])), {"n": one})
        for one in range(5)
    ]
    journal.add("witnesses", None, journal.content_key(b"bad"), {"refused": "F701"}, "told")
    assert [row.number for row in journal.unlogged()] == numbers
    journal.mark_logged(numbers[1:4])
    assert [row.outcome for row in journal.unlogged()] == [{"n": 0}, {"n": 4}]
    assert journal.counts() == {"done": 2, "logged": 3, "told": 1}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5), st.booleans()), max_size=20))
def test_it_remembers_as_a_plain_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "received.sqlite"
    model: dict[tuple[str, int], bool] = {}
    for source, number, logged in steps:
        journal = Received(path, SECRET)
        row = journal.add(source, None, journal.content_key(bytes([number])), {"n": number})
        model.setdefault((source, number), False)
        if logged:
            journal.mark_logged([row])
            model[source, number] = True
        journal.close()
    journal = Received(path, SECRET)
    waiting = {(row.source, row.outcome["n"]) for row in journal.unlogged()}
    assert waiting == {key for key, logged in model.items() if not logged}
    journal.close()


def test_nothing_in_the_file_tells_what_was_received(tmp_path: Path) -> None:
    path = tmp_path / "received.sqlite"
    journal = Received(path, SECRET)
    data = b"the original"
    journal.add(
        "witnesses",
        journal.quick_key("/home/ana/juan.jpg", len(data), "1"),
        journal.content_key(data),
        {"outcome": "read"},
    )
    journal.settle()
    files = [one.read_bytes() for one in tmp_path.iterdir()]
    for plain in (
        b"juan",
        SECRET,
        hashlib.sha256(data).digest(),
        hashlib.sha256(data).hexdigest().encode(),
        hashlib.blake2b(data, digest_size=32).digest(),
    ):
        assert all(plain not in one for one in files)
    for one in tmp_path.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600


def test_a_killed_process_loses_nothing_that_it_noted(tmp_path: Path) -> None:
    path = tmp_path / "received.sqlite"
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from actas.evidence.received import Received\n"
        "journal = Received(Path(sys.argv[1]), b's' * 32)\n"
        "for number in range(1_000_000):\n"
        "    journal.add('a', None, journal.content_key(number.to_bytes(4)), {'n': number})\n"
        "    print(number, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, path], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(0.1)
    child.send_signal(signal.SIGKILL)
    told = child.stdout.read().split(b"\n")
    child.wait()
    child.stdout.close()
    last = int(told[-2]) if len(told) > 1 else 0
    journal = Received(path, SECRET)
    kept = [row.outcome["n"] for row in journal.unlogged()]
    assert kept == list(range(len(kept)))
    assert len(kept) > last
    journal.close()


def test_another_secret_a_newer_schema_and_damage_are_told(tmp_path: Path) -> None:
    path = tmp_path / "received.sqlite"
    Received(path, SECRET).close()
    with pytest.raises(ProjectError, match="another secret"):
        Received(path, b"t" * 32)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(ProjectError, match="newer Actas"):
        Received(path, SECRET)
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ProjectError, match="cannot be read or written"):
        Received(path, SECRET)
    with pytest.raises(ProjectError, match="cannot be read or written"):
        Received(tmp_path / "absent" / "received.sqlite", SECRET)
