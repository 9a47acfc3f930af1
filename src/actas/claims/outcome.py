"""What a test of a claim says, and how the tests of one claim join into its verdict.

A test gives its verdict, its numbers, and plain sentences that are put into the reader's language
last. Knows no claim and no election.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from actas.language import Language

Holds = Literal["supported", "contradicted", "undecidable", "recorded"]
"""What one test says. `recorded`: its numbers stand there, or it lacked one; it decides nothing."""

VerdictWord = Literal[
    "supported", "contradicted", "undecidable", "recorded", "met", "overdue", "not due"
]


@dataclass(frozen=True)
class Sentence:
    """A message of the catalogue with its values.

    Integers are grouped, a Fraction is a share and shown in percent, a float has two decimals, a
    Decimal those it was written with, and a sentence within a sentence is translated too.
    """

    message: str
    values: dict[str, object] = field(default_factory=dict)

    def in_language(self, language: Language) -> str:
        """The sentence as it is read."""
        shown = {name: _in_language(value, language) for name, value in self.values.items()}
        return language.say(self.message, **shown)


def say(message: str, **values: object) -> Sentence:
    """A sentence; `message` is the English text and the key of its translations."""
    return Sentence(message, values)


@dataclass(frozen=True)
class Outcome:
    """What one test of a claim gave.

    Attributes:
        test: name of the test.
        verdict: what it says of the claim.
        numbers: all that it computed, ready for JSON.
        sentences: what it found, then what it does not show.
    """

    test: str
    verdict: VerdictWord
    numbers: dict[str, Any]
    sentences: tuple[Sentence, ...]

    def says(self, language: Language) -> str:
        """The sentences as one text."""
        return " ".join(sentence.in_language(language) for sentence in self.sentences)


def lacking(test: str, sentence: Sentence, **numbers: Any) -> Outcome:
    """A test that lacks a number it needs: it says so and decides nothing."""
    return Outcome(test, "recorded", numbers, (say("Not evaluable."), sentence))


def join(verdicts: Iterable[str]) -> VerdictWord:
    """Contradicted if any is, else undecidable if any is, else supported if any is.

    Where no test decided anything the claim is undecidable.
    """
    found = set(verdicts)
    words: tuple[VerdictWord, ...] = ("contradicted", "undecidable", "supported")
    return next((word for word in words if word in found), "undecidable")


def ratio(share: Fraction, digits: int = 6) -> float:
    """An exact share as a number for JSON."""
    return round(float(share), digits)


def _in_language(value: object, language: Language) -> object:
    match value:
        case Fraction():
            return language.percent(value)
        case float():
            return language.decimal(value)
        case Decimal():
            places = -int(value.as_tuple().exponent)
            return language.decimal(float(value), places) if places else int(value)
        case Sentence():
            return value.in_language(language)
        case _:
            return value
