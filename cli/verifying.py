"""`huicai attachments verify`: whether every file that the log names is there, and is what was handed in."""

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bootstrap import database
from bootstrap.service import service_on
from bootstrap.settings import Settings
from bootstrap.verifying_attachments import Verified, faulty_files

console = Console(stderr=True)


def verify_attachments(settings: Settings) -> None:
    """One line for every file that is missing or altered; ends with 1 if there is one."""
    columns = (TextColumn("attachments"), BarColumn(), MofNCompleteColumn(), TextColumn("events"))
    tally = Verified()
    with database.ready(settings) as opened, Progress(*columns, console=console) as progress:
        service = service_on(opened.url("app"), settings)
        bar = progress.add_task("attachments", total=service.log.max_notification_id())
        try:
            for faulty in faulty_files(service, tally, lambda at: progress.update(bar, completed=at)):
                print(f"[{faulty.position}] {faulty.owner_id} {faulty.sha256} {faulty.fault}")
        finally:
            service.close()
    console.print(f"{tally.looked_at} files, {tally.erased} of erased persons, {tally.faults} at fault")
    if tally.faults:
        raise typer.Exit(1)
