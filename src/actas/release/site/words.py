"""Words and numbers of the site in one language, fast enough for a million cells.

Sentences come from the catalogue of `actas.language`; what repeats (numbers, shares) is kept.
Refuses to know what is said: it escapes every value, so that no name can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from babel import dates
from markupsafe import Markup, escape

from actas.language import Language

_CALLED = {"id": "Bahasa Indonesia"}
"""What languages call themselves, where their locale gives the name of the country."""

_SMALL = 1000
"""Whole numbers below this have no groups in any language."""


class Words:
    """One language as the site speaks it; English messages stand for themselves.

    Args:
        code: two-letter language code.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.language = Language(code, "release")
        self.direction = self.language.direction
        self._thousands = _thousands(self.language)
        self._percent = _percent(self.language)
        self.comma, self.semicolon = self.language.comma, self.language.semicolon
        # Between words that run to the left a minus sign alone would go to the end of its number.
        self._minus = "\N{LEFT-TO-RIGHT MARK}−" if self.direction == "rtl" else "−"
        self._numbers: dict[int, str] = {}
        self._said: dict[str, str] = {}

    def say(self, message: str, **values: object) -> Markup:
        """The message as escaped text; values that are `Markup` (links, isolated names) stay so."""
        text = self._said.get(message)
        if text is None:
            text = self._said[message] = str(escape(self.language.template(message)))
        return self._filled(text, values)

    def several(self, parts: Iterable[str]) -> Markup:
        """Parts one after the other, where each may have commas in it."""
        return Markup("{} ").format(self.semicolon).join(parts)

    def pattern(self, message: str) -> str:
        """The message with its fields left open, for whoever fills them in elsewhere."""
        return self.language.template(message)

    def around(self, message: str) -> tuple[str, str]:
        """What the message says before and after its only field, `{n}`; both escaped."""
        before, _, after = self.say(message, n="\0").partition("\0")
        return str(before), str(after)

    def many(self, number: int, one: str, more: str, **values: object) -> Markup:
        """`one` for exactly 1, else `more`, in the plural forms of the language; the number is
        `{n}` in all of them."""
        text = str(escape(self.language.counted(number, one, more)))
        return self._filled(text, {"n": self.number(number), **values})

    def number(self, value: int | None) -> str:
        """A whole number with its groups; a dash where it is not known."""
        if value is None:
            return "–"
        if -_SMALL < value < _SMALL:
            return str(value) if value >= 0 else f"{self._minus}{-value}"
        if value > 0 and self._thousands is not None:
            return f"{value:,}".replace(",", self._thousands)
        shown = self._numbers.get(value)
        if shown is None:
            shown = self.language.number(value).replace("-", self._minus)
            self._numbers[value] = shown
        return shown

    def share(self, part: int, whole: int | None, decimals: int = 2) -> str:
        """`part` of `whole` as a percentage, rounded half up from exact integers."""
        if not whole:
            return "–"
        unit = 10 ** (2 + decimals)
        steps = (2 * part * unit + whole) // (2 * whole)
        if steps < 0 or self._percent is None:
            return self.percent(steps / unit, decimals)
        mark, sign = self._percent
        if not decimals:
            return f"{steps}{sign}"
        percent, rest = divmod(steps, 10**decimals)
        return f"{percent}{mark}{rest:0{decimals}d}{sign}"

    def percent(self, share: float, decimals: int = 2) -> str:
        """A share that is not made of two whole numbers, as a percentage."""
        return self.language.percent(share, decimals).replace(" ", "\N{NO-BREAK SPACE}")

    def small(self, value: float) -> str:
        """A number with as many decimals as it needs; very small ones in scientific form."""
        if value and abs(value) < 0.0001:
            mantissa, _, exponent = f"{value:.2e}".partition("e")
            shown = self.language.decimal(float(mantissa))
            return f"{shown} × 10{_raised(int(exponent))}"
        return self.language.decimal(value, 4 if abs(value) < 1 else 2)

    def day(self, iso: str | None) -> str:
        """An ISO date (or year-month, or date and time) in words; as it stands if it is neither."""
        if not iso:
            return "–"
        try:
            shown = self.language.date(date.fromisoformat(iso[:10]))
        except ValueError:
            return self._month(iso)
        return f"{shown}{self.comma} {iso[11:16]}" if len(iso) > 10 else shown

    def _month(self, iso: str) -> str:
        try:
            month = date.fromisoformat(f"{iso}-01")
        except ValueError:
            return iso
        return dates.format_skeleton("yMMMM", month, locale=self.language.locale)

    def _filled(self, text: str, values: Mapping[str, object]) -> Markup:
        """The text with its fields filled in: `Markup.format` does the same at five times the
        price."""
        shown = {name: escape(self._shown(value)) for name, value in values.items()}
        return Markup(text.format(**shown))  # noqa: S704  # every part is escaped

    def _shown(self, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        if isinstance(value, date):
            return self.language.date(value)
        return value

    @cached_property
    def own_name(self) -> str:
        """What the language calls itself."""
        name = self.language.locale.language_name or self.code
        return _CALLED.get(self.code) or name[0].upper() + name[1:]


def plain(said: object) -> str:
    """What `Words.say` gives, as text that is not escaped yet."""
    return str(said.unescape()) if isinstance(said, Markup) else str(said)


def _thousands(language: Language) -> str | None:
    """The sign between groups of three, where that is how the language groups all numbers."""
    written = language.number(1_234_567_890)
    sign = written[1:2]
    plain = written == sign.join(("1", "234", "567", "890")) and not sign.isalnum()
    return sign if plain and language.number(1234) == f"1{sign}234" else None


def _percent(language: Language) -> tuple[str, str] | None:
    """The sign before decimals and what stands behind them, where digits are as everywhere."""
    written = language.percent(0.1234)
    mark, sign = written[2:3], written[5:]
    plain = written == f"12{mark}34{sign}" and language.percent(12.34, 0) == f"1234{sign}"
    return (mark, sign.replace(" ", "\N{NO-BREAK SPACE}")) if plain else None


def _raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
