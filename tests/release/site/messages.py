"""All English messages of the site, taken from its templates and its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

import actas.release.site as site
from actas.release.site.book import NAV
from actas.release.site.checking import SAYS
from actas.release.site.feeds import CORRECTED
from actas.release.site.missing import ASIDE, FALSE_SHEETS
from actas.release.site.rules import TITLES

FOLDER = Path(site.__file__).parent
_MESSAGES_OF = {"say": (0,), "many": (1, 2), "around": (0,)}


def messages() -> set[str]:
    """Every message that a page may say."""
    return {*in_templates(), *in_code(), *in_tables()}


def pairs() -> Iterator[tuple[str, str]]:
    """Messages of which a number chooses the form: that of exactly one, and that of more."""
    for template in sorted((FOLDER / "templates").glob("*.html")):
        for call in Environment(autoescape=True).parse(template.read_text()).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "many":
                yield call.args[1].value, call.args[2].value
    for module in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "many":
                said = [one.value for one in node.args[1:] if isinstance(one, ast.Constant)]
                if said:
                    yield said[0], said[1]
    yield from (*ASIDE.values(), *FALSE_SHEETS.values())


def in_templates() -> Iterator[str]:
    """First arguments of `say`, second and third of `many`, in every template."""
    for template in sorted((FOLDER / "templates").glob("*.html")):
        tree = Environment(autoescape=True).parse(template.read_text())
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name):
                for at in _MESSAGES_OF.get(call.node.name, ()):
                    argument = call.args[at]
                    if isinstance(argument, nodes.Const):
                        yield argument.value


def in_code() -> Iterator[str]:
    """The same of every `words.say(…)` in the code; a conditional gives both its messages."""
    for module in sorted(FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                for at in _MESSAGES_OF.get(name, ()):
                    if at < len(node.args):
                        yield from (
                            one.value
                            for one in ast.walk(node.args[at])
                            if isinstance(one, ast.Constant) and isinstance(one.value, str)
                        )


def in_tables() -> Iterator[str]:
    """Messages that stand in tables and are said by their key."""
    yield from TITLES.values()
    yield from SAYS
    yield from CORRECTED.values()
    yield from (name for name, _ in NAV)
    yield from (message for pair in (*ASIDE.values(), *FALSE_SHEETS.values()) for message in pair)
