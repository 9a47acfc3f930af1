"""A folder in which people type what machines could not read: a page to look at, a table to fill.

Knows the project and that folder. What a machine would guess goes into a file of its own, for
measuring, and never beside what people see.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actas.errors import InputError, Place
from actas.log.files import told
from actas.project import custody
from actas.project.asking import answers
from actas.project.guessing import guessed
from actas.project.project import Project
from actas.project.showing import Page, Sheet
from actas.project.waiting import Waiting, waiting
from actas.project.whole import refuse_others, whole

PAGE, TABLE, MAPPING = "index.html", "to-type.csv", "mapping.yaml"


@dataclass(frozen=True)
class Worksheet:
    """What was written.

    Attributes:
        directory: the folder.
        sheets: number and document of each sheet that is shown.
        waiting: documents that wait, those that are not shown among them.
        withheld: of them, those of which nothing may be shown.
        source: who brought them; None where nothing waits.
        command: that takes the table once it is filled in.
    """

    directory: Path
    sheets: tuple[tuple[int, Waiting], ...]
    waiting: int
    withheld: int
    source: str | None
    command: str

    def as_json(self) -> dict[str, Any]:
        """For `form cells --json`."""
        return {
            "directory": str(self.directory),
            "documents": len(self.sheets),
            "waiting": self.waiting,
            "withheld": self.withheld,
            "source": self.source,
            "import": self.command if self.sheets else None,
            "sheets": [
                {
                    "number": number,
                    "document": one.document,
                    "station": one.station,
                    "form": one.form.id if one.form else None,
                    "contests": list(one.contests),
                    "unread": list(one.unread),
                }
                for number, one in self.sheets
            ],
        }


def write(
    project: Project,
    directory: Path,
    *,
    source: str | None = None,
    form: str | None = None,
    language: str | None = None,
    most: int | None = None,
    hints: Path | None = None,
    tick: Callable[[str, int, int | None], None] = lambda what, done, of: None,
) -> Worksheet:
    """Write page, pictures and table of the documents that wait for people, whole or not at all.

    Where nothing waits that may be shown, nothing is written.

    Args:
        directory: absent, empty, or written by this before and not typed into since.
        source: whose documents; needed where those of several wait.
        form: of which form alone.
        language: of the page; the election's first where not said.
        most: sheets at most; those that came first.
        hints: JSON of what a machine would guess, outside of the directory.

    Raises:
        InputError: the directory holds something else, or what is asked for is not there.
        ProjectError: a rendition is missing or damaged, or something cannot be written.
    """
    found = waiting(project, source, form)
    shown = [one for one in found if one.document is not None]
    sheets = tuple(enumerate(shown[:most], 1))
    whose = found[0].source if found else source
    done = Worksheet(
        directory,
        sheets,
        len(found),
        len(found) - len(shown),
        whose,
        _command(directory, whose),
    )
    refuse_others(directory)
    if hints is not None:
        _refuse_beside(hints, directory)
    if not sheets:
        return done
    page = Page(project.election, language or project.election.languages[0])
    table = answers(project.election, [one for _, one in sheets])
    guesses: list[dict[str, Any]] = []
    with whole(directory) as files:
        for sheet in _opened(project, sheets):
            tick("cutting cells", sheet.number, len(sheets))
            for path, data in page.add(sheet):
                files.put(path, data)
            if hints is not None:
                guesses += guessed(sheet, project.election)
        lines = [(number, one, contest) for number, one in sheets for contest in one.contests]
        files.put(TABLE, table.table(lines).encode())
        files.put(MAPPING, table.mapping().encode())
        files.put(PAGE, page.html(str(whose), _command(Path(directory.name), whose)).encode())
    if hints is not None:
        with told(hints.parent):
            hints.write_text(json.dumps(guesses, indent=1) + "\n", encoding="utf-8")
    return done


def _refuse_beside(hints: Path, directory: Path) -> None:
    if directory.resolve() in hints.resolve().parents:
        said = "a guess may not lie where people look: keep it elsewhere"
        raise InputError(said, Place(str(hints)))
    if not hints.parent.is_dir():
        raise InputError("there is no such folder to write into", Place(str(hints.parent)))


def _opened(project: Project, sheets: Iterable[tuple[int, Waiting]]) -> Iterator[Sheet]:
    """Each sheet with its rendition."""
    store = custody.store(project.folder)
    for number, one in sheets:
        yield Sheet(number, one, store.rendition(str(one.document)))


def _command(directory: Path, source: str | None) -> str:
    table, mapping = (shlex.quote(str(directory / name)) for name in (TABLE, MAPPING))
    return f"actas import {table} --mapping {mapping} --source {source}"
