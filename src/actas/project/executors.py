"""Many documents worked on at once, each of which may hang or die without taking the run along.

One interface, `Executor`, and the one that works here, in processes. Refuses to know what a
document is; what became of a task is its result, or the refusal that stands for it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from actas.evidence.shapes import Limits, Refused

JobT = TypeVar("JobT")

_THREADS = ("OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")

_AHEAD = 2
"""Tasks handed out for each worker: one that runs, and one that waits for it."""


class Executor(Protocol):
    """Runs tasks somewhere else.

    Attributes:
        room: how many tasks are in flight at most.
        shares_files: whether its workers see the files that this process sees.
    """

    room: int
    shares_files: bool

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Begin a task; its arguments and its result are pickled."""

    def wait(self, waiting: Collection[Future[Any]]) -> Collection[Future[Any]]:
        """Those of these that are done; none where a moment passed and none was."""

    def refusal(self, error: BaseException) -> Refused | None:
        """What an error of a future means for its document; None where it is a fault of ours."""

    def close(self) -> None:
        """Stop the workers, dropping what is not done."""


def run(
    executor: Executor, task: Callable[..., Any], jobs: Iterable[tuple[JobT, tuple[Any, ...]]]
) -> Iterator[tuple[JobT, Any]]:
    """Each job with its result, or with the `Refused` that came of it, as they are done.

    Takes no more jobs than the executor has room for, so that memory is bounded whatever their
    number.

    Args:
        executor: where they run.
        task: called with the arguments of each job.
        jobs: each with the arguments of its task, taken one by one.
    """
    waiting: dict[Future[Any], JobT] = {}
    coming = iter(jobs)
    more = True
    while more or waiting:
        while more and len(waiting) < executor.room:
            following = next(coming, None)
            if following is None:
                more = False
            else:
                job, arguments = following
                waiting[executor.submit(task, *arguments)] = job
        for future in executor.wait(list(waiting)):
            yield waiting.pop(future), _outcome(executor, future)


def _outcome(executor: Executor, future: Future[Any]) -> Any:
    try:
        return future.result()
    except Exception as error:
        refused = executor.refusal(error)
        if refused is None:
            raise
        return refused


class Here:
    """Worker processes on this machine, each with a cap on its memory and a time for each task."""

    shares_files = True

    def __init__(self, workers: int, limits: Limits, *, preload: tuple[str, ...] = ()) -> None:
        import multiprocessing

        from pebble import ProcessPool

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        _start_forkserver()
        self.room = workers * _AHEAD
        self._seconds = limits.seconds
        self._pool: Any = ProcessPool(
            max_workers=workers,
            context=context,
            initializer=begin_worker,
            initargs=(limits.memory,),
        )

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Begin a task."""
        future: Future[Any] = self._pool.schedule(task, args=arguments, timeout=self._seconds)
        return future

    def wait(self, waiting: Collection[Future[Any]]) -> Collection[Future[Any]]:
        """Those of these that are done; none where a moment passed and none was."""
        return wait(waiting, timeout=1.0, return_when=FIRST_COMPLETED).done

    def refusal(self, error: BaseException) -> Refused | None:
        """F710 for a task that was stopped, F711 for one whose worker died or had no memory."""
        from pebble import ProcessExpired

        if isinstance(error, TimeoutError):
            return Refused("F710")
        return Refused("F711") if isinstance(error, ProcessExpired | MemoryError) else None

    def close(self) -> None:
        """Stop the workers."""
        self._pool.stop()
        self._pool.join(timeout=10)


def _start_forkserver() -> None:
    """Start the process that workers are forked from, deaf to Ctrl-C from its first moment on, and
    mute: a worker that is begun while the run ends has nothing to tell people."""
    from multiprocessing import forkserver

    with _each_alone(), _mute():
        if threading.current_thread() is not threading.main_thread():
            forkserver.ensure_running()
            return
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)


@contextmanager
def _mute() -> Iterator[None]:
    """What is started within has no standard error stream."""
    kept = os.dup(2)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def _each_alone() -> Iterator[None]:
    """What is started within computes with one thread: many workers share the processors."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def begin_worker(memory: int) -> None:
    """Cap this process's memory, leave Ctrl-C to its parent, die with it, and say nothing.

    Decoders written in C complain of damaged files on the standard error stream by themselves.
    """
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 2)
    os.close(silent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most != resource.RLIM_INFINITY:
        memory = min(memory, most)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
    # PR_SET_PDEATHSIG; where there is no prctl, a worker ends when its pipe does.
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(1, signal.SIGKILL, 0, 0, 0)
