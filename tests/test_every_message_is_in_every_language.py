"""No message is left in English where another language is read, nor has lost one of its numbers."""

from __future__ import annotations

import pytest

from actas.language import Language
from actas.release import exports
from actas.release.opendata import opendata
from actas.release.site.book import Book
from actas.release.site.checking import SAYS, programs
from actas.release.site.standing import _what
from actas.release.site.words import Words
from tests.catalogues import ROOMS, TRANSLATED, catalogue, faults, messages
from tests.release.site.building import election, entry, facts, made
from tests.release.site.programs import messages as said_in


def test_the_messages_are_found():
    assert {room: len(messages(room)) > 15 for room in ROOMS} == dict.fromkeys(ROOMS, True)
    assert len(messages("release")) > 400


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("room", ROOMS)
def test_each_is_translated_with_the_same_fields_and_in_every_plural_form(room, language):
    assert list(faults(room, language)) == []


def test_what_the_programs_say_is_known_to_the_catalogue():
    sources = (data.decode() for data in programs().values())
    assert set(SAYS) == set().union(*map(said_in, sources))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_download_is_described(language):
    outcome = made([entry("election", definition=election())], (language, "en"))
    downloads = (*opendata(outcome).downloads, *exports.downloads())
    book = Book(outcome, facts())
    english = {str(_what(book, one, "en")) for one in downloads}
    translated = {str(_what(book, one, language)) for one in downloads}
    assert len(english) > 5
    assert not english & translated


def test_a_number_chooses_the_form_that_its_language_has_for_it():
    one, more = "One sheet waits for people", "{n} sheets wait for people"
    for language in TRANSLATED:
        words = Words(language)
        said = {str(words.many(n, one, more)).replace(words.number(n), "#") for n in range(130)}
        forms = catalogue("release", language).get(one).string
        assert said == {form.replace("{n}", "#") for form in forms}, language
    assert [str(Words("en").many(n, one, more)) for n in (0, 1, 2)] == [
        "0 sheets wait for people",
        one,
        "2 sheets wait for people",
    ]


def test_what_no_catalogue_has_stays_english():
    unknown = Language("de", "release")
    assert unknown.counted(1, "one", "{n} more") == "one"
    assert unknown.counted(3, "one", "{n} more") == "{n} more"
    assert not unknown.knows("one")
