"""A process that publishes again and again; as a program, one that dies in its second release."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from votes import STATIONS, Votes, reading

from actas.count.fold import fold
from actas.count.shapes import State
from actas.project.project import judged
from actas.release import publish as publishing
from actas.release import standby, swap
from actas.release.kept import KeptLog, in_folder
from actas.release.known import Known
from tests.dying import dies_at

POINTS: dict[str, tuple[Any, str, bool]] = {
    "writing": (publishing._Writer, "__call__", True),
    "exchanging": (swap, "_take_place", False),
    "exchanged": (swap, "_take_place", True),
    "linking": (standby, "_link", True),
}
"""What is called there, and whether it is done before the process dies."""


class Live:
    """A process that publishes again and again, with what it keeps."""

    def __init__(self) -> None:
        self.standby = standby.Standby()
        self.state: State | None = None
        self.was_ready = False

    def publish(self, votes: Votes, target: Path) -> None:
        start = self.state.size if self.state else 0
        self.state = state = fold(votes.log.entries(start), self.state)
        assert state.election is not None
        known = Known(votes.log.head, state, judged(state))
        self.was_ready = self.is_ready(votes, target)
        kept = target.with_name("kept.json")
        votes.publish(target, known=known, kept=kept, standby=self.standby)
        self.standby.settle()

    def is_ready(self, votes: Votes, target: Path) -> bool:
        return self.standby.as_left(target) and self.standby.grew(log_of(votes))


def log_of(votes: Votes) -> KeptLog:
    """Its log, under its policy."""
    return in_folder(votes.folder / "log", votes.policy)


if __name__ == "__main__":
    folder, (at, number) = Path(sys.argv[1]), sys.argv[2].split()
    votes, live = Votes.opened(folder / "project"), Live()
    live.publish(votes, folder / "release")
    where, name, after = POINTS[at]
    dies_at(where, name, int(number), after=after)
    votes.bring([reading(STATIONS[20], sun=150, moon=40, void=2)]).release("2030-01-10")
    live.publish(votes, folder / "release")
