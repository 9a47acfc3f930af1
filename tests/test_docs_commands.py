"""Every command in the guide runs and prints what stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs import ROOT, matches, run, session

DOCUMENTS = ["docs/your-own-election.md", "README.md", "docs/guide.md"]


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_commands_print_what_stands_there(name: str, tmp_path: Path, shared_data: Path) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert session(ROOT / name), f"{name} shows no command"
    own = tmp_path / Path(name).name
    own.write_text(written.replace("EXAMPLES", str(ROOT / "docs" / "examples")), encoding="utf-8")
    run(own, tmp_path, shared_data)


def test_what_does_not_match_is_told_apart() -> None:
    assert matches(["a … c", "…", "z"], ["a b c", "x", "y", "z"])
    assert matches(["a"], ["a  ", ""])
    assert not matches(["a"], ["b"])
    assert not matches(["a"], ["a", "b"])


def test_links_between_the_docs_lead_somewhere() -> None:
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:")):
                assert (document.parent / target).exists(), f"{document.name}: {target}"
