"""The signed list of a log's mirrors: a note whose lines are addresses.

Its text can never be taken for a checkpoint's: its first line names another thing than a log. It
refuses to know whether anything is at the addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actas.errors import InputError, LogError
from actas.log.note import ED25519, Verifier, parse_note, verify_note
from actas.log.signing import Signer, sign_note

FILE = "mirrors.txt"
"""Name of the list among the public files of a release."""

_ADDRESS = re.compile(r"(https?|ipfs|ipns|s3|magnet|dat|ftp)(://|:\?)[!-~]{1,500}")


def signed(origin: str, addresses: Sequence[str], signers: Sequence[Signer]) -> bytes:
    """The list as a note signed by the log's Ed25519 key; the same list gives the same bytes.

    Raises:
        InputError: one is no address.
    """
    for address in addresses:
        if not _ADDRESS.fullmatch(address):
            raise InputError(f"{address!r} is no address of a mirror (https://…, ipfs://…)")
    text = "\n".join([_head(origin), *dict.fromkeys(addresses), ""]).encode()
    return sign_note(text, [one for one in signers if one.verifier.kind == ED25519])


def parse(data: bytes, origin: str, keys: Sequence[Verifier]) -> tuple[str, ...]:
    """The addresses of a signed list.

    Raises:
        LogError: it is malformed, of another log, or not signed by a key of this one.
    """
    note = parse_note(data)
    verify_note(note, keys)
    first, *addresses = note.text.decode().removesuffix("\n").split("\n")
    if first != _head(origin) or not all(_ADDRESS.fullmatch(one) for one in addresses):
        raise LogError(f"{FILE} is not the list of mirrors of {origin}")
    return tuple(addresses)


def _head(origin: str) -> str:
    return f"actas mirrors v1 of {origin}"
