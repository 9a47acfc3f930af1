"""election.yaml: what is taken, and what is refused with its file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actas.election import packs
from actas.election.definition import Election
from actas.election.loading import MAX_BYTES, load_yaml, parse_yaml
from actas.election.payload import PatternGrammar
from actas.election.written import text
from actas.errors import ActasError, InputError, Problems

SMALL = """\
actas: 1
id: village
name: {es: Aldea, en: Village}
date: 2031-05-04
levels:
  - {id: ward, name: Ward}
  - {id: station, name: Station}
contests:
  - id: mayor
    name: Mayor
    choices:
      - {id: A, name: Aurora}
      - {id: B, name: Boreal}
form:
  tallies:
    - {id: valid, role: valid, name: Valid}
    - {id: spoiled, role: "null", name: Spoiled}
"""


def parse(content: str) -> Election:
    return parse_yaml(content.encode(), Election, "election.yaml")


def refusal(content: str) -> str:
    with pytest.raises(ActasError) as caught:
        parse(content)
    return str(caught.value)


def test_a_small_definition_is_taken() -> None:
    election = parse(SMALL)
    assert election.fields("mayor") == ["A", "B", "valid", "spoiled"]
    assert election.form.tally("null") == "spoiled"
    assert election.form.tally("blank") is None
    assert text(election.name, "es") == "Aldea"
    assert text(election.name, "fr") == "Village"
    assert [level.id for level in election.areas_levels] == ["ward"]
    with pytest.raises(KeyError):
        election.contest("governor")


def test_an_unknown_key_is_named_with_its_line() -> None:
    said = refusal(SMALL.replace("name: Station}", "name: Station, colour: red}"))
    assert "election.yaml, line 7, levels.1.colour: no such key here" in said


def test_all_that_is_wrong_is_told_at_once() -> None:
    broken = SMALL.replace("2031-05-04", "2031-02-30").replace("id: village", "id: a village")
    with pytest.raises(Problems) as caught:
        parse(broken)
    said = str(caught.value)
    assert "line 2, id" in said
    assert "line 4, date" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("- {id: B, name: Boreal}", "- {id: A, name: Boreal}"), "given twice: A"),
        (("{id: B,", "{id: station,"), "station: reserved"),
        (("{id: B,", "{id: choices,"), "choices: reserved"),
        (('role: "null"', "role: valid"), "given twice: valid"),
        (("id: ward,", "id: station,"), "levels: given twice"),
    ],
)
def test_names_that_cannot_be_told_apart_are_refused(change: tuple[str, str], words: str) -> None:
    assert words in refusal(SMALL.replace(*change))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("- {id: B, name: Boreal}", "- {id: A, name: Boreal}"), "line 13, contests.0.choices.1"),
        (("{id: B,", "{id: station,"), "line 13, contests.0.choices.1"),
        (("{id: spoiled,", "{id: A,"), "line 12, contests.0.choices.0"),
        (("{id: spoiled,", "{id: valid,"), "line 17, form.tallies.1"),
        (('role: "null"', "role: valid"), "line 17, form.tallies.1"),
        (("id: ward,", "id: station,"), "line 7, levels.1"),
    ],
)
def test_a_clash_of_names_is_told_at_one_of_them(change: tuple[str, str], place: str) -> None:
    assert refusal(SMALL.replace(*change)).startswith(f"election.yaml, {place}: ")


def test_a_clash_in_the_second_contest_is_not_told_at_the_first() -> None:
    second = "  - {id: council, name: C, choices: [{id: A, name: A}, {id: A, name: B}]}\n"
    said = refusal(SMALL.replace("form:\n", f"{second}form:\n"))
    assert said.startswith("election.yaml, line 14, contests.1.choices.1: contest council")


def test_boundaries_of_an_unknown_level_are_refused() -> None:
    extra = "boundaries: [{level: moon, file: x.geojson, property: code}]\n"
    assert refusal(SMALL + extra).startswith("election.yaml, line 18, boundaries.0: ")
    assert "no level 'moon'" in refusal(SMALL + extra)


def test_an_empty_list_needs_one_and_a_wrong_entry_is_not_called_none() -> None:
    choices = "[{id: A, name: Aurora}, {id: B, name: Boreal}]"
    flat = SMALL.replace(
        "\n      - {id: A, name: Aurora}\n      - {id: B, name: Boreal}", f" {choices}"
    )
    assert parse(flat).fields("mayor")[:2] == ["A", "B"]
    said = refusal(flat.replace(choices, "[]"))
    assert said == "election.yaml, line 11, contests.0.choices: needs at least one"
    said = refusal(flat.replace(choices, "[{id: A}]"))
    assert said == "election.yaml, line 11, contests.0.choices.0.name: this key is missing"


def test_what_only_others_can_know_is_told_with_its_line() -> None:
    def unknown(election: Election) -> list[tuple[tuple[str | int, ...], str]]:
        return [(("contests", 0, "choices", 1, "name"), "nobody has this name")]

    with pytest.raises(InputError) as caught:
        parse_yaml(SMALL.encode(), Election, "election.yaml", unknown)
    assert str(caught.value) == (
        "election.yaml, line 13, contests.0.choices.1.name: nobody has this name"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("- 1\n", "line 1: should be keys with values"),
        ("a: [", "is not YAML"),
        ("a: 1\na: 2\n", "line 2, a: key given twice"),
        ("a: &x [1, 2]\nb: [*x, *x]\n", "line 1: anchors and aliases are not taken"),
        ("a: " + "[" * 60 + "]" * 60, "nested deeper than 40"),
        ("a: !!python/object/apply:os.system [id]\n", "could not determine a constructor"),
        ("? [1, 2]\n: x\n", "a key must be a word"),
    ],
)
def test_hostile_or_broken_yaml_is_refused(content: str, words: str) -> None:
    assert words in refusal(content)


def test_other_encodings_are_refused_with_the_line() -> None:
    with pytest.raises(InputError, match=r"line 2: is not UTF-8 text"):
        parse_yaml("a: 1\nb: ñ\n".encode("latin-1"), Election, "election.yaml")


def test_a_byte_order_mark_is_no_harm() -> None:
    assert parse_yaml(b"\xef\xbb\xbf" + SMALL.encode(), Election, "e").id == "village"


def test_dates_and_decimals_keep_what_was_written(tmp_path: Path) -> None:
    from pydantic import BaseModel

    class Share(BaseModel):
        share: str

    path = tmp_path / "s.yaml"
    path.write_text("share: 51.20\n")
    assert load_yaml(path, Share).share == "51.20"


def test_words_that_yaml_would_change_stay_what_they_are() -> None:
    written = SMALL.replace("name: Aurora", "name: No").replace("name: Boreal", "name: 007")
    election = parse(written.replace("name: Valid}", "name: {es: Nulos, en: Null}}"))
    assert [choice.name for choice in election.contests[0].choices] == ["No", "007"]
    assert election.form.tallies[0].name == {"es": "Nulos", "en": "Null"}
    assert parse(SMALL.replace("name: Aurora", "name: 5")).contests[0].choices[0].name == "5"


def test_a_problem_is_told_once_and_by_keys_that_are_in_the_file() -> None:
    said = refusal(SMALL.replace("name: Valid}", "name: [1]}"))
    assert said == "election.yaml, line 16, form.tallies.0.name: Input should be a valid string"
    lacking = refusal(SMALL.replace("  - id: mayor\n    name: Mayor\n", "  - name: Mayor\n"))
    assert "election.yaml, line 9, contests.0.id: this key is missing" in lacking


def test_a_missing_or_huge_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_yaml(tmp_path / "none.yaml", Election)
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match="larger than"):
        load_yaml(huge, Election)
    with pytest.raises(InputError, match="cannot be read"):
        load_yaml(tmp_path, Election)


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_clear_error(content: bytes) -> None:
    with pytest.raises(ActasError):
        parse_yaml(content, Election, "election.yaml")


def test_every_pack_is_a_valid_definition() -> None:
    assert "ve-2024" in packs.names()
    for name in packs.names():
        assert packs.definition(name).levels
    with pytest.raises(InputError, match="no pack 'moon'; there are: "):
        packs.contents("moon")


def test_the_ve_2024_ballot_has_38_positions_each_once() -> None:
    (contest,) = packs.definition("ve-2024").contests
    positions = [p for choice in contest.choices for p in choice.positions]
    assert sorted(positions) == list(range(1, 39))
    assert all(len(c.positions) == len(c.parties) for c in contest.choices)


def test_the_ve_2024_code_reads_the_known_example() -> None:
    """The example payload is that of a published sheet (centre 201301006, table 01)."""
    import re

    election = packs.definition("ve-2024")
    (code,) = election.sheets[0].codes
    assert isinstance(code.grammar, PatternGrammar)
    payload = (
        "201301006.01.1.0001!140,7,10,8,1,7,1,0,2,3,0,1,8,1,0,1,0,3,1,1,0,1,0,0,0,0,0,0,1,2,0,0,"
        "0,5,7,155,1,1!0!0"
    )
    found = re.fullmatch(code.grammar.pattern, payload)
    assert found is not None
    votes = [int(one) for one in found["votes"].split(",")]
    of = {c.id: sum(votes[p - 1] for p in c.positions) for c in election.contests[0].choices}
    assert (of["NM"], of["EG"], sum(of.values())) == (188, 167, sum(votes))


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        ("[fr, de]", "languages: de: there are only es, en, pt, fr, ar, id"),
        ("[fr, fr]", "languages"),
        ("[]", "languages"),
    ],
)
def test_it_lists_languages_that_there_are_each_once(languages: str, said: str) -> None:
    assert parse(f"{SMALL}languages: [fr, ar, id]\n").languages == ("fr", "ar", "id")
    assert said in refusal(f"{SMALL}languages: {languages}\n")
