"""Sheets found in photographs and their printed numbers read, with and without a code.

    python benchmarks/printed.py [--sheets 200] [--severities 0,1,2,3,4] [--seed 20310601]
    python benchmarks/printed.py calibrate [--sheets 400]

Sheets are rendered and photographed by `actas.demo`, each from its own seed. The first prints a row
a severity; the second prints the table of `actas.reading.pages.certainty`, on seeds of its own.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median
from typing import Any

import numpy as np

SEED, CALIBRATION_SEED = 20_310_601, 77_000_000
FACES = ("mono", "mono", "plain")
COLUMNS = (
    "form (photographs)",
    "severity",
    "code",
    "registered",
    "residual",
    "off at worst",
    "cells right",
    "stand",
    "stand wrong",
    "private hidden at least",
    "numbers hidden",
    "ms register",
    "ms print",
)


@dataclass
class Seen:
    """What came of one photograph."""

    severity: int
    form: str
    coded: bool
    registered: bool = False
    published: bool = False
    residual: float = 0.0
    off: float = 0.0
    ms_register: float = 0.0
    ms_print: float = 0.0
    verdict: str = "not registered"
    wrong: bool = False
    station_wrong: bool = False
    cells: list[tuple[bool, float, int]] = field(default_factory=list)
    hints: list[tuple[bool, int]] = field(default_factory=list)
    hidden: float = 1.0
    covered: int = 0


@lru_cache(maxsize=1)
def election() -> Any:
    """The demo's."""
    from actas.election import packs

    return packs.definition("demo")


