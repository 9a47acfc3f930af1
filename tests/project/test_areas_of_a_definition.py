"""Codes of areas in a definition are written as they are kept: others would match nothing."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from actas.errors import InputError
from actas.project.folder import definition_from

CHOICES = [{"id": "oak", "name": "Oak"}]


def definition(
    voted: list[str] | None = None, declared: list[str] | None = None, **more: Any
) -> bytes:
    """A definition (JSON is YAML too) whose second contest is voted on in these areas."""
    levels = [{"id": one, "name": one.title()} for one in ("region", "town", "station")]
    return orjson.dumps(
        {
            "actas": 1,
            "id": "invented",
            "name": "Invented",
            "date": "2030-01-06",
            "levels": levels,
            "contests": [
                {"id": "whole", "name": "Whole", "choices": CHOICES},
                {"id": "part", "name": "Part", "choices": CHOICES, "areas": voted or []},
            ],
            "register": {"areas": [{"code": one, "stations": 1} for one in declared or []]},
        }
        | more
    )


ODD = [
    (["01"], 0, "'01' is kept as '1': write it so"),
    (["1", "2/07"], 1, "'2/07' is kept as '2/7': write it so"),
    ([" 1"], 0, "' 1' is kept as '1': write it so"),
    (["1/"], 0, "'1/' is not a code: parts of letters"),
    (["a", ""], 1, "'' is not a code"),
    (["../1"], 0, "'../1' is not a code"),
    (["1/2/3"], 0, "'1/2/3' is too deep for an area; the levels above the station: region, town"),
    (["1/2", "2", "1/2"], 2, "'1/2' is given twice"),
]


@pytest.mark.parametrize(("areas", "number", "says"), ODD)
def test_areas_of_a_contest_that_would_match_nothing_are_named(
    areas: list[str], number: int, says: str
) -> None:
    with pytest.raises(InputError) as error:
        definition_from(definition(voted=areas), "e.yaml")
    assert str(error.value).startswith(f"e.yaml, contests.1.areas.{number}: {says}")


@pytest.mark.parametrize(("areas", "number", "says"), ODD[:2] + ODD[3:4] + ODD[5:])
def test_areas_with_declared_totals_that_would_match_nothing_are_named(
    areas: list[str], number: int, says: str
) -> None:
    with pytest.raises(InputError) as error:
        definition_from(definition(declared=areas), "e.yaml")
    assert str(error.value).startswith(f"e.yaml, register.areas.{number}.code: {says}")


def test_areas_in_normal_form_are_taken() -> None:
    election = definition_from(definition(["1", "2/7", "zzz"], ["1", "1/2"]), "e.yaml")
    assert election.contest("part").areas == ("1", "2/7", "zzz")
    kept = definition_from(definition(["01"], ["01/02"], leading_zeros="keep"), "e.yaml")
    assert kept.contest("part").areas == ("01",)
