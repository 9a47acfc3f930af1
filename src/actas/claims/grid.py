"""How many results look as if they had been computed from rounded percentages.

Counts, exactly, the ways to share a total among groups so that every count is within half a vote
of a whole multiple of the rounding unit. Knows no election: whole numbers in, whole numbers out.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import comb, gcd

LARGEST = 2_000_000
"""Most slots of a polynomial that are multiplied out: beyond, only the approximation is given."""

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def on_grid(total: int, groups: int, grid: int, *, last_free: bool = False) -> int | None:
    """Ways to share `total` votes among `groups` so that every count n has |n − total·c/grid| ≤ ½
    for some whole c, the c adding up to `grid`.

    The counts n(c) are the grid's shares rounded; those whose rounding errors cancel are counted,
    by multiplying out Σ x^c y^e, e being the rounding error in units of 1/grid taken modulo a
    small number coprime to the grid (the errors of a composition add up to a multiple of the
    grid, so that number tells the multiples apart).

    Args:
        total: votes; must be more than grid · groups / 2, so that no two c share an n.
        groups: at least 2.
        grid: 10^(d+2) for percentages with d decimals.
        last_free: the last group is whatever is left and need not lie on the grid itself.

    Returns:
        the exact number, or None where it would take too long.
    """
    if 2 * total <= grid * groups:
        raise ValueError("the total is too small for this grid to tell anything")
    if not last_free:
        return _cancelling(total, groups, grid, wraps=(0,))
    # The others, rounded, must leave the last group nothing below zero. Only where they already
    # take the whole grid can their roundings exceed the total.
    over = tuple(range(1, (groups - 1) // 2 + 1))
    beyond = _cancelling(total, groups - 1, grid, wraps=over) if over else 0
    return None if beyond is None else _free(total, groups - 1, grid) - beyond


def probability(ways: int, total: int, groups: int) -> Fraction:
    """Share of all ways to divide `total` votes among `groups`."""
    return Fraction(ways, comb(total + groups - 1, groups - 1))


def approximation(total: int, groups: int, grid: int) -> float:
    """The same share, roughly: (grid / total)^(groups − 1)."""
    return float(Fraction(grid, total) ** (groups - 1))


def _free(total: int, groups: int, grid: int) -> int:
    """Ways to put `groups` counts on the grid with the c adding up to at most `grid`."""
    ties = [len(_counts(total, c, grid)) for c in range(grid + 1)]
    if all(ways == 1 for ways in ties):
        return comb(grid + groups, groups)
    ways = [1] + [0] * grid
    for _ in range(groups):
        ways = [sum(ways[s - c] * ties[c] for c in range(s + 1)) for s in range(grid + 1)]
    return sum(ways)


@lru_cache(maxsize=64)
def _cancelling(total: int, groups: int, grid: int, wraps: tuple[int, ...]) -> int | None:
    """Compositions of `grid` whose rounded counts exceed `total` by one of `wraps`."""
    modulus = next(m for m in range(groups + 1, 10 * groups + 20) if gcd(m, grid) == 1)
    stride = 2 * modulus - 1
    if 2 * (grid + 1) * stride > LARGEST:
        return None
    one = [0] * ((grid + 1) * stride)
    for c in range(grid + 1):
        for count in _counts(total, c, grid):
            one[c * stride + (grid * count - total * c) % modulus] += 1
    half = _power(one, groups // 2, grid, modulus)
    rest = half if groups % 2 == 0 else _times(half, one, grid, modulus)
    wanted = {grid * wrap % modulus for wrap in wraps}
    return sum(
        ways * rest[(grid - c) * stride + other]
        for c in range(grid + 1)
        for error in range(modulus)
        if (ways := half[c * stride + error])
        for other in range(modulus)
        if (error + other) % modulus in wanted
    )


def _counts(total: int, c: int, grid: int) -> tuple[int, ...]:
    """Whole counts within half a vote of total·c/grid: one, or two where it lies between."""
    whole, left = divmod(total * c, grid)
    if 2 * left == grid:
        return (whole, whole + 1)
    return (whole + (2 * left > grid),)


def _power(one: list[int], exponent: int, grid: int, modulus: int) -> list[int]:
    power = one
    for bit in bin(exponent)[3:]:
        power = _times(power, power, grid, modulus)
        if bit == "1":
            power = _times(power, one, grid, modulus)
    return power


def _times(left: list[int], right: list[int], grid: int, modulus: int) -> list[int]:
    """Product of two polynomials in x (cut at `grid`) and y (cyclic of length `modulus`).

    Packed as the digits of two long decimals, whose product the decimal library finds by a
    number-theoretic transform.
    """
    stride = 2 * modulus - 1
    width = len(str(sum(left) * sum(right)))
    digits = str(_EXACT.multiply(_packed(left, width), _packed(right, width)))
    product = [0] * len(left)
    # Slots stand from the right; those past the grid are dropped.
    for slot in range(min(len(left), -(-len(digits) // width))):
        end = len(digits) - slot * width
        ways = int(digits[max(0, end - width) : end])
        if ways:
            c, error = divmod(slot, stride)
            product[c * stride + error % modulus] += ways
    return product


def _packed(slots: list[int], width: int) -> Decimal:
    return Decimal("".join(str(ways).zfill(width) for ways in reversed(slots)) or "0")
