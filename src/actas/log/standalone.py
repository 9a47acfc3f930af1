#!/usr/bin/env python3
"""Check a release of Actas, a log, or a proof, with nothing but Python's standard library.

    python3 verify.py [PATH] [--key VKEY]... [--entry FILE] [--json]

PATH is a release (a folder with log/ and, if there, manifest.json), a log (a folder with
checkpoint and tile/) or a .tlog-proof; by default the folder that this file stands in.
Exit status: 0 everything holds, 1 something does not, 2 it could not be checked.

It re-hashes every entry (RFC 6962 section 2.1), compares every tile, and checks the Ed25519
signatures of the signed head (RFC 8032 section 5.1.7) in pure Python. It does NOT check
ML-DSA-44 signatures; `actas verify` does. In a release it also adds the votes up again. What it
shows: nothing was changed or removed since the head was signed. It cannot show that what was
entered is true.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import base64
import functools
import hashlib
import json
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

Files = Mapping[str, bytes]  # bytes by path
Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T
Key = tuple[str, bytes, int, bytes]  # name, key id, type, public key
Groups = dict[str, tuple[int, list[str]]]  # how many of which members
Policy = tuple[list[Key], dict[str, Key], Groups, str]  # log keys, witnesses, groups, quorum
Signature = tuple[str, bytes, bytes]  # name, key id, signature
Checkpoint = tuple[str, int, bytes, bytes, list[Signature]]  # origin, size, root, text, lines

# --- RFC 6962 section 2.1: hashes of the tree -----------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """MTH of leaf hashes: split at the largest power of two smaller than their number."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    # Joining neighbours layer by layer, a last single one going up as it is, gives the same tree.
    while len(leaves) > 1:
        pairs = [node_hash(leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) - len(leaves) % 2 :]
    return leaves[0]


def root_from_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that an inclusion path leads to (RFC 9162 section 2.1.3.2), or None."""
    if not 0 <= index < size:
        return None
    last = size - 1
    for sibling in path:
        if last == 0 or len(sibling) != 32:
            return None
        if index % 2 or index == last:
            leaf = node_hash(sibling, leaf)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            leaf = node_hash(leaf, sibling)
        index, last = index // 2, last // 2
    return leaf if last == 0 else None


# --- RFC 8032 section 5.1: Ed25519 ----------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def point_add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates (X, Y, Z, T)."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_mul(scalar: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def point_decode(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None (section 5.1.3)."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x % 2 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_encode(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = cast("Point", point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))


@functools.lru_cache(maxsize=256)
def ed25519_verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether S*B - k*A is R, as section 5.1.7 without the cofactor."""
    point = point_decode(public) if len(public) == 32 else None
    s = int.from_bytes(signature[32:], "little")
    if point is None or len(signature) != 64 or s >= L:
        return False
    k = hashlib.sha512(signature[:32] + public + message).digest()
    minus = (P - point[0], point[1], 1, P - point[3])
    back = point_mul(int.from_bytes(k, "little") % L, minus)
    return point_encode(point_add(point_mul(s, BASE), back)) == signature[:32]


# --- C2SP signed-note and tlog-checkpoint ---------------------------------------------------


class Bad(Exception):
    """Something does not have the form that it must have."""


