"""How often honest announcements are told to be computed from percentages: simulated.

`python benchmarks/calibrate.py [ANNOUNCEMENTS]`. Elections with stations of 100 to 499 ballots and
shares that vary from station to station; their true totals are announced and judged.
"""

from __future__ import annotations

import sys

import numpy as np
import polars as pl

from actas.claims.evidence import evidence
from actas.claims.model import from_log
from actas.claims.rounding import rounded_percentages
from actas.count.shapes import Count

SEED = 20240729
STATIONS = (5, 30, 300)
GROUPS = (2, 3, 5)


def announced(rng: np.random.Generator, stations: int, groups: int) -> dict[str, int]:
    """True totals of an honest election."""
    base = rng.dirichlet(np.full(groups, 4.0))
    ballots = rng.integers(100, 500, stations)
    counts = rng.multinomial(ballots, rng.dirichlet(base * 50, stations)).sum(0)
    return {f"c{number}": int(count) for number, count in enumerate(counts)}


def contradicted(votes: dict[str, int]) -> bool:
    """Whether the rounding test takes them for products of percentages."""
    claim = from_log(
        {
            "id": "1",
            "actor": "CE",
            "kind": "announcement",
            "made": "2031-06-02",
            "words": "Simulated.",
            "source": [{"cite": "simulation"}],
            "votes": votes,
        }
    )
    empty = {"station": pl.String, "electors": pl.Int64, "valid_votes": pl.Int64}
    sheets = pl.DataFrame(schema=empty | dict.fromkeys(votes, pl.Int64))
    count = Count(
        contest="president", area="", name=None, expected=None, counted=0, quarantined=0,
        rejected=0, registered_expected=None, registered_counted=None, valid=0, null=None,
        blank=None, tallies={}, votes=dict.fromkeys(votes, 0),
    )  # fmt: skip
    return rounded_percentages(claim, evidence(count, sheets)).verdict == "contradicted"  # type: ignore[arg-type]


def main(announcements: int = 9000) -> None:
    """Print a row a size of election, and the rate over all."""
    each = -(-announcements // (len(STATIONS) * len(GROUPS)))
    print("| stations | groups | announcements | contradicted |")
    print("| --- | --- | --- | --- |")
    alarms = 0
    for stations in STATIONS:
        for groups in GROUPS:
            rng = np.random.default_rng((SEED, stations, groups))
            found = sum(contradicted(announced(rng, stations, groups)) for _ in range(each))
            alarms += found
            print(f"| {stations} | {groups} | {each:,} | {found} |", flush=True)
    total = each * len(STATIONS) * len(GROUPS)
    print(f"{alarms} false alarms in {total:,} honest announcements (limit: 1 in 1,000)")
    if alarms > total / 1000:
        raise SystemExit(1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
