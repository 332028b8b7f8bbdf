"""The list of erased persons (已删除名单): kept on the shelf apart from every backup, so that no restore brings one of them back.

It has subjects, which are random, and days; it is sealed, so that nobody adds somebody to it. Each backup has it as it was then: if
it is gone, or one of before lies in its place, that is seen, and nobody comes back who was on it by the newest backup.
"""

import json
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from persistence.attachments import Folder
from persistence.backup.loading import must_be_intact
from persistence.backup.manifest import Manifest
from persistence.backup.sealing import BackupKey, Sealing, whole
from persistence.backup.shelf import Shelf
from persistence.datastore import Cursor, as_array

NAME = "erased"
SELECT_ERASED = "SELECT subject::text, destroyed_at::text FROM vault.keys WHERE destroyed_at IS NOT NULL"
ERASE = "SELECT count(vault.erase(subject)) FROM unnest(%s::uuid[]) AS subject"
STILL_THERE = "SELECT subject FROM vault.keys WHERE subject = ANY (%s::uuid[]) AND destroyed_at IS NULL"


class ErasedAgain(NamedTuple):
    """Who had come back, and how many the newest backup knows whom the list on the shelf has not."""

    persons: list[UUID]
    missing_on_list: int


class ErasedList:
    def __init__(self, shelf: Shelf, key: BackupKey) -> None:
        self._shelf = shelf
        self._key = key

    def take_in(self, cursor: Cursor) -> dict[str, str]:
        """Add whoever was erased by now; nobody is ever taken off. Returns the whole list. Raises `BackupDamaged`.

        It is written each time, so that after a change of the key it is sealed under the new one.
        """
        cursor.execute(SELECT_ERASED)
        listed = self._on_the_shelf() | dict(cursor.fetchall())
        sealed = BytesIO()
        with Sealing(sealed, self._key, NAME) as sealing:
            sealing.write(written(listed))
        Folder(self._shelf.path).write(self._shelf.erased.name, sealed.getvalue())
        return listed

    def erase_again(self, cursor: Cursor) -> ErasedAgain:
        """Destroy the keys that a copy of the vault still has of persons on the list. Raises `BackupDamaged`."""
        on_the_shelf, in_the_newest = self._on_the_shelf(), self._in_the_newest_backup()
        cursor.execute(STILL_THERE, (as_array(on_the_shelf | in_the_newest),))
        brought_back = [subject for (subject,) in cursor.fetchall()]
        cursor.execute(ERASE, (as_array(brought_back),))
        return ErasedAgain(brought_back, len(in_the_newest.keys() - on_the_shelf.keys()))

    def _on_the_shelf(self) -> dict[str, str]:
        """Each subject with the instant of its erasure."""
        return self._read(self._shelf.erased) if self._shelf.erased.exists() else {}

    def _in_the_newest_backup(self) -> dict[str, str]:
        """The list as the newest backup has it, if there is any; one of an earlier release has none."""
        names = self._shelf.key_names()
        if not names:
            return {}
        folder = self._shelf.keys / names[-1]
        manifest = Manifest.read(folder, self._key)
        must_be_intact(folder, manifest)
        return self._read(folder / manifest.parts[NAME].file) if NAME in manifest.parts else {}

    def _read(self, path: Path) -> dict[str, str]:
        with path.open("rb") as file:
            listed: dict[str, str] = json.loads(whole(file, self._key, NAME))
        return listed


def written(listed: dict[str, str]) -> bytes:
    """The list as it is sealed."""
    return json.dumps(listed, sort_keys=True).encode()
