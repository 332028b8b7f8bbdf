"""`huicai rebuild`, `compare` and `resume`: what an operator may do about a projection."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bootstrap import database, projecting
from bootstrap.settings import Settings
from projections import PROJECTIONS
from projections.rebuild import OnProgress, ReadersInTheWay, RebuildUnderWay

console = Console(stderr=True)


def rebuild_with_progress(settings: Settings, name: str) -> None:
    """Rebuild the projection of this name; the service may go on meanwhile."""
    with _at_work_on(settings, name) as (url, on_progress):
        result = projecting.rebuilt(url, name, on_progress)
    console.print(f"{name} is rebuilt up to position {result.position}, in {result.seconds:.1f} s")


def compare_with_log(settings: Settings, name: str) -> None:
    """Say whether the projection of this name is what the log makes it; end with 1 if it is not."""
    with _at_work_on(settings, name) as (url, on_progress):
        differing = projecting.compared(url, name, on_progress)
    if differing:
        console.print(f"{name} differs from the log in: {', '.join(differing)}. Rebuild it, and report this.")
        raise typer.Exit(1)
    console.print(f"{name} is what the log makes it")


def resume_stopped(settings: Settings, name: str) -> None:
    """Let the projection of this name try again, if it was stopped."""
    _must_exist(name)
    with database.ready(settings) as opened:
        projecting.resumed(opened.url("projector"), name)
    console.print(f"{name} tries again; /readyz tells whether it gets further")


@contextmanager
def _at_work_on(settings: Settings, name: str) -> Iterator[tuple[str, OnProgress]]:
    """The projector's URL, and a bar on the screen that is told the progress."""
    _must_exist(name)
    columns = (
        TextColumn(name),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events"),
        TimeRemainingColumn(),
    )
    with database.ready(settings) as opened, Progress(*columns, console=console) as progress:
        bar = progress.add_task(name, total=None)
        try:
            yield opened.url("projector"), lambda at, end: progress.update(bar, completed=at, total=end)
        except (RebuildUnderWay, ReadersInTheWay) as error:
            console.print(str(error))
            raise typer.Exit(1) from None


def _must_exist(name: str) -> None:
    if name not in PROJECTIONS:
        console.print(f"There is no projection {name}; there are: {', '.join(sorted(PROJECTIONS))}")
        raise typer.Exit(2)
