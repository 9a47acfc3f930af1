"""Verify rejects any one flipped byte, and every file that is missing, cut, longer or extra.

The sweeps change a release in memory and run the two steps that `verify` runs: the checks of the
log, then the comparison with what the unchanged log makes. A few changes go the whole way.
"""

from __future__ import annotations

import os
import random
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from votes import picture

from actas.release import logcheck
from actas.release.build import plan, settled, told
from actas.release.comparison import Compare, recomputed
from actas.release.contents import whole
from actas.release.files import Folder
from actas.release.kept import in_release
from actas.release.verification import verify
from actas.release.verified import Check, Verification

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

SMALL = 500 if "ACTAS_EVERY" in os.environ else 200
"""Files up to so many bytes are flipped at every byte in the sweep; larger ones at some."""

SAMPLES = 4 if "ACTAS_EVERY" in os.environ else 1


def wrong(verification: Verification) -> dict[str, str]:
    return {check.check: check.says for check in verification.checks if not check.ok}


class Changed:
    """The files of a release, any of which can be changed in memory."""

    name = "changed"

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def paths(self) -> list[str]:
        return sorted(self.files)

    def strange(self) -> list[str]:
        return []

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)


@cache
def held(folder: Path) -> dict[str, bytes]:
    files = Folder(folder)
    return {path: files.read(path) or b"" for path in files.paths()}


@cache
def made(folder: Path) -> list[tuple[str, bytes]]:
    """Every file but the manifest, made again from the log of the release."""
    files = Changed(held(folder))
    kept = in_release(files)
    read = told(kept.entries())
    release = plan(
        kept, read, settled(read.state), lambda name: files.read(f"files/{name}"), picture
    )
    jobs = [*release.near, *release.far]
    return [(path, whole(content)) for job in jobs for path, content in job()]


def checks(folder: Path, files: dict[str, bytes]) -> list[Check]:
    """What verify says of changed files, without the steps that give the same for all of them."""
    there = Changed(files)
    compare = Compare(there)
    found: list[Check] = []
    if any(
        files.get(path) != data
        for path, data in held(folder).items()
        if path.startswith(("log/", "keys/"))
    ):
        try:
            found = logcheck.checks(in_release(there), None)[0]
        except Exception as error:
            assert "Error" in type(error).__name__
            return [Check("log", False, str(error))]
    return found + recomputed(there, [compare(path, data) for path, data in made(folder)], "made")


def test_the_release_as_it_is_has_nothing_wrong(published: Path) -> None:
    assert all(check.ok for check in checks(published, held(published)))


def test_any_one_flipped_byte_is_found_in_every_file(published: Path) -> None:
    chance = random.Random(11)
    whole = held(published)
    flips = 0
    for path, data in whole.items():
        places = {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(SAMPLES))}
        for at in range(len(data)) if len(data) <= SMALL else sorted(places):
            flipped = bytearray(data)
            flipped[at] ^= 1 << chance.randrange(8)
            found = checks(published, whole | {path: bytes(flipped)})
            assert not all(check.ok for check in found), (path, at)
            if not path.startswith(("log/", "keys/")):
                says = {check.check: check.says for check in found if not check.ok}
                assert list(says) == ["files"], (path, says)
                assert f"the first: {path} differs from byte {at:,} (line" in says["files"]
            flips += 1
    assert flips > (1000 if "ACTAS_EVERY" in os.environ else 300)


def test_every_byte_of_the_checkpoint_and_the_keys_matters(published: Path) -> None:
    whole = held(published)
    for path in ("log/checkpoint", "keys/policy.txt", "keys/log-ed25519.vkey"):
        for at in range(0, len(whole[path]), 7):
            flipped = bytearray(whole[path])
            flipped[at] ^= 4
            found = checks(published, whole | {path: bytes(flipped)})
            assert not all(check.ok for check in found), (path, at)


def test_every_missing_file_is_told_and_told_apart_from_altered_ones(published: Path) -> None:
    whole = held(published)
    for path in whole:
        found = checks(published, {name: data for name, data in whole.items() if name != path})
        says = {check.check: check.says for check in found if not check.ok}
        if path.startswith(("log/", "keys/")):
            assert says, path
        else:
            assert says == {"missing": f"1 files are missing; the first: {path}"}


@pytest.mark.parametrize("change", ["cut", "emptied", "longer"])
def test_every_file_that_is_cut_or_longer_is_found(published: Path, change: str) -> None:
    whole = held(published)
    for path, data in whole.items():
        new = {"cut": data[:-1], "emptied": b"", "longer": data + b"\n"}[change]
        found = checks(published, whole | {path: new})
        says = {check.check: check.says for check in found if not check.ok}
        assert says, path
        if not path.startswith(("log/", "keys/")):
            expected = "goes on after its end" if change == "longer" else "is cut off at byte"
            assert f"{path} {expected}" in says["files"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_change_of_any_files_is_found(published: Path, data: st.DataObject) -> None:
    whole = held(published)
    paths = st.sampled_from(sorted(whole))
    changed = dict(whole)
    for path in data.draw(st.lists(paths, min_size=1, max_size=4, unique=True)):
        at = data.draw(st.integers(0, len(whole[path])))
        end = data.draw(st.integers(at, len(whole[path])))
        new = data.draw(st.binary(max_size=6))
        changed[path] = whole[path][:at] + new + whole[path][end:]
    if changed != whole:
        assert not all(check.ok for check in checks(published, changed))


def test_the_whole_way_from_folder_to_sentence(copied: Path) -> None:
    page = copied / "es/a/1/1.html"
    page.write_bytes(page.read_bytes().replace(b"<title>", b"<title>Other ", 1))
    (copied / "data/claims.json").unlink()
    (copied / "es/extra.html").write_text("<p>Hello</p>")
    (copied / "es/link.html").symlink_to(page)
    found = wrong(verify(copied))
    assert set(found) == {"files", "missing", "extra"}
    assert found["files"].startswith("1 of ")
    assert "files are altered; the first: es/a/1/1.html differs" in found["files"]
    assert "itle>Other " in found["files"]
    assert found["missing"] == "1 files are missing; the first: data/claims.json"
    assert found["extra"].startswith("2 files are there and belong to no release; the first: es/")


def test_a_directory_with_pages_missing_keeps_its_numbers(copied: Path) -> None:
    shutil.rmtree(copied / "en")
    verified = verify(copied)
    assert list(wrong(verified)) == ["missing"]
    assert [check.check for check in verified.checks if check.ok][:7] == [
        "kind",
        "log",
        "signatures",
        "key",
        "entries",
        "records",
        "release",
    ]


@pytest.mark.parametrize("path", ["log/checkpoint", "log/tile/entries/000.p/70"])
def test_a_log_that_does_not_hold_is_said_first(copied: Path, path: str) -> None:
    data = bytearray((copied / path).read_bytes())
    middle = len(data) // 2
    # A letter for a letter: what is no base64 is no signed head, of which nothing more is said.
    data[middle] = ord("A") if data[middle] != ord("A") else ord("B")
    (copied / path).write_bytes(data)
    found = wrong(verify(copied))
    assert set(found) & {"log", "signatures"}
    assert found["files"] == "not recomputed, as the log itself does not hold"


@pytest.mark.parametrize("path", ["log/checkpoint", "keys/policy.txt"])
def test_a_release_without_its_checkpoint_or_policy_is_told(copied: Path, path: str) -> None:
    (copied / path).unlink()
    assert set(wrong(verify(copied))) == {"log"}
