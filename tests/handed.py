"""Sheets filled in by hand, as the demo's renderer and camera make them, for tests of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from actas.demo.camera import photograph
from actas.demo.printing import Content, render
from tests.sheets import election


@dataclass(frozen=True)
class Boxed:
    """What stands on a sheet of a station in the capital's region, where governors are elected."""

    station: int = 1
    votes: tuple[int, ...] = (101, 47, 9)

    @property
    def values(self) -> dict[str, int]:
        """Choices and tallies of the governor's sheet, which add up."""
        choices = [one.id for one in election().contest("governor").choices]
        votes = dict(zip(choices, (*self.votes, *[3] * len(choices)), strict=False))
        valid = sum(votes.values())
        return votes | {
            "valid": valid,
            "null_votes": 4,
            "blank": 2,
            "ballots": valid + 6,
            "voters": valid + 6,
        }

    @property
    def code(self) -> str:
        """Of its station."""
        return f"5/1/1/1/{self.station}"

    def jpeg(self, severity: int = 0) -> bytes:
        """A picture of it."""
        form = next(one for one in election().sheets if one.id == "box")
        levels = [one.id for one in election().levels]
        content = Content(
            parts=dict(zip(levels, self.code.split("/"), strict=True)),
            values={"governor": self.values},
            electors=self.values["voters"] + 60,
            payloads=(self.code,) * len(form.codes),
        )
        rng = np.random.default_rng([7, self.station])
        return photograph(render(form, content, rng), severity, rng).data
