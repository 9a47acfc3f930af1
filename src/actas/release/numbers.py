"""The published numbers held against those computed now, as values and not as bytes.

For a release that another version of Actas made, whose files cannot be made again.
"""

from __future__ import annotations

from typing import Any

import orjson

from actas.release.files import Files
from actas.release.opendata import count_json
from actas.release.outcome import Outcome
from actas.release.verified import Check


def numbers_follow(files: Files, found: Outcome) -> Check:
    """The check `numbers`: result, coverage and verdicts of the release follow from its log."""
    verdicts = found.verdicts[found.languages[0]]
    for path, computed, take in (
        ("data/count.json", count_json(found), _same),
        ("data/claims.json", verdicts, _verdicts),
    ):
        data = files.read(path)
        if data is None:
            return Check("numbers", False, f"{path} is missing: no numbers to compare")
        try:
            published = orjson.loads(data)
        except orjson.JSONDecodeError:
            return Check("numbers", False, f"{path} is not JSON")
        now = orjson.loads(orjson.dumps(computed))
        where = _differs(take(published), take(now))
        if where is not None:
            return Check("numbers", False, f"{path}: {where}")
    return Check("numbers", True, "result, coverage and verdicts, recomputed from the log, agree")


def _same(value: Any) -> Any:
    return value


def _verdicts(value: Any) -> Any:
    """Claims and their verdicts without sentences, which versions may word otherwise."""
    if not isinstance(value, list):
        return value
    return {
        str(one.get("id")): [one.get("verdict"), [_numbers(test) for test in one.get("tests", [])]]
        for one in value
        if isinstance(one, dict)
    }


def _numbers(test: Any) -> Any:
    return [test.get("test"), test.get("verdict"), test.get("numbers")]


def _differs(published: Any, now: Any, path: str = "") -> str | None:
    """Path of the first value that differs; what only one version gives is not held against it."""
    if isinstance(published, dict) and isinstance(now, dict):
        pairs = [(str(name), published[name], now[name]) for name in published if name in now]
    elif isinstance(published, list) and isinstance(now, list) and len(published) == len(now):
        pairs = [(str(at), *both) for at, both in enumerate(zip(published, now, strict=True))]
    else:
        return None if published == now else f"{path}: {published!r}, recomputed {now!r}"
    for name, one, other in pairs:
        found = _differs(one, other, f"{path}.{name}" if path else name)
        if found is not None:
            return found
    return None
