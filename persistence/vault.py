"""The vault (密钥库): one data key per subject, and whose identifier is whose.

Keys lie in the database wrapped by the master key and are unwrapped for the length of one call; no process
keeps any. So whoever is erased, by whatever process, is unreadable everywhere from that commit on.
"""

import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from domain.personal_data import Erased, KeyMissing, Sealed, Tampered, Unreadable
from persistence.datastore import Cursor, Datastore
from persistence.master_key import MasterKey, WrappedKeyAltered, derived
from persistence.sealing import KEY_BYTES, KeyRing

INDEX_ROOT = b"index root"  # whom the root of the index keys was wrapped for


class Vault:
    """Hands out key rings, opens sealed facts, destroys keys. Implements `domain.ports.Vault`."""

    def __init__(self, datastore: Datastore, master_key: MasterKey) -> None:
        """Raises `WrongMasterKey` unless this is the master key that the vault was first locked with."""
        self._datastore = datastore
        self._master_key = master_key
        self._index_root = master_key.unwrap(datastore.retried(self._wrapped_index_root), INDEX_ROOT)

    def subject_of(self, jurisdiction: str, kind: str, identifier: str) -> UUID | None:
        """The subject this identifier belongs to. The caller spells it in its one canonical way."""
        return self._datastore.retried(lambda: self._owner_of(jurisdiction, kind, identifier))

    def claim(self, jurisdiction: str, kind: str, identifier: str, subject: UUID) -> UUID:
        """Give the identifier to `subject` unless it belongs to somebody; return whose it is now."""
        owner = self.subject_of(jurisdiction, kind, identifier)
        while owner is None:  # again only if an owner was erased between insert and select
            self.keys_for({subject})
            owner = self._datastore.retried(lambda: self._claimed(jurisdiction, kind, identifier, subject))
        return owner

    def keys_for(self, subjects: Iterable[UUID]) -> KeyRing:
        """The keys to seal with, made and committed where there are none. Raises `Erased`."""
        wanted = set(subjects)
        return self._datastore.retried(lambda: self._ring_for(wanted)) if wanted else KeyRing({})

    def open(self, sealed: Sealed) -> str:
        """The fact itself. Raises `Erased`, `Tampered` or `KeyMissing`, never one for another."""
        [fact] = self.open_many([sealed])
        if isinstance(fact, Unreadable):
            raise fact
        return fact

    def open_many(self, sealed: Sequence[Sealed]) -> list[str | Unreadable]:
        """Each fact, or what keeps it from being read, in the order given and with one question asked."""
        wrapped = self._datastore.retried(lambda: self._wrapped_keys({fact.subject for fact in sealed}))
        locks = {fact.subject: self._unwrapped(fact.subject, wrapped) for fact in sealed}
        ring = KeyRing({subject: key for subject, key in locks.items() if isinstance(key, bytes)})
        return [_opened(fact, locks[fact.subject], ring) for fact in sealed]

    def erase(self, subject: UUID) -> None:
        """Destroy the subject's key and identifiers in one transaction, for ever. Safe to repeat."""
        self._datastore.retried(lambda: self._erased(subject))

    def _ring_for(self, subjects: set[UUID]) -> KeyRing:
        wrapped = self._wrapped_keys(subjects)
        if missing := subjects - wrapped.keys():
            self._make_keys(sorted(missing))
            wrapped |= self._wrapped_keys(missing)
        keys = {subject: self._unwrapped(subject, wrapped) for subject in subjects}
        return KeyRing({subject: _or_raise(key) for subject, key in keys.items()})

    def _wrapped_keys(self, subjects: set[UUID]) -> dict[UUID, bytes | None]:
        """The wrapped keys that there are; None is the mark of an erasure."""
        with self._datastore.cursor() as cursor:
            cursor.execute(
                "SELECT subject, wrapped FROM vault.keys WHERE subject = ANY (%s::uuid[])",
                (_array(subjects),),
            )
            return {subject: wrapped and bytes(wrapped) for subject, wrapped in cursor}

    def _make_keys(self, subjects: Sequence[UUID]) -> None:
        """A key for each, unless another process is faster. In one order, so that no two processes deadlock."""
        wrapped = [self._master_key.wrap(os.urandom(KEY_BYTES), subject.bytes).hex() for subject in subjects]
        with self._datastore.cursor() as cursor:
            cursor.execute(
                "INSERT INTO vault.keys (subject, wrapped)"
                " SELECT new.subject, decode(new.wrapped, 'hex')"
                "   FROM unnest(%s::uuid[], %s::text[]) AS new (subject, wrapped) ON CONFLICT DO NOTHING",
                (_array(subjects), _array(wrapped)),
            )

    def _unwrapped(self, subject: UUID, wrapped: Mapping[UUID, bytes | None]) -> bytes | Unreadable:
        if subject not in wrapped:
            return KeyMissing(subject)
        if (key := wrapped[subject]) is None:
            return Erased(subject)
        try:
            return self._master_key.unwrap(key, subject.bytes)
        except WrappedKeyAltered:
            return Tampered(subject)

    def _owner_of(self, jurisdiction: str, kind: str, identifier: str) -> UUID | None:
        with self._datastore.cursor() as cursor:
            return _owner(cursor, (jurisdiction, kind, self._digest(jurisdiction, kind, identifier)))

    def _claimed(self, jurisdiction: str, kind: str, identifier: str, subject: UUID) -> UUID | None:
        """Insert, then look. From the insert on, an erasure of `subject` waits for this transaction."""
        entry = (jurisdiction, kind, self._digest(jurisdiction, kind, identifier))
        with self._datastore.transaction() as cursor:
            cursor.execute(
                "INSERT INTO vault.subjects (jurisdiction, kind, digest, subject) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                (*entry, subject),
            )
            cursor.execute("SELECT FROM vault.keys WHERE subject = %s AND wrapped IS NULL", (subject,))
            if cursor.fetchone() is not None:
                raise Erased(subject)
            return _owner(cursor, entry)

    def _digest(self, jurisdiction: str, kind: str, identifier: str) -> bytes:
        """What stands for the identifier: without the master key nobody can try out which one it is."""
        index_key = derived(self._index_root, b"huicai identifier index " + jurisdiction.encode())
        named = kind.encode()
        return hmac.digest(index_key, len(named).to_bytes(4, "big") + named + identifier.encode(), "sha256")

    def _wrapped_index_root(self) -> bytes:
        """The root of all index keys; whoever is first at an empty vault makes it."""
        made = self._master_key.wrap(os.urandom(KEY_BYTES), INDEX_ROOT)
        with self._datastore.cursor() as cursor:
            cursor.execute(
                "INSERT INTO vault.index_root (wrapped) VALUES (%s) ON CONFLICT DO NOTHING", (made,)
            )
            cursor.execute("SELECT wrapped FROM vault.index_root")
            [(wrapped,)] = cursor.fetchall()
            return bytes(wrapped)

    def _erased(self, subject: UUID) -> None:
        with self._datastore.cursor() as cursor:
            cursor.execute("SELECT vault.erase(%s)", (subject,))


def _owner(cursor: Cursor, entry: tuple[str, str, bytes]) -> UUID | None:
    cursor.execute(
        "SELECT subject FROM vault.subjects WHERE jurisdiction = %s AND kind = %s AND digest = %s", entry
    )
    row = cursor.fetchone()
    return None if row is None else row[0]


def _opened(sealed: Sealed, key: bytes | Unreadable, ring: KeyRing) -> str | Unreadable:
    if isinstance(key, Unreadable):
        return key
    try:
        return ring.open(sealed)
    except Tampered as tampered:
        return tampered


def _or_raise(key: bytes | Unreadable) -> bytes:
    if isinstance(key, Unreadable):
        raise key
    return key


def _array(elements: Iterable[UUID | str]) -> str:
    """As a literal: psycopg2's own way has the server parse one constant per element."""
    return "{" + ",".join(map(str, elements)) + "}"
