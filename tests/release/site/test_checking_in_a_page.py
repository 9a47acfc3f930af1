"""A reader checks a page in the page: in Chromium, over HTTP below a path, and from a disk."""

from __future__ import annotations

import functools
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

sys.path.insert(0, str(Path(__file__).parent.parent))

pytestmark = [pytest.mark.untraced, pytest.mark.browser]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder and the address at which it is served, on this machine only."""
    folder = tmp_path_factory.mktemp("served")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def site(served: tuple[Path, str], published: Path, tmp_path: Path) -> tuple[Path, str]:
    """A copy of the release, to be changed at will, below a path of several parts."""
    folder, address = served
    name = f"{tmp_path.name}/a mirror/of it"
    shutil.copytree(published, folder / name)
    return folder / name, f"{address}/{name}".replace(" ", "%20")


class Reader:
    """A window that has pages checked one after the other and notes what goes wrong."""

    def __init__(self, browser: Browser, *, script: bool = True) -> None:
        self.wrong: list[str] = []
        self.script = script
        self._home = ""
        self.page = browser.new_page(java_script_enabled=script)
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    def checked(self, address: str) -> Page:
        """The page after its check was asked for."""
        self.wrong.clear()
        self._home = address[:20]
        self.page.goto(address)
        self.page.locator("a[data-check]").click()
        if self.script and address.startswith("http"):
            self.page.locator("[data-ok]").wait_for()
        return self.page

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:")):
            self.wrong.append(request.url)


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Reader:
    return Reader(browser)


PAGES = [
    "en/verify.html",
    "es/verify.html",
    "en/index.html",
    "en/a/1.html",
    "es/a/1/1.html",
    "en/c/mayor/index.html",
    "en/c/mayor/a/1/1.html",
    "en/a/2/9.html",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_good_page_holds(reader: Reader, site: tuple[Path, str], path: str) -> None:
    page = reader.checked(f"{site[1]}/{path}")
    box = page.locator("[data-ok]")
    assert box.get_attribute("data-ok") == "true", box.inner_text()
    assert not reader.wrong
    end = "Todo lo comprobado aquí se sostiene." if path[:2] == "es" else "Everything checked here"
    assert end in box.inner_text()


def changed(path: str, old: str, new: str):
    def change(folder: Path) -> None:
        data = (folder / path).read_bytes()
        assert old.encode() in data, path
        (folder / path).write_bytes(data.replace(old.encode(), new.encode(), 1))

    return change


def flipped(path: str):
    def change(folder: Path) -> None:
        data = bytearray((folder / path).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / path).write_bytes(data)

    return change


ALTERED = {
    "a number of a station": (
        "en/a/1/1.html",
        changed("en/a/1/1.html", '<td class="n">114</td>', '<td class="n">115</td>'),
    ),
    "a number of a place": (
        "en/a/1.html",
        changed("data/a/1.json", '"votes":{"moon":', '"votes":{"moon":1'),
    ),
    "the result on the first page": (
        "en/index.html",
        changed("data/count.json", '"sun": ', '"sun": 1'),
    ),
    "an entry": (
        "en/a/1/1.html",
        changed("log/tile/entries/000.p/70", '"sun":100', '"sun":101'),
    ),
    "a tile": ("en/a/1/1.html", flipped("log/tile/0/000.p/70")),
    "an entry, the whole checked": ("en/verify.html", flipped("log/tile/entries/000.p/70")),
    "the head": ("en/verify.html", changed("log/checkpoint", "\n70\n", "\n69\n")),
    "the numbers": ("en/verify.html", changed("data/count.json", '"moon": ', '"moon": 1')),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_one_does_not(reader: Reader, site: tuple[Path, str], name: str) -> None:
    path, change = ALTERED[name]
    change(site[0])
    page = reader.checked(f"{site[1]}/{path}")
    assert page.locator("[data-ok]").get_attribute("data-ok") in {"false", "unknown"}


def test_the_key_that_was_got_elsewhere_decides(browser: Browser, site, small) -> None:
    page = browser.new_page()
    page.goto(f"{site[1]}/en/verify.html")
    for key, ok in ((small.vkey, "true"), (small.vkey.replace("votes+2", "votes+3"), "false")):
        page.get_by_label("Key of the log").fill(key)
        page.locator("a[data-check]").click()
        page.locator(f"[data-ok={ok}]").wait_for()
    page.close()


def test_from_a_disk_the_page_says_so_and_names_the_python_file(
    reader: Reader, published: Path
) -> None:
    page = reader.checked((published / "es/a/1/1.html").as_uri())
    page.wait_for_url("**/es/verify.html#here")
    assert "no puede comprobar el registro" in page.locator(".checked").inner_text()
    assert "python3 verify.py" in page.locator(".checked").inner_text()


def test_without_javascript_the_page_says_what_to_do(browser: Browser, site) -> None:
    reader = Reader(browser, script=False)
    page = reader.checked(f"{site[1]}/en/a/1/1.html")
    assert page.url.endswith("/en/verify.html#here") and not reader.wrong
    page.locator("a[data-check]").click()
    assert page.url.endswith("#python")
    assert page.get_by_text("python3 verify.py").is_visible()
    page.close()
