"""The vault (密钥库): one data key per subject, and whose identifier is whose.

Keys lie in the database wrapped by the master key and are unwrapped for the length of one call; no process
keeps any, but a wrapped one from the answer of a command to its events. So whoever is erased, by whatever process, is unreadable everywhere from that commit on.
"""

import hmac
import os
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, NamedTuple, Self, TypeVar
from uuid import UUID

from domain.personal_data import Erased, KeyMissing, Restricted, Sealed, Tampered, Unreadable
from persistence.datastore import Cursor, Datastore, as_array
from persistence.master_key import MasterKey, VaultInUse, WrappedKeyAltered, derived
from persistence.prepared import Prepared
from persistence.sealing import KEY_BYTES, KeyRing

Readable = TypeVar("Readable", str, bytes)

INDEX_ROOT = b"index root"  # whom the root of the index keys was wrapped for

SELECT_KEYS = Prepared("""
    SELECT subject, wrapped FROM vault.keys WHERE subject = ANY (%(subjects)s::uuid[])
""")
# Who may read in spite of a restriction is asked only where there is one: the server would plan for it each time.
SELECT_LOCKS = Prepared("""
    SELECT keys.subject, keys.wrapped, EXISTS (
               SELECT FROM vault.restrictions WHERE restrictions.subject = keys.subject)
      FROM vault.keys WHERE keys.subject = ANY (%(subjects)s::uuid[])
""")
SELECT_LET_IN = """
    SELECT subject FROM vault.readers
     WHERE subject = ANY (%(subjects)s::uuid[]) AND reader = %(reader)s AND until >= %(day)s
"""
INSERT_KEYS = Prepared("""
    INSERT INTO vault.keys (subject, wrapped)
    SELECT made.subject, decode(made.wrapped, 'hex')
      FROM unnest(%(subjects)s::uuid[], %(wrapped)s::text[]) AS made (subject, wrapped)
    ON CONFLICT DO NOTHING RETURNING subject
""")
UPDATE_KEYS = """
    UPDATE vault.keys SET wrapped = decode(made.wrapped, 'hex')
      FROM unnest(%(subjects)s::uuid[], %(wrapped)s::text[]) AS made (subject, wrapped)
     WHERE keys.subject = made.subject
"""
# Whoever is connected as a role that makes keys: a key of his, under the earlier master key, nobody could open.
SELECT_WRITERS = """
    SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND usename <> current_user
       AND has_any_column_privilege(usename, 'vault.keys', 'INSERT') LIMIT 1
"""
SELECT_TOMBSTONE = "SELECT FROM vault.keys WHERE subject = %(subject)s AND destroyed_at IS NOT NULL"
SELECT_OWNER = """
    SELECT subject FROM vault.subjects
     WHERE jurisdiction = %(jurisdiction)s AND kind = %(kind)s AND digest = %(digest)s
"""
INSERT_OWNER = """
    INSERT INTO vault.subjects (jurisdiction, kind, digest, subject)
    VALUES (%(jurisdiction)s, %(kind)s, %(digest)s, %(subject)s) ON CONFLICT DO NOTHING
"""
HAND_ON = """
    SELECT vault.pass_on(%(jurisdiction)s, %(kind)s, %(digest)s, %(owner)s, %(heir)s)
"""
INSERT_INDEX_ROOT = """
    INSERT INTO vault.index_root (wrapped) VALUES (%(wrapped)s) ON CONFLICT DO NOTHING RETURNING only_one
"""


class _Reader(NamedTuple):
    """Who reads on which day; an account that has no name is nobody's."""

    name: str
    day: date


class _Lock(NamedTuple):
    """A wrapped key, None if it was destroyed; `is_shut` to who asks, because the subject is restricted."""

    wrapped: bytes | None
    is_shut: bool


_NOBODY = _Reader("", date.max)


