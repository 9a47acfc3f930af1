"""A page of a document to what its sheet says, by the readers that its form lists, in their order.

Which form it is, where it lies, what its codes say, what is printed. Pages of one document are
looked at one by one and joined at the end. Knows no file, no register and no project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from actas.election.definition import Election
from actas.election.payload import TaggedGrammar
from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import SheetForm
from actas.reading.codes import grammar, tagged
from actas.reading.codes.shapes import CodeRead, FoundCode
from actas.reading.pages.shapes import PageRead, SheetReading


@dataclass(frozen=True)
class Care:
    """How much is done for a page.

    Attributes:
        budget: seconds to look for the codes of a page before they are given up.
        both: read what is printed where the code was read, too.
    """

    budget: float = 1.0
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
        by_form = _codes(pixels, election, care, clock)
    with _timed(ms, "register", clock):
        form, registration = _place(pixels, election, by_form)
    if form is None:
        return Looked(PageRead(None, None, (), (), ms))
    found = by_form.get(form.id, ())
    code = grammar.read(found, form, election) if "code" in form.readers else CodeRead()
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
    return Looked(read, found, code.waits)


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
) -> dict[str, tuple[FoundCode, ...]]:
    """Codes found, by form: each form's at a glance, then at length those that say numbers.

    Where the numbers of one form are seen, no other is looked for.
    """
    from actas.reading.codes.finding import find, grey

    image = grey(pixels)
    forms = [form for form in election.sheets if form.codes]
    found = {form.id: find(image, form.codes, 0.0, clock).codes for form in forms}
    saying = [form for form in forms if any(code.grammar for code in form.codes)]
    seen = [form for form in saying if _says_numbers(form, found[form.id])]
    begun = clock()
    for left, form in enumerate(seen or saying):
        if _is_whole(form, found[form.id]):
            return {form.id: found[form.id]}
        spent = clock() - begun
        share = max(0.0, care.budget - spent) / (len(seen or saying) - left)
        places = [place for place, code in enumerate(form.codes) if code.grammar]
        more = find(image, [form.codes[place] for place in places], share, clock).codes
        again = [replace(one, index=places[one.index]) for one in more]
        found[form.id] = (*again, *(one for one in found[form.id] if one.index not in places))
        if _is_whole(form, found[form.id]):
            return {form.id: found[form.id]}
    return {form: codes for form, codes in found.items() if codes}


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
    pixels: Pixels, election: Election, by_form: dict[str, tuple[FoundCode, ...]]
) -> tuple[SheetForm | None, Registration | None]:
    """The form of a page and where it lies; a form alone where its code or words are there."""
    from actas.reading.pages import registering

    sure = [one for one in election.sheets if _says_numbers(one, by_form.get(one.id, ()))]
    for form in sure or election.sheets:
        corners = list(_corners(form, by_form.get(form.id, ())))
        registration = registering.register(pixels, form, corners)
        if registration is not None:
            return form, registration
    if sure:
        return sure[0], None
    return _by_words(pixels, election.sheets), None


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


def _by_words(pixels: Pixels, forms: Sequence[SheetForm]) -> SheetForm | None:
    """A form some of whose words stand on the page, which could not be registered to it."""
    from actas.reading.pages import lines, marks

    wanted = [
        (form, anchor.text)
        for form in forms
        for anchor in form.anchors
        if anchor.text and len(lines.plain(anchor.text)) >= _LEAST_LETTERS
    ]
    if not wanted:
        return None
    grey = marks.grey_of(pixels)
    places = lines.places(grey)
    for turned in (places, [lines.turned(one) for one in places]):
        for line in lines.read_lines(grey, turned):
            for form, text in wanted:
                if lines.said(line, text or "")[0] >= lines.ALIKE:
                    return form
    return None


_LEAST_LETTERS = 6
"""Letters that a form's words must have for the page to be held for it by them alone."""


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
