"""Pages a second: a release behind nginx as the docs set it up, and a Django page beside it.

`python benchmarks/serving.py RELEASE [SECONDS]`. `wrk` (Debian) asks for pages taken at random over
1,000 connections, on this machine: it takes half of the processors from the servers it measures.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from actas.release.copies import copied  # noqa: E402
from tests.pages import nginx  # noqa: E402

CONNECTIONS = 1000
PAGES = 200
GOAL = 10_000

_SCRIPT = """
local made = {{}}
init = function(args)
  for _, page in ipairs({{ {paths} }}) do
    made[#made + 1] = wrk.format("GET", page, {{["Accept-Encoding"] = "gzip"}})
  end
end
request = function() return made[math.random(#made)] end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.timeout, e.status))
end
"""


def main(release: Path, seconds: int = 10) -> None:
    """Print pages a second and errors of each server."""
    if missing := [name for name in ("django", "granian") if find_spec(name) is None]:
        raise SystemExit(f"{' and '.join(missing)} not installed: uv sync --group bench")
    with tempfile.TemporaryDirectory(prefix="actas-serving-") as name:
        web = Path(name) / "results"
        copied(release, web, compress=True)
        pages = sorted(path.relative_to(web) for path in web.rglob("*.html"))
        chosen = [f"/{page}" for page in random.Random(1).sample(pages, min(PAGES, len(pages)))]
        home = min(web.glob("??/index.html"))
        size = (web / f"{home}.gz").stat().st_size
        print(f"{len(pages):,} pages; home page {home.stat().st_size:,} bytes, {size:,} packed\n")
        print("| served by | connections | pages/s | errors | processor time a page, µs |")
        print("| --- | --- | --- | --- | --- |")
        asked = {"at random": chosen, "home": [f"/{home.relative_to(web)}"]}
        rates = [
            _row(f"nginx, {what}", nginx.served(web), paths, seconds)
            for what, paths in asked.items()
        ]
        peers = {
            kind: _row(f"Django under granian, home, {kind}", _django(home, kind), ["/"], seconds)
            for kind in ("rendered", "cached")
        }
    for kind, rate in peers.items():
        print(
            f"\nnginx serves the home page {rates[1] / rate:.0f} times as often as Django, {kind}"
        )
    print(f"\ngoal of {GOAL:,} pages/s: {'met' if min(rates) >= GOAL else 'not met'}")


def _row(what: str, server: AbstractContextManager[str], paths: list[str], seconds: int) -> float:
    """Measure one server; what it used is known once it has ended."""
    with server as address:
        rate, errors = _asked(address, paths, seconds)
        before = getrusage(RUSAGE_CHILDREN)
    after = getrusage(RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    each = 1e6 * used / (rate * seconds)
    print(f"| {what} | {CONNECTIONS:,} | {rate:,.0f} | {errors} | {each:,.0f} |", flush=True)
    return rate


def _asked(address: str, paths: list[str], seconds: int) -> tuple[float, int]:
    """Pages a second, and requests that failed or were answered with an error."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT.format(paths=", ".join(f'"{path}"' for path in paths)))
        script.flush()
        wrk = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"]
        said = subprocess.run(
            [*wrk, "-s", script.name, address], capture_output=True, text=True, check=True
        ).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+)", said)
    if found is None:
        raise SystemExit(f"wrk said nothing that is known:\n{said}")
    requests, microseconds, failed, refused = map(int, found.groups())
    return 1e6 * requests / microseconds, failed + refused


@contextmanager
def _django(home: Path, kind: str) -> Iterator[str]:
    """The same page from a Django view under granian with two workers."""
    port = nginx.free_port()
    told = {"ACTAS_PAGE": str(home), "ACTAS_KIND": kind}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--backlog", "4096"]
    process = subprocess.Popen(
        [*command, "django_page:application"],
        cwd=HERE,
        env=os.environ | told,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address)
        yield address
    finally:
        process.terminate()
        process.wait(120)


def _await(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"nothing answers at {address}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
