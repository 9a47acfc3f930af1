"""What an election's definition may change about the rules, and what it may not."""

from __future__ import annotations

import pytest
from checks_kit import election, found, judged, register, sheet, states

from actas.checks.catalogue import RULES
from actas.checks.in_force import rules
from actas.errors import InputError

WRONG = [sheet(valid=99)]


def test_a_code_moved_to_warn_is_told_and_counts() -> None:
    result = judged(WRONG, election(findings={"warn": ["S101"]}))
    assert found(result, "S101")
    assert states(result)["1/1/1", "herons"] == ("accepted", 0, [])


def test_a_code_that_is_off_is_not_run_and_not_counted_as_evaluated() -> None:
    result = judged(WRONG, election(findings={"off": ["S101"]}))
    assert result.findings.is_empty()
    assert "S101" not in result.evaluated["code"].to_list()


def test_a_code_moved_to_quarantine_holds_back() -> None:
    strict = election(findings={"quarantine": ["R301"]})
    result = judged([sheet()], strict, stations=register({}))
    assert states(result)["1/1/1", "herons"] == ("quarantined", 0, ["R301"])


@pytest.mark.parametrize("code", [rule.code for rule in RULES if rule.fixed])
@pytest.mark.parametrize("key", ["warn", "off"])
def test_fixed_codes_cannot_be_softened(code: str, key: str) -> None:
    with pytest.raises(InputError, match=f"findings.{key}: {code} cannot be changed"):
        rules(election(findings={key: [code]}))


def test_a_code_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no rule S999; rules: S101, S102"):
        rules(election(findings={"off": ["S999"]}))


def test_a_code_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="S101 is named twice"):
        rules(election(findings={"off": ["S101"], "warn": ["S101"]}))


def test_an_expression_that_cannot_be_read_names_its_rule() -> None:
    broken = election({"rules": [{"code": "E007", "says": "x", "expect": "oak <= pine"}]})
    with pytest.raises(InputError, match=r"form.rules.E007.expect: .*no such field: pine"):
        judged([sheet()], broken)


def test_rules_of_the_election_can_be_changed_like_any_other() -> None:
    rule = {"code": "E001", "says": "x", "expect": "oak < 5"}
    result = judged([sheet()], election({"rules": [rule]}, {"warn": ["E001"]}))
    assert found(result, "E001")
    assert states(result)["1/1/1", "herons"][0] == "accepted"


def test_codes_are_of_their_letter_and_told_once() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert all(code[0] in "CSPRDI" and code[1:].isdigit() and len(code) == 4 for code in codes)
    assert len({rule.run for rule in RULES}) == len(RULES)
