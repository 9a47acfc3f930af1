"""S101 to S104 and the form's own rules: numbers of one sheet held against each other."""

from __future__ import annotations

import pytest
from checks_kit import TALLIES, election, found, judged, knowing, outcome, sheet, states

CORDOBA_LIKE = election(
    {
        "tallies": [
            {"id": "positive", "role": "valid", "name": "Positive"},
            {"id": "blanks", "role": "blank", "name": "Blank"},
            {"id": "nulls", "role": "null", "name": "Null"},
            {"id": "impugned", "name": "Impugned"},
            {"id": "voted", "role": "ballots", "name": "Voted"},
        ],
        "valid": "choices + blanks",
        "ballots": "positive + nulls + impugned",
    }
)


def test_s101_fires_on_valid_votes_that_are_not_the_sum_of_choices() -> None:
    result = judged([sheet(valid=17)])
    assert found(result, "S101") == [{"stated": 17, "made": 16}]
    assert states(result)["1/1/1", "herons"] == ("quarantined", 0, ["S101"])


def test_s101_is_silent_where_they_add_up() -> None:
    result = judged([sheet(valid=16)])
    assert outcome(result, "S101") == (1, 0, 0)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])


def test_s101_is_exact_at_the_largest_numbers_a_sheet_may_have() -> None:
    most = 2**40
    assert found(judged([sheet(oak=most, elm=most, ash=most, valid=3 * most - 1)]), "S101") == [
        {"stated": 3 * most - 1, "made": 3 * most}
    ]
    assert not found(judged([sheet(oak=most, elm=most, ash=most, valid=3 * most)]), "S101")


@pytest.mark.parametrize("missing", [{}, {"valid": 16, "oak": None}])
def test_s101_without_a_number_is_not_evaluable(missing: dict[str, int | None]) -> None:
    assert outcome(judged([sheet(**missing)]), "S101") == (0, 0, 1)


def test_a_form_without_the_tally_is_not_evaluable_on_every_sheet() -> None:
    plain = election({})
    result = judged([sheet("1/1/1"), sheet("1/1/2", oak=11)], plain)
    for code in ("S101", "S102", "S104", "P201", "P202"):
        assert outcome(result, code) == (0, 0, 2)


def test_s101_and_s102_go_by_the_forms_own_arithmetic() -> None:
    right = {"positive": 20, "blanks": 4, "nulls": 2, "impugned": 1, "voted": 23}
    assert judged([sheet(**right)], CORDOBA_LIKE).findings.is_empty()
    wrong = judged([sheet(**(right | {"blanks": 5, "impugned": 0}))], CORDOBA_LIKE)
    assert found(wrong, "S101") == [{"stated": 20, "made": 21}]
    assert found(wrong, "S102") == [{"stated": 23, "made": 22}]
    assert states(wrong)["1/1/1", "herons"][2] == ["S101", "S102"]


def test_s102_compares_ballots_with_valid_null_and_blank() -> None:
    result = judged(
        [
            sheet("1/1/1", valid=16, nulls=2, blanks=3, ballots=21),
            sheet("1/1/2", oak=9, valid=15, nulls=2, blanks=3, ballots=21),
            sheet("1/1/3", oak=8, valid=14, nulls=None, blanks=3, ballots=21),
        ]
    )
    assert found(result, "S102") == [{"stated": 21, "made": 20}]
    assert outcome(result, "S102") == (2, 1, 1)


def test_s102_without_null_and_blank_on_the_form_compares_with_valid_votes() -> None:
    form = election({"tallies": [TALLIES[3]]})
    assert found(judged([sheet(ballots=17)], form), "S102") == [{"stated": 17, "made": 16}]
    assert not found(judged([sheet(ballots=16)], form), "S102")


def test_s103_fires_one_ballot_above_the_electors_and_not_at_them() -> None:
    rows = [sheet("1/1/1", ballots=101), sheet("1/1/2", oak=9, ballots=100)]
    result = judged(rows, stations=knowing(rows, electors=100))
    assert found(result, "S103") == [{"ballots": 101, "electors": 100}]
    assert outcome(result, "S103") == (2, 1, 0)


def test_s103_without_electors_is_not_evaluable() -> None:
    assert outcome(judged([sheet(ballots=101)]), "S103") == (0, 0, 1)


def test_s104_fires_one_ballot_above_the_voters_and_only_warns() -> None:
    result = judged(
        [
            sheet("1/1/1", ballots=51, voters=50),
            sheet("1/1/2", oak=9, ballots=50, voters=50),
            sheet("1/1/3", oak=8, ballots=50),
        ]
    )
    assert found(result, "S104") == [{"ballots": 51, "voters": 50}]
    assert outcome(result, "S104") == (2, 1, 1)
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])


def test_a_rule_of_the_form_fires_holds_or_is_not_evaluable() -> None:
    rules = [
        {"code": "E001", "says": "Oak has at most elm", "expect": "oak <= elm"},
        {"code": "E002", "says": "Ash", "expect": "ash * 40 < electors", "severity": "warning"},
    ]
    own = election({"rules": rules})
    rows = [sheet("1/1/1", oak=6, elm=5), sheet("1/1/2", oak=5, elm=5), sheet("1/1/3", oak=None)]
    result = judged(rows, own, knowing(rows, electors=40))
    assert found(result, "E001") == [{"elm": 5, "oak": 6}]
    assert outcome(result, "E001") == (2, 1, 1)
    assert len(found(result, "E002")) == 3
    assert states(result)["1/1/1", "herons"] == ("quarantined", 0, ["E001"])
    assert states(result)["1/1/2", "herons"] == ("accepted", 1, [])
