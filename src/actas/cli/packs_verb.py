"""`actas packs`: the elections that ship with Actas."""

from __future__ import annotations

import click

from actas.cli import common


@click.command("packs")
@common.json_option
def command(as_json: bool) -> None:
    """The elections that ship with Actas: name, what, when.

    \b
    Example:
      actas packs
      actas init ve --pack ve-2024
    """
    from actas.election import packs
    from actas.election.written import text

    found = [(name, packs.definition(name)) for name in packs.names()]
    if as_json:
        common.print_json(
            [{"pack": name, "name": one.name, "date": str(one.date)} for name, one in found]
        )
        return
    shown = common.table("pack", "election", "date")
    for name, one in found:
        shown.add_row(name, text(one.name, "en"), str(one.date))
    common.console().print(shown)
