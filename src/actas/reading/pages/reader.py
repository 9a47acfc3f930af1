"""A page of a document to what its sheet says, by the readers that its form lists, in their order.

Which form it is, where it lies, what its codes say, what is printed. Pages of one document are
looked at one by one and joined at the end. Knows no file, no register and no project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from actas.election.definition import Election
from actas.election.payload import TaggedGrammar
from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import SheetForm
from actas.reading.codes import BUDGET, grammar, tagged
from actas.reading.codes.shapes import CodeRead, FoundCode
from actas.reading.pages.shapes import PageRead, SheetReading

if TYPE_CHECKING:
    from actas.reading.pages.placing import Place

Spent = Callable[[], bool]
"""Whether the time for something is spent."""


@dataclass(frozen=True)
class Care:
    """How much is done for a page.

    Attributes:
        budget: seconds to look for the codes of a page before they are given up.
        place: seconds to look for where its sheet lies, likewise.
        both: read what is printed where the code was read, too.
    """

    budget: float = BUDGET
    place: float = 1.0
    both: bool = False


@dataclass(frozen=True, eq=False)
class Looked:
    """A page that was read, with the codes on it that may belong to those of other pages."""

    read: PageRead
    codes: tuple[FoundCode, ...] = ()
    waits: bool = False


def read_page(pixels: Pixels, election: Election, care: Care, clock: Callable[[], float]) -> Looked:
    """What one page says.

    Args:
        pixels: of it, any way up.
        election: its forms, in the order in which they are tried.
        care: how much is done.
        clock: seconds, rising.

    `form` of what is read is None where nothing of any form was found.
    """
    ms: dict[str, float] = {}
    with _timed(ms, "code", clock):
        by_form, suspected = _codes(pixels, election, care, clock)
    with _timed(ms, "register", clock):
        until = clock() + care.place
        found = _place(pixels, election, by_form, lambda: clock() >= until)
    form, registration = found.form, found.registration
    if form is None:
        may_be = suspected or found.suspected
        return Looked(PageRead(None, None, (), (), ms, unread=("form",) if may_be else ()))
    codes = by_form.get(form.id, ())
    code = grammar.read(codes, form, election) if "code" in form.readers else CodeRead()
    readings = [code.reading] if code.reading else []
    unread = _code_reasons(form, code)
    if "print" in form.readers and registration and (care.both or not _stand(readings)):
        with _timed(ms, "print", clock):
            unread += _printed(pixels, registration, form, election, readings)
    given = None
    if "hand" in form.readers and not _stand(readings):
        unread.append("hand")
        given = _given(pixels, registration, form, election)
    if registration is None:
        unread.append("form")
    waiting = () if _stand(readings) else tuple(dict.fromkeys(unread))
    read = PageRead(form.id, registration, tuple(readings), (), ms, given, waiting)
    return Looked(read, codes, code.waits)


def join(pages: Sequence[Looked], election: Election) -> list[PageRead]:
    """The pages of one document, with the codes of those that wait for each other read together.

    What they say together is the reading of the first of them.
    """
    reads = [page.read for page in pages]
    for form in election.sheets:
        mine = [
            place for place, page in enumerate(pages) if page.waits and page.read.form == form.id
        ]
        if len(mine) < 2:
            continue
        code = grammar.read([one for place in mine for one in pages[place].codes], form, election)
        if code.reading is None:
            continue
        for place in mine:
            readings = (code.reading,) if place == mine[0] else ()
            stands = not code.reading.problems
            unread = () if stands else reads[place].unread
            reads[place] = replace(reads[place], readings=readings, unread=unread)
    return reads


def _codes(
    pixels: Pixels, election: Election, care: Care, clock: Callable[[], float]
) -> tuple[dict[str, tuple[FoundCode, ...]], bool]:
    """Codes found, by form, and whether there was something that may be one.

    Each form's are looked for at a glance, then those that say numbers at length; where the numbers
    of one form are seen, no other is looked for.
    """
    from actas.reading.codes.finding import find, grey

    image = grey(pixels)
    forms = [form for form in election.sheets if form.codes]
    found = {form.id: find(image, form.codes, 0.0, clock).codes for form in forms}
    saying = [form for form in forms if any(code.grammar for code in form.codes)]
    seen = [form for form in saying if _says_numbers(form, found[form.id])]
    until, suspected = clock() + care.budget, any(found.values())
    for left, form in enumerate(seen or saying):
        if not _is_whole(form, found[form.id]):
            share = max(0.0, until - clock()) / (len(seen or saying) - left)
            places = [place for place, code in enumerate(form.codes) if code.grammar]
            more = find(image, [form.codes[place] for place in places], share, clock)
            again = [replace(one, index=places[one.index]) for one in more.codes]
            found[form.id] = (*again, *(one for one in found[form.id] if one.index not in places))
            suspected = suspected or more.suspected
        if _is_whole(form, found[form.id]):
            return {form.id: found[form.id]}, True
    return {form: codes for form, codes in found.items() if codes}, suspected


def _says_numbers(form: SheetForm, found: Sequence[FoundCode]) -> bool:
    return any(one.fits and form.codes[one.index].grammar for one in found)


def _is_whole(form: SheetForm, found: Sequence[FoundCode]) -> bool:
    """Whether all codes of a form that say numbers were found, with all their parts."""
    return _says_numbers(form, found) and all(
        grammar.whole([one.text for one in found if one.index == index], code.grammar)
        for index, code in enumerate(form.codes)
        if code.grammar
    )


def _place(
    pixels: Pixels, election: Election, by_form: dict[str, tuple[FoundCode, ...]], spent: Spent
) -> Place:
    """The form of a page and where it lies; a form alone where its code or words are there."""
    from actas.reading.pages.placing import place

    sure = [one for one in election.sheets if _says_numbers(one, by_form.get(one.id, ()))]
    forms = sure or list(election.sheets)
    codes = {form.id: list(_corners(form, by_form.get(form.id, ()))) for form in forms}
    found = place(pixels, forms, codes, spent)
    if sure and found.form is None:
        return replace(found, form=sure[0])
    if found.form is None and found.registration is None:
        return replace(found, form=_coded(election.sheets, by_form))
    return found


def _coded(
    forms: Sequence[SheetForm], by_form: dict[str, tuple[FoundCode, ...]]
) -> SheetForm | None:
    """The one form all of whose codes are on the page; None where it is none or several."""
    whole = [
        form
        for form in forms
        if form.codes
        and {one.index for one in by_form.get(form.id, ()) if one.fits} == {*range(len(form.codes))}
    ]
    return whole[0] if len(whole) == 1 else None


def _corners(form: SheetForm, found: Sequence[FoundCode]) -> Iterator[tuple[int, Points]]:
    """Which of the form's code boxes each code stands in, and its corners."""
    first = 0
    for index, code in enumerate(form.codes):
        for one in found:
            if one.index != index or not one.fits:
                continue
            if len(code.boxes) == 1:
                yield first, one.corners
            elif code.boxes and isinstance(code.grammar, TaggedGrammar):
                yield first + tagged.place(one.text, code.grammar) - 1, one.corners
        first += max(1, len(code.boxes))


