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
    """Codes found, by the form that they fit; indices are those of the form's own codes."""
    from actas.reading.codes.finding import find

    owners = [(form.id, index) for form in election.sheets for index in range(len(form.codes))]
    codes = [code for form in election.sheets for code in form.codes]
    if not codes:
        return {}
    found: dict[str, list[FoundCode]] = {}
    for one in find(pixels, codes, care.budget, clock).codes:
        for place, (form, index) in enumerate(owners):
            same = place == one.index or (one.fits and _alike(one, place, codes))
            if same:
                found.setdefault(form, []).append(replace(one, index=index))
    return {form: tuple(several) for form, several in found.items()}


def _alike(one: FoundCode, place: int, codes: Sequence[object]) -> bool:
    """Whether another form has the same code: same kind, and a grammar that the text fits."""
    mine, other = codes[one.index], codes[place]
    return getattr(mine, "symbology", 0) == getattr(other, "symbology", 1) and grammar.fits(
        one.text, getattr(other, "grammar", None)
    )


def _place(
    pixels: Pixels, election: Election, by_form: dict[str, tuple[FoundCode, ...]]
) -> tuple[SheetForm | None, Registration | None]:
    """The form of a page and where it lies; a form alone where its code or words are there."""
    from actas.reading.pages import registering

    sure = [one for one in election.sheets if any(c.fits for c in by_form.get(one.id, ()))]
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
