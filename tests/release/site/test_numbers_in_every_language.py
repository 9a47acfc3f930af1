"""Numbers on pages: grouped as the language does, rounded from whole numbers, never by floats."""

from __future__ import annotations

from fractions import Fraction

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from actas.release.site.maps import bare
from actas.release.site.words import Words

WORDS = {code: Words(code) for code in ("es", "en", "pt", "fr", "ar", "hi")}


@pytest.mark.parametrize("code", WORDS)
@given(value=st.integers(0, 2**50))
def test_whole_numbers_are_grouped_as_babel_groups_them(code, value):
    words = WORDS[code]
    assert words.number(value) == numbers.format_decimal(value, locale=words.language.locale)


@given(part=st.integers(0, 10**9), rest=st.integers(0, 10**9), decimals=st.integers(0, 2))
def test_shares_are_rounded_half_up_from_exact_numbers(part, rest, decimals):
    whole = part + rest
    shown = WORDS["en"].share(part, whole, decimals)
    if not whole:
        assert shown == "–"
        return
    said = Fraction(shown.removesuffix("\N{NO-BREAK SPACE}%"))
    off = said - Fraction(100 * part, whole)
    half = Fraction(1, 2 * 10**decimals)
    assert -half < off <= half


@pytest.mark.parametrize("code", WORDS)
@given(part=st.integers(-(10**4), 10**7), whole=st.integers(1, 10**6), places=st.integers(0, 3))
def test_shares_are_written_as_babel_writes_them(code, part, whole, places):
    words = WORDS[code]
    unit = 10 ** (2 + places)
    steps = (2 * part * unit + whole) // (2 * whole)
    assert words.share(part, whole, places) == words.percent(steps / unit, places)


def test_what_is_not_known_is_a_dash_and_no_zero():
    assert WORDS["es"].number(None) == "–"
    assert WORDS["es"].share(1, None) == "–"


@pytest.mark.parametrize(
    ("code", "number", "share", "day", "name"),
    [
        ("es", "1.234.567", "12,34 %", "6 de mayo de 2031", "Español"),
        ("en", "1,234,567", "12.34 %", "May 6, 2031", "English"),
        ("pt", "1.234.567", "12,34%", "6 de maio de 2031", "Português"),
        ("fr", "1 234 567", "12,34 %", "6 mai 2031", "Français"),
        ("ar", "1,234,567", "12.34\u200e%\u200e", "6 مايو 2031", "العربية"),
        ("id", "1.234.567", "12,34%", "6 Mei 2031", "Bahasa Indonesia"),
    ],
)
def test_each_language_writes_them_its_own_way(code, number, share, day, name):
    words = Words(code)
    assert words.number(1_234_567).replace("\u202f", " ") == number
    assert words.share(1234, 10_000).replace("\xa0", " ") == share
    assert bare(words.share(1, 2, 0)) == "50"
    assert (words.day("2031-05-06"), words.own_name) == (day, name)


def test_a_minus_stays_before_its_number_where_words_run_to_the_left():
    assert Words("ar").number(-5) == "\u200e−5"
    assert Words("ar").number(-5000) == "\u200e−5,000"
    assert Words("fr").number(-5) == "−5"


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("2031-05-06", "6 de mayo de 2031"),
        ("2031-05", "mayo de 2031"),
        ("2031-05-06T19:30", "6 de mayo de 2031, 19:30"),
        ("soon", "soon"),
        (None, "–"),
    ],
)
def test_dates_are_said_in_words(iso, said):
    assert WORDS["es"].day(iso) == said


def test_values_are_escaped_and_markup_is_kept():
    from markupsafe import Markup

    words = WORDS["en"]
    said = words.say("entry {n}", n="<b>")
    assert said == "entry &lt;b&gt;" and isinstance(said, Markup)
    assert words.say("entry {n}", n=Markup("<b>1</b>")) == "entry <b>1</b>"
