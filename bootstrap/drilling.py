"""A drill (恢复演练): the newest backup is restored into a server of its own, and everything that it promises is tried out there.

Nobody who has not restored a backup has one. The copy is thrown away; the report stays on the shelf.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bootstrap.backing_up import Tell, as_owner
from bootstrap.database import Database
from bootstrap.restoring import Chosen, chosen, embedded_in, restored_into, stop_what_was_left
from bootstrap.service import MASTER_KEY, Service, service_on
from bootstrap.settings import Settings
from bootstrap.verifying_attachments import Verified, faulty_files
from documents.scratch import scratch_folder
from domain.personal_data import Tampered
from persistence import secret_files
from persistence.attachments import Folder
from persistence.backup.shelf import moment_of, name_of
from persistence.master_key import WrongMasterKey

_PREFIX = "huicai-drill-"
KEYS_AT_MOST = 2_000
CHANGED_SINCE = (
    "Where the master key was changed after this backup, neither is at fault: make a backup, and keep the earlier key for as long as "
    "there are backups from before"
)
SOME_KEYS = """
    SELECT subject FROM vault.keys WHERE destroyed_at IS NULL ORDER BY subject LIMIT %(at_most)s
"""


@dataclass(slots=True)
class Report:
    """What the drill has shown. `faults` is empty, or the backup is not what one may rely on."""

    backup: str
    drilled_at: str
    age_hours: float
    position: int
    records_root: str
    keys_of: str
    files: int = 0
    erased_again: int = 0
    seconds: float = 0.0
    shown: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def drill(settings: Settings, tell: Tell, *, folder: Path | None = None, name: str | None = None) -> Report:
    """Restore a backup below `folder`, or where temporary files go, and report. Raises what a restore does."""
    began = datetime.now(UTC)
    backup = chosen(settings, name)
    report = Report(
        backup=backup.log.name,
        drilled_at=began.isoformat(timespec="seconds"),
        age_hours=round((began - moment_of(backup.log.name)).total_seconds() / 3600, 1),
        position=backup.log.position,
        records_root=backup.log.records_root,
        keys_of=backup.keys.name,
    )
    with _copy_of(backup, tell, report, folder) as (copy, data):
        tell("whether what was restored can be read")
        _try_keys_and_files(copy, _with_master_key(settings, data), report)
    report.seconds = round((datetime.now(UTC) - began).total_seconds(), 1)
    written = json.dumps(asdict(report), indent=1).encode() + b"\n"
    Folder(backup.shelf.path).write(f"drills/{name_of(began)}.json", written)
    return report


@contextmanager
def _copy_of(
    backup: Chosen, tell: Tell, report: Report, folder: Path | None
) -> Iterator[tuple[Database, Path]]:
    """The restored copy and its data folder, for as long as the context lasts: embedded, whatever the original is."""
    with ExitStack() as stack:
        data = stack.enter_context(_room(folder))
        copy = stack.enter_context(embedded_in(data))
        owner = stack.enter_context(as_owner(copy))
        restored = restored_into(copy, owner, data, None, backup, tell)
        report.files = restored.files
        report.erased_again = len(restored.erased_again.persons)
        if missing := restored.erased_again.missing_on_list:
            report.faults.append(
                f"{missing} of the erased persons whom the newest backup knows are missing on the list on the shelf"
            )
        report.shown += [
            "every part has the digest that the manifest names",
            "every table has its rows",
            f"the root over the records of {report.position} events is that of the backup",
        ]
        report.shown += [
            f"the root that {log.origin} has signed for {log.size} entries is reproduced"
            for log in restored.logs
        ]
        if restored.rebuilt:
            report.faults += [
                f"the projection {name} was not what the log makes it" for name in restored.rebuilt
            ]
        else:
            report.shown.append("every projection is what the log makes it")
        yield copy, data


@contextmanager
def _room(folder: Path | None) -> Iterator[Path]:
    """A folder for the copy, which goes when the context ends; one that was left there has persons' keys in it, and goes first."""
    with scratch_folder(_PREFIX, folder, stop_what_was_left) as data:
        data.chmod(0o711)  # as root the server runs as somebody else, who must get through
        yield data


def _try_keys_and_files(copy: Database, settings: Settings, report: Report) -> None:
    """Whether what was restored can be read with the master key that there is here."""
    if settings.master_key is None:
        report.left_out.append("keys and files were not opened: the master key is not here")
        return
    try:
        service = service_on(copy.url("app"), settings, name="huicai-drill")
    except WrongMasterKey as wrong:
        report.faults.append(f"{wrong}. {CHANGED_SINCE}")
        return
    try:
        _try_keys(copy, service, report)
        _try_files(service, report)
    except Tampered as tampered:
        report.faults.append(str(tampered))
    finally:
        service.close()


def _try_keys(copy: Database, service: Service, report: Report) -> None:
    with as_owner(copy) as owner:
        subjects = [subject for (subject,) in owner.rows(SOME_KEYS, at_most=KEYS_AT_MOST)]
    service.vault.keys_for(subjects)
    report.shown.append(f"the master key opens the keys of {len(subjects)} subjects")


def _try_files(service: Service, report: Report) -> None:
    if service.settings.attachments_endpoint is not None:
        report.left_out.append("files were not opened: they are in a bucket, which has backups of its own")
        return
    tally = Verified()
    for faulty in faulty_files(service, tally):
        report.faults.append(f"file {faulty.sha256} of {faulty.owner_id} is {faulty.fault}")
    report.shown.append(f"{tally.looked_at - tally.faults - tally.erased} files are what was handed in")


def _with_master_key(settings: Settings, data: Path) -> Settings:
    """The settings of the copy: its own folder, and the master key of here, which no backup has."""
    key, path = settings.master_key, settings.data / MASTER_KEY
    if key is None and path.exists():
        key = SecretStr(secret_files.read(path).decode())
    return settings.model_copy(update={"data": data, "master_key": key})
