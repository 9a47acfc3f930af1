"""What pages say of documents: picture, how it was read, what is hidden, waits or is not shown."""

from __future__ import annotations

import orjson
import pytest
from building import ELECTIONS, SHOWN, printed
from crawling import Parsed

from actas.release import renditions
from actas.release.inert import fault
from actas.release.site.stations import by_area
from actas.release.site.tree import Tree
from actas.release.twins import Twins


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return printed(ELECTIONS["pictured"]())


def words(site: dict[str, bytes], path: str) -> str:
    return Parsed(site[path]).words


def test_a_picture_has_its_size_and_leads_to_itself(site: dict[str, bytes]) -> None:
    page = site["en/a/1/10.html"].decode()
    path = f"../../../{renditions.path(SHOWN[0])}"
    assert (
        f'<a href="{path}"><img src="{path}" alt="The sheet, made flat, with what is private '
        'burnt out" loading="lazy" width="320" height="1280"></a>'
    ) in page


def test_it_says_how_it_was_read_and_what_is_hidden(site: dict[str, bytes]) -> None:
    said = words(site, "en/a/1/10.html")
    assert "Read from its printed code" in said
    assert "Read from its printed numbers; the least certain: 99.8" in said
    assert "Hidden: signatures and fingerprints" in said
    assert "Tapado: firmas y huellas" in words(site, "es/a/1/10.html")


def test_a_sheet_photographed_again_leads_to_its_first_picture(site: dict[str, bytes]) -> None:
    assert "The same sheet photographed again: the first picture" in words(site, "en/a/1/10.html")


def test_code_against_print_is_told_where_the_sheet_is(site: dict[str, bytes]) -> None:
    said = words(site, "en/a/1/10.html")
    assert "D406 The code of this sheet and its printed numbers differ in Ada Alba." in said
    assert "In quarantine" in said


def test_what_is_withheld_says_why_and_shows_nothing(site: dict[str, bytes]) -> None:
    said = words(site, "en/a/1/10.html")
    assert "Not shown: it could not be laid over its form" in said
    assert "No numbers of this station are read yet." in said
    assert "Waits for people: no code could be read; it is laid over no known form." in said


def test_the_list_of_what_waits(site: dict[str, bytes]) -> None:
    said = words(site, "en/waiting.html")
    assert said.count("Waits for people: ") == 3
    assert "Of no known station" in said
    assert "Page 1 of 2" in said
    assert SHOWN[0] not in site["en/waiting.html"].decode()


def test_the_first_page_and_areas_count_them(site: dict[str, bytes]) -> None:
    assert "5 sheets are shown beside their numbers." in words(site, "en/index.html")
    assert "3 sheets wait for people" in words(site, "en/index.html")
    said = words(site, "es/a/1.html")
    assert "Se muestran 3 actas junto a sus números. Un acta está pendiente" in said
    assert "One sheet is shown" in words(site, "en/a/2.html")


def test_elections_without_documents_say_nothing_of_them() -> None:
    pages = printed(ELECTIONS["plain"]())
    assert "en/waiting.html" not in pages
    for path, data in pages.items():
        assert (b"<img" not in data and b'class="beside"' not in data) or path.endswith(".css"), (
            path
        )


def test_pages_with_pictures_run_nothing(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        assert fault(path, data) is None, path
    page = site["en/a/1/10.html"]
    elsewhere = page.replace(b'src="../../../sheets', b'src="https://x.example/sheets', 1)
    assert "<img src>" in str(fault("en/a/1/10.html", elsewhere))
    assert fault("en/a/1/10.html", page.replace(b"<img src", b'<img onload="x" src', 1))


def test_the_twin_names_the_documents() -> None:
    outcome = ELECTIONS["pictured"]()
    counts, stations = outcome.counts["president"], dict(by_area(outcome, "president"))
    made = dict(
        Twins(outcome.election, "president", counts, stations, Tree(filter(None, counts))).all()
    )
    station = orjson.loads(made["data/a/1/10.json"])["list"][0]
    assert [one["document"] for one in station["documents"]] == SHOWN[:2]
    assert station["documents"][0]["read"] == [
        {"reader": "code", "confidence": None},
        {"reader": "print", "confidence": 998},
    ]
    assert station["documents"][1]["again"] == SHOWN[0]
