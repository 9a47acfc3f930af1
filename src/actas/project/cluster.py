"""Documents worked on by a Dask cluster, with what a process pool here promises for each.

Refuses to know what a document is. The cluster's own workers cap their memory; a task whose
workers keep dying, or that takes too long, ends as the refusal that stands for it.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from actas.errors import ActasError, InputError
from actas.evidence.shapes import Limits, Refused

CONNECT_SECONDS = 10

_LOOK_SECONDS = 1.0
_FETCH_SECONDS = 10
_PAUSE = 0.01
_LOST = "the Dask scheduler went away; the same command again goes on where this one stopped"


class LateError(ActasError):
    """A task that was stopped because it took too long."""


@dataclass(eq=False)
class _Sent:
    """A task at the cluster: its future there and here, what it was, whether it is a suspect."""

    task: Callable[..., Any]
    arguments: tuple[Any, ...]
    here: Future[Any]
    there: Any = None
    suspect: bool = False


class Cluster:
    """The workers of a Dask scheduler."""

    shares_files = False

    def __init__(self, address: str, limits: Limits, clock: Callable[[], float]) -> None:
        """Connect.

        Args:
            address: of the scheduler, `tcp://host:8786`.
            limits: whose seconds each task may run.
            clock: seconds, rising.

        Raises:
            InputError: nothing answers there, or it has no workers.
        """
        import distributed

        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        client: Any = distributed.Client
        try:
            self._client: Any = client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(f"no Dask scheduler answers at {address}: {error}") from None
        threads = sum(self._client.nthreads().values())
        if not threads:
            self._client.close()
            raise InputError(f"the Dask scheduler at {address} has no workers yet")
        self.room = threads  # so that what is at a worker runs there
        self._seconds = limits.seconds
        self._clock = clock
        self._looked = clock()
        self._running: dict[tuple[str, str], float] = {}
        self._ours: dict[str, _Sent] = {}
        self._suspects: deque[_Sent] = deque()

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Begin a task.

        A worker that dies hands its tasks to others. Who of them it died of is not known: a task
        that was there too often is a suspect, and tried once more when no other suspect is.
        """
        sent = _Sent(task, arguments, Future())
        self._send(sent)
        return sent.here

    def wait(self, waiting: Collection[Future[Any]]) -> list[Future[Any]]:
        """Those of these that are done; at least one, unless a moment passed."""
        until = self._clock() + 1.0
        while not (done := [one for one in waiting if one.done()]) and self._clock() < until:
            self._stop_late()
            self._fetch()
            time.sleep(_PAUSE)
        return done

    def refusal(self, error: BaseException) -> Refused | None:
        """F710 for a task that was stopped, F711 for one that killed its workers."""
        if isinstance(error, LateError):
            return Refused("F710")
        return Refused("F711") if _killed(error) or isinstance(error, MemoryError) else None

    def run_everywhere(self, function: Callable[..., Any]) -> dict[str, Any]:
        """What a function gives on each worker, by the worker's address."""
        found: dict[str, Any] = self._client.run(function)
        return found

    def close(self) -> None:
        """Drop what is not done and leave the cluster as it was."""
        for sent in self._ours.values():
            sent.there.cancel(force=True)
        self._ours.clear()
        self._client.close(timeout=5)

    def _send(self, sent: _Sent) -> None:
        sent.there = self._client.submit(sent.task, *sent.arguments, pure=False)
        self._ours[sent.there.key] = sent

    def _fetch(self) -> None:
        """Take over what is done at the cluster."""
        for key, sent in list(self._ours.items()):
            status = sent.there.status
            if status == "pending":
                continue
            if status in ("cancelled", "lost"):
                raise ActasError(_LOST)
            try:
                result = sent.there.result(timeout=_FETCH_SECONDS)
            except TimeoutError:
                continue  # its worker died with the result: it is done again
            except Exception as error:
                del self._ours[key]
                self._failed(sent, error)
            else:
                del self._ours[key]
                self._end(sent, result)

    def _stop_late(self) -> None:
        """Stop every task that has run for too long, by starting its worker anew."""
        now = self._clock()
        if not self._ours or now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        there = [
            (key, worker) for worker, keys in self._client.processing().items() for key in keys
        ]
        self._running = {one: self._running.get(one, now) for one in there if one[0] in self._ours}
        longest: dict[str, str] = {}
        for key, worker in sorted(self._running, key=lambda one: self._running[one]):
            longest.setdefault(worker, key)
        for worker, key in longest.items():
            if now - self._running[key, worker] > self._seconds:
                sent = self._ours.pop(key)
                sent.there.cancel(force=True)
                self._client.restart_workers([worker], raise_for_error=False)
                self._end(sent, error=LateError("took too long"))

    def _failed(self, sent: _Sent, error: Exception) -> None:
        if sent.suspect or not _killed(error):
            self._end(sent, error=error)
            return
        sent.suspect = True
        self._suspects.append(sent)
        if len(self._suspects) == 1:
            self._send(sent)

    def _end(self, sent: _Sent, result: Any = None, error: BaseException | None = None) -> None:
        if error is None:
            sent.here.set_result(result)
        else:
            sent.here.set_exception(error)
        if self._suspects and self._suspects[0] is sent:
            self._suspects.popleft()
            if self._suspects:
                self._send(self._suspects[0])


def _killed(error: BaseException) -> bool:
    from distributed.scheduler import KilledWorker

    return isinstance(error, KilledWorker)
