"""The album of an invented election: what is photographed, and what is wrong with it on purpose."""

from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
import zxingcpp

from actas.demo.country import invent
from actas.demo.photos import FAULTS, Album, Shot, album, content, take
from actas.demo.votes import GOVERNOR, PRESIDENT, Sheet, cast
from actas.election import packs
from actas.election.definition import Election


@pytest.fixture(scope="module")
def election() -> Election:
    return packs.definition("demo")


@pytest.fixture(scope="module")
def sheets() -> list[Sheet]:
    rng = Random(3)
    honest = cast(invent(300, rng), rng)
    machine = [sheet for sheet in honest if sheet.contest == PRESIDENT][:22]
    return machine + [sheet for sheet in honest if sheet.contest == GOVERNOR][:2]


@pytest.fixture(scope="module")
def planned(sheets: list[Sheet]) -> Album:
    return album(sheets, Random(1), seed=5)


@pytest.fixture(scope="module")
def taken(planned: Album, election: Election, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("photos")
    take(planned, election, directory)
    return directory


def fault(planned: Album, name: str) -> list[Shot]:
    """The pictures of one fault."""
    (wrong,) = [one for one in planned.wrong if one.name == name]
    return [shot for shot in planned.shots if shot.name in wrong.files]


def said(path: Path) -> list[str]:
    image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
    return [code.text for code in zxingcpp.read_barcodes(image)]


def test_every_fault_has_its_pictures_and_its_own_station(planned: Album) -> None:
    assert tuple(wrong.name for wrong in planned.wrong) == FAULTS
    stations = [wrong.station for wrong in planned.wrong if wrong.station]
    assert len(set(stations)) == len(FAULTS) - 1
    files = [name for wrong in planned.wrong for name in wrong.files]
    assert len(files) == len(set(files)) == 10


def test_every_sheet_is_photographed_and_every_file_is_there(
    planned: Album, sheets: list[Sheet], taken: Path
) -> None:
    assert planned.sheets == {(sheet.contest, sheet.station): sheet for sheet in sheets}
    assert len(list(taken.iterdir())) == len(sheets) + 4


def test_a_wrong_code_says_more_votes_than_its_total(planned: Album, taken: Path) -> None:
    (shot,) = fault(planned, "C602")
    (text,) = said(taken / shot.name)
    votes, valid = text.split("!")[1:3]
    assert sum(map(int, votes.split(","))) == int(valid) + 10


def test_an_altered_print_adds_up_and_differs_from_its_code(
    planned: Album, election: Election
) -> None:
    (shot,) = fault(planned, "D406")
    assert shot.sheet is not None and shot.coded is not None
    assert sum(shot.sheet.votes.values()) == shot.sheet.valid == shot.coded.valid
    form = next(one for one in election.sheets if one.id == "strip")
    printed = content(shot.sheet, form, election, shot.coded)
    assert printed.values[PRESIDENT] != shot.coded.row
    assert printed.payloads == content(shot.coded, form, election).payloads


def test_two_sheets_of_one_station_differ(planned: Album, taken: Path) -> None:
    one, other = (said(taken / shot.name) for shot in fault(planned, "D408"))
    assert one != other
    assert one[0].split("!")[0] == other[0].split("!")[0]


def test_the_same_sheet_again_is_another_picture_of_the_same_code(
    planned: Album, taken: Path
) -> None:
    one, other = fault(planned, "again")
    assert said(taken / one.name) == said(taken / other.name) != []
    assert (taken / one.name).read_bytes() != (taken / other.name).read_bytes()


def test_a_copied_file_and_a_cut_one_are_what_they_are_called(planned: Album, taken: Path) -> None:
    ((copy, original),) = planned.copies.items()
    assert (taken / copy).read_bytes() == (taken / original).read_bytes()
    (cut,) = planned.cut
    assert not (taken / cut).read_bytes().endswith(b"\xff\xd9")


def test_the_same_album_is_taken_alike_by_any_number_of_workers(
    planned: Album, election: Election, taken: Path, tmp_path: Path
) -> None:
    few = Album(planned.shots[:3], {}, (), ())
    for path in take(few, election, tmp_path / "again", workers=2):
        if path.name not in planned.cut:
            assert path.read_bytes() == (taken / path.name).read_bytes()


def test_too_few_sheets_are_refused(sheets: list[Sheet]) -> None:
    with pytest.raises(ValueError, match="5 sheets of the machine are too few"):
        album(sheets[:5], Random(1))
