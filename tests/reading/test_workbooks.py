"""XLSX and Parquet tables read as the same text that a CSV of them would hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from actas.errors import InputError
from actas.reading import faults, tables, workbook
from actas.reading.mapping import FileOptions
from actas.reading.numbers import whole_numbers
from actas.reading.tables import read_cells

Write = Callable[..., Path]
LOCAL = datetime(2030, 1, 1, 18, 40)  # noqa: DTZ001 - a workbook knows local times only


def book(path: Path, *sheets: tuple[str, list[list[object]]], at: int = 0) -> Path:
    """A workbook with these sheets, each starting at row `at`."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        for name, rows in sheets:
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows, start=at):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return path


def test_numbers_keep_no_point_and_codes_keep_their_zeros(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["code", "votes", "share", "at", "blank"],
        ["007", 12, 67.0588, LOCAL, None],
        ["8", 1_000_000_000_000, 0.5, "x", None],
    ]
    cells = read_cells(book(tmp_path / "t.xlsx", ("one", rows)))
    assert cells.encoding == "XLSX"
    assert cells.columns == ("code", "votes", "share", "at", "blank")
    assert cells.frame.rows() == [
        (2, "007", "12", "67.0588", "2030-01-01 18:40:00", None),
        (3, "8", "1000000000000", "0.5", "x", None),
    ]


def test_rows_are_the_sheets_own_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["a", "b"], [1, 2], [], [3, 4]]
    cells = read_cells(book(tmp_path / "t.xlsx", ("one", rows), at=3))
    assert cells.frame.rows() == [(5, "1", "2"), (7, "3", "4")]
    assert cells.notes == ("passed over 1 empty row",)


def test_rows_above_the_header_are_skipped(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Title"], ["a", "b"], [1, 2]]
    cells = read_cells(book(tmp_path / "t.xlsx", ("one", rows)), FileOptions(skip=1))
    assert cells.frame.rows() == [(3, "1", "2")]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", ("one", [["a"], [1]]), ("two", [["b"], [2]]))
    first = read_cells(path)
    assert (first.columns, first.notes) == (("a",), ("read the sheet 'one' of 2",))
    assert read_cells(path, FileOptions(sheet="two")).columns == ("b",)
    with pytest.raises(InputError, match="no sheet 'three'; there are: one, two"):
        read_cells(path, FileOptions(sheet="three"))


def test_cells_beside_the_header_are_told(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", ("one", [["a", None], [1, 2]]))
    with pytest.raises(InputError, match="line 1: column 2 has no name"):
        read_cells(path)


def test_control_characters_are_told(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", ("one", [["a"], ["x\ty"]]))
    assert read_cells(path).faults["kind"].to_list() == ["control character"]


def with_errors(path: Path) -> Path:
    """A workbook whose votes are an error, a blank, an error; they start in the third column."""
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("before").write_formula(0, 0, "=1/0", None, "#DIV/0!")
        sheet = made.add_worksheet("votes")
        for row, (code, votes) in enumerate([("code", "votes"), (1, 7), (2, None), (3, None)]):
            sheet.write(row, 2, code)
            if votes is not None:
                sheet.write(row, 3, votes)
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write(4, 2, 4)
        sheet.write_formula(5, 3, "=NA()", made.add_format({"bold": True}), "#N/A")
    return path


@pytest.mark.parametrize("piece", [workbook._CHUNK, 50])
def test_an_error_in_a_cell_of_a_workbook_is_no_blank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(workbook, "_CHUNK", piece)
    path = with_errors(tmp_path / "t.xlsx")
    cells = read_cells(path, FileOptions(sheet="votes"))
    assert cells.frame.rows() == [
        (2, "1", "7"),
        (3, "2", "#DIV/0!"),
        (4, "3", None),
        (5, "4", None),
        (6, None, "#N/A"),
    ]
    _, found = whole_numbers(cells, {"v": "votes"}, FileOptions(blanks="zero"))
    assert [str(error) for error in faults.errors(found, "t.xlsx")] == [
        "t.xlsx, line 3, column votes: '#DIV/0!' is not a number",
        "t.xlsx, line 6, column votes: '#N/A' is not a number",
    ]


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_a_float_of_parquet_that_is_no_number_is_no_blank(tmp_path: Path, value: str) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"code": ["1", "2", "3"], "votes": [7.0, float(value), None]}).write_parquet(path)
    cells = read_cells(path)
    numbers, found = whole_numbers(cells, {"v": "votes"}, FileOptions(blanks="zero"))
    (told,) = faults.errors(found, cells.name)
    assert str(told).lower() == f"t.parquet, line 3, column votes: '{value}' is not a number"
    assert numbers["v"].to_list() == [7, None, 0]


@pytest.mark.parametrize("rows", [[], [["a", "b"]]])
def test_an_empty_sheet_is_told(tmp_path: Path, rows: list[list[object]]) -> None:
    with pytest.raises(InputError, match=r"is empty|no rows"):
        read_cells(book(tmp_path / "t.xlsx", ("one", rows)))


@pytest.mark.parametrize("keep", [40, 1000, -30])
def test_a_cut_workbook_is_told(tmp_path: Path, write: Write, keep: int) -> None:
    whole = book(tmp_path / "t.xlsx", ("one", [["a"], [1]])).read_bytes()
    with pytest.raises(InputError, match="is damaged or was cut"):
        read_cells(write(whole[:keep], "cut.xlsx"))


def zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("t.xlsx", "t.xlsx: is no XLSX workbook, though its name says so"),
        ("T.XLSX", "T.XLSX: is no XLSX workbook, though its name says so"),
        ("t.parquet", "t.parquet: is no Parquet file, though its name says so"),
    ],
)
@pytest.mark.parametrize("content", ["just some words", "a,b\n1,2\n"])
def test_text_under_the_name_of_a_workbook_is_told(
    write: Write, content: str, name: str, says: str
) -> None:
    with pytest.raises(InputError, match="^" + says):
        read_cells(write(content, name))