def content(form: Any, rng: np.random.Generator, with_code: bool) -> tuple[Any, dict[str, int]]:
    """Invented numbers that add up, and the station."""
    from actas.demo.payloads import by_position, from_pattern
    from actas.demo.printing import Content

    contest = election().contests_of(form)[0]
    choices = election().contest(contest).choices
    scale = int(rng.choice([9, 99, 400]))
    votes = {choice.id: int(rng.integers(0, scale)) for choice in choices}
    valid = sum(votes.values())
    if not form.codes[0].grammar and valid > 990:
        votes = {name: count // 4 for name, count in votes.items()}
        valid = sum(votes.values())
    nulls, blank = int(rng.integers(0, 5)), int(rng.integers(0, 3))
    cast = valid + nulls + blank
    values = votes | {
        "valid": valid, "null_votes": nulls, "blank": blank, "ballots": cast, "voters": cast
    }  # fmt: skip
    parts = {level.id: str(int(rng.integers(1, 60))) for level in election().levels}
    payloads: list[str | None] = []
    for code in form.codes:
        grammar = code.grammar
        if grammar is None:
            payloads.append(
                "".join(parts.values()) if code.symbology == "code128" else ".".join(parts.values())
            )
        else:
            groups = parts | {"copy": "01"} | {name: str(number) for name, number in values.items()}
            groups[grammar.votes] = by_position(dict(enumerate(votes.values(), 1)))
            payloads.append(from_pattern(grammar, groups))
    if not with_code:
        payloads = [None] * len(payloads)
    electors = cast + int(rng.integers(0, 400))
    return Content(parts, {contest: values}, {}, electors, tuple(payloads)), values


def codes_in(pixels: Any, form: Any) -> list[tuple[int, Any]]:
    """The form's codes where a plain decoder finds them."""
    import zxingcpp

    kinds = {"qr": "QRCode", "code128": "Code128"}
    wanted = [kinds.get(code.symbology, "") for code in form.codes]
    found = []
    for code in zxingcpp.read_barcodes(pixels):
        if code.format.name in wanted:
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            found.append(
                (wanted.index(code.format.name), np.array([[p.x, p.y] for p in corners], float))
            )
    return found


def one(job: tuple[int, int, str, bool]) -> Seen:
    """Photograph a sheet and read it."""
    from actas.demo.camera import photograph
    from actas.demo.printing import render
    from actas.reading.pages.cells import read_cells
    from actas.reading.pages.hand import handwritten
    from actas.reading.pages.printed import read_printed
    from actas.reading.pages.registering import register

    seed, severity, name, with_code = job
    rng = np.random.default_rng((seed, severity))
    form = next(form for form in election().sheets if form.id == name)
    said, values = content(form, rng, with_code)
    sheet = render(form, said, rng, face=FACES[int(rng.integers(len(FACES)))])
    photo = photograph(sheet, severity, rng)
    pixels = photo.pixels()
    codes = codes_in(pixels, form) if with_code else []
    seen = Seen(severity, name, bool(codes))
    start = time.process_time()
    registration = register(pixels, form, codes)
    seen.ms_register = 1000 * (time.process_time() - start)
    if registration is None:
        return seen
    seen.registered, seen.residual = True, registration.residual
    _measure(seen, form, photo, registration)
    start = time.process_time()
    printed = [cell for cell in form.each_cell() if not cell.hand]
    read = read_cells(pixels, registration, printed)
    result = read_printed(pixels, registration, form, election())
    seen.ms_print = 1000 * (time.process_time() - start)
    wanted = [number for cell, number in sheet.cells if not cell.hand]
    seen.cells = [
        (got.text == want, got.likely, got.confidence)
        for got, want in zip(read, wanted, strict=True)
    ]
    if isinstance(result, str):
        seen.verdict = result
    else:
        seen.verdict = "stands"
        (fields,) = result.values.values()
        seen.wrong = fields | {"voters": fields.get("voters", values["voters"])} != values
        station = "/".join(said.parts.values())
        seen.station_wrong = result.given is not None and result.given != station
    hand = handwritten(pixels, registration, form)
    numbers = [number for cell, number in sheet.cells if cell.hand]
    seen.hints = [
        (guess.hint.lstrip("0") == number.lstrip("0"), guess.likely)
        for guess, number in zip(hand, numbers, strict=True)
    ]
    return seen


def _measure(seen: Seen, form: Any, photo: Any, registration: Any) -> None:
    """How far off it is, and what its redaction would hide."""
    from actas.evidence.rendition import rendition
    from actas.reading.pages.anchoring import corners

    cells = [cell.box for cell in form.each_cell()]
    private = [region.box for region in form.private]
    matter = np.concatenate([corners(box) for box in (*cells, *private)])
    scale = np.sqrt(abs(np.linalg.det(photo.matrix[:2, :2]))) or 1.0
    at = photo.to_image(matter)
    there = photo.to_image(matter + np.array([1.0, 0.0]))
    per_tenth = np.maximum(np.hypot(*(there - at).T), scale * 1e-3)
    seen.off = float((np.hypot(*(registration.to_image(matter) - at).T) / per_tenth).max())
    made = rendition(photo.pixels(), form, registration)
    if made is None:
        return
    seen.published = True
    shown = _shown(made)
    hidden = [shown[_seen_at(photo, box, registration, made)] for box in private]
    seen.hidden = 1 - float(np.concatenate(hidden).mean()) if hidden else 1.0
    votes = [shown[_seen_at(photo, box, registration, made)] for box in cells]
    seen.covered = int(sum(not one.all() for one in votes))


def _shown(made: Any) -> Any:
    """Which pixels of a rendition are not burnt out."""
    width, height = made.size
    shown = np.ones((height, width), dtype=bool)
    for x, y, wide, high in made.redacted:
        shown[y : y + high, x : x + wide] = False
    return shown


def _seen_at(photo: Any, box: tuple[int, int, int, int], registration: Any, made: Any) -> Any:
    """The rendition's pixels that truly show a box, by where the camera saw it."""
    import cv2

    high, wide = photo.size[1], photo.size[0]
    mask = np.zeros((high, wide), np.uint8)
    x, y, across, down = box
    steps = np.linspace(0, 1, 60)
    around = np.concatenate(
        [
            np.stack([x + across * steps, np.full(60, y)], 1),
            np.stack([np.full(60, x + across), y + down * steps], 1),
            np.stack([x + across * steps[::-1], np.full(60, y + down)], 1),
            np.stack([np.full(60, x), y + down * steps[::-1]], 1),
        ]
    )
    places = np.round(photo.to_image(around) * 16).astype(np.int32)
    cv2.fillPoly(mask, [places], 255, shift=4)
    flat = registration.flat(mask, 10 * made.size[0] / registration.size[0])
    # What lies outside the picture comes out grey, and shows nothing.
    return cv2.resize(flat, made.size, interpolation=cv2.INTER_NEAREST) > 200


def run(jobs: Iterable[tuple[int, int, str, bool]], workers: int) -> Iterator[Seen]:
    """All of them, over so many processes."""
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(one, jobs, chunksize=4)


def report(found: list[Seen]) -> None:
    """A row a severity."""
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + " --- |" * len(COLUMNS))
    groups: dict[tuple[str, int, bool], list[Seen]] = defaultdict(list)
    for seen in found:
        groups[seen.form, seen.severity, seen.coded].append(seen)
    for (form, severity, coded), those in sorted(groups.items()):
        known = [seen for seen in those if seen.registered]
        cells = [cell for seen in known for cell in seen.cells]
        stand = [seen for seen in known if seen.verdict == "stands"]
        print(
            f"| {form} ({len(those)}) | {severity} | {'read' if coded else 'none'} "
            f"| {len(known) / len(those):.1%} "
            f"| {median([seen.residual for seen in known] or [0]) / 10:.2f} mm "
            f"| {max([seen.off for seen in known] or [0]) / 10:.2f} mm "
            f"| {sum(right for right, _, _ in cells) / max(1, len(cells)):.2%} "
            f"| {len(stand) / len(those):.1%} | {sum(seen.wrong for seen in stand)} "
            f"| {min([seen.hidden for seen in known] or [1]):.2%} "
            f"| {sum(seen.covered > 0 for seen in known)} "
            f"| {median(seen.ms_register for seen in those):.0f} "
            f"| {median([seen.ms_print for seen in known] or [0]):.0f} |",
            flush=True,
        )
    stand = [seen for seen in found if seen.verdict == "stands"]
    shown = [seen for seen in found if seen.published]
    print(
        f"\n{sum(seen.wrong for seen in stand)} of {len(stand)} readings that stand are wrong; "
        f"{sum(seen.station_wrong for seen in stand)} give a wrong station"
    )
    print(
        f"{sum(seen.hidden < 1 for seen in shown)} of {len(shown)} published renditions show "
        f"something private; {sum(seen.covered > 0 for seen in shown)} hide a part of a number"
    )
    reliability([cell for seen in found for cell in seen.cells])
    hints = [hint for seen in found for hint in seen.hints]
    if hints:
        sure = [right for right, likely in hints if likely >= 900]
        print(
            f"handwriting hints right: {sum(one for one, _ in hints) / len(hints):.1%} "
            f"of {len(hints)}; "
            f"of {len(sure)} held for sure (90 %) {sum(sure) / max(1, len(sure)):.1%}"
        )


