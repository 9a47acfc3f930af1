"""An original is sealed to two or more, opened by any one, and its commitment says which it was."""

from __future__ import annotations

import hashlib

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actas.errors import InputError
from actas.evidence import sealing
from actas.evidence.shapes import Refused

SALT = bytes(range(32))
ANA, ANAS = sealing.make_identity()
BEA, BEAS = sealing.make_identity()
EVA, _ = sealing.make_identity()


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=40), st.binary(min_size=32, max_size=32))
def test_any_one_recipient_opens_what_was_sealed(original: bytes, name: str, salt: bytes) -> None:
    sealed = sealing.seal(original, salt, name, "image/jpeg", [ANAS, BEAS])
    for identity in (ANA, BEA):
        opened = sealing.unseal(sealed.data, identity, sealed.commitment)
        assert (opened.data, opened.name, opened.salt) == (original, name, salt)
        assert opened.media == "image/jpeg"


def test_the_commitment_is_the_documented_one() -> None:
    """research: SHA256("acta-commit/v1\\n" || salt32 || sha256(original))."""
    inner = hashlib.sha256(b"sheet").digest()
    expected = hashlib.sha256(b"acta-commit/v1\n" + SALT + inner).hexdigest()
    assert sealing.commitment(SALT, b"sheet") == expected
    assert sealing.seal(b"sheet", SALT, "a.jpg", "image/jpeg", [ANAS, BEAS]).commitment == expected
    with pytest.raises(ValueError, match="32 bytes"):
        sealing.commitment(b"short", b"sheet")


def test_it_is_plain_age_with_one_line_before_the_bytes() -> None:
    sealed = sealing.seal(b"\xff\xd8sheet", SALT, "acta.jpg", "image/jpeg", [ANAS, BEAS])
    assert sealed.data.startswith(b"age-encryption.org/v1\n")
    key = pyrage.x25519.Identity.from_str(ANA.splitlines()[1])
    header, _, rest = pyrage.decrypt(sealed.data, [key]).partition(b"\n")
    assert rest == b"\xff\xd8sheet"
    assert header == (
        b'{"actas": 1, "media": "image/jpeg", "name": "acta.jpg", "salt": "'
        + SALT.hex().encode()
        + b'"}'
    )


@pytest.mark.parametrize("recipients", [[], [ANAS], [ANAS, ANAS]])
def test_fewer_than_two_recipients_are_refused(recipients: list[str]) -> None:
    with pytest.raises(Refused) as told:
        sealing.seal(b"sheet", SALT, "a.jpg", "image/jpeg", recipients)
    assert told.value.code == "F715"


def test_recipients_are_read_once_each() -> None:
    text = f"# court\n{ANAS}\n\n  {BEAS}  \n{ANAS}\n"
    assert sealing.read_recipients(text, "recipients.txt") == (ANAS, BEAS)
    with pytest.raises(InputError, match=r"recipients.txt, line 2: is no age recipient"):
        sealing.read_recipients(f"{ANAS}\nage1nonsense\n", "recipients.txt")


def test_a_secret_key_among_the_recipients_is_told_and_not_repeated() -> None:
    secret = ANA.splitlines()[1]
    with pytest.raises(InputError) as told:
        sealing.read_recipients(secret, "recipients.txt")
    assert "secret key" in str(told.value)
    assert secret not in str(told.value)


def test_what_does_not_open_says_so_without_a_secret() -> None:
    sealed = sealing.seal(b"sheet", SALT, "a.jpg", "image/jpeg", [ANAS, BEAS])
    flipped = sealed.data[:-1] + bytes([sealed.data[-1] ^ 1])
    for data, identity in [(sealed.data, EVA), (flipped, ANA), (b"", ANA), (b"age", ANA)]:
        with pytest.raises(InputError, match="does not open") as told:
            sealing.unseal(data, identity)
        assert "AGE-SECRET" not in str(told.value)
    broken = ANA.replace("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-2")
    with pytest.raises(InputError, match="line 2: is no age secret key") as told:
        sealing.unseal(sealed.data, broken)
    assert broken.splitlines()[1][20:] not in str(told.value)
    with pytest.raises(InputError, match="holds no key"):
        sealing.unseal(sealed.data, "# nothing\n")


def test_another_original_than_was_committed_to_is_told() -> None:
    sealed = sealing.seal(b"sheet", SALT, "a.jpg", "image/jpeg", [ANAS, BEAS])
    with pytest.raises(InputError, match="another original"):
        sealing.unseal(sealed.data, ANA, "0" * 64)


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"{}\n",
        b"[1]\n",
        b"[" * 9000,
        b'{"actas": 1, "media": "m", "name": "n", "salt": "00"}\n',
    ],
)
def test_a_stranger_who_seals_nonsense_to_the_recipients_is_told(inside: bytes) -> None:
    data = pyrage.encrypt(inside, [pyrage.x25519.Recipient.from_str(ANAS)])
    with pytest.raises(InputError, match="holds no original"):
        sealing.unseal(data, ANA)


def test_nothing_private_shows_in_a_repr() -> None:
    sealed = sealing.seal(b"sheet", SALT, "juan.jpg", "image/jpeg", [ANAS, BEAS])
    shown = repr(sealed) + repr(sealing.unseal(sealed.data, ANA))
    for secret in ("juan", "sheet", SALT.hex(), repr(SALT), "salt"):
        assert secret not in shown
