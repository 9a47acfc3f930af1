"""Jobs that make files, spread over processes.

Knows nothing of what the files are. Jobs reach the workers by fork, so that the whole election is
shared with them and not sent; a worker must therefore not use Polars, whose threads do not survive
a fork.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, TypeVar

from actas.release.contents import Content

T = TypeVar("T")

Job = Callable[[], Iterable[tuple[str, Content]]]
"""Makes some files: path and content of each."""

Take = Callable[[str, Content], T]
"""What is done with each file where it is made (written, compared); gives something small."""

FEW = 1_000
"""Entries of a log below which starting processes takes longer than they save."""

YIELDING = 5
"""How far a worker's need of the processor stands back: what leads has the longest way to go."""

_PR_SET_PDEATHSIG = 1
_CAN_FORK = "fork" in multiprocessing.get_all_start_methods()

_inherited: Callable[..., Any] | None = None
"""In a worker: what it was forked to do."""


def worth(workers: int, entries: int) -> int:
    """How many processes to use for a log of so many entries: for a small one, this one alone."""
    return workers if entries >= FEW else 1


def spread(
    near: Sequence[Job],
    far: Sequence[Job],
    take: Take[T],
    workers: int = 2,
    *,
    joining: bool = False,
) -> Iterator[T]:
    """Do every job and `take` each file where it is made; gives what `take` gave, in any order.

    Args:
        near: jobs for this process (they may use Polars).
        far: jobs for the workers.
        take: called once for each file, in the process that made it.
        workers: processes; with 1, or where there is no fork, all is done here.
        joining: whether this process is one of them, and does of the others' jobs what none has
            begun when its own are done; worth it where its own are about as many.
    """
    if workers <= 1 or len(far) < 2 or not _CAN_FORK:
        for job in (*near, *far):
            yield from _done(job, take)
        return
    gc.collect()  # what is let go by now would stay in every worker
    gc.freeze()  # what is there now is not walked by the collectors, which would copy it
    with _forked(workers - joining, lambda number: list(_done(far[number], take))) as pool:
        try:
            waiting = deque((job, pool.submit(_call, number)) for number, job in enumerate(far))
            for job in near:
                for made in _done(job, take):
                    yield made
                    while waiting and waiting[0][1].done():  # none waits longer than it must
                        yield from waiting.popleft()[1].result()
            while waiting:
                if joining and waiting[-1][1].cancel():
                    yield from _done(waiting.pop()[0], take)
                else:
                    yield from waiting.popleft()[1].result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            gc.unfreeze()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's collector: what is only built up need not be walked again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def beside(call: Callable[[], T]) -> Callable[[], T]:
    """Start a call in a thread of its own; gives what waits for its result, or raises its error.

    Worth it for what leaves Python's lock to others for much of its time, as Polars does.
    """
    pool = ThreadPoolExecutor(1)
    future = pool.submit(call)
    pool.shutdown(wait=False)
    return future.result


def aside(call: Callable[[], T], workers: int = 2) -> Callable[[], T]:
    """Start a call in a process of its own; gives what waits for its result, or raises its error.

    With one worker, or where there is no fork, it is called when its result is asked for.
    """
    if workers <= 1 or not _CAN_FORK:
        return call
    pool = _forked(1, call)
    future = pool.submit(_call)
    pool.shutdown(wait=False)
    return future.result


def _done(job: Job, take: Take[T]) -> Iterator[T]:
    for path, data in job():
        yield take(path, data)


def _forked(workers: int, call: Callable[..., Any]) -> ProcessPoolExecutor:
    fork = multiprocessing.get_context("fork")
    started = (call, os.getpid())
    return ProcessPoolExecutor(workers, mp_context=fork, initializer=_enter, initargs=started)


def _call(*args: Any) -> Any:
    assert _inherited is not None
    return _inherited(*args)


def _enter(call: Callable[..., Any], parent: int) -> None:
    """Take over the work, and die with the parent: a killed publish must not go on writing."""
    global _inherited  # noqa: PLW0603  # what a forked worker is for
    _inherited = call
    os.nice(YIELDING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
