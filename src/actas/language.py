"""Sentences, numbers and dates in the reader's language.

Each room keeps its own gettext catalogue (`actas/<room>/locale/<language>.po`, English being the
message itself); numbers and dates are Babel's. Nothing here knows what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from actas.errors import InputError

_REGIONS = {"es": "es_VE", "pt": "pt_BR"}
"""Region whose number signs stand for a language: `es` groups 7.303.480 and writes 67,08."""

_PERCENT = {"pt": "%", "id": "%", "ar": "\N{LEFT-TO-RIGHT MARK}%\N{LEFT-TO-RIGHT MARK}"}
"""Languages that write the percent sign against its number; the others leave a space. Behind
Arabic letters it would change sides without marks of direction; CLDR has them too."""

_LISTING = {"ar": ("\N{ARABIC COMMA}", "\N{ARABIC SEMICOLON}")}
"""Languages with other signs between the parts of a list than `,` and `;`."""


@dataclass(frozen=True)
class Catalogue:
    """The messages of one room in one language.

    Attributes:
        translations: as gettext has them, plural forms and all.
        known: every message that is translated; of one with plural forms, both.
    """

    translations: NullTranslations
    known: frozenset[str]


class Language:
    """One language as one room speaks it.

    Args:
        code: two-letter language code.
        room: name of the room (`checks`, `claims`, `release`, …) whose catalogue is used.

    Attributes:
        comma, semicolon: what stands between the parts of a list, without the blank behind it.

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
        self.comma, self.semicolon = _LISTING.get(code, (",", ";"))
        self._catalogue = catalogue(room, code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def say(self, message: str, **values: object) -> str:
        """The message in this language with its values filled in; integers are grouped."""
        shown = {name: self._shown(value) for name, value in values.items()}
        return self.template(message).format(**shown)

    def template(self, message: str) -> str:
        """The message in this language, its fields left open."""
        return self._catalogue.translations.gettext(message)

    def counted(self, number: int, one: str, more: str) -> str:
        """The form in which this language says `one` (of exactly 1) or `more` for a number."""
        if one not in self._catalogue.known:
            return self.template(one if number == 1 else more)
        return self._catalogue.translations.ngettext(one, more, number)

    def knows(self, message: str) -> bool:
        """Whether the catalogue has the message (English always has)."""
        return self.code == "en" or message in self._catalogue.known

    def number(self, value: int) -> str:
        """A whole number with its groups."""
        return numbers.format_decimal(value, locale=self.locale)

    def percent(self, share: Fraction | float, decimals: int = 2) -> str:
        """A share (1 = the whole) as a percentage with fixed decimals."""
        pattern = "0." + "0" * decimals if decimals else "0"
        value = round(float(share * 100), decimals)
        shown = numbers.format_decimal(value, format=pattern, locale=self.locale)
        return shown + _PERCENT.get(self.code, " %")

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
def catalogue(room: str, code: str) -> Catalogue:
    """The catalogue of a room; an empty one where it has none of this language."""
    path = files("actas") / room / "locale" / f"{code}.po"
    if not path.is_file():
        return Catalogue(NullTranslations(), frozenset())
    with path.open("rb") as file:
        found = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    known = (one.id if one.pluralizable else (one.id,) for one in found if one.id and one.string)
    return Catalogue(GNUTranslations(compiled), frozenset(str(i) for ids in known for i in ids))
