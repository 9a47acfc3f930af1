"""A small election for tests of projects and of the command line: two wards, invented parties."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner

from actas.cli import actas
from actas.errors import ActasError

DEFINITION = """\
actas: 1
id: village
name: {es: Aldea, en: Village}
date: 2031-05-04
origin: results.example/village
levels:
  - {id: ward, name: {es: Barrio, en: Ward}}
  - {id: station, name: {es: Mesa, en: Station}}
contests:
  - id: mayor
    name: {es: Alcaldía, en: Mayor}
    choices:
      - {id: A, name: Aurora}
      - {id: B, name: Boreal}
form:
  tallies:
    - {id: valid, role: valid, name: {es: Válidos, en: Valid}}
    - {id: spoiled, role: "null", name: {es: Nulos, en: Null}}
sources:
  - {id: herons, name: Heron Watch, role: observer}
  - {id: otters, name: Otter Party, role: party}
  - {id: board, name: Village Board, role: authority}
register:
  kind: open
  totals: {stations: 6, electors: 1200}
"""

MAPPING = """\
station: [ward, station]
electors: electors
address: link
complete: true
learn: true
"""

HEADER = "ward,station,electors,A,B,valid,spoiled,link\n"


def row(station: str, a: int, b: int, electors: int | str = 200, link: str | None = None) -> str:
    """A row of a table: a sheet that adds up."""
    ward, table = station.split("/")
    address = f"https://sheets.example/{ward}-{table}.jpg" if link is None else link
    return f"{ward},{table},{electors},{a},{b},{a + b},2,{address}\n"


@dataclass(frozen=True)
class Village:
    """A project in a folder, driven through the command line."""

    root: Path

    @classmethod
    def made(cls, directory: Path, definition: str = DEFINITION, mapping: str = MAPPING) -> Village:
        """A new project in `directory`/village."""
        source = directory / "given"
        source.mkdir()
        (source / "election.yaml").write_text(definition)
        if mapping:
            (source / "mapping.yaml").write_text(mapping)
        root = directory / "village"
        run("init", str(root), "--election", str(source / "election.yaml"))
        return cls(root)

    def table(self, *rows: str, name: str = "sheets.csv", header: str = HEADER) -> Path:
        """A CSV beside the project."""
        path = self.root.parent / name
        path.write_text(header + "".join(rows))
        return path

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a verb prints in this project; its exit status must be `status`."""
        return run(*arguments, "--project", str(self.root), status=status)

    def json(self, *arguments: str, status: int = 0) -> Any:
        """The one JSON document that a verb prints."""
        return orjson.loads(self.run(*arguments, "--json", status=status))

    def take(self, *rows: str, source: str = "herons", **table: str) -> Any:
        """Import rows; the report."""
        return self.json("import", str(self.table(*rows, **table)), "--source", source)

    def bytes(self) -> dict[str, str]:
        """Digest of every file of the project by its path."""
        return {
            str(path.relative_to(self.root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }


def run(*arguments: str, status: int = 0) -> str:
    """Stdout of a verb run in this process; an ActasError counts as status 2, like in `main`."""
    result = CliRunner().invoke(actas, list(arguments), standalone_mode=False)
    if isinstance(result.exception, ActasError):
        code, told = 2, f"{result.stdout}{result.exception}"
    elif result.exception is not None:
        raise result.exception
    else:
        code, told = int(result.return_value or 0), result.stdout
    assert code == status, told
    return told
