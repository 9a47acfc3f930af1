"""`actas publish`: to mirrors, with a signed list of them, and again at every new head."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from votes import DEFINITION, Votes, reading

from actas.cli.publish_verb import command
from actas.errors import InputError, LogError, ProjectError
from actas.log import canonical, keys, mirrors
from actas.log.files import locked
from actas.log.snapshot import snapshot
from actas.log.store import Log
from actas.release import copies
from actas.release.files import Folder
from actas.release.verification import verify
from actas.release.watch import watch

pytestmark = pytest.mark.untraced  # runs of much that other tests cover


@pytest.fixture
def project(small: Votes, tmp_path: Path) -> Path:
    """The project as a folder that `actas` opens."""
    folder = Path(shutil.copytree(small.folder, tmp_path / "project"))
    (folder / "election.yaml").write_text(json.dumps(DEFINITION))
    return folder


def test_a_folder_gets_what_changed_whole_or_not_at_all(published: Path, tmp_path: Path) -> None:
    target = tmp_path / "stick"
    first = copies.copied(published, target)
    assert first.sent == len(Folder(published).paths()) and verify(target, workers=1).ok
    again = copies.copied(published, target)
    assert (again.sent, again.removed) == (0, 0)
    (target / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="which no release put there"):
        copies.copied(published, target)


def test_the_list_of_mirrors_is_signed_and_shipped(project: Path, small: Votes) -> None:
    address = "http://abcdefghijklmnop.onion/votes/"
    given = ["--project", str(project), "--json", "--as-of", "2030-01-10", "--mirror", address]
    to = str(project.parent / "mirror")
    done = CliRunner().invoke(command, [*given, "--to", to], standalone_mode=False)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["mirrors"][0]["sent"] == told["files"]
    release = Folder(Path(to))
    data = release.read(f"files/{mirrors.FILE}") or b""
    known = small.policy.logs
    assert mirrors.parse(data, small.log.origin, known) == (address,)
    with pytest.raises(LogError):
        mirrors.parse(data.replace(b"abc", b"abd"), small.log.origin, known)
    with pytest.raises(LogError):
        mirrors.parse(data, "example.org/other", known)
    assert address.encode() in (release.read("en/verify.html") or b"")
    assert verify(Path(to), workers=1).ok


def test_what_a_killed_process_left_of_a_log_is_cleared(project: Path) -> None:
    log = project / "log"
    take = f"""
import os, signal
from pathlib import Path
from actas.log.snapshot import snapshot
with snapshot(Path({str(log)!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", take], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = log.parent.glob(".actas-log-*")
    with snapshot(log) as one, snapshot(log) as other:
        assert not left.exists()
        assert (one / "checkpoint").read_bytes() == (other / "checkpoint").read_bytes()
    assert not [*log.parent.glob(".actas-log-*")]


def test_a_log_is_not_taken_while_it_is_written(small: Votes) -> None:
    log = small.folder / "log"
    with locked(log), pytest.raises(ProjectError), snapshot(log):
        pass
    with snapshot(log) as taken:
        assert Folder(taken).paths() == [
            path for path in Folder(log).paths() if path.startswith(("tile/", "checkpoint"))
        ]
        place = taken
    assert not place.exists()


def test_it_publishes_at_new_heads_only_and_goes_on_after_a_failure() -> None:
    heads = iter([b"1", b"1", b"2", b"2", b"2"])
    said: list[str] = []
    left = iter([True] * 4 + [False])
    failing = iter([False, True, False])

    def publish() -> bytes:
        said.append("publish")
        if next(failing):
            raise ProjectError("the log is being written")
        return {1: b"1", 4: b"2"}[len(said)]

    times = watch(lambda: next(heads), publish, lambda: next(left), lambda e: said.append(str(e)))
    assert times == 2
    assert said == ["publish", "publish", "the log is being written", "publish"]


def test_a_watch_follows_the_log_and_stops_when_asked(project: Path, small: Votes) -> None:
    release = project / "release"
    code = "from actas.cli import main; main()"
    running = subprocess.Popen(
        [
            sys.executable,
            "-c",
            code,
            "publish",
            "--watch",
            "--as-of",
            "2030-01-10",
            "--every",
            "0.2",
            "--project",
            str(project),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        until(lambda: size_of(release) == 71)
        log = Log.open(project / "log", small.policy, keys.load(project / "keys"))
        log.append(canonical.encode_all([reading("2/3/4", sun=10, moon=11, void=0)]))
        until(lambda: size_of(release) > 72)
    finally:
        running.send_signal(signal.SIGTERM)
        _, stderr = running.communicate(timeout=60)
    assert running.returncode == 0 and b"stopped" in stderr, stderr
    assert verify(release, workers=1).ok


def size_of(release: Path) -> int:
    head = release / "head.json"
    return json.loads(head.read_bytes())["size"] if head.is_file() else 0


def until(holds, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
