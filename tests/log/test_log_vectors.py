"""Vectors published by other implementations of the same formats, all of them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from actas.errors import LogError
from actas.log import merkle, note, proof, tiles
from actas.log.checkpoint import Checkpoint, parse_checkpoint
from actas.log.growth import Growth
from actas.log.note import COSIGNATURE, MLDSA44, NoteError, parse_note, parse_vkey, verify_note
from actas.log.policy import of_keys
from actas.log.signing import Signer, parse_signer

pytestmark = pytest.mark.untraced  # runs of much that other tests cover

Vectors = dict[str, Any]


def unb64(text: str) -> bytes:
    return base64.b64decode(text)


def grown(entries: list[bytes]) -> tuple[bytes, dict[str, bytes]]:
    growth = Growth(0, [], b"", entries)
    files = {tile.path: data for tile, data in growth.tiles()}
    return growth.root, files


def test_constants_of_rfc_6962() -> None:
    # transparency-dev/merkle, testonly/constants.go and rfc6962/rfc6962_test.go
    assert merkle.EMPTY_ROOT.hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert merkle.leaf_hash(b"").hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert merkle.leaf_hash(b"L123456").hex() == (
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
    assert merkle.node_hash(b"N123", b"N456").hex() == (
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


def test_roots_of_sizes_0_to_8(vectors: Vectors) -> None:
    group = vectors["rfc6962_roots_0_to_8"]
    entries = [bytes.fromhex(leaf) for leaf in group["leaf_inputs_hex"]]
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    assert [h.hex() for h in hashes] == group["leaf_hash_hex"]
    for size, expected in enumerate(group["root_by_size_hex"]):
        assert merkle.root(hashes[:size]).hex() == expected
        assert (grown(entries[:size])[0] if size else merkle.EMPTY_ROOT).hex() == expected


def test_hasher(vectors: Vectors) -> None:
    wanted = {v["desc"]: v["want"] for v in vectors["rfc6962_hasher"]["vectors"]}
    assert wanted == {
        "RFC6962 Empty": merkle.EMPTY_ROOT.hex(),
        "RFC6962 Empty Leaf": merkle.leaf_hash(b"").hex(),
        "RFC6962 Leaf": merkle.leaf_hash(b"L123456").hex(),
        "RFC6962 Node": merkle.node_hash(b"N123", b"N456").hex(),
    }


def test_inclusion_proofs_good_and_mutated(vectors: Vectors) -> None:
    group = vectors["merkle_inclusion_json"]
    assert len(group) == 98
    for v in group:
        args = (
            unb64(v["leafHash"]),
            v["leafIdx"],
            v["treeSize"],
            [unb64(h) for h in v["proof"] or []],
            unb64(v["root"]),
        )
        if v["wantErr"]:
            with pytest.raises(merkle.ProofError):
                merkle.verify_inclusion(*args)
        else:
            merkle.verify_inclusion(*args)


def test_consistency_proofs_good_and_mutated(vectors: Vectors) -> None:
    group = vectors["merkle_consistency_json"]
    assert len(group) == 98
    for v in group:
        proof_hashes = [unb64(h) for h in v["proof"] or []]
        args = (v["size1"], v["size2"], proof_hashes, unb64(v["root1"]), unb64(v["root2"]))
        # One vector has a root of 12 bytes; here every hash must have 32.
        if v["wantErr"] or len(args[3]) != 32:
            with pytest.raises(merkle.ProofError):
                merkle.verify_consistency(*args)
        else:
            merkle.verify_consistency(*args)


def test_valid_signed_notes(vectors: Vectors) -> None:
    assert len(vectors["signed_notes_valid"]) == 22
    for v in vectors["signed_notes_valid"]:
        good = verify_note(parse_note(v["note"].encode()), map(parse_vkey, v["vkeys"]))
        names = [[key.name, time or None] for key, time in good.items()]
        assert names == v["result"], v["src"]


def test_invalid_signed_notes(vectors: Vectors) -> None:
    key = parse_vkey(vectors["note_deterministic_sign"]["vkey"])
    assert len(vectors["signed_notes_invalid"]) == 9
    for text in vectors["signed_notes_invalid"]:
        data = b"\xff" + text.encode() if text.endswith("_RAW") else text.encode()
        with pytest.raises(NoteError):
            verify_note(parse_note(data), [key])


def test_mangled_keys_are_refused(vectors: Vectors) -> None:
    group = vectors["vkey_manglings_rejected"]
    base = group["base"]
    assert parse_vkey(base).vkey == base
    length = len(base)
    parts = {base[i:j] for i in range(length) for j in range(i + 1, length + 1)} - {base}
    changed = {base[:i] + chr(ord(base[i]) + 1) + base[i + 1 :] for i in range(length)}
    assert len(parts) + len(changed) >= group["count"]
    for text in parts | changed:
        with pytest.raises(NoteError):
            parse_vkey(text)


def test_ed25519_signature_is_the_published_one(vectors: Vectors) -> None:
    v = vectors["note_deterministic_sign"]
    signer = parse_signer(v["skey"])
    assert signer.verifier.vkey == v["vkey"]
    assert signer.sign(v["text"].encode()).line == v["sig_line"]


def test_cosignature_is_the_published_one(vectors: Vectors) -> None:
    v = vectors["cosignature_v1_deterministic"]
    seed = hashlib.sha256(b"skylight test witness key").digest()
    name = v["vkey"].split("+")[0]
    signer = Signer(name, COSIGNATURE, seed, clock=lambda: v["timestamp"])
    text = v["text"].encode()
    assert signer.verifier.vkey == v["vkey"]
    message = note.signed_message(COSIGNATURE, name, text, v["timestamp"])
    assert message.decode() == v["signed_message"]
    assert signer.sign(text).line == v["sig_line"]


def test_mldsa44_message_layout(vectors: Vectors) -> None:
    v = vectors["mldsa44_cosignature_layout"]
    [[name, timestamp]] = v["roundtrip"]
    text = vectors["spec_checkpoint_examples_parse_only"][0]["note"].split("\n\n")[0] + "\n"
    message = note.signed_message(MLDSA44, name, text.encode(), timestamp)
    assert (message.hex(), len(message)) == (v["message_hex"], v["message_len"])
    signer = Signer(name, MLDSA44, b"\x07" * 32, clock=lambda: timestamp)
    assert len(signer.verifier.public) == v["pub_len"]
    signature = signer.sign(text.encode())
    assert len(signature.blob) == 8 + v["sig_len"]
    assert signer.verifier.verify(text.encode(), signature.blob) == timestamp


def test_tessera_log_byte_for_byte(vectors: Vectors) -> None:
    v = vectors["tessera_testdata_log"]
    entries = [text.encode() for text in v["entries"]]
    assert len(v["states"]) == 16
    for state in v["states"]:
        size = state["size"]
        root, files = grown(entries[:size]) if size else (merkle.EMPTY_ROOT, {})
        bundle = files.get(f"tile/entries/000.p/{size}", b"")
        tile = files.get(f"tile/0/000.p/{size}", b"")
        assert base64.b64encode(root).decode() == state["root_b64"]
        assert hashlib.sha256(bundle).hexdigest() == state["bundle_sha256"]
        assert hashlib.sha256(tile).hexdigest() == state["tile0_sha256"]
        assert tiles.unpack(bundle) == entries[:size]


def test_tile_paths(vectors: Vectors) -> None:
    for level, index, width, path in vectors["tile_paths"]["valid"]:
        tile = tiles.Tile(tiles.ENTRIES if level == "entries" else level, index, width)
        assert tile.path == path
        assert tiles.parse_path(path) == tile
    for path in vectors["tile_paths"]["invalid"]:
        with pytest.raises(LogError):
            tiles.parse_path(path)


def test_tiling_of_70000(vectors: Vectors) -> None:
    v = vectors["tiling_70000"]
    entries = [b"entry %d" % number for number in range(70_000)]
    root, files = grown(entries)
    assert root.hex() == v["root_70000_hex"]
    assert tiles.tile_root(files["tile/0/000"]).hex() == v["root_256_hex"]
    assert tiles.tile_root(files["tile/1/000"]).hex() == v["root_65536_hex"]
    wanted = [tile.path for tile in tiles.layout(70_000)]
    assert len([p for p in wanted if p.startswith("tile/0/") and ".p" not in p]) == 273
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(wanted)
    assert set(wanted) <= set(files) == {tile.path for tile in tiles.added(0, 70_000)}


def test_go_tree_text(vectors: Vectors) -> None:
    v = vectors["go_format_tree"]
    root = merkle.leaf_hash(v["leaf"].encode())
    assert Checkpoint("go.sum database tree", 123456789012, root).text.decode() == v["text"]


def test_tlog_proofs(vectors: Vectors) -> None:
    group = vectors["tlog_proof"]
    for v in group["marshal"]:
        extra = None if v["extra"] is None else v["extra"].encode()
        hashes = tuple(unb64(h) for h in v["hashes_b64"])
        one = proof.Proof(v["index"], hashes, v["checkpoint"].encode(), extra)
        assert one.encode().decode() == v["want"]
        assert proof.parse_proof(v["want"].encode()) == one
    for text in group["invalid"]:
        with pytest.raises(merkle.ProofError):
            proof.parse_proof(text.encode())


def test_worked_tlog_proof(vectors: Vectors) -> None:
    v = vectors["tlog_proof"]["worked_example_seven"]
    policy = of_keys([parse_vkey(v["vkey"])])
    one = proof.parse_proof(v["proof"].encode())
    assert one.verify(policy, v["entry"].encode()).checkpoint.size == 15
    with pytest.raises(LogError):
        one.verify(policy, b"eight")
    with pytest.raises(LogError, match="does not carry its entry"):
        one.verify(policy)


def test_checkpoints_of_the_specification(vectors: Vectors) -> None:
    for v in vectors["spec_checkpoint_examples_parse_only"]:
        head, parsed = parse_checkpoint(v["note"].encode())
        assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20852163)
        lines = [[s.name, s.key_id.hex(), len(s.blob)] for s in parsed.signatures]
        assert lines == v["sigs"]
        assert parsed.encode().decode() == v["note"]


@pytest.mark.slow
def test_log_of_a_million(vectors: Vectors) -> None:
    entries = [b'{"acta":%d,"sha256":"%064x"}' % (i, i) for i in range(1_000_000)]
    growth = Growth(0, [], b"", entries)
    for _ in growth.tiles():
        pass
    assert growth.root.hex() == vectors["site_1M"]["root_hex"]
