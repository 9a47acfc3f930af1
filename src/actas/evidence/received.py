"""The private journal of what was received: by it a run goes on where it was cut off.

One SQLite file, for its owner's eyes only. Files stand in it by keyed hashes: no name, no path and
no plain hash by which someone could find out from the outside what was received.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from actas.errors import ProjectError

State = Literal["done", "logged", "told"]
"""`done` worked and stored, not yet in the log; `logged`; `told` to the person, nothing to log."""

SCHEMA = 1
SECRET = 32

MOST_ALIKE = 100
"""Documents of one identity that are compared with one more."""

_TABLES = """
CREATE TABLE received (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    content BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'logged', 'told')),
    outcome TEXT NOT NULL,
    UNIQUE (source, content)
) STRICT;
CREATE INDEX unlogged ON received (number) WHERE state = 'done';
CREATE TABLE quick (
    source TEXT NOT NULL,
    quick BLOB NOT NULL,
    received INTEGER NOT NULL REFERENCES received (number),
    again INTEGER NOT NULL,
    PRIMARY KEY (source, quick)
) STRICT, WITHOUT ROWID;
CREATE INDEX identity ON received (source, json_extract(outcome, '$.identity'))
    WHERE json_extract(outcome, '$.identity') IS NOT NULL;
CREATE TABLE batch (position INTEGER NOT NULL, entry BLOB NOT NULL, numbers TEXT NOT NULL) STRICT;
CREATE TABLE secret (witness BLOB NOT NULL) STRICT;
PRAGMA user_version = 1;
"""


@dataclass(frozen=True)
class Row:
    """A document received.

    Attributes:
        number: of it in the journal, in the order of receipt.
        source: who vouches for it.
        state: how far it got.
        outcome: what came of it, as it was given.
        again: whether it is a file whose bytes were known when it came.
    """

    number: int
    source: str
    state: State
    outcome: dict[str, Any]
    again: bool = False


class Received:
    """The journal at `path`; made, readable by its owner only, where it is not there.

    Args:
        path: of the file.
        secret: 32 random bytes of the project that key the hashes; never in the file.

    Raises:
        ProjectError: it cannot be opened, is damaged, of a newer schema, or of another secret.
    """

    def __init__(self, path: Path, secret: bytes) -> None:
        if len(secret) != SECRET:
            raise ValueError(f"the secret has {SECRET} bytes")
        self._secret = secret
        self._path = path
        with _told(path):
            self._database = _open(path)
            try:
                self._check_secret()
            except ProjectError:
                self._database.close()
                raise

    def quick_key(self, place: str, size: int, changed: str) -> bytes:
        """Key of a file that was not opened: where it is, its size, and when it was changed or
        its ETag."""
        return self._key(b"actas-quick", json.dumps([place, size, changed]).encode())

    def content_key(self, data: bytes) -> bytes:
        """Key of a file's bytes."""
        return self._key(b"actas-content", data)

    def seen(self, source: str, quick: bytes) -> Row | None:
        """What came of the file with that quick key, from that source."""
        return self._one(
            "SELECT r.number, r.source, r.state, r.outcome, q.again FROM received r JOIN quick q"
            " ON q.received = r.number WHERE q.source = ? AND q.quick = ?",
            (source, quick),
        )

    def known(self, source: str, content: bytes) -> Row | None:
        """What came of the same bytes, from that source."""
        return self._one(
            "SELECT number, source, state, outcome FROM received WHERE source = ? AND content = ?",
            (source, content),
        )

    def add(
        self,
        source: str,
        quick: bytes | None,
        content: bytes,
        outcome: Mapping[str, Any],
        state: State = "done",
    ) -> int:
        """Note what came of a document; its number. Bytes known already keep what stands.

        Args:
            source: who vouches for it.
            quick, content: its keys; for known bytes the quick key is noted too.
            outcome: what came of it, as JSON; the caller puts no name or path into it.
            state: `told` where there is nothing to log.
        """
        text = json.dumps(outcome, sort_keys=True, separators=(",", ":"))
        with _told(self._path), self._database:
            added = self._database.execute(
                "INSERT INTO received (source, content, state, outcome) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (source, content) DO NOTHING",
                (source, content, state, text),
            )
            (number,) = self._database.execute(
                "SELECT number FROM received WHERE source = ? AND content = ?", (source, content)
            ).fetchone()
            if quick is not None:
                self._database.execute(
                    "INSERT OR REPLACE INTO quick VALUES (?, ?, ?, ?)",
                    (source, quick, number, added.rowcount == 0),
                )
        return int(number)

    def unlogged(self) -> list[Row]:
        """What was done but is not known to be in the log, in the order of receipt."""
        with _told(self._path):
            rows = self._database.execute(
                "SELECT number, source, state, outcome FROM received"
                " WHERE state = 'done' ORDER BY number"
            ).fetchall()
        return [_row(one) for one in rows]

    def same(self, source: str, identity: str) -> list[Row]:
        """The first documents from that source whose outcome has this `identity`."""
        with _told(self._path):
            rows = self._database.execute(
                "SELECT number, source, state, outcome FROM received WHERE source = ?"
                " AND json_extract(outcome, '$.identity') = ?"
                " AND json_extract(outcome, '$.identity') IS NOT NULL ORDER BY number LIMIT ?",
                (source, identity, MOST_ALIKE),
            ).fetchall()
        return [_row(one) for one in rows]

    def identity_key(self, said: bytes) -> str:
        """Key of what tells one sheet from another, in hexadecimal."""
        return self._key(b"actas-sheet", said).hex()

    def forget(self, number: int) -> None:
        """Take a document back that is not in the log: it is received anew."""
        with _told(self._path), self._database:
            self._database.execute("DELETE FROM quick WHERE received = ?", (number,))
            self._database.execute(
                "DELETE FROM received WHERE number = ? AND state = 'done'", (number,)
            )

    def begin_batch(self, position: int, entry: bytes, numbers: Iterable[int]) -> None:
        """Note that these are about to be logged, the first of them as `entry` at `position`."""
        with _told(self._path), self._database:
            self._database.execute("DELETE FROM batch")
            self._database.execute(
                "INSERT INTO batch VALUES (?, ?, ?)",
                (position, hashlib.sha256(entry).digest(), json.dumps(list(numbers))),
            )

    def end_batch(self, entry_at: Callable[[int], bytes | None]) -> int:
        """Settle a batch that was begun: mark it logged if the log has it; how many it was.

        Args:
            entry_at: the log's entry at an index, None beyond its end.
        """
        with _told(self._path):
            found = self._database.execute("SELECT position, entry, numbers FROM batch").fetchone()
        if found is None:
            return 0
        logged = entry_at(found[0])
        numbers = json.loads(found[2])
        if logged is not None and hashlib.sha256(logged).digest() == found[1]:
            self.mark_logged(numbers)
            return len(numbers)
        return 0

    def mark_logged(self, numbers: Iterable[int]) -> None:
        """Note that these are in the log; all of them or, where that fails, none."""
        with _told(self._path), self._database:
            self._database.executemany(
                "UPDATE received SET state = 'logged' WHERE number = ?",
                [(number,) for number in numbers],
            )
            self._database.execute("DELETE FROM batch")

    def counts(self) -> dict[State, int]:
        """How many documents there are in each state."""
        with _told(self._path):
            found = dict(
                self._database.execute("SELECT state, count(*) FROM received GROUP BY state")
            )
        return {"done": 0, "logged": 0, "told": 0, **found}

    def settle(self) -> None:
        """Return once all that was noted outlasts a power cut; call it before the log is written.

        A killed process loses nothing without it.
        """
        with _told(self._path):
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _check_secret(self) -> None:
        """Under another secret nothing would be recognised, and all logged twice."""
        witness = self._key(b"actas-secret", b"")
        found = self._database.execute("SELECT witness FROM secret").fetchall()
        if not found:
            with self._database:
                self._database.execute("INSERT INTO secret VALUES (?)", (witness,))
        elif found != [(witness,)]:
            raise ProjectError(f"{self._path} was written under another secret of the project")

    def _key(self, person: bytes, data: bytes) -> bytes:
        return hashlib.blake2b(data, digest_size=32, key=self._secret, person=person).digest()

    def _one(self, query: str, values: tuple[object, ...]) -> Row | None:
        with _told(self._path):
            found = self._database.execute(query, values).fetchone()
        return _row(found) if found else None


def _row(found: tuple[Any, ...]) -> Row:
    number, source, state, outcome, *again = found
    return Row(number, source, state, json.loads(outcome), bool(again and again[0]))


def _open(path: Path) -> sqlite3.Connection:
    """The database, for its owner only; WAL, so that a note costs no wait for the disk."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    database = sqlite3.connect(path, timeout=10)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA:
            raise ProjectError(f"{path} is of schema {version}; use a newer Actas")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if version == 0:
            database.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
    except (sqlite3.Error, ProjectError):
        database.close()
        raise
    return database


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of disk and database as one sentence."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise ProjectError(f"{path} cannot be read or written: {said}") from None
