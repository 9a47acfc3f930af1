"""Numbers and days as people announce them: decimals kept as written, compared exactly.

A percentage is text, because its decimals say how far it was rounded. Knows no claim.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2})(-[0-9]{2})?")


def _decimal(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError('should be a number in quotes, such as "51.20": its decimals count')
    return value


def _moment(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()[:10]
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError("should be a day (2024-07-29) or a month (2024-08)")
    date.fromisoformat(f"{match[1]}{match[2] or '-01'}")
    return value


Amount = Annotated[str, BeforeValidator(_decimal), StringConstraints(max_length=16)]
"""A decimal number as text, its decimals as they were said."""

Percent = Annotated[str, BeforeValidator(_decimal), StringConstraints(max_length=16)]
"""A percentage as text, its decimals as they were said, without the sign."""

Moment = Annotated[str, BeforeValidator(_moment), StringConstraints(max_length=10)]
"""An ISO day, or year and month where no day is known."""


def decimals(amount: str) -> int:
    """How many decimals it was said with."""
    return len(amount.partition(".")[2])


def half_unit(amount: str) -> Fraction:
    """Half a unit of the last decimal: how far the exact number may be from the one said."""
    return Fraction(1, 2 * 10 ** decimals(amount))


def share(percent: str) -> Fraction:
    """The percentage as a share (1 is the whole)."""
    return Fraction(percent) / 100


def share_slack(percent: str) -> Fraction:
    """Half a unit of the last decimal of a percentage, as a share."""
    return half_unit(percent) / 100
