"""The notebook runs from the address of a release, and fails where the numbers do not add up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on loopback."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def executed(notebook: Path, where: Path) -> Any:
    found = nbformat.read(notebook, as_version=4)
    nbformat.validate(found)
    where.mkdir()
    client = NotebookClient(found, timeout=120, resources={"metadata": {"path": str(where)}})
    return client.execute()


def test_it_runs_from_the_url_and_names_nobody(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(published) as address:
        monkeypatch.setenv("ACTAS_RELEASE", address)
        done = executed(published / "data/notebook.ipynb", tmp_path / "elsewhere")
    shown = [
        output["data"]["text/plain"]
        for cell in done.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert len(shown) == 6
    assert "example.org/votes" in shown[0]
    assert "governor" in shown[3]


def test_a_changed_table_stops_it(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied / "data/stations.csv"
    path.write_bytes(path.read_bytes().replace(b",100,", b",101,", 1))
    monkeypatch.setenv("ACTAS_RELEASE", str(copied))
    with pytest.raises(CellExecutionError, match="AssertionError"):
        executed(copied / "data/notebook.ipynb", tmp_path / "elsewhere")
