"""`actas read`: photographs, scans and PDFs of sheets into the log."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any

import click

from actas.cli import common
from actas.reading.codes import BUDGET

if TYPE_CHECKING:
    from actas.evidence.shapes import Limits
    from actas.project.executors import Executor
    from actas.project.project import Project
    from actas.project.receiving import Report, Settings

_SHOWN = 40


@click.command("read")
@click.argument("inputs", metavar="PATH...", nargs=-1, required=True)
@click.option("--source", metavar="NAME", required=True, help="Who vouches: id in election.yaml.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=None,
    help="Processes that read (default: one for each core).",
)
@click.option("--dask", metavar="tcp://HOST:PORT", help="Read on the workers of this scheduler.")
@click.option(
    "--budget",
    type=click.FloatRange(0.05, 60),
    default=BUDGET,
    show_default=True,
    help="Seconds to look for the codes of a page before they are given up.",
)
@click.option("--both", is_flag=True, help="Read printed numbers where a code was read, too.")
@click.option(
    "--discard-originals", is_flag=True, help="Keep the redacted renditions alone, nothing sealed."
)
@click.option("--store", metavar="s3://BUCKET/PREFIX", help="Keep documents there from now on.")
@common.project_option
@common.json_option
def command(
    inputs: tuple[str, ...],
    source: str,
    workers: int | None,
    dask: str | None,
    budget: float,
    both: bool,
    discard_originals: bool,
    store: str | None,
    project_dir: Any,
    as_json: bool,
) -> int:
    """Take photographs, scans and PDFs of sheets: files, folders, or s3://bucket/prefix.

    Each becomes a document: redacted to be shown, its original sealed. What its code or its print
    says becomes a reading; what no machine reads waits for people. The same files again read only
    what is new, and a run that was cut off goes on where it was. Exit status 1 where a sheet that
    was read has a finding that is an error.

    \b
    Examples:
      actas read scans/ --source observers
      actas read sheet.jpg more.pdf --source observers --both
      actas read s3://sheets/2031 --source observers --dask tcp://scheduler:8786
    """
    from actas.evidence.shapes import Limits
    from actas.project.project import Project
    from actas.project.receiving import Settings
    from actas.reading.pages.reader import Care

    limits = Limits()
    project = Project.open(project_dir, write=True)
    settings = Settings(Care(budget, both=both), limits, discard_originals)
    with tempfile.TemporaryFile("w+b") as spool:
        report = _run(project, inputs, source, settings, workers, dask, store, spool)
        spool.seek(0)
        return _tell(Project.open(project_dir), report, source, spool, as_json)


def _run(
    project: Project,
    inputs: tuple[str, ...],
    source: str,
    settings: Settings,
    workers: int | None,
    dask: str | None,
    store: str | None,
    spool: IO[bytes],
) -> Report:
    import os
    import random

    import orjson

    from actas.project.receiving import Told, read_sheets

    def told(one: Told) -> None:
        spool.write(orjson.dumps(one.__dict__) + b"\n")

    with common.counting("reading sheets") as tick:
        return read_sheets(
            project,
            inputs,
            source,
            settings,
            lambda: _executor(workers, dask, settings.limits),
            random=os.urandom,
            rng=random.SystemRandom(),
            told=told,
            tick=tick,
            elsewhere=store,
        )


def _executor(workers: int | None, dask: str | None, limits: Limits) -> Executor:
    import os
    import time

    if dask is not None:
        from actas.project.cluster import Cluster

        return Cluster(dask, limits, time.monotonic)
    from actas.project.executors import Here

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Here(workers or cores or 1, limits, preload=("actas.project.working",))


def _tell(project: Project, report: Report, source: str, spool: IO[bytes], as_json: bool) -> int:
    import orjson

    from actas.project.telling import Findings, rows

    findings = Findings.of(project, source)
    wrong = False
    shown: dict[str, list[str]] = {}
    first = True
    if as_json:
        click.echo("[", nl=False)
    for line in spool:
        for row in rows(orjson.loads(line), project.election, findings):
            wrong = wrong or findings.is_error(row["findings"])
            if as_json:
                click.echo(("" if first else ",") + "\n  " + orjson.dumps(row).decode(), nl=False)
                first = False
            elif row["outcome"] != "read" or row["findings"]:
                shown.setdefault(row["outcome"], []).append(_line(row))
    if as_json:
        click.echo("\n]")
    else:
        _summary(report, shown)
    if report.stopped:
        common.note("stopped; the same command again goes on where this one was")
        return 130
    if report.counts and set(_done(report)) == {"refused"} and not report.known:
        return 2
    return 1 if wrong else 0


def _done(report: Report) -> list[str]:
    return [name for name, count in report.counts.items() if count]


def _line(row: dict[str, Any]) -> str:
    what = ", ".join([*row["reasons"], *row["findings"]])
    of = f" of {row['duplicate_of']}" if row.get("duplicate_of") else ""
    return f"{row['path']}{of}" + (f": {what}" if what else "")


def _summary(report: Report, shown: dict[str, list[str]]) -> None:
    total = sum(report.counts.values())
    click.echo(
        f"{total:,} files" + (f", {report.known:,} of them read before" if report.known else "")
    )
    for name, count in report.counts.items():
        if count:
            click.echo(f"  {count:>9,} {name}")
        lines = shown.get(name, [])
        for line in lines[:_SHOWN]:
            click.echo(f"            {line}")
        if len(lines) > _SHOWN:
            click.echo(f"            … and {len(lines) - _SHOWN:,} more: --json lists them all")
    if report.resumed:
        click.echo(f"  {report.resumed:>9,} taken over from a run that was cut off")
    click.echo(f"  {report.entries:>9,} entries added to the log")
