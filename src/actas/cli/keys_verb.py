"""`actas keys`: the log's public keys, and the recipients that originals are sealed to."""

from __future__ import annotations

from pathlib import Path

import click

from actas.cli import common


@click.command("keys")
@click.option(
    "--new",
    "fresh",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a new secret identity to FILE, outside the project, and add its recipient.",
)
@click.option("--add", "added", metavar="age1…", multiple=True, help="Add a public recipient.")
@common.project_option
@common.json_option
def command(
    fresh: tuple[Path, ...], added: tuple[str, ...], project_dir: Path, as_json: bool
) -> None:
    """The public keys that verify the project's log (publish them where the release is not), and
    the recipients that originals are sealed to: two or more, whose secret identities people keep
    offline. Any one of them opens every original; lose all and none ever opens.

    \b
    Examples:
      actas keys --project ve
      actas keys --new /media/first/one.txt --new /media/second/two.txt
      actas keys --add age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
    """
    from actas.project import custody

    project = common.opened(project_dir)
    if fresh:
        custody.make_identities(project.folder, fresh)
    if added:
        custody.add_recipients(project.folder, added)
    public = project.public_keys()
    recipients = custody.recipients(project.folder)
    if as_json:
        common.print_json(
            {"origin": project.log.origin, "keys": public, "recipients": list(recipients)}
        )
        return
    click.echo(project.log.origin)
    for key in (*public, *recipients):
        click.echo(key)
    for path in fresh:
        common.note(f"{path} opens every original: move it offline, and keep a copy")
    if len(recipients) == 1:
        common.note("one recipient is not enough: originals are sealed to two or more")
