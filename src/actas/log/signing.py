"""The secret half of a key: it signs a note's text, and is never printed.

Where keys are kept is the business of `actas.log.keys`.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable, Iterable
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from actas.log.note import (
    ED25519,
    MLDSA44,
    PUBLIC_SIZES,
    Note,
    NoteError,
    Signature,
    Verifier,
    decode_base64,
    signed_message,
    valid_name,
)

SEED_SIZE = 32
_PREFIX = "PRIVATE+KEY+"


class Signer:
    """A secret key with the name it signs under.

    Args:
        name: key name; for a log its origin.
        kind: `ED25519`, `COSIGNATURE` or `MLDSA44` of `actas.log.note`.
        seed: the 32 secret bytes.
        clock: gives the POSIX time of a timestamped signature. Zero, the default, makes no
            statement of time, which is what a log's own ML-DSA-44 signature should say.
    """

    def __init__(
        self, name: str, kind: int, seed: bytes, clock: Callable[[], int] = lambda: 0
    ) -> None:
        if not valid_name(name):
            raise NoteError(f"a key cannot be named {name!r}: no spaces, no plus sign")
        if kind not in PUBLIC_SIZES or len(seed) != SEED_SIZE:
            raise NoteError(f"the secret key of {name} is of an unknown kind or a wrong length")
        self._seed = seed
        self._clock = clock
        self._key: Ed25519PrivateKey | MLDSA44PrivateKey = (
            MLDSA44PrivateKey.from_seed_bytes(seed)
            if kind == MLDSA44
            else Ed25519PrivateKey.from_private_bytes(seed)
        )
        self.verifier = Verifier(name, kind, self._key.public_key().public_bytes_raw())

    def sign(self, text: bytes) -> Signature:
        """Sign a note's text. ML-DSA-44 draws randomness: each call gives other bytes."""
        verifier = self.verifier
        if verifier.kind == ED25519:
            return Signature(verifier.name, verifier.key_id, self._key.sign(text))
        timestamp = self._clock()
        blob = self._key.sign(signed_message(verifier.kind, verifier.name, text, timestamp))
        return Signature(verifier.name, verifier.key_id, struct.pack(">Q", timestamp) + blob)

    def secret_line(self) -> str:
        """The key as one line of text, to be kept in a file that nobody else can read."""
        material = base64.b64encode(bytes([self.verifier.kind]) + self._seed).decode()
        return f"{_PREFIX}{self.verifier.name}+{self.verifier.key_id.hex()}+{material}"

    def __repr__(self) -> str:
        return f"Signer({self.verifier.name!r}, {self.verifier.key_id.hex()})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is not copied or sent to another process")


def parse_signer(line: str, clock: Callable[[], int] = lambda: 0) -> Signer:
    """A signing key from its one-line form; no error repeats any of the line.

    Raises:
        NoteError: malformed, or its id does not fit.
    """
    if not line.startswith(_PREFIX):
        raise NoteError(f"a secret key begins with {_PREFIX}")
    name, _, rest = line.removeprefix(_PREFIX).partition("+")
    key_id, _, encoded = rest.partition("+")
    material = decode_base64(encoded)
    if not material:
        raise NoteError("a secret key is malformed")
    signer = Signer(name, material[0], material[1:], clock)
    if signer.verifier.key_id.hex() != key_id:
        raise NoteError(f"the secret key of {name} was altered: its id does not fit")
    return signer


def sign_note(text: bytes, signers: Iterable[Signer]) -> bytes:
    """A note over `text` with one line of each signer."""
    return Note(text, tuple(signer.sign(text) for signer in signers)).encode()
