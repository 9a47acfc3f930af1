"""Sheets in a bucket, documents kept in a bucket, and a cluster that loses a worker."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path

import obstore
import pytest
from obstore.store import from_url

from actas.evidence.shapes import Limits
from actas.project import custody
from actas.project.cluster import Cluster
from actas.project.project import Project
from tests.project import s3
from tests.project.killed_read import Alone
from tests.sheets import Strip, Workers, entries, project, read

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

SHEETS = 6


def strip(number: int) -> Strip:
    return Strip(number + 1, (100 + number, 80, 33, 12, 5 + 7 * number))


def test_from_a_bucket_into_a_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    village = project(tmp_path)
    with s3.server(monkeypatch, "sheets"):
        bucket = from_url("s3://sheets")
        for number in range(3):
            obstore.put(bucket, f"in/{number}.jpg", strip(number).jpeg())
        where = "s3://sheets/evidence"
        report, _ = read(village, Alone(), "s3://sheets/in", elsewhere=where)
        assert report.counts["read"] == 3
        store = custody.store(Project.open(village.root).folder)
        assert store.place == where
        for one in entries(village, "document"):
            data = store.rendition(one["document"])
            assert hashlib.sha256(data).hexdigest() == one["document"]
            assert store.has("sealed", one["commitment"])
        assert not list((village.root / "evidence").rglob("*.jpg"))
        again, _ = read(village, Alone(), "s3://sheets/in")
        assert (again.known, again.entries) == (3, 0)


def test_a_cluster_with_a_worker_killed_mid_run(tmp_path: Path) -> None:
    """Two workers as processes of a real cluster; one is killed while it reads."""
    from distributed import LocalCluster

    village = project(tmp_path)
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(SHEETS):
        (scans / f"{number}.jpg").write_bytes(strip(number).jpeg())
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=50,
        memory_limit="4GiB",
    ) as here:
        cluster = Cluster(here.scheduler_address, Limits(), time.monotonic)
        pids = list(cluster.run_everywhere(os.getpid).values())
        real, sent = cluster.submit, []

        def submit(task, *arguments):  # type: ignore[no-untyped-def]
            sent.append(arguments)
            if len(sent) == 4:
                os.kill(pids[0], signal.SIGKILL)
            return real(task, *arguments)

        cluster.submit = submit  # type: ignore[method-assign]
        report, told = read(village, cluster, scans)
    assert report.counts["read"] == SHEETS
    assert len(told) == SHEETS
    assert len(entries(village, "document")) == SHEETS
    assert len(entries(village, "reading")) == SHEETS
    assert village.json("count")[0]["stations"]["counted"] == SHEETS


def test_memory_does_not_grow_with_the_folder(tmp_path: Path, workers: Workers) -> None:
    """A thousand files that are refused: what is in flight and untold stays small."""
    import tracemalloc

    village = project(tmp_path)
    scans = tmp_path / "scans"
    scans.mkdir()
    for number in range(1000):
        (scans / f"{number:04}.jpg").write_bytes(b"%d" % number)
    tracemalloc.start()
    report, told = read(village, workers, scans, batch=20)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.counts["refused"] == len(told) == 1000
    assert {one.outcome["refused"][0] for one in told.values()} == {"F702"}
    assert most < 40 << 20
