"""What a backup says of itself (备份清单): readable by everybody, marked under the backup key, nothing personal in it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from persistence.backup.sealing import BackupDamaged, BackupKey

FORMAT = "huicai-backup/1"
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed file of a backup; the digest is of the file as it lies there."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Which state of which database it is, and of what it consists.

    `counts` are the rows of every table, `records_root` the root over the records of the events 1 to `position`
    (RFC 6962), `checkpoint` the newest one that the log itself had signed by then.
    """

    kind: str
    name: str
    made_at: str
    release: str
    schema_version: str
    postgres: str
    position: int
    records_root: str
    checkpoint: str | None
    counts: dict[str, int]
    files_in: str
    key_id: str
    parts: dict[str, Part] = field(default_factory=dict)
    format: str = FORMAT

    def written(self, key: BackupKey) -> bytes:
        """As it stands in its file."""
        said = asdict(self)
        return (
            json.dumps(said | {"mark": key.mark(_canonical(said))}, indent=1, sort_keys=True).encode() + b"\n"
        )

    @classmethod
    def read(cls, folder: Path, key: BackupKey) -> Self:
        """The manifest in a folder of the shelf. Raises `BackupDamaged`."""
        path = folder / NAME
        try:
            raw = path.read_bytes()
            said: dict[str, Any] = json.loads(raw)
            del said["mark"]
            parts = {name: Part(**part) for name, part in said.pop("parts").items()}
            manifest = cls(**said, parts=parts)
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise BackupDamaged(f"{path} cannot be read: {wrong}") from None
        if manifest.format != FORMAT:
            raise BackupDamaged(f"{path} has a format that this release does not know: {manifest.format}")
        its_key = key.known_as(manifest.key_id)
        if its_key is None:
            raise BackupDamaged(
                f"{folder} was sealed under backup key {manifest.key_id}, and {key.id.hex()} was given"
            )
        if manifest.written(its_key) != raw:
            raise BackupDamaged(f"{path} was altered")
        return manifest


def _canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
