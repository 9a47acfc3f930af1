"""A run of reading that kills itself at a point: `python -m tests.project.killed_read POINT …`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from actas.evidence.received import Received
from actas.evidence.shapes import Refused
from actas.evidence.store import Store
from actas.project.project import Project
from tests.dying import dies_at
from tests.sheets import read
from tests.village import Village

POINTS: dict[str, tuple[type, str, bool]] = {
    "before the journal": (Received, "add", False),
    "after the journal": (Received, "add", True),
    "after a rendition": (Store, "put_rendition", True),
    "after an original": (Store, "put_sealed", True),
    "before the log": (Project, "commit", False),
    "after the log": (Project, "commit", True),
    "after marking": (Received, "mark_logged", True),
}
"""What is called there, and whether it is done before the process dies."""


class Alone:
    """Does each task at once, in this process."""

    room = 1
    shares_files = True

    def submit(self, task: Callable[..., Any], *arguments: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(task(*arguments))
        return done

    def wait(self, waiting: Collection[Future[Any]]) -> Collection[Future[Any]]:
        return waiting

    def refusal(self, error: BaseException) -> Refused | None:
        return None

    def close(self) -> None:
        """Nothing to stop."""


if __name__ == "__main__":
    where, name, after = POINTS[sys.argv[1]]
    dies_at(where, name, int(sys.argv[2]), after=after)
    read(Village(Path(sys.argv[3])), Alone(), sys.argv[4], batch=2)
