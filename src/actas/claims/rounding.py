"""Were the announced counts computed from rounded percentages?

An honest count lies anywhere; a count that was made by multiplying a rounded percentage by a total
lies within half a vote of such a product, and all of them at once hardly ever do so by chance. It
shows how numbers came about, never whether the result is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from actas.claims.evidence import Evidence
from actas.claims.grid import approximation, on_grid, probability
from actas.claims.model import Announcement
from actas.claims.outcome import Outcome, lacking, ratio, say

DECIMALS = (0, 1, 2)
"""Decimals of percentages that are tried; the probability is multiplied by how many were."""

BEYOND_CHANCE = Fraction(1, 1000)
"""Corrected probability below which chance is ruled out and the counts are contradicted."""

_HALF = Fraction(1, 2)
_REST = "the rest"


@dataclass(frozen=True)
class _Rounded:
    """Counts that lie on the grid of percentages with so many decimals."""

    decimals: int
    residuals: dict[str, Fraction]
    last_free: bool


def rounded_percentages(claim: Announcement, evidence: Evidence) -> Outcome:
    """Test `rounding`: residuals r = n − T p, p the nearest percentage with d decimals.

    The counts are flagged where every |r| ≤ ½, for the least d of DECIMALS at which they are.
    Among honest counts, taken as any way to share T among K groups alike, that happens with
    `p_exact` ≈ `p_approx` = (10^(d+2)/T)^(K−1). A group derived from the others (its figure a sum
    or a difference of rounded ones) may miss by one: then it is left free.
    """
    total, counts = claim.total, _counts(claim)
    groups = len(counts)
    if groups < 2:
        return lacking("rounding", say("It takes the votes of two choices or more."))
    if sum(counts.values()) != total:
        return lacking("rounding", say("Its choices add up to more than its total."))
    tried = tuple(d for d in DECIMALS if _informative(total, groups, d))
    numbers = {"total": total, "groups": groups, "tried": list(tried)}
    if not tried:
        return lacking("rounding", say("So few votes tell nothing of rounding."), **numbers)
    found = next((hit for d in tried if (hit := _flagged(counts, total, d, claim))), None)
    if found is None:
        empty = {"decimals": None, "p_exact": None, "p_approx": None, "p_corrected": None}
        said = say(
            "The counts are not the products of percentages rounded to up to {most} decimals.",
            most=tried[-1],
        )
        return Outcome("rounding", "supported", numbers | empty, (said, _NOT_SHOWN_IF_CLEAR))
    return _judged(found, total, groups, numbers)


_NOT_SHOWN_IF_CLEAR = say("This does not show that they were counted.")


def _judged(found: _Rounded, total: int, groups: int, numbers: dict[str, object]) -> Outcome:
    grid = 10 ** (found.decimals + 2)
    approx = approximation(total, groups, grid)
    ways = on_grid(total, groups, grid, last_free=found.last_free)
    exact = None if ways is None else probability(ways, total, groups)
    tried = numbers["tried"]
    assert isinstance(tried, list)
    corrected = min(Fraction(1), (Fraction(approx) if exact is None else exact) * len(tried))
    beyond = corrected <= BEYOND_CHANCE
    numbers = numbers | {
        "decimals": found.decimals,
        "residuals": {name: ratio(left) for name, left in found.residuals.items()},
        "p_exact": None if exact is None else float(exact),
        "p_approx": approx,
        "p_corrected": float(corrected),
    }
    if beyond:
        said = say(
            "Every announced count is, to within half a vote, a rounded percentage (decimals: "
            "{decimals}) of the total {total}, as numbers computed from percentages are. Of "
            "results counted vote by vote, about one in {one_in} looks so by chance.",
            decimals=found.decimals,
            total=total,
            one_in=floor(1 / corrected),
        )
    else:
        said = say(
            "The announced counts look like rounded percentages (decimals: {decimals}) of the "
            "total {total}, but so do about one in {one_in} of the results counted vote by vote.",
            decimals=found.decimals,
            total=total,
            one_in=floor(1 / corrected),
        )
    unshown = say(
        "This is not the probability that the result is false: it does not show who received "
        "how many votes."
    )
    return Outcome("rounding", "contradicted" if beyond else "recorded", numbers, (said, unshown))


def _counts(claim: Announcement) -> dict[str, int]:
    """The groups that make up the total; what was not announced of it is one more group.

    Nothing is 0 % of any total, so a group without votes tells nothing and does not count.
    """
    counts = {name: votes for name, votes in claim.votes.items() if votes}
    rest = claim.total - sum(counts.values())
    return counts | ({_REST: rest} if rest > 0 else {})


def _informative(total: int, groups: int, decimals: int) -> bool:
    # Below two votes to the unit, every count is near a percentage.
    grid = int(10 ** (decimals + 2))
    return total >= 2 * grid and 2 * total > grid * groups


def _flagged(
    counts: dict[str, int], total: int, decimals: int, claim: Announcement
) -> _Rounded | None:
    grid = 10 ** (decimals + 2)
    residuals = {name: _residual(votes, total, grid) for name, votes in counts.items()}
    off = [name for name, left in residuals.items() if abs(left) > _HALF]
    derived = set(claim.groups) | {_REST}
    if not off:
        return _Rounded(decimals, residuals, last_free=False)
    if len(off) == 1 and off[0] in derived:
        return _Rounded(decimals, residuals, last_free=True)
    return None


def _residual(votes: int, total: int, grid: int) -> Fraction:
    nearest = floor(Fraction(votes * grid, total) + _HALF)
    return votes - Fraction(total * nearest, grid)
