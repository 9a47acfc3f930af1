"""Originals sealed with age to the project's offline recipients, and opened again.

A sealed file holds one line of JSON (`actas`, `media`, `name`, `salt`), then the original's bytes,
all inside age. Refuses to know where it is kept, and who opens it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from actas.errors import InputError, Place
from actas.evidence.shapes import Refused

CONTEXT = b"acta-commit/v1\n"
SALT = 32
LEAST = 2
FORMAT = 1
LONGEST_HEADER = 16_384


@dataclass(frozen=True)
class Sealed:
    """A sealed original: the age file, and the commitment that stands for it in public."""

    data: bytes = field(repr=False)
    commitment: str


@dataclass(frozen=True)
class Original:
    """What was sealed. Nothing of it shows in a repr."""

    data: bytes = field(repr=False)
    name: str = field(repr=False)
    media: str
    salt: bytes = field(repr=False)

    @property
    def commitment(self) -> str:
        """The commitment that this opens."""
        return commitment(self.salt, self.data)


def commitment(salt: bytes, original: bytes) -> str:
    """What is public of an original: SHA-256 of context, salt and its SHA-256, in hexadecimal.

    Args:
        salt: 32 random bytes, kept inside the sealed file only; without them the commitment can be
            neither guessed nor searched back.
        original: as received.
    """
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes")
    return hashlib.sha256(CONTEXT + salt + hashlib.sha256(original).digest()).hexdigest()


def make_identity() -> tuple[str, str]:
    """A new identity, as the text of its file, and its public recipient (`age1…`)."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    return f"# public key: {recipient}\n{identity}\n", recipient


def read_recipients(text: str, file: str) -> tuple[str, ...]:
    """The distinct recipients in `text`: one a line, `#` begins a comment.

    Raises:
        InputError: a line is no age recipient; a secret key, which is never repeated, is told as
            such.
    """
    import pyrage

    found = []
    for number, line in _lines(text):
        if line.upper().startswith("AGE-SECRET-KEY"):
            raise InputError(
                "this is a secret key; it belongs outside the project, its public one here",
                Place(file, line=number),
            )
        try:
            found.append(str(pyrage.x25519.Recipient.from_str(line)))
        except pyrage.RecipientError:
            raise InputError(
                "is no age recipient; one looks like age1 and 58 letters and digits",
                Place(file, line=number),
            ) from None
    return tuple(dict.fromkeys(found))


def seal(original: bytes, salt: bytes, name: str, media: str, recipients: Sequence[str]) -> Sealed:
    """Seal an original to every one of at least two recipients; any one of them opens it.

    Args:
        original: as received.
        salt: 32 random bytes, never used before.
        name: of the file, kept inside only.
        media: its media type.
        recipients: as `read_recipients` gives them.

    Raises:
        Refused: F715, fewer than two distinct recipients.
    """
    import pyrage

    distinct = list(dict.fromkeys(recipients))
    if len(distinct) < LEAST:
        raise Refused("F715")
    public = commitment(salt, original)
    header = {"actas": FORMAT, "media": media, "name": name[:1000], "salt": salt.hex()}
    inside = json.dumps(header, sort_keys=True).encode() + b"\n" + original
    to = [pyrage.x25519.Recipient.from_str(one) for one in distinct]
    return Sealed(pyrage.encrypt(inside, to), public)


def unseal(data: bytes, identities: str, expected: str | None = None) -> Original:
    """Open a sealed original.

    Args:
        data: the sealed file.
        identities: text of an identity file: a secret key a line, `#` begins a comment.
        expected: the commitment that it must open.

    Raises:
        InputError: no identity opens it, it is damaged, or it is not what was committed to.
    """
    import pyrage

    keys = [pyrage.x25519.Identity.from_str(line) for line in _secrets(identities)]
    try:
        inside = pyrage.decrypt(data, keys)
    except pyrage.DecryptError:
        raise InputError(
            "the sealed file does not open: it is damaged, or sealed to other recipients"
        ) from None
    original = _parse(inside)
    if expected is not None and original.commitment != expected:
        raise InputError("the sealed file holds another original than its commitment says")
    return original


def _secrets(text: str) -> Iterable[str]:
    """Secret keys in `text`; InputError, without showing them, where a line is none."""
    import pyrage

    lines = list(_lines(text))
    for number, line in lines:
        try:
            pyrage.x25519.Identity.from_str(line)
        except pyrage.IdentityError:
            raise InputError(
                "is no age secret key; one begins with AGE-SECRET-KEY-1",
                Place("identity file", line=number),
            ) from None
    if not lines:
        raise InputError("the identity file holds no key")
    return [line for _, line in lines]


def _parse(inside: bytes) -> Original:
    """Header and bytes; InputError where it is no sealed original."""
    header, _, _ = inside[:LONGEST_HEADER].partition(b"\n")
    try:
        said = json.loads(header)
        if said["actas"] != FORMAT:
            raise InputError(f"the sealed file is of format {said['actas']!r}, unknown here")
        salt = bytes.fromhex(said["salt"])
        name, media = str(said["name"]), str(said["media"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("the sealed file holds no original of Actas") from None
    if len(salt) != SALT:
        raise InputError("the sealed file holds no original of Actas")
    return Original(inside[len(header) + 1 :], name, media, salt)


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """Lines that say something, with their numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.strip().startswith("#"):
            yield number, line.strip()
