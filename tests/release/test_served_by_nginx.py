"""A mirrored folder behind a real nginx, set up as the docs say: compressed, typed, cacheable."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from actas.errors import InputError
from actas.release.copies import copied
from actas.release.files import Folder
from actas.release.packed import holds, packed
from actas.release.verification import verify
from tests.pages import nginx

pytestmark = pytest.mark.untraced


@pytest.fixture(scope="module")
def mirror(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("web") / "results"
    copied(published, target, compress=True)
    return target


@pytest.fixture(scope="module")
def address(mirror: Path) -> Iterator[str]:
    if nginx.program() is None:
        pytest.skip("nginx is not installed")
    with nginx.served(mirror) as address:
        yield address


def asked(url: str, **headers: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
        return dict(answer.headers), answer.read()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("es/index.html", "text/html; charset=utf-8"),
        ("site/style.css", "text/css; charset=utf-8"),
        ("verify.js", "text/javascript; charset=utf-8"),
        ("verify.py", "text/plain; charset=utf-8"),
        ("head.json", "application/json; charset=utf-8"),
        ("data/stations.csv", "text/csv; charset=utf-8"),
        ("data/stations.parquet", "application/vnd.apache.parquet"),
        ("data/election.sqlite", "application/vnd.sqlite3"),
        ("feeds/es/releases.xml", "text/xml; charset=utf-8"),
        ("cards/es/whole.svg", "image/svg+xml"),
        ("log/checkpoint", "application/octet-stream"),
    ],
)
def test_every_kind_of_file_has_its_type(address: str, mirror: Path, path: str, kind: str) -> None:
    headers, body = asked(f"{address}/{path}")
    assert headers["Content-Type"] == kind
    assert body == (mirror / (path or "index.html")).read_bytes()


def test_a_page_travels_as_it_was_compressed(address: str, mirror: Path) -> None:
    headers, body = asked(f"{address}/es/index.html", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and headers["Vary"] == "Accept-Encoding"
    assert body == (mirror / "es/index.html.gz").read_bytes()
    assert gzip.decompress(body) == (mirror / "es/index.html").read_bytes()


def test_what_never_changes_is_kept_and_what_tells_of_news_is_asked_again(
    address: str, mirror: Path
) -> None:
    sheet = next((mirror / "sheets").rglob("*.jpg")).relative_to(mirror)
    assert "immutable" in asked(f"{address}/{sheet}")[0]["Cache-Control"]
    assert asked(f"{address}/head.json")[0]["Cache-Control"] == "no-cache"
    assert asked(f"{address}/es/index.html")[0]["Cache-Control"] == "public, max-age=60"


def test_only_cards_stand_in_other_pages(address: str) -> None:
    headers, _ = asked(f"{address}/es/index.html")
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in asked(f"{address}/cards/es/whole.html")[0]


def test_what_is_not_there_is_not_there(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        asked(f"{address}/es/nobody.html")


def test_the_mirror_verifies_and_a_compressed_page_that_says_something_else_does_not(
    published: Path, tmp_path: Path
) -> None:
    target = tmp_path / "web"
    copied(published, target, compress=True)
    assert verify(target, workers=1).ok
    (target / "es/index.html.gz").write_bytes(packed(b"<p>Someone else won</p>"))
    told = [check.says for check in verify(target, workers=1).checks if not check.ok]
    assert told == ["1 files are there and belong to no release; the first: es/index.html.gz"]


def test_the_same_page_compresses_to_the_same_bytes_and_nothing_more_is_in_them() -> None:
    page = b"<p>page</p>" * 100
    assert packed(page) == packed(page) and holds(packed(page), page)
    assert not holds(packed(page) + b"x", page)
    assert not holds(packed(page)[:-1], page)
    assert not holds(packed(page * 10_000), page)
    assert not holds(b"no gzip", page)


def test_compressed_files_come_and_go_as_asked_and_others_are_left_alone(
    published: Path, tmp_path: Path
) -> None:
    target = tmp_path / "web"
    paths = Folder(published).paths()
    copied(published, target, compress=True)
    packs = [path for path in Folder(target).paths() if path not in paths]
    assert packs and all(path.removesuffix(".gz") in paths for path in packs)
    before = (target / packs[0]).stat().st_ino
    assert copied(published, target, compress=True).sent == 0
    assert (target / packs[0]).stat().st_ino == before
    copied(published, target)
    assert Folder(target).paths() == paths
    (target / "diary.txt").write_text("mine")
    with pytest.raises(InputError, match="no release put there"):
        copied(published, target, compress=True)
