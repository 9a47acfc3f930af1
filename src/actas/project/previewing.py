"""A form drawn over a sample of its sheet, for whoever writes its plan.

Knows the definition and one image; nothing of it is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from actas.election.definition import Election
from actas.election.registration import Pixels, Registration
from actas.election.sheet import SheetForm
from actas.errors import InputError, Place
from actas.evidence import decoding


@dataclass(frozen=True)
class Drawn:
    """A PNG, and a sentence on what it shows."""

    png: bytes
    says: str


def draw(election: Election, form_id: str | None, image: Path | None) -> Drawn:
    """The form over the first page of an image, or over blank paper.

    Raises:
        InputError: no such form or image. Refused: the image is none that is read.
    """
    import cv2

    from actas.reading.pages.preview import preview

    form = _form(election, form_id)
    pixels, registration, says = None, None, f"the plan of {form.id}"
    if image is not None:
        pixels = _first_page(image)
        registration = _lies(pixels, form, election)
        says = f"{form.id}, " + (
            f"found by {len(registration.anchors)} anchors, "
            f"the farthest {registration.residual / 10:.1f} mm off"
            if registration
            else "not found in the image: drawn as if the image were exactly the sheet"
        )
    drawn = preview(pixels, form, registration)
    done, png = cv2.imencode(".png", cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR))
    if not done:
        raise InputError("the picture could not be written as PNG")
    return Drawn(bytes(png), says)


def _form(election: Election, form_id: str | None) -> SheetForm:
    known = {form.id: form for form in election.sheets}
    if not known:
        raise InputError("election.yaml describes no sheets")
    if form_id is None and len(known) == 1:
        return election.sheets[0]
    if form_id not in known:
        raise InputError(f"say which form with --form: {', '.join(known)}")
    return known[form_id]


def _first_page(image: Path) -> Pixels:
    try:
        data = image.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", Place(str(image))) from None
    return next(decoding.pages(data)).pixels


def _lies(pixels: Pixels, form: SheetForm, election: Election) -> Registration | None:
    from actas.reading.pages.reader import Care, read_page

    alone = election.model_copy(update={"sheets": (form,)})
    return read_page(pixels, alone, Care(), time.monotonic).read.registration
