"""Do the bulletins of one actor only grow? A later one may add votes; it cannot take any away."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from actas.claims.evidence import Evidence
from actas.claims.model import Announcement
from actas.claims.outcome import Outcome, lacking, say

_TOTALS = {
    "valid_votes": say("Valid votes"),
    "null_votes": say("Null votes"),
    "blank_votes": say("Blank votes"),
    "voters": say("Voters"),
}


def monotone(claim: Announcement, before: Announcement, evidence: Evidence) -> Outcome:
    """Test `monotone`: no choice, no total and not the coverage falls from `before` to `claim`.

    A group of the earlier bulletin is compared with the sum of its members, or with the same
    group, in the later one.
    """
    pairs = _pairs(claim, before, evidence)
    extents = (before.coverage, claim.coverage)
    numbers = {
        "before": {name: pair[0] for name, pair in pairs.items()},
        "after": {name: pair[1] for name, pair in pairs.items()},
    }
    fell = [name for name, (first, then) in pairs.items() if then < first]
    wrong = [
        say(
            "{what}: from {before} down to {after}.",
            what=_TOTALS.get(name) or evidence.name(name),
            before=pairs[name][0],
            after=pairs[name][1],
        )
        for name in fell
    ]
    first, then = extents
    if first and then and first.of == then.of and Fraction(then.share) < Fraction(first.share):
        wrong.append(
            say(
                "The share covered falls from {before} % to {after} %.",
                before=Decimal(first.share),
                after=Decimal(then.share),
            )
        )
    if wrong:
        return Outcome("monotone", "contradicted", numbers | {"fell": fell}, tuple(wrong))
    if not pairs:
        return lacking("monotone", say("The two bulletins give no number in common."), **numbers)
    said = say("No number falls from the bulletin before. This shows no more than that.")
    return Outcome("monotone", "supported", numbers | {"fell": fell}, (said,))


def _pairs(
    claim: Announcement, before: Announcement, evidence: Evidence
) -> dict[str, tuple[int, int]]:
    pairs: dict[str, tuple[int, int]] = {}
    for name, votes in before.votes.items():
        now = _votes(claim, frozenset(before.members(name, evidence.choices)), evidence)
        if now is not None:
            pairs[name] = (votes, now)
    for total in _TOTALS:
        first, then = getattr(before, total), getattr(claim, total)
        if first is not None and then is not None:
            pairs[total] = (first, then)
    return pairs


def _votes(claim: Announcement, members: frozenset[str], evidence: Evidence) -> int | None:
    """Votes that `claim` gives exactly these choices together; None where it does not say."""
    found: set[str] = set()
    votes = 0
    for name, number in claim.votes.items():
        those = frozenset(claim.members(name, evidence.choices))
        if those <= members:
            found |= those
            votes += number
    return votes if found == members else None
