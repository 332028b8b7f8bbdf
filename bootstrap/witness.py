"""The witness (见证方): cosigns what a log of another instance has signed, if it continues all that was seen of it before.

    known log ─ signature ─ size ─ proof ─> recorded ─> cosigned        https://c2sp.org/tlog-witness

What is recorded is recorded before the cosignature leaves, and nothing can be recorded after the same checkpoint twice. So a
log that tells this witness one story cannot have another cosigned, whoever holds its key.
"""

from functools import cached_property
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from bootstrap.settings import Settings
from bootstrap.trust_policies import policy_in
from domain.ports import Clock
from domain.witnessing import CheckpointNotTrusted, ConsistencyUnproven, LogUnknown, RootsDiffer
from persistence import signing_keys
from persistence.witnessed_logs import Contradiction, Seen, WitnessedLogs
from transparency.checkpoint import Checkpoint
from transparency.cosignature import Cosigner
from transparency.note import NoteMalformed, NoteNotBelieved
from transparency.tree import EMPTY_ROOT, is_consistent
from transparency.witness_request import WitnessRequest

WITNESS_KEYS = "witness-keys.json"
LARGEST_SIZE = 2**63 - 1


class Cosigned(NamedTuple):
    """The lines of signature to be put below the checkpoint."""

    lines: str


class SeenOtherwise(NamedTuple):
    """Another size than the request says was seen last: the log is asked to begin there."""

    size: int


class Witness:
    """Judges requests and cosigns."""

    def __init__(self, settings: Settings, seen: WitnessedLogs, clock: Clock) -> None:
        self._settings = settings
        self._seen = seen
        self._clock = clock

    def add_checkpoint(self, written: str) -> Cosigned | SeenOtherwise:
        """The cosignature of a request's checkpoint, or the size with which it has to begin.

        Raises `NoteMalformed`, `LogUnknown`, `CheckpointNotTrusted`, `RootsDiffer`, `ConsistencyUnproven`, `PolicyUnusable`.
        """
        request = WitnessRequest.parse(written)
        checkpoint = self._checkpoint(request)
        if not request.old_size <= checkpoint.size <= LARGEST_SIZE:
            raise NoteMalformed("the old size is above the new one, or that is larger than any log")
        began = int(
            self._clock().timestamp()
        )  # before it is looked what was seen: the cosignature speaks of then
        latest = self._seen.latest(checkpoint.origin)
        if request.old_size != (latest.size if latest else 0):
            return SeenOtherwise(latest.size if latest else 0)
        self._must_continue(latest, checkpoint, request)
        is_new = latest is None or latest.size < checkpoint.size
        if is_new and not self._record(checkpoint, latest, request):
            return SeenOtherwise(self._size_seen(checkpoint.origin))
        return Cosigned("".join(str(one.cosigned(request.checkpoint.text, began)) for one in self._cosigners))

    def _checkpoint(self, request: WitnessRequest) -> Checkpoint:
        """The checkpoint, signed by a key that is trusted to sign as that log."""
        checkpoint = Checkpoint.parse(request.checkpoint.text)
        keys = policy_in(self._settings.witnessed_logs).keys_of(checkpoint.origin)
        if not keys or not self._cosigners:
            raise LogUnknown
        try:
            request.checkpoint.believed_by(keys)
        except NoteNotBelieved:
            raise CheckpointNotTrusted from None
        return checkpoint

    def _must_continue(self, latest: Seen | None, checkpoint: Checkpoint, request: WitnessRequest) -> None:
        """Refuse whatever does not begin with what was seen, and keep what the log has signed."""
        seen = latest or Seen(0, EMPTY_ROOT)
        about = {"kind": "transparency_log", "id": checkpoint.origin}
        if seen.size == checkpoint.size and seen.root != checkpoint.root:
            self._keep(checkpoint, seen, request, RootsDiffer.code)
            raise RootsDiffer(blocked_by=about)
        if not is_consistent(seen.size, seen.root, checkpoint.size, checkpoint.root, request.proof):
            self._keep(checkpoint, seen, request, ConsistencyUnproven.code)
            raise ConsistencyUnproven(blocked_by=about)

    def _record(self, checkpoint: Checkpoint, after: Seen | None, request: WitnessRequest) -> bool:
        return self._seen.record(
            checkpoint.origin,
            Seen(checkpoint.size, checkpoint.root),
            after=after,
            checkpoint=str(request.checkpoint),
            at=self._clock(),
        )

    def _keep(self, checkpoint: Checkpoint, seen: Seen, request: WitnessRequest, why: str) -> None:
        self._seen.contradicted(
            Contradiction(
                checkpoint.origin,
                checkpoint.size,
                checkpoint.root,
                seen.size,
                seen.root,
                why,
                str(request.checkpoint),
                self._clock(),
            )
        )

    def _size_seen(self, origin: str) -> int:
        latest = self._seen.latest(origin)
        return latest.size if latest else 0

    @cached_property
    def _cosigners(self) -> tuple[Cosigner, ...]:
        """One for each of its keys: so who knows only the earlier one can go on believing while a key is changed."""
        return cosigners_of(self._settings)


def cosigners_of(settings: Settings) -> tuple[Cosigner, ...]:
    """This instance as a witness; empty where it is none. Raises `SigningKeysUnusable`."""
    if settings.witness_name is None:
        return ()
    name = settings.witness_name
    return tuple(Cosigner(name, _private(key)) for key in _witness_keys(settings))


def _witness_keys(settings: Settings) -> list[OKPKey]:
    """Made by `huicai anchors witness-key`, and by nothing else."""
    if settings.witness_keys is not None:
        return signing_keys.parsed(settings.witness_keys.get_secret_value())
    return signing_keys.found_in(settings.data / WITNESS_KEYS) or []


def _private(key: OKPKey) -> Ed25519PrivateKey:
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)  # signing_keys reads no others
    return private
