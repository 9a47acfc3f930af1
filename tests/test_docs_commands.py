"""How shown output is compared, and that links between the docs lead somewhere.

The commands of each document have a file of their own, so that they are run side by side.
"""

from __future__ import annotations

import re

from tests.docs import ROOT, matches


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
