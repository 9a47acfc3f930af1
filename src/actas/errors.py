"""The one family of errors that Actas raises on purpose.

Each says what was wrong, where, and what would be right; the CLI prints it as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a person's input something is wrong.

    Attributes:
        file: name of the file as the person gave it.
        line: line (or row) number, counted from 1 with the header as line 1.
        field: column, key path or cell.
    """

    file: str | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)


class ActasError(Exception):
    """Something could not be done; exit status 2.

    Args:
        message: one clear sentence for the person who reads it.
        place: where in their input, when there is a place.
    """

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        where = str(self.place) if self.place else ""
        return f"{where}: {self.message}" if where else self.message


class InputError(ActasError):
    """What a person gave (file, option, definition) cannot be used."""


class Problems(InputError):
    """Several things wrong with one input, told together.

    Args:
        summary: one sentence on the whole.
        problems: every problem with its place; the first 50 are printed, the rest counted.
    """

    SHOWN = 50

    def __init__(self, summary: str, problems: list[ActasError]) -> None:
        super().__init__(summary)
        self.problems = problems

    def __str__(self) -> str:
        lines = [self.message, *(f"  {problem}" for problem in self.problems[: self.SHOWN])]
        if len(self.problems) > self.SHOWN:
            lines.append(f"  … and {len(self.problems) - self.SHOWN} more")
        return "\n".join(lines)


class LogError(ActasError):
    """The log is not what it should be (altered, torn, forked, signed by another key)."""


class ProjectError(ActasError):
    """The project folder cannot be used as it is (missing, newer schema, busy, read-only)."""
