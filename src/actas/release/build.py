"""What a release is made of: every path with its bytes, from the log alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actas.release.manifest import Head
from actas.release.workers import Job


@dataclass(frozen=True)
class Plan:
    """A release about to be made.

    Attributes:
        head: where its log stands.
        near: jobs that need Polars, for the process that holds the election.
        far: jobs for workers.
    """

    head: Head
    near: Sequence[Job]
    far: Sequence[Job]
