"""The codes of a sheet in an image: cheap attempts first, the costly only for what is left.

The grammar is the oracle: a text that does not fit it does not end the search, but is told if
nothing better comes. The search stops when all that the form's codes say is found, or when its
budget of time is spent. What the numbers mean is for `grammar`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actas.election.payload import PatternGrammar
from actas.election.registration import Pixels
from actas.election.sheet import PrintedCode, Symbology, TaggedGrammar
from actas.reading.codes import BUDGET, decoding, qr_locating, qr_sampling
from actas.reading.codes.decoding import Decoded
from actas.reading.codes.grammar import fits, whole
from actas.reading.codes.qr_expecting import expected
from actas.reading.codes.qr_locating import Finder, Guess
from actas.reading.codes.shapes import LONGEST, FoundCode

_LARGEST = 3_000_000
_LIKELY, _POSSIBLE = 0.6, 0.3
_SUSPECT = 0.4
_TOUCHED = 3
_MORE = 1.5
_SMALL = ((5.1, 4.1), (3.3,), (2.6,))
"""Pixels a module that are looked for in an enlarged image: larger ones were looked for before."""


@dataclass(frozen=True, eq=False)
class Found:
    """What was found.

    Attributes:
        codes: each once; first those that fit, by the form's codes and from the top of the image.
        attempts: how many kinds of attempt were made, and the last one's name.
        ms: milliseconds that it took.
        suspected: whether something was seen that may be a code.
    """

    codes: tuple[FoundCode, ...]
    attempts: int
    last: str
    ms: float
    suspected: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts of the codes that fit."""
        return tuple(code.text for code in self.codes if code.fits)

    @property
    def broken(self) -> tuple[str, ...]:
        """Texts of the codes that do not fit, where none of the form's codes fits."""
        return () if self.texts else tuple(code.text for code in self.codes)


def find(
    pixels: Pixels,
    codes: Sequence[PrintedCode],
    budget: float = BUDGET,
    clock: Callable[[], float] = time.thread_time,
) -> Found:
    """Find the codes of a form in an image.

    Args:
        pixels: grey, or red, green, blue.
        codes: of the form.
        budget: seconds after which no further attempt is begun; the first is always made.
        clock: seconds, for the budget: of work, so that what is found does not hang on what else
            the machine does.
    """
    began = clock()
    search = _Search(codes, began + budget, clock)
    for name, attempt in _attempts(grey(pixels), search):
        search.attempts += 1
        search.last = name
        for one in attempt:
            search.take(one)
            if search.over():
                break
        if search.over():
            break
    ms = (clock() - began) * 1e3
    return Found(search.result(), search.attempts, search.last, ms, search.suspected())


def grey(pixels: Pixels) -> Pixels:
    """The image in grey."""
    import cv2

    if pixels.ndim == 2:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


class _Search:
    """What was found so far, and whether it is enough."""

    def __init__(
        self, codes: Sequence[PrintedCode], until: float, clock: Callable[[], float]
    ) -> None:
        self.codes = codes
        self.symbologies: list[Symbology] = list(dict.fromkeys(one.symbology for one in codes))
        self.several = len(codes) > 1 or any(
            isinstance(one.grammar, TaggedGrammar) for one in codes
        )
        self.patterns = [
            one.grammar.pattern for one in codes if isinstance(one.grammar, PatternGrammar)
        ]
        self.attempts = 0
        self.last = ""
        self.located: list[NDArray[np.float64]] = []
        self.likeliest = 0.0
        self._until, self._clock = until, clock
        self._found: dict[tuple[int, str], FoundCode] = {}

    def take(self, one: Decoded) -> None:
        """Keep what was decoded; remember where something was located."""
        if one.text is None:
            if one.symbology == "qr":
                self.located.append(one.corners)
            return
        text = one.text[: LONGEST + 1]
        for index, code in enumerate(self.codes):
            if code.symbology == one.symbology:
                good = fits(text, code.grammar)
                self._found.setdefault((index, text), FoundCode(index, text, one.corners, good))

    def whole(self) -> bool:
        """Whether each of the form's codes was found, with all its parts."""
        return all(
            whole([text for at, text in self._found if at == index], code.grammar)
            for index, code in enumerate(self.codes)
        )

    def over(self) -> bool:
        """Whether to stop: all is found, or the time is spent."""
        return self.whole() or self._clock() >= self._until

    def spent(self) -> bool:
        """Whether the time is spent."""
        return self._clock() >= self._until

    def suspected(self) -> bool:
        """Whether a code was found, or something that may be one."""
        return bool(self._found or self.located) or self.likeliest > _SUSPECT

    def wants_qr(self) -> bool:
        """Whether a QR code is still missing."""
        return any(
            code.symbology == "qr"
            and not whole([text for at, text in self._found if at == index], code.grammar)
            for index, code in enumerate(self.codes)
        )

    def result(self) -> tuple[FoundCode, ...]:
        """The codes in their order."""
        return tuple(
            sorted(
                self._found.values(),
                key=lambda one: (not one.fits, one.index, one.corners[:, 1].mean()),
            )
        )


