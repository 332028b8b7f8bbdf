"""The passwords of the server's roles: random, one file each, readable by their owner alone."""

import os
import secrets
from pathlib import Path

from persistence.embedded.durable import rename_durably
from persistence.embedded.errors import EmbeddedPostgresError


class Passwords:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str) -> str:
        try:
            return (self._folder / name).read_text()
        except FileNotFoundError:
            raise EmbeddedPostgresError(
                f"The password of {name} is missing: {self._folder / name}",
                f"Put the folder back from a copy; or move {self._folder.parent} away and restore a backup: huicai restore",
            ) from None
        except PermissionError:
            raise EmbeddedPostgresError(
                f"The password of {name} may not be read by uid {os.geteuid()}",
                f"Run as the user that owns {self._folder}",
            ) from None

    def of_new(self, name: str) -> str:
        """The password of a role that is about to be created."""
        if not self.exist_for(name):
            self._write(self._folder / name)
        return self.of(name)

    def exist_for(self, name: str) -> bool:
        return (self._folder / name).exists()

    def _write(self, path: Path) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - the mode is given at birth
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        rename_durably(draft, path)
