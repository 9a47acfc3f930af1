"""The tamper-evident log: entries in, a signed head out, proofs that it only ever grew.

C2SP tlog-tiles as static files. It knows bytes, hashes and keys; nothing of elections except
in `entries`, which gives the bytes a meaning.
"""
