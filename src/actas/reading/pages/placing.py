"""Which form a page is a sheet of and where it lies, or whether it may be a sheet at all.

What is cheap is tried for every form before what is dear for any, and all of it ends when its time
is spent. A sheet that is taken for none is lost, so it is none only where nothing hints at one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from actas.election.registration import Pixels, Points, Registration
from actas.election.sheet import SheetForm
from actas.reading.pages import hints, marks, registering
from actas.reading.pages.anchoring import Sight, code_ties
from actas.reading.pages.seeing import Picture
from actas.reading.pages.wording import words_of


@dataclass(frozen=True, eq=False)
class Place:
    """What a page is.

    Attributes:
        form: that it is a sheet of; None where that is not known.
        registration: where the sheet lies; None where that is not sure.
        suspected: whether it may be a sheet.
    """

    form: SheetForm | None
    registration: Registration | None = None
    suspected: bool = True


def place(
    pixels: Pixels,
    forms: Sequence[SheetForm],
    codes: Mapping[str, Sequence[tuple[int, Points]]],
    spent: Callable[[], bool],
) -> Place:
    """What a page is, and where.

    Args:
        pixels: of the page, any way up.
        forms: that it may be of, in the order in which they are tried; of one alone the page is
            taken for sure.
        codes: corners of codes that were found, by form, as `registering.register` takes them.
        spent: whether the time for it is spent.
    """
    picture = Picture(marks.grey_of(pixels))
    sights = [Sight(picture, form, code_ties(form, codes.get(form.id, ()))) for form in forms]
    sights.sort(key=lambda sight: not sight.codes)
    for look in (registering.by_shapes, registering.by_faint_marks):
        for sight in sights:
            registration = look(sight, spent)
            if registration is not None:
                return Place(sight.form, registration)
    words = words_of(picture, forms, spent)
    for sight in sights:
        registration = registering.by_words(sight, words.ties[sight.form.id], spent)
        if registration is not None:
            return Place(sight.form, registration)
    form = next((one for one in forms if one.id == words.form()), None)
    suspected = words.any() or spent() or hints.of_paper(picture, forms, words.text)
    return Place(form, None, suspected)