class Vault:
    """Hands out key rings, opens sealed facts, destroys keys. Implements `domain.ports.Vault`."""

    def __init__(self, datastore: Datastore, master_key: MasterKey) -> None:
        """Raises `WrongMasterKey` unless this is the master key that the vault was first locked with."""
        self._datastore = datastore
        self._master_key = master_key
        self._reader: _Reader | None = _NOBODY
        self._lately: dict[UUID, bytes | None] | None = None  # the wrapped keys that one sitting has read
        self._index_root = master_key.unwrap(self._wrapped_index_root(), INDEX_ROOT)
        self._fingerprint_key = derived(self._index_root, b"request fingerprint")

    def for_deciding(self) -> Self:
        """The same vault for the office itself: also who is restricted can be told from another."""
        return self._for(None)

    def at_one_sitting(self) -> Self:
        """The same vault while one command is worked out: a wrapped key that its answer was opened with also seals its events.

        Who is erased in these milliseconds is as unreadable as whoever is erased just before the command is recorded.
        """
        other = copy(self)
        other._lately = {}  # noqa: SLF001  of its own kind
        return other

    def read_by(self, reader: str, day: date) -> Self:
        """The same vault for somebody who may have been allowed to read what is restricted, on a day."""
        return self._for(_Reader(reader, day))

    def follow(self) -> None:
        """Do what the log says since it was last read: restrict, allow, destroy keys. Safe to repeat.

        What was followed lies with the keys: a vault restored from an older backup follows anew, and whoever was erased
        in the meantime is erased again.
        """
        self._datastore.rows("SELECT vault.follow()")

    def unaccounted(self) -> Sequence[UUID]:
        """Talents whose key is destroyed without any event that says so: an erasure that nobody has decided."""
        return [subject for (subject,) in self._datastore.rows("SELECT vault.unaccounted()")]

    def subject_of(self, jurisdiction: str, kind: str, identifier: str) -> UUID | None:
        """The subject this identifier belongs to. The caller spells it in its one canonical way."""
        return _only(self._datastore.rows(SELECT_OWNER, **self._entry(jurisdiction, kind, identifier)))

    def claim(self, jurisdiction: str, kind: str, identifier: str, subject: UUID) -> UUID:
        """Give the identifier to `subject` unless it belongs to somebody; return whose it is now."""
        owner = self.subject_of(jurisdiction, kind, identifier)
        entry = self._entry(jurisdiction, kind, identifier) | {"subject": subject}
        while owner is None:  # again only if an owner was erased between insert and select
            self.keys_for({subject})
            owner = self._datastore.retried(lambda: self._claimed(entry))
        return owner

    def pass_on(self, jurisdiction: str, kind: str, identifier: str, owner: UUID, heir: UUID) -> bool:
        """Give an identifier of `owner` to `heir`, unless it was claimed less than a minute ago. Raises `Erased`."""
        self.keys_for({heir})
        parties = {"owner": owner, "heir": heir}
        entry = self._entry(jurisdiction, kind, identifier)
        [(is_passed_on,)] = self._datastore.rows(HAND_ON, **entry, **parties)
        if is_passed_on is None:  # since the key was looked at
            raise Erased(heir)
        return bool(is_passed_on)

    def keys_for(self, subjects: Iterable[UUID], begun: Iterable[UUID] = ()) -> KeyRing:
        """The keys to seal with, made and committed where there are none. Raises `Erased`.

        Of those who are `begun` only now nobody has a key yet: it is not even looked for.
        """
        wanted = set(subjects)
        made = self._made_keys(sorted(wanted.intersection(begun)))
        kept = self._lately_read(wanted - made.keys())
        kept |= self._kept_keys(wanted - made.keys() - kept.keys())
        made |= self._made_keys(sorted(wanted - made.keys() - kept.keys()))
        kept |= self._kept_keys(wanted - made.keys() - kept.keys())
        keys = {subject: _or_raise(self._unwrapped(subject, wrapped)) for subject, wrapped in kept.items()}
        return KeyRing(made | keys)

    def key_of(self, subject: UUID) -> KeyRing:
        """The key that there is, to open files with. Raises `Erased`, `Restricted`, `KeyMissing` or `Tampered`."""
        return KeyRing({subject: _or_raise(self._readable(subject, self._locks({subject})))})

    def open(self, sealed: Sealed) -> str:
        """The fact itself. Raises `Erased`, `Restricted`, `Tampered` or `KeyMissing`, never one for another."""
        [fact] = self.open_many([sealed])
        return _or_raise(fact)

    def open_many(self, sealed: Sequence[Sealed]) -> list[str | Unreadable]:
        """Each fact, or what keeps it from being read, in the order given and with one question asked."""
        subjects = {fact.subject for fact in sealed}
        locks = self._locks(subjects)
        found = {subject: self._readable(subject, locks) for subject in subjects}
        ring = KeyRing({subject: key for subject, key in found.items() if isinstance(key, bytes)})
        shut = {subject: why for subject, why in found.items() if isinstance(why, Unreadable)}
        return [(shut and shut.get(fact.subject)) or _opened(fact, ring) for fact in sealed]

    def fingerprint(self, said: bytes) -> bytes:
        """A keyed digest of a request: what was said in it may be personal, and no erasure reaches it."""
        return hmac.digest(self._fingerprint_key, said, "sha256")

    def erase(self, subject: UUID) -> None:
        """Destroy the subject's key and identifiers in one transaction, for ever. Safe to repeat."""
        self._datastore.rows("SELECT vault.erase(%(subject)s)", subject=subject)

    def _for(self, reader: "_Reader | None") -> Self:
        other = copy(self)
        other._reader = reader  # noqa: SLF001  of its own kind
        return other

    def _lately_read(self, subjects: set[UUID]) -> dict[UUID, bytes | None]:
        """The wrapped key of each of whom this sitting has read it."""
        read = self._lately or {}
        return {subject: wrapped for subject in subjects if (wrapped := read.get(subject))}

    def _kept_keys(self, subjects: set[UUID]) -> dict[UUID, bytes | None]:
        """The wrapped key of each who has one, or None where it was destroyed."""
        rows = self._datastore.rows(SELECT_KEYS, subjects=as_array(subjects)) if subjects else []
        return {subject: wrapped and bytes(wrapped) for subject, wrapped in rows}

    def _locks(self, subjects: set[UUID]) -> dict[UUID, "_Lock"]:
        """What is locked with which wrapped key, if there is any, and to whom it stays shut."""
        rows = self._datastore.rows(SELECT_LOCKS, subjects=as_array(subjects)) if subjects else []
        shut = self._shut_to_reader({subject for subject, _, is_restricted in rows if is_restricted})
        locks = {subject: _Lock(wrapped and bytes(wrapped), subject in shut) for subject, wrapped, _ in rows}
        if self._lately is not None:
            self._lately |= {subject: lock.wrapped for subject, lock in locks.items()}
        return locks

    def _shut_to_reader(self, restricted: set[UUID]) -> set[UUID]:
        """Those of the restricted whom the reader was not allowed to read."""
        if self._reader is None or not restricted:
            return set()
        asked = {"subjects": as_array(restricted), "reader": self._reader.name, "day": self._reader.day}
        return restricted - {subject for (subject,) in self._datastore.rows(SELECT_LET_IN, **asked)}

    def _made_keys(self, subjects: Sequence[UUID]) -> dict[UUID, bytes]:
        """A key for each, unless another process was faster. In one order, so that no two processes deadlock."""
        keys = {subject: os.urandom(KEY_BYTES) for subject in subjects}
        wrapped = [self._master_key.wrap(key, subject.bytes).hex() for subject, key in keys.items()]
        arrays = {"subjects": as_array(keys), "wrapped": as_array(wrapped)}
        inserted = self._datastore.rows(INSERT_KEYS, **arrays) if keys else []
        return {subject: keys[subject] for (subject,) in inserted}

    def _readable(self, subject: UUID, locks: Mapping[UUID, "_Lock"]) -> bytes | Unreadable:
        """The key to read with; of who is erased or lost, that is told first."""
        if subject not in locks:
            return KeyMissing(subject)
        lock = locks[subject]
        key = self._unwrapped(subject, lock.wrapped)
        return Restricted(subject) if isinstance(key, bytes) and lock.is_shut else key

    def _unwrapped(self, subject: UUID, wrapped: bytes | None) -> bytes | Unreadable:
        if wrapped is None:
            return Erased(subject)
        try:
            return self._master_key.unwrap(wrapped, subject.bytes)
        except WrappedKeyAltered:
            return Tampered(subject)

    def _claimed(self, entry: dict[str, Any]) -> UUID | None:
        """Insert, then look. From the insert on, an erasure of the subject waits for this transaction."""
        with self._datastore.transaction() as cursor:
            cursor.execute(INSERT_OWNER, entry)
            cursor.execute(SELECT_TOMBSTONE, entry)
            if cursor.fetchone() is not None:
                raise Erased(entry["subject"])
            cursor.execute(SELECT_OWNER, entry)
            return _only(cursor.fetchall())

    def _entry(self, jurisdiction: str, kind: str, identifier: str) -> dict[str, Any]:
        digest = digest_of(self._index_root, jurisdiction, kind, identifier)
        return {"jurisdiction": jurisdiction, "kind": kind, "digest": digest}

    def _wrapped_index_root(self) -> bytes:
        """The root of all index keys; whoever is first at an empty vault makes it."""
        made = self._master_key.wrap(os.urandom(KEY_BYTES), INDEX_ROOT)
        self._datastore.rows(INSERT_INDEX_ROOT, wrapped=made)
        [(wrapped,)] = self._datastore.rows("SELECT wrapped FROM vault.index_root")
        return bytes(wrapped)


