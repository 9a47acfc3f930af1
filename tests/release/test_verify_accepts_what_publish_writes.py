"""Verify accepts what publish writes, from a folder or a tarball, and names all that is not so."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from votes import ORIGIN, STATIONS, Votes, beginning, entry, first, reading, sheets

from actas import __version__
from actas.errors import InputError
from actas.log import keys
from actas.log.store import Log
from actas.release.verification import verify
from actas.release.verified import Check, Verification

Publishing = Callable[[Votes, Path], Path]


pytestmark = pytest.mark.untraced  # many runs of code that other tests cover


def wrong(verification: Verification) -> dict[str, str]:
    """What the checks that failed say, by name."""
    return {check.check: check.says for check in verification.checks if not check.ok}


def said(verification: Verification, name: str) -> str:
    return next(check.says for check in verification.checks if check.check == name)


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over processes, as the work of large logs is."""
    monkeypatch.setattr("actas.release.workers.FEW", 0)


@pytest.mark.usefixtures("spread")
@pytest.mark.parametrize("workers", [1, 2])
def test_what_publish_wrote_is_accepted(published: Path, small: Votes, workers: int) -> None:
    verified = verify(published, workers=workers)
    assert verified.ok, wrong(verified)
    assert [check.check for check in verified.checks] == [
        "kind",
        "log",
        "signatures",
        "key",
        "entries",
        "records",
        "release",
        "files",
        "missing",
        "extra",
        "renditions",
    ]
    assert verified.as_json() == {
        "ok": True,
        "size": small.log.size,
        "root": small.log.root.hex(),
        "cosignatures": 0,
        "checks": [{"check": one.check, "ok": one.ok, "says": one.says} for one in verified.checks],
    }
    assert "which you must compare elsewhere" in said(verified, "key")
    assert "0 independent cosignatures" in said(verified, "signatures")


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tarball_is_accepted(published: Path, tmp_path: Path, mode: str) -> None:
    with tarfile.open(tmp_path / "release.tar", mode) as archive:
        archive.add(published, arcname="some-name")
    assert verify(tmp_path / "release.tar").ok


def test_a_project_and_a_bare_log_are_accepted(small: Votes, tmp_path: Path) -> None:
    project = Path(shutil.copytree(small.folder, tmp_path / "project"))
    (project / "election.yaml").write_text("actas: 1\n")
    verified = verify(project)
    assert [check.check for check in verified.checks if check.ok] == [
        "kind",
        "log",
        "signatures",
        "key",
        "entries",
        "records",
    ]
    beside = verify(small.folder / "log")
    assert beside.ok
    assert "in keys/ beside the log" in said(beside, "key")
    alone = Path(shutil.copytree(small.folder / "log", tmp_path / "alone/log"))
    assert verify(alone, key=small.vkey).ok
    with pytest.raises(InputError, match="carries no key"):
        verify(alone)


def test_the_verifier_in_the_release_needs_only_python_and_agrees(copied: Path) -> None:
    run = [sys.executable, "-I", "-S", str(copied / "verify.py")]
    assert subprocess.run(run, cwd="/", capture_output=True, check=False).returncode == 0
    page = copied / "es/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert subprocess.run(run, cwd="/", capture_output=True, check=False).returncode == 1


def test_the_key_that_is_given_is_the_one_that_counts(
    published: Path, small: Votes, tmp_path: Path
) -> None:
    verified = verify(published, key=small.vkey)
    assert verified.ok
    assert said(verified, "key") == "signed under the key you gave"
    (tmp_path / "log.vkey").write_text(small.vkey + "\n")
    for written in (tmp_path / "log.vkey", small.folder / "keys/policy.txt"):
        alone = verify(small.folder / "log", key=str(written))
        assert alone.ok
        assert said(alone, "key") == "signed under the key you gave"
    other = keys.make(tmp_path / "other", ORIGIN)[0].verifier.vkey
    assert wrong(verify(published, key=other)) == {
        "key": "the release trusts other keys than the one you gave"
    }
    with pytest.raises(InputError, match="should be a key"):
        verify(published, key="no key")


def test_a_release_under_other_keys_is_told_by_the_key(
    published: Path, small: Votes, tmp_path: Path, publishing: Publishing
) -> None:
    forged = Votes.__new__(Votes)
    forged.folder, forged.files = tmp_path / "forged", small.files
    forged.folder.mkdir()
    signers = keys.make(forged.folder / "keys", ORIGIN)
    forged.log = Log.create(forged.folder / "log", ORIGIN, signers)
    forged.bring(beginning()).bring(sheets()[:3]).release()
    release = publishing(forged, tmp_path / "release")
    assert verify(release).ok
    assert "key" in wrong(verify(release, key=small.vkey))


