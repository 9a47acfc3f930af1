"""`actas prove`: a proof of inclusion."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("prove")
@click.argument("what", metavar="STATION|SHA256")
@click.option("--source", metavar="NAME", help="The record of this source.")
@click.option("--contest", metavar="ID", help="The record of this contest.")
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Default: stdout.")
@common.project_option
@common.debug_option
def command(
    what: str, source: str | None, contest: str | None, out: Path | None, project_dir: Path
) -> None:
    """A .tlog-proof that the record of a station (or a document) is in the log, checkable offline.

    \b
    Examples:
      actas prove 1/1/13/10113042/1 --out table.tlog-proof
      actas verify table.tlog-proof
    """
    from actas.release.proving import prove

    project = common.opened(project_dir)
    proof = prove(project.log, project.state, what, source=source, contest=contest)
    if out is None:
        click.echo(proof.decode(), nl=False)
        return
    out.write_bytes(proof)
    click.echo(f"{out}: check it anywhere with `actas verify {out} --key KEY`")
    click.echo(f"the log's key, which you publish elsewhere too: {project.public_keys()[0]}")
