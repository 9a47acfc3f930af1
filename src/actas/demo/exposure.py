"""What happens between the paper and the file: light, table, fingers, lens, sensor, compression.

Works on pixels of the image. Knows neither sheets nor where they lie.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from actas.demo.wear import cloud
from actas.election.registration import Pixels


def table(shape: tuple[int, int], rng: Generator) -> Pixels:
    """What lies under the sheet in a photograph: wood, cloth, stone."""
    import cv2

    height, width = shape
    small = (height // 4 + 1, width // 4 + 1)
    grain = cloud(small, 40, rng) * 0.6
    if rng.random() < 0.6:
        wood = cloud((small[0] // 12 + 1, small[1]), 2.5, rng)
        grain = grain + 0.6 * cv2.resize(wood, small[::-1])
    grain += 0.25 * rng.random(small, dtype=np.float32)
    colour = np.array(_TABLES[int(rng.integers(len(_TABLES)))], np.float32)
    tone = (0.55 + 0.6 * grain)[..., None] * colour
    large = cv2.resize(np.clip(tone, 0, 255).astype(np.uint8), (width, height))
    return np.asarray(large, np.uint8)


def glass(shape: tuple[int, int], rng: Generator) -> Pixels:
    """What lies around the sheet in a scan: the lid, white or dark."""
    tone = int(rng.integers(246, 256)) if rng.random() < 0.75 else int(rng.integers(15, 70))
    return np.full((*shape, 3), tone, np.uint8)


def finger(image: Pixels, rng: Generator) -> None:
    """A fingertip that holds an edge down."""
    import cv2

    height, width = image.shape[:2]
    size = 0.045 * (width + height)
    side = int(rng.integers(4))
    along = float(rng.uniform(0.15, 0.85))
    x, y, angle = (
        (0.0, along * height, 0.0),
        (float(width), along * height, 180.0),
        (along * width, 0.0, 90.0),
        (along * width, float(height), 270.0),
    )[side]
    skin = _SKINS[int(rng.integers(len(_SKINS)))]
    axes = (round(size * 1.6), round(size * 0.5))
    soft = np.zeros((height, width), np.uint8)
    cv2.ellipse(soft, (round(x), round(y)), axes, angle, 0, 360, 255, -1, cv2.LINE_AA)
    rows, columns = np.flatnonzero(soft.any(axis=1)), np.flatnonzero(soft.any(axis=0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    share = cv2.GaussianBlur(soft[part], (0, 0), 1.5)[..., None] / np.float32(255)
    light = 0.85 + 0.25 * cloud(share.shape[:2], max(6.0, size / 3), rng)[..., None]
    image[part] = np.clip(
        image[part] * (1 - share) + np.array(skin, np.float32) * light * share, 0, 255
    ).astype(np.uint8)


def lit(image: Pixels, rng: Generator, uneven: float, shadow: float) -> Pixels:
    """Light that falls off to one side, and the shadow of whoever holds the telephone.

    Args:
        uneven: share of the light lost at the dark end.
        shadow: share of it lost in the shadow; 0 for none.
    """
    import cv2

    height, width = image.shape[:2]
    small = (height // 8 + 2, width // 8 + 2)
    ys, xs = np.mgrid[0 : small[0], 0 : small[1]].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (xs / small[1] - 0.5) * np.cos(angle) + (ys / small[0] - 0.5) * np.sin(angle)
    light = (1 - uneven * (0.5 + ramp)).astype(np.float32)
    if shadow:
        edge = (xs / small[1] - rng.uniform(0.2, 0.8)) * np.cos(angle + 1.3)
        edge += (ys / small[0] - rng.uniform(0.2, 0.8)) * np.sin(angle + 1.3)
        light *= 1 - shadow / (1 + np.exp(-edge * rng.uniform(15, 80))).astype(np.float32)
    full = cv2.resize(light, (width, height))
    warm = np.array([1.0, rng.uniform(0.95, 1.0), rng.uniform(0.86, 1.0)], np.float32)
    tinted = cv2.multiply(image, cv2.merge([full * tone for tone in warm]), dtype=cv2.CV_8U)
    return np.asarray(tinted, np.uint8)


def blurred(image: Pixels, sigma: float) -> Pixels:
    """Out of focus by so many pixels."""
    import cv2

    if sigma < 0.2:
        return image
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def shaken(image: Pixels, length: float, rng: Generator) -> Pixels:
    """Moved by so many pixels while the shutter was open."""
    import cv2

    size = 2 * int(np.ceil(length / 2)) + 3
    kernel = np.zeros((size, size), np.float32)
    angle, middle = rng.uniform(0, np.pi), size / 2 - 0.5
    for t in np.linspace(-0.5, 0.5, 8 * size):
        x, y = middle + t * length * np.cos(angle), middle + t * length * np.sin(angle)
        kernel[round(y), round(x)] += 1
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def noisy(image: Pixels, sigma: float, rng: Generator) -> Pixels:
    """Grain of the sensor, in grey levels; repeats every few hundred pixels."""
    import cv2

    side = 384
    tile = rng.normal(128, sigma, (side, side, 3)).clip(0, 255).astype(np.uint8)
    height, width = image.shape[:2]
    repeats = (-(-height // side), -(-width // side), 1)
    grain = np.tile(tile, repeats)[:height, :width]
    return np.asarray(cv2.addWeighted(image, 1.0, grain, 1.0, -128.0), np.uint8)


def flattened(image: Pixels, contrast: float, black: int) -> Pixels:
    """Weaker contrast, blacks lifted to a grey."""
    import cv2

    return np.asarray(cv2.convertScaleAbs(image, alpha=contrast, beta=black), np.uint8)


def jpeg(image: Pixels, quality: int) -> bytes:
    """The file, from red, green, blue pixels."""
    import cv2

    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


_TABLES = (
    (122, 84, 52),
    (150, 112, 76),
    (84, 60, 44),
    (96, 104, 112),
    (70, 92, 88),
    (178, 170, 158),
)
_SKINS = ((214, 168, 140), (176, 124, 92), (120, 80, 58), (88, 58, 42), (232, 190, 166))
