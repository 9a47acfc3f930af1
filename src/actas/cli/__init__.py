"""The command line: one module a verb; it parses, calls, prints.

Verbs are imported one at a time, when they are asked for, so that `actas --help` is quick.
"""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
import os
import sys
from typing import Any

import click

from actas import __version__
from actas.errors import ActasError

VERBS = {
    "demo": "A synthetic election, end to end; opens its site.",
    "packs": "The elections that ship with Actas.",
    "init": "Make a project from a pack or from your own election.yaml.",
    "import": "Take a table of records, or a register, into the log.",
    "read": "Take photographs, scans and PDFs of sheets into the log.",
    "form": "The plan of a sheet, drawn over a sample of it.",
    "check": "Findings, by rule and station.",
    "decide": "A person's decision on a station's record, with its reason.",
    "count": "Totals, coverage, and what is missing.",
    "compare": "Two sources, station by station, where both speak.",
    "claims": "Every public claim and its verdict, with the numbers.",
    "publish": "Write the release: site, open data, log, verifier.",
    "verify": "Recompute a release, a proof or a project, offline.",
    "prove": "A proof that a station's record is in the log.",
    "diff": "What changed between two releases.",
    "keys": "The public keys of the log, and the recipients of sealed originals.",
    "unseal": "Open a sealed original, on the record.",
}
"""Every verb with its one line, in the order of the work."""

ALLOCATOR = "_RJEM_MALLOC_CONF"
"""Of Polars; read once, when Polars is imported."""

GIVES_BACK = "background_thread:true,dirty_decay_ms:100,muzzy_decay_ms:0"
"""What Polars frees goes back to the system by itself, and soon, not when the next frame is made:
workers are forked with all that is still held."""

HOLDS = "background_thread:true,dirty_decay_ms:10000,muzzy_decay_ms:0,thp:always"
"""It goes back after ten seconds and comes in huge pages, for whoever makes the like again and
again: new memory is asked for less often, which takes long where the machine is one of several on
another."""

THREADS = "POLARS_MAX_THREADS"
"""How many threads Polars works with; read once, when Polars is imported."""

os.environ.setdefault(ALLOCATOR, GIVES_BACK)

# A thread that asks Polars for something every other millisecond gets its turn back as often.
sys.setswitchinterval(0.0003)

# Python's last look for cycles, through all that a log amounts to, when the process ends anyway.
atexit.register(gc.freeze)

DONE, WRONG, FAILED = 0, 1, 2
"""Exit status: done; done and something is wrong with the data or the proof; not done."""


class _Verbs(click.Group):
    """A group whose verbs are imported only when one of them is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"actas.cli.{cmd_name}_verb")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


def _completion(ctx: click.Context, _: click.Parameter, shell: str | None) -> None:
    if shell is None or ctx.resilient_parsing:
        return
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise click.BadParameter(f"no completion for {shell}")
    click.echo(made(actas, {}, "actas", "_ACTAS_COMPLETE").source())
    ctx.exit()


@click.command(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `actas demo`, or `actas init DIR --pack ve-2024`. "
    "Each verb has its own --help with examples.",
)
@click.version_option(__version__, prog_name="actas", message="%(prog)s %(version)s")
@click.option(
    "--completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    is_eager=True,
    expose_value=False,
    callback=_completion,
    help="Print the shell's completion script: eval it in your shell's start-up file.",
)
def actas() -> None:
    """From polling-station tally sheets to a public result anyone can check."""


def main(arguments: list[str] | None = None) -> Any:
    """Run a verb; the process ends with its exit status."""
    debug = "--debug" in (sys.argv if arguments is None else arguments)
    try:
        status = actas.main(args=arguments, standalone_mode=False)
    except click.exceptions.Abort:
        _tell("stopped")
        status = 130
    except click.ClickException as error:
        error.show()
        status = FAILED
    except (ActasError, OSError) as error:
        if debug:
            raise
        if isinstance(error, BrokenPipeError):
            # Whoever read us has read enough: end as a program that got SIGPIPE does.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(128 + 13)
        _tell(_said(error))
        status = FAILED
    except KeyboardInterrupt:
        _tell("stopped")
        status = 130
    except Exception as error:
        # A fault of ours: still one line for the person, and how to tell us more.
        if debug:
            raise
        _tell(f"{type(error).__name__}: {error} (a fault in Actas: --debug shows where)")
        status = FAILED
    sys.exit(status if isinstance(status, int) else DONE)


def _said(error: ActasError | OSError) -> str:
    if isinstance(error, ActasError):
        return str(error)
    if error.errno == errno.ENOSPC and not error.filename:
        import tempfile

        # Files without a name: where they lie is all that can be told.
        return (
            f"{error.strerror}: temporary files lie in {tempfile.gettempdir()}; "
            "make room there, or name another folder in TMPDIR"
        )
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def _tell(message: str) -> None:
    from actas.cli.common import styled

    click.echo(f"{styled('actas:', fg='red', bold=True)} {message}", err=True)
