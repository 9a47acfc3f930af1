"""`actas count` in words where there is no lead, no rival, or a register that cannot be."""

from __future__ import annotations

from pathlib import Path

from tests.village import DEFINITION, Village, row


def told(directory: Path, *rows: str, definition: str = DEFINITION, **table: str) -> str:
    village = Village.made(directory, definition)
    village.take(*rows, **table)
    return " ".join(village.run("count").split())


def test_on_a_tie_nobody_leads_and_nobody_could_lose(tmp_path: Path) -> None:
    said = told(tmp_path, row("1/1", 50, 50), row("1/2", 30, 30))
    assert "nobody leads: Aurora and Boreal are tied with 80 votes each" in said
    assert "could lose it" not in said
    assert "would have to be false" not in said


def test_without_a_vote_nobody_leads(tmp_path: Path) -> None:
    definition = DEFINITION.replace("sources:\n", "findings: {off: [P204]}\nsources:\n")
    said = told(tmp_path, row("1/1", 0, 0), definition=definition)
    assert "nobody leads: no choice has a vote on the counted sheets" in said
    assert "could lose it" not in said


def test_an_only_choice_cannot_be_passed(tmp_path: Path) -> None:
    alone = DEFINITION.replace("      - {id: B, name: Boreal}\n", "")
    header = "ward,station,electors,A,valid,spoiled,link\n"
    said = told(tmp_path, "1,1,200,50,50,2,\n", definition=alone, header=header)
    assert "there is no other choice that could pass Aurora" in said
    assert "could lose it" not in said


def test_a_register_that_contradicts_itself_is_said(tmp_path: Path) -> None:
    short = DEFINITION.replace("electors: 1200", "electors: 300")
    said = told(tmp_path, row("1/1", 60, 50), row("1/2", 30, 30), definition=short)
    assert "it contradicts itself" in said
    assert "keeps the lead" not in said