def test_a_zip_that_is_no_workbook_is_told(write: Write) -> None:
    with pytest.raises(InputError, match="is no XLSX workbook"):
        read_cells(write(zipped({"a.txt": b"1"}), "t.xlsx"))


def test_a_workbook_without_its_parts_is_told(write: Write) -> None:
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        read_cells(write(zipped({"xl/workbook.xml": b"<workbook/>"}), "t.xlsx"))


def test_a_zip_bomb_is_refused_before_it_unfolds(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MAX_UNFOLDED", 1_000_000)
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 2_000_000})
    assert len(bomb) < 5_000
    with pytest.raises(InputError, match="unfolds to more than 1,000,000 bytes"):
        read_cells(write(bomb, "t.xlsx"))


def test_one_cell_far_out_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(InputError, match="a sheet spans more than 60,000,000 cells"):
        read_cells(path)


def test_a_parquet_table_reads_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame(
        {
            "code": ["007", "8"],
            "votes": [12, None],
            "float": [12.0, float("nan")],
            "share": [0.5, 1e300],
            "decimal": [Decimal("1.50"), None],
            "at": [LOCAL, None],
            "day": [date(2030, 1, 1), None],
            "kind": pl.Series(["x", "y"], dtype=pl.Categorical),
        }
    ).write_parquet(path)
    cells = read_cells(path)
    assert cells.encoding == "Parquet"
    assert cells.frame.row(0) == (
        2,
        "007",
        "12",
        "12",
        "0.5",
        "1.50",
        "2030-01-01 18:40:00",
        "2030-01-01",
        "x",
    )
    assert cells.frame.row(1)[:4] == (3, "8", None, "NaN")


def test_parquet_that_is_no_plain_table_is_told(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": [[1, 2]]}).write_parquet(path)
    with pytest.raises(InputError, match=r"t\.parquet, a: holds List"):
        read_cells(path)
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        read_cells(write(path.read_bytes()[:50], "cut.parquet"))
    monkeypatch.setattr(workbook, "MAX_CELLS", 0)
    with pytest.raises(InputError, match="more than 0 cells"):
        read_cells(path)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": [1, 2]}).write_parquet(path)
    monkeypatch.setattr(tables, "MAX_ROWS", 1)
    with pytest.raises(InputError, match="more than 1 rows"):
        read_cells(path)
