"""What a page says for machines: schema.org as JSON-LD (ClaimReview, Dataset), ready for a page.

A block of data runs nothing, and holds no character that could end it early. No number grades a
verdict (`ratingValue`): it would say more than the records carry.

Source: schema.org ClaimReview and Dataset; the fields that search engines document for them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup

from actas.claims.model import Claim, Obligation
from actas.election.written import text
from actas.release.package import MEDIA
from actas.release.site.book import Book
from actas.release.site.rendering import shortened
from actas.release.site.shapes import Download
from actas.release.site.statement import cited

_CONTEXT = "https://schema.org"
_UNSAFE = re.compile("[<>&\u007f-\u009f\u2028-\u202e\u2066-\u2069]")
"""What could end the block, or turn the direction of the text around it."""

MOST = 15
"""Authors of one claim that are told; a page is to stay light."""


def block(said: dict[str, Any]) -> Markup:
    """The object as a block of data for the head of a page."""
    plain = json.dumps({"@context": _CONTEXT, **said}, ensure_ascii=False, separators=(",", ":"))
    safe = _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", plain)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(safe))  # noqa: S704


def claim_review(
    book: Book, claim: Claim, language: str, path: str, rating: str, reason: str
) -> dict[str, Any]:
    """A claim with its verdict as a ClaimReview.

    Args:
        book: the site.
        claim: what was said.
        language: of the page.
        path: of the page, from the release's root.
        rating: the verdict in words.
        reason: the sentence that it rests on.
    """
    return {
        "@type": "ClaimReview",
        **_url(book, path),
        "inLanguage": language,
        "datePublished": book.as_of,
        "author": publisher(book, language),
        "claimReviewed": text(claim.words, language),
        "itemReviewed": _claim(claim),
        "reviewRating": {
            "@type": "Rating",
            "alternateName": rating,
            "ratingExplanation": reason,
        },
    }


def dataset(
    book: Book, language: str, path: str, says: str, downloads: tuple[Download, ...]
) -> dict[str, Any]:
    """The open data as a Dataset, each file of it as a DataDownload; `says` describes it."""
    name = book.name(language)
    return {
        "@type": "Dataset",
        "name": name,
        "description": f"{name}. {says}",
        **_url(book, path),
        "inLanguage": language,
        "dateModified": book.as_of,
        "isAccessibleForFree": True,
        "creator": publisher(book, language),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one.path.rpartition("/")[2],
                "contentUrl": _place(book, one.path, path),
                "encodingFormat": MEDIA[one.path.rpartition(".")[2]],
            }
            for one in downloads
            if one.path.rpartition(".")[2] in MEDIA
        ],
    }


def _place(book: Book, path: str, page: str) -> str:
    """Where a file stands in public; relative to the page where that is not told."""
    return book.address(path) or "../" * page.count("/") + path


def _url(book: Book, path: str) -> dict[str, str]:
    """The page's own address, whole or not at all: whoever reads the page knows where it is."""
    found = book.address(path)
    return {"url": found} if found else {}


def publisher(book: Book, language: str) -> dict[str, str]:
    """Who publishes: the definition's publisher, else the log by its name."""
    one = book.election.publisher
    found = {"@type": "Organization", "name": book.publisher(language)}
    return found | ({"url": one.url} if one is not None and one.url is not None else {})


def _claim(claim: Claim) -> dict[str, Any]:
    kind = "Person" if claim.actor_is == "person" else "Organization"
    made = None if isinstance(claim, Obligation) else claim.made
    authors = [{"@type": kind, "name": shortened(name)} for name in claim.actor[:MOST]]
    said: dict[str, Any] = {
        "@type": "Claim",
        "author": authors[0] if len(authors) == 1 else authors,
        "appearance": [_appeared(cite, url) for cite, url in cited(claim)],
    }
    # A month alone is no date there.
    return said | ({"datePublished": made} if made and len(made) == 10 else {})


def _appeared(cite: str, url: str | None) -> dict[str, str]:
    return {"@type": "CreativeWork", "name": cite} | ({"url": url} if url else {})
