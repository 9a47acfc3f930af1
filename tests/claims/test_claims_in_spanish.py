"""Every sentence that a test of a claim can say has its Spanish, with the same fields."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import actas.claims
from actas.language import Language

FIELD = re.compile(r"\{(\w+)\}")


def messages() -> list[str]:
    """First arguments of every call of `say` in the room."""
    found = []
    for path in sorted(Path(actas.claims.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                message = node.args[0]
                assert isinstance(message, ast.Constant), f"{path.name}: a message that is computed"
                found.append(str(message.value))
    return found


def test_every_message_has_its_spanish() -> None:
    spanish = Language("es", "claims")
    assert len(messages()) > 60
    assert [message for message in messages() if not spanish.knows(message)] == []


def test_translations_use_the_same_fields() -> None:
    spanish = Language("es", "claims")
    for message in messages():
        fields = {name: f"<{name}>" for name in FIELD.findall(message)}
        shown = spanish.say(message, **fields)
        assert {name for name in fields if f"<{name}>" not in shown} == set(), message


def test_the_catalogue_has_nothing_that_is_not_said() -> None:
    po = (Path(actas.claims.__file__).parent / "locale" / "es.po").read_text(encoding="utf-8")
    from babel.messages.pofile import read_po

    ids = {message.id for message in read_po(po.splitlines(), locale="es") if message.id}
    assert ids == set(messages())
