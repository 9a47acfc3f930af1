"""What a pack says can be logged and read back: nothing that tells shapes apart is left out."""

from __future__ import annotations

import pytest

from actas.election import packs
from actas.election.definition import Election
from actas.project.drafting import logged_definition


@pytest.mark.parametrize("pack", packs.names())
def test_a_logged_definition_is_the_definition(pack: str) -> None:
    definition = packs.definition(pack)
    assert Election.model_validate(logged_definition(definition)) == definition
