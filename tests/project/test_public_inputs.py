"""`actas import --from-pack`: downloaded from a real server, checked, imported; or a plain no."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.village import DEFINITION, HEADER, Village, row

TABLE = (HEADER + row("1/1", 60, 40) + row("1/2", 55, 30)).encode()


class _Quiet(SimpleHTTPRequestHandler):
    def log_request(self, *_: object) -> None:
        """Say nothing."""

    def log_error(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    folder = tmp_path / "www"
    folder.mkdir()
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def village_with_inputs(tmp_path: Path, base: str, digest: str) -> Village:
    inputs = f"""\
inputs:
  - file: sheets.csv
    url: {base}/sheets.csv
    sha256: {digest}
    source: herons
    mapping: mapping.yaml
"""
    return Village.made(tmp_path, DEFINITION + inputs)


def test_inputs_are_downloaded_checked_and_imported(
    tmp_path: Path, served: tuple[Path, str]
) -> None:
    folder, base = served
    (folder / "sheets.csv").write_bytes(TABLE)
    village = village_with_inputs(tmp_path, base, hashlib.sha256(TABLE).hexdigest())
    (told,) = village.json("import", "--from-pack")
    assert (told["file"], told["new"]) == ("sheets.csv", 2)
    (again,) = village.json("import", "--from-pack")
    assert again["entries"] == 0


def test_another_file_than_the_one_named_is_refused(
    tmp_path: Path, served: tuple[Path, str]
) -> None:
    folder, base = served
    (folder / "sheets.csv").write_bytes(TABLE + b" ")
    village = village_with_inputs(tmp_path, base, hashlib.sha256(TABLE).hexdigest())
    before = village.bytes()
    assert "is not the file that the pack names" in village.run("import", "--from-pack", status=2)
    assert village.bytes() == before


def test_a_file_that_is_gone_is_told_with_what_to_do(
    tmp_path: Path, served: tuple[Path, str]
) -> None:
    village = village_with_inputs(tmp_path, served[1], "0" * 64)
    said = village.run("import", "--from-pack", status=2)
    assert "answered 404" in said
    assert "actas import sheets.csv --source herons" in said


def test_without_a_network_it_says_so_plainly(tmp_path: Path) -> None:
    village = village_with_inputs(tmp_path, "http://127.0.0.1:9", "0" * 64)
    before = village.bytes()
    assert "there is no network to http://127.0.0.1:9/sheets.csv" in village.run(
        "import", "--from-pack", status=2
    )
    assert village.bytes() == before


def test_a_definition_without_inputs_says_so(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    assert "names no public inputs" in village.run("import", "--from-pack", status=2)
