"""A run that is cut off anywhere goes on where it was: nothing lost, twice, or half there."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from actas.errors import ProjectError
from tests.project.killed_read import POINTS, Alone
from tests.sheets import Strip, entries, project, read
from tests.village import Village

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

SHEETS = 2


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sheets and one that is one of them again."""
    made = tmp_path_factory.mktemp("scans")
    for number in range(SHEETS):
        (made / f"{number}.jpg").write_bytes(_strip(number).jpeg())
    (made / "0-again.jpg").write_bytes(_strip(0).jpeg(seed=9))
    return made


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Village:
    return project(tmp_path_factory.mktemp("template"))


@pytest.fixture
def village(template: Village, tmp_path: Path) -> Village:
    return Village(Path(shutil.copytree(template.root, tmp_path / "project")))


def _strip(number: int) -> Strip:
    return Strip(number + 1, (100 + number, 80, 33, 12, 5 + 7 * number))


def is_whole(village: Village) -> None:
    """Each sheet is in the log once, and the store holds what the log names and no more."""
    documents = entries(village, "document")
    assert len(documents) == SHEETS + 1
    assert len([one for one in documents if "again" in one]) == 1
    assert len(entries(village, "reading")) == SHEETS
    stored = {one.stem for one in (village.root / "evidence").rglob("*.jpg")}
    assert stored == {one["document"] for one in documents}
    sealed = {one.stem for one in (village.root / "evidence").rglob("*.age")}
    assert sealed == {one["commitment"] for one in documents}


@pytest.mark.parametrize("point", POINTS)
def test_killed_there_and_run_again(point: str, village: Village, scans: Path) -> None:
    call = 2 if POINTS[point][1] not in ("commit", "mark_logged") else 1
    arguments = [sys.executable, "-m", "tests.project.killed_read", point, str(call)]
    died = subprocess.run([*arguments, str(village.root), str(scans)], check=False)
    assert died.returncode == -signal.SIGKILL
    read(village, Alone(), scans)
    is_whole(village)
    report, _ = read(village, Alone(), scans)
    assert (report.entries, report.known) == (0, SHEETS + 1)


def test_stopped_by_a_person_logs_what_is_done_and_goes_on(
    village: Village, tmp_path: Path, scans: Path
) -> None:
    """The real program, its own workers, and Ctrl-C to all of them as a terminal gives it."""
    many = tmp_path / "many"
    many.mkdir()
    for number in range(40):
        (many / f"{number:02}.jpg").symlink_to(scans / f"{number % SHEETS}.jpg")
    actas = str(Path(sys.executable).parent / "actas")
    command = [actas, "read", str(many), "--source", "witnesses", "--workers", "1"]
    running = subprocess.Popen(
        command, cwd=village.root, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    journal = village.root / "evidence" / "received.sqlite"
    while not journal.exists():
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(2)
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert "Traceback" not in told
    if running.returncode == 130:
        assert "goes on where this one was" in told or "stopped" in told
    read(village, Alone(), scans)
    is_whole(village)


def test_two_runs_at_once_are_told(village: Village, scans: Path) -> None:
    from actas.log.files import locked

    (village.root / "evidence").mkdir()
    with (
        locked(village.root / "evidence"),
        pytest.raises(ProjectError, match="another process is writing"),
    ):
        read(village, Alone(), scans)
    assert entries(village, "document") == []


def test_what_another_process_logs_meanwhile_stands(
    village: Village, tmp_path: Path, scans: Path
) -> None:

    class Beside(Alone):
        """Something else is logged while this works."""

        def submit(self, task, *arguments):  # type: ignore[no-untyped-def]
            if not list((village.root / "evidence").rglob("*.jpg")):
                extra = tmp_path / "more.csv"
                extra.write_text("region,district,parish,centre,station,electors\n1,1,1,1,1,901\n")
                village.run("import", str(extra), "--register")
            return super().submit(task, *arguments)

    read(village, Beside(), scans)
    is_whole(village)
