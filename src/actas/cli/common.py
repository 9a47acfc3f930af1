"""What every verb shares: its options, its one JSON document, its progress and tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from actas import LANGUAGES

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from actas.project.project import Project

F = TypeVar("F", bound=Callable[..., Any])

Tick = Callable[[str, int, int | None], None]
"""Told of progress: what is being done, how many are done, of how many."""


def project_option(command: F) -> F:
    """`--project DIR`: the folder you stand in, where it is not given."""
    return click.option(
        "--project",
        "project_dir",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(),
        show_default="this folder",
        help="Folder of the project.",
    )(command)


def json_option(command: F) -> F:
    """`--json`: one JSON document on stdout and nothing else there."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")(
        debug_option(command)
    )


def debug_option(command: F) -> F:
    """`--debug`: a traceback where something fails."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, help="Show a traceback where it fails."
    )(command)


def language_option(command: F) -> F:
    """`--language CODE` of sentences."""
    return click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default="en",
        show_default=True,
        help="Language of the sentences.",
    )(command)


def output_option(says: str) -> Callable[[F], F]:
    """`-o FILE`: the one file that a verb writes; `says` what it will be."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        required=True,
        type=click.Path(path_type=Path, dir_okay=False),
        help=says,
    )


def opened(project_dir: Path, *, write: bool = False) -> Project:
    """The project; says on stderr when its definition was edited and not logged yet."""
    from actas.project.project import Project

    project = Project.open(project_dir, write=write)
    if not write and project.edited() is not None:
        note("election.yaml was edited since it was logged; the next import or publish logs it")
    return project


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
    sys.stdout.buffer.write(orjson.dumps(value, option=options) + b"\n")
    sys.stdout.buffer.flush()


def styled(text: str, **style: Any) -> str:
    """The text in a style for `click.echo`, which drops it where there is no terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)


def note(message: str) -> None:
    """A line on stderr."""
    click.echo(f"{styled('note:', fg='yellow')} {message}", err=True)


def console() -> Console:
    """Stdout for people: styles only on a terminal and without NO_COLOR; what is printed is
    text, never markup, whatever brackets a name has."""
    from rich.console import Console

    class Piped(Console):
        """A console whose closed pipe is told to `main`, like any other."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isascii() and given.isdigit() and int(given) >= 40 else 100
    return Piped(
        highlight=False,
        markup=False,
        emoji=False,
        width=None if sys.stdout.isatty() else width,
        force_terminal=False if os.environ.get("NO_COLOR") else None,
    )


def strong(head: str, rest: str = "", style: str = "bold") -> Text:
    """A line whose head stands out."""
    from rich.text import Text

    return Text.assemble((head, style), rest)


def table(*columns: str, title: str | None = None, right: tuple[str, ...] = ()) -> Table:
    """A plain table; the columns named in `right` hold numbers."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return made


def number(value: int | None) -> str:
    """A whole number with its groups, or a dash."""
    return "–" if value is None else f"{value:,}"


def percent(part: int, whole: int | None, decimals: int = 2) -> str:
    """`part` of `whole` as a percentage, or a dash."""
    return "–" if not whole else f"{100 * part / whole:.{decimals}f} %"


@contextmanager
def progress() -> Iterator[Tick]:
    """Progress on stderr while work runs, when stderr is a terminal; else nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    out = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"))
    with Progress(
        *columns, TimeRemainingColumn(), console=out, transient=True, disable=not out.is_terminal
    ) as shown:
        tasks: dict[str, TaskID] = {}

        def tick(what: str, done: int, of: int | None) -> None:
            if what not in tasks:
                for earlier in tasks.values():
                    shown.update(earlier, visible=False)
                tasks[what] = shown.add_task(what, total=of)
            shown.update(tasks[what], completed=done, total=of)

        yield tick


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """How many are done, at what rate and how long it will take, on stderr when it is a terminal.

    Gives a function of how many are done and, once that is known, of how many.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.1f}/s" if speed else "–/s")

    out = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate())
    with Progress(
        *columns, TimeRemainingColumn(), console=out, transient=True, disable=not out.is_terminal
    ) as shown:
        task = shown.add_task(what, total=None)

        def tick(done: int, of: int | None) -> None:
            shown.update(task, completed=done, total=of)

        yield tick
