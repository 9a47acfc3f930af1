"""The checks of a log by itself: its bytes, signatures, entries, and a proof taken from it.

The log's own audit does the hashing; this adds whose key it is, and that entries are well formed.
"""

from __future__ import annotations

from pathlib import Path

from actas.checks.run import judge
from actas.count.shapes import State
from actas.errors import ActasError, InputError, LogError, Place
from actas.log import audit, canonical, keys
from actas.log.checkpoint import parse_checkpoint
from actas.log.entries import parse
from actas.log.policy import FILE_NAME, Policy
from actas.log.proof import Proof, parse_proof
from actas.release.files import Files
from actas.release.following import records_follow
from actas.release.kept import Below, KeptLog, in_folder
from actas.release.verified import Check, Verification

_UNCOMPARED = "consistent under the key {where}, which you must compare elsewhere: {keys}"


def checks(kept: KeptLog, trusted: Policy | None) -> tuple[list[Check], int]:
    """The checks `log`, `signatures` and `key`, and the number of independent cosignatures.

    A witness that only the log's own policy names may be anybody's, the log's too: independent are
    those of a policy that was given.

    Args:
        kept: the log under the policy that it carries.
        trusted: the policy of a key that was given, if any.
    """
    found = audit.audit(kept.files, kept.policy)
    signatures = [one for one in found.checks if one.check == "signatures"]
    rest = [one for one in found.checks if one.check != "signatures"]
    wrong = [f"{one.check}: {one.says}" for one in rest if not one.ok]
    says = f"{kept.head.size:,} entries of {kept.head.origin} lead to the signed root, every tile"
    made = [Check("log", not wrong, "; ".join(wrong) or says)]
    if not kept.where:
        return [*made, _signed(kept)], witnesses(kept, kept.policy)
    independent = witnesses(kept, trusted)
    if signatures and signatures[0].ok:
        made.append(Check("signatures", True, _signatures(kept, trusted, independent)))
    else:
        made += [Check("signatures", one.ok, one.says) for one in signatures]
    return [*made, _key(kept, trusted)], independent


def witnesses(kept: KeptLog, trusted: Policy | None) -> int:
    """How many witnesses of a policy given from outside cosigned the head; 0 without one."""
    try:
        return len(trusted.verify(kept.note).witnesses) if trusted is not None else 0
    except LogError:
        return 0


def must_hold(kept: KeptLog, name: str) -> None:
    """Raise LogError where the log by itself does not hold, saying why."""
    wrong = [one.says for one in checks(kept, None)[0] if not one.ok]
    if wrong:
        raise LogError(f"the log of {name} does not hold: {wrong[0]}")


def entries(kept: KeptLog) -> Check:
    """The check `entries`: each is canonical and of a known schema. Plain Python, for a worker."""
    try:
        for index, data in enumerate(kept.entries()):
            _well_formed(index, data)
    except ActasError as error:
        return Check("entries", False, str(error))
    says = f"all {kept.head.size:,} entries are canonical and of a known schema"
    return Check("entries", True, says)


def judged(state: State) -> list[Check]:
    """The check `records` of a log without its release; nothing where it names no election yet."""
    if state.election is None:
        return []
    made = judge(
        state.election,
        state.register,
        state.readings,
        state.withdrawals,
        state.decisions,
        state.documents,
    )
    return [records_follow(state.records, made.records)]


def of_project(folder: Path) -> KeptLog:
    """The log of a project, under the policy in its `keys/`."""
    return in_folder(folder / "log", keys.policy(folder / "keys"))


def bare(path: Path, files: Files, trusted: Policy | None) -> KeptLog:
    """A log's folder: under the policy in `keys/` beside it, or under the key that is given.

    Raises:
        InputError: neither is there.
    """
    beside = path.absolute().parent / "keys"
    if path.is_dir() and (beside / FILE_NAME).is_file():
        return KeptLog(Below(files, ""), keys.policy(beside), "in keys/ beside the log")
    if trusted is None:
        raise InputError("carries no key to check it with; give the log's key with --key")
    return KeptLog(Below(files, ""), trusted, "")


def proof(path: Path, trusted: Policy | None) -> Verification:
    """Verify a `.tlog-proof`: entry, path and signed head, without any log at hand."""
    data = path.read_bytes()
    try:
        one = parse_proof(data)
        head = parse_checkpoint(one.checkpoint)[0]
    except LogError as error:
        return Verification(0, "", 0, (Check("proof", False, str(error)),))
    policy, where = (trusted, "") if trusted is not None else _nearby(path)
    says = f"is entry {one.index:,} of the log {head.origin} of {head.size:,} entries"
    try:
        verified = one.verify(policy)
        made = [Check("proof", True, f"{_entry(one)} {says}")]
        independent = len(verified.witnesses) if trusted is not None else 0
    except ActasError as error:
        made, independent = [Check("proof", False, str(error))], 0
    if made[0].ok:
        said = "signed under the key you gave"
        if trusted is None:
            said = _UNCOMPARED.format(where=where, keys=_names(policy))
        made.append(Check("key", True, said))
    return Verification(head.size, head.root.hex(), independent, tuple(made))


def _well_formed(index: int, data: bytes) -> None:
    try:
        canonical.decode(data)
    except ActasError as error:
        raise LogError(f"entry {index}: {error}") from None
    parse(data, index)


def _signatures(kept: KeptLog, trusted: Policy | None, independent: int) -> str:
    signed = kept.policy.verify(kept.note)
    says = f"signed by {len(signed.logs)} keys of the log; {independent} independent cosignatures"
    given = {key.public for key in trusted.witnesses.values()} if trusted else set()
    own = sum(kept.policy.witnesses[name].public not in given for name in signed.witnesses)
    if own:
        says += f", and {own} cosignatures by witnesses that the release itself names"
    return says


def _signed(kept: KeptLog) -> Check:
    """The check `key` of a log without a policy: by the key given, as any client does."""
    try:
        kept.policy.verify(kept.note)
    except LogError as error:
        return Check("key", False, str(error))
    return Check("key", True, "signed under the key you gave; other signatures were not checked")


def _key(kept: KeptLog, trusted: Policy | None) -> Check:
    if trusted is None:
        says = _UNCOMPARED.format(where=kept.where, keys=_names(kept.policy))
        return Check("key", True, says)
    unknown = [key.vkey for key in trusted.logs if key not in kept.policy.logs]
    try:
        if kept.policy.logs and unknown:
            raise LogError("the release trusts other keys than the one you gave")
        trusted.verify(kept.note)
    except LogError as error:
        return Check("key", False, str(error))
    return Check("key", True, "signed under the key you gave")


def _names(policy: Policy) -> str:
    return ", ".join(f"{key.name}+{key.key_id.hex()}" for key in policy.logs)


def _nearby(path: Path) -> tuple[Policy, str]:
    """The policy beside a proof file, as in a project or a release."""
    for name in (FILE_NAME, f"keys/{FILE_NAME}"):
        folder = (path.parent / name).parent
        if (path.parent / name).is_file():
            return keys.policy(folder), f"in {folder.resolve().name}/ beside it"
    raise InputError(
        "a proof carries no key, and there is none beside it; give the log's key with --key",
        Place(str(path)),
    )


def _entry(one: Proof) -> str:
    if one.extra is None:
        return "what it proves"
    try:
        entry = parse(one.extra).model_dump(exclude_none=True)
    except ActasError:
        return "what it carries"
    named = [
        str(entry[name]) for name in ("station", "contest", "source", "state") if name in entry
    ]
    return " ".join([f"the {entry['kind']}", *named])
