"""Whatever a file says besides its pixels, and whatever is private in them, is in no rendition."""

from __future__ import annotations

import base64
import io
import struct

import cv2
import numpy as np
import pikepdf
import pillow_heif
import pytest
from files import Pixels, chunk, make, pdf, picture
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo

from actas.election.registration import Registration
from actas.election.sheet import Box, Cell, PrintedCode, Private, SheetForm
from actas.evidence import rendition as rendering
from actas.evidence.decoding import pages
from actas.evidence.leaks import leaks
from actas.evidence.rendition import BURNT, Leak, Look, burnt, encode, fits, rendition

CANARY = "CanaryJuanPerez-V12345678"
PLAIN = CANARY.encode()
LATITUDE = struct.pack("<6I", 10, 1, 30, 1, 123457, 1000)
"""10° 30′ 123.457″ as the three rationals of EXIF, little endian."""

NAME = {"es": "hoja", "en": "sheet"}


def form(**more: object) -> SheetForm:
    given: dict[str, object] = {
        "id": "sheet",
        "name": NAME,
        "size": (900, 600),
        "cells": (Cell(box=(100, 100, 200, 50), field="ana"),),
        "private": (Private(what=NAME, box=(100, 300, 400, 200)),),
    }
    return SheetForm.model_validate({**given, **more})


def flat_registration(
    per_mm: float = 8.0, residual: float = 0.0, name: str = "sheet"
) -> Registration:
    matrix = np.diag([per_mm / 10, per_mm / 10, 1.0])
    return Registration(name, (900, 600), matrix, residual, ())


def exif() -> bytes:
    block = Image.Exif()
    block[270], block[315], block[37510] = CANARY, CANARY, PLAIN
    block[33432] = CANARY
    block.get_ifd(0x8769)[37500] = PLAIN  # the maker's notes
    block.get_ifd(0x8769)[42033] = CANARY  # the camera's serial number
    block.get_ifd(0x8825)[1] = "N"
    block.get_ifd(0x8825)[2] = (10.0, 30.0, TiffImagePlugin.IFDRational(123457, 1000))
    return block.tobytes()


XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()


def profile() -> bytes:
    whole = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return whole + PLAIN


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2, "big") + content


def planted_jpeg() -> bytes:
    data = make("jpeg", exif=exif(), icc_profile=profile(), comment=PLAIN)
    thumbnail = b"Exif\0\0" + make("jpeg", comment=PLAIN)
    extra = [
        segment(0xE0, b"JFXX\0\x10" + PLAIN),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE1, thumbnail),
        segment(0xE2, b"MPF\0" + PLAIN),
        segment(0xEB, b"JP\0\1" + PLAIN),  # C2PA
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20\x1c\x02\x50\0\x19" + PLAIN),
        segment(0xEF, PLAIN),
        segment(0xFE, base64.b64encode(PLAIN)),
        segment(0xFE, CANARY.encode("utf-16")),
    ]
    return data[:2] + b"".join(extra) + data[2:] + PLAIN + b"\0\0\0\x18ftypmp42" + PLAIN


def planted_png() -> bytes:
    info = PngInfo()
    info.add_text("Author", CANARY)
    info.add_text("Author", CANARY, zip=True)
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = io.BytesIO()
    Image.fromarray(picture()).save(out, "PNG", pnginfo=info, exif=exif(), icc_profile=profile())
    data = out.getvalue()
    return data[:33] + chunk(b"prVt", PLAIN) + data[33:] + PLAIN


def planted_tiff() -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag in (270, 305, 315, 316):
        tags[tag] = CANARY
    tags[700], tags[33723], tags[34675] = XMP, PLAIN, profile()
    tags[0x8825] = {1: "N", 2: (10.0, 30.0, TiffImagePlugin.IFDRational(123457, 1000))}
    return make("tiff", tiffinfo=tags)


def planted_heic() -> bytes:
    out = io.BytesIO()
    one = pillow_heif.from_pillow(Image.fromarray(picture()))
    one.save(out, quality=90, exif=exif(), xmp=XMP, icc_profile=profile())
    return out.getvalue()


