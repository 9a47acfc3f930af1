"""ClaimReview and Dataset in pages: valid, complete, and unable to run or end early."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
from building import ELECTIONS, printed
from crawling import Parsed
from saying import BREAKING, badly_printed, badly_said, much_printed, pack_said

from actas.release import inert
from actas.release.site.shapes import Download

PROFILE = orjson.loads((Path(__file__).parent / "claimreview.schema.json").read_bytes())
VALID = jsonschema_rs.validator_for(PROFILE, validate_formats=True)


def reviews(pages: dict[str, bytes]) -> dict[str, Any]:
    found = {}
    for path, data in pages.items():
        if "/claims/" in path:
            said = Parsed(data).machine
            if said:
                assert len(said) == 1
                found[path] = orjson.loads(said[0])
    return found


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (lambda: printed(pack_said("ve-2024")), 21),
        (lambda: printed(pack_said("demo")), 14),
        (much_printed, 12),
        (badly_printed, 3),
    ],
    ids=["ve-2024", "demo", "much", "badly"],
)
def test_every_statement_has_a_valid_review(
    said: Callable[[], dict[str, bytes]], number: int
) -> None:
    found = reviews(said())
    assert len(found) == 2 * number
    for path, review in found.items():
        assert [error.message for error in VALID.iter_errors(review)] == [], path


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("claimReviewed", None),
        ("url", "../../en/claims/bulletin.html"),
        ("url", "javascript:alert(1)"),
        ("datePublished", "2031-05"),
        ("reviewRating", {"@type": "Rating", "alternateName": ""}),
        ("reviewRating", {"@type": "Rating", "alternateName": "x", "ratingValue": 1}),
        ("itemReviewed", {"@type": "Claim", "author": {"name": "x"}}),
    ],
)
def test_the_profile_finds_what_is_wrong(key: str, value: Any) -> None:
    review = next(iter(reviews(much_printed()).values())) | {key: value}
    assert not VALID.is_valid({name: one for name, one in review.items() if one is not None})


def test_a_review_says_what_the_page_says() -> None:
    review = reviews(much_printed())["en/claims/bulletin.html"]
    assert review["url"] == "https://watch.example/2031/en/claims/bulletin.html"
    assert review["author"]["name"] == "Watchers"
    assert review["datePublished"] == "2031-05-20"
    assert review["reviewRating"]["alternateName"] == "Contradicted by the records"
    assert review["itemReviewed"]["author"] == {"@type": "Organization", "name": "Board"}
    appeared = review["itemReviewed"]["appearance"]
    assert [one["url"] for one in appeared] == ["https://gazette.example/1"]


def test_an_address_is_whole_or_not_told() -> None:
    assert all("url" not in one for one in reviews(badly_printed()).values())
    mirrors = ("ipns://results.example", "https://mirror.example/2031", "https://other.example/")
    pages = printed(badly_said(), mirrors=mirrors)
    found = reviews(pages)
    assert found
    for path, review in found.items():
        assert review["url"] == f"https://mirror.example/2031/{path}"
        assert VALID.is_valid(review)


def test_hostile_words_stay_words_and_come_back_whole() -> None:
    pages = badly_printed()
    assert reviews(pages)["en/claims/~ncon.html"]["claimReviewed"] == BREAKING
    for path, data in pages.items():
        assert inert.fault(path, data) is None, path
        assert b"<script>" not in data
        if path.endswith(".html"):
            assert len(data) < 60_000


def test_the_downloads_page_is_a_dataset() -> None:
    downloads = (Download("data/count.json", "What the rules say", None, 3),)
    page = printed(ELECTIONS["plain"](), downloads=downloads)["en/downloads.html"]
    (said,) = map(orjson.loads, Parsed(page).machine)
    assert said["@type"] == "Dataset" and len(said["description"]) >= 50
    (file,) = said["distribution"]
    assert (file["contentUrl"], file["encodingFormat"]) == (
        "../data/count.json",
        "application/json",
    )


DATA = b'<script type="application/ld+json">'


@pytest.mark.parametrize(
    "block",
    [
        DATA + b'{"a":1}',
        DATA + b'{"a":1}<b></script>',
        DATA + b'{"a":"&lt;"}</script>',
        DATA + b'{"a":">"}</script>',
        DATA + b"[1]</script>",
        DATA + b"</script>",
        DATA + b"alert(1)</script>",
        DATA + b'{"a":NaN}</script>',
        DATA + b"{\xff}</script>",
        DATA + b'{"a":1}</script >',
        DATA + b'{"a":1}</SCRIPT>',
        DATA + b'{"a":"<!--"}</script>',
        b'<script type="application/ld+json" src="x.js">{"a":1}</script>',
        b'<script type="application/ld+json" id="x">{"a":1}</script>',
        b'<script type="application/LD+json">{"a":1}</script>',
        b"<script type='application/ld+json'>{\"a\":1}</script>",
        b'<script type="module">{"a":1}</script>',
        b'<a title="' + DATA + b'{"a":1}</script>">',
        DATA + DATA + b'{"a":1}</script>',
    ],
)
def test_nothing_but_one_json_object_may_stand_in_a_block(block: bytes) -> None:
    page = b"<!doctype html><html><head>%s</head><body><p>x</p></body></html>"
    assert inert.fault("es/claims/1.html", page % (DATA + b'{"a":1}</script>')) is None
    assert inert.fault("es/claims/1.html", page % block) is not None
    assert inert.fault("cards/es/whole.html", page % (DATA + b'{"a":1}</script>')) is not None
