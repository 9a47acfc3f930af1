"""Commands shown in the docs, run as they stand, their output compared.

A block fenced as `console` is a session: lines that begin with `$ ` are commands, what follows is
what they print (stdout and stderr). `…` in a line stands for anything; a line of only `…` for any
lines. `DATA` in a command is the folder of real inputs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Command:
    """One command of a session and the output that stands under it."""

    line: int
    run: str
    prints: list[str]


def session(document: Path) -> list[Command]:
    """Every command of a document's console blocks, in order."""
    commands: list[Command] = []
    inside = False
    for number, text in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        if text.startswith("```"):
            inside = text == "```console"
        elif inside and text.startswith("$ "):
            commands.append(Command(number, text[2:], []))
        elif inside and commands and commands[-1].run.endswith("\\"):
            last = commands.pop()
            commands.append(Command(last.line, f"{last.run[:-1]}{text.strip()}", []))
        elif inside and commands:
            commands[-1].prints.append(text)
    return commands


def run(document: Path, directory: Path, data: Path | None) -> None:
    """Run a document's commands one after the other in `directory`; AssertionError names the
    first whose output is not what stands there."""
    here = directory
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "XDG_STATE_HOME": str(directory / ".state"),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }
    for command in session(document):
        line = re.sub(r"\bDATA\b", str(data), command.run) if data else command.run
        change = re.fullmatch(r"cd (\S+)", line)
        if change:
            here = (here / change[1]).resolve()
            continue
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=here,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        printed = (done.stdout + done.stderr).replace(str(data), "DATA")
        assert matches(command.prints, printed.splitlines()), (
            f"{document.name}, line {command.line}: $ {command.run}\n"
            f"(exit status {done.returncode}) printed:\n{printed}"
        )


def runs_as_it_stands(name: str, directory: Path, data: Path) -> None:
    """Run the document of this name in `directory`, `EXAMPLES` standing for those of the docs."""
    written = (ROOT / name).read_text(encoding="utf-8")
    assert session(ROOT / name), f"{name} shows no command"
    own = directory / Path(name).name
    own.write_text(written.replace("EXAMPLES", str(ROOT / "docs" / "examples")), encoding="utf-8")
    run(own, directory, data)


def matches(expected: list[str], printed: list[str]) -> bool:
    """Whether what was printed is what stands in the document, `…` standing for anything."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else _line(line) + r"\s*\n"
        for line in _trimmed(expected)
    )
    text = "".join(line.rstrip() + "\n" for line in _trimmed(printed))
    return re.fullmatch(pattern, text) is not None


def _line(line: str) -> str:
    return ".*?".join(re.escape(part) for part in line.rstrip().split("…"))


def _trimmed(lines: list[str]) -> list[str]:
    """Without empty lines; how wide a column or a rule is says nothing here."""
    return [re.sub(r"─+", "─", re.sub(r" +", " ", line)) for line in lines if line.strip()]
