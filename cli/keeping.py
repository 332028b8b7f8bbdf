"""`huicai backup`, `restore` and `drill`: what is kept for the day on which the machine is gone."""

from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console

from bootstrap import database, restoring
from bootstrap.backing_up import back_up, disk_told_of, list_erased
from bootstrap.drilling import drill
from bootstrap.restoring import Restored, chosen, restore
from bootstrap.settings import TRANSPARENCY_LOG, Settings
from bootstrap.tampering import Evidence, compared_with, evidence, mended
from domain.calendar import OFFICE_ZONE
from persistence.backup.erased import ErasedAgain
from persistence.datastore import Datastore, open_engine
from persistence.transparency_log import Log, TransparencyLog
from persistence.year_archive import archived, year_of
from sealer.publishing import TileFiles
from sealer.rolling_over import roll_over
from sealer.running import sealing_store

console = Console(stderr=True)


def make_backup(settings: Settings) -> None:
    """Put a backup on the shelf, and print what it is called."""
    with database.ready(settings) as opened:
        made = back_up(settings, opened, _tell)
    for gone in made.expired:
        console.print(f"expired: {gone}", markup=False)
    console.print(
        f"position {made.position}, root {made.records_root}, {made.files} files",
        markup=False,
        soft_wrap=True,
    )
    _say_what_is_missing(made.missing)
    print(made.name)


def write_erased(settings: Settings) -> None:
    """Bring the list of erased persons on the shelf up to date; ends with 1 if the shelf does not have the last backup."""
    with database.ready(settings) as opened:
        listed = list_erased(settings, opened)
    console.print(f"{listed.erased} subjects are on the list of those erased")
    _say_what_is_missing(listed.missing)
    if listed.missing:
        raise typer.Exit(1)


def restore_backup(settings: Settings, name: str | None, *, nothing_lost: bool) -> None:
    """Restore a backup into an empty place, begin a new log, and say what is to be done next.

    What was recorded after the backup may be under a checkpoint that somebody has; the same log may not be signed another way.
    """
    begun: list[Log] = []

    def begin_new_log(copy: database.Database, data: Path, restored: Restored) -> None:
        if restored.logs and not nothing_lost:
            reason = f"restored from the backup {restored.backup.log.name}"
            with sealing_store(copy.url("sealer")) as store:
                begun.append(roll_over(store, TileFiles(data / TRANSPARENCY_LOG), reason)[1])

    restored = restore(settings, chosen(settings, name), _tell, begin_new_log)
    log = restored.backup.log
    print(
        f"{log.name} of {log.made_at}: position {log.position}, root {log.records_root}, {restored.files} files"
    )
    if restored.backup.keys.name != log.name:
        print(f"its keys have expired: those of {restored.backup.keys.name} were taken")
    if restored.erased_again.persons:
        persons = ", ".join(map(str, restored.erased_again.persons))
        print(f"erased again, because they were erased since: {persons}")
    _say_who_is_missing(restored.erased_again)
    if restored.rebuilt:
        print(f"rebuilt, because they were not what the log makes them: {', '.join(restored.rebuilt)}")
    for new in begun:
        print(f"a new log has begun, {new.origin}: tell whoever keeps checkpoints")
    print("Put the master key in its place before you start: docs/operating.md")


def erase_again(settings: Settings) -> None:
    """Erase again whoever is on the list on the shelf, and print whose keys were there."""
    with database.ready(settings) as opened:
        erased = restoring.erase_again(settings, opened)
    for subject in erased.persons:
        print(subject)
    _say_who_is_missing(erased)
    console.print(f"{len(erased.persons)} subjects had come back, and are erased again")


def hold_drill(settings: Settings, name: str | None, folder: Path | None) -> None:
    """Restore a backup into a place of its own, and print what that has shown; ends with 1 if anything is at fault."""
    with disk_told_of("no drill was held to its end"):
        report = drill(settings, _tell, folder=folder, name=name)
    print(f"backup {report.backup}, {report.age_hours} hours old, keys of {report.keys_of}")
    print(f"position {report.position}, root {report.records_root}")
    for line in report.shown:
        print(f"  shown: {line}")
    for line in report.left_out:
        print(f"  left out: {line}")
    for line in report.faults:
        print(f"  AT FAULT: {line}")
    print(f"{len(report.faults)} faults, in {report.seconds} s")
    if report.faults:
        raise typer.Exit(1)


