"""Jobs are done once each, by as many processes as are asked for, whoever does them."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from actas.release.contents import Content
from actas.release.workers import Job, spread

FAR = 40


def _job(name: str, seconds: float = 0.0) -> Iterator[tuple[str, Content]]:
    time.sleep(seconds)
    yield name, b""


def _where(path: str, _: Content) -> tuple[str, int]:
    return path, os.getpid()


def _jobs(seconds: float) -> tuple[list[Job], list[Job]]:
    far: list[Job] = [partial(_job, f"far {number}", seconds) for number in range(FAR)]
    return [partial(_job, "near")], far


@pytest.mark.parametrize("joining", [False, True])
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_each_is_done_once(workers: int, joining: bool) -> None:
    near, far = _jobs(0.001)
    done = Counter(path for path, _ in spread(near, far, _where, workers, joining=joining))
    assert done == Counter(["near", *(f"far {number}" for number in range(FAR))])


def test_who_leads_does_its_own_only() -> None:
    near, far = _jobs(0.02)
    by = dict(spread(near, far, _where, 2))
    assert by.pop("near") == os.getpid()
    assert os.getpid() not in by.values()
    assert len(set(by.values())) == 2


def test_who_joins_is_one_of_the_workers() -> None:
    near, far = _jobs(0.02)
    by = dict(spread(near, far, _where, 2, joining=True))
    assert by.pop("near") == os.getpid()
    assert os.getpid() in by.values()
    assert len(set(by.values())) == 2


@pytest.mark.parametrize("joining", [False, True])
@pytest.mark.parametrize("failing", [0, FAR - 1])
def test_an_error_is_told_wherever_it_came_up(joining: bool, failing: int) -> None:
    near, far = _jobs(0.001)
    far[failing] = _fails
    with pytest.raises(OSError, match="full"):
        _exhaust(lambda: spread(near, far, _where, 2, joining=joining))


def _fails() -> Iterator[tuple[str, Content]]:
    raise OSError("the disk is full")
    yield


def _exhaust(work: Callable[[], Iterator[object]]) -> None:
    for _ in work():
        pass