def _code_reasons(form: SheetForm, code: CodeRead) -> list[str]:
    if "code" not in form.readers or not any(one.grammar for one in form.codes):
        return []
    if code.waits:
        return ["part"]
    return ["code"] if code.reading is None else []


def _printed(
    pixels: Pixels,
    registration: Registration,
    form: SheetForm,
    election: Election,
    readings: list[SheetReading],
) -> list[str]:
    """Add the printed reading; or the reason why there is none."""
    from actas.reading.pages.printed import read_printed

    read = read_printed(pixels, registration, form, election)
    if isinstance(read, str):
        return [read]
    if read.given is None:
        known = next((one.given for one in readings if not one.problems), None)
        if known is None:
            return ["print"]
        read = replace(read, given=known)
    readings.append(read)
    return []


def _given(
    pixels: Pixels, registration: Registration | None, form: SheetForm, election: Election
) -> str | None:
    from actas.reading.pages.printed import printed_station

    if registration is None or not any(cell.part for cell in form.each_cell()):
        return None
    return printed_station(pixels, registration, form, election)


def _stand(readings: Sequence[SheetReading]) -> bool:
    return any(not one.problems for one in readings)


@contextmanager
def _timed(ms: dict[str, float], step: str, clock: Callable[[], float]) -> Iterator[None]:
    begun = clock()
    yield
    ms[step] = round(1000 * (clock() - begun), 1)
