"""JavaScript, the one Python file and `actas verify` say the same of good and altered releases.

They agree on the log, its records and its totals under Ed25519; what only one can see (pages made
again, rules applied again, ML-DSA-44) is told where it differs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from votes import ORIGIN, Votes, picture

from actas.errors import ActasError
from actas.log import canonical
from actas.log.note import parse_note
from actas.log.policy import of_keys
from actas.log.signing import Signer
from actas.log.store import Log
from actas.release.manifest import listed, manifest
from actas.release.publish import publish
from actas.release.verification import verify

NODE = shutil.which("node")
pytestmark = [
    pytest.mark.untraced,
    pytest.mark.skipif(NODE is None, reason="Node is not installed"),
]

Change = Callable[[Path, Votes], None]


def javascript(release: Path, *given: str) -> bool:
    done = subprocess.run(
        [NODE or "node", str(release / "verify.js"), str(release), "--json", *given],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is (done.returncode == 0)
    return bool(told["ok"])


def one_file(release: Path, *given: str) -> bool:
    ours = release / "verify.py"
    done = subprocess.run(
        [sys.executable, "-I", str(ours), str(release), "--json", *given],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    return done.returncode == 0


def whole(release: Path, *given: str) -> bool:
    try:
        return verify(release, key=given[1] if given else None, workers=1).ok
    except ActasError:
        return False


def listed_again(release: Path) -> None:
    """What whoever alters a release does last: a manifest that fits."""
    files = [path for path in release.rglob("*") if path.is_file() and path.name != "manifest.json"]
    each = [listed(str(path.relative_to(release)), path.read_bytes()) for path in files]
    (release / "manifest.json").write_bytes(manifest(each))


def flipped(path: str, at: float = 0.5) -> Change:
    def change(release: Path, _: Votes) -> None:
        data = bytearray((release / path).read_bytes())
        data[int(len(data) * at)] ^= 1
        (release / path).write_bytes(data)

    return change


def gone(path: str) -> Change:
    return lambda release, _: (release / path).unlink()


def signatures(*keep: int, more: bytes = b"") -> Change:
    def change(release: Path, _: Votes) -> None:
        path = release / "log/checkpoint"
        note = parse_note(path.read_bytes())
        lines = "".join(note.signatures[at].line for at in keep).encode()
        path.write_bytes(note.text + b"\n" + lines + more)

    return change


def other_root(release: Path, _: Votes) -> None:
    path = release / "log/checkpoint"
    lines = path.read_bytes().split(b"\n")
    lines[2] = b"A" * 43 + b"="
    path.write_bytes(b"\n".join(lines))


def rolled_back(release: Path, votes: Votes) -> None:
    """The head of an earlier day of the same log, signed as it should be."""
    earlier = Log.create(release.parent / "earlier", ORIGIN, votes.signers)
    entries = list(votes.log.entries())
    earlier.append(entries[:40])
    (release / "log/checkpoint").write_bytes((release.parent / "earlier/checkpoint").read_bytes())


def number_in_count(release: Path, _: Votes) -> None:
    path = release / "data/count.json"
    value = orjson.loads(path.read_bytes())
    value[0]["votes"]["moon"] += 1
    path.write_bytes(orjson.dumps(value))


def number_of_an_area(release: Path, _: Votes) -> None:
    path = release / "data/count.json"
    value = orjson.loads(path.read_bytes())
    value[0]["by"][0]["votes"]["moon"] += 1
    path.write_bytes(orjson.dumps(value))


def head_of_another_day(release: Path, _: Votes) -> None:
    path = release / "head.json"
    path.write_bytes(path.read_bytes().replace(b'"size": ', b'"size": 1'))


UNKNOWN = Signer("somebody.example", 0x01, bytes(range(32))).sign(b"x\n").line.encode()

LOG: dict[str, Change] = {
    "a byte of an entry": flipped("log/tile/entries/000.p/70"),
    "a byte of a tile": flipped("log/tile/0/000.p/70"),
    "a byte of the signed text": flipped("log/checkpoint", 0.001),
    "a byte of the first signature": flipped("log/checkpoint", 0.04),
    "a byte of the policy": flipped("keys/policy.txt", 0.03),
    "a tile gone": gone("log/tile/0/000.p/70"),
    "a bundle gone": gone("log/tile/entries/000.p/70"),
    "the checkpoint gone": gone("log/checkpoint"),
    "another root": other_root,
    "the Ed25519 signature gone": signatures(1),
    "the ML-DSA-44 signature gone": signatures(0),
    "a signature twice": signatures(0, 0, 1),
    "a signature nobody knows": signatures(0, 1, more=UNKNOWN),
    "rolled back": rolled_back,
    "a number of the result": number_in_count,
    "a head that is not the log's": head_of_another_day,
}

ONLY_WITHOUT_A_MANIFEST_THAT_FITS: dict[str, Change] = {
    "a page of totals": flipped("en/index.html"),
    "a page of a place": flipped("es/a/1/2.html"),
    "a table": flipped("data/stations.csv"),
    "a file more": lambda release, _: (release / "more.txt").write_text("x") and None,
    "a file gone": gone("es/about.html"),
    "the manifest gone": gone("manifest.json"),
}

LIKE_OTHERS = set() if "ACTAS_EVERY" in os.environ else {"a page of a place", "a table"}
"""Altered as the page of totals is, which every run looks at."""

VERIFIERS = {"JavaScript": javascript, "verify.py": one_file, "actas verify": whole}


def verdicts(release: Path, *given: str) -> dict[str, bool]:
    return {name: run(release, *given) for name, run in VERIFIERS.items()}


ALL_GOOD = dict.fromkeys(VERIFIERS, True)
NONE_GOOD = dict.fromkeys(VERIFIERS, False)


def test_a_good_release_is_good_for_all(published: Path, small: Votes) -> None:
    assert verdicts(published) == ALL_GOOD
    assert verdicts(published, "--key", small.vkey) == ALL_GOOD


@pytest.mark.parametrize("name", LOG)
def test_an_altered_log_or_result_is_bad_for_all(copied: Path, small: Votes, name: str) -> None:
    LOG[name](copied, small)
    listed_again(copied)
    assert verdicts(copied) == NONE_GOOD


@pytest.mark.parametrize("name", sorted(ONLY_WITHOUT_A_MANIFEST_THAT_FITS.keys() - LIKE_OTHERS))
def test_an_altered_file_is_bad_for_all(copied: Path, small: Votes, name: str) -> None:
    ONLY_WITHOUT_A_MANIFEST_THAT_FITS[name](copied, small)
    assert verdicts(copied) == NONE_GOOD


def rewritten(
    small: Votes, folder: Path, change: Callable[[dict[str, object]], bool], signers: list[Signer]
) -> Path:
    """The release of the same log with one entry changed, signed anew."""
    entries, changed = [], False
    for data in small.log.entries():
        entry = orjson.loads(data)
        changed = changed or change(entry)
        entries.append(canonical.encode(entry))
    assert changed
    folder.mkdir()
    Log.create(folder / "log", ORIGIN, signers).append(entries)
    policy = of_keys(signer.verifier for signer in signers)
    return publish(
        folder / "log", policy, small.files, folder / "release", workers=1, pictures=picture
    ).folder


def a_number_of_a_reading(entry: dict[str, object]) -> bool:
    values = entry.get("values")
    if entry["kind"] == "reading" and isinstance(values, dict) and values.get("sun") == 107:
        values.update(sun=108, valid=values["valid"] + 1)
        return True
    return False


def test_numbers_changed_under_another_key_are_bad_for_all_who_know_the_key(
    small: Votes, tmp_path: Path
) -> None:
    signers = [Signer(ORIGIN, kind, bytes(range(7, 39))) for kind in (0x01, 0x06)]
    release = rewritten(small, tmp_path / "forged", a_number_of_a_reading, signers)
    # Without a key from elsewhere nobody can know: all say that it must be compared.
    assert verdicts(release) == ALL_GOOD
    assert verdicts(release, "--key", small.vkey) == NONE_GOOD


def test_a_record_without_its_reading_is_bad_for_all(small: Votes, tmp_path: Path) -> None:
    def other_reading(entry: dict[str, object]) -> bool:
        if entry["kind"] == "record" and entry["station"] == "1/1/2":
            entry["reading"] = 3
            return True
        return False

    release = rewritten(small, tmp_path / "forged", other_reading, list(small.signers))
    assert verdicts(release) == NONE_GOOD


def test_only_actas_sees_pages_under_a_manifest_that_fits_and_numbers_of_areas(
    copied: Path, small: Votes
) -> None:
    flipped("es/a/1/2.html")(copied, small)
    listed_again(copied)
    assert verdicts(copied) == ALL_GOOD | {"actas verify": False}
    number_of_an_area(copied, small)
    listed_again(copied)
    assert verdicts(copied) == NONE_GOOD


def test_the_program_is_small_and_runs_nothing_that_it_is_given(published: Path) -> None:
    source = (published / "verify.js").read_text()
    assert len(source.encode()) <= 25_000
    for word in ("eval(", "new Function", "innerHTML", "import(", "http://", "https://", "Worker"):
        assert word not in source + (published / "site/check.js").read_text(), word
    assert sha256(source.encode()).hexdigest() in (published / "manifest.json").read_text()
