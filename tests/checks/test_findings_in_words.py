"""Findings as people and programs read them: sentences, languages, and the JSON contract."""

from __future__ import annotations

import pytest
from checks_kit import election, judged, knowing, sheet, withdrawals

from actas.checks import as_json, message
from actas.checks.catalogue import RULES
from actas.language import Language


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_sentence_has_its_spanish_with_the_same_numbers(rule) -> None:  # type: ignore[no-untyped-def]
    spanish = Language("es", "checks")
    assert spanish.knows(rule.says)
    marks = {name: f"<{name}>" for name in rule.fields}
    assert all(mark in spanish.say(rule.says, **marks) for mark in marks.values())


def test_check_json_is_exactly_its_contract() -> None:
    rows = [sheet(ballots=1200)]
    result = judged(rows, stations=knowing(rows, electors=1100))
    assert as_json(election(), result.findings.filter(result.findings["code"] == "S103")) == [
        {
            "code": "S103",
            "severity": "error",
            "station": "1/1/1",
            "contest": "mayor",
            "source": "herons",
            "message": "There are 1,200 ballots for 1,100 registered electors.",
            "numbers": {"ballots": 1200, "electors": 1100},
        }
    ]


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    of = election()
    copied = {"expected_by_chance": "0.00034", "others": ["1/1/2"], "stations": 2, "votes": 1301}
    assert message(of, "D405", copied, "es") == (
        "Los mismos números están en 2 actas (también 1/1/2), con 1.301 votos cada una. "
        "El azar solo daría 0,00034 pares así en toda la elección."
    )
    nulls = {"votes": 20, "ballots": 100, "share": "0.2000", "median": "0.0112"}
    assert message(of, "P201", nulls, "es") == (
        "20 de 100 papeletas son nulas (20,00 %; en el acta mediana, 1,12 %)."
    )
    assert message(of, "P201", nulls, "en") == (
        "20 of 100 ballots are null (20.00 %; in the middle sheet 1.12 %)."
    )


def test_the_elections_own_rules_speak_its_words_with_their_numbers() -> None:
    says = {"es": "Roble {primero}", "en": "Oak {first}"}
    of = election({"rules": [{"code": "E001", "says": says, "expect": "oak < elm"}]})
    findings = judged([sheet(oak=1500, elm=5)], of).findings
    assert as_json(of, findings, "es")[0]["message"] == "Roble {primero} (elm = 5, oak = 1.500)"
    assert as_json(of, findings)[0]["message"] == "Oak {first} (elm = 5, oak = 1,500)"


def test_every_finding_that_can_be_made_can_be_said() -> None:
    rows = [
        sheet("1/1/1", valid=17, ballots=30, nulls=1, blanks=0, voters=20),
        sheet("1/1/2", 0, 0, 0),
        sheet("1/1/3", oak=7),
        sheet("1/1/3", oak=8, source="owls"),
        sheet("1/1/4", oak=4),
        sheet("1/1/4", oak=5),
        sheet(None, given="x {7}"),
        sheet("1/1/6", problems=("line 3: 'a{b}' is not a number",)),
    ]
    gone = withdrawals(("1/1/4", "dropped"))
    findings = judged(rows, stations=knowing(rows[:1], electors=16), gone=gone).findings
    told = as_json(election(), findings, "es")
    assert {row["code"] for row in told} == {
        "S101", "S102", "S103", "S104", "P204", "R301", "R303", "D401", "D402", "D403", "I501",
    }  # fmt: skip
    by_code = {row["code"]: row["message"] for row in told}
    assert by_code["R303"] == "La mesa x {7} no se puede ubicar en la elección."
    assert "a{b}" in by_code["I501"]
    assert by_code["D403"] == "Las fuentes difieren en esta mesa: herons, owls, en Oak."
