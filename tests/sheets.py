"""A project of the invented election and printed sheets of it, for tests of reading."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
import orjson

from actas.demo import payloads
from actas.demo.printing import Content, Rendered, render
from actas.election import packs
from actas.election.definition import Election
from actas.election.loading import parse_yaml
from actas.election.payload import PatternGrammar
from actas.election.registration import Pixels
from actas.project.executors import Executor, Here
from actas.project.project import Project
from actas.project.receiving import Report, Settings, Told, read_sheets
from tests.village import Village, run

WHO = "witnesses"

REGISTER = "region,district,parish,centre,station,electors\n"
STATIONS = 400


@cache
def election() -> Election:
    return parse_yaml(packs.contents("demo")["election.yaml"], Election, "demo")


def project(directory: Path, *, recipients: bool = True, open_register: bool = False) -> Village:
    """A new project in `directory`/project; stations 1/1/1/1/1 and up are in its register."""
    given = directory / "given"
    given.mkdir()
    contents = packs.contents("demo")
    text = contents["election.yaml"].decode()
    if open_register:
        text = text.replace("kind: closed", "kind: open")
    (given / "election.yaml").write_text(text)
    for name, content in contents.items():
        if name.endswith(".geojson"):
            (given / name).write_bytes(content)
    root = directory / "project"
    run("init", str(root), "--election", str(given / "election.yaml"))
    made = Village(root)
    if not open_register:
        rows = "".join(f"1,1,1,1,{number},900\n" for number in range(1, STATIONS + 1))
        (given / "register.csv").write_text(REGISTER + rows)
        made.run("import", str(given / "register.csv"), "--register")
    if recipients:
        made.run("keys", "--new", str(directory / "one.txt"), "--new", str(directory / "two.txt"))
    return made


@dataclass(frozen=True)
class Strip:
    """What a strip says; printed and coded alike, unless told apart."""

    station: int = 1
    votes: tuple[int, ...] = (120, 80, 33, 12, 5)
    copy: str = "01"
    printed: tuple[int, ...] | None = None
    valid: int | None = None
    coded: bool = True

    @property
    def tallies(self) -> dict[str, int]:
        valid = sum(self.votes) if self.valid is None else self.valid
        total = sum(self.votes) + 7
        return {"valid": valid, "null_votes": 4, "blank": 3, "ballots": total, "voters": total}

    @property
    def payload(self) -> str:
        grammar = election().sheets[0].codes[0].grammar
        assert isinstance(grammar, PatternGrammar)
        votes = ",".join(str(one) for one in self.votes)
        groups = {**self._parts(), "copy": self.copy, "votes": votes}
        groups |= {name: str(number) for name, number in self.tallies.items()}
        return payloads.from_pattern(grammar, groups)

    @cache  # noqa: B019 - a few in a run
    def rendered(self, seed: int = 1) -> Rendered:
        choices = [one.id for one in election().contest("president").choices]
        shown = self.printed or self.votes
        values: Mapping[str, int] = dict(zip(choices, shown, strict=True)) | self.tallies
        if self.printed:
            total = sum(self.printed)
            values = {**values, "valid": total, "ballots": total + 7, "voters": total + 7}
        content = Content(
            parts=self._parts(),
            values={"president": values},
            electors=900,
            payloads=(self.payload if self.coded else None,),
        )
        return render(election().sheets[0], content, np.random.default_rng(seed))

    def jpeg(self, seed: int = 1, quality: int = 85, width: int | None = None) -> bytes:
        """A scan of it; another seed is another scan of the same sheet."""
        return jpeg(scan(self.rendered().pixels, seed), quality, width)

    def _parts(self) -> dict[str, str]:
        return dict.fromkeys(("region", "district", "parish", "centre"), "1") | {
            "station": str(self.station)
        }


def scan(paper: Pixels, seed: int) -> Pixels:
    """The paper on a grey table, with a little noise."""
    rng = np.random.default_rng(seed)
    high, wide = paper.shape[:2]
    table = np.full((high + 80, wide + 60, 3), 150, np.uint8)
    table[40 : 40 + high, 30 : 30 + wide] = paper
    noise = rng.integers(-3, 4, table.shape[:2], dtype=np.int16)[..., None]
    return np.clip(table.astype(np.int16) + noise, 0, 255).astype(np.uint8)


def jpeg(pixels: Pixels, quality: int = 85, width: int | None = None) -> bytes:
    if width is not None:
        scale = width / pixels.shape[1]
        pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    assert done
    return bytes(data)


class Workers(Here):
    """Worker processes that stay for the next run of the same test module."""

    def close(self) -> None:
        """Not yet."""

    def end(self) -> None:
        super().close()


def read(
    village: Village, workers: Executor, *paths: Path | str, **settings: Any
) -> tuple[Report, dict[str, Told]]:
    """Read files in this process's name; what came of each, by the last part of its path."""
    told: list[Told] = []
    kept = {"elsewhere": settings.pop("elsewhere", None), "source": settings.pop("source", WHO)}
    report = read_sheets(
        Project.open(village.root, write=True),
        [str(path) for path in paths],
        settings=Settings(**settings),
        executor=lambda: workers,
        random=os.urandom,
        rng=Random(1),
        told=told.append,
        **kept,
    )
    return report, {one.path.rsplit("/", 1)[-1]: one for one in told}


def entries(village: Village, kind: str) -> list[dict[str, Any]]:
    """The log's entries of a kind."""
    every = [orjson.loads(line) for line in Project.open(village.root).log.entries()]
    return [one for one in every if one["kind"] == kind]
