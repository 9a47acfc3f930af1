"""One image to the codes that zxing-cpp finds in it at once.

Knows no order of trying and no grammar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actas.election.registration import Pixels
from actas.election.sheet import Symbology

FORMATS: dict[Symbology, str] = {
    "qr": "QRCode",
    "pdf417": "PDF417",
    "datamatrix": "DataMatrix",
    "aztec": "Aztec",
    "code128": "Code128",
}


@dataclass(frozen=True, eq=False)
class Decoded:
    """A code that was decoded, or located without: then the text is None."""

    symbology: Symbology
    text: str | None
    corners: NDArray[np.float64]


def decoded(
    grey: Pixels, symbologies: Iterable[Symbology], *, thorough: bool = False
) -> list[Decoded]:
    """What zxing-cpp reads.

    Args:
        grey: the image.
        symbologies: that are looked for.
        thorough: turned and made smaller too; and what is located but cannot be read.
    """
    import zxingcpp

    wanted = list(symbologies)
    straight = {"pdf417", "code128", "datamatrix"}.isdisjoint(wanted)
    formats = [getattr(zxingcpp.BarcodeFormat, FORMATS[one]) for one in wanted]
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=zxingcpp.BarcodeFormats(formats),
        try_rotate=thorough or not straight,
        try_downscale=thorough,
        try_invert=False,
        return_errors=thorough,
        text_mode=zxingcpp.TextMode.Plain,
    )
    names = {getattr(zxingcpp.BarcodeFormat, FORMATS[one]): one for one in wanted}
    return [
        Decoded(_name(one, names), one.text if one.valid else None, _corners(one.position))
        for one in found
        if one.valid or thorough
    ]


def pure(picture: Pixels) -> str | None:
    """Text of a clean picture of one QR code; None where its error correction does not close."""
    import zxingcpp

    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]),
        is_pure=True,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return found[0].text if found and found[0].valid else None


def _name(one: Any, names: dict[Any, Symbology]) -> Symbology:
    exact = names.get(one.format)
    if exact is not None:
        return exact
    return next((name for form, name in names.items() if str(form) in str(one.format)), "qr")


def _corners(position: Any) -> NDArray[np.float64]:
    """In the code's own order, upper left first, as pixels' outer corners are counted."""
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_right,
        position.bottom_left,
    )
    return np.array([[point.x, point.y] for point in corners], np.float64)