Attempt = tuple[str, Iterator[Decoded]]


def _attempts(image: Pixels, search: _Search) -> Iterator[Attempt]:
    """In the order that measurements justify (benchmarks/codes.py)."""
    wanted = search.symbologies
    yield "plain", iter(decoding.decoded(image, wanted))
    yield "thorough", iter(decoding.decoded(image, wanted, thorough=True))
    yield "larger", _scaled(_larger(image, wanted), 0.5)
    if search.wants_qr():
        small, scale = _smaller(image)
        yield "sampled", _scaled(_sampled(small, search, search.located), scale)
        more = _enlarged(small)
        yield "sampled, larger", _scaled(_sampled(more, search, (), _SMALL), scale / _MORE)
    yield "local contrast", iter(decoding.decoded(_contrast(image), wanted))
    yield "sharper", iter(decoding.decoded(_sharper(image), wanted))


def _sampled(
    image: Pixels,
    search: _Search,
    located: Sequence[NDArray[np.float64]],
    sizes: Sequence[Sequence[float]] = qr_locating.MODULES,
) -> Iterator[Decoded]:
    """QR codes drawn anew, where they were located or where finder patterns are seen."""
    for corners in located[:_TOUCHED]:
        for guess in qr_sampling.sizes_that_fit(image, corners):
            yield from _drawn(image, guess, search)
    seen: list[Finder] = []
    tried: set[tuple[int, ...]] = set()
    for modules in sizes:
        if search.spent():
            return
        seen = qr_locating.finders(image, modules, seen)
        likely = [
            Guess(one.corners, one.size, qr_sampling.fit(image, one))
            for one in qr_locating.guesses(seen)
            if not search.spent()
        ]
        likely.sort(key=lambda guess: -guess.score)
        search.likeliest = max([search.likeliest, *(guess.score for guess in likely[:1])])
        for guess in likely[:_TOUCHED]:
            where = (*np.round(guess.corners.mean(axis=0) / 8).astype(int).tolist(), guess.size)
            if guess.score > _POSSIBLE and where not in tried:
                tried.add(where)
                yield from _drawn(image, guess, search)
        if likely and likely[0].score > _LIKELY and not search.several:
            return


def _drawn(image: Pixels, guess: Guess, search: _Search) -> Iterator[Decoded]:
    if search.spent():
        return
    corners, size, how = guess.corners, guess.size, (decoding.pure, search.spent)
    text = qr_sampling.decode(image, corners, size, *how) if guess.score > _LIKELY else None
    if text is None:
        corners = qr_sampling.refined(image, guess, search.spent)
        text = qr_sampling.decode(image, corners, size, *how)
    if text is None and qr_sampling.fit(image, Guess(corners, size, 0.0)) > _LIKELY:
        forms = [one for pattern in search.patterns for one in expected(pattern, size)]
        text = qr_sampling.decode_blurred(image, corners, size, forms, *how)
    if text is not None:
        yield Decoded("qr", text, corners)


def _larger(image: Pixels, symbologies: Sequence[Symbology]) -> Iterator[Decoded]:
    import cv2

    if image.size <= _LARGEST:
        twice = cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        yield from decoding.decoded(np.asarray(twice, np.uint8), symbologies)


def _enlarged(image: Pixels) -> Pixels:
    """Finder patterns of few pixels are seen again in an image made larger."""
    import cv2

    return np.asarray(
        cv2.resize(image, None, fx=_MORE, fy=_MORE, interpolation=cv2.INTER_CUBIC), np.uint8
    )


def _contrast(image: Pixels) -> Pixels:
    import cv2

    return np.asarray(cv2.createCLAHE(3.0, (8, 8)).apply(image), np.uint8)


def _sharper(image: Pixels) -> Pixels:
    import cv2

    soft = cv2.GaussianBlur(image, (0, 0), 2.0)
    return np.asarray(cv2.addWeighted(image, 2.2, soft, -1.2, 0), np.uint8)


def _smaller(image: Pixels) -> tuple[Pixels, float]:
    """The image at no more pixels than are looked through for finder patterns, and its scale."""
    import cv2

    if image.size <= _LARGEST:
        return image, 1.0
    scale = float(np.sqrt(_LARGEST / image.size))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), 1 / scale


def _scaled(found: Iterator[Decoded], scale: float) -> Iterator[Decoded]:
    for one in found:
        yield Decoded(one.symbology, one.text, one.corners * scale)
