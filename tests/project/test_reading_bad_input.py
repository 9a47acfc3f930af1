"""Whatever a file is, it is refused with its reason and the run goes on; nothing is half-stored."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tests.project.killed_read import Alone
from tests.sheets import Strip, Workers, entries, project, read

GOOD = Strip(1)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def bad_files() -> dict[str, bytes]:
    grey = Image.fromarray(np.full((60, 80), 200, np.uint8))
    huge = Image.new("1", (16_000, 13_000))
    good = GOOD.jpeg()
    return {
        "F701 empty.jpg": b"",
        "F702 text.jpg": b"hello",
        "F704 200-megapixel.png": encoded(huge, "PNG"),
        "F705 half.jpg": good[: len(good) // 2],
        "F705 corrupt.png": encoded(grey, "PNG")[:-30] + bytes(30),
        "F706 animated.png": encoded(grey, "PNG", save_all=True, append_images=[grey.rotate(90)]),
        "F707 cmyk.jpg": encoded(Image.new("CMYK", (80, 60)), "JPEG"),
        "F707 16-bit.png": encoded(Image.fromarray(np.zeros((60, 80), np.uint16)), "PNG"),
        "F709 jpeg-and-zip.jpg": good + b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18),
    }


def test_each_is_refused_by_its_code_and_the_good_one_is_read(
    tmp_path: Path, workers: Workers
) -> None:
    village = project(tmp_path)
    scans = tmp_path / "scans"
    scans.mkdir()
    for name, data in bad_files().items():
        (scans / name).write_bytes(data)
    (scans / "good.jpg").write_bytes(GOOD.jpeg())
    (scans / "loop").symlink_to(scans, target_is_directory=True)
    (scans / "gone.jpg").symlink_to(scans / "was-here.jpg")
    report, told = read(village, workers, scans)
    assert told.pop("good.jpg").outcome["result"] == "read"
    assert told.pop("gone.jpg").outcome["refused"][0] == "F712"
    codes = {
        name: one.outcome.get("refused", [one.outcome["result"]])[0] for name, one in told.items()
    }
    assert codes == {name: name.split()[0] for name in bad_files()}
    assert len(entries(village, "document")) == 1
    assert len(list((village.root / "evidence").rglob("*.jpg"))) == 1
    assert len(list((village.root / "evidence").rglob("*.age"))) == 1
    assert report.counts["refused"] == len(bad_files()) + 1


def test_a_full_disk_is_told_and_nothing_is_half_stored(tmp_path: Path) -> None:
    """Files may not grow beyond a few bytes, as on a disk without room."""
    village = project(tmp_path)
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "good.jpg").write_bytes(GOOD.jpeg())
    actas = Path(sys.executable).parent / "actas"
    limited = f"ulimit -f 60; {actas} read {scans} --source witnesses --workers 1"
    told = subprocess.run(
        ["bash", "-c", limited], cwd=village.root, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert "cannot be reached or written" in told.stderr
    assert "Traceback" not in told.stderr
    assert entries(village, "document") == []
    assert not list((village.root / "evidence").rglob("*.jpg"))
    read(village, Alone(), scans)
    assert len(entries(village, "document")) == 1
