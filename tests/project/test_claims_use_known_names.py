"""claims.yaml is held against the definition beside it, as people last edited it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.village import DEFINITION, Village

CLAIMS = """\
actas: 1
claims:
  - id: "1"
    kind: winner
    actor: Board
    made: 2031-05-05
    source: [{cite: Notice of 2031-05-05}]
    words: Aurora won.
    winner: Z
"""


@pytest.fixture
def village(tmp_path: Path) -> Village:
    village = Village.made(tmp_path)
    (village.root / "claims.yaml").write_text(CLAIMS)
    return village


@pytest.mark.parametrize("verb", [("claims",), ("publish", "site")])
def test_a_name_that_the_election_lacks_is_refused_and_changes_no_byte(
    village: Village, verb: tuple[str, ...]
) -> None:
    before = village.bytes()
    said = village.run(*verb, status=2)
    assert "claims.yaml, line 9, claims.0.winner: claim 1: no choice 'Z' in contest mayor" in said
    assert village.bytes() == before


def test_a_choice_that_was_just_written_into_the_definition_is_known(village: Village) -> None:
    (village.root / "election.yaml").write_text(
        DEFINITION.replace("form:\n", "      - {id: Z, name: Zenith}\nform:\n")
    )
    (one,) = village.json("claims")
    assert (one["id"], one["verdict"]) == ("1", "undecidable")
