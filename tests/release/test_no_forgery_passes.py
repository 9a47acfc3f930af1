"""Forgeries that once passed: forks under other sets of keys, other versions, senseless entries."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import orjson
import pytest
from votes import ORIGIN, STATIONS, Votes, beginning, entry, picture, reading, sheets

from actas import __version__
from actas.errors import InputError
from actas.log.policy import Policy, of_keys
from actas.log.signing import Signer, sign_note
from actas.log.store import Log
from actas.release import inert, otherversion, renditions
from actas.release.build import plan, settled, told
from actas.release.contents import whole
from actas.release.files import Archive, Folder
from actas.release.kept import in_release
from actas.release.manifest import listed, manifest
from actas.release.publish import publish
from actas.release.verification import verify
from actas.release.verified import Check, Verification

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

SEED = bytes(range(90, 122))


def wrong(verification: Verification) -> dict[str, str]:
    return {check.check: check.says for check in verification.checks if not check.ok}


def said(verification: Verification, name: str) -> str:
    return next(check.says for check in verification.checks if check.check == name)


def listed_again(release: Path) -> None:
    """What a forger does last: a manifest of the forged files."""
    files = [path for path in release.rglob("*") if path.is_file() and path.name != "manifest.json"]
    each = [listed(str(path.relative_to(release)), path.read_bytes()) for path in files]
    (release / "manifest.json").write_bytes(manifest(each))


def signed_by(folder: Path, small: Votes, signers: list[Signer], entries: list[bytes]) -> Path:
    folder.mkdir()
    Log.create(folder / "log", ORIGIN, signers).append(entries)
    policy = of_keys(signer.verifier for signer in signers)
    return publish(
        folder / "log", policy, small.files, folder / "release", workers=1, pictures=picture
    ).folder


@pytest.fixture(scope="module")
def forked(small: Votes, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The release of another log of the same name, under a key more or a key less."""
    folder = tmp_path_factory.mktemp("forked")
    votes = Votes(folder / "project").bring(beginning())
    votes.bring([reading(code, sun=9, moon=9, void=0) for code in STATIONS * 4]).release()
    signers = {
        "a key more": [*small.signers, Signer(ORIGIN, 0x01, SEED)],
        "a key less": small.signers[:1],
    }
    return cache(
        lambda change: signed_by(
            folder / change, small, list(signers[change]), list(votes.log.entries())
        )
    )


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("change", ["a key more", "a key less"])
def test_a_fork_under_another_set_of_keys_is_a_fork(
    published: Path,
    small: Votes,
    tmp_path: Path,
    forked: Callable[[str], Path],
    change: str,
    given: bool,
) -> None:
    heads, key = tmp_path / "heads", small.vkey if given else None
    assert verify(published, key=key, heads=heads).ok
    before = sorted(heads.rglob("*"))
    release = forked(change)
    assert verify(release, key=key).ok
    assert "FORK" in wrong(verify(release, key=key, heads=heads))["head"]
    assert sorted(heads.rglob("*")) == before


