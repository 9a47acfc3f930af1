"""The demo's files: the same for the same seed, read by the real models, shipped as a pack."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pytest

from actas import LANGUAGES
from actas.claims.loading import load_claims
from actas.demo.country import LEAST_STATIONS, invent
from actas.demo.definition import definition
from actas.demo.write import Made, write
from actas.election import packs
from actas.election.definition import Election
from actas.election.loading import load_yaml

pytestmark = pytest.mark.untraced  # runs of much that other tests cover


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return write(tmp_path_factory.mktemp("demo"))


def test_the_same_seed_writes_the_same_bytes(made: Made, tmp_path: Path) -> None:
    again = write(tmp_path / "again")
    for path in sorted(made.directory.iterdir()):
        assert path.read_bytes() == (again.directory / path.name).read_bytes(), path.name
    assert again.planted == made.planted


def test_another_seed_is_another_country(made: Made, tmp_path: Path) -> None:
    other = write(tmp_path / "other", seed=6)
    assert other.register.read_bytes() != made.register.read_bytes()


def test_definition_and_claims_are_what_actas_takes(made: Made) -> None:
    election = load_yaml(made.definition, Election)
    claims = load_claims(made.claims, election)
    assert [level.id for level in election.levels][-1] == "station"
    assert len(election.levels) == 5
    assert {claim.id for claim in claims} == set(made.verdicts)
    assert {source.id for source in election.sources} == {table.source for table in made.tables}


def test_what_it_names_is_said_in_every_language_asked_for() -> None:
    country = invent(LEAST_STATIONS, Random(1))
    election = Election.model_validate(definition(country, LANGUAGES))
    assert election.languages == LANGUAGES
    tallies, lists = election.form.tallies, election.contests[0].choices
    for one in (election, *election.levels, *election.contests, *lists, *tallies):
        assert isinstance(one.name, dict)
        assert set(one.name) == set(LANGUAGES), one.name
    assert set(definition(country)["name"]) == {"es", "en"}


def test_the_register_is_closed_and_has_every_station(made: Made) -> None:
    election = load_yaml(made.definition, Election)
    assert election.register_.kind == "closed"
    with made.register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2000
    assert all(cell for row in rows for cell in row.values())


def test_tables_say_how_many_sheets_they_hold(made: Made) -> None:
    for table in made.tables:
        with table.path.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.DictReader(file)) == table.sheets


def test_the_pack_demo_is_what_the_demo_writes(made: Made) -> None:
    for name, content in packs.contents("demo").items():
        assert content == (made.directory / name).read_bytes(), f"{name}: run make_pack again"
    assert packs.definition("demo").id == "demo"
