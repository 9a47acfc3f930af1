"""`actas demo`: a synthetic election, end to end."""

from __future__ import annotations

import functools
import shutil
import sys
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import click

from actas import LANGUAGES
from actas.cli import common
from actas.cli.common import number, percent

if TYPE_CHECKING:
    from rich.text import Text

    from actas.demo.run import Ran


class _HowMany(click.ParamType[int | None]):
    """A number, or all."""

    name = "N|all"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | None:
        """`all` as None."""
        if value is None or value == "all":
            return None
        if not (str(value).isascii() and str(value).isdecimal()):
            self.fail(f"{value!r} is neither a number nor `all`", param, ctx)
        return int(str(value))


_HOW_MANY = _HowMany()


class _Languages(click.ParamType[tuple[str, ...]]):
    """Codes of languages with commas between them, the default first."""

    name = "CODE,…"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Each once, and only those that there are."""
        codes = tuple(value) if isinstance(value, tuple) else tuple(str(value).split(","))
        if len(set(codes)) != len(codes) or not set(codes) <= set(LANGUAGES):
            self.fail(f"{value!r}: take each once of {', '.join(LANGUAGES)}", param, ctx)
        return codes


@click.command("demo")
@click.argument(
    "directory", metavar="[DIR]", default="demo", type=click.Path(path_type=Path, file_okay=False)
)
@click.option("--stations", default=2000, show_default=True, help="How many stations to invent.")
@click.option(
    "--sheets",
    metavar="N|all",
    type=_HOW_MANY,
    default="200",
    show_default=True,
    help="How many of the witnesses' sheets to photograph and read back from the pictures.",
)
@click.option("--seed", default=None, type=int, help="Another country.")
@click.option(
    "--languages",
    metavar="CODE,…",
    type=_Languages(),
    default="es,en",
    show_default=True,
    help=f"Languages of the site, the first its default: {', '.join(LANGUAGES)}.",
)
@click.option("--serve/--no-serve", default=True, help="Serve the site on localhost at the end.")
@click.option("--port", default=0, metavar="N", help="Port to serve on (default: a free one).")
@click.option("--open/--no-open", "browse", default=None, help="Open the site in a browser.")
@common.json_option
def command(
    directory: Path,
    stations: int,
    sheets: int | None,
    seed: int | None,
    languages: tuple[str, ...],
    serve: bool,
    port: int,
    browse: bool | None,
    as_json: bool,
) -> int:
    """Invent an election in DIR and take it the whole way: register, import, photographs read back,
    check, log, count, claims, publish, verify. Things are wrong in it on purpose; all are found.

    A DIR that an earlier demo made is made anew.

    \b
    Examples:
      actas demo
      actas demo /tmp/demo --no-serve
      actas demo --languages en,fr,ar
    """
    from actas.demo import run as demo
    from actas.demo.write import SEED

    _clear(directory, (demo.INPUTS, demo.PROJECT, demo.RELEASE, demo.OFFLINE))
    began = time.monotonic()
    with common.progress() as tick:
        ran = demo.run(
            directory,
            stations=stations,
            seed=SEED if seed is None else seed,
            progress=tick,
            sheets=sheets,
            languages=languages,
        )
    seconds = time.monotonic() - began
    site = directory / demo.RELEASE
    if as_json:
        common.print_json(_json(ran, site, seconds))
    else:
        _tell(ran, site, seconds)
    if serve and not as_json:
        _serve(site, port, sys.stdout.isatty() if browse is None else browse)
    return 0 if ran.ok else 1


def _clear(directory: Path, ours: tuple[str, ...]) -> None:
    """Make room where an earlier demo was; anything else there stops us before a byte changes."""
    if not directory.is_dir():
        return
    strangers = sorted(path.name for path in directory.iterdir() if path.name not in ours)
    marked = (directory / ours[0] / "election.yaml").is_file()
    if strangers or (any(directory.iterdir()) and not marked):
        raise click.BadParameter(
            f"{directory} holds something that no demo made"
            f"{': ' + strangers[0] if strangers else ''}; take another directory",
            param_hint="DIR",
        )
    for name in ours:
        shutil.rmtree(directory / name, ignore_errors=True)


def _json(ran: Ran, site: Path, seconds: float) -> dict[str, object]:
    return {
        "ok": ran.ok,
        "site": str(site),
        "seconds": round(seconds, 1),
        "photographs": None
        if ran.seen is None
        else {**ran.seen.counts, "typed in": ran.seen.typed},
        "planted": [
            {
                "what": one.what,
                "name": one.name,
                "stations": list(one.stations),
                "expected": one.expected,
                "found": one.found,
            }
            for one in ran.outcomes
        ],
        "unexpected": [list(one) for one in ran.unexpected],
        "verified": ran.verified.as_json(),
    }


def _tell(ran: Ran, site: Path, seconds: float) -> None:
    out = common.console()
    counts = common.table(
        "contest", "stations counted", "of", "could the missing change who wins?",
        right=("stations counted", "of"),
    )  # fmt: skip
    for count in ran.counts:
        could = count.missing is not None and count.missing.worst_lead <= 0
        counts.add_row(
            count.contest,
            f"{number(count.counted)} ({percent(count.counted, count.expected, 1)})",
            number(count.expected),
            "yes, it could" if could else "no, it could not",
        )
    out.print(counts)
    if ran.seen is not None:
        came = ", ".join(f"{number(many)} {what}" for what, many in ran.seen.counts.items() if many)
        out.print(f"photographs: {came}; typed in by people: {number(ran.seen.typed)}")
    planted = common.table("planted on purpose", "", "found")
    for one in ran.outcomes:
        if one.what in ("finding", "photo"):
            what = f"{one.name} {one.says['en']}"
            planted.add_row(what, ", ".join(one.stations[:2]), _mark(one.ok, one.found))
        elif one.what == "claim":
            said = f"claim {one.name}: {one.says.get('en', '')}"
            planted.add_row(said, "", _mark(one.ok, one.found))
    out.print(planted)
    for code, station in ran.unexpected:
        out.print(common.strong(f"unexpected finding {code} at {station}", style="red"))
    sure = "verified" if ran.verified.ok else "NOT verified"
    out.print(
        f"{sure}: {number(ran.published.files)} files, a log of {number(ran.published.size)} "
        f"entries; the whole way took {seconds:.1f} s"
    )
    out.print(f"project: {ran.project}, for `actas check --project {ran.project}`", soft_wrap=True)
    out.print(f"site: {site / 'index.html'}", soft_wrap=True)


def _mark(ok: bool, found: str) -> Text:
    return common.strong(found, style="green" if ok else "bold red")


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


def _serve(site: Path, port: int, browse: bool) -> None:
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        click.echo(f"serving {address} (Ctrl-C ends it)")
        if browse:
            import webbrowser

            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("\nended")