def test_a_key_that_joins_an_honest_log_is_said(
    published: Path, small: Votes, tmp_path: Path
) -> None:
    heads = tmp_path / "heads"
    assert verify(published, heads=heads).ok
    signers = [*small.signers, Signer(ORIGIN, 0x01, SEED)]
    release = signed_by(tmp_path / "f", small, signers, list(small.log.entries()))
    verified = verify(release, heads=heads)
    assert verified.ok
    assert "a key that did not sign it before" in said(verified, "head")


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose entry names another version."""
    votes = Votes(tmp_path_factory.mktemp("older") / "project").bring(beginning()).bring(sheets())
    votes.release(actas="9.9.9")
    return votes.publish(votes.folder.parent / "release")


def test_another_version_is_never_plainly_verified(older: Path) -> None:
    verified = verify(older)
    assert verified.ok, wrong(verified)
    pages = sum(1 for _ in older.rglob("*.html"))
    assert verified.pages_left == verified.as_json()["pages_not_rendered"] == pages
    assert verified.verdict == f"verified IN PART, pages not re-rendered: {pages:,}"
    assert f"by Actas 9.9.9 and this is {__version__}" in said(verified, "pages")


def json_changed(change: Callable[[list[dict[str, object]]], object]) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        value = orjson.loads(path.read_bytes())
        change(value)
        path.write_bytes(orjson.dumps(value))

    return run


def text_changed(old: str, new: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        data = path.read_bytes()
        assert old.encode() in data
        path.write_bytes(data.replace(old.encode(), new.encode(), 1))

    return run


def written(text: str) -> Callable[[Path], None]:
    return lambda path: (path.write_text(text), None)[1]


FORGED: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "claims gone": ("data/claims.json", written("[]"), "numbers"),
    "claims of the second language": (
        "data/claims.en.json",
        json_changed(lambda each: each[0].update(verdict="supported!")),
        "numbers",
    ),
    "count stripped": (
        "data/count.json",
        json_changed(lambda each: each[0].pop("votes")),
        "numbers",
    ),
    "a choice added": (
        "data/count.json",
        json_changed(lambda each: each[0]["votes"].update(ghost=5)),  # type: ignore[attr-defined]
        "numbers",
    ),
    "a choice removed": (
        "data/count.json",
        json_changed(lambda each: each[0]["votes"].pop("sun")),  # type: ignore[attr-defined]
        "numbers",
    ),
    "areas gone": ("data/count.json", json_changed(lambda each: each[0].pop("by")), "numbers"),
    "a twin": ("data/a/1.json", written('{"votes":{"sun":9}}'), "numbers"),
    "a cell": ("data/stations.csv", text_changed("100", "900"), "numbers"),
    "a table": ("data/readings.csv", written("forged"), "numbers"),
    "a Parquet table": ("data/stations.parquet", written("PAR1forgedPAR1"), "numbers"),
    "the description": ("data/datapackage.json", written("{}"), "numbers"),
    "a NIST report": ("data/nist/summary.json", text_changed('"Count":', '"Count":9'), "numbers"),
    "an OpenElections table": (
        "data/openelections/20300106__example-2030__general__county.csv",
        text_changed("Sun Party,", "Sun Party,9"),
        "numbers",
    ),
    "a feed with a program": (
        "feeds/es/releases.xml",
        text_changed("<entry>", '<script xmlns="http://www.w3.org/1999/xhtml">x()</script><entry>'),
        "pages",
    ),
    "a card with a program": (
        "cards/es/whole.svg",
        text_changed("<title>", "<script>x()</script><title>"),
        "pages",
    ),
    "a card that loads": (
        "cards/es/whole.html",
        text_changed("<p>", '<img src="https://x.example/a.png"><p>'),
        "pages",
    ),
    "an export more": ("data/nist/areas/99.json", written("{}"), "extra"),
    "head.json": ("head.json", text_changed("2030-01-09", "2030-01-08"), "files"),
    "a public file": ("files/states.geojson", written("{}"), "files"),
    "a script": ("index.html", text_changed("</body>", "<script>x()</script></body>"), "pages"),
    "a program file": ("site/evil.js", written("x()"), "extra"),
    "a foreign file": ("evil.svg", written("<svg/>"), "extra"),
    "a table more": ("data/winner.csv", written("winner\nsun\n"), "extra"),
    "an area more": ("es/a/99.html", written("<p>Sun won</p>"), "extra"),
    "style from elsewhere": (
        "site/style.css",
        written("@import 'https://x.example/a.css'"),
        "pages",
    ),
}


def test_an_export_that_cannot_be_compared_is_named(older: Path, tmp_path: Path) -> None:
    release = Path(shutil.copytree(older, tmp_path / "release"))
    assert "exports are not as" not in said(verify(release), "pages")
    text_changed("<Count>", "<Count>9")(release / "data/nist/summary.xml")
    listed_again(release)
    told = said(verify(release), "pages")
    assert "1 exports are not as this version makes them and were not compared" in told
    assert "the first: data/nist/summary.xml" in told


WHOLE_WAY = {"a cell", "a script", "a public file", "a program file"}
"""One forgery for each check, and the one file that others are made from."""


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_release_of_another_version_fails(
    older: Path, recomputed: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    release = Path(shutil.copytree(older, tmp_path / "release"))
    path, change, check = FORGED[name]
    change(release / path)
    listed_again(release)
    if name in WHOLE_WAY or "ACTAS_EVERY" in os.environ:
        found = wrong(verify(release))
    else:
        found = against(release, recomputed)
    assert check in found, found


@pytest.fixture(scope="module")
def recomputed(older: Path) -> dict[str, bytes]:
    """What this version makes of the log that no forgery here touches."""
    files = Folder(older)
    kept = in_release(files)
    read = told(kept.entries())
    release = plan(kept, read, settled(read.state), lambda name: files.read(f"files/{name}"))
    return {path: whole(data) for job in release.data for path, data in job()}


def against(release: Path, made: dict[str, bytes]) -> dict[str, str]:
    """What verify finds wrong with the files, without the steps that give the same for all."""
    files = Folder(release)
    state = told(in_release(files).entries()).state
    pictures = [one.should.path for one in renditions.held(files, renditions.named(state))[0]]
    checks = otherversion.checks(files, made, ("es", "en"), "9.9.9", pictures)
    return {check.check: check.says for check in checks if not check.ok}


def test_nothing_is_wrong_where_nothing_was_forged(
    older: Path, recomputed: dict[str, bytes]
) -> None:
    assert against(older, recomputed) == {}


def test_a_missing_area_page_of_another_version_is_told(older: Path, tmp_path: Path) -> None:
    release = Path(shutil.copytree(older, tmp_path / "release"))
    (release / "es/a/1.html").unlink()
    listed_again(release)
    assert "es/a/1.html" in wrong(verify(release))["missing"]


def test_a_foreign_verifier_is_said_not_to_be_compared(older: Path, tmp_path: Path) -> None:
    release = Path(shutil.copytree(older, tmp_path / "release"))
    (release / "verify.py").write_text("print('Everything checked here holds.')")
    listed_again(release)
    assert "verify.py is not this version's" in said(verify(release), "pages")


@pytest.mark.parametrize(
    "page",
    [
        "<ScRiPt>x</script>",
        "<p onclick=x>",
        '<p onclick="x">',
        '<img src="https://x.example/a.png">',
        '<a href="javascript:x()">',
        '<a href="java&#115;cript:x()">',
        '<a href="java&Tab;script:x()">',
        '<link rel="stylesheet" href="https://x.example/a.css">',
        '<link rel="stylesheet" href="//x.example/a.css">',
        '<link rel="stylesheet" href="../files/a.css">',
        '<link rel="stylesheet" href="../site/..%2ffiles/a.css">',
        '<link rel="stylesheet" href="y.html">',
        '<link rel="alternate stylesheet" href="../feeds/es/releases.xml">',
        '<link rel="prefetch" href="../log/checkpoint">',
        '<meta http-equiv="refresh" content="0;url=https://x.example">',
        '<rect fill="url(https://x.example/a.svg#b)">',
        "<!-- <script> -->",
        '<script src="../verify.js">',
        '<script src="verify.js" defer>',
        '<script src="../../verify.js" defer>',
        '<script src="../evil.js" defer>',
        "<style>p{}</style>",
        '<iframe srcdoc="x">',
        '<base href="x">',
        '<p style="background:red">',
        "<p><",
    ],
)
def test_a_page_that_could_run_or_load_something_is_refused(page: str) -> None:
    assert inert.fault("es/x.html", page.encode())


@pytest.mark.parametrize(
    ("path", "around"),
    [
        ("cards/es/x.html", b"%b"),
        ("cards/es/x.svg", b"<svg>%b</svg>"),
        (
            "feeds/es/x.xml",
            b'<?xml version="1.0" encoding="UTF-8"?>\n'
            b'<feed xmlns="http://www.w3.org/2005/Atom">%b</feed>',
        ),
    ],
)
def test_cards_and_feeds_do_not_even_run_the_programs_of_the_release(
    path: str, around: bytes
) -> None:
    program = b'<script src="../../verify.js" defer></script>'
    assert inert.fault("es/a/x.html", program) is None
    assert inert.fault(path, around % b"") is None
    assert inert.fault(path, around % program) == "it has <script>"


def test_the_pages_that_are_written_are_inert(published: Path) -> None:
    for path in [*published.rglob("*.html"), *published.rglob("*.css")]:
        told = path.relative_to(published).as_posix()
        assert inert.fault(told, path.read_bytes()) is None, path


def test_only_witnesses_given_from_outside_are_independent(small: Votes, tmp_path: Path) -> None:
    witness = Signer("witness.example", 0x04, SEED, lambda: 1_900_000_000)
    log = Path(shutil.copytree(small.folder / "log", tmp_path / "log"))
    note = (log / "checkpoint").read_bytes()
    text = note[: note.rindex(b"\n\n") + 1]
    (log / "checkpoint").write_bytes(note + cosignature(witness, text))
    own = Policy(small.policy.logs, {"w": witness.verifier})
    release = publish(
        log, own, small.files, tmp_path / "release", workers=1, pictures=picture
    ).folder
    verified = verify(release)
    assert verified.ok, wrong(verified)
    assert verified.cosignatures == 0
    assert "1 cosignatures by witnesses that the release itself names" in said(
        verified, "signatures"
    )
    (tmp_path / "policy").write_text(own.text)
    assert verify(release, key=str(tmp_path / "policy")).cosignatures == 1


def cosignature(witness: Signer, text: bytes) -> bytes:
    note = sign_note(text, [witness])
    return note[note.rindex(b"\n\n") + 2 :]


def test_a_release_with_a_definition_planted_is_no_project(copied: Path) -> None:
    (copied / "election.yaml").write_text("actas: 1\n")
    for name in ("head.json", "manifest.json"):
        (copied / name).unlink()
    verified = verify(copied)
    assert said(verified, "kind").startswith("a release")
    assert {"missing", "extra"} <= wrong(verified).keys()


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (["2030-02-31"], "no day of the calendar"),
        (["2030-01-09", "2030-01-08"], "before the release before it"),
    ],
)
def test_a_release_of_an_impossible_day_fails(tmp_path: Path, days: list[str], says: str) -> None:
    votes = Votes(tmp_path / "project").bring(beginning()).bring(sheets())
    for day in days:
        votes.release(day)
    found = wrong(verify(votes.folder / "log"))
    assert any(says in one for one in found.values()), found


def test_signed_entries_without_sense_are_a_failed_check(published: Path, tmp_path: Path) -> None:
    votes = Votes(tmp_path / "project").bring(beginning()).bring(sheets())
    votes.add([entry("release", as_of="2030-01-09", languages=["en", "en"], actas=__version__)])
    release = Path(shutil.copytree(published, tmp_path / "release"))
    shutil.rmtree(release / "log")
    shutil.copytree(votes.folder / "log", release / "log")
    assert wrong(verify(release))


def test_an_error_of_any_kind_is_one_line(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("no such\nthing")

    monkeypatch.setattr("actas.release.verification.settled", broken)
    says = wrong(verify(published))["release"]
    assert "signed but make no sense (KeyError" in says


def chained() -> bytes:
    one = tarfile.TarInfo("././@LongLink")
    one.type, one.size = tarfile.GNUTYPE_LONGNAME, 2
    return (one.tobuf() + b"a\0".ljust(512, b"\0")) * 5000 + tarfile.TarInfo("x").tobuf()


def extended(body: bytes) -> bytes:
    one = tarfile.TarInfo("pax")
    one.type, one.size = tarfile.XHDTYPE, len(body)
    return one.tobuf() + body.ljust(512, b"\0") + tarfile.TarInfo("x").tobuf()


@pytest.mark.parametrize(
    "data",
    [
        chained(),
        extended(b"9" * 30 + b" path=x\n"),
        extended(b"12 size=-99\n"),
    ],
    ids=["chain", "absurd length", "negative"],
)
def test_a_tarball_that_breaks_the_reader_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.tar"
    path.write_bytes(data + bytes(1024))
    with pytest.raises(InputError):
        Archive(path)


def test_names_of_files_write_nothing_but_themselves(copied: Path) -> None:
    (copied / "a\nok verified\x1b[2K\u202e").write_text("x")
    says = wrong(verify(copied))["extra"]
    assert says.isprintable()
    assert r"a\nok verified\x1b[2K\u202e" in says
    assert Check("files", True, "\udcff").says == r"\udcff"
