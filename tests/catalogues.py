"""Every message of every room, and what is wrong with a catalogue that should have them all.

`python tests/catalogues.py fr` prints what is missing in French, as a catalogue writes it, ready
to be translated; without a language it says how many messages each catalogue lacks.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from actas import LANGUAGES
from actas.checks import say as checks_say
from actas.checks.catalogue import RULES
from actas.project.telling import UNREAD
from actas.reading.faults import KINDS
from actas.release import changes, exports

sys.path.insert(0, str(Path(__file__).parent / "release" / "site"))
from building import ELECTIONS
from messages import messages as of_the_site
from messages import pairs

from actas.release.opendata import opendata

TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
ROOMS = ("release", "checks", "claims", "reading", "project")

SAME = {
    "es": {"no"},
    "pt": {"Downloads", "Quar.", "Rej."},
    "fr": {
        *("Corrections", "Incidents", "Obligation", "Obligations", "Pages", "Position"),
        *("Incident", "Verdict"),
        *("Quar.", "Rej.", "Source", "Sources", "code"),
    },
}
"""Messages that are the same as in English by right, by language."""


@cache
def messages(room: str) -> dict[str, str | None]:
    """Every message of a room, with its plural where a number chooses between two."""
    plural = dict(pairs()) if room == "release" else {}
    said = {"release": _release, "checks": _checks, "claims": _claims}.get(room)
    found = said() if said else (KINDS if room == "reading" else _project())
    return {one: plural.get(one) for one in sorted(found) if one not in set(plural.values())}


def catalogue(room: str, language: str) -> Catalog:
    """The catalogue as it is written; empty where there is none yet."""
    path = Path(str(files("actas"))) / room / "locale" / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def faults(room: str, language: str) -> Iterator[str]:
    """What is wrong with a catalogue, one line a message."""
    held, wanted = catalogue(room, language), messages(room)
    for one, more in wanted.items():
        found = held.get(one)
        if found is None or not all(_forms(found)):
            yield f"missing: {one}"
        elif found.pluralizable != (more is not None) or (more and found.id != (one, more)):
            yield f"has plural forms where it should not, or none where it should: {one}"
        else:
            yield from _wrong(found, held, one, more, language)
    for found in held:
        one = found.id[0] if found.pluralizable else found.id
        if one and one not in wanted:
            yield f"nothing says this any more: {one}"


def _wrong(
    found: Message, held: Catalog, one: str, more: str | None, language: str
) -> Iterator[str]:
    forms = _forms(found)
    if more is not None and len(forms) != held.num_plurals:
        yield f"needs {held.num_plurals} plural forms: {one}"
    for at, form in enumerate(forms):
        fields, least = _fields(form), _fields(more or one)
        if more is not None and _stands_for_one(held, at):
            least -= {"n"}
        if not least <= fields <= _fields(more or one):
            yield f"has other fields ({', '.join(sorted(fields))}): {form}"
        if form in {one, more} - SAME.get(language, set()):
            yield f"is left in English: {one}"


def _stands_for_one(held: Catalog, form: int) -> bool:
    """Whether a plural form is only ever used of one number, which it may then say in words."""
    from gettext import c2py

    choose = c2py(held.plural_expr)
    return sum(choose(number) == form for number in range(1001)) == 1


def _forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _release() -> set[str]:
    found = of_the_site() | set(changes.TITLES.values()) | set(changes.COVERAGE.values())
    outcome = ELECTIONS["plain"]()
    downloads = (*opendata(outcome).downloads, *exports.downloads())
    tables = {one.what for one in downloads if one.what.startswith("Totals by ")}
    return found | set(_said(changes)) | {one.what for one in downloads} - tables


def _checks() -> set[str]:
    return {*(rule.says for rule in RULES), *checks_say.WAITS.values()}


def _claims() -> set[str]:
    import actas.claims

    folder = Path(str(actas.claims.__path__[0]))
    return {one for path in sorted(folder.glob("*.py")) for one in _calls(path)}


def _project() -> set[str]:
    import actas.project
    from actas.project import showing

    found = {*UNREAD.values(), *_said(showing)}
    for template in Path(str(actas.project.__path__[0])).glob("templates/*.html"):
        tree = Environment(autoescape=True).parse(template.read_text())
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                found.add(call.args[0].value)
    return found


def _said(module: object) -> Iterator[str]:
    return _calls(Path(str(module.__file__)))


def _calls(path: Path) -> Iterator[str]:
    """First argument of every `say(…)` in a module, where it is written there."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _name(node.func) == "say" and node.args:
            given = node.args[0]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _lacking(room: str, language: str) -> Catalog:
    """What a catalogue has not, as a catalogue with nothing translated."""
    held, lacking = catalogue(room, language), Catalog(locale=language)
    for one, more in messages(room).items():
        found = held.get(one)
        if found is None or not all(_forms(found)):
            lacking.add((one, more) if more else one)
    return lacking


def main(languages: list[str]) -> int:
    """Print what is missing; 1 where something is."""
    from babel.messages.pofile import write_po

    missing = 0
    for language, room in product(languages or TRANSLATED, ROOMS):
        wrong = list(faults(room, language))
        missing += len(wrong)
        if not languages:
            print(f"{language} {room}: {len(wrong)} to mend of {len(messages(room))}")
            continue
        print(f"# {room}/locale/{language}.po", *(f"# {one}" for one in wrong), sep="\n")
        write_po(sys.stdout.buffer, _lacking(room, language), omit_header=True, width=0)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