def test_a_fork_of_what_was_seen_before_is_refused(published: Path, tmp_path: Path) -> None:
    heads = tmp_path / "heads"
    assert said(verify(published, heads=heads), "head").startswith("the first head seen")
    grown = first(tmp_path / "grown").bring([reading(STATIONS[20], sun=1, moon=2, void=0)])
    assert verify(grown.release().folder / "log", heads=heads).ok
    forked = Votes(tmp_path / "forked").bring(beginning())
    forked.bring([reading(code, sun=9, moon=9, void=0) for code in STATIONS * 4]).release()
    assert forked.log.size > grown.log.size
    assert verify(forked.folder / "log").ok
    assert "FORK" in wrong(verify(forked.folder / "log", heads=heads))["head"]


def test_the_same_name_under_other_keys_is_another_log_and_said(
    published: Path, tmp_path: Path, publishing: Publishing
) -> None:
    heads = tmp_path / "heads"
    assert verify(published, heads=heads).ok
    votes = Votes(tmp_path / "project", random=lambda n: bytes(reversed(range(n))))
    release = publishing(votes.bring(beginning()).release(), tmp_path / "release")
    verified = verify(release, heads=heads)
    assert verified.ok
    assert "was seen under other keys too: compare the key" in said(verified, "head")


@pytest.mark.usefixtures("spread")
def test_nothing_is_remembered_of_what_does_not_hold(copied: Path, tmp_path: Path) -> None:
    (copied / "es/index.html").write_bytes(b"")
    assert not verify(copied, heads=tmp_path / "heads").ok
    assert not (tmp_path / "heads").exists()


def test_a_record_without_ground_is_named_with_its_station(
    tmp_path: Path, publishing: Publishing
) -> None:
    votes = first(tmp_path / "project")
    votes.add(
        [
            entry(
                "record",
                station=STATIONS[4],
                contest="governor",
                source="watch",
                state="accepted",
                reading=70,
                reasons=[],
            )
        ]
    ).release()
    release = publishing(votes, tmp_path / "release")
    says = wrong(verify(release))["records"]
    assert "1 records do not follow" in says
    assert STATIONS[4] in says
    assert "the log says accepted" in says
    assert "quarantined" in says


def test_a_log_that_goes_on_after_its_release_entry_is_told(
    published: Path, small: Votes, tmp_path: Path
) -> None:
    votes = Votes(tmp_path / "project").bring(beginning()).bring(sheets())
    release = Path(shutil.copytree(published, tmp_path / "release"))
    shutil.rmtree(release / "log")
    shutil.copytree(votes.folder / "log", release / "log")
    for name in ("policy.txt", "log-ed25519.vkey", "log-mldsa44.vkey"):
        shutil.copy(votes.folder / "keys" / name, release / "keys" / name)
    assert "last entry is no release entry" in wrong(verify(release))["release"]


@pytest.mark.usefixtures("spread")
def test_an_entry_that_no_schema_knows_is_named(tmp_path: Path) -> None:
    votes = Votes(tmp_path / "project").bring(beginning())
    votes.log.append([b'{"kind":"rumour","v":3}'])
    verified = verify(votes.folder / "log", key=votes.vkey)
    assert f"entry {votes.log.size - 1}" in wrong(verified)["entries"]
    votes.log.append([b'{"v":3, "kind":"incident"}'])
    assert not verify(votes.folder / "log", key=votes.vkey).ok


def test_a_release_of_another_version_is_recomputed_but_for_its_pages(
    tmp_path: Path, publishing: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = Votes(tmp_path / "project").bring(beginning()).bring(sheets()).release(actas="0.0.1")
    release = publishing(votes, tmp_path / "release")
    verified = verify(release)
    assert verified.ok, wrong(verified)
    pages = sum(1 for _ in release.rglob("*.html"))
    assert (
        f"not re-rendered: {pages:,} (all of cards/, en/, es/, feeds/, index.html, site/)"
        in said(verified, "pages")
    )
    assert f"by Actas 0.0.1 and this is {__version__}" in said(verified, "pages")
    assert "recomputed" in said(verified, "numbers")
    page = release / "es/index.html"
    page.write_bytes(page.read_bytes() + b" ")
    count = orjson.loads((release / "data/count.json").read_bytes())
    count[0]["votes"]["sun"] += 1
    (release / "data/count.json").write_bytes(orjson.dumps(count))
    found = wrong(verify(release))
    assert set(found) == {"numbers", "files"}
    assert "0.votes.sun" in found["numbers"]


def test_what_is_no_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no release, project, log or proof"):
        verify(tmp_path)
    (tmp_path / "file").write_text("hello")
    with pytest.raises(InputError, match="not a whole tarball"):
        verify(tmp_path / "file")


def test_a_check_is_what_the_contract_says() -> None:
    failed = Verification(1, "00", 0, (Check("log", True, "a"), Check("files", False, "b")))
    assert not failed.ok
    assert list(failed.as_json()) == ["ok", "size", "root", "cosignatures", "checks"]
