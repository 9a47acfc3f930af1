"""A fault at any file call of an append leaves the log as it was, or the batch whole.

The method of transparency-dev/tessera's fault tests: strace makes one system call fail (EIO,
ENOSPC) or kills the process at it, once for each call of the write path; the calls are counted
in a run without faults. Every second call meets one fault, in turn; with ACTAS_EVERY set, every
call meets every fault.
"""

from __future__ import annotations

import collections
import os
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fault_child
import pytest
from logkit import QuickDisk, batch, content, make_signers

from actas.log.audit import audit
from actas.log.policy import Policy, of_keys
from actas.log.store import Log

OLD, NEW = 250, 270  # the batch fills a tile: full tiles come, partial ones go
CALLS = (
    "openat,open,creat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,mkdir,mkdirat,"
    "unlink,unlinkat,rmdir,close,getdents64,flock,syncfs"
)
FAULTS = {"EIO": "error=EIO", "ENOSPC": "error=ENOSPC", "SIGKILL": "signal=SIGKILL"}
STRACE = shutil.which("strace")

pytestmark = [
    pytest.mark.untraced,
    pytest.mark.skipif(STRACE is None, reason="strace is not installed"),
]


def run(folder: Path, trace: Path, *inject: str) -> subprocess.CompletedProcess[str]:
    source = Path(fault_child.__file__).parents[2] / "src"
    paths = [str(source), str(Path(__file__).parent), *(p for p in sys.path if "-packages" in p)]
    env = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "0"}
    python = [sys.executable, "-S", "-B", fault_child.__file__, str(folder), str(OLD)]
    # strace 6.1 does not deliver injected signals when it filters calls in the kernel.
    quick = [] if "signal=SIGKILL" in "".join(inject) else ["--seccomp-bpf"]
    strace = [str(STRACE), "-f", *quick, "-qq", "-o", str(trace)]
    calls = ["-e", f"trace={CALLS},access,faccessat,faccessat2", "-e", "signal=none"]
    return subprocess.run(
        [*strace, *calls, *inject, *python, str(NEW - OLD)],
        env=env, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def count_calls(trace: str) -> tuple[collections.Counter[str], collections.Counter[str]]:
    """How often each call stands in a trace before and after the mark."""
    before, found, after = trace.partition(fault_child.MARK)
    assert found, trace[-2000:]
    name = re.compile(r"^\d+ +(\w+)\(", re.MULTILINE)
    return collections.Counter(name.findall(before)), collections.Counter(name.findall(after))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults") / "base"
    log = Log.create(folder, "log.example/valley", make_signers(), disk=QuickDisk())
    log.append(batch(0, OLD - 10))
    log.append(batch(OLD - 10, 10))
    return folder


def check_afterwards(folder: Path, before: dict[str, bytes], status: int, told: str) -> int:
    """What must hold after any fault; gives the size that the log ended at."""
    policy: Policy = of_keys(signer.verifier for signer in make_signers())
    if status == 3 and "will be" not in told:  # it said no and was alive to clean up
        assert content(folder) == before, told
    assert len(told.splitlines()) <= 1, told
    log = Log.open(folder, policy)  # a reader needs no recovery, whatever is left lying about
    assert list(log.entries()) == batch(0, log.size)
    log = Log.open(folder, policy, make_signers(), disk=QuickDisk())
    size = log.size
    assert size in (OLD, NEW)
    if status == 0:
        assert size == NEW
    found = audit(folder, policy)
    assert found.ok, found
    if size == OLD:
        assert content(folder) == before
    log.append(batch(size, 7))
    assert list(log.entries()) == batch(0, size + 7)
    found = audit(folder, policy)
    assert found.ok, found
    return size


@pytest.mark.slow
def test_a_fault_at_every_file_call(base: Path, tmp_path: Path) -> None:
    before = content(base)
    clean = tmp_path / "clean"
    shutil.copytree(base, clean)
    done = run(clean, tmp_path / "clean.trace")
    assert done.returncode == 0, done.stderr
    assert check_afterwards(clean, before, 0, "") == NEW
    earlier, calls = count_calls((tmp_path / "clean.trace").read_text())
    assert calls.keys() >= {"openat", "write", "fsync", "rename", "mkdir", "unlink", "rmdir"}

    def one(case: tuple[str, int, str]) -> tuple[bool, int]:
        call, number, fault = case
        folder = tmp_path / f"{call}-{number}-{fault}"
        shutil.copytree(base, folder)
        trace = folder.with_suffix(".trace")
        when = earlier[call] + number
        done = run(folder, trace, "-e", f"inject={call}:{FAULTS[fault]}:when={when}")
        _, _, write_path = trace.read_text().partition(fault_child.MARK)
        killed = done.returncode == -signal.SIGKILL  # strace ends as its child ended
        assert killed == (fault == "SIGKILL"), (case, done.stderr)
        assert killed or done.returncode in (0, 3), (case, done.stderr)
        seen = bool(write_path) and (killed or "(INJECTED)" in write_path)
        size = check_afterwards(folder, before, done.returncode, done.stderr)
        shutil.rmtree(folder)
        return seen, size

    names = [name for name in calls if name in CALLS.split(",")]
    every = [(c, n) for c in names for n in range(1, calls[c] + 1)]
    turns = 1 if "ACTAS_EVERY" in os.environ else len(FAULTS)
    cases = [
        (call, number, fault)
        for at, (call, number) in enumerate(every)
        for turn, fault in enumerate(FAULTS)
        if (at + turn) % turns == 0 and (turns == 1 or at % 2)
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(one, cases))
    assert len(every) > 50
    whole = len(every) if turns == 1 else len(every) // 2
    assert len(cases) * turns == whole * len(FAULTS)
    unseen = [case for case, (seen, _) in zip(cases, results, strict=True) if not seen]
    assert unseen == []
    assert {size for _, size in results} == {OLD, NEW}
