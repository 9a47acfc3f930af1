"""How a sheet's codes vouch for themselves: the chain of digests, and the signature on its last.

Covers what the *boletim de urna* does. Its digest of code k is that of the text of the codes up to
k without their headers, those before followed by their own digest pair, joined by the separator;
its signature is on the 64 bytes of the last digest. Read off published codes of 2018, whose digests
come out so, and off descriptions of the manual (TSE, QR Code no boletim de urna: manual para
criação de aplicativos de leitura, 2018 and 2020). Keys are public but not here: give them in the
grammar.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Literal

from actas.election.payload import Digest, Signature, TaggedGrammar
from actas.reading.codes.shapes import Broken

State = Literal["checked", "unchecked", "none"]


def check(ordered: Sequence[str], header: dict[str, str], grammar: TaggedGrammar) -> State:
    """Hold the codes, in their order, against their digests and signature.

    Raises:
        Broken: C602 a digest is wrong, C603 the signature does not verify or is not there though
            its key is known.
    """
    if grammar.digest is None:
        return "none"
    last = b""
    before = ""
    for text in ordered:
        covered, stated, kept = _split(text, grammar, grammar.digest)
        chain = before + grammar.separator + covered if before else covered
        last = hashlib.new(grammar.digest.algorithm, chain.encode()).digest()
        if not hmac.compare_digest(last.hex(), stated.lower()):
            raise Broken("C602", "the code's digest is not that of what it says")
        if grammar.digest.chained:
            before = before + grammar.separator + kept if before else kept
    if grammar.signature is None:
        return "none"
    return _signature(ordered[-1], last, header, grammar.signature, grammar)


def key_for(header: dict[str, str], signature: Signature) -> str | None:
    """The public key that should have signed a sheet, in hexadecimal; None where it is unknown."""
    if signature.by is not None and header.get(signature.by, "") in signature.public_keys:
        return signature.public_keys[header[signature.by]]
    return signature.public_key


def _split(text: str, grammar: TaggedGrammar, digest: Digest) -> tuple[str, str, str]:
    """What a code's digest covers of it, the digest, and both as the chain goes on from them."""
    pieces = text.split(grammar.separator)[len(grammar.header) :]
    mark = digest.key + grammar.pair
    at = next((i for i, piece in enumerate(pieces) if piece.startswith(mark)), None)
    if at is None:
        raise Broken("C602", "the code has no digest")
    beyond = pieces[at + 1 :]
    signature = grammar.signature
    allowed = signature.key + grammar.pair if signature else None
    if any(allowed is None or not piece.startswith(allowed) for piece in beyond):
        raise Broken("C602", "the code goes on after its digest")
    covered = grammar.separator.join(pieces[:at])
    return covered, pieces[at][len(mark) :], grammar.separator.join(pieces[: at + 1])


def _signature(
    text: str, digest: bytes, header: dict[str, str], signature: Signature, grammar: TaggedGrammar
) -> State:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    mark = signature.key + grammar.pair
    stated = [piece for piece in text.split(grammar.separator) if piece.startswith(mark)]
    key = key_for(header, signature)
    if key is None:
        return "unchecked" if stated else "none"
    try:
        value = bytes.fromhex(stated[0][len(mark) :])
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(value, digest)
    except (IndexError, ValueError, InvalidSignature):
        raise Broken("C603", "the code's signature is not that of its key") from None
    return "checked"
