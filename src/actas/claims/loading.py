"""`claims.yaml` into claims, and claims held against the election they speak of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from actas.claims.model import (
    VALID,
    Announcement,
    Authenticity,
    Claim,
    Claims,
    Coverage,
    Ratio,
    Winner,
)
from actas.election.definition import Election
from actas.election.loading import load_yaml, parse_yaml
from actas.errors import ActasError, InputError, Place, Problems


def load_claims(path: Path, election: Election | None = None) -> tuple[Claim, ...]:
    """The claims of the file at `path`.

    Args:
        path: a file such as `claims.yaml`.
        election: where given, contests, choices and sources are looked up in it.

    Raises:
        InputError: the file does not fit, or names what the election does not have.
    """
    return _checked(load_yaml(path, Claims), election, str(path))


def parse_claims(content: bytes, name: str, election: Election | None = None) -> tuple[Claim, ...]:
    """As `load_claims`, of bytes that are already here; `name` stands in the errors."""
    return _checked(parse_yaml(content, Claims, name), election, name)


def check_names(claims: Iterable[Claim], election: Election, file: str | None = None) -> None:
    """InputError naming each contest, choice or source that the election does not have."""
    problems: list[ActasError] = [
        InputError(said, Place(file, field=f"claim {claim.id}"))
        for claim in claims
        for said in _strangers(claim, election)
    ]
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise Problems(f"{len(problems)} names are not in the election", problems)


def _checked(file: Claims, election: Election | None, name: str) -> tuple[Claim, ...]:
    if election is not None:
        check_names(file.claims, election, name)
    return file.claims


def _strangers(claim: Claim, election: Election) -> list[str]:
    contests = [contest.id for contest in election.contests]
    if claim.contest is None and len(contests) > 1 and _choices(claim):
        return [f"should say its contest: {', '.join(contests)}"]
    contest = claim.contest or contests[0]
    if contest not in contests:
        return [f"no contest {contest!r}; there is {', '.join(contests)}"]
    known = {choice.id for choice in election.contest(contest).choices}
    said = [f"no choice {name!r} in contest {contest}" for name in _choices(claim) - known]
    if isinstance(claim, Announcement):
        taken = known.intersection(claim.groups)
        said += [f"group {name!r} has the name of a choice" for name in taken]
    source = claim.by if isinstance(claim, Coverage | Authenticity) else None
    if source and source not in {one.id for one in election.sources}:
        said.append(f"no source {source!r} in the election")
    return sorted(said)


def _choices(claim: Claim) -> set[str]:
    match claim:
        case Announcement():
            named = (set(claim.votes) | set(claim.percent)) - set(claim.groups)
            return named.union(*claim.groups.values())
        case Winner():
            return {claim.winner}
        case Ratio():
            return {claim.choice, claim.to} - {VALID}
        case _:
            return set()
