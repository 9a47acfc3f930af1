"""Debian's nginx on loopback, as the sample in the docs sets it up, for tests and benchmarks."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "docs" / "nginx.conf"

_AROUND = """
daemon off; worker_processes 2; pid {work}/pid; error_log {work}/error.log; {user}
worker_rlimit_nofile 16384;
events {{ worker_connections 4096; }}
http {{
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fast;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  include {work}/site.conf;
}}
"""


def program() -> str | None:
    """Where nginx is; Debian keeps it out of the path of plain users."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def served(root: Path) -> Iterator[str]:
    """The address under which nginx serves a folder, until the block ends."""
    port = free_port()
    sample = SAMPLE.read_text().replace("listen 80;", f"listen 127.0.0.1:{port} backlog=4096;")
    sample = sample.replace("root /srv/www/results;", f'root "{root.resolve()}";')
    with tempfile.TemporaryDirectory(prefix="actas-nginx-") as name:
        work = Path(name)
        (work / "site.conf").write_text(sample)
        user = "user root;" if work.owner() == "root" else ""
        (work / "nginx.conf").write_text(_AROUND.format(work=work, user=user))
        process = subprocess.Popen([program() or "nginx", "-c", f"{work}/nginx.conf", "-p", name])
        try:
            _await(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("nginx did not start")
