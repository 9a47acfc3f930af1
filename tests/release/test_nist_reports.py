"""NIST SP 1500-100 v2 reports are valid, hang together, and say what the count says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import xmlschema
from lxml import etree
from votes import ORIGIN, STATIONS, Votes, beginning

from actas.release.exports import frames, rowtexts
from actas.release.exports.nistparts import WHOLE, unit

FOLDER = "data/nist"
REPORTS = ["summary", "areas/1", "areas/2"]
SPACE = "{http://itl.nist.gov/ns/voting/1500-100/v2}"
SCHEMA = "nist-sp-1500-100/NIST_V2_election_results_reporting"


def report(release: Path, name: str) -> dict[str, Any]:
    value = orjson.loads((release / f"{FOLDER}/{name}.json").read_bytes())
    assert isinstance(value, dict)
    return value


def walked(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from walked(inner)


def dangling(value: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """References whose target is not there or is of another type than the schema says."""
    types = {one["@id"]: one["@type"] for one in walked(value) if "@id" in one}
    wrong = []
    for one in walked(value):
        for name, known in schema["definitions"][one["@type"]]["properties"].items():
            allowed = known.get("refTypes") or known.get("items", {}).get("refTypes")
            if not allowed or name not in one:
                continue
            said = one[name] if isinstance(one[name], list) else [one[name]]
            wrong += [f"{name}: {ref}" for ref in said if types.get(ref) not in allowed]
    return wrong


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> Any:
    return orjson.loads((shared_data / f"{SCHEMA}.json").read_bytes())


@pytest.fixture(scope="module")
def xsd(shared_data: Path) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(shared_data / f"{SCHEMA}.xsd"))


def all_reports(release: Path, ending: str) -> list[Path]:
    found = sorted((release / FOLDER).rglob(f"*.{ending}"))
    assert found
    return found


@pytest.mark.data
def test_json_is_valid_and_refers_to_nothing_that_is_not_there(
    published: Path, schema: Any
) -> None:
    validator = jsonschema_rs.validator_for(schema)
    for path in all_reports(published, "json"):
        value = orjson.loads(path.read_bytes())
        assert [str(error) for error in validator.iter_errors(value)] == [], path
        assert dangling(value, schema) == [], path


@pytest.mark.data
def test_the_checks_find_what_is_wrong(published: Path, schema: Any) -> None:
    value = report(published, "areas/1")
    value["Election"][0]["Contest"][0]["ElectionDistrictId"] = "u·9"
    assert dangling(value, schema) == ["ElectionDistrictId: u·9"]
    value["Election"][0]["Contest"][0]["Colour"] = "red"
    assert not jsonschema_rs.validator_for(schema).is_valid(value)


@pytest.mark.data
def test_xml_is_valid_with_every_reference(published: Path, xsd: xmlschema.XMLSchema) -> None:
    for path in all_reports(published, "xml"):
        assert [str(error) for error in xsd.iter_errors(str(path))] == [], path
    broken = (published / f"{FOLDER}/areas/1.xml").read_text()
    broken = broken.replace("<GpUnitId>u·1·1·1<", "<GpUnitId>u·1·1·99<")
    assert not xsd.is_valid(broken)


@pytest.mark.data
def test_an_election_without_sheets_and_one_without_areas_are_valid(
    tmp_path: Path, publishing: Callable[[Votes, Path], Path], schema: Any, xsd: Any
) -> None:
    flat = beginning()
    definition = dict(flat[0]["definition"])
    definition |= {"levels": definition["levels"][2:], "boundaries": []}
    definition["contests"] = definition["contests"][:1]
    flat[0] = flat[0] | {"definition": definition}
    flat[3] = {
        "v": 2,
        "kind": "register",
        "stations": [{"code": "7", "name": 'A & B <"c">', "electors": 9}],
    }
    for number, entries in enumerate((beginning(), flat)):
        votes = Votes(tmp_path / f"p{number}").bring(entries).release()
        release = publishing(votes, tmp_path / f"r{number}")
        for path in all_reports(release, "json"):
            value = orjson.loads(path.read_bytes())
            assert jsonschema_rs.validator_for(schema).is_valid(value), path
            assert dangling(value, schema) == []
        for path in all_reports(release, "xml"):
            assert xsd.is_valid(str(path)), path
    assert report(tmp_path / "r1", "stations")["GpUnit"][1]["Number"] == "7"


def totals(value: dict[str, Any], units: Callable[[str], bool]) -> dict[str, int]:
    found: dict[str, int] = {}
    for contest in value["Election"][0]["Contest"]:
        for choice in contest["ContestSelection"]:
            votes = [v["Count"] for v in choice.get("VoteCounts", []) if units(v["GpUnitId"])]
            found[choice["@id"]] = sum(votes)
    return found


def test_reports_of_areas_add_up_to_the_summary_and_to_the_count(published: Path) -> None:
    summary = totals(report(published, "summary"), lambda one: one == WHOLE)
    areas = totals(report(published, "summary"), lambda one: one != WHOLE)
    stations = [totals(report(published, name), lambda _: True) for name in REPORTS[1:]]
    added = {name: sum(one.get(name, 0) for one in stations) for name in summary}
    counted = {
        f"s·{one['contest']}·{choice}": votes
        for one in orjson.loads((published / "data/count.json").read_bytes())
        for choice, votes in one["votes"].items()
    }
    assert summary == areas == added == counted
    assert min(counted.values()) > 0


@pytest.mark.parametrize("name", REPORTS)
def test_xml_says_what_json_says(published: Path, name: str) -> None:
    tree = etree.fromstring((published / f"{FOLDER}/{name}.xml").read_bytes())
    found = {}
    for kind, number in (("VoteCounts", "Count"), ("BallotCounts", "BallotsCast")):
        found[kind] = [
            (one.findtext(f"{SPACE}GpUnitId"), int(one.findtext(f"{SPACE}{number}") or ""))
            for one in tree.iter(f"{SPACE}{kind}")
        ]
    said: dict[str, list[tuple[str, int]]] = {"VoteCounts": [], "BallotCounts": []}
    for one in walked(report(published, name)):
        kind = one["@type"].rpartition(".")[2]
        if kind in said:
            said[kind].append((one["GpUnitId"], one.get("Count", one.get("BallotsCast"))))
    assert {kind: sorted(rows) for kind, rows in found.items()} == {
        kind: sorted(rows) for kind, rows in said.items()
    }


@pytest.mark.parametrize("name", REPORTS)
def test_xml_has_what_json_has_in_the_same_order(published: Path, name: str) -> None:
    tree = etree.fromstring((published / f"{FOLDER}/{name}.xml").read_bytes())
    units = report(published, name)["GpUnit"]
    assert [one.get("ObjectId") for one in tree.iter(f"{SPACE}GpUnit")] == [u["@id"] for u in units]
    for one, unit_there in zip(tree.iter(f"{SPACE}GpUnit"), units, strict=True):
        values = [i.findtext(f"{SPACE}Value") for i in one.iter(f"{SPACE}ExternalIdentifier")]
        assert values == [i["Value"] for i in unit_there.get("ExternalIdentifier", [])]
        names = [text.text for text in one.iterfind(f"{SPACE}Name/{SPACE}Text")]
        assert names == [text["Content"] for text in unit_there.get("Name", {}).get("Text", [])]
        below = (one.findtext(f"{SPACE}ComposingGpUnitIds") or "").split()
        assert below == unit_there.get("ComposingGpUnitIds", [])


def test_reports_are_the_same_however_many_rows_are_written_at_once(
    published: Path, small: Votes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rowtexts, "ROWS", 2)
    monkeypatch.setattr(frames, "ROWS", 2)
    again = small.publish(tmp_path / "release")
    for path in all_reports(published, "json") + all_reports(published, "xml"):
        assert (again / path.relative_to(published)).read_bytes() == path.read_bytes()


def test_evidence_and_state_stand_with_the_station(published: Path, small: Votes) -> None:
    value = report(published, "areas/1")
    units = {one["@id"]: one for one in value["GpUnit"]}
    first = units[unit(STATIONS[0])]
    held = {one["OtherType"]: one["Value"] for one in first["ExternalIdentifier"]}
    assert held["code"] == STATIONS[0]
    assert held["sheet-address"] == "https://example.org/s/1.jpg"
    assert orjson.loads(small.log.entry(int(held["log-entry-record"])))["kind"] == "record"
    states = {code: units[unit(code)]["CountStatus"][0]["Status"] for code in STATIONS[:5]}
    assert list(states.values()) == [
        "completed",
        "in-process",
        "completed",
        "completed",
        "in-process",
    ]
    assert value["Issuer"] == ORIGIN
    assert value["GeneratedDate"] == "2030-01-09T00:00:00Z"
    assert value["Status"] == "unofficial-partial"
