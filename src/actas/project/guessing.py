"""What a machine would guess of sheets that wait for people: to be measured, never to be shown.

A guess is no reading, and nothing that people look at knows this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from actas.election.definition import Election
from actas.project.asking import asked
from actas.project.showing import Sheet
from actas.reading.pages.cells import read_cells
from actas.reading.pages.hand import handwritten


def guessed(sheet: Sheet, election: Election) -> Iterator[dict[str, Any]]:
    """A row a number: where it is typed, the digits a machine sees there, and how likely.

    `likely` is in thousandths, the machine's own account: calibrated for print alone.
    """
    form = sheet.waiting.form
    if form is None or not sheet.waiting.fits:
        return
    pixels = sheet.pixels
    place = sheet.lies(pixels, form)
    hand = handwritten(pixels, place, form)
    guesses = [(one.cell, one.hint, one.likely) for one in hand]
    printed = [cell for cell in form.each_cell() if not cell.hand]
    guesses += [(one.cell, one.text, one.confidence) for one in read_cells(pixels, place, printed)]
    for contest in sheet.waiting.contests:
        for one in asked(election, form, contest):
            for cell, digits, likely in guesses:
                if cell == one.cell:
                    yield {
                        "sheet": sheet.number,
                        "document": sheet.waiting.document,
                        "contest": contest,
                        "column": one.column,
                        "hand": cell.hand,
                        "digits": digits,
                        "likely": likely,
                    }
