"""`huicai projections`, `rebuild`, `roll-back`, `compare` and `resume`: what an operator may do about a projection."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from bootstrap import database, projecting
from bootstrap.settings import Settings
from projections import PROJECTIONS
from projections.building import OnProgress
from projections.rebuild import NothingKept, ReadersInTheWay, RebuildUnderWay, TablesDiffer

console = Console(stderr=True)


def show_projections(settings: Settings) -> None:
    """Say how far every projection is, and every rebuild."""
    with database.ready(settings) as opened:
        states, rebuilds = projecting.states(opened.url("projector"))
    table = Table(
        Column("projection", no_wrap=True), "position", "events behind", "seconds behind", "led", "state"
    )
    for one in states:
        figures = (f"{one.position:,}", f"{one.lag:,}", f"{one.seconds_behind:.1f}")
        state = "running" if one.is_running else f"stopped at {one.failed_position}: {one.message}"
        table.add_row(one.name, *figures, "yes" if one.is_led else "no", state)
    Console().print(table)
    for under_way in rebuilds:
        left = under_way.seconds_left
        Console().print(
            f"rebuild of {under_way.name}: {under_way.share:.1%}, {under_way.events_per_second:,.0f} events/s, "
            + ("not begun" if left is None else f"{left:,.0f} s left at that rate")
        )


def rebuild_with_progress(settings: Settings, name: str, *, accept_difference: bool) -> None:
    """Rebuild the projection of this name; the service may go on meanwhile."""
    with _at_work_on(settings, name) as (url, on_progress):
        result = projecting.rebuilt(url, name, on_progress, accept_difference=accept_difference)
    if result.differing:
        console.print(
            f"{name} held something else before in: {', '.join(result.differing)}. "
            "Report this, unless CHANGELOG.md, Upgrading, has asked for it."
        )
    console.print(
        f"{name} is rebuilt up to position {result.position}, in {result.seconds:.1f} s, "
        f"swapped within {1000 * result.swap_seconds:.0f} ms; huicai roll-back {name} takes it back"
    )


def roll_back_with_progress(settings: Settings, name: str) -> None:
    """Have the tables read again that the last rebuild has swapped out."""
    with _at_work_on(settings, name) as (url, on_progress):
        result = projecting.rolled_back(url, name, on_progress)
    console.print(f"{name} is read as it was before its last rebuild, up to position {result.position}")


def discard_kept(settings: Settings, name: str) -> None:
    """Do away with the tables that the last rebuild of this projection has swapped out."""
    with _at_work_on(settings, name) as (url, _):
        projecting.discarded(url, name)
    console.print(f"of {name} nothing is kept any more")


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
        except TablesDiffer as error:
            console.print(f"{error}. Nothing was swapped; --accept-difference swaps it all the same.")
            raise typer.Exit(1) from None
        except (RebuildUnderWay, ReadersInTheWay, NothingKept) as error:
            console.print(str(error))
            raise typer.Exit(1) from None


def _must_exist(name: str) -> None:
    if name not in PROJECTIONS:
        console.print(f"There is no projection {name}; there are: {', '.join(sorted(PROJECTIONS))}")
        raise typer.Exit(2)
