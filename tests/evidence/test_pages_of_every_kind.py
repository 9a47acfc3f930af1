"""Every kind of file gives its pages, upright, by its bytes and whatever its name."""

from __future__ import annotations

import io

import numpy as np
import pytest
from files import KINDS, Pixels, make, pdf, picture
from PIL import Image

from actas.evidence.decoding import media, pages
from actas.evidence.shapes import Limits


def only(data: bytes) -> Pixels:
    (page,) = pages(data)
    return page.pixels


def near(found: Pixels, expected: Pixels, by: float = 6) -> bool:
    assert found.shape == expected.shape
    assert found.dtype == np.uint8
    assert found.flags.c_contiguous
    return float(np.abs(found.astype(int) - expected).mean()) < by


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pdf"])
def test_a_picture_of_each_kind(kind: str) -> None:
    assert near(only(make(kind)), picture())
    assert media(make(kind)) == f"image/{kind}"


def test_a_scan_in_a_pdf_is_drawn_at_its_own_resolution() -> None:
    scan = picture(1000, 1500)
    assert near(only(pdf([make("jpeg", scan, quality=95)], size=(432, 288))), scan)
    assert media(make("pdf")) == "application/pdf"


@pytest.mark.parametrize("said", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp"])
def test_it_is_turned_as_its_metadata_says(kind: str, said: int) -> None:
    """Pillow's own turning is the peer."""
    exif = Image.Exif()
    exif[274] = said
    data = make(kind, exif=exif)
    from PIL import ImageOps

    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))
    upright = only(data)
    assert near(upright, expected, 3)
    assert upright.shape[:2] == ((60, 90) if said < 5 else (90, 60))


def test_heic_is_turned_once() -> None:
    exif = Image.Exif()
    exif[274] = 6
    assert only(make("heic", exif=exif.tobytes())).shape == (90, 60, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_grey_palettes_and_transparency_become_colours_on_white(mode: str) -> None:
    image = Image.fromarray(picture()).convert(mode)
    if mode in {"LA", "RGBA"}:
        image.putalpha(0)
    out = io.BytesIO()
    image.save(out, "PNG")
    found = only(out.getvalue())
    if mode in {"LA", "RGBA"}:
        assert (found == 255).all()
    else:
        assert near(found, np.asarray(image.convert("RGB")), 1)


def test_grey_and_progressive_jpeg() -> None:
    grey = np.repeat(picture()[..., :1], 3, axis=2)
    out = io.BytesIO()
    Image.fromarray(grey).convert("L").save(out, "JPEG")
    assert near(only(out.getvalue()), grey)
    assert near(only(make("jpeg", progressive=True)), picture())


def test_pages_of_a_tiff_and_a_pdf_come_in_their_order() -> None:
    shades = [np.full((40, 60, 3), shade, np.uint8) for shade in (20, 120, 220)]
    out = io.BytesIO()
    first, *rest = [Image.fromarray(one) for one in shades]
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="tiff_lzw")
    document = pdf([make("jpeg", one) for one in shades], size=(60, 40))
    for data in (out.getvalue(), document):
        found = list(pages(data))
        assert [(one.number, one.of) for one in found] == [(1, 3), (2, 3), (3, 3)]
        assert [round(float(one.pixels.mean())) for one in found] == [20, 120, 220]


def test_a_page_drawn_large_is_drawn_as_fits() -> None:
    data = pdf([make("jpeg")], size=(7200, 7200))
    for most, least in ((60_000_000, 7_900_000), (4_000_000, 3_800_000)):
        (page,) = pages(data, Limits(pixels=most))
        assert least < page.pixels.shape[0] * page.pixels.shape[1] <= min(most, 8_100_000)
