"""Sentences, numbers and dates in the reader's language.

Each room keeps its own catalogue (`actas/<room>/locale/<language>.po`, English being the message
itself); numbers and dates are Babel's. Nothing here knows what is said.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.pofile import read_po

from actas.errors import InputError

_REGIONS = {"es": "es_VE", "pt": "pt_BR"}
"""Region whose number signs stand for a language: `es` groups 7.303.480 and writes 67,08."""


class Language:
    """One language as one room speaks it.

    Args:
        code: two-letter language code.
        room: name of the room (`checks`, `claims`, `release`, …) whose catalogue is used.

    Raises:
        InputError: Babel does not know the language.
    """

    def __init__(self, code: str, room: str) -> None:
        try:
            self.locale = Locale.parse(_REGIONS.get(code, code))
        except (UnknownLocaleError, ValueError):
            raise InputError(f"{code!r} is not a language code that is known") from None
        self.code = code
        self.room = room
        self._messages = _catalogue(room, code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def say(self, message: str, **values: object) -> str:
        """The message in this language with its values filled in; integers are grouped."""
        translated = self._messages.get(message, message)
        return translated.format(**{name: self._shown(value) for name, value in values.items()})

    def knows(self, message: str) -> bool:
        """Whether the catalogue has the message (English always has)."""
        return self.code == "en" or message in self._messages

    def number(self, value: int) -> str:
        """A whole number with its groups."""
        return numbers.format_decimal(value, locale=self.locale)

    def percent(self, share: Fraction | float, decimals: int = 2) -> str:
        """A share (1 = the whole) as a percentage with fixed decimals."""
        pattern = "0." + "0" * decimals if decimals else "0"
        value = round(float(share * 100), decimals)
        return f"{numbers.format_decimal(value, format=pattern, locale=self.locale)} %"

    def decimal(self, value: float, decimals: int = 2) -> str:
        """A number with fixed decimals."""
        pattern = "#,##0." + "0" * decimals
        return numbers.format_decimal(value, format=pattern, locale=self.locale)

    def date(self, day: date, form: str = "long") -> str:
        """A date in words."""
        return dates.format_date(day, format=form, locale=self.locale)

    def _shown(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, int | date):
            return str(value)
        return self.number(value) if isinstance(value, int) else self.date(value)


@lru_cache(maxsize=64)
def _catalogue(room: str, code: str) -> dict[str, str]:
    path = files("actas") / room / "locale" / f"{code}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string
    }