def reliability(cells: list[tuple[bool, float, int]]) -> None:
    """How often cells of a confidence are right."""
    print("\n| confidence | cells | right |")
    print("| --- | --- | --- |")
    for low, high in ((0, 500), (500, 800), (800, 950), (950, 990), (990, 999), (999, 1001)):
        those = [right for right, _, sure in cells if low <= sure < high]
        if those:
            print(
                f"| {low / 1000:.3f}–{min(high, 1000) / 1000:.3f} | {len(those)} "
                f"| {sum(those) / len(those):.2%} |"
            )
    print()


def calibrate(found: list[Seen]) -> None:
    """Print the table: likelihoods, and how many of such numbers are right, rising."""
    cells = sorted(
        (likely, right) for seen in found for right, likely, _ in seen.cells if likely > 0
    )
    likely, right = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    blocks: list[list[float]] = []
    for group in np.array_split(np.arange(len(cells)), min(60, max(1, len(cells) // 40))):
        # One wrong is added to each: what was never seen wrong is not thereby never wrong.
        blocks.append(
            [float(likely[group].mean()), float(right[group].sum()), float(len(group) + 1)]
        )
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last, before = blocks.pop(), blocks.pop()
            weight = before[2] + last[2]
            blocks.append(
                [
                    (before[0] * before[2] + last[0] * last[2]) / weight,
                    before[1] + last[1],
                    weight - 1,
                ]
            )
    print(f"# {len(cells)} cells; {int(len(right) - right.sum())} wrong")
    print("TABLE: tuple[tuple[float, int], ...] = (")
    print("    (0.0, 0),")
    for at, good, of in blocks:
        print(f"    ({at:.6f}, {int(1000 * good / of)}),")
    print(")")


def main() -> None:
    """Parse, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["measure", "calibrate"], default="measure")
    parser.add_argument("--sheets", type=int, default=200)
    parser.add_argument("--severities", default="0,1,2,3,4")
    parser.add_argument("--forms", default="strip,box")
    parser.add_argument("--codes", choices=["both", "with", "without"], default="both")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    severities = [int(text) for text in given.severities.split(",")]
    forms = given.forms.split(",")
    coded = {"both": [True, False], "with": [True], "without": [False]}[given.codes]
    if given.what == "calibrate":
        forms, coded = ["strip"], [False]
        given.seed = CALIBRATION_SEED
    kinds = [(severity, form, code) for severity in severities for form in forms for code in coded]
    jobs = [(given.seed + at, *kinds[at % len(kinds)]) for at in range(given.sheets)]
    found = list(run(jobs, given.workers))
    calibrate(found) if given.what == "calibrate" else report(found)


if __name__ == "__main__":
    main()
