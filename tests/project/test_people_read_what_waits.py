"""What machines cannot read is shown to people, typed by them, imported and counted."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import orjson
import pytest

from actas.language import Language
from actas.project.telling import UNREAD
from actas.reading.pages.reader import Care
from tests.handed import Boxed
from tests.sheets import REGISTER, Strip, Workers, election, entries, jpeg, project, read
from tests.village import Village

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

SHEETS = [Boxed(1), Boxed(2, (88, 130, 71))]
HANDS = {one.code: one for one in SHEETS}
ODD = Strip(4, valid=999, coded=False)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory, workers: Workers) -> Village:
    """Two handwritten sheets, a printed one that does not add up, and a scrap of another."""
    directory = tmp_path_factory.mktemp("people")
    made = project(directory)
    register = directory / "capital.csv"
    register.write_text(REGISTER + "".join(f"5,1,1,1,{one.station},900\n" for one in SHEETS))
    made.run("import", str(register), "--register")
    scans = directory / "scans"
    scans.mkdir()
    for one in SHEETS:
        (scans / f"{one.station}.jpg").write_bytes(one.jpeg())
    (scans / "odd.jpg").write_bytes(ODD.jpeg())
    (scans / "scrap.jpg").write_bytes(scrap())
    _, told = read(made, workers, scans, care=Care(budget=20))
    results = {name: one.outcome["result"] for name, one in told.items()}
    assert results == dict.fromkeys(told, "needs people")
    return made


def scrap() -> bytes:
    """A picture of a code alone, whose numbers do not add up: nothing says where the sheet lies."""
    rendered = Strip(5, valid=999).rendered()
    x, y, wide, high = (
        round(side * rendered.per_mm / 10) for side in rendered.form.codes[0].boxes[0]
    )
    return jpeg(rendered.pixels[y - 40 : y + high + 40, x - 40 : x + wide + 40])


@pytest.fixture
def copied(waiting: Village, tmp_path: Path) -> Village:
    """The same, to be added to."""
    shutil.copytree(waiting.root, tmp_path / "project")
    return Village(tmp_path / "project")


def typed(table: Path, numbers: Callable[[dict[str, str]], dict[str, Any]]) -> None:
    """Fill in the table's rows."""
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(row | numbers(row) for row in rows)


def truth(row: dict[str, str]) -> dict[str, Any]:
    """What stands on the handwritten sheet of a row; nothing for the printed one."""
    levels = ("region", "district", "parish", "centre", "station")
    code = "/".join(row[level] for level in levels)
    return dict(HANDS[code].values) if code in HANDS else {}


def by_table(village: Village) -> list[dict[str, Any]]:
    """The readings that people typed."""
    return [one for one in entries(village, "reading") if one["reader"] == "table"]


def waits(village: Village) -> list[str]:
    """Stations of the documents that wait, empty where that is not known."""
    found = village.json("check", "--code", "I502")
    return sorted(one["station"] or "" for one in found)


def test_handwritten_sheets_are_shown_typed_imported_and_counted(
    copied: Village, tmp_path: Path
) -> None:
    assert waits(copied) == ["", "", *HANDS]
    done = copied.json("form", "cells", str(tmp_path / "to-read"))
    assert (done["documents"], done["waiting"], done["source"]) == (3, 4, "witnesses")
    table = tmp_path / "to-read" / "to-type.csv"
    typed(table, truth)
    told = copied.run(*done["import"].split()[1:])
    assert "passed over 1 row without any number" in told
    shown = {one["station"]: one["document"] for one in done["sheets"]}
    for one in by_table(copied):
        assert one["document"] == shown[one["station"]]
        assert (one["reader"], one["contest"]) == ("table", "governor")
        assert one["values"] == HANDS[one["station"]].values
    governor = next(one for one in copied.json("count") if one["contest"] == "governor")
    assert governor["stations"]["counted"] == 2
    assert governor["votes"]["roble"] == sum(one.values["roble"] for one in SHEETS)
    assert waits(copied) == ["", ""], "the printed sheet and the scrap"


def test_a_sheet_whose_station_no_machine_read_is_placed_by_people(
    copied: Village, tmp_path: Path
) -> None:
    """The reading names the document that was looked at, which then waits no more."""
    made = tmp_path / "to-read"
    (one,) = copied.json("form", "cells", str(made), "--form", "strip")["sheets"]
    assert (one["station"], one["unread"]) == (None, ["code", "sums"])
    levels = dict.fromkeys(("region", "district", "parish", "centre"), "1")
    choices = [choice.id for choice in election().contest("president").choices]
    numbers = dict(zip(choices, ODD.votes, strict=True)) | ODD.tallies
    typed(made / "to-type.csv", lambda row: {**levels, "station": "4", **numbers})
    mapping = str(made / "mapping.yaml")
    taken = ("import", str(made / "to-type.csv"), "--source", "witnesses", "--mapping", mapping)
    copied.run(*taken)
    (reading,) = by_table(copied)
    assert (reading["station"], reading["document"]) == ("1/1/1/1/4", one["document"])
    assert waits(copied) == ["", *HANDS], "the scrap, and those by hand"
    assert "nothing new" in copied.run(*taken)


def test_a_row_read_from_a_document_that_is_not_there_is_refused(
    copied: Village, tmp_path: Path
) -> None:
    made = tmp_path / "to-read"
    copied.run("form", "cells", str(made), "--form", "box")
    before = copied.bytes()
    for wrong, says in (("0" * 64, "no such document"), ("a name", "is not a document")):
        typed(made / "to-type.csv", lambda row, to=wrong: truth(row) | {"document": to})
        mapping = str(made / "mapping.yaml")
        table = str(made / "to-type.csv")
        told = copied.run("import", table, "--source", "witnesses", "--mapping", mapping, status=2)
        assert says in told
    assert copied.bytes() == before


