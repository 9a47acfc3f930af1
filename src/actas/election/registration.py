"""Where a sheet lies in an image: from places on its form to pixels, and the sheet made flat.

Found by readers, used by whoever cuts cells or burns regions out. Knows geometry only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""N × 2: x and y."""

Pixels = NDArray[np.uint8]
"""Height × width, grey; or height × width × 3, red, green, blue.

Places in them are as OpenCV has them: the middle of the first pixel is 0, 0.
"""


@dataclass(frozen=True, eq=False)
class Registration:
    """Where a sheet lies.

    Attributes:
        form: id of its form.
        size: of the form, in tenths of a millimetre.
        matrix: 3 × 3 homography from the form (tenths of a millimetre) to pixels.
        bend: K × 3, sorted by the first column: at this y of the form, how far (dx, dy in tenths of
            a millimetre) the paper lies off the homography; linear between; empty where it is flat.
        residual: the largest distance from an anchor to where this says it is, in tenths of a
            millimetre.
        anchors: what it was found by.
    """

    form: str
    size: tuple[int, int]
    matrix: NDArray[np.float64]
    residual: float
    anchors: tuple[str, ...]
    bend: NDArray[np.float64] | None = None

    @classmethod
    def of_flat(cls, form: str, size: tuple[int, int], pixels: tuple[int, int]) -> Registration:
        """Where a sheet lies in a picture that is the flat sheet itself.

        Args:
            form: id of its form.
            size: of the form, in tenths of a millimetre.
            pixels: width and height of the picture, as `flat` made it without a margin.
        """
        across, down = (of / side for of, side in zip(pixels, size, strict=True))
        matrix = np.array([[across, 0, -0.5], [0, down, -0.5], [0, 0, 1]], dtype=np.float64)
        return cls(form, size, matrix, 0.0, ())

    def to_image(self, points: Points) -> Points:
        """Places on the form (N × 2, tenths of a millimetre) as pixels of the image."""
        placed = np.asarray(points, dtype=np.float64)
        if self.bend is not None and len(self.bend):
            y = placed[:, 1]
            placed = placed + np.stack(
                [np.interp(y, self.bend[:, 0], self.bend[:, axis]) for axis in (1, 2)], axis=1
            )
        homogeneous = np.column_stack([placed, np.ones(len(placed))]) @ self.matrix.T
        return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:], dtype=np.float64)

    def flat(self, image: Pixels, per_mm: float, margin: int = 0) -> Pixels:
        """The sheet made flat and upright, at so many pixels a millimetre.

        Args:
            image: in which it lies.
            per_mm: resolution; 8 is about 200 dpi.
            margin: tenths of a millimetre to show around it.
        """
        import cv2

        width, height = (side + 2 * margin for side in self.size)
        scale = per_mm / 10
        wide, high = round(width * scale), round(height * scale)
        xs = (np.arange(wide, dtype=np.float64) + 0.5) / scale - margin
        ys = (np.arange(high, dtype=np.float64) + 0.5) / scale - margin
        across, down = self._grid(xs, ys)
        flat = cv2.remap(
            image,
            across,
            down,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(128, 128, 128),
        )
        return np.asarray(flat, dtype=np.uint8)

    def _grid(
        self, xs: NDArray[np.float64], ys: NDArray[np.float64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What `to_image` says of every place of a grid, by its rows and columns: far faster."""
        x, y = xs[None, :], ys[:, None]
        if self.bend is not None and len(self.bend):
            off = [np.interp(ys, self.bend[:, 0], self.bend[:, axis])[:, None] for axis in (1, 2)]
            x, y = x + off[0], y + off[1]
        across, down, over = (row[0] * x + (row[1] * y + row[2]) for row in self.matrix)
        return (across / over).astype(np.float32), (down / over).astype(np.float32)