def planted_pdf() -> bytes:
    document = pikepdf.open(io.BytesIO(pdf([planted_jpeg()])))
    document.docinfo["/Author"] = CANARY
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]
    document.attachments["note.txt"] = pikepdf.AttachedFileSpec(document, PLAIN)
    page = document.pages[0]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.FreeText,
        Rect=[0, 0, 90, 60],
        Contents=CANARY,
        DA="/F 20 Tf",
    )
    page.Annots = document.make_indirect(pikepdf.Array([note]))
    page.contents_add(f"BT 3 Tr /F 8 Tf ({CANARY}) Tj ET".encode())
    out = io.BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


PLANTED = {
    "jpeg": planted_jpeg,
    "png": planted_png,
    "tiff": planted_tiff,
    "webp": lambda: make("webp", exif=exif(), xmp=XMP, icc_profile=profile()),
    "heic": planted_heic,
    "pdf": planted_pdf,
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_wherever_a_format_allows_reaches_no_rendition(kind: str) -> None:
    data = PLANTED[kind]()
    assert PLAIN in data
    if kind in {"jpeg", "png", "tiff", "webp", "heic"}:
        assert LATITUDE in data or _big_endian(LATITUDE) in data
    (page,) = pages(data)
    height, width = page.pixels.shape[:2]
    placed = Registration("sheet", (900, 600), np.diag([width / 900, height / 600, 1.0]), 0.0, ())
    made = rendition(page.pixels, form(), placed)
    assert made is not None
    given = [PLAIN, LATITUDE, _big_endian(LATITUDE), b"sRGB", b"Exif", b"xmpmeta"]
    assert leaks(made.data, given, deep=True) == []
    assert leaks(data, given) != []


def _big_endian(rationals: bytes) -> bytes:
    return b"".join(rationals[at : at + 4][::-1] for at in range(0, len(rationals), 4))


CLEAN = encode(picture())


@pytest.mark.parametrize(
    "planted",
    [
        CLEAN[:2] + segment(0xFE, PLAIN) + CLEAN[2:],
        CLEAN[:2] + segment(0xE1, b"Exif\0\0" + PLAIN) + CLEAN[2:],
        CLEAN[:20] + segment(0xE0, b"JFXX\0\x10" + PLAIN) + CLEAN[20:],
        CLEAN[:20] + segment(0xE2, b"ICC_PROFILE\0\1\1") + CLEAN[20:],
        CLEAN[:20] + segment(0xDB, b"\0" + bytes(64) + PLAIN) + CLEAN[20:],
        CLEAN[:20] + segment(0xC4, b"\0" + bytes(16) + PLAIN) + CLEAN[20:],
        CLEAN[:20] + segment(0xDD, b"\0\0" + PLAIN) + CLEAN[20:],
        CLEAN[:20] + b"\xff" * 9 + CLEAN[20:],
        CLEAN[:20] + b"\xff\xd0" * 9 + CLEAN[20:],
        CLEAN + b"\0",
        CLEAN + PLAIN,
        CLEAN[:-2] + PLAIN + CLEAN[-2:],
        CLEAN[2:],
        make("png"),
        b"",
    ],
)
def test_anything_but_a_picture_is_told(planted: bytes) -> None:
    assert leaks(CLEAN, deep=True) == []
    assert leaks(planted, deep=True) != []


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(2, 600))
def test_bytes_put_in_between_the_parts_of_the_header_are_told(more: bytes, at: int) -> None:
    """Wherever they stand before the coded data; there they change the picture."""
    at = min(at, CLEAN.index(b"\xff\xda"))
    if more[:1] != CLEAN[at : at + 1] or leaks(CLEAN[:at] + more + CLEAN[at:]):
        assert leaks(CLEAN[:at] + more + CLEAN[at:], deep=True) != []


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=6, max_size=20), st.binary(max_size=5), st.data())
def test_a_canary_is_found_in_each_encoding(text: str, before: bytes, draw: st.DataObject) -> None:
    canary = text.encode()
    written = draw.draw(
        st.sampled_from(
            [
                before + canary,
                before + canary.hex().encode(),
                before + canary.hex().upper().encode(),
                base64.b64encode(before + canary + b"!"),
                before + text.encode("utf-16-le"),
                before + text.encode("utf-16-be"),
            ]
        )
    )
    assert any("number 1" in one for one in leaks(CLEAN + written, [canary]))