def unbase64(text: str) -> bytes:
    """Bytes of base64 in its one canonical spelling."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise Bad("malformed base64") from None
    if base64.b64encode(data).decode() != text:
        raise Bad("base64 in another spelling than the canonical one")
    return data


def parse_key(vkey: str) -> Key:
    """(name, key id, type, public key) of a key `name+id+base64`."""
    name, _, rest = vkey.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    material = unbase64(encoded)
    full = hashlib.sha256(name.encode() + b"\n" + material).digest()
    if not name or not material or full[:4].hex() != key_id:
        raise Bad(f"not a key: {vkey[:60]}")
    return name, full[:4], material[0], material[1:]


def parse_policy(text: str) -> Policy:
    """Keys of the log, witnesses, groups and quorum of a policy file (C2SP tlog-policy)."""
    logs: list[Key] = []
    witnesses: dict[str, Key] = {}
    groups: Groups = {}
    quorums: list[str] = []
    for line in text.split("\n"):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        names = {*witnesses, *groups}
        free = len(words) > 1 and words[1] not in names | {"none"}
        if words[0] == "log" and len(words) in (2, 3):
            logs.append(parse_key(words[1]))
        elif words[0] == "witness" and len(words) in (3, 4) and free:
            witnesses[words[1]] = parse_key(words[2])
        elif words[0] == "group" and len(words) > 3 and free:
            groups[words[1]] = parse_group(words[2], words[3:], names, groups)
        elif words[0] == "quorum" and len(words) == 2 and (not free or words[1] == "none"):
            quorums.append(words[1])
        else:
            raise Bad(f"not a line of a policy, or its name is taken or unknown: {line[:60]}")
    for keys in (logs, list(witnesses.values())):
        if len({key[3] for key in keys}) < len(keys):
            raise Bad("the same key stands twice in the policy")
    if not logs or len(quorums) != 1:
        raise Bad("a policy has a line for a key of the log, and exactly one for the quorum")
    return logs, witnesses, groups, quorums[0]


def parse_group(
    needed: str, members: list[str], names: set[str], groups: Groups
) -> tuple[int, list[str]]:
    """How many of which members; each was defined above, so that no group is in itself."""
    used = [member for group in groups.values() for member in group[1]] + members
    if not names.issuperset(members) or len(set(used)) < len(used):
        raise Bad("a member of a group is defined above it, and is in one group only, once")
    needed = {"any": "1", "all": str(len(members))}.get(needed, needed)
    if not re.fullmatch("[1-9][0-9]{0,3}", needed) or int(needed) > len(members):
        raise Bad(f"a group needs all, any or a number from 1 to {len(members)}")
    return int(needed), members


def quorum_reached(name: str, cosigned: set[str], groups: Groups) -> bool:
    """Whether a witness cosigned, or enough members of a group did."""
    if name in groups:
        needed, members = groups[name]
        return sum(quorum_reached(member, cosigned, groups) for member in members) >= needed
    return name == "none" or name in cosigned


def parse_checkpoint(data: bytes) -> Checkpoint:
    """(origin, size, root, text, signatures) of a signed checkpoint; nothing is verified."""
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Bad("the checkpoint is not UTF-8") from None
    if re.search("[\x00-\x09\x0b-\x1f]", note):
        raise Bad("the checkpoint holds a control character")
    text, found, tail = note.rpartition("\n\n")
    lines = text.split("\n")
    if not found or not tail.endswith("\n") or len(lines) < 3 or not all(lines):
        raise Bad("the checkpoint is torn or has no signature")
    root = unbase64(lines[2])
    if not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]) or len(root) != 32:
        raise Bad("the checkpoint has a malformed size or root")
    return lines[0], int(lines[1]), root, f"{text}\n".encode(), parse_signatures(tail)


def parse_signatures(tail: str) -> list[Signature]:
    """(name, key id, signature) of each signature line."""
    signatures = []
    for line in tail[:-1].split("\n"):
        match = re.fullmatch("\u2014 ([^ +]+) ([^ ]+)", line)
        if not match or any(c.isspace() for c in match[1]):
            raise Bad("a signature line of the checkpoint is malformed")
        blob = unbase64(match[2])
        if len(blob) < 5:
            raise Bad("a signature line of the checkpoint is too short")
        signatures.append((match[1], blob[:4], blob[4:]))
    return signatures


def signature_holds(key: Key, text: bytes, signature: bytes) -> bool | None:
    """True or False; None for ML-DSA-44, which is not checked here."""
    kind, public = key[2], key[3]
    if kind == 1:
        return ed25519_verify(public, signature, text)
    if kind == 4 and len(signature) == 72:
        time = int.from_bytes(signature[:8], "big")
        message = b"cosignature/v1\ntime %d\n" % time + text
        return time < 2**63 and ed25519_verify(public, signature[8:], message)
    if kind == 6:
        return None if len(signature) == 2428 else False
    return False


# --- what is checked, one function a check --------------------------------------------------


class Report:
    """The checks made so far: name, whether it holds, one sentence."""

    def __init__(self) -> None:
        self.checks: list[dict[str, Any]] = []
        self.size, self.root, self.cosignatures = 0, b"", 0

    def add(self, check: str, problems: list[str], good: str) -> None:
        shown = "; ".join(problems[:5]) + (f"; and {len(problems) - 5} more" * (len(problems) > 5))
        self.checks.append({"check": check, "ok": not problems, "says": shown or good})

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check["ok"] for check in self.checks)


def check_signatures(
    report: Report, checkpoint: Checkpoint, keys: list[Key], policy: Policy
) -> None:
    """Every line by a known key must hold, and every known key of the log must have signed.

    With a policy, no other line may be there; without one, others are passed over, as C2SP
    signed-note says: whoever has one key of the log need not know those of its witnesses.
    """
    origin, _, _, text, signatures = checkpoint
    logs, witnesses, groups, quorum = policy
    known = {(key[0], key[1]): key for key in [*witnesses.values(), *logs, *keys]}
    problems, seen, unchecked = [], set(), 0
    for name, key_id, signature in signatures:
        key = known.get((name, key_id))
        if key is None and not logs:
            continue
        if key is None or (name, key_id) in seen:
            problems.append(f"a signature line of {name} is by an unknown key or stands twice")
            continue
        seen.add((name, key_id))
        holds = signature_holds(key, text, signature)
        unchecked += holds is None
        if holds is False:
            problems.append(f"the signature of {name} ({key_id.hex()}) does not verify")
    for key in [*keys, *(key for key in logs if key[0] == origin)]:
        missing = (key[0], key[1]) not in seen
        problems += [f"the log's key {key[0]} ({key[1].hex()}) did not sign"] * missing
    if not any(key[2] == 1 and key[0] == origin for key in known.values()):
        problems.append("no Ed25519 key of the log is known: give it with --key")
    cosigned = {name for name, key in witnesses.items() if (key[0], key[1]) in seen}
    if not quorum_reached(quorum, cosigned, groups):
        problems.append(f"{len(cosigned)} witnesses cosigned, which is not the quorum {quorum}")
    report.cosignatures = len(cosigned) * (not problems)
    trust = (
        "signed under the key you gave"
        if keys
        else "consistent under the key in the release, which you must compare elsewhere"
    )
    says = f"{trust}; {report.cosignatures} independent cosignatures"
    report.add("signatures", problems, says)
    if unchecked:
        says = f"{unchecked} ML-DSA-44 signature(s) NOT checked: this file cannot; actas verify can"
        report.add("ml-dsa-44", [], says)


def tile_path(level: int | str, number: int, width: int) -> str:
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def split_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle: each after its length in two bytes."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise Bad("cut off")
        entries.append(data[at + 2 : end])
        at = end
    return entries


def read_entries(files: Files, size: int) -> Iterator[bytes]:
    """Every entry of a log of `size` as bytes, bundle by bundle (not yet compared with a root)."""
    for number in range((size + 255) // 256):
        path = tile_path("entries", number, min(256, size - 256 * number))
        entries = split_bundle(files[path]) if path in files else []
        if len(entries) != min(256, size - 256 * number):
            raise Bad(f"{path} is missing or was altered")
        yield from entries


def decoded_entries(files: Files, size: int) -> Iterator[Any]:
    """Every entry as the JSON value that it is."""
    for entry in read_entries(files, size):
        yield json.loads(entry)


def expected_tiles(leaves: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every tile and every narrower one kept for earlier heads."""
    level, hashes = 0, leaves
    while hashes:
        for number in range((len(hashes) + 255) // 256):
            part = hashes[256 * number : 256 * number + 256]
            yield tile_path(level, number, len(part)), b"".join(part)
            if level and len(part) < 256:
                for width in range(1, len(part)):
                    yield tile_path(level, number, width), b"".join(part[:width])
        full = len(hashes) // 256
        hashes = [tree_root(hashes[256 * n : 256 * n + 256]) for n in range(full)]
        level += 1


def check_log(report: Report, files: Files, keys: list[Key], policy: Policy) -> list[bytes]:
    """Check a whole log: `files` maps paths (`checkpoint`, `tile/0/000`) to bytes.

    Gives its entries, or none where they cannot be read.
    """
    if "checkpoint" not in files:
        report.add("checkpoint", ["the checkpoint is missing"], "")
        return []
    try:
        checkpoint = parse_checkpoint(files["checkpoint"])
    except Bad as error:
        report.add("checkpoint", [str(error)], "")
        return []
    origin, report.size, report.root = checkpoint[:3]
    report.add("checkpoint", [], f"the head of {origin} at {report.size} entries is well formed")
    check_signatures(report, checkpoint, keys, policy)
    try:
        entries = list(read_entries(files, report.size))
    except Bad as error:
        report.add("entries", [str(error)], "")
        return []
    leaves = [leaf_hash(entry) for entry in entries]
    problem = [] if tree_root(leaves) == report.root else ["the entries lead to another root"]
    report.add("root", problem, f"{report.size} entries lead to the root {report.root.hex()}")
    check_tiles(report, files, entries, leaves)
    return entries


def check_tiles(report: Report, files: Files, entries: list[bytes], leaves: list[bytes]) -> None:
    """Every tile as it follows from the entries, and no other file."""
    wanted = dict(expected_tiles(leaves))
    start, problems = len(leaves) // 256 * 256, []
    narrow = [p for p in files if re.fullmatch(r"tile/(0|entries)/[x0-9/]+\.p/[0-9]+", p)]
    for path in narrow:  # kept for earlier heads: beginnings of the last bundle and its tile
        width = int(path.rpartition("/")[2])
        if 0 < width < len(leaves) - start:
            wanted[tile_path(0, start // 256, width)] = b"".join(leaves[start : start + width])
            wanted[tile_path("entries", start // 256, width)] = join_bundle(entries[start:][:width])
    for path, data in wanted.items():
        if path not in files:
            problems.append(f"{path} is missing")
        elif files[path] != data:
            problems.append(f"{path} was altered")
    bundles = {
        tile_path("entries", n, min(256, len(leaves) - 256 * n)) for n in range(start // 256 + 1)
    }
    others = (path for path in files if path not in wanted and path not in bundles)
    problems += [f"{path} should not be there" for path in others if path != "checkpoint"]
    report.add("tiles", problems, "every tile follows from the entries; no file is amiss")


def check_manifest(report: Report, files: Files) -> None:
    """Every file of a release as its manifest lists it, and no other."""
    try:
        listed = json.loads(files["manifest.json"])["files"]
        listed = {path: (one["size"], one["sha256"]) for path, one in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        report.add("manifest", ["manifest.json is missing or malformed"], "")
        return
    problems = []
    for path, stated in listed.items():
        if path not in files:
            problems.append(f"{path} is missing")
        elif (len(files[path]), hashlib.sha256(files[path]).hexdigest()) != stated:
            problems.append(f"{path} was altered")
        elif path.startswith("sheets/") and Path(path).stem != stated[1]:
            problems.append(f"{path} is not of the hash that names it")
    others = (path for path in files if path not in listed and path != "manifest.json")
    problems += [f"{path} is not in the manifest" for path in others]
    says = f"all {len(listed)} files are as manifest.json lists them (nothing signs that list)"
    report.add("manifest", problems, says)


def recount(
    entries: Iterable[bytes], faults: list[str] | None = None
) -> dict[str, tuple[int, dict[str, int]]]:
    """Stations counted and votes by choice of every contest of the last definition.

    By `contest`, and by `contest area` for areas of the top level. The last record of a station,
    contest and source says which reading stands. A station counts once: where sources agree the
    first by name speaks, and the next for what it leaves out.
    """
    contests: list[Any] = []
    records: dict[tuple[str, str, str], Any] = {}
    readings: dict[tuple[str, int], dict[str, int]] = {}
    spoke: dict[int, Any] = {}
    for index, data in enumerate(entries):
        entry = json.loads(data)
        kind = entry.get("kind")
        if kind == "election":
            contests = entry["definition"]["contests"]
        elif kind == "reading":
            readings[entry["contest"], index] = entry["values"]
            spoke[index] = entry.get("source")
        elif kind == "record" and entry["station"] is not None:
            records[entry["contest"], entry["station"], entry["source"]] = entry
            reading = entry["reading"]
            own = (entry["contest"], reading) in readings and spoke[reading] == entry["source"]
            if reading is not None and not own and faults is not None:
                faults.append(f"record {index} stands on no reading of its own")
    sheets: dict[tuple[str, str], dict[str, int]] = {}
    for (contest, station, _), record in sorted(records.items(), key=lambda pair: pair[0]):
        values = readings.get((contest, record["reading"]))
        if record["state"] == "accepted" and values is not None:
            sheet = sheets.setdefault((contest, station), {})
            sheet.update({name: n for name, n in values.items() if name not in sheet})
    found: dict[str, tuple[int, dict[str, int]]] = {}
    choices = {one["id"]: [choice["id"] for choice in one["choices"]] for one in contests}
    for contest, names in choices.items():
        found[contest] = 0, dict.fromkeys(names, 0)
    for (contest, station), sheet in sheets.items():
        names = choices.get(contest, [])
        for place in (contest, f"{contest} {station.partition('/')[0]}") if names else ():
            counted, votes = found.get(place, (0, dict.fromkeys(names, 0)))
            found[place] = counted + 1, {name: votes[name] + sheet.get(name, 0) for name in names}
    return found


def check_numbers(report: Report, files: Files, entries: list[bytes]) -> None:
    """Votes and stations of data/count.json as they follow from the entries."""
    problems: list[str] = []
    try:
        found = recount(entries, problems)
        wanted = found or "data/count.json" in files
        published = json.loads(files["data/count.json"]) if wanted else []
        published = published if isinstance(published, list) else [published]
        told = {
            " ".join([one["contest"], *filter(None, [one.get("area")])]): (
                one["stations"]["counted"],
                one["votes"],
            )
            for whole in published
            for one in (whole, *whole.get("by", ()))
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        problem = "data/count.json is missing or malformed, or an entry is not as one should be"
        report.add("numbers", [problem], "")
        return
    wholes = {name for name in found if " " not in name}
    for name in sorted({*told, *wholes}):
        nothing = (0, dict.fromkeys(told[name][1], 0)) if " " in name else None
        if told.get(name) != found.get(name, nothing):
            stated, given = told.get(name, "nothing"), found.get(name)
            problems.append(f"{name}: published {stated}, the entries give {given}")
    says = f"votes and stations counted of {len(wholes)} contest(s) follow from the entries"
    report.add("numbers", problems, says)


def check_head(report: Report, files: Files) -> None:
    """What head.json says of the log is what its signed head says."""
    try:
        told = json.loads(files["head.json"])
        holds = (told["size"], told["root"]) == (report.size, report.root.hex())
    except (ValueError, KeyError, TypeError, RecursionError):
        holds = False
    report.add("head", [] if holds else ["head.json is missing or not of this log"], "is the log's")


def check_proof(
    report: Report, data: bytes, keys: list[Key], policy: Policy, entry: bytes | None
) -> None:
    """A .tlog-proof: its checkpoint is signed and its entry is in that log."""
    head, _, note = data.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Bad("not a .tlog-proof")
    if lines and lines[0].startswith("extra "):
        carried = unbase64(lines.pop(0)[6:])
        entry = carried if entry is None else entry
    index = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines.pop(0)) if lines else None
    if index is None:
        raise Bad("the proof has no index")
    if entry is None:
        raise Bad("the proof does not carry its entry: give it with --entry FILE")
    checkpoint = parse_checkpoint(note)
    _, report.size, report.root = checkpoint[:3]
    check_signatures(report, checkpoint, keys, policy)
    path = [unbase64(line) for line in lines]
    found = root_from_path(leaf_hash(entry), int(index[1]), report.size, path)
    problem = [] if found == report.root else ["the proof does not lead to the signed root"]
    report.add("inclusion", problem, f"entry {index[1]} is in the log of {report.size} entries")


# --- files and the command line -------------------------------------------------------------


class Folder(Mapping[str, bytes]):
    """Regular files below a folder by their path; `others` are links, pipes and devices."""

    def __init__(self, top: Path) -> None:
        self._top = top
        kinds = {path.relative_to(top).as_posix(): path.lstat().st_mode for path in top.rglob("*")}
        self._paths = {path for path, kind in kinds.items() if stat.S_ISREG(kind)}
        self.others = sorted(
            {path for path, kind in kinds.items() if not stat.S_ISDIR(kind)} - self._paths
        )

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return (self._top / path).read_bytes()

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        return len(self._paths)


def join_bundle(entries: list[bytes]) -> bytes:
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def find_policy(*folders: Path) -> Policy:
    """The policy that lies beside what is checked, if any."""
    for folder in folders:
        path = folder / "policy.txt"
        if path.is_file():
            return parse_policy(path.read_text(encoding="utf-8"))
    return [], {}, {}, "none"


def read_folder(report: Report, path: Path) -> Folder:
    """The files of a folder; anything there that is no file is told."""
    files = Folder(path)
    problems = [f"{name} is a link, a pipe or a device, and no file" for name in files.others]
    if problems:
        report.add("files", problems, "")
    return files


def verify(path: Path, keys: Iterable[Key] = (), entry: bytes | None = None) -> Report:
    """Check what stands at a path; gives a Report, or raises Bad or OSError."""
    report, keys, path = Report(), list(keys), path.absolute()
    log = path / "log"
    if path.is_file():
        policy = find_policy(path.parent / "keys", path.parent)
        check_proof(report, path.read_bytes(), keys, policy, entry)
    elif any((path / name).exists() for name in OF_A_RELEASE):
        files = read_folder(report, path)
        check_manifest(report, files)
        policy = find_policy(path / "keys")
        if entries := check_log(report, Folder(log), keys, policy):
            check_numbers(report, files, entries)
        if report.size and "head.json" in files:
            check_head(report, files)
    elif path.is_dir():
        log = log if log.is_dir() else path
        policy = find_policy(log.parent / "keys", log.parent)
        check_log(report, read_folder(report, log), keys, policy)
    else:
        raise Bad(f"there is nothing at {path}")
    return report


OF_A_RELEASE = ("manifest.json", "index.html", "head.json", "site")


def printable(text: str) -> str:
    """Text whose control characters are escaped: a file's name must not write on the screen."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    here = Path(__file__).absolute().parent
    parser.add_argument(
        "path", nargs="?", type=Path, default=here, help="release, log or .tlog-proof"
    )
    parser.add_argument("--key", action="append", default=[], help="vkey of the log, got elsewhere")
    parser.add_argument("--entry", type=Path, help="file with the entry that a proof is about")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    options = parser.parse_args(arguments)
    try:
        entry = options.entry.read_bytes() if options.entry else None
        report = verify(options.path, [parse_key(key) for key in options.key], entry)
    except (Bad, OSError, UnicodeDecodeError) as error:
        print(printable(f"could not be checked: {error}"), file=sys.stderr)
        return 2
    if options.json:
        told = {"ok": report.ok, "size": report.size, "root": report.root.hex()}
        print(json.dumps({**told, "cosignatures": report.cosignatures, "checks": report.checks}))
    else:
        for check in report.checks:
            says = printable(check["says"])
            print(f"{'ok  ' if check['ok'] else 'FAIL'} {check['check']}: {says}")
        print("Everything checked here holds." if report.ok else "SOMETHING DOES NOT HOLD.")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
