"""What a checkpoint has to be: signed by a log key that is trusted, cosigned often enough, and no other than was known before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from huicai_verify.findings import Findings
from huicai_verify.notes import Checkpoint, Key, NoteInvalid, SignatureWrong
from huicai_verify.tree import ProofInvalid, must_extend


@dataclass(frozen=True, slots=True)
class Trust:
    """What the auditor brings along, and got by another way than what is examined."""

    keys: tuple[Key, ...] = ()
    witnesses: int = 0  # how many have to have cosigned
    checkpoints: tuple[Checkpoint, ...] = ()
    consistency: Sequence[bytes] | None = field(default=None)

    @property
    def log_keys(self) -> list[Key]:
        """The keys that a log signs with."""
        return [key for key in self.keys if not key.is_of_witness]


def judged(content: bytes, trust: Trust, findings: Findings, *, file: str) -> Checkpoint | None:
    """Read and judge a checkpoint; None if it is not even one."""
    try:
        checkpoint = Checkpoint.parse(content)
    except NoteInvalid:
        findings.fault("checkpoint_unreadable", file=file)
        return None
    findings.checked["checkpoints"] += 1
    _judge_signatures(checkpoint, trust, findings, file)
    findings.stated |= {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    return checkpoint


def _judge_signatures(checkpoint: Checkpoint, trust: Trust, findings: Findings, file: str) -> None:
    try:
        signers = checkpoint.note.signers(trust.keys)
    except SignatureWrong as wrong:
        findings.fault("signature_wrong", file=file, signer=wrong.name)
        return
    by_log = [key for key in signers if not key.is_of_witness and key.name == checkpoint.origin]
    if not trust.log_keys:
        findings.undecidable("no_key", file=file)
    elif not by_log:
        findings.fault("checkpoint_unsigned", file=file)
    witnesses = [key for key in signers if key.is_of_witness]
    # One that changes its key signs with two under its name, and one key may be known under two names.
    found = min(len({key.name for key in witnesses}), len({key.fingerprint for key in witnesses}))
    if found < trust.witnesses:
        findings.fault("witnesses_too_few", file=file, found=found, required=trust.witnesses)
    findings.stated["signed_by"] = sorted({key.name for key in signers})


def compare_with_trusted(logs: Sequence[Checkpoint], trust: Trust, findings: Findings, *, file: str) -> None:
    """Compare each checkpoint that the auditor has kept with that of the same log here."""
    for trusted in trust.checkpoints:
        findings.checked["trusted_checkpoints"] += 1
        here = next((log for log in logs if log.origin == trusted.origin), None)
        if here is None:
            origins = ", ".join(log.origin for log in logs)
            findings.fault("origin_other", file=file, origin=origins, expected=trusted.origin)
        else:
            _compare(here, trusted, trust.consistency, findings, file)


def _compare(
    here: Checkpoint, trusted: Checkpoint, path: Sequence[bytes] | None, findings: Findings, file: str
) -> None:
    if here.size == trusted.size:
        if here.root != trusted.root:
            findings.fault("checkpoints_fork", file=file, size=here.size)
    elif path is None:
        code = "no_consistency" if trusted.size < here.size else "trusted_newer"
        findings.undecidable(code, file=file, size=here.size, trusted=trusted.size)
    else:
        old, new = sorted((here.tree, trusted.tree))
        try:
            must_extend(old, new, path)
        except ProofInvalid:
            findings.fault("consistency_wrong", file=file, size=new[0], trusted=old[0])
