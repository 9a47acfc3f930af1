"""What the check in a page says, so that the site's catalogue knows it; and which programs it is.

The English stands in the programs themselves; a page on verifying carries it in its language.
"""

from __future__ import annotations

from importlib.resources import files

from actas.release.site.words import Words

PROGRAMS = ("verify.js", "site/check.js", "site/search.js", "site/fresh.js")
"""The only programs of a release that a page runs, by their path in it."""

SAYS = (
    "Checking…",
    "Everything checked here holds.",
    "It could not be checked here: {why}. Use verify.py.",
    "Key of the log, got elsewhere (may be left empty)",
    "Opened from a disk or over an insecure connection, this page cannot check the "
    "log: the browser withholds what is needed. Use the Python file: python3 verify.py",
    "Something does not hold.",
    "a signature of {name} is by an unknown key or stands twice",
    "all files are as manifest.json lists them",
    "as of {as_of}",
    "consistent under the key in the release, which you must compare elsewhere: "
    "{key}; {n} independent cosignatures",
    "cut off",
    "entry {index} is malformed",
    "entry {index} is not in the log",
    "every tile follows from the entries",
    "malformed base64",
    "malformed policy: {line}",
    "no key of the log is known",
    "not a key: {key}",
    "not checked here; actas verify checks it",
    "record {index} stands on no reading of its own",
    "signed under the key you gave; {n} independent cosignatures",
    "the checkpoint is malformed",
    "the entries lead to another root",
    "the head of {origin} at {size} entries is well formed",
    "the key {name} ({id}) did not sign",
    "the numbers shown are the sum of the {n} parts",
    "the page and its JSON differ",
    "the parts of this place add up to other numbers",
    "the signature of {name} ({id}) does not hold",
    "too few witnesses cosigned: {n}",
    "votes and stations counted follow from the entries",
    "{n} stations of this page are in the log as shown",
    "{path} is missing or was altered",
    "{path} should not be there",
    "{size} entries lead to the signed root",
    "{station}: the page and the log differ",
    "{what}: the entries give other numbers",
)


def programs() -> dict[str, bytes]:
    """The programs by path."""
    site = files("actas.release.site")
    made = {path: (site / path.removeprefix("site/")).read_bytes() for path in PROGRAMS[1:]}
    return {"verify.js": (files("actas.log") / "verify.js").read_bytes()} | made


def said(words: Words) -> list[tuple[str, str]]:
    """Each message and what it is in the language, where that differs."""
    pairs = ((message, words.pattern(message)) for message in SAYS)
    return [(message, told) for message, told in pairs if told != message]
