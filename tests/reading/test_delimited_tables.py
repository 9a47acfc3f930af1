"""Delimited tables are read strictly: every row has the header's shape, or is named by its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from actas.errors import InputError, Problems
from actas.reading import faults, tables
from actas.reading.mapping import FileOptions
from actas.reading.tables import read_cells

Write = Callable[..., Path]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(write: Write, delimiter: str) -> None:
    path = write(delimiter.join("abc") + "\n" + delimiter.join("123") + "\n")
    cells = read_cells(path)
    assert cells.columns == ("a", "b", "c")
    assert cells.frame.rows() == [(2, "1", "2", "3")]


def test_another_delimiter_within_cells_does_not_mislead(write: Write) -> None:
    path = write('name;votes, valid;x\n"A;B";1,5;"say ""no"""\n')
    assert read_cells(path).frame.rows() == [(2, "A;B", "1,5", 'say "no"')]


def test_one_column_is_a_table(write: Write) -> None:
    assert read_cells(write("station\n1/2\n")).frame.rows() == [(2, "1/2")]


def test_a_declared_delimiter_is_used(write: Write) -> None:
    cells = read_cells(write("a,b;c\n1,2;3\n"), FileOptions(delimiter=";"))
    assert cells.columns == ("a,b", "c")


def test_lines_are_physical_lines(write: Write) -> None:
    path = write('a,b\r\n"one\r\ntwo",1\r\n\r\nx,2\r\n"y\nz\n",3\r\nw,4\r\n')
    assert read_cells(path).frame["row"].to_list() == [2, 5, 6, 9]


def test_a_file_shorter_than_what_is_skipped_is_empty(write: Write) -> None:
    with pytest.raises(InputError, match="is empty"):
        read_cells(write("a,b\n1,2\n"), FileOptions(skip=5))


def test_lines_before_the_header_are_skipped_and_counted(write: Write) -> None:
    cells = read_cells(write("A title\n\na,b\n1,2\n"), FileOptions(skip=1))
    assert cells.columns == ("a", "b")
    assert cells.frame.rows() == [(4, "1", "2")]


def test_spaces_around_cells_go_and_blanks_are_null(write: Write) -> None:
    cells = read_cells(write(" a , b\n 1 ,   \n"))
    assert cells.columns == ("a", "b")
    assert cells.frame.rows() == [(2, "1", None)]


def test_empty_rows_are_passed_over_and_told(write: Write) -> None:
    cells = read_cells(write("a,b\n1,2\n,\n , \n3,4\n"))
    assert cells.frame["row"].to_list() == [2, 5]
    assert cells.notes == ("passed over 2 empty rows",)


def test_short_and_long_rows_are_named_by_line(write: Write) -> None:
    cells = read_cells(write("a,b,c\n1,2\n1,2,3\n1,2,3,4\n"))
    assert cells.frame["row"].to_list() == [3]
    assert [str(error) for error in faults.errors(cells.faults, "t")] == [
        "t, line 2: has fewer cells than the header: '2 of 3'",
        "t, line 4: has more cells than the header: '4 of 3'",
    ]


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x85", "\u2028", "\u202e", "\x7f", "\t"])
def test_control_characters_in_any_cell_are_named(write: Write, sign: str) -> None:
    cells = read_cells(write(f"a,unused\n1,x\n2,x{sign}y\n"))
    (error,) = faults.errors(cells.faults, "t")
    assert str(error).startswith("t, line 3, column unused: has a control character: ")
    assert sign not in str(error)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is empty"),
        ("\ufeff", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n", "line 1: has a header and no rows"),
        ("a,b,a\n1,2,3\n", "line 1, a: two columns of this name"),
        ("a,,c\n1,2,3\n", "line 1: column 2 has no name"),
        ("a,b\x07\n1,2\n", "line 1: the name of column 2 has a control character"),
        ('a,b\n1,2\n3,"4\n', "line 3: a quoted cell in this row is never closed: the file was cut"),
        ('a,b\n1,"2"3\n', "line 2: a quoted cell is followed by more text"),
        ('a,b\n1,"' + "x" * 140_000 + '"\n', "line 2: a cell of more than 131,072 characters"),
        (",".join(f"c{i}" for i in range(2001)) + "\n", "line 1: has more than 2,000 columns"),
    ],
)
def test_what_is_no_table(write: Write, content: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_cells(write(content))


def test_all_that_is_wrong_with_a_header_is_told_at_once(write: Write) -> None:
    with pytest.raises(Problems) as told:
        read_cells(write("a,a,\n1,2,3\n"))
    assert len(told.value.problems) == 2


def test_a_trailing_delimiter_on_every_line_is_no_column(write: Write) -> None:
    cells = read_cells(write("a,,b,\n1,,2,\n"))
    assert cells.columns == ("a", "b")
    assert cells.frame.rows() == [(2, "1", "2")]


def test_a_file_that_may_have_been_cut_is_told(write: Write) -> None:
    (note,) = read_cells(write("a,b\n1,2")).notes
    assert "the last line has no line end" in note


def test_a_cut_row_is_a_short_row(write: Write) -> None:
    assert read_cells(write("a,b,c\n1,2,3\n4,5")).faults["kind"].to_list() == ["short row"]


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_cells(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_cells(tmp_path)


def test_limits_are_refused_clearly(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a,b\n1,2\n3,4\n")
    monkeypatch.setattr(tables, "MAX_ROWS", 1)
    with pytest.raises(InputError, match="more than 1 rows or"):
        read_cells(path)
    monkeypatch.setattr(tables, "MAX_BYTES", 5)
    with pytest.raises(InputError, match="is larger than 5 bytes"):
        read_cells(path)


def test_broken_quotes_after_the_first_rows_are_told_too(write: Write) -> None:
    rows = "".join(f"{i},x\n" for i in range(100))
    with pytest.raises(InputError, match=r"line 102: a quoted cell"):
        read_cells(write("a,b\n" + rows + '100,"x\n'))
