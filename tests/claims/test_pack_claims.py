"""The claims that ship in a pack fit it, are cited, and are said in both languages."""

from __future__ import annotations

import pytest

from actas.claims.loading import parse_claims
from actas.claims.model import Claim
from actas.election.packs import CLAIMS, contents, definition, names

PACKS = [pack for pack in names() if CLAIMS in contents(pack)]


def pack_claims(pack: str) -> tuple[Claim, ...]:
    return parse_claims(contents(pack)[CLAIMS], f"{pack}/{CLAIMS}", definition(pack))


@pytest.mark.parametrize("pack", PACKS)
def test_every_claim_is_cited_and_in_both_languages(pack: str) -> None:
    for claim in pack_claims(pack):
        assert isinstance(claim.words, dict), claim.id
        assert {"es", "en"} <= set(claim.words), claim.id
        assert all(citation.cite for citation in claim.source)


def test_all_fifteen_statements_of_venezuela_2024_are_there() -> None:
    kinds: dict[str, list[str]] = {}
    for claim in pack_claims("ve-2024"):
        kinds.setdefault(claim.id.rstrip("abc"), []).append(claim.kind)
    assert kinds == {
        "1": ["announcement"],
        "2": ["announcement", "winner"],
        "3": ["endorsement"],
        "4": ["coverage"],
        "5": ["coverage"],
        "6": ["winner", "ratio"],
        "7": ["authenticity"],
        "8": ["obligation"],
        "9": ["obligation"] * 3,
        "10": ["request", "request", "position"],
        "11": ["position"],
        "12": ["request"],
        "13": ["position"],
        "14": ["assessment"],
        "15": ["reported figure"],
    }


def test_the_eleven_governments() -> None:
    (joint,) = [claim for claim in pack_claims("ve-2024") if claim.id == "13"]
    assert len(joint.actor) == 11
    assert joint.refers_to() == ("3",)
