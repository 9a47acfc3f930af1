"""Speed of the log beside pymerkle, in one process and one run: `python benchmarks/log.py`.

Prints entries a second for appending (tiles in memory; published durably on disk), for full
verification of the published folder, and the median time of an inclusion proof from files, with
what is to be reached. Options: `--entries N` (default 500,000), `--json`.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pymerkle

from actas.log import keys, standalone
from actas.log.audit import audit
from actas.log.growth import Growth
from actas.log.merkle import leaf_hash, verify_inclusion
from actas.log.store import Log
from actas.log.tree import Tree

ORIGIN = "log.example/benchmark"
PROOFS = 2000


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_ms(work: Callable[[int], object], indexes: list[int]) -> float:
    return statistics.median(seconds(lambda i=i: work(i)) for i in indexes) * 1000


def grow(entries: list[bytes]) -> bytes:
    growth = Growth(0, [], b"", entries)
    for _ in growth.tiles():
        pass
    return growth.root


def measure_log(entries: list[bytes], folder: Path, indexes: list[int]) -> dict[str, float]:
    """The log's numbers; entries a second, or milliseconds where the name says so."""
    count = len(entries)
    signers = keys.make(folder / "keys", ORIGIN)
    log = Log.create(folder / "log", ORIGIN, signers)
    told = {
        "append, tiles in memory": count / seconds(lambda: grow(entries)),
        "append, published and synced": count / seconds(lambda: log.append(entries)),
        "small batch of 64 durable, ms": 1000 * seconds(lambda: log.append(entries[:64])),
    }
    policy = keys.policy(folder / "keys")
    results = []
    told["full verification"] = count / seconds(
        lambda: results.append(audit(folder / "log", policy))
    )
    assert results[0].ok
    told["full verification, one-file verifier"] = count / seconds(
        lambda: results.append(standalone.verify(folder / "log"))
    )
    assert results[1].ok
    reader = Log.open(folder / "log", policy)
    told["inclusion proof from files, ms"] = median_ms(  # nothing kept from one to the next
        lambda index: Tree(reader.read, reader.size, reader.root).inclusion_proof(index), indexes
    )
    told["the same, checked tiles kept, ms"] = median_ms(reader.tree.inclusion_proof, indexes)
    told["proof with its entry, ms"] = median_ms(reader.prove, indexes)
    index = indexes[0]
    proof = reader.tree.inclusion_proof(index)
    leaf = leaf_hash(entries[index])
    told["check of a proof, ms"] = median_ms(
        lambda _: verify_inclusion(leaf, index, reader.size, proof, reader.root), indexes
    )
    return told


def measure_pymerkle(
    entries: list[bytes], folder: Path, indexes: list[int]
) -> dict[str, dict[str, float]]:
    """pymerkle's numbers under the same names, for its two kinds of tree."""
    told: dict[str, dict[str, float]] = {}
    count = len(entries)
    memory = pymerkle.InmemoryTree(algorithm="sha256")
    told["pymerkle memory"] = {
        "append, tiles in memory": count
        / seconds(lambda: [memory.append_entry(entry) for entry in entries])
    }
    if count <= 200_000:
        assert memory.get_root() == grow(entries)
    told["pymerkle memory"]["the same, checked tiles kept, ms"] = median_ms(
        lambda index: memory.prove_inclusion(index + 1, count), indexes
    )
    with pymerkle.SqliteTree(str(folder / "tree.db"), algorithm="sha256") as tree:
        told["pymerkle SQLite"] = {
            "append, published and synced": count
            / seconds(lambda: tree.append_entries(entries, chunksize=100_000)),
            "inclusion proof from files, ms": median_ms(
                lambda index: tree.prove_inclusion(index + 1, count), indexes[:100]
            ),
        }
    return told


REACH = {
    "append, tiles in memory": 300_000,
    "append, published and synced": 300_000,
    "full verification": 200_000,
    "inclusion proof from files, ms": 1.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--entries", type=int, default=500_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    count = options.entries
    entries = [b'{"acta":%d,"sha256":"%064x"}' % (i, i) for i in range(count)]
    indexes = random.Random(1).sample(range(count), min(PROOFS, count))
    with tempfile.TemporaryDirectory() as name:
        ours = measure_log(entries, Path(name), indexes)
        peers = measure_pymerkle(entries, Path(name), indexes)
    if options.json:
        json.dump({"entries": count, "actas": ours, **peers}, sys.stdout)
        return
    print(f"{count:,} entries of {len(entries[-1])} bytes; a second, or ms where it says so")
    print(f"{'':38}{'reach':>10}{'actas':>12}" + "".join(f"{peer:>24}" for peer in peers))
    for what, value in ours.items():
        cells = [f"{REACH[what]:>10,}" if what in REACH else f"{'':10}", f"{value:>12,.2f}"]
        for peer in peers.values():
            ratio = value / peer[what] if what in peer else 0
            ratio = 1 / ratio if ratio and what.endswith("ms") else ratio
            cells.append(f"{peer[what]:>14,.2f} ({ratio:>5,.1f}x)" if ratio else f"{'–':>24}")
        print(f"{what:38}" + "".join(cells))


if __name__ == "__main__":
    main()
