"""docs/rules.md is what the catalogue says."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from actas.checks.catalogue import RULES
from actas.checks.docs import rules_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_is_the_catalogues() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), (
        "write it again: python -m actas.checks.docs docs/rules.md"
    )


def test_the_module_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "rules.md"
    monkeypatch.setattr(sys, "argv", ["docs", str(target)])
    monkeypatch.delitem(sys.modules, "actas.checks.docs")
    runpy.run_module("actas.checks.docs", run_name="__main__")
    assert target.read_text(encoding="utf-8") == rules_page()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_code_has_its_entry(rule) -> None:  # type: ignore[no-untyped-def]
    page = rules_page()
    assert f"\n## {rule.code}\n" in page
    assert rule.doc in page
    assert f"- en: {rule.says}\n- es: " in page
