"""What decides a result and is no sheet: a release says where it changed since the last one."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from votes import DEFINITION, STATIONS, Votes, entry, first, reading

from actas.cli.diff_verb import command
from actas.log.policy import FILE_NAME
from actas.release.changes import SHOWN, Difference
from actas.release.difference import diff
from actas.release.verification import verify

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

Publishing = Callable[[Votes, Path], Path]
After = Callable[..., Difference]
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def released(tmp_path: Path, publishing: Publishing) -> Callable[..., Path]:
    """The release made after some entries more."""

    def made(*entries: dict[str, Any]) -> Path:
        votes = first(tmp_path / "project").bring(entries).release("2030-01-12")
        return publishing(votes, tmp_path / "later")

    return made


@pytest.fixture
def after(published: Path, tmp_path: Path) -> After:
    """What the release after some entries differs in: of it, what `diff` reads."""

    def differs(*entries: dict[str, Any]) -> Difference:
        votes = first(tmp_path / "project").bring(entries).release("2030-01-12")
        return diff(published, logged(votes, tmp_path / "later"))

    return differs


def logged(votes: Votes, folder: Path) -> Path:
    """A release without its pages and tables, which `diff` does not read: the log and its keys."""
    shutil.copytree(votes.folder / "log", folder / "log")
    (folder / "keys").mkdir()
    shutil.copy(votes.folder / "keys" / FILE_NAME, folder / "keys")
    return folder


def edited(edit: Edit) -> dict[str, Any]:
    definition = copy.deepcopy(DEFINITION)
    edit(definition)
    return entry("election", definition=definition)


def lines(found: Difference) -> str:
    return "\n".join(found.lines("en"))


def test_electors_of_missing_stations(tmp_path: Path) -> None:
    closed = edited(lambda definition: definition.update(register={"kind": "closed"}))
    votes = first(tmp_path / "project").bring([closed]).release("2030-01-10")
    before = logged(votes, tmp_path / "before")
    more = [{"code": code, "electors": 9000} for code in STATIONS[22:]]
    votes.bring([entry("register", stations=more)]).release("2030-01-12")
    found = diff(before, logged(votes, tmp_path / "later"))
    assert (found.only_grew, found.sound) == (True, True)
    assert found.register.came == found.register.went == []
    assert [(row["station"], row["was"], row["now"]) for row in found.register.changed] == [
        (STATIONS[22], {"electors": 422}, {"electors": 9000}),
        (STATIONS[23], {"electors": 423}, {"electors": 9000}),
    ]
    grown = (9000 - 422) + (9000 - 423)
    governor = found.coverage["governor"]
    assert governor["registered_expected"][1] - governor["registered_expected"][0] == grown
    assert governor["capacity"][1] - governor["capacity"][0] == grown
    assert governor["worst_lead"][0] - governor["worst_lead"][1] == grown
    assert governor["expected"][0] == governor["expected"][1]
    assert governor["counted"][0] == governor["counted"][1]
    said = lines(found)
    assert "Register: 0 came, 2 changed, 0 went" in said
    assert f"  ~ {STATIONS[22]}: electors 422 → electors 9000" in said
    assert "governor votes that could still come: " in said
    assert "(+17,155)" in said
    assert "governor lead if all of those went to the second: " in said
    assert "(-17,155)" in said


def test_stations_that_came_or_are_no_longer_expected(after: After) -> None:
    found = after(
        entry(
            "register",
            areas=[{"code": "1/1", "name": "Northtown"}],
            stations=[
                {"code": "2/4/1", "electors": 10},
                {"code": STATIONS[23], "status": "merged", "into": STATIONS[0]},
            ],
        )
    )
    assert found.register.came == [
        {
            "station": "2/4/1",
            "now": {"name": None, "electors": 10, "status": "regular", "into": None},
        },
        {"area": "1/1", "now": {"name": "Northtown"}},
    ]
    (changed,) = found.register.changed
    assert changed["now"] == {"status": "merged", "into": STATIONS[0]}
    assert changed["was"] == {"status": "regular", "into": None}
    assert f"{STATIONS[23]}: status regular → status merged, into {STATIONS[0]}" in lines(found)


def test_choices_that_swapped_their_names(after: After) -> None:
    def swap(definition: dict[str, Any]) -> None:
        sun, moon = definition["contests"][0]["choices"]
        sun["name"], moon["name"] = moon["name"], sun["name"]

    found = after(edited(swap))
    assert found.sound
    names = {row["field"]: (row["was"], row["now"]) for row in found.definition.changed}
    one, other = "Sun Party", 'Moon, "the" Party'
    assert names == {
        "contests.governor.choices.sun.name": (one, other),
        "contests.governor.choices.moon.name": (other, one),
    }
    assert found.definition.came == found.definition.went == []
    assert f"  ~ contests.governor.choices.sun.name: {one} → {other}" in lines(found)


def test_rules_switched_off(after: After) -> None:
    found = after(edited(lambda definition: definition.update(findings={"off": ["S102", "R301"]})))
    (changed,) = found.definition.changed
    assert changed == {"field": "findings.off", "was": [], "now": ["S102", "R301"]}
    assert "  ~ findings.off: – → S102 R301" in lines(found)


def test_a_choice_that_came(after: After) -> None:
    def star(definition: dict[str, Any]) -> None:
        definition["contests"][0]["choices"].append({"id": "star", "name": "Star"})

    found = after(edited(star))
    assert found.sound
    (order,) = found.definition.changed
    assert (order["field"], order["now"]) == ("contests.governor.choices", ["sun", "moon", "star"])
    assert {"field": "contests.governor.choices.star.name", "now": "Star"} in found.definition.came
    assert found.votes["governor"]["star"] == (0, 0)


def test_a_source_in_another_role(after: After) -> None:
    found = after(
        entry("source", source="sunparty", name="Sun Party", role="authority"),
        entry("source", source="board", name="Board", role="authority"),
    )
    assert found.sources.changed == [
        {"source": "sunparty", "was": {"role": "party"}, "now": {"role": "authority"}}
    ]
    assert [row["source"] for row in found.sources.came] == ["board"]
    assert "  ~ sunparty: role party → role authority" in lines(found)


def test_documents_at_other_addresses(after: After) -> None:
    address = "https://example.org/s/{}.jpg"
    found = after(
        entry("document", station=STATIONS[0], source="watch", address=address.format("other")),
        *(
            entry("document", station=code, source="watch", address=address.format(code))
            for code in STATIONS[2:20]
        ),
    )
    (changed,) = found.documents.changed
    assert changed["station"] == STATIONS[0]
    assert (changed["was"], changed["now"]) == (
        {"address": address.format(1)},
        {"address": address.format("other")},
    )
    assert len(found.documents.came) == 18
    said = lines(found)
    assert "Documents: 18 came, 1 changed, 0 went" in said
    assert said.count(f"  … and {19 - SHOWN} more") == 1


def test_decisions(after: After) -> None:
    why = "A digit too many"
    found = after(
        entry("decision", station=STATIONS[4], contest="governor", action="reject", why=why)
    )
    (came,) = found.decisions.came
    assert (came["station"], came["now"]) == (
        STATIONS[4],
        {"action": "reject", "reading": None, "why": why},
    )
    assert "Decisions: 1 came, 0 changed, 0 went" in lines(found)
    assert f"{STATIONS[4]} governor: action reject, why {why}" in lines(found)


def another_id(definition: dict[str, Any]) -> None:
    definition["id"] = "example-2031"


def no_moon(definition: dict[str, Any]) -> None:
    definition["contests"][0]["choices"].pop()


def no_town(definition: dict[str, Any]) -> None:
    definition["levels"].pop(1)


def no_governor(definition: dict[str, Any]) -> None:
    definition["contests"].pop(0)


def no_void(definition: dict[str, Any]) -> None:
    definition["form"]["tallies"].pop(0)


DROPS = [
    (no_moon, "moon: readings in the log use it, the definition must keep it"),
    (no_void, "void: readings in the log use it, the definition must keep it"),
    (no_town, "levels cannot change once stations are in the log"),
    (another_id, "the log is of election 'example-2030'; it cannot become 'example-2031'"),
]


@pytest.mark.parametrize(("edit", "says"), DROPS)
def test_a_definition_that_drops_what_the_log_stands_on(
    after: After, edit: Edit, says: str
) -> None:
    found = after(edited(edit))
    assert (found.only_grew, found.sound) == (True, False)
    assert str(found.lost).endswith(says)
    first_line, *_ = found.lines("en")
    assert first_line.startswith("THE DEFINITION DROPPED WHAT THE LOG STANDS ON: entry ")
    assert next(found.lines("es")).startswith("LA DEFINICIÓN QUITÓ")


@pytest.mark.parametrize(("edit", "says"), DROPS if "ACTAS_EVERY" in os.environ else DROPS[:1])
def test_verify_accepts_a_release_on_such_a_definition_and_the_command_tells(
    published: Path, released: Callable[..., Path], edit: Edit, says: str
) -> None:
    later = released(edited(edit))
    assert verify(later).ok
    ran = CliRunner().invoke(command, [str(published), str(later)], standalone_mode=False)
    assert ran.return_value == 1
    assert says in ran.output.splitlines()[0]


def test_a_contest_that_went_is_told_with_its_votes(after: After) -> None:
    found = after(edited(no_governor))
    assert (found.only_grew, found.sound) == (True, False)
    assert str(found.lost).endswith(
        "governor: readings in the log use it, the definition must keep it"
    )
    old, new = found.votes["governor"]["sun"]
    assert old > new == 0
    assert found.coverage["governor"]["expected"] == (26, None)
    assert "governor stations expected: 26 → ?" in lines(found)
    assert {row["contest"] for row in found.sheets.went} == {"governor"}


def test_what_was_dropped_and_came_back_is_told(after: After) -> None:
    found = after(edited(no_moon), entry("election", definition=DEFINITION))
    assert found.definition.changed == []
    assert (found.only_grew, found.sound) == (True, False)


def test_a_sheet_more_is_sound(published: Path, released: Callable[..., Path]) -> None:
    later = released(reading(STATIONS[22], sun=10, moon=9, void=0))
    ran = CliRunner().invoke(command, [str(published), str(later)], standalone_mode=False)
    assert ran.return_value == 0
    found = diff(published, later)
    for name in ("definition", "register", "sources", "documents", "decisions"):
        assert found.as_json()[name] == {"came": [], "changed": [], "went": []}
    assert found.as_json()["sound"] is True
    old, new = found.as_json()["coverage"]["governor"]["counted"].values()
    assert new == old + 1