def test_each_number_is_shown_in_the_forms_order_with_a_place_to_write(
    waiting: Village, tmp_path: Path
) -> None:
    made = tmp_path / "to-read"
    waiting.run("form", "cells", str(made), "--form", "box")
    page = (made / "index.html").read_text()
    columns = re.findall(r'class="column">(\w+)<', page)
    names = ["roble", "ceiba", "jacaranda", "valid", "null_votes", "blank", "ballots", "voters"]
    assert columns == names * 2
    assert page.count('class="place"') == 3 * len(names) * 2, "a place a digit"
    assert "Gobernación" in page
    assert "Mesa 2" in page
    for path in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert (made / path).is_file(), path
    assert "<script" not in page


def test_pictures_are_cut_from_what_is_public_where_the_cells_are(
    waiting: Village, tmp_path: Path
) -> None:
    made = tmp_path / "to-read"
    done = waiting.json("form", "cells", str(made), "--form", "box")
    for one in done["sheets"]:
        folder = made / "sheets" / f"{one['number']:04}"
        document = one["document"]
        stored = waiting.root / "evidence" / document[:2] / f"{document}.jpg"
        assert (folder / "sheet.jpg").read_bytes() == stored.read_bytes()
        pictures = sorted(folder.glob("governor-*.jpg"))
        assert len(pictures) == 8
        for path in pictures:
            assert_ruled(np.asarray(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)))


def assert_ruled(picture: Any) -> None:
    """Dark lines stand where the cell's three boxes have theirs: a margin in, and at the thirds."""
    dark = (picture < 0.7 * np.percentile(picture, 80))[15:-15].mean(axis=0) > 0.8
    found = np.flatnonzero(dark)
    for expected in (12, 12 + 90, 12 + 180, 12 + 270):
        assert np.abs(found - expected).min() <= 4, (expected, found)


def test_what_a_machine_would_guess_is_nowhere_that_people_look(
    waiting: Village, tmp_path: Path
) -> None:
    """The same page and table with hints and without, and the hints in a file of their own."""
    plain, hinted, hints = tmp_path / "a" / "out", tmp_path / "b" / "out", tmp_path / "hints.json"
    plain.parent.mkdir()
    hinted.parent.mkdir()
    waiting.run("form", "cells", str(plain), "--form", "box")
    waiting.run("form", "cells", str(hinted), "--form", "box", "--hints", str(hints))
    assert files(plain) == files(hinted)
    guessed = orjson.loads(hints.read_bytes())
    assert {(one["sheet"], one["column"]) for one in guessed} >= {(1, "roble"), (2, "voters")}
    assert len(guessed) == 16
    assert all(0 <= one["likely"] <= 1000 and one["hand"] for one in guessed)
    told = waiting.run("form", "cells", str(plain), "--hints", str(plain / "h.json"), status=2)
    assert "a guess may not lie where people look" in told
    assert files(plain) == files(hinted)


def files(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def test_a_table_that_was_typed_into_is_never_written_over(
    waiting: Village, tmp_path: Path
) -> None:
    made = tmp_path / "to-read"
    waiting.run("form", "cells", str(made), "--form", "box")
    first = files(made)
    waiting.run("form", "cells", str(made), "--form", "box")
    assert files(made) == first, "untouched, it is written anew"
    typed(made / "to-type.csv", truth)
    before = files(made)
    told = waiting.run("form", "cells", str(made), status=2)
    assert "to-type.csv was changed since it was written" in told
    assert files(made) == before


def test_somebody_elses_folder_is_left_alone(waiting: Village, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    told = waiting.run("form", "cells", str(tmp_path), status=2)
    assert "notes.txt is not ours" in told
    assert files(tmp_path) == {"notes.txt": b"mine"}


def test_the_page_speaks_the_language_that_is_asked_for(waiting: Village, tmp_path: Path) -> None:
    waiting.run("form", "cells", str(tmp_path / "en"), "--language", "en", "--form", "box")
    page = (tmp_path / "en" / "index.html").read_text()
    assert "Why it waits: it is handwritten." in re.sub(r"\s+", " ", page)
    assert 'lang="en"' in page


def messages() -> Iterator[str]:
    """Everything that is said on the page."""
    template = Path(__file__).parents[2] / "src/actas/project/templates/worksheet.html"
    yield from re.findall(r'say\("([^"]+)"', template.read_text())
    yield from UNREAD.values()
    showing = template.parents[1] / "showing.py"
    yield from re.findall(r'say\("([^"]+)"', showing.read_text())


def test_every_message_has_its_spanish() -> None:
    spanish = Language("es", "project")
    assert [one for one in messages() if not spanish.knows(one)] == []


def test_so_many_at_most_and_the_rest_is_told(waiting: Village, tmp_path: Path) -> None:
    told = waiting.run("form", "cells", str(tmp_path / "some"), "--most", "1")
    assert "sheets to be read: 1" in told
    assert "2 more wait" in told
    assert "1 more could not be laid over their form" in told


def test_where_nothing_waits_nothing_is_written(waiting: Village, tmp_path: Path) -> None:
    told = waiting.run("form", "cells", str(tmp_path / "none"), "--source", "observers")
    assert told == "nothing waits for people\n"
    assert not (tmp_path / "none").exists()
    assert "no source 'moon'" in waiting.run(
        "form", "cells", str(tmp_path / "none"), "--source", "moon", status=2
    )
    assert "no sheet 'ring'" in waiting.run(
        "form", "cells", str(tmp_path / "none"), "--form", "ring", status=2
    )
