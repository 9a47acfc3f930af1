"""`claims.yaml`: what does not fit is told with its place; what fits goes to the log and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from claimkit import claims, said

from actas.claims.loading import load_claims
from actas.claims.model import from_log, log_form
from actas.election.definition import Election
from actas.errors import ActasError, InputError
from actas.log.canonical import decode, encode
from actas.log.entries import ClaimEntry

HEAD = "actas: 1\nclaims:\n"
ONE = """\
  - id: "1"
    kind: winner
    actor: CE
    made: 2031-06-02
    source: [{cite: La Gaceta}]
    words: Dicho.
    winner: a
"""


@pytest.fixture
def election() -> Election:
    return Election.model_validate(
        {
            "actas": 1,
            "id": "x",
            "name": "X",
            "date": "2031-06-01",
            "levels": [{"id": "station", "name": "Mesa"}],
            "contests": [
                {"id": "president", "name": "P", "choices": [{"id": "a", "name": "A"}]},
                {"id": "mayor", "name": "M", "choices": [{"id": "b", "name": "B"}]},
            ],
            "sources": [{"id": "red", "name": "Red", "role": "observer"}],
        }
    )


def loaded(tmp_path: Path, text: str, election: Election | None = None) -> Any:
    path = tmp_path / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return load_claims(path, election)


def refused(tmp_path: Path, text: str, election: Election | None = None) -> str:
    with pytest.raises(ActasError) as error:
        loaded(tmp_path, text, election)
    return str(error.value)


def test_a_claim_is_read_with_its_day(tmp_path: Path) -> None:
    (claim,) = loaded(tmp_path, HEAD + ONE)
    assert (claim.id, claim.actor, claim.made, claim.winner) == ("1", ("CE",), "2031-06-02", "a")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("winner: a", "winer: a"), "line"),
        (("kind: winner", "kind: guess"), "claims"),
        (("made: 2031-06-02", "made: 2031-13-02"), "line 6"),
        (("made: 2031-06-02", "made: yesterday"), "should be a day"),
        (("source: [{cite: La Gaceta}]", "source: []"), "line 7"),
        (("actor: CE", "actor: []"), "line 5"),
        (("    words: Dicho.\n", ""), "words"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    said = refused(tmp_path, HEAD + ONE.replace(*change))
    assert "claims.yaml" in said
    assert told in said


def test_a_percentage_keeps_the_decimals_it_was_written_with(tmp_path: Path) -> None:
    bulletin = ONE.replace("kind: winner", "kind: announcement")
    (claim,) = loaded(tmp_path, HEAD + bulletin.replace("winner: a", "percent: {a: 51.20}"))
    assert claim.percent == {"a": "51.20"}
    with pytest.raises(InputError, match="in quotes, such as"):
        from_log(said("announcement", percent={"a": 51.20}))
    wrong = refused(tmp_path, HEAD + bulletin.replace("winner: a", "percent: {a: half}"))
    assert "line 9" in wrong


def test_an_id_twice_and_references_that_lead_nowhere_or_round() -> None:
    with pytest.raises(ValueError, match="given twice"):
        claims(said("assessment"), said("assessment"))
    with pytest.raises(ValueError, match="no claim '7'"):
        claims(said("endorsement", of="7"))
    with pytest.raises(ValueError, match="refers to itself"):
        claims(said("endorsement", of="2"), said("endorsement", id="2", of="1"))
    with pytest.raises(ValueError, match="not an announcement"):
        claims(
            said("announcement", votes={"a": 1}, follows="2"), said("winner", id="2", winner="a")
        )


def test_an_announcement_says_something_and_explains_its_groups() -> None:
    with pytest.raises(ValueError, match="gives votes or percent"):
        claims(said("announcement"))
    with pytest.raises(ValueError, match="in neither votes nor percent"):
        claims(said("announcement", votes={"a": 1}, groups={"others": []}))
    with pytest.raises(ValueError, match="b: announced more than once"):
        claims(said("announcement", votes={"b": 1, "others": 2}, groups={"others": ["b", "c"]}))
    with pytest.raises(ValueError, match="only one can be empty"):
        claims(said("announcement", votes={"x": 1, "y": 2}, groups={"x": [], "y": []}))
    with pytest.raises(ValueError, match="valid integer"):
        claims(said("announcement", votes={"a": 1.0}))


def test_an_obligation_has_a_due_day_and_no_day_made() -> None:
    with pytest.raises(ValueError, match="due"):
        claims(said("obligation"))
    with pytest.raises(ValueError, match="made"):
        claims(said("obligation", due="2031-06-10", made="2031-06-01"))
    assert claims(said("obligation", due="2031-06-10", made=None))[0].made is None


def test_names_that_the_election_does_not_have(tmp_path: Path, election: Election) -> None:
    here = ONE + "    contest: president\n"
    assert loaded(tmp_path, HEAD + here, election)
    assert "should say its contest" in refused(tmp_path, HEAD + ONE, election)
    assert "no contest 'senate'" in refused(
        tmp_path, HEAD + here.replace("president", "senate"), election
    )
    stranger = refused(tmp_path, HEAD + here.replace("winner: a", "winner: b"), election)
    assert "claim 1: no choice 'b' in contest president" in stranger
    group = here.replace("kind: winner", "kind: announcement").replace(
        "winner: a", "votes: {a: 1}\n    groups: {a: []}"
    )
    assert "group 'a' has the name of a choice" in refused(tmp_path, HEAD + group, election)
    source = here.replace("kind: winner", "kind: authenticity").replace(
        "winner: a", "genuine: false\n    by: blue"
    )
    assert "no source 'blue'" in refused(tmp_path, HEAD + source, election)


BULLETIN = """\
  - id: "2"
    kind: announcement
    actor: CE
    made: 2031-06-02
    source: [{cite: La Gaceta}]
    words: Dicho.
    contest: president
    percent: {a: "51.20"}
    turnout: "62.3"
    coverage: {share: "80"}