def test_private_regions_are_one_colour_and_cells_stay() -> None:
    page = picture(480, 720)
    made = rendition(page, form(), flat_registration())
    assert made is not None
    assert made.size == (720, 480)
    shown = _shown(made.data)
    ((x, y, wide, high),) = made.redacted
    assert (x, y, wide, high) == (52, 212, 376, 216)  # 3.5 mm around, at 8 pixels a millimetre
    hidden = shown[y : y + high, x : x + wide].astype(int)
    assert np.abs(hidden - BURNT).max() <= 40  # the compression blurs its edge
    assert np.abs(hidden[16:-16, 16:-16] - BURNT).max() <= 4
    cell = shown[80:120, 80:240].astype(int)
    assert np.abs(cell - page[80:120, 80:240]).mean() < 3


def _shown(data: bytes) -> Pixels:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)


def test_what_was_private_does_not_change_a_single_byte() -> None:
    """The law of burning: whatever is written there, the rendition is the same."""
    page = picture(480, 720)
    signed = page.copy()
    signed[240:400, 80:400] = np.random.default_rng(1).integers(0, 256, (160, 320, 3))
    first, second = (rendition(one, form(), flat_registration()) for one in (page, signed))
    assert first is not None
    assert second is not None
    assert (first.data, first.likeness) == (second.data, second.likeness)


boxes = st.tuples(
    st.integers(0, 700), st.integers(0, 500), st.integers(1, 200), st.integers(1, 100)
)


def _overlap(one: Box, other: Box) -> bool:
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


@settings(max_examples=80, deadline=None)
@given(boxes, st.lists(boxes, max_size=5), st.lists(boxes, max_size=3), st.integers(0, 40))
def test_a_private_box_is_covered_and_no_cell_is(
    private: Box, cells: list[Box], codes: list[Box], margin: int
) -> None:
    cells = [one for one in cells if not _overlap(one, private)]
    codes = [one for one in codes if not _overlap(one, private)]
    plan = form(
        cells=tuple(Cell(box=one, position=1) for one in cells),
        codes=(PrintedCode(symbology="qr", boxes=tuple(codes)),),
        private=(Private(what=NAME, box=private),),
    )
    ((x, y, wide, high),) = burnt(plan, margin)
    assert x <= private[0]
    assert y <= private[1]
    assert x + wide >= private[0] + private[2]
    assert y + high >= private[1] + private[3]
    assert not any(_overlap((x, y, wide, high), one) for one in [*cells, *codes])


@settings(max_examples=60, deadline=None)
@given(st.lists(boxes, min_size=1, max_size=4))
def test_outside_the_public_boxes_everything_is_burnt(public: list[Box]) -> None:
    covered, shown = np.zeros((600, 900), int), np.zeros((600, 900), bool)
    for x, y, wide, high in burnt(form(private=(), public=tuple(public)), 15):
        covered[y : y + high, x : x + wide] += 1
    for x, y, wide, high in public:
        shown[y : y + high, x : x + wide] = True
    assert (covered == ~shown).all()


def test_a_sheet_that_does_not_fit_its_form_is_withheld() -> None:
    page = picture(480, 720)
    broken = flat_registration()
    broken.matrix[0, 0] = np.nan
    for placed in (
        None,
        flat_registration(residual=15.5),
        flat_registration(name="another"),
        broken,
    ):
        assert not fits(form(), placed)
        assert rendition(page, form(), placed) is None
    assert fits(form(), flat_registration(residual=15.0))


def test_a_rendition_is_no_finer_than_its_page() -> None:
    page = picture(480, 720)
    coarse = rendition(cv2.resize(page, (360, 240)), form(), flat_registration(4.0))
    fine = rendition(cv2.resize(page, (1440, 960)), form(), flat_registration(16.0))
    asked = rendition(page, form(), flat_registration(), Look(per_mm=5.0))
    assert coarse is not None
    assert fine is not None
    assert asked is not None
    assert (coarse.size, fine.size, asked.size) == ((360, 240), (720, 480), (450, 300))


def test_a_leak_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    coded = cv2.imencode

    def leaking(kind: str, pixels: Pixels, options: list[int]) -> tuple[bool, Pixels]:
        done, data = coded(kind, pixels, options)
        return done, np.concatenate([data, np.frombuffer(PLAIN, np.uint8)])

    monkeypatch.setattr(cv2, "imencode", leaking)
    with pytest.raises(Leak, match="25 bytes after its end"):
        rendition(picture(480, 720), form(), flat_registration())
    assert rendering.PER_MM == 8.0
