"""Photographs and scans of printed sheets, clean to hopeless, with the truth of where all lies.

Severity 0 is a clean scan; 4 is what a witness sends at night of a torn strip. Same seed, same
file. Knows nothing of how sheets are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from actas.demo import exposure, wear
from actas.demo.grades import GRADES, Grade
from actas.demo.printing import Rendered
from actas.demo.wear import Paper
from actas.election.registration import Pixels, Points

Kind = Literal["scan", "phone"]


@dataclass(frozen=True, eq=False)
class Photo:
    """An image file of a sheet, and where the sheet lies in it.

    Attributes:
        data: a JPEG.
        size: width and height in pixels.
        turn: degrees by which the sheet is turned to the right: 0, 90, 180 or 270.
        defects: what was done to it.
        matrix: 3 × 3, from the form (tenths of a millimetre, after `bend`) to pixels.
        bend: K × 3, as in `actas.election.registration`.
    """

    data: bytes
    size: tuple[int, int]
    severity: int
    kind: Kind
    turn: int
    defects: tuple[str, ...]
    matrix: NDArray[np.float64]
    bend: NDArray[np.float64]

    def to_image(self, points: Points) -> Points:
        """Places on the form (N × 2, tenths of a millimetre) as pixels of the image."""
        placed = np.asarray(points, np.float64) + _shift(self.bend, np.asarray(points)[:, 1])
        return _project(self.matrix, placed)

    def pixels(self) -> Pixels:
        """The file decoded: height × width × 3, red, green, blue."""
        import cv2

        raw = cv2.imdecode(np.frombuffer(self.data, np.uint8), cv2.IMREAD_COLOR_RGB)
        return np.asarray(raw, np.uint8)


def photograph(
    rendered: Rendered,
    severity: int,
    rng: Generator,
    kind: Literal["scan", "phone", "any"] = "any",
    turn: int | None = None,
) -> Photo:
    """Take a picture of a sheet.

    Args:
        severity: 0 clean to 4 hopeless; see `actas.demo.grades`.
        kind: of device; `any` leaves it to chance. Severity 0 is a scan unless said otherwise.
        turn: 0, 90, 180 or 270 degrees; left to chance where not said.
    """
    grade = GRADES[severity]
    device: Kind = kind if kind != "any" else grade.device(rng)
    turned = grade.turned(rng) if turn is None else turn
    per_mm = float(rng.uniform(*grade.dpi)) / 25.4
    paper = _scaled(rendered, per_mm)
    defects = grade.defects(rng, device)
    _worn(paper, rendered, defects, grade, rng)
    bend = _joined(paper)
    matrix, size = _placed(paper.size, per_mm, turned, device, grade, rng)
    image = _taken(paper, matrix, bend, size, device, rng)
    image = _exposed(image, defects, device, grade, rng)
    data = exposure.jpeg(image, int(rng.integers(*grade.quality)))
    return Photo(data, size, severity, device, turned, defects, matrix, bend)


def pdf(photos: Sequence[Photo]) -> bytes:
    """The pictures as pages of one document."""
    import io

    from PIL import Image

    pages = [Image.open(io.BytesIO(photo.data)) for photo in photos]
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return file.getvalue()


def _scaled(rendered: Rendered, per_mm: float) -> Paper:
    """The sheet a little finer than it will be seen."""
    import cv2

    height, width = rendered.pixels.shape[:2]
    share = min(1.0, 1.3 * per_mm / rendered.per_mm)
    size = (round(width * share), round(height * share))
    pixels = cv2.resize(rendered.pixels, size, interpolation=cv2.INTER_AREA)
    there = np.full((size[1], size[0]), 255, np.uint8)
    return Paper(np.asarray(pixels, np.uint8), there, rendered.form.size)


def _worn(
    paper: Paper, rendered: Rendered, defects: tuple[str, ...], grade: Grade, rng: Generator
) -> None:
    boxes = [box for code in rendered.form.codes for box in code.boxes]
    for defect in defects:
        if defect == "fold":
            for _ in range(int(rng.integers(1, 4))):
                through = boxes[0] if boxes and rng.random() < 0.3 else None
                wear.fold(paper, rng, grade.strength, through)
        elif defect == "fade":
            wear.fade(paper, rng, *grade.fade)
        elif defect == "stain":
            wear.stain(paper, rng)
        elif defect == "stroke":
            wear.strokes(paper, rng, int(rng.integers(1, 4)))
        elif defect == "curl":
            wear.curl(paper, rng, grade.strength)
        elif defect in ("cut", "cut code"):
            below = bool(boxes) and boxes[0][1] > paper.size[1] / 2
            through = boxes[0] if boxes and defect == "cut code" else None
            wear.tear(paper, rng, through, above=below)


def _joined(paper: Paper) -> NDArray[np.float64]:
    """All shifts of the paper as one table."""
    if not paper.bend:
        return np.zeros((0, 3))
    ys = np.unique(np.concatenate([one[:, 0] for one in paper.bend]))
    return np.column_stack([ys, sum(_shift(one, ys) for one in paper.bend)])


def _shift(bend: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(bend):
        return np.zeros((len(y), 2))
    return np.stack([np.interp(y, bend[:, 0], bend[:, axis]) for axis in (1, 2)], axis=1)


def _project(matrix: NDArray[np.float64], points: Points) -> Points:
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:], np.float64)


def _placed(
    paper: tuple[int, int],
    per_mm: float,
    turn: int,
    device: Kind,
    grade: Grade,
    rng: Generator,
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Where the sheet comes to lie: form to pixels, and the size of the image."""
    import cv2

    width, height = paper
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    seen = corners * per_mm / 10
    if device == "phone":
        # Lines converge: one end is farther away, and the telephone is never quite above.
        short = min(width, height) * per_mm / 10
        seen = seen + rng.uniform(-1, 1, (4, 2)) * grade.perspective * short
    angle = np.deg2rad(turn + float(rng.uniform(-1, 1)) * grade.askew)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    seen = seen @ spin.T
    low, high = seen.min(axis=0), seen.max(axis=0)
    least, most = (0.005, 0.04) if device == "scan" else (0.02, 0.09)
    around = rng.uniform(least, most, (2, 2)) * (high - low).mean()
    seen = seen - low + around[0]
    size = np.ceil(high - low + around.sum(axis=0)).astype(int)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    return np.asarray(matrix, np.float64), (int(size[0]), int(size[1]))


