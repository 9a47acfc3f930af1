"""A release that another version of Actas made: all of it that can be computed here, compared.

Its pages cannot be made again. They are held to run nothing, and counted, so that nobody takes
them for verified. It refuses to know how files are read or computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actas import __version__
from actas.release import inert
from actas.release.comparison import by_manifest
from actas.release.exports import is_export
from actas.release.files import Files
from actas.release.kept import KEYS, PREFIX
from actas.release.manifest import HEAD, MANIFEST, parse_manifest
from actas.release.numbers import numbers_follow
from actas.release.opendata import FOLDER
from actas.release.site.checking import PROGRAMS
from actas.release.verified import Check

VERIFIER = "verify.py"
_PROGRAMS = (VERIFIER, *PROGRAMS)
_EXACT = (HEAD, PREFIX, KEYS, "files/")


def checks(
    there: Files,
    made: Mapping[str, bytes],
    languages: tuple[str, ...],
    made_by: str,
    pictures: Sequence[str] = (),
) -> list[Check]:
    """The checks `numbers`, `files`, `missing`, `extra` and `pages`.

    Args:
        there: the files of the release.
        made: everything but pages, by path, as this version makes it.
        languages: of the release.
        made_by: the version that its release entry names.
        pictures: paths of the renditions that the log names.

    Raises:
        InputError: there is no manifest that can be read.
    """
    listing = parse_manifest(there.read(MANIFEST) or b"")
    data = {
        path: content
        for path, content in made.items()
        if path.startswith(FOLDER) and not is_export(path)
    }
    # Another version may lack an export; one that is there says the same numbers.
    exports = {path: content for path, content in made.items() if is_export(path)}
    compared = {
        path: content
        for path, content in exports.items()
        if path.endswith((".json", ".csv")) and there.read(path) is not None
    }
    unlike = [
        path
        for path, content in sorted(exports.items() - compared.items())
        if there.read(path) not in {None, content}
    ]
    exact = {path: content for path, content in made.items() if path.startswith(_EXACT)}
    areas = _area_pages(data, languages)
    pages = [
        path
        for path in there.paths()
        if inert.may_stand(path, languages) and ("/a/" not in path or path in areas)
    ]
    known = {*made, *pages, *pictures, MANIFEST}
    what = f"{len(exact):,} byte by byte, data/ by its values, the rest by the manifest only"
    return [
        numbers_follow(there, data | compared),
        *by_manifest(there, listing, exact, [*data, *areas, *pictures, *_PROGRAMS], known, what),
        _pages(there, pages, made, made_by, unlike),
    ]


def _area_pages(data: Iterable[str], languages: tuple[str, ...]) -> set[str]:
    """Every area has its numbers below `data/`, and beside them a page in each language."""
    twins = [path.removeprefix(FOLDER) for path in data if "/a/" in path]
    return {
        f"{language}/{path.removesuffix('.json')}.html" for path in twins for language in languages
    }


def _pages(
    there: Files, pages: list[str], made: Mapping[str, bytes], made_by: str, unlike: list[str]
) -> Check:
    left = sum(path.endswith(".html") for path in pages)
    for path in pages:
        wrong = inert.fault(path, there.read(path) or b"")
        if wrong:
            return Check("pages", False, f"{path} is no page that a release has: {wrong}", left)
    folders = sorted({path.partition("/")[0] + "/" * ("/" in path) for path in pages})
    says = (
        f"pages not re-rendered: {left:,} (all of {', '.join(folders)}), as they were made by "
        f"Actas {made_by} and this is {__version__}; they run no program but those of the release "
        "and load nothing from elsewhere, but what they say was not compared: verify with that "
        "version, or trust only "
        "log/ and data/"
    )
    if unlike:
        says += (
            f"; {len(unlike):,} exports are not as this version makes them and were not compared, "
            f"the first: {unlike[0]}: trust the tables beside them"
        )
    for name in _PROGRAMS:
        if there.read(name) != made[name]:
            says += f"; {name} is not this version's either and was not compared: do not run it"
    return Check("pages", True, says, left)
