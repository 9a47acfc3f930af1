"""Signed notes (C2SP signed-note): text, signature lines, and the public keys that check them.

Three kinds of signature: Ed25519 over the text, and the two timestamped cosignatures of C2SP
tlog-cosignature. It knows nothing of which key ought to be trusted.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from actas.errors import LogError

ED25519 = 0x01
COSIGNATURE = 0x04
MLDSA44 = 0x06
PUBLIC_SIZES = {ED25519: 32, COSIGNATURE: 32, MLDSA44: 1312}
SIGNATURE_SIZES = {ED25519: 64, COSIGNATURE: 72, MLDSA44: 2428}

NOTE_MAX = 1 << 20
SIGNATURES_MAX = 100
_DASH = "\N{EM DASH} "
_CONTROLS = re.compile(rb"[\x00-\x09\x0b-\x1f]")


class NoteError(LogError):
    """A note or key that is malformed, or a signature that does not verify."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with the name it signs under.

    Attributes:
        name: key name; for a log its origin.
        kind: `ED25519`, `COSIGNATURE` or `MLDSA44`.
        public: the raw public key.
    """

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First four bytes of SHA-256(name, newline, kind, public key)."""
        material = bytes([self.kind]) + self.public
        return sha256(self.name.encode() + b"\n" + material).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one line of text: `name+id+base64`."""
        material = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def verify(self, text: bytes, signature: bytes) -> int:
        """Check a signature over a note's text; gives its timestamp (0 for plain Ed25519).

        Raises:
            NoteError: it does not verify.
        """
        if len(signature) != SIGNATURE_SIZES[self.kind]:
            raise NoteError(f"a signature of {self.name} has the wrong length")
        stamped = self.kind != ED25519
        timestamp = struct.unpack(">Q", signature[:8])[0] if stamped else 0
        if timestamp >= 1 << 63:
            raise NoteError(f"a signature of {self.name} has an impossible time")
        message = signed_message(self.kind, self.name, text, timestamp)
        try:
            if self.kind == MLDSA44:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature[8:], message)
            else:
                key = Ed25519PublicKey.from_public_bytes(self.public)
                key.verify(signature[8 if stamped else 0 :], message)
        except (InvalidSignature, ValueError):
            raise NoteError(f"a signature of {self.name} does not verify") from None
        return int(timestamp)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says they signed, and the bytes."""

    name: str
    key_id: bytes
    blob: bytes

    def is_by(self, verifier: Verifier) -> bool:
        """Whether it claims to be by this key; only `verify` says whether it is."""
        return (self.name, self.key_id) == (verifier.name, verifier.key_id)

    @property
    def line(self) -> str:
        """The line as it stands in a note."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; nothing in it is verified yet."""

    text: bytes
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The note's bytes."""
        return self.text + b"\n" + "".join(s.line for s in self.signatures).encode()


def parse_vkey(vkey: str) -> Verifier:
    """A key from its one-line form.

    Raises:
        NoteError: malformed, of a kind that is not known here, or its id does not fit.
    """
    name, _, rest = vkey.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = decode_base64(encoded)
    if not valid_name(name) or not material:
        raise NoteError(f"not a key (name+id+base64): {vkey[:80]!r}")
    verifier = Verifier(name, material[0], material[1:])
    if PUBLIC_SIZES.get(verifier.kind) != len(verifier.public):
        raise NoteError(f"the key of {name} is of a kind that is not known or has a wrong length")
    if verifier.key_id.hex() != key_id:
        raise NoteError(f"the key of {name} was mistyped: its id does not fit")
    return verifier


def parse_note(data: bytes) -> Note:
    """Split a note at its last empty line.

    Raises:
        NoteError: it breaks a rule of the format.
    """
    if len(data) > NOTE_MAX:
        raise NoteError("a signed note is larger than 1 MiB")
    if _CONTROLS.search(data):
        raise NoteError("a signed note holds a control character")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise NoteError("a signed note is not UTF-8") from None
    cut = data.rfind(b"\n\n")
    text, tail = data[: cut + 1], data[cut + 2 :]
    if cut < 0 or not tail.endswith(b"\n"):
        raise NoteError("a signed note is torn or has no signature")
    lines = tail[:-1].split(b"\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteError(f"a signed note has more than {SIGNATURES_MAX} signatures")
    return Note(text, tuple(_parse_line(line.decode()) for line in lines))


def verify_note(note: Note, verifiers: Iterable[Verifier]) -> dict[Verifier, int]:
    """Check the signatures of known keys, with their timestamps; unknown lines are ignored.

    Raises:
        NoteError: one of a known key does not verify, or there is none of a known key.
    """
    known = list(verifiers)
    if len({(key.name, key.key_id) for key in known}) != len(known):
        raise NoteError("two of the given keys have the same name and id")
    good = {}
    for signature in note.signatures:
        for verifier in known:
            if signature.is_by(verifier):
                good[verifier] = verifier.verify(note.text, signature.blob)
    if not good:
        raise NoteError("no signature is by a known key")
    return good


def signed_message(kind: int, name: str, text: bytes, timestamp: int) -> bytes:
    """The bytes that a signature of this kind is over."""
    if kind == ED25519:
        return text
    if kind == COSIGNATURE:
        return b"cosignature/v1\ntime %d\n" % timestamp + text
    lines = text.split(b"\n")
    if len(lines) < 4 or not lines[1].isdigit():
        raise NoteError("an ML-DSA-44 cosignature only signs checkpoints")
    root = decode_base64(lines[2].decode(errors="replace")) or b""
    size = int(lines[1])
    if len(root) != 32 or size >= 1 << 63 or max(len(name.encode()), len(lines[0])) > 255:
        raise NoteError("an ML-DSA-44 cosignature only signs checkpoints")
    return (
        b"subtree/v1\n\x00"
        + _opaque(name.encode())
        + struct.pack(">Q", timestamp)
        + _opaque(lines[0])
        + struct.pack(">QQ", 0, size)
        + root
    )


def valid_name(name: str) -> bool:
    """Whether a key may have this name: not empty, no space, no plus, no control character."""
    return bool(name) and not any(c.isspace() or c == "+" or c < " " for c in name)


def decode_base64(text: str) -> bytes | None:
    """Bytes of standard base64, None for any spelling but the canonical one."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return data if base64.b64encode(data).decode() == text else None


def _parse_line(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    blob = decode_base64(encoded)
    if not line.startswith(_DASH) or not valid_name(name) or not blob or len(blob) < 5:
        raise NoteError("a signature line of a note is malformed")
    return Signature(name, blob[:4], blob[4:])


def _opaque(data: bytes) -> bytes:
    return bytes([len(data)]) + data
