"""Two processes at once never mix their batches, and a killed one leaves nothing half done."""

from __future__ import annotations

import fcntl
import os
import random
import subprocess
import sys
import time
from itertools import groupby
from pathlib import Path

import appender
import pytest
from logkit import QuickDisk, batch

from actas.errors import LogError, ProjectError
from actas.log.audit import audit
from actas.log.policy import Policy
from actas.log.signing import Signer
from actas.log.store import Log

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

KILLS = int(os.environ.get("ACTAS_KILLS", "20"))
Signers = tuple[Signer, ...]


def start(folder: Path, name: str, batches: int) -> subprocess.Popen[bytes]:
    source = Path(appender.__file__).parents[2] / "src"
    env = {**os.environ, "PYTHONPATH": f"{source}{os.pathsep}{Path(appender.__file__).parent}"}
    command = [sys.executable, appender.__file__, str(folder), name, str(batches)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE)


@pytest.fixture
def log(tmp_path: Path, signers: Signers) -> Log:
    return Log.create(tmp_path / "log", "log.example/valley", signers, disk=QuickDisk())


def check_batches(log: Log) -> list[tuple[bytes, int]]:
    """Each batch of the appenders is whole and in one piece; gives (name, number) in order."""
    seen = []
    for (name, number), group in groupby(log.entries(), key=lambda e: tuple(e.split()[:2])):
        parts = [int(entry.split()[2]) for entry in group]
        assert parts == list(range(len(parts)))
        assert len(parts) in (1, 2, 3, 40, 300)
        seen.append((name, int(number)))
    return seen


def test_two_processes_appending_at_once(log: Log, policy: Policy) -> None:
    writers = [start(log.directory, name, 15) for name in ("ana", "bruno")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    found = audit(log.directory, policy)
    assert found.ok, found
    seen = check_batches(Log.open(log.directory, policy))
    for name in (b"ana", b"bruno"):
        assert [number for one, number in seen if one == name] == list(range(15))


@pytest.mark.slow
def test_killed_at_any_moment(log: Log, policy: Policy, signers: Signers) -> None:
    chance = random.Random(2024)
    size = 0
    for number in range(KILLS):
        writer = start(log.directory, f"w{number}", 10_000)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(chance.random() / 10)
        writer.kill()
        writer.wait(timeout=60)
        opened = Log.open(log.directory, policy, signers, disk=QuickDisk())
        assert opened.size >= size
        size = opened.size
        found = audit(log.directory, policy)
        assert found.ok, found
        check_batches(opened)
    assert size > 0


def test_a_second_writer_is_told_to_wait(log: Log, signers: Signers) -> None:
    fd = os.open(log.directory, os.O_RDONLY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        for attempt in (
            lambda: log.append(batch(0, 1)),
            lambda: Log.open(log.directory, None, signers),
        ):
            with pytest.raises(ProjectError, match="another process is writing"):
                attempt()
        assert Log.open(log.directory).size == 0
    finally:
        os.close(fd)


def test_append_to_a_head_that_has_moved_is_refused(log: Log, signers: Signers) -> None:
    other = Log.open(log.directory, signers=signers, disk=QuickDisk())
    before = log.head
    other.append(batch(0, 4))
    with pytest.raises(LogError, match="has 4 entries by now, 0 were expected"):
        log.append(batch(0, 4))
    with pytest.raises(LogError, match="4 entries by now"):
        other.append(batch(4, 1), expected=before)
    assert other.append(batch(4, 1), expected=other.head).size == 5
