"""What a reader finds on the pages: result, coverage, what is missing, what was set aside."""

from __future__ import annotations

import pytest
from building import ELECTIONS, HOSTILE, election, entry, made, printed, reading, register, source
from crawling import Parsed

from actas.release import inert
from actas.release.site.rendering import encoded


@pytest.fixture(scope="module")
def plain() -> dict[str, bytes]:
    return printed(ELECTIONS["plain"]())


def words(pages: dict[str, bytes], path: str) -> str:
    return Parsed(pages[path]).words


def test_the_home_page_gives_result_and_coverage_first(plain):
    said = words(plain, "en/index.html")
    assert "Bruno Bosque" in said and "340" not in said  # the sheet in quarantine is not in it
    assert "Ada Alba leads by 70 votes" in said
    assert "Ada Alba 55.56 % 350 votes" in said
    assert "60.00 % 3 of 5 sheets counted" in said
    assert "Missing 1" in said and "In quarantine 1" in said
    assert "What is missing could change who leads." in said
    assert "No result was announced, as far as is recorded here." in said


def test_spanish_writes_numbers_the_spanish_way(plain):
    assert "55,56\N{NO-BREAK SPACE}%" in plain["es/index.html"].decode()


def test_what_is_missing_is_said_with_its_numbers(plain):
    said = words(plain, "en/missing.html")
    assert "Of 5 expected stations one is missing (20.00 %)" in said
    assert "At most 680 votes could still come" in said
    assert "If every one of them went to Bruno Bosque , Bruno Bosque would be ahead by 610" in said
    assert "What is missing could change who leads." in said
    assert "given that the sheets and the register are true" in said


def test_what_it_would_take_in_false_sheets_is_said():
    pages = printed(
        made(
            [
                entry("election", definition=election()),
                source(),
                register({"1/1/1": 300, "1/1/2": 300, "1/1/3": 20}),
                reading("1/1/1", A=150, B=20),
                reading("1/1/2", A=140, B=30),
            ]
        )
    )
    said = words(pages, "en/missing.html")
    assert "If sheets that are counted were false For another leader, at least" in said


def test_a_station_has_votes_state_findings_source_and_proof(plain):
    page = Parsed(plain["en/a/1/10.html"])
    assert {"1", "2"} <= set(page.ids)
    assert "Station 1 Counted" in page.words and "turnout 60.7 %" in page.words
    assert "https://sheets.example/1" in page.links
    assert "Record, entry" in page.words and "Reading, entry" in page.words
    other = Parsed(plain["en/a/1/11.html"]).words
    assert "In quarantine S103 There are 350 ballots for 280 registered electors." in other


def test_a_missing_station_stands_beside_the_others(plain):
    said = words(plain, "en/a/2/20.html")
    assert "Station 2 Missing No sheet of this station has come in." in said


def test_what_is_set_aside_is_as_visible_as_what_counts(plain):
    said = words(plain, "en/aside.html")
    assert "1/11/1 North In quarantine S103 More ballots than registered electors" in said
    assert "aside.html" in " ".join(Parsed(plain["en/index.html"]).links)


def test_every_rule_has_a_page_even_where_it_found_nothing(plain):
    assert "It found nothing. That does not mean that nothing is wrong." in words(
        plain, "en/findings/D403.html"
    )
    assert "1/11/1" in words(plain, "en/findings/S103.html")


def test_findings_call_sources_and_contests_by_name(plain):
    assert "280 registered electors. Watch" in words(plain, "en/findings/S103.html")
    two = Parsed(printed(ELECTIONS["two_contests"]())["en/findings/D405.html"]).words
    assert "President " in two and "president" not in two


def test_a_rule_that_could_not_be_held_says_so(plain):
    # No blank votes on this form: nothing to hold the rule on blank votes against.
    said = words(plain, "en/findings/P202.html")
    assert "Held against 0" in said and "Not evaluable 4" in said


def test_an_empty_count_says_that_nothing_is_counted():
    pages = printed(ELECTIONS["nothing"]())
    assert "No sheet is counted yet." in words(pages, "en/index.html")
    assert "How many stations are expected is not known" in words(pages, "en/missing.html")
    assert "Nothing is set aside" in words(pages, "en/aside.html")
    assert "No public statement is recorded yet." in words(pages, "en/claims.html")


