"""Every command of the way to an election of one's own runs and prints what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs import runs_as_it_stands


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(600)  # a dozen processes, beside others
def test_commands_print_what_stands_there(tmp_path: Path, shared_data: Path) -> None:
    runs_as_it_stands("docs/your-own-election.md", tmp_path, shared_data)
