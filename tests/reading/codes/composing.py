"""Payloads written down the way a voting machine would, for the tests to read back."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from actas.election import packs
from actas.election.payload import PatternGrammar
from actas.reading.codes.shapes import FoundCode

_GRAMMAR = packs.definition("ve-2024").sheets[0].codes[0].grammar
assert isinstance(_GRAMMAR, PatternGrammar)
STRIP_PATTERN = _GRAMMAR.pattern

HEADER = (
    "ORIG:VOTA ORLC:LEG PROC:406 DTPL:20221002 PLEI:406 TURN:1 FASE:O "
    "UNFE:{state} MUNI:{municipality} ZONA:{zone} SECA:{section} IDUE:1787323 VERS:8.26.0.0 "
    "APTO:{electors} COMP:{came} FALT:{rest}"
)


def found(texts: Sequence[str], *, fits: bool = True, index: int = 0) -> list[FoundCode]:
    """Texts as if they had been found in an image."""
    return [FoundCode(index, text, np.zeros((4, 2)), fits) for text in texts]


def dark_modules(text: str, level: str = "M", **more: int) -> NDArray[np.bool_]:
    """Which modules of a QR code are dark, by an encoder that is not ours."""
    qr = zxingcpp.BarcodeFormat.QRCode
    made = zxingcpp.create_barcode(text, qr, ec_level=level, **more)
    return np.asarray(made.to_image(scale=1, add_quiet_zones=False)) < 128


def strip_payload(
    votes: Sequence[int], nulls: int = 0, *, head: str = "201301006.01.1.0001"
) -> str:
    """What the code of a ve-2024 strip says."""
    return f"{head}!{','.join(map(str, votes))}!{nulls}!0"


def section_text(
    votes: dict[int, int], blank: int, null: int, electors: int, office: int = 1
) -> str:
    """One office of a boletim de urna."""
    nominal = sum(votes.values())
    pairs = "".join(f"{number}:{count} " for number, count in votes.items())
    return (
        f"IDEL:544 CARG:{office} TIPO:0 VERC:202209 {pairs}APTA:{electors} NOMI:{nominal} "
        f"BRAN:{blank} NULO:{null} TOTC:{nominal + blank + null}"
    )


def boletim(content: str, cuts: Sequence[int] = (), sign: bytes = b"\x00" * 64) -> list[str]:
    """The codes of a boletim: its text cut before some of its pairs, each part with its digest."""
    pairs = content.split(" ")
    edges = [0, *sorted(cut for cut in set(cuts) if cut < len(pairs)), len(pairs)]
    pieces = [" ".join(pairs[a:b]) for a, b in itertools.pairwise(edges) if a < b]
    done: list[str] = []
    codes: list[str] = []
    for number, piece in enumerate(pieces, 1):
        digest = hashlib.sha512(" ".join([*done, piece]).encode()).hexdigest().upper()
        done.append(f"{piece} HASH:{digest}")
        codes.append(f"QRBU:{number}:{len(pieces)} VRQR:1.5 VRCH:20220829 {done[-1]}")
    codes[-1] += f" ASSI:{sign.hex().upper()}"
    return codes


def last_digest(codes: Sequence[str]) -> bytes:
    """The bytes that the signature is on."""
    return bytes.fromhex(codes[-1].split(" HASH:")[1].split(" ")[0])
