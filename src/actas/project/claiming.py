"""Claims of the folder and claims of the log: what was edited since, and what a release needs."""

from __future__ import annotations

from datetime import date

from actas.claims.loading import load_claims
from actas.claims.model import Claim, from_log, log_form
from actas.count.shapes import State
from actas.election.definition import Election
from actas.errors import InputError
from actas.log.upgrading import VERSION
from actas.project import drafting, folder
from actas.project.drafting import Draft
from actas.project.project import Batch, Project


def written(place: folder.Folder, election: Election | None = None) -> list[Claim] | None:
    """The claims that people wrote in claims.yaml, or None where there is no such file.

    Args:
        place: the project's folder.
        election: whose names they may use; where not given, the folder's definition.
    """
    if not place.claims.is_file():
        return None
    return list(load_claims(place.claims, election or folder.read_definition(place.definition)))


def logged(state: State) -> list[Claim]:
    """The claims in the log, in the order in which they first appeared."""
    return [from_log(value) for _, value in state.claims.values()]


def drafts(project: Project) -> list[Draft]:
    """Entries for claims that are new, changed or gone from claims.yaml since they were logged."""
    now = written(project.folder, project.edited() or project.election)
    if now is None:
        return []
    forms = {claim.id: log_form(claim) for claim in now}
    before = {name: value for name, (_, value) in project.state.claims.items()}
    said = [drafting.claim(name, form) for name, form in forms.items() if before.get(name) != form]
    taken_back = [drafting.claim(name, None) for name in before if name not in forms]
    return said + taken_back


def prepare_release(project: Project, *, as_of: date | None, today: date, actas: str) -> Batch:
    """Log edited claims and, if anything came since the last release, a release entry.

    Args:
        project: opened for writing.
        as_of: the day as of which dates are judged; today's where not given.
        today: the day it is, from whoever has a clock.
        actas: version of Actas.
    """
    state = project.state
    election = project.edited() or project.election
    _refuse_a_day_gone_by(as_of or today, state)
    entry: Draft = {
        "kind": "release",
        "v": VERSION,
        "as_of": (as_of or today).isoformat(),
        "languages": list(election.languages),
        "actas": actas,
    }
    last = state.releases[-1] if state.releases else None
    current = (
        last is not None
        and last.index == state.size - 1
        and last.actas == actas
        and (as_of is None or last.as_of == as_of.isoformat())
    )
    brought = [*project.definition_drafts(), *drafts(project)]
    return project.commit(brought, closing=entry, close_always=not current)


def _refuse_a_day_gone_by(day: date, state: State) -> None:
    """A release is of no day before that of the release that it follows."""
    before = state.releases[-1].as_of if state.releases else ""
    if day.isoformat() < before:
        raise InputError(f"the last release is as of {before}; the next cannot be as of {day}")