def test_a_tie_has_no_leader():
    pages = printed(
        made([entry("election", definition=election()), source(), reading("1/1/1", A=5, B=5)])
    )
    assert "Ada Alba and Bruno Bosque have the same votes" in words(pages, "en/index.html")


def test_each_contest_has_its_own_pages_and_a_switch():
    pages = printed(ELECTIONS["two_contests"]())
    assert "en/c/bridge~d2031/a/1.html" in pages and "en/c/bridge~d2031/a/2.html" not in pages
    home = Parsed(pages["en/index.html"])
    assert "../en/c/bridge~d2031/index.html" in home.links
    assert "Bridge" in words(pages, "en/c/bridge~d2031/index.html")


def test_stations_in_no_area_have_a_paged_list():
    pages = printed(ELECTIONS["one_level"]())
    assert {"en/stations.html", "en/stations~2.html", "en/stations~3.html"} <= set(pages)
    first, second = Parsed(pages["en/stations.html"]), Parsed(pages["en/stations~2.html"])
    assert "24" in first.ids and "25" in second.ids
    # The address of a station does not change as others come: the first page leads on to it.
    assert "25" in first.ids and "stations~2.html#25" in first.links
    assert "../en/stations.html#25" in second.links
    assert "../en/stations.html" in Parsed(pages["en/index.html"]).links


def test_stations_outside_the_tree_have_their_place():
    pages = printed(ELECTIONS["outside"]())
    said = words(pages, "en/a/99.html")
    assert "Abroad" in said and "Station Lima Counted" in said and "Votes abroad" in said
    centre = words(pages, "en/a/1/10.html")
    assert "Annulled: its vote does not count" in centre
    assert "The vote was held again 1/10/1" in centre
    aside = words(pages, "en/aside.html")
    assert "who knows" in aside and "line 7: “many” is not a number" in aside


@pytest.mark.parametrize("language", ["es", "en"])
def test_hostile_names_are_text(language):
    pages = printed(ELECTIONS["hostile"]())
    for path, data in pages.items():
        assert inert.fault(path, data) is None, path
        # What turns the direction of text is named, so that it turns nothing.
        assert "\u202e" not in data.decode() and "\u2066" not in data.decode(), path
    shown = HOSTILE.replace("\u202e", "[U+202E]").replace("\u2066", "[U+2066]")
    assert shown in words(pages, f"{language}/index.html")
    assert shown in words(pages, f"{language}/a/1/10.html")
    assert len(pages[f"{language}/a/1.html"]) < 20_000


def test_every_sign_that_must_not_stand_in_a_page_is_named():
    turning = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFDD0, 0xFDF0))
    never = [plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)]
    for code in (*turning, *never):
        assert encoded(f"Año {chr(code)}…") == f"Año [U+{code:04X}]…".encode()
    for sign in "\u2029\u202f\u2065\ufdcf\ufdf0\ufffd🗳":
        assert encoded(sign) == sign.encode()


def test_a_decision_stands_with_its_reason():
    pages = printed(
        made(
            [
                entry("election", definition=election()),
                source(),
                register({"1/1/1": 100}),
                reading("1/1/1", A=1, B=2),
                entry("decision", station="1/1/1", action="reject", why="torn in two"),
            ]
        )
    )
    said = words(pages, "en/aside.html")
    assert "1/1/1 Rejected by a person's decision torn in two" in said


def test_a_second_round_names_the_first(plain):
    second = printed(made([entry("election", definition=election(second_round_of="country-1"))]))
    assert "Second round of country-1" in words(second, "en/index.html")
    assert "Segunda vuelta de country-1" in words(second, "es/index.html")
    assert "Second round" not in words(plain, "en/index.html")


def test_areas_of_one_name_are_told_apart_by_their_codes():
    areas = {"1": "North", "2": "North", "3": "South"}
    entries = [entry("election", definition=election()), register({"1/1/1": 9, "2/1/1": 9}, areas)]
    said = words(printed(made([*entries, reading("3/1/1", A=1, B=2)])), "en/index.html")
    assert "North · 1" in said and "North · 2" in said and "South · 3" not in said
