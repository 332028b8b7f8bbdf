"""`huicai refusals`: the newest lines of the refusal log (拒绝记录)."""

from rich.console import Console

from bootstrap import database
from bootstrap.service import refusal_log_on
from bootstrap.settings import Settings
from domain.calendar import OFFICE_ZONE
from persistence.refusal_log import RefusalLine

console = Console()


def show_refusals(settings: Settings, limit: int) -> None:
    """One line per refusal, the newest last: when, who in which post, what, why, and what stood in the way."""
    with database.ready(settings) as opened, refusal_log_on(opened.url("app")) as refusals:
        for line in refusals.latest(limit):
            console.print(_told(line), markup=False, highlight=False, soft_wrap=True)


def _told(line: RefusalLine) -> str:
    at = line.recorded_at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    ground = " ".join((*line.clauses, *line.fields))
    blocking = f"by {line.blocked_by['kind']} {line.blocked_by['id']}" if line.blocked_by else ""
    return f"{at}  {line.actor} ({line.post})  {line.command}  {line.code}  {ground} {blocking}".rstrip()