def rewrap(cursor: Cursor, old: MasterKey, new: MasterKey) -> None:
    """Wrap every key anew (主密钥轮换), as the role that owns the tables. Nothing to do where that was done. Raises `VaultInUse`."""
    cursor.execute("LOCK TABLE vault.index_root, vault.keys IN EXCLUSIVE MODE")
    cursor.execute(SELECT_WRITERS)
    if cursor.fetchone() is not None:
        raise VaultInUse("somebody is at work who would seal under the earlier master key: stop the service")
    cursor.execute("SELECT wrapped FROM vault.index_root")
    locked = cursor.fetchone()
    if locked is None or new.has_wrapped(bytes(locked[0])):  # nobody was at the vault yet, or all was done
        return
    root = new.wrap(old.unwrap(bytes(locked[0]), INDEX_ROOT), INDEX_ROOT)
    cursor.execute("UPDATE vault.index_root SET wrapped = %s", (root,))
    cursor.execute("SELECT subject, wrapped FROM vault.keys WHERE destroyed_at IS NULL")
    keys = {subject: old.unwrap(bytes(wrapped), subject.bytes) for subject, wrapped in cursor.fetchall()}
    wrapped = [new.wrap(key, subject.bytes).hex() for subject, key in keys.items()]
    cursor.execute(UPDATE_KEYS, {"subjects": as_array(keys), "wrapped": as_array(wrapped)})


def digest_of(index_root: bytes, jurisdiction: str, kind: str, identifier: str) -> bytes:
    """What stands for an identifier in the index: without the master key nobody can try out which one it is."""
    index_key = derived(index_root, b"huicai identifier index " + jurisdiction.encode())
    named = kind.encode()
    return hmac.digest(index_key, len(named).to_bytes(4, "big") + named + identifier.encode(), "sha256")


def _only(rows: list[tuple[UUID]]) -> UUID | None:
    return rows[0][0] if rows else None


def _opened(sealed: Sealed, ring: KeyRing) -> str | Unreadable:
    try:
        return ring.open(sealed)
    except Tampered as tampered:
        return tampered


def _or_raise(found: Readable | Unreadable) -> Readable:
    if isinstance(found, Unreadable):
        raise found
    return found
