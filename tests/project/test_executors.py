"""A task that hangs, dies or eats memory loses only itself; memory and order are the caller's."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from actas.errors import InputError
from actas.evidence.shapes import Limits, Refused
from actas.project.cluster import Cluster
from actas.project.executors import Executor, Here, run
from tests.project import hard_tasks

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

LIMITS = Limits(seconds=3, memory=1 << 30)


@pytest.fixture(scope="module")
def here() -> Iterator[Here]:
    made = Here(2, LIMITS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A real cluster on this machine: two workers, each a process under its nanny."""
    import dask
    from distributed import LocalCluster

    # Guilty after one death and not after four: the worker's start is what takes its time here.
    few = dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with (
        few,
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=50,
            memory_limit="4GiB",
        ) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture
def there(scheduler: str) -> Iterator[Cluster]:
    made = Cluster(scheduler, LIMITS, time.monotonic)
    yield made
    made.close()


def outcomes(executor: Executor, kinds: list[str]) -> list[object]:
    jobs = [(number, (kind, number)) for number, kind in enumerate(kinds)]
    found = dict(run(executor, hard_tasks.told, jobs))
    assert sorted(found) == list(range(len(kinds)))
    return [
        one.code if isinstance(one, Refused) else one
        for one in (found[number] for number in range(len(kinds)))
    ]


HARD = ["double", "die", "double", "hang", "double"]


def test_a_pool_loses_only_the_task_that_hangs_dies_or_eats(here: Here) -> None:
    assert outcomes(here, [*HARD, "eat"]) == [0, "F711", 4, "F710", 8, "F711"]


def test_a_cluster_loses_only_the_task_that_hangs_or_dies(there: Cluster) -> None:
    assert outcomes(there, HARD) == [0, "F711", 4, "F710", 8]


def test_a_worker_killed_mid_run_loses_nothing_and_doubles_nothing(there: Cluster) -> None:
    """One of two workers is killed while they work: each task has exactly one result."""
    found = []
    killed: set[int] = set()
    for number, one in run(there, hard_tasks.pid, [(n, (n,)) for n in range(40)]):
        assert not isinstance(one, Refused)
        assert one[0] == number
        found.append(number)
        if len(found) == 10:
            os.kill(one[1], signal.SIGKILL)
            killed.add(one[1])
    assert sorted(found) == list(range(40))
    assert killed


def test_no_more_jobs_are_taken_than_there_is_room_for(here: Here) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[tuple[int, tuple[int]]]:
        for number in range(40):
            taken.append(number)
            yield number, (number,)

    for done, _ in enumerate(run(here, hard_tasks.double, jobs())):
        assert len(taken) <= done + 1 + here.room


def test_a_scheduler_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9", LIMITS, time.monotonic)


def test_a_fault_of_ours_is_no_refusal(here: Here) -> None:
    with pytest.raises(KeyError):
        list(run(here, hard_tasks.told, [(0, ("moon", 0))]))
    assert threading.active_count() < 50
