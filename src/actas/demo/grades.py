"""How bad a picture of each severity is: resolution, position, and which defects how often.

Set so that plain zxing-cpp reads as many full-payload QR codes of ve-2024's strip as in a corpus
made apart from this one: 100, 99, 89, 44 and 6 in 100. Only that reader was looked at in doing so.
Numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from numpy.random import Generator

Range = tuple[float, float]


@dataclass(frozen=True)
class Grade:
    """What pictures of one severity are like.

    Attributes:
        dpi: resolution, of the sheet as it is seen.
        phones: share of photographs; the rest are scans.
        turns: share of sheets that lie on a side or on their head.
        askew: degrees off straight at most.
        perspective: by how much corners are off, as a share of the shorter side.
        strength: of folds and curls.
        fade: ink left where print has gone pale.
        soft, blur: pixels of blur without and with that defect; `shake` of movement.
        noise: grey levels.
        uneven: share of light lost at most from one end to the other.
        quality: of the JPEG.
        each: chance of each defect, or
        some: how many of `among` there are, least and most.
        cut_code: share of sheets torn through their code.
    """

    dpi: Range
    phones: float
    turns: float
    askew: float
    perspective: float = 0.0
    strength: float = 0.0
    fade: Range = (1.0, 1.0)
    soft: Range = (0.0, 0.3)
    blur: Range = (0.0, 0.0)
    shake: Range = (0.0, 0.0)
    noise: Range = (0.5, 2.0)
    uneven: float = 0.0
    quality: tuple[int, int] = (90, 96)
    each: Mapping[str, float] | None = None
    some: tuple[int, int] = (0, 0)
    among: tuple[str, ...] = ()
    cut_code: float = 0.0

    def device(self, rng: Generator) -> Literal["scan", "phone"]:
        """Of a picture about which nothing is said."""
        return "phone" if rng.random() < self.phones else "scan"

    def turned(self, rng: Generator) -> int:
        """How the sheet lies: 0, 90, 180 or 270 degrees."""
        return int(rng.choice((90, 180, 270))) if rng.random() < self.turns else 0

    def defects(self, rng: Generator, device: str) -> tuple[str, ...]:
        """What is wrong with one sheet and its picture, in the order in which it happens."""
        chosen = {name for name, chance in (self.each or {}).items() if rng.random() < chance}
        if self.among:
            count = int(rng.integers(self.some[0], self.some[1] + 1))
            chosen |= {str(one) for one in rng.choice(self.among, count, replace=False)}
        if rng.random() < self.cut_code:
            chosen.add("cut code")
        if device == "scan":
            chosen -= _NOT_SCANNED
        return tuple(name for name in _ORDER if name in chosen)


_ORDER = (
    "fade",
    "stain",
    "stroke",
    "fold",
    "curl",
    "cut",
    "cut code",
    "finger",
    "shadow",
    "dull",
    "blur",
    "shake",
)
_NOT_SCANNED = {"finger", "shadow", "shake"}

_ALL = tuple(defect for defect in _ORDER if defect != "cut code")

GRADES = (
    Grade(dpi=(200, 200), phones=0.0, turns=0.06, askew=0.8),
    Grade(
        dpi=(150, 200),
        phones=0.6,
        turns=0.12,
        askew=4,
        perspective=0.03,
        soft=(0.2, 0.7),
        noise=(1, 4),
        uneven=0.25,
        quality=(78, 92),
    ),
    Grade(
        dpi=(120, 175),
        phones=0.6,
        turns=0.2,
        askew=6,
        perspective=0.05,
        strength=0.8,
        fade=(0.28, 0.8),
        soft=(0.3, 0.8),
        blur=(1.1, 1.9),
        noise=(2, 6),
        uneven=0.4,
        quality=(65, 88),
        each={
            "fold": 0.3,
            "fade": 0.28,
            "stroke": 0.25,
            "curl": 0.15,
            "stain": 0.1,
            "shadow": 0.15,
            "blur": 0.1,
            "finger": 0.06,
        },
    ),
    Grade(
        dpi=(107, 152),
        phones=0.7,
        turns=0.25,
        askew=9,
        perspective=0.08,
        strength=1.3,
        fade=(0.11, 0.48),
        soft=(0.88, 1.57),
        blur=(1.5, 2.3),
        shake=(3.2, 6.2),
        noise=(5, 13),
        uneven=0.5,
        quality=(28, 62),
        some=(1, 3),
        among=_ALL,
        cut_code=0.03,
    ),
    Grade(
        dpi=(91, 127),
        phones=0.8,
        turns=0.3,
        askew=14,
        perspective=0.11,
        strength=1.4,
        fade=(0.1, 0.42),
        soft=(0.8, 1.43),
        blur=(1.55, 2.45),
        shake=(3.5, 6.5),
        noise=(7, 17),
        uneven=0.6,
        quality=(28, 60),
        some=(3, 5),
        among=_ALL,
        cut_code=0.22,
    ),
)
"""Severities 0 to 4."""