def _taken(
    paper: Paper,
    matrix: NDArray[np.float64],
    bend: NDArray[np.float64],
    size: tuple[int, int],
    device: Kind,
    rng: Generator,
) -> Pixels:
    """The sheet as it lies, on what it lies on."""
    import cv2

    shape = (size[1], size[0])
    image = exposure.table(shape, rng) if device == "phone" else exposure.glass(shape, rng)
    xs, ys = _sources(matrix, bend, size, paper.scales)
    seen = cv2.remap(paper.pixels, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    there = cv2.remap(paper.there, xs, ys, cv2.INTER_LINEAR, borderValue=0)
    if device == "phone":
        dark = cv2.GaussianBlur(there[::4, ::4], (0, 0), 2)
        shade = 255 - cv2.resize(dark, size) // 3
        shaded = cv2.multiply(image, cv2.merge([shade] * 3), scale=1 / 255)
        image = np.asarray(shaded, np.uint8)
    cv2.copyTo(seen, np.where(there > 127, np.uint8(255), np.uint8(0)), image)
    return image


def _sources(
    matrix: NDArray[np.float64],
    bend: NDArray[np.float64],
    size: tuple[int, int],
    scales: tuple[float, float],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each pixel the place on the sheet's pixels that it shows: exact on a grid, else between
    its points."""
    import cv2

    step = 8
    wide, high = (-(-side // step) + 2 for side in size)
    columns = (np.arange(wide) - 1) * step + (step - 1) / 2
    rows = (np.arange(high) - 1) * step + (step - 1) / 2
    grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    flat = _project(np.asarray(np.linalg.inv(matrix), np.float64), grid)
    place = flat
    for _ in range(4 if len(bend) else 0):
        place = flat - _shift(bend, place[:, 1])
    at = (place * scales - 0.5).astype(np.float32).reshape(high, wide, 2)
    full = cv2.resize(at, (wide * step, high * step), interpolation=cv2.INTER_LINEAR)
    full = full[step : step + size[1], step : step + size[0]]
    return np.ascontiguousarray(full[..., 0]), np.ascontiguousarray(full[..., 1])


def _exposed(
    image: Pixels, defects: tuple[str, ...], device: Kind, grade: Grade, rng: Generator
) -> Pixels:
    if "finger" in defects:
        exposure.finger(image, rng)
    if device == "phone":
        shadow = float(rng.uniform(0.3, 0.6)) if "shadow" in defects else 0.0
        image = exposure.lit(image, rng, float(rng.uniform(0, grade.uneven)), shadow)
    if "dull" in defects:
        image = exposure.flattened(image, float(rng.uniform(0.35, 0.6)), int(rng.integers(40, 90)))
    soft = grade.soft if "blur" not in defects else grade.blur
    image = exposure.blurred(image, float(rng.uniform(*soft)))
    if "shake" in defects:
        image = exposure.shaken(image, float(rng.uniform(*grade.shake)), rng)
    return exposure.noisy(image, float(rng.uniform(*grade.noise)), rng)
