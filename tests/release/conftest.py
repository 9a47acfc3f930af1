"""A release of a small invented election, made once and copied where a test changes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from votes import Votes, first


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Votes:
    """The project at its first release; not to be changed."""
    return first(tmp_path_factory.mktemp("small") / "project")


@pytest.fixture(scope="session")
def published(small: Votes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its release; not to be changed."""
    return release_of(small, tmp_path_factory.mktemp("published") / "release")


@pytest.fixture
def copied(published: Path, tmp_path: Path) -> Path:
    """A copy of the release, to be changed at will."""
    return Path(shutil.copytree(published, tmp_path / "release"))


@pytest.fixture(scope="session")
def publishing() -> Callable[[Votes, Path], Path]:
    """Publishes a project to a folder."""
    return release_of


def release_of(votes: Votes, target: Path) -> Path:
    return votes.publish(target)
