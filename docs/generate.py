"""Write what the docs take from the code: JSON Schemas and the reference of the command line.

`python docs/generate.py` writes them; a test compares, so that they cannot rot.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import click

from actas import cli
from actas.claims.model import Claims
from actas.election.definition import Election
from actas.evidence.shapes import REFUSALS
from actas.log import entries
from actas.reading.mapping import Mapping

DOCS = Path(__file__).parent


def generated() -> dict[str, str]:
    """Text of every generated file by its path below docs/."""
    schemas = {
        "schemas/election.json": Election.model_json_schema(by_alias=True),
        "schemas/mapping.json": Mapping.model_json_schema(by_alias=True),
        "schemas/claims.json": Claims.model_json_schema(by_alias=True),
        "schemas/entries.json": entries.json_schema(),
    }
    made = {
        path: json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for path, schema in schemas.items()
    }
    return made | {"cli.md": _reference(), "refusals.md": _refusals()}


def _refusals() -> str:
    head = (
        "# Files that are not taken\n\n"
        "<!-- Written by `python docs/generate.py`; change `actas.evidence.shapes` instead. -->\n\n"
        "`actas read` tells each file that it does not take, with a code for life. Nothing of such "
        "a file is stored or logged; the run goes on, and the file is counted as refused. What "
        "was taken and then found wrong has a [rule](rules.md) instead.\n\n"
        "| code | why |\n| --- | --- |\n"
    )
    return head + "".join(f"| {code} | {why} |\n" for code, why in REFUSALS.items())


def _reference() -> str:
    head = (
        "# The command line\n\nGenerated from the program's own help. Exit status: 0 done, "
        "1 done and something is wrong with the election's data or the proof, 2 could not be "
        "done.\n"
    )
    parts = [head, _section("actas", cli.actas, None)]
    for verb in cli.VERBS:
        command = importlib.import_module(f"actas.cli.{verb}_verb").command
        parts += _sections(f"actas {verb}", command, cli.actas)
    return "\n".join(parts)


def _sections(title: str, command: click.Command, parent: click.Command | None) -> list[str]:
    """Its section, and one for each of its own verbs."""
    below = command.commands if isinstance(command, click.Group) else {}
    own = [_section(f"{title} {name}", one, command) for name, one in below.items()]
    return [_section(title, command, parent), *own]


def _section(title: str, command: click.Command, parent: click.Command | None) -> str:
    shown = {"help_option_names": ["-h", "--help"]}
    above, _, name = title.rpartition(" ")
    outer = click.Context(parent, info_name=above, **shown) if parent else None
    context = click.Context(
        command, info_name=name, parent=outer, terminal_width=100, max_content_width=100, **shown
    )
    return f"## {title}\n\n```text\n{command.get_help(context)}\n```\n"


def main() -> None:
    """Write them all."""
    for path, text in generated().items():
        target = DOCS / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
