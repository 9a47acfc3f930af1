"""Areas whose codes differ in capitals alone have one page on Windows and macOS: refused."""

from __future__ import annotations

from pathlib import Path

from tests.village import Village, row

SAID = "areas 'a1' and 'A1' differ in nothing but capitals"


def test_a_table_with_both_is_not_taken(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    both = str(village.table(row("a1/1", 60, 40), row("A1/2", 50, 30)))
    told = village.run("import", both, "--source", "herons", status=2)
    assert "sheets.csv" in told
    assert "'a1'" in told
    assert "'A1'" in told


def test_another_spelling_is_not_taken_later_from_records_or_a_register(tmp_path: Path) -> None:
    village = Village.made(tmp_path)
    # Stations of one area share its page, whatever their codes.
    assert village.take(row("a1/b", 60, 40), row("a1/B", 50, 30))["new"] == 2
    before = village.bytes()
    later = str(village.table(row("A1/3", 50, 30), name="later.csv"))
    assert SAID in village.run("import", later, "--source", "otters", status=2)
    stations = village.table("A1,4,200\n", name="register.csv", header="ward,station,electors\n")
    assert SAID in village.run("import", str(stations), "--register", status=2)
    assert {path: before[path] for path in before if path.startswith("log/")}.items() <= (
        village.bytes().items()
    )
