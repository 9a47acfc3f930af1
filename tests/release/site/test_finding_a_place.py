"""A voter finds a place: by search where there is JavaScript, by letters where there is none."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from building import ELECTIONS, election, entry, facts, made, named, printed, reading, source
from crawling import Parsed
from playwright.sync_api import Browser, Page
from test_checking_in_a_page import Quiet

from actas.release import inert
from actas.release.manifest import Head
from actas.release.site import places, search
from actas.release.site.book import Book
from actas.release.site.checking import programs
from actas.release.site.gazetteer import Gazetteer, folded, ordered

SCHOOLS = 1200
NOTHING = (
    "Nothing is found by this name or code.",
    "No se encuentra nada con este nombre o código.",
)


@pytest.fixture(scope="module")
def large() -> Book:
    """Many schools, half of them of one name, each with three stations."""
    codes = [f"1/{number}" for number in range(1, SCHOOLS + 1)]
    called = ("Ñandú {}", "Bolívar")
    names = {code: f"Escuela {called[at % 2].format(at)}" for at, code in enumerate(codes)}
    stations = [{"code": f"{code}/{n}"} for code in codes for n in (1, 2, 3)]
    entries = [entry("election", definition=election()), source()]
    for start in range(0, len(stations), 450):
        held = stations[start : start + 450]
        areas = named({code: names[code] for code in dict.fromkeys(s["code"][:-2] for s in held)})
        entries.append(entry("register", areas=areas, stations=held))
    return Book(made([*entries, reading("1/1/1", A=1, B=2)], ("es",)), facts())


def test_a_search_reads_little_however_many_places_there_are(large):
    files = dict(search.files(Gazetteer(large)))
    assert max(map(len, files.values())) <= 30_000
    beginnings = json.loads(files[f"{search.FOLDER}index.json"])
    assert len(files) == 1 + len(beginnings)
    found = [
        row[0]
        for one in beginnings
        if one.startswith("bolivar") or "bolivar".startswith(one)
        for row in json.loads(files[f"{search.FOLDER}{search.stem(one)}.json"])["places"]
    ]
    assert len(found) == len(set(found)) == SCHOOLS // 2
    assert all(inert.may_stand(path, ("es",)) for path in files)
    assert not any(inert.fault(path, data) for path, data in files.items())


def test_pages_by_letter_hold_every_area_and_stay_small(large):
    every = places.pages(large, Gazetteer(large))
    pages = {path: data for path, data in every if path.startswith("es/")}
    assert max(map(len, pages.values())) <= 60_000
    listed = [link for data in pages.values() for link in Parsed(data).links if "/a/1/" in link]
    assert len(listed) == len(set(listed)) == SCHOOLS


def test_a_station_is_found_by_itself_where_it_has_a_name_of_its_own():
    called = {"1/1/1": "Aula Magna", "1/1/2": "2", "1/1/3": None, "1/2/1": "1", "1/2/2": None}
    stations = [{"code": code, "name": name} for code, name in called.items()]
    entries = [entry("election", definition=election()), source()]
    entries.append(entry("register", areas=named({"1/1": "Liceo"}), stations=stations))
    book = Book(made([*entries, reading("1/1/1", A=1, B=2)], ("es",)), facts())
    held = book.ballots[0].stations
    assert held.called("1/1") == [("1", "Aula Magna"), ("2", None), ("3", None)]
    assert held.called("1/2") == [("1", None), ("2", None)]
    found = [(place.code, place.names) for place in Gazetteer(book).stations]
    assert found == [("1/1/1", ("Aula Magna",))]


def test_names_are_searched_without_accents_in_any_script():
    assert folded("  Ñandú-Éxito, N.º 4 ") == "nandu exito n o 4"
    assert folded("مدرسة النور") == "مدرسة النور" and folded("Ёлка") == "елка"


def test_the_short_word_for_a_level_is_no_letter_to_look_under():
    assert ordered("PQ. LA PASTORA") == "la pastora" and ordered("St.") == "st"


def test_an_index_that_is_no_json_is_no_page_of_a_release():
    assert inert.fault("site/search/b-a.json", b"alert(1)") == "it is no JSON"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("found") / "of it"
    head = {"head.json": Head("log", 9, "00", "2031-05-20", "0").encoded()}
    pages = printed(ELECTIONS["plain"](), size=9)
    for path, data in (pages | head | programs()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder.parent))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/of%20it"
    server.shutdown()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 360, "height": 740})


def hits(page: Page, query: str) -> list[str]:
    page.get_by_role("searchbox").fill(query)
    page.wait_for_timeout(400)
    links = page.locator("#\\~search li a")
    found: list[str] = links.evaluate_all("all => all.map((one) => one.href)")
    return found


@pytest.mark.untraced
@pytest.mark.browser
@pytest.mark.parametrize("path", ["en/index.html", "es/places.html"])
def test_a_search_leads_to_places_and_stations(page, served, path):
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{served[1]}/{path}")
    language = path[:2]
    assert hits(page, "nórth")[0] == f"{served[1]}/{language}/a/1.html"
    assert hits(page, "scho 2") == [
        f"{served[1]}/{language}/a/1/10.html",
        f"{served[1]}/{language}/a/1/10.html#2",
    ]
    assert hits(page, "1/11/1")[-1] == f"{served[1]}/{language}/a/1/11.html#1"
    assert hits(page, "V-12345678") == []
    assert page.get_by_role("status").inner_text() in NOTHING
    assert not wrong


@pytest.mark.untraced
@pytest.mark.browser
def test_a_place_may_have_a_code_that_every_object_knows(page, served):
    index = {"names": {}, "places": [["constructor"]]}

    def answered(route):
        route.fulfill(json=["constructor"] if route.request.url.endswith("/index.json") else index)

    page.route("**/site/search/*.json", answered)
    page.goto(f"{served[1]}/en/places.html")
    assert hits(page, "constructor") == [f"{served[1]}/en/a/constructor.html"]
    assert page.locator("#\\~search li a").inner_text() == "Region constructor"
    page.unroute_all()


@pytest.mark.untraced
@pytest.mark.browser
def test_from_a_disk_the_search_says_that_it_cannot(page, served):
    page.goto((served[0] / "en" / "places.html").as_uri())
    assert "use the pages by letter" in page.locator("#\\~search").inner_text()
    page.get_by_role("link", name="N", exact=False).filter(has_text="1").first.click()
    assert page.get_by_role("link", name="North").is_visible()


@pytest.mark.untraced
@pytest.mark.browser
def test_a_page_says_when_a_newer_release_stands_there(page, served):
    head = served[0] / "head.json"
    page.goto(f"{served[1]}/en/findings.html")
    page.wait_for_load_state("networkidle")
    note = page.locator("#\\~fresh")
    assert not note.is_visible()
    head.write_bytes(Head("log", 10, "00", "2031-05-21", "0").encoded())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    note.wait_for(state="visible")
    assert note.inner_text() == "A newer release stands here. Show it"
