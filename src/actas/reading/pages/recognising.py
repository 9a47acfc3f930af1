"""Text in small pictures, by the PP-OCR models that ship inside the `rapidocr` package.

Knows pictures of one line each, and where lines are in a picture. Knows no sheet. One thread a
process: many pages are read side by side by many processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels

HEIGHT = 48
"""Pixels that the recogniser wants a line to be high."""

ALIKE = {
    "0": "0OoØøθΘ〇○⊙◎ΟοОоDQ",
    "1": "1lI|iｌＩ丨!",
    "2": "2Zz",
    "3": "3З",
    "4": "4",
    "5": "5Ss",
    "6": "6bб",
    "7": "7",
    "8": "8B&",
    "9": "9gq",
}
"""Characters that stand for each digit where only digits can be."""

_STEP = 8
_BATCH = 16
_WIDEST = 480
_MODELS = {"lines": "PP-OCRv6_det_small.onnx", "text": "PP-OCRv6_rec_small.onnx"}


@dataclass(frozen=True)
class Read:
    """What a line says, and how likely that is by the network's own account, 0 to 1."""

    text: str
    likely: float


def texts(pictures: Sequence[Pixels]) -> list[Read]:
    """What each picture of one line says; empty where nothing.

    `likely` is the mean of its characters' probabilities.
    """
    characters = _characters()
    return [_best(chances, characters) for chances in _chances(pictures)]


def numbers(pictures: Sequence[Pixels]) -> list[Read]:
    """What each picture says if it says nothing but digits; empty where nothing.

    `likely` is the probability of exactly these digits over all alignments (Graves et al. 2006,
    section 4.1), where a look-alike letter counts as its digit.
    """
    groups = _groups()
    read = []
    for chances in _chances(pictures):
        few = np.stack([chances[:, 0], *(chances[:, one].sum(axis=1) for one in groups)], axis=1)
        best = few.argmax(axis=1)
        kept = best[np.insert(best[1:] != best[:-1], 0, True)]
        digits = [int(one) for one in kept if one]
        read.append(Read("".join(str(one - 1) for one in digits), _probability(few, digits)))
    return read


def _probability(chances: NDArray[np.float32], labels: list[int]) -> float:
    """Of these labels over all alignments; columns: blank first."""
    spelt = [0]
    for one in labels:
        spelt += [one, 0]
    states = np.zeros(len(spelt))
    states[0] = 1.0
    skip = np.array(
        [i > 1 and spelt[i] != 0 and spelt[i] != spelt[i - 2] for i in range(len(spelt))]
    )
    first = True
    for row in chances[:, spelt].astype(np.float64):
        moved = states.copy()
        moved[1:] += states[:-1]
        if not first:
            moved[2:] += np.where(skip[2:], states[:-2], 0)
        states, first = moved * row, False
    return float(min(1.0, states[-2:].sum()))


def _best(chances: NDArray[np.float32], characters: list[str]) -> Read:
    best = chances.argmax(axis=1)
    new = np.insert(best[1:] != best[:-1], 0, True) & (best != 0)
    if not new.any():
        return Read("", 0.0)
    text = "".join(characters[one] for one in best[new])
    return Read(text.strip(), float(chances.max(axis=1)[new].mean()))


def _chances(pictures: Sequence[Pixels]) -> list[NDArray[np.float32]]:
    """Time × characters for each picture, in their order."""
    ready = [_prepared(picture) for picture in pictures]
    order = sorted(range(len(ready)), key=lambda one: ready[one].shape[1])
    found: dict[int, NDArray[np.float32]] = {}
    session = session_of("text")
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        wide = max(ready[one].shape[1] for one in batch)
        filled = np.zeros((len(batch), 3, HEIGHT, wide), dtype=np.float32)
        for row, one in enumerate(batch):
            filled[row, :, :, : ready[one].shape[1]] = ready[one]
        (out,) = session.run(None, {session.get_inputs()[0].name: filled})
        for row, one in enumerate(batch):
            found[one] = np.asarray(out[row], dtype=np.float32)
    return [found[one] for one in range(len(ready))]


def _prepared(picture: Pixels) -> NDArray[np.float32]:
    """Grey, as high as the recogniser wants, from -1 to 1, its width a multiple of the stride."""
    import cv2

    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    high, wide = grey.shape
    wanted = int(np.clip(round(wide * HEIGHT / max(high, 1)), _STEP, _WIDEST))
    wanted += -wanted % _STEP
    sized = cv2.resize(grey, (wanted, HEIGHT), interpolation=cv2.INTER_LINEAR)
    return np.asarray(sized / 127.5 - 1, dtype=np.float32)


@lru_cache(maxsize=2)
def session_of(which: str) -> Any:
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    found = find_spec("rapidocr")
    assert found is not None and found.origin is not None, "rapidocr is a dependency"
    model = Path(found.origin).parent / "models" / _MODELS[which]
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _characters() -> list[str]:
    metadata: dict[str, Any] = session_of("text").get_modelmeta().custom_metadata_map
    return ["", *metadata["character"].splitlines(), " "]


@lru_cache(maxsize=1)
def _groups() -> list[NDArray[np.intp]]:
    places = {character: place for place, character in reversed(list(enumerate(_characters())))}
    return [
        np.array([places[one] for one in alike if one in places], dtype=np.intp)
        for alike in ALIKE.values()
    ]