def compare_log(settings: Settings, source: str, checkpoint: Path | None, keys: list[str]) -> None:
    """One line for every event that the log or the copy has otherwise than it was; ends with 1 if the log has one."""
    with database.ready(settings) as opened, evidence(settings, opened, source, checkpoint, keys) as against:
        comparison = compared_with(opened, against)
    _say_what_stands(against, kept=checkpoint is not None, handed=bool(keys))
    for one in comparison.differences:
        columns = f" in {', '.join(one.columns)}" if one.columns else ""
        print(f"position {one.position}: in the log {one.in_log}{columns}; in the copy {one.in_copy}")
    print(
        f"{comparison.covered} events, {len(comparison.differences)} differences; "
        f"{len(comparison.to_mend)} can be put back, {len(comparison.lost)} cannot"
    )
    if comparison.to_mend or comparison.lost:
        raise typer.Exit(1)


def mend_log(settings: Settings, source: str, checkpoint: Path | None, keys: list[str], reason: str) -> None:
    """Put back into the log what the copy has as it was, with everything on record."""
    with database.ready(settings) as opened, evidence(settings, opened, source, checkpoint, keys) as against:
        _say_what_stands(against, kept=checkpoint is not None, handed=bool(keys))
        mending = mended(opened, against, reason)
    print(
        f"{len(mending.positions)} events were put back: {', '.join(map(str, mending.positions)) or 'none'}"
    )
    if mending.not_followed:
        print(f"the vault has not followed the log anew: {mending.not_followed}")
    if mending.positions:
        print(
            "What was found in their place is in log.restorations. Now compare every projection: docs/after-tampering.md"
        )


def archive_year(settings: Settings, number: int, folder: Path) -> None:
    """Write the archive of a closed year, and print where it is and which events are in it."""
    begins, ends = (datetime(year, 1, 1, tzinfo=OFFICE_ZONE) for year in (number, number + 1))
    with database.ready(settings) as opened:
        datastore = Datastore(open_engine(opened.url("app"), application_name="huicai-archive", pool_size=1))
        try:
            source = TransparencyLog(datastore)
            year = year_of(source, number, begins, ends)
            with disk_told_of("no archive was made"):
                home = archived(source, year, folder)
        finally:
            datastore.close()
    print(f"{home}: positions {year.first} to {year.last}")
    console.print(
        "it was read back and proves itself; huicai-verify does so on another machine", soft_wrap=True
    )


def _say_what_stands(against: Evidence, *, kept: bool, handed: bool) -> None:
    """What the comparison rests on, and how far it can be believed."""
    size = against.checkpoint.size
    print(f"held against the checkpoint of {against.checkpoint.origin} with {size} entries")
    if not kept:
        print(
            "which lies with the copy: hold it against one that was kept outside, or it proves only what the copy says"
        )
    if not handed:
        print(
            "and is signed by a key that this database names: hand over one that you were given, or it proves less"
        )


def _say_what_is_missing(backup: str | None) -> None:
    """Whether the shelf has the last backup that the database remembers."""
    if backup:
        console.print(
            f"the shelf does not have {backup}, the last backup that was begun: it came to nothing, this is another shelf, "
            "or it was put back to what it was before",
            soft_wrap=True,
        )


def _say_who_is_missing(erased: ErasedAgain) -> None:
    """Whether somebody has taken the list of erased persons away, or put back one of before."""
    if erased.missing_on_list:
        print(
            f"the list of erased persons on the shelf lacks {erased.missing_on_list} whom the newest backup knows, and who are erased: "
            "it was deleted or put back, so whoever was erased after that backup is to be erased again by hand"
        )


def _tell(what: str) -> None:
    console.print(what, markup=False, highlight=False, soft_wrap=True)
