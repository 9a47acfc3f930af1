"""Files are found one by one, in order, whatever loops, vanishes or is no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from actas.errors import InputError
from actas.evidence.shapes import Refused
from actas.project.gathering import Item, gather
from tests.project import s3


def paths(inputs: list[str]) -> list[str]:
    return [
        one.path if isinstance(one, Item) else f"{one[1].code} {one[0]}" for one in gather(inputs)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    (made / "b" / "deep").mkdir(parents=True)
    for name in ("c.jpg", "a.jpg", "b/2.png", "b/deep/1.pdf"):
        (made / name).write_bytes(name.encode())
    return made


def test_a_folder_is_read_in_order_of_names(folder: Path) -> None:
    given = [path.removeprefix(f"{folder}/") for path in paths([str(folder)])]
    assert given == ["a.jpg", "b/2.png", "b/deep/1.pdf", "c.jpg"]


def test_links_that_loop_are_entered_once(folder: Path) -> None:
    (folder / "b" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "me").symlink_to(folder / "me")
    given = paths([str(folder)])
    assert len([one for one in given if one.endswith("a.jpg")]) == 1
    assert [one for one in given if one.startswith("F712")] == [f"F712 {folder}/me"]


def test_a_pipe_is_passed_over_and_named_one_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert len(paths([str(folder)])) == 4
    assert paths([str(folder / "pipe")]) == [f"F712 {folder}/pipe"]


def test_a_file_that_vanishes_is_refused_when_it_is_read(folder: Path) -> None:
    (item,) = gather([str(folder / "a.jpg")])
    assert isinstance(item, Item)
    (folder / "a.jpg").unlink()
    with pytest.raises(Refused, match="vanished") as refused:
        item.read(100)
    assert refused.value.code == "F712"


def test_a_file_that_grew_is_refused(folder: Path) -> None:
    (item,) = gather([str(folder / "a.jpg")])
    assert isinstance(item, Item)
    (folder / "a.jpg").write_bytes(b"x" * 1000)
    with pytest.raises(Refused) as refused:
        item.read(100)
    assert refused.value.code == "F703"


def test_what_is_not_there_is_told_before_anything(folder: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        next(iter(gather([str(folder), str(folder / "moon")])))


def test_a_bucket_is_listed_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3.server(monkeypatch, "scans"):
        import obstore
        from obstore.store import from_url

        store = from_url("s3://scans")
        for name in ("north/a.jpg", "north/b.jpg", "south/c.jpg"):
            obstore.put(store, name, name.encode())
        found = [one for one in gather(["s3://scans/north"]) if isinstance(one, Item)]
        assert [one.path for one in found] == ["s3://scans/north/a.jpg", "s3://scans/north/b.jpg"]
        assert found[0].read(100) == b"north/a.jpg"
        obstore.delete(store, "north/b.jpg")
        with pytest.raises(Refused) as refused:
            found[1].read(100)
        assert refused.value.code == "F712"
        with pytest.raises(InputError, match="cannot be listed"):
            list(gather(["s3://moon/x"]))
