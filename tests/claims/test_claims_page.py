"""`docs/claims.md` says what the code does: its example loads, and it names every kind and test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from claimkit import claims, held, judged

from actas.claims.loading import parse_claims
from actas.claims.model import Claim
from actas.claims.outcome import VerdictWord

PAGE = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_loads() -> None:
    assert EXAMPLE
    found = parse_claims(EXAMPLE[1].encode(), "docs/claims.md")
    assert [claim.kind for claim in found] == ["announcement", "endorsement", "obligation"]


def test_the_example_agrees_with_itself() -> None:
    assert EXAMPLE
    first = parse_claims(EXAMPLE[1].encode(), "docs/claims.md")[0]
    by = held([{"ceiba": 1, "roble": 1, "palma": 1}], expected=9, register=1_400_000)
    found = judged(first.model_dump(mode="json"), by=by)[0]
    verdicts = {test.test: test.verdict for test in found.tests}
    assert {verdicts[name] for name in ("rounding", "totals", "percentages", "turnout")} == {
        "supported"
    }


def test_every_kind_key_and_verdict_is_explained() -> None:
    union = get_args(get_args(Claim)[0])
    for model in union:
        kind = get_args(model.model_fields["kind"].annotation)[0]
        assert f"`{kind}`" in PAGE
        for key in model.model_fields:
            assert f"`{key}`" in PAGE or f"`{key}: " in PAGE or key == "kind", (kind, key)
    for word in get_args(VerdictWord):
        assert f"`{word}`" in PAGE


def test_every_test_is_explained() -> None:
    by = held([{"a": 60, "b": 40}], expected=1)
    common = {"actor": "CE", "source": [{"cite": "x"}], "words": "x", "made": "2031-06-01"}
    given = [
        {**common, "id": "1", "kind": "announcement", "votes": {"a": 60, "b": 40}},
        {**common, "id": "2", "kind": "announcement", "votes": {"a": 60, "b": 40}, "follows": "1"},
        {**common, "id": "3", "kind": "winner", "winner": "a"},
        {**common, "id": "4", "kind": "ratio", "choice": "a", "to": "b", "value": "1"},
        {**common, "id": "5", "kind": "coverage", "covers": {"share": "80"}},
        {**common, "id": "6", "kind": "authenticity", "genuine": True},
        {**common, "id": "7", "kind": "obligation", "due": "2031-06-10", "made": None},
    ]
    headings = " ".join(line for line in PAGE.splitlines() if line.startswith("### "))
    assert len(claims(*given)) == len(given)
    for verdict in judged(*given, by=by):
        for test in verdict.tests:
            assert f"`{test.test}`" in headings
