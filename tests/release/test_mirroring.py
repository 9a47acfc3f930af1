"""A mirror holds the release and nothing else; only what changed is sent, and in which order.

Against a real S3 server on this machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path

import pytest
from votes import Votes, beginning, first, more_sheets, sheets

from actas.errors import InputError, ProjectError
from actas.release.buckets import S3
from actas.release.files import Folder
from actas.release.manifest import MANIFEST, parse_head, parse_manifest
from actas.release.mirror import mirror
from actas.release.verification import verify
from tests.objects import serving

pytestmark = pytest.mark.untraced  # many runs of code that other tests cover

CUTS = (0, 1, 2, 9, 30, 55, 80, 100, 120, 140) if "ACTAS_EVERY" in os.environ else (0, 55)
"""After how many requests a run is cut off."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> S3:
    import urllib.request

    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "never-told")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    name = f"b{abs(hash(request.node.nodeid))}"
    urllib.request.urlopen(urllib.request.Request(f"{server}/{name}", method="PUT"))
    return S3(f"s3://{name}/votes/2030")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases of one log, the second with more sheets."""
    folder = tmp_path_factory.mktemp("two")
    votes = first(folder / "project")
    releases = []
    for name in ("one", "two"):
        if releases:
            votes.bring([*more_sheets(), *more_sheets()[:3] * 70]).release("2030-01-10")
        releases.append(votes.publish(folder / name))
    return releases[0], releases[1]


def fetched(bucket: S3, folder: Path) -> Path:
    """Everything in the bucket as files."""
    for path in bucket.listed():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bucket.read(path) or b"")
    return folder


def digests(release: Folder) -> dict[str, str]:
    """What a bucket that holds these files tells of each: the MD5 of its bytes."""
    return {path: md5(release.read(path) or b"").hexdigest() for path in release.paths()}


def test_only_what_changed_is_sent_and_the_mirror_verifies(
    bucket: S3, two: tuple[Path, Path], tmp_path: Path
) -> None:
    before, after = (Folder(one) for one in two)
    sent = mirror(before, bucket)
    assert sent.sent == len(before.paths()) and sent.kept == sent.removed == 0
    assert sorted(bucket.listed()) == before.paths()
    assert mirror(before, bucket).sent == 0
    then = mirror(after, bucket)
    old = parse_manifest(before.read(MANIFEST) or b"")
    new = parse_manifest(after.read(MANIFEST) or b"")
    same = {path for path in new if path in old and old[path] == new[path]}
    assert then.kept == len(same) and then.sent <= len(new) - len(same) + 1
    assert then.removed == len(old.keys() - new.keys()) > 0
    assert sorted(bucket.listed()) == after.paths()
    assert verify(fetched(bucket, tmp_path / "fetched"), workers=1).ok


class Cut(Exception):
    """The run is killed here."""


class CutOff(S3):
    """A bucket whose user is killed after so many requests that change it."""

    def __init__(self, url: str, after: int) -> None:
        super().__init__(url)
        self.left = after

    def _request(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cut

    def _put(self, path: str, data: bytes, name: str) -> None:
        self._request()
        super()._put(path, data, name)

    def copy(self, files) -> None:
        for one in files:
            self._request()
            super().copy([one])

    def delete(self, paths) -> None:
        for one in paths:
            self._request()
            super().delete([one])


def test_wherever_it_is_cut_off_the_old_release_stands_until_the_copies_and_a_new_run_ends_it(
    bucket: S3, two: tuple[Path, Path]
) -> None:
    before, after = (Folder(one) for one in two)
    old, new = digests(before), digests(after)
    mirror(before, bucket)
    cut = 0
    for after_so_many in CUTS:
        killed = CutOff(bucket.name, after_so_many)
        with pytest.raises(Cut):
            mirror(after, killed)
            raise Cut
        names = bucket.listed()
        head = parse_head(bucket.read("head.json") or b"")
        checkpoint = (bucket.read("log/checkpoint") or b"").split(b"\n")[1]
        # What names the new files comes after them: under either head its whole log is there.
        log = before if int(checkpoint) == 70 else after
        assert {path for path in log.paths() if path.startswith("log/")} <= set(names)
        assert head.size in (70, parse_head(after.read("head.json") or b"").size)
        mixed = [path for path in old if names.get(path) != old[path]]
        cut += not mixed
        if after_so_many <= 9:
            assert not mixed
        for path in mixed:  # each is whole, and of one of the two releases
            assert names.get(path) == new.get(path)
    assert cut >= 1
    mirror(after, bucket)
    assert bucket.listed() == new


def test_a_first_run_cut_off_is_taken_up_where_it_stopped(
    bucket: S3, two: tuple[Path, Path]
) -> None:
    release = Folder(two[0])
    with pytest.raises(Cut):
        mirror(release, CutOff(bucket.name, 60))
    assert "index.html" not in bucket.listed() and "head.json" not in bucket.listed()
    done = mirror(release, bucket)
    assert done.sent < len(release.paths()) - 30
    assert sorted(bucket.listed()) == release.paths()


def test_what_is_not_ours_is_refused(bucket: S3, two: tuple[Path, Path], tmp_path: Path) -> None:
    before, after = (Folder(one) for one in two)
    bucket.write("letter.txt", b"dear")
    with pytest.raises(InputError, match="holds no release"):
        mirror(before, bucket)
    bucket.delete(["letter.txt"])
    mirror(after, bucket)
    with pytest.raises(InputError, match="a newer release"):
        mirror(before, bucket)
    other = Votes(tmp_path / "other", lambda n: bytes(range(5, 5 + n)))
    other.bring([*beginning(), *sheets()] * 8).release()
    target = other.publish(tmp_path / "forked")
    with pytest.raises(InputError, match="did not grow from"):
        mirror(Folder(target), bucket)
    bucket.write("evil.js", b"x")
    with pytest.raises(InputError, match="which no release put there"):
        mirror(after, bucket)
    assert sorted({*bucket.listed()} - {"evil.js"}) == after.paths()


def test_a_server_that_is_not_there_is_one_sentence(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "never-told")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    with pytest.raises(InputError, match="s3://bucket/prefix"):
        S3("ftp://x")
    monkeypatch.setattr("actas.release.buckets.RETRIES", {"max_retries": 0})
    with pytest.raises(ProjectError) as told:
        mirror(Folder(two[0]), S3("s3://nobody/x"))
    assert "never-told" not in str(told.value) and "could not be read" in str(told.value)
