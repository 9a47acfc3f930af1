"""Each bad file is refused by its own code: never half a picture, never another exception."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import numpy as np
import pikepdf
import pillow_heif
import pytest
from files import KINDS, chunk, make, pdf, picture, png
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from actas.evidence.decoding import pages
from actas.evidence.shapes import Limits, Refused


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as told:
        list(pages(data, limits))
    assert "\n" not in str(told.value)
    return told.value.code


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as one:
        one.writestr("inside.txt", "anything" * 20)
    return out.getvalue()


def frames(kind: str) -> bytes:
    first, second = Image.fromarray(picture()), Image.fromarray(255 - picture())
    return saved(first, kind, save_all=True, append_images=[second])


def test_an_empty_file() -> None:
    assert code(b"") == "F701"


@pytest.mark.parametrize(
    "data",
    [b"station,votes\n1,2\n", b"\0" * 100, archive(), b"RIFF\0\0\0\0WAVE", b"BM" + bytes(60)],
)
def test_what_is_no_image(data: bytes) -> None:
    assert code(data) in {"F702", "F709"}


def test_a_file_too_large() -> None:
    assert code(make("png"), Limits(file_bytes=100)) == "F703"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "pdf"])
def test_too_many_pixels(kind: str) -> None:
    assert code(make(kind), Limits(pixels=1000)) == "F704"


def test_a_side_too_long_to_be_made_flat() -> None:
    assert code(make("png", picture(2, 32_001))) == "F704"


def test_two_hundred_megapixels_are_refused_before_they_are_decoded() -> None:
    packer = zlib.compressobj(1)
    row = bytes(20_001)
    packed = b"".join(packer.compress(row) for _ in range(10_000)) + packer.flush()
    header = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 0, 0, 0, 0)
    assert len(packed) < 1_500_000
    assert code(png(header, chunk(b"IDAT", packed))) == "F704"


def test_a_webp_that_claims_many_pixels_is_refused_before_memory_is_taken() -> None:
    data = bytearray(make("webp", lossless=True, exif=b"Exif\0\0II*\0"))
    assert data[12:16] == b"VP8X"
    data[24:30] = (16_000).to_bytes(3, "little") * 2
    assert code(bytes(data)) == "F704"


def test_texts_of_a_png_that_blow_up_are_never_unpacked() -> None:
    bomb = zlib.compress(bytes(70_000_000), 9)
    data = make("png")
    for name, head in ((b"zTXt", b"a\0\0"), (b"iCCP", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0")):
        planted = data[:33] + chunk(name, head + bomb) + data[33:]
        (page,) = pages(planted)
        assert (page.pixels == picture()).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_off(kind: str, share: float) -> None:
    data = make(kind, picture(200, 300))
    assert code(data[: int(len(data) * share)]) == "F705"


def test_a_jpeg_cut_off_and_closed_again_is_no_half_grey_picture() -> None:
    data = make("jpeg", picture(200, 300))
    cut = data[: len(data) // 2].rstrip(b"\xff") + b"\xff\xd9"
    assert code(cut) == "F705"
    assert code(pdf([data]).replace(data, cut.ljust(len(data), b"\0"))) == "F705"


def test_a_changed_byte_of_a_png_is_told() -> None:
    data = bytearray(make("png", picture(200, 300)))
    data[len(data) // 2] ^= 1
    assert code(bytes(data)) == "F705"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_moving_pictures(kind: str) -> None:
    assert code(frames(kind)) == "F706"


def test_several_pictures_in_one_heic() -> None:
    several = pillow_heif.from_pillow(Image.fromarray(picture()))
    several.add_from_pillow(Image.fromarray(255 - picture()))
    out = io.BytesIO()
    several.save(out, save_all=True)
    assert code(out.getvalue()) == "F706"


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_four_inks(kind: str) -> None:
    assert code(saved(Image.fromarray(picture()).convert("CMYK"), kind)) == "F707"


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits(kind: str) -> None:
    deep = Image.fromarray(picture()[..., 0].astype(np.uint16) << 8)
    assert deep.mode == "I;16"
    assert code(saved(deep, kind)) == "F707"


def test_sixteen_bits_of_colour_and_floats() -> None:
    header = struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)
    rows = zlib.compress(bytes(4 * (1 + 4 * 6)))
    assert code(png(header, chunk(b"IDAT", rows))) == "F707"
    assert code(saved(Image.fromarray(picture()[..., 0].astype(np.float32)), "TIFF")) == "F707"


def bomb(content: bytes, **dictionary: object) -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    stream = pikepdf.Stream(document, b"")
    stream.write(content, **dictionary)
    page.Contents = stream
    out = io.BytesIO()
    document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return out.getvalue()


def test_a_bomb_in_a_pdf() -> None:
    once = zlib.compress(bytes(100_000_000), 9)
    assert len(once) < 100_000
    assert code(bomb(once, filter=pikepdf.Name.FlateDecode)) == "F708"
    twice = zlib.compress(once, 9)
    assert len(twice) < 5_000
    nested = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
    assert code(bomb(twice, filter=nested)) == "F708"


def test_a_picture_in_a_pdf_that_blows_up() -> None:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    scan = pikepdf.Stream(document, bytes(10))
    _fill(scan)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=scan))
    page.Contents = pikepdf.Stream(document, b"q 200 0 0 200 0 0 cm /Scan Do Q")
    out = io.BytesIO()
    document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert code(out.getvalue()) == "F704"


def _fill(scan: pikepdf.Stream) -> None:
    scan.Type, scan.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    scan.Width = scan.Height = 60_000
    scan.BitsPerComponent, scan.ColorSpace = 1, pikepdf.Name.DeviceGray
    scan.Filter = pikepdf.Name.CCITTFaxDecode


def test_a_page_of_a_monstrous_size() -> None:
    data = make("pdf")
    assert b"[ 0 0 90 60 ]" in data
    assert code(data.replace(b"[ 0 0 90 60 ]", b"[ 0 0 900000 600000 ]")) == "F704"


def test_an_encrypted_pdf() -> None:
    locked = pikepdf.Encryption(owner="owner", user="user")
    assert code(pdf([make("jpeg")], encryption=locked)) == "F713"


def test_too_many_pages() -> None:
    assert code(pdf([make("jpeg")] * 4), Limits(pages=3)) == "F714"
    first = Image.fromarray(picture())
    tiff = saved(first, "TIFF", save_all=True, append_images=[first] * 3)
    assert code(tiff, Limits(pages=3)) == "F714"


@pytest.mark.parametrize("kind", [*KINDS, "gif"])
def test_a_picture_that_is_an_archive_too(kind: str) -> None:
    assert code(make(kind) + archive()) == "F709"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "pdf"])
@pytest.mark.parametrize(
    "second",
    [b"%PDF-1.7\n", b"<!DOCTYPE html><html>", b"<script>alert(1)</script>", b"\x7fELF\x02\x01"],
)
def test_a_picture_that_another_document_follows(kind: str, second: bytes) -> None:
    assert code(make(kind) + b"\n" + second) == "F709"


def test_an_archive_hidden_within_a_comment_is_found_by_its_end() -> None:
    data = make("jpeg")
    inside = archive()
    tail = bytearray(inside)
    tail[-2:] = (len(data) - 2).to_bytes(2, "little")
    comment = b"\xff\xfe" + (len(tail) + 2).to_bytes(2, "big") + tail
    assert zipfile.is_zipfile(io.BytesIO(data[:2] + comment + data[2:]))
    assert code(data[:2] + comment + data[2:]) == "F709"


@pytest.mark.parametrize(
    "trailer",
    [b"\0\0\0\x18ftypmp42" + bytes(500), make("jpeg"), b"SEFHe\0\0\0SEFT", bytes(20), b"\r\n"],
    ids=["film", "second picture", "camera's notes", "zeros", "line end"],
)
def test_what_phones_append_is_harmless(trailer: bytes) -> None:
    (page,) = pages(make("jpeg") + trailer)
    assert page.pixels.shape == (60, 90, 3)


def test_words_of_a_page_in_a_comment_are_only_metadata() -> None:
    (page,) = pages(make("jpeg", comment=b"<html><script>"))
    assert page.pixels.shape == (60, 90, 3)


def test_a_jpeg_of_very_many_scans() -> None:
    data = make("jpeg", progressive=True)
    last = data.rfind(b"\xff\xda")
    assert code(data[:-2] + data[last:-2] * 200 + b"\xff\xd9") == "F708"


SAMPLES = {kind: make(kind, picture(30, 40)) for kind in KINDS}


def pages_or_refusal(data: bytes) -> None:
    try:
        for page in pages(data, Limits(pixels=2_000_000)):
            assert page.pixels.ndim == 3
            assert page.pixels.dtype == np.uint8
    except Refused as told:
        assert told.code.startswith("F7")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS), st.data())
def test_changed_bytes_give_pages_or_a_refusal(kind: str, draw: st.DataObject) -> None:
    data = bytearray(SAMPLES[kind])
    for _ in range(draw.draw(st.integers(1, 6))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    pages_or_refusal(bytes(data))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.floats(0, 1), st.binary(max_size=60))
def test_a_beginning_and_random_bytes_give_pages_or_a_refusal(
    kind: str, share: float, rest: bytes
) -> None:
    data = SAMPLES[kind]
    pages_or_refusal(data[: int(share * len(data))] + rest)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(KINDS), st.binary(max_size=200))
def test_random_bytes_under_a_signature_give_a_refusal(kind: str, rest: bytes) -> None:
    pages_or_refusal(SAMPLES[kind][:12] + rest)
