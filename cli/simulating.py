"""`huicai simulate`: what a draft of a policy would have changed about everything that is on record."""

from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bootstrap import database
from bootstrap.service import service_on
from bootstrap.settings import Settings
from bootstrap.simulating import as_bytes, digest_of, simulate
from domain.policy.loading import load_files
from domain.policy.pack import PolicyPack

console = Console(stderr=True)


def simulate_draft(
    settings: Settings, file: Path, position: int | None, out: Path | None, *, with_cases: bool
) -> None:
    """Write the result to a file, or print it; nothing is recorded."""
    draft = _draft_in(file)
    columns = (TextColumn("cases"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
    with database.ready(settings) as opened, Progress(*columns, console=console) as progress:
        service = service_on(opened.url("app"), settings)
        bar = progress.add_task("cases", total=None)
        try:
            outcome = simulate(
                service, draft, until=position, on_case=lambda number: progress.update(bar, completed=number)
            )
        finally:
            service.close()
    result = as_bytes(outcome, with_cases=with_cases)
    if out is None:
        print(result.decode(), end="")
    else:
        out.write_bytes(result)
    console.print(
        f"{draft.version} against position {outcome.position}: {outcome.looked_at} cases, "
        f"{len(outcome.cases)} would have been otherwise; sha256 {digest_of(result)}"
    )


def _draft_in(file: Path) -> PolicyPack:
    drafts = [pack for pack in load_files([file]) if isinstance(pack, PolicyPack)]
    if not drafts:
        console.print(f"{file} is not the pack of a city")
        raise typer.Exit(2)
    return drafts[0]
