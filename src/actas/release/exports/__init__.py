"""What a release gives in the formats of others: NIST reports, OpenElections, SQLite, a notebook.

Outcome and tables in, paths and bytes out; one file at a time, beside the one database.
Everything here says what the tables of the open data say, and adds nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actas.election.definition import Election
from actas.release.contents import OnDisk
from actas.release.exports import frames, nist, notebook, openelections, sqlite
from actas.release.manifest import Head
from actas.release.outcome import Outcome
from actas.release.site.shapes import Download
from actas.release.tables import Table
from actas.release.workers import beside

OURS = (nist.FOLDER, openelections.FOLDER, sqlite.PATH, notebook.PATH)
"""How the paths of exports begin."""


def is_export(path: str) -> bool:
    """Whether a file of a release is an export: the same numbers again, in another's format."""
    return path.startswith(OURS)


def files(
    outcome: Outcome, head: Head, tables: Sequence[Table]
) -> Iterator[tuple[str, bytes | OnDisk]]:
    """Path and content of every export.

    Args:
        outcome: of the release.
        head: of its log.
        tables: of the open data.
    """
    database = beside(sqlite.database(tables, head.__dict__).made)
    reports = nist.Reports(outcome, head)
    places = openelections.Files(outcome)
    for part in frames.parts(outcome, tables):
        yield from nist.of_part(reports, part)
        yield from places.of_part(part)
    yield from nist.whole(reports)
    yield from places.whole()
    yield sqlite.PATH, database()
    yield notebook.PATH, notebook.notebook(outcome, head)


def of_area(election: Election, area: str) -> tuple[tuple[str, str], ...]:
    """Title and path of the exports of an area of the first level; the empty one is the whole."""
    report = nist.file_name(area) if area else f"{nist.FOLDER}{nist.SUMMARY}"
    table = openelections.precinct_file if area else openelections.county_file
    return (
        ("NIST JSON", f"{report}.json"),
        ("NIST XML", f"{report}.xml"),
        ("OpenElections CSV", table(election, area)),
    )


def downloads() -> tuple[Download, ...]:
    """How the downloads page lists what is there once."""
    return (
        Download(f"{nist.FOLDER}{nist.SUMMARY}.json", "The result as NIST SP 1500-100 report"),
        Download(f"{nist.FOLDER}{nist.SUMMARY}.xml", "The result as NIST SP 1500-100 report"),
        Download(sqlite.PATH, "All tables as one SQLite database"),
        Download(notebook.PATH, "A notebook (Jupyter, pandas) that adds the stations up again"),
    )
