"""The list of erased persons (已删除名单): kept on the shelf apart from every backup, so that no restore brings one of them back.

It has subjects, which are random, and days; it is sealed, so that nobody adds somebody to it.
"""

import json
from io import BytesIO
from uuid import UUID

from persistence.attachments import Folder
from persistence.backup.sealing import BackupKey, Sealing, whole
from persistence.backup.shelf import Shelf
from persistence.datastore import Cursor, as_array

NAME = "erased"
SELECT_ERASED = "SELECT subject::text, destroyed_at::text FROM vault.keys WHERE destroyed_at IS NOT NULL"
ERASE = "SELECT count(vault.erase(subject)) FROM unnest(%s::uuid[]) AS subject"
STILL_THERE = "SELECT subject FROM vault.keys WHERE subject = ANY (%s::uuid[]) AND destroyed_at IS NULL"


class ErasedList:
    def __init__(self, shelf: Shelf, key: BackupKey) -> None:
        self._shelf = shelf
        self._key = key

    def read(self) -> dict[str, str]:
        """Each subject with the instant of its erasure. Raises `BackupDamaged`."""
        if not self._shelf.erased.exists():
            return {}
        with self._shelf.erased.open("rb") as file:
            listed: dict[str, str] = json.loads(whole(file, self._key, NAME))
        return listed

    def take_in(self, cursor: Cursor) -> int:
        """Add whoever was erased by now; nobody is ever taken off. Returns how many there are.

        It is written each time, so that after a change of the key it is sealed under the new one.
        """
        cursor.execute(SELECT_ERASED)
        listed = self.read() | dict(cursor.fetchall())
        sealed = BytesIO()
        with Sealing(sealed, self._key, NAME) as sealing:
            sealing.write(json.dumps(listed, sort_keys=True).encode())
        Folder(self._shelf.path).write(self._shelf.erased.name, sealed.getvalue())
        return len(listed)

    def erase_again(self, cursor: Cursor) -> list[UUID]:
        """Destroy the keys that a copy of the vault still has of persons on the list; returns whose."""
        cursor.execute(STILL_THERE, (as_array(self.read()),))
        brought_back = [subject for (subject,) in cursor.fetchall()]
        cursor.execute(ERASE, (as_array(brought_back),))
        return brought_back
