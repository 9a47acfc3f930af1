"""Documents are kept whole or not at all: in a folder, in memory, on a real S3 server."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actas.errors import InputError, ProjectError
from actas.evidence.store import Store


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A bucket on a real S3 server of this machine."""
    port = free_port()
    script = Path(sys.executable).with_name("moto_server")
    server = subprocess.Popen(
        [script, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    environment = {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "secretly",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        _make_bucket(url, "sheets")
        yield "s3://sheets/ve-2024"
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.terminate()
        server.wait(10)


def _make_bucket(url: str, name: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(urllib.request.Request(f"{url}/{name}", method="PUT"), timeout=5)
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the S3 server did not start")


@pytest.fixture(params=["folder", "memory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "bucket":
        return Store(request.getfixturevalue("bucket"))
    return Store("memory:" if request.param == "memory" else str(tmp_path / "new" / "evidence"))


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_what_is_put_is_there_under_its_name(store: Store, data: bytes, sealed: bytes) -> None:
    name = store.put_rendition(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert store.put_rendition(data) == name
    assert store.rendition(name) == data
    commitment = hashlib.sha256(b"salt" + sealed).hexdigest()
    store.put_sealed(commitment, sealed)
    store.put_sealed(commitment, sealed)
    assert store.sealed(commitment) == sealed
    assert store.has("rendition", name)
    assert store.has("sealed", commitment)
    assert not store.has("sealed", name)


def test_names_are_listed_by_kind(store: Store) -> None:
    before = set(store.names("rendition")), set(store.names("sealed"))
    names = {store.put_rendition(f"listed {number}".encode()) for number in range(30)}
    store.put_sealed("ab" * 32, b"sealed")
    assert set(store.names("rendition")) == before[0] | names
    assert set(store.names("sealed")) == before[1] | {"ab" * 32}


def test_what_is_not_there_or_no_name_is_told(store: Store) -> None:
    with pytest.raises(ProjectError, match=r"rendition 0+ is not in"):
        store.rendition("0" * 64)
    for name in ("../secret", "", "AB" * 32, "0" * 63):
        with pytest.raises(InputError, match="64 hexadecimal digits"):
            store.rendition(name)


def test_a_damaged_rendition_is_told_and_put_right(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    name = store.put_rendition(b"picture")
    (tmp_path / name[:2] / f"{name}.jpg").write_bytes(b"")
    with pytest.raises(ProjectError, match="is damaged"):
        store.rendition(name)
    store.put_rendition(b"picture")
    assert store.rendition(name) == b"picture"


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """In a process whose files may not grow: the write fails as on a full disk."""
    script = (
        "import resource, signal, sys\n"
        "from actas.errors import ProjectError\n"
        "from actas.evidence.store import Store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "store = Store(sys.argv[1])\n"
        "store.put_rendition(b'small')\n"
        "try:\n    store.put_rendition(bytes(100_000))\n"
        "except ProjectError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True
    )
    assert f"documents at {tmp_path} cannot be reached or written" in done.stdout
    assert os.strerror(errno.EFBIG) in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == [
        hashlib.sha256(b"small").hexdigest() + ".jpg"
    ]


def test_a_killed_process_leaves_only_whole_documents(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from actas.evidence.store import Store\n"
        "store = Store(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "for number in range(1_000_000):\n"
        "    store.put_rendition(number.to_bytes(4) * 500_000)\n"
    )
    for wait in (0.05, 0.13):
        child = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    store = Store(str(tmp_path))
    names = list(store.names("rendition"))
    assert names
    assert all(len(store.rendition(name)) == 2_000_000 for name in names)


def test_left_overs_have_no_name_and_are_tidied_away(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    name = store.put_rendition(b"picture")
    (tmp_path / "ab").mkdir(exist_ok=True)
    (tmp_path / "ab" / f"{'ab' * 32}.jpg#1").write_bytes(b"half")
    (tmp_path / "received.sqlite").write_bytes(b"")
    assert list(store.names("rendition")) == [name]
    assert store.tidy() == 1
    assert store.tidy() == 0
    assert store.rendition(name) == b"picture"


def test_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ProjectError, match="cannot be reached or written"):
        Store(str(tmp_path / "file"))
    with pytest.raises(InputError, match="in a folder or at s3://bucket/prefix"):
        Store("ftp://somewhere")
