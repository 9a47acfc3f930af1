"""A person's decision goes before every rule, and the last one about a record holds."""

from __future__ import annotations

import pytest
from checks_kit import CONTEST, decision, judged, sheet, states


@pytest.mark.parametrize(
    ("action", "state"),
    [
        ("accept", "accepted"),
        ("quarantine", "quarantined"),
        ("reject", "rejected"),
        ("withdraw", "withdrawn"),
    ],
)
@pytest.mark.parametrize("valid", [16, 99])
def test_each_action_gives_its_state_whatever_the_rules_say(
    action: str, state: str, valid: int
) -> None:
    result = judged([sheet(valid=valid)], decided=[decision(action)])
    assert states(result)["1/1/1", "herons"] == (state, 0, ["decision"])
    assert result.findings.height == (valid == 99), "what was found stays told"


def test_the_last_decision_holds() -> None:
    said = [decision("reject"), decision("withdraw", source="herons"), decision("quarantine")]
    assert states(judged([sheet()], decided=said))["1/1/1", "herons"][0] == "quarantined"


def test_a_decision_is_about_its_station_source_and_contest_only() -> None:
    rows = [sheet(), sheet("1/1/2", oak=9), sheet(source="owls")]
    result = judged(rows, decided=[decision("reject", source="owls", contest=CONTEST)])
    assert [state for state, _, _ in states(result).values()] == [
        "accepted",
        "rejected",
        "accepted",
    ]
    other = judged(rows, decided=[decision("reject", contest="council")])
    assert {state for state, _, _ in states(other).values()} == {"accepted"}


def test_a_decision_on_every_source_reaches_each() -> None:
    result = judged([sheet(), sheet(source="owls")], decided=[decision("withdraw")])
    assert {state for state, _, _ in states(result).values()} == {"withdrawn"}


def test_a_decision_on_another_sources_reading_or_on_none_changes_nothing() -> None:
    rows = [sheet(), sheet(source="owls"), sheet("1/1/2", oak=9)]
    for said in (
        decision("reject", source="herons", reading=1),
        decision("reject", reading=2),
        decision("reject", reading=77),
        decision("reject", station="1/1/9"),
    ):
        assert {s for s, _, _ in states(judged(rows, decided=[said])).values()} == {"accepted"}


def test_what_has_no_numbers_cannot_be_accepted_but_can_be_withdrawn() -> None:
    rows = [sheet(problems=("torn",))]
    refused = judged(rows, decided=[decision("accept")])
    assert states(refused)["1/1/1", "herons"] == ("rejected", 0, ["I501"])
    gone = judged(rows, decided=[decision("withdraw")])
    assert states(gone)["1/1/1", "herons"] == ("withdrawn", 0, ["decision"])


def test_an_acceptance_that_cannot_be_does_not_undo_an_earlier_decision() -> None:
    said = [decision("withdraw"), decision("accept")]
    result = judged([sheet(problems=("torn",))], decided=said)
    assert states(result)["1/1/1", "herons"][0] == "withdrawn"