"""
RATIO = ONE.replace("kind: winner", "kind: ratio").replace(
    "winner: a", 'choice: a\n    to: valid\n    value: "0.67"\n    contest: president'
)
COVERAGE = ONE.replace("kind: winner", "kind: coverage").replace(
    "winner: a", 'by: red\n    covers: {share: "83.5"}'
)


@pytest.mark.parametrize(
    ("good", "change", "told"),
    [
        (BULLETIN, ("51.20", "151.20"), "line 10, claims.0.percent.a: claim 2: 151.20 % is more"),
        (BULLETIN, ("a:", "z:"), "line 10, claims.0.percent.z: claim 2: no choice 'z'"),
        (BULLETIN, ("62.3", "100.1"), "line 11, claims.0.turnout: claim 2: 100.1 % is more"),
        (BULLETIN, ('"80"', '"180"'), "line 12, claims.0.coverage.share: claim 2: 180 % is more"),
        (COVERAGE, ("83.5", "180"), "line 10, claims.0.covers.share: claim 1: 180 % is more"),
        (COVERAGE, ("red", "nobody"), "line 9, claims.0.by: claim 1: no source 'nobody'"),
        (RATIO, ("to: valid", "to: a"), "line 10, claims.0.to: claim 1: 'a' is compared with"),
        (RATIO, ("choice: a", "choice: valid"), "line 9, claims.0.choice: claim 1: no choice"),
        (RATIO, ("0.67", "0.00"), "line 11, claims.0.value: claim 1: should be more than 0"),
    ],
)
def test_what_nobody_can_mean_is_told_with_its_line(
    tmp_path: Path, election: Election, good: str, change: tuple[str, str], told: str
) -> None:
    assert loaded(tmp_path, HEAD + good, election)
    assert f"claims.yaml, {told}" in refused(tmp_path, HEAD + good.replace(*change), election)


def test_a_whole_is_not_more_than_the_whole(tmp_path: Path, election: Election) -> None:
    assert loaded(tmp_path, HEAD + BULLETIN.replace("51.20", "100.00"), election)


def test_claims_that_do_not_hold_together_are_told_at_the_key(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + ONE + ONE)
    assert said.endswith("claims.yaml, line 10, claims.1.id: claim 1: given twice")
    about = ONE.replace("kind: winner", "kind: endorsement").replace("winner: a", "of: ['7']")
    said = refused(tmp_path, HEAD + about)
    assert said.endswith("line 9, claims.0.of: claim 1: there is no claim '7' to refer to")
    said = refused(tmp_path, HEAD + about.replace("'7'", "'1'"))
    assert said.endswith(
        "line 9, claims.0.of: claim 1: refers to itself, directly or through others"
    )
    stray = BULLETIN.replace("    turnout", "    groups: {others: []}\n    turnout")
    said = refused(tmp_path, HEAD + stray)
    assert said.endswith(
        "line 11, claims.0.groups.others: groups: others: in neither votes nor percent"
    )


def test_a_claim_that_an_older_log_holds_is_read_as_it_is() -> None:
    assert from_log(said("coverage", covers={"share": "180"})).covers.share == "180"


def every_kind() -> list[dict[str, Any]]:
    return [
        said(
            "announcement",
            votes={"a": 3, "others": 2},
            groups={"others": []},
            percent={"a": "60.0"},
            coverage={"share": "80"},
        ),
        said("winner", id="2", winner="a", words={"es": "Ganó.", "en": "Won."}),
        said("ratio", id="3", choice="a", to="b", value="2"),
        said("coverage", id="4", covers={"share": "83.5"}),
        said("endorsement", id="5", of="1"),
        said("authenticity", id="6", genuine=False),
        said(
            "obligation",
            id="7",
            due="2031-06-10",
            met={"day": "2031-06-11", "source": [{"cite": "x"}]},
        ),
        said("position", id="8", toward="5", stance="rejects"),
        said("request", id="9", toward="7", asks="CE", made="2031-06"),
        said("assessment", id="10"),
        said("reported figure", id="11", figures=[{"value": 20, "about": True}]),
    ]


@pytest.mark.parametrize("given", every_kind(), ids=lambda one: one["kind"])
def test_every_kind_goes_to_the_log_and_back(given: dict[str, Any]) -> None:
    """The log takes no floats; its bytes are canonical and give the same claim again."""
    claim = from_log(given)
    entry = ClaimEntry(id=claim.id, claim=log_form(claim))
    bytes_ = encode(entry.model_dump(mode="json"))
    assert from_log(decode(bytes_)["claim"]) == claim


def test_a_claim_of_the_log_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="claim 1, winner"):
        from_log(said("winner"))
