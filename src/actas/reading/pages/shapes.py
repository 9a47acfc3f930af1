"""What a reader says of a page: the station as written and its numbers, or why not.

Plain and picklable: it travels between processes and machines. Nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from actas.election.registration import Registration


@dataclass(frozen=True)
class SheetReading:
    """What one reader read.

    Attributes:
        method: `code` or `print`.
        form: id of the sheet's form.
        given: the station's code as the sheet says it, its parts joined by `/`; None where it
            does not.
        values: contest to field to number: choices summed over their positions, tallies, electors
            left out.
        electors: registered electors that the sheet states.
        positions: contest to ballot position to votes, where the sheet gives them.
        copied: what tells this printed copy from another, joined by `.`; None where nothing does.
        payload: text of the codes, joined by a line feed; None for print.
        confidence: in thousandths, of its least certain cell; 1000 for a code.
        problems: codes of rules that say why it is not a reading (C601…); then values are empty.
        detail: a sentence for each problem, with nothing private and no control characters.
    """

    method: str
    form: str
    given: str | None
    values: dict[str, dict[str, int]]
    electors: int | None = None
    positions: dict[str, dict[int, int]] = field(default_factory=dict)
    copied: str | None = None
    payload: str | None = None
    confidence: int = 1000
    problems: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PageRead:
    """What came of a page.

    Attributes:
        form: id of the form that it is a sheet of; None where that is not known.
        registration: where the sheet lies in the page; None where it was not found.
        readings: one a method that read it; those with problems too.
        tried: method and why it read nothing, for people.
        ms: milliseconds by step (`code`, `register`, `print`).
        given: the station's code as the sheet prints it, where people must read its numbers.
        unread: why no reading of it stands: `code`, `part`, `form`, `print`, `sums`, `hand`; empty
            without a form, it is no sheet.
    """

    form: str | None
    registration: Registration | None
    readings: tuple[SheetReading, ...]
    tried: tuple[tuple[str, str], ...] = ()
    ms: dict[str, float] = field(default_factory=dict)
    given: str | None = None
    unread: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether a reader read its numbers."""
        return any(not one.problems for one in self.readings)
