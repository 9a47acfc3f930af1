"""Documents that wait for people: which, whose, and what of their sheets is to be read.

Knows the log as folded and the definition; no image.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actas.checks.waiting import waiting as unread
from actas.election.definition import Election
from actas.election.sheet import SheetForm
from actas.errors import InputError
from actas.project.project import Project

_ASKEW = 0.01


@dataclass(frozen=True)
class Waiting:
    """A document that waits for people.

    Attributes:
        document: SHA-256 of its rendition; None where there is none that may be shown.
        source: who brought it.
        station: its station, where that is known.
        form: plan of its sheet; None where the definition has none.
        contests: ids of those whose numbers are asked for.
        unread: why no machine could read it.
        fits: whether its rendition can be a flat sheet of that plan: plans may be edited.
    """

    document: str | None
    source: str
    station: str | None
    form: SheetForm | None
    contests: tuple[str, ...]
    unread: tuple[str, ...]
    fits: bool = True


def waiting(
    project: Project, source: str | None = None, form: str | None = None
) -> tuple[Waiting, ...]:
    """Documents that wait, in the order of the log.

    Args:
        source: whose; of whoever has some where not said.
        form: id of the form whose sheets are wanted; all where not said.

    Raises:
        InputError: no such source or form; or several sources have some, and none was named: what
            people type is vouched for by one.
    """
    state, election = project.state, project.election
    forms = {one.id: one for one in election.sheets}
    if form is not None and form not in forms:
        raise InputError(f"election.yaml describes no sheet {form!r}")
    frame = unread(
        election,
        state.register,
        state.readings,
        state.withdrawals,
        state.decisions,
        state.documents,
    )
    found: dict[int, Waiting] = {}
    for row in frame.iter_rows(named=True):
        if (source or row["source"]) != row["source"] or (form or row["sheet"]) != row["sheet"]:
            continue
        plan = forms.get(row["sheet"])
        before = found[row["index"]].contests if row["index"] in found else ()
        found[row["index"]] = Waiting(
            document=row["document"],
            source=row["source"],
            station=row["station"],
            form=plan,
            contests=(*before, row["contest"]),
            unread=tuple(row["unread"]),
            fits=plan is not None and _fits(plan, row["width"], row["height"]),
        )
    return _of_one_source(tuple(found.values()), source, election)


def _fits(form: SheetForm, width: int | None, height: int | None) -> bool:
    """Whether a picture of this size can be a flat sheet of the form."""
    if not width or not height:
        return False
    return abs((width / height) / (form.size[0] / form.size[1]) - 1) <= _ASKEW


def _of_one_source(
    found: tuple[Waiting, ...], source: str | None, election: Election
) -> tuple[Waiting, ...]:
    known = [one.id for one in election.sources]
    if source is not None and source not in known:
        raise InputError(f"no source {source!r}; there are {', '.join(known) or 'none'}")
    counts = _counted([one.source for one in found])
    if len(counts) > 1:
        listed = ", ".join(f"{name} ({count:,})" for name, count in counts.items())
        raise InputError(f"documents of several sources wait: say whose with --source: {listed}")
    return found


def _counted(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
