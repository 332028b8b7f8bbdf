"""`huicai rebuild`: a projection anew, with a bar that shows how far it has got."""

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bootstrap import database
from bootstrap.projecting import rebuilt
from bootstrap.settings import Settings
from projections import PROJECTIONS
from projections.rebuild import ReadersInTheWay, RebuildUnderWay

console = Console(stderr=True)


def rebuild_with_progress(settings: Settings, name: str) -> None:
    """Rebuild the projection of this name; the service may go on meanwhile."""
    if name not in PROJECTIONS:
        console.print(f"There is no projection {name}; there are: {', '.join(sorted(PROJECTIONS))}")
        raise typer.Exit(2)
    columns = (
        TextColumn(name),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events"),
        TimeRemainingColumn(),
    )
    with database.opened(settings) as opened, Progress(*columns, console=console) as progress:
        bar = progress.add_task(name, total=None)
        try:
            result = rebuilt(
                opened.url("projector"),
                name,
                lambda position, end: progress.update(bar, completed=position, total=end),
            )
        except (RebuildUnderWay, ReadersInTheWay) as error:
            console.print(str(error))
            raise typer.Exit(1) from None
    console.print(f"{name} is rebuilt up to position {result.position}, in {result.seconds:.1f} s")
