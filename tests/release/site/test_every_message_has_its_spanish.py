"""No word of the site is left in English on a Spanish page."""

from __future__ import annotations

import string

import pytest
from building import ELECTIONS, facts
from messages import in_code, in_templates, messages
from programs import messages as said_in

from actas.language import Language
from actas.release import exports
from actas.release.opendata import opendata
from actas.release.site.book import Book
from actas.release.site.checking import SAYS, programs
from actas.release.site.standing import _what

SPANISH = Language("es", "release")


def test_the_extraction_finds_templates_and_code():
    assert len(set(in_templates())) > 100
    assert len(set(in_code())) > 80


def test_what_the_programs_say_is_known_to_the_catalogue():
    sources = (data.decode() for data in programs().values())
    assert set(SAYS) == set().union(*map(said_in, sources))


@pytest.mark.parametrize("message", sorted(messages()))
def test_it_is_in_the_catalogue(message):
    assert SPANISH.knows(message)


@pytest.mark.parametrize("message", sorted(messages()))
def test_its_spanish_has_the_same_fields(message):
    fields = {name for _, name, _, _ in string.Formatter().parse(message) if name}
    said = SPANISH.say(message, **{name: f"«{name}»" for name in fields})
    assert all(f"«{name}»" in said for name in fields)


def test_every_download_is_described_in_spanish():
    outcome = ELECTIONS["plain"]()
    downloads = (*opendata(outcome).downloads, *exports.downloads())
    book = Book(outcome, facts(downloads=downloads))
    english = {str(_what(book, one, "en")) for one in downloads}
    spanish = {str(_what(book, one, "es")) for one in downloads}
    assert len(english) > 5
    assert not english & spanish
