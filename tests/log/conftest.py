"""What the log's tests share: published vectors, keys made from fixed seeds, a small log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from logkit import make_signers

from actas.log.policy import Policy, of_keys
from actas.log.signing import Signer

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "research" / "log_vectors.json"


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """Published test vectors of other implementations; their sources stand in the file."""
    if not VECTORS.is_file():
        pytest.skip(f"the published vectors are not here: {VECTORS}")
    return json.loads(VECTORS.read_bytes())


@pytest.fixture(scope="session")
def signers() -> tuple[Signer, ...]:
    return make_signers()


@pytest.fixture(scope="session")
def policy(signers: tuple[Signer, ...]) -> Policy:
    return of_keys(signer.verifier for signer in signers)
