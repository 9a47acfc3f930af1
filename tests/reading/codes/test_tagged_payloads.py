"""Payloads of pairs over several codes: published ones, round trips, what is missing or changed."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from actas.election import packs
from actas.election.definition import Election
from actas.election.payload import TaggedGrammar
from actas.reading.codes.grammar import fits, read, whole
from actas.reading.codes.shapes import CodeRead
from tests.reading.codes.composing import HEADER, boletim, found, last_digest, section_text

ELECTION = packs.definition("br-2022")
FORM = ELECTION.sheets[0]
GRAMMAR = FORM.codes[0].grammar
NUMBERS = [position for one in ELECTION.contest("president").choices for position in one.positions]

TRIAL_2018 = [
    "QRBU:1:2 VRQR:1.5 VRCH:20180618 ORIG:VOTA ORLC:LEG PROC:15000 DTPL:20181007 PLEI:15100 TURN:1 "
    "FASE:S UNFE:AC MUNI:1392 ZONA:9 SECA:16 AGRE:17.18.19.100 IDUE:1333898 "
    "IDCA:610860347874160324266426 VERS:6.28.2.1 LOCA:4 APTO:51 COMP:30 FALT:21 HBMA:0 "
    "DTAB:20181007 HRAB:173122 DTFC:20181007 HRFC:180755 IDEL:15103 CARG:6 TIPO:1 "
    "VERC:201807111207 PART:91 9101:1 9102:1 9103:1 9104:1 9105:1 LEGP:1 TOTP:6 PART:92 9201:1 "
    "9202:1 9203:1 9204:1 9205:1 LEGP:1 TOTP:6 PART:93 9301:1 9302:1 9303:1 9304:1 9305:1 LEGP:1 "
    "TOTP:6 PART:94 9401:1 9402:1 9403:1 9404:1 9405:1 LEGP:1 TOTP:6 PART:95 9501:1 9502:1 9503:1 "
    "9504:2 LEGP:1 TOTP:6 APTA:51 NOMI:25 LEGC:5 BRAN:0 NULO:0 TOTC:30 CARG:7 TIPO:1 "
    "VERC:201807111207 PART:91 91001:1 91002:1 91003:1 LEGP:3 TOTP:6 PART:92 92001:1 92002:1 "
    "92003:1 LEGP:3 TOTP:6 PART:93 93001:1 93002:1 93003:1 LEGP:3 TOTP:6 PART:94 94001:1 "
    "HASH:153DD1E96C876F062459DC9ACDF640D38BEBC4490C794826D8E7EB3CF4761BD39AFC560BAEF3895A9D3C59F1"
    "6CDE61028DF07FED861234A0F91C7005AD94F797",
    "QRBU:2:2 VRQR:1.5 VRCH:20180618 94002:1 94003:1 LEGP:4 TOTP:7 APTA:51 NOMI:12 LEGC:13 BRAN:0 "
    "NULO:5 TOTC:30 CARG:5 TIPO:0 VERC:201807111207 911:8 921:3 931:3 941:5 951:7 APTA:51 NOMI:26 "
    "BRAN:0 NULO:34 TOTC:60 CARG:3 TIPO:0 VERC:201807111207 91:5 92:8 93:2 94:4 95:6 APTA:51 "
    "NOMI:25 BRAN:3 NULO:2 TOTC:30 IDEL:15101 CARG:1 TIPO:0 VERC:201807111207 91:7 92:6 93:3 94:6 "
    "95:5 APTA:51 NOMI:27 BRAN:2 NULO:1 TOTC:30 "
    "HASH:266788CFBB06EE77DB520DB89C2E60C51F60574E6E322C5F620FE71E691DCBA1E33DB16E2397683E18FE89B7"
    "D6F9F9252E6DD318735902EFC109F2E1F61015BF "
    "ASSI:0DFEC66ECE3848066CA83EDAA7B9C70CA84D7F40279FD3D44742BCB5BB360D233A89B94686E11C50D363D182"
    "A2800BFA6748A8B66BE888394E533F77E9B9B50B",
]
"""A trial of the machine's software in 2018 with invented parties, as public repositories carry it:
two codes with the digests that the machine made."""


def changed(**changes: object) -> Election:
    """The pack with other expectations, positions or keys in its grammar."""
    plan = ELECTION.model_dump(by_alias=True)
    plan["sheets"][0]["codes"][0]["grammar"].update(changes)
    return Election.model_validate(plan)


def trial() -> Election:
    """The election that the trial of 2018 was: five invented parties."""
    plan = changed(expects={"DTPL": "20181007", "FASE": "S"}).model_dump(by_alias=True)
    choices = plan["contests"][0]["choices"][:5]
    for number, choice in enumerate(choices, 91):
        choice["positions"] = [number]
    plan["contests"][0]["choices"] = choices
    return Election.model_validate(plan)


def read_all(texts: list[str], election: Election = ELECTION) -> CodeRead:
    form = election.sheets[0]
    grammar = form.codes[0].grammar
    good = all(fits(text, grammar) for text in texts)
    return read(found(texts, fits=good), form, election)


def problems(texts: list[str], election: Election = ELECTION) -> tuple[str, ...]:
    came = read_all(texts, election).reading
    assert came is not None
    assert bool(came.values) == (not came.problems)
    return came.problems


def example(votes: dict[int, int] | None = None, blank: int = 5, null: int = 3) -> str:
    votes = {13: 45, 22: 25} if votes is None else votes
    came = sum(votes.values()) + blank + null
    header = HEADER.format(
        state="SP", municipality=62910, zone=75, section=182, electors=999, came=came, rest=9
    )
    other = section_text({10: 3, 13: 4}, 1, 2, 999, office=3)
    return f"{header} {other} {section_text(votes, blank, null, 999)}"


def test_the_machine_s_own_digests_hold_over_two_codes() -> None:
    came = read_all(TRIAL_2018, trial())
    assert came.reading is not None
    assert came.reading.problems == ()
    assert came.reading.given == "AC/1392/9/16"
    assert came.reading.positions == {"president": {91: 7, 92: 6, 93: 3, 94: 6, 95: 5}}
    assert came.reading.values["president"]["nominais"] == 27
    assert came.reading.electors == 51
    assert came.signature == "unchecked"


def test_a_trial_and_another_election_are_no_reading() -> None:
    assert problems(TRIAL_2018) == ("C601",)
    assert problems(boletim(example().replace("TURN:1", "TURN:2"))) == ("C601",)
    assert problems(boletim(example())) == ()


@given(
    st.dictionaries(st.sampled_from(NUMBERS), st.integers(1, 9999)),
    st.integers(0, 999),
    st.integers(0, 999),
    st.lists(st.integers(1, 45), max_size=5),
    st.randoms(use_true_random=False),
)
def test_what_is_written_is_read_in_any_order(
    votes: dict[int, int], blank: int, null: int, cuts: list[int], chance: random.Random
) -> None:
    codes = boletim(example(votes, blank, null), cuts)
    chance.shuffle(codes)
    came = read_all(codes)
    assert came.reading is not None
    assert came.reading.problems == ()
    assert came.reading.given == "SP/62910/75/182"
    values = came.reading.values["president"]
    for choice in ELECTION.contest("president").choices:
        assert values[choice.id] == votes.get(choice.positions[0], 0)
    assert (values["brancos"], values["nulos"]) == (blank, null)
    assert values["total"] == sum(votes.values()) + blank + null
    assert list(came.reading.values) == ["president"]


@given(st.data())
def test_a_missing_part_waits(data: st.DataObject) -> None:
    codes = boletim(example(), data.draw(st.lists(st.integers(1, 30), min_size=1, max_size=4)))
    lost = data.draw(st.integers(0, len(codes) - 1))
    rest = codes[:lost] + codes[lost + 1 :]
    came = read_all(rest)
    assert came.reading is None
    assert came.waits
    assert (came.have, came.of) == (len(codes) - 1, len(codes))
    assert not whole(rest, GRAMMAR)
    assert whole(codes, GRAMMAR)
    assert not read_all([*rest, codes[lost]]).waits


@given(st.data())
def test_a_changed_digit_is_never_a_reading(data: st.DataObject) -> None:
    codes = boletim(example(), [20])
    which = data.draw(st.integers(0, 1))
    head = codes[which].index("VRCH:20220829 ") + 14
    end = codes[which].find(" ASSI:")
    text = codes[which][: end if end > 0 else None]
    places = [at for at, letter in enumerate(text) if letter.isdigit() and at >= head]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != text[at]]))
    codes[which] = codes[which][:at] + other + codes[which][at + 1 :]
    assert problems(codes)[0] in ("C601", "C602")


def test_numbers_with_a_right_digest_that_do_not_add_up() -> None:
    content = example()
    assert problems(boletim(content.replace("TOTC:78", "TOTC:79"))) == ("C602",)
    assert problems(boletim(content.replace("13:45", "13:46"))) == ("C602",)
    assert problems(boletim(content.replace("13:45", "99:45"))) == ("C601",)
    assert problems(boletim(content.replace("22:25", "13:25"))) == ("C601",)
    assert problems(boletim(content.replace(" TOTC:78", ""))) == ("C601",)
    assert problems(boletim(f"{content} {section_text({13: 1}, 0, 0, 9)}")) == ("C601",)


def test_the_signature_where_its_key_is_known() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    signature = {"key": "ASSI", "by": "UNFE", "public_keys": {"SP": public}}
    election = changed(signature=signature)
    codes = boletim(example(), [20])
    signed = boletim(example(), [20], key.sign(last_digest(codes)))
    assert read_all(signed, election).signature == "checked"
    assert problems(signed, election) == ()
    assert problems(codes, election) == ("C603",)
    unsigned = [codes[0], codes[1].split(" ASSI:")[0]]
    assert problems(unsigned, election) == ("C603",)
    elsewhere = changed(signature={**signature, "public_keys": {"AC": public}})
    assert read_all(signed, elsewhere).signature == "unchecked"
    forged = [text.replace("BRAN:5", "BRAN:6").replace("TOTC:78", "TOTC:79") for text in signed]
    assert problems(forged, election) == ("C602",)


@pytest.mark.parametrize(
    "text",
    [
        "QRBU:1:1 VRQR:1.5 VRCH:1 " + "A:1 " * 1_000_000,
        "QRBU:1:99999999999 VRQR:1.5 VRCH:1 A:1 HASH:00",
        "QRBU:0:1 VRQR:1.5 VRCH:1 A:1 HASH:00",
        "QRBU:2:1 VRQR:1.5 VRCH:1 A:1 HASH:00",
        "QRBU:1:1 VRQR:1.5 VRCH:1 A:1\x07 HASH:00",
        "QRBU:1:1 VRQR:1.5 VRCH:1  HASH:00",
        "QRBU:1:1 A:1",
        "https://example.org/?id=QRBU:1:1",
        "",
    ],
)
def test_hostile_texts(text: str) -> None:
    assert not fits(text, GRAMMAR)
    assert problems([text]) == ("C601",)


@given(st.text(max_size=200))
def test_no_text_makes_anything_but_a_refusal(text: str) -> None:
    assert problems([f"QRBU:1:1 VRQR:1 VRCH:1 {text}"])[0] in ("C601", "C602")


def test_codes_of_two_sheets_are_not_joined() -> None:
    one = boletim(example(), [20])
    other = boletim(example({13: 1, 22: 2}), [20])
    assert problems([one[0], other[1]]) == ("C602",)
    assert problems([*one, other[0]]) == ("C601",)
    three = boletim(example(), [10, 20])
    assert problems([one[0], three[1]]) == ("C601",)


def test_a_grammar_must_say_what_belongs_together() -> None:
    with pytest.raises(ValueError, match="opens every code"):
        TaggedGrammar(kind="tagged", station=("A",), part="N")
    with pytest.raises(ValueError, match="it signs the digest"):
        TaggedGrammar.model_validate(
            {"kind": "tagged", "station": ["A"], "signature": {"key": "S"}}
        )
