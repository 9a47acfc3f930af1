"""HTML, SVG and CSS of every kind of page and election are what their standards say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from building import ELECTIONS, site_of
from showcase import pages

from tests.pages import kinds, valid

pytestmark = [pytest.mark.untraced]

LEFT: set[str] = set() if "ACTAS_ALL_THEMES" in os.environ else {"en", "pt", "fr", "id"}
"""Languages whose markup is that of Spanish, and English in the other elections; all are looked
at in `make soak`."""


def test_the_checker_has_nothing_against_any_page(tmp_path: Path) -> None:
    if valid.missing():
        pytest.skip(valid.missing())
    folders = {"showcase": pages()} | {name: site_of(name) for name in ELECTIONS}
    for name, made in folders.items():
        for path, data in _looked_at(name, made).items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><title>t</title><p><div></p>")
    found = valid.faults([tmp_path])
    assert found and all("/bad.html:" in fault for fault in found), found


def test_a_page_of_no_kind_is_refused() -> None:
    with pytest.raises(LookupError, match="name its kind"):
        kinds.kind("es/surprise.html")


def _looked_at(name: str, made: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pages and what is drawn: of odd elections in one language, the markup being the same."""
    marked = {p: data for p, data in made.items() if p.endswith((".html", ".svg", ".css"))}
    if name == "showcase":
        return {path: data for path, data in marked.items() if not LEFT & set(path.split("/"))}
    return {path: data for path, data in marked.items() if path.startswith(("en/", "cards/en/"))}
