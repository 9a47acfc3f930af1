"""What is read from right to left starts there: pages, the choice of language, and cards."""

from __future__ import annotations

import re

import pytest
from building import election, entry, made, printed, reading, register, source

from actas.release.site.embeds import MARGIN, WIDTH
from actas.release.site.words import Words


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return printed(
        made(
            [
                entry("election", definition=election()),
                source(),
                register({"1/10/1": 300, "2/20/1": 400}, {"1": "North", "2": "South"}),
                reading("1/10/1", A=120, B=60, nulls=2),
            ],
            ("ar", "en", "id"),
        )
    )


def test_every_page_says_its_language_and_direction(pages):
    for path, data in pages.items():
        if path.endswith(".html") and path != "index.html":
            code = path.removeprefix("cards/").partition("/")[0]
            direction = "rtl" if code == "ar" else "ltr"
            assert f'<html lang="{code}" dir="{direction}"'.encode() in data[:200], path


def test_each_language_is_offered_in_its_own_words_and_direction(pages):
    first = pages["index.html"].decode()
    offered = re.findall(r'<section lang="(\w\w)" dir="(\w+)"><p class="eyebrow">([^<]+)<', first)
    assert offered == [
        ("ar", "rtl", "العربية"),
        ("en", "ltr", "English"),
        ("id", "ltr", "Bahasa Indonesia"),
    ]
    other = re.findall(r'<a href="([^"]+)" hreflang="(\w\w)"', pages["ar/a/1.html"].decode())
    assert other == [("../../en/a/1.html", "en"), ("../../id/a/1.html", "id")]


@pytest.mark.parametrize(("code", "said"), [("ar", "a؛ &lt;b&gt;"), ("es", "a; &lt;b&gt;")])
def test_a_list_has_the_signs_of_its_language(code, said):
    assert Words(code).several(["a", "<b>"]) == said


@pytest.mark.parametrize(("language", "start"), [("ar", WIDTH - MARGIN), ("en", MARGIN)])
def test_cards_begin_on_the_side_where_reading_begins(pages, language, start):
    card = pages[f"cards/{language}/whole.svg"].decode()
    lines = re.findall(r'<text x="(\d+)"[^>]*text-anchor="(\w+)"', card)
    assert {(int(x), anchor) for x, anchor in lines} == {
        (start, "start"),
        (WIDTH - start, "end"),
    }
    bars = re.findall(r'<rect x="(\d+)" y="\d+" width="(\d+)" height="6" fill="#(?!e6)', card)
    assert len(bars) == 2
    assert {int(x) + (int(wide) if language == "ar" else 0) for x, wide in bars} == {start}
