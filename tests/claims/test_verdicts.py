"""Tests join into one verdict; endorsements inherit; positions are recorded and grouped."""

from __future__ import annotations

import json
from itertools import product

import pytest
from claimkit import CONTEST, DAY, claims, held, judged, said

from actas.claims.outcome import join
from actas.claims.verdict import judge, positions
from actas.errors import InputError

SHEETS = [{"a": 60, "b": 40}, {"a": 50, "b": 50}, {"a": 70, "b": 30}]
WON = {"kind": "winner", "winner": "a"}
LOST = {"kind": "winner", "winner": "b"}


def test_the_joining_rule() -> None:
    """Contradicted if any is, else undecidable if any is, else supported; nothing: undecidable."""
    words = ("contradicted", "undecidable", "supported", "recorded")
    for found in product(words, repeat=3):
        told = [word for word in words[:3] if word in found]
        assert join(found) == (told[0] if told else "undecidable")
    assert join([]) == "undecidable"


def test_the_json_contract() -> None:
    verdict = judged(said("announcement", votes={"a": 180, "b": 120}), by=held(SHEETS))[0]
    shown = verdict.as_json()
    assert list(shown) == ["id", "actor", "made", "due", "kind", "verdict", "tests"]
    assert [list(test) for test in shown["tests"]] == [["test", "verdict", "numbers", "says"]] * 7
    names = [test["test"] for test in shown["tests"]]
    assert names == [
        "rounding",
        "floor",
        "residual",
        "capacity",
        "totals",
        "percentages",
        "turnout",
    ]
    assert json.loads(json.dumps(shown)) == shown


def test_an_announcement_that_is_all_the_sheets_is_supported() -> None:
    bulletin = said("announcement", votes={"a": 180, "b": 120}, coverage={"share": "100"})
    assert judged(bulletin, by=held(SHEETS, expected=3))[0].verdict == "supported"


def test_a_bulletin_is_held_against_the_one_it_follows() -> None:
    first = said("announcement", votes={"a": 181, "b": 100})
    second = said("announcement", id="2", votes={"a": 180, "b": 120}, follows="1")
    verdicts = judged(first, second, by=held(SHEETS, expected=3))
    assert verdicts[1].tests[-1].test == "monotone"
    assert verdicts[1].verdict == "contradicted"


@pytest.mark.parametrize(
    ("of", "verdict"),
    [
        (["1"], "supported"),
        (["2"], "contradicted"),
        (["1", "2"], "contradicted"),
        ("4", "supported"),
    ],
)
def test_an_endorsement_inherits_what_it_endorses(of: object, verdict: str) -> None:
    given = [
        said(**WON),
        said(id="2", **LOST),
        said("endorsement", id="3", of=of),
        said("endorsement", id="4", of="1"),
    ]
    found = {one.id: one for one in judged(*given, by=held(SHEETS, expected=3))}
    assert found["3"].verdict == verdict
    assert set(found["3"].tests[0].numbers["of"]) == set(of)


def test_the_order_of_claims_decides_nothing() -> None:
    given = [said(id="2", kind="endorsement", of="1"), said(**WON)]
    by = held(SHEETS, expected=3)
    forward = {one.id: one for one in judged(*given, by=by)}
    backward = {one.id: one for one in judged(*reversed(given), by=by)}
    assert forward == backward


def test_what_no_sheet_speaks_of_is_recorded() -> None:
    given = [
        said(**WON),
        said("position", id="2", actor=["Norte", "Sur"], toward="1", stance="rejects"),
        said("request", id="3", toward="1", asks="CE"),
        said("assessment", id="4"),
        said("reported figure", id="5", figures=[{"value": 20, "about": True}]),
    ]
    found = judged(*given)
    assert [one.verdict for one in found[1:]] == ["recorded"] * 4
    assert found[1].actor == "Norte, Sur"
    assert found[1].tests[0].numbers == {
        "actors": ["Norte", "Sur"],
        "toward": ["1"],
        "stance": "rejects",
    }


def test_positions_are_grouped_by_what_they_are_toward() -> None:
    given = claims(
        said(**WON),
        said("position", id="2", toward="1"),
        said("request", id="3", toward=["1", "2"]),
        said("position", id="4"),
    )
    grouped = {key: [one.id for one in those] for key, those in positions(given).items()}
    assert grouped == {"1": ["2", "3"], "2": ["3"], "": ["4"]}


def test_without_records_a_claim_about_votes_is_undecidable() -> None:
    verdict = judged(said(**WON))[0]
    assert (verdict.verdict, verdict.tests[0].test) == ("undecidable", "records")


def test_a_claim_is_judged_by_its_own_contest() -> None:
    by = {CONTEST: held(SHEETS, expected=3), "mayor": held([{"b": 9, "a": 1}], expected=1)}
    given = claims(
        said(**WON), said(id="2", contest="mayor", **WON), said(id="3", contest="x", **WON)
    )
    assert [one.verdict for one in judge(given, by, DAY)] == [
        "supported",
        "contradicted",
        "undecidable",
    ]


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    whole = claims(said(**WON), said("endorsement", id="2", of="1"))
    with pytest.raises(InputError, match="no claim '1'"):
        judge(whole[1:], {}, DAY)


def test_sentences_are_in_the_readers_language() -> None:
    given = claims(said(**WON))
    by = {CONTEST: held(SHEETS, expected=3)}
    english = judge(given, by, DAY, "en")[0].tests[0]
    spanish = judge(given, by, DAY, "es")[0].tests[0]
    assert english.numbers == spanish.numbers
    assert "leads by 60 votes" in english.says
    assert "va adelante por 60 votos" in spanish.says
