"""The commands that keep what is on record: backup, restore, drill and archive."""

from pathlib import Path
from typing import Annotated

import typer

from cli.stating import stated_settings

preserving = typer.Typer()


@preserving.command()
def backup(
    erased: Annotated[
        bool, typer.Option("--erased", help="Only bring the list of erased persons up to date")
    ] = False,
) -> None:
    """Put a backup of the database and of the files beside it into HUICAI_BACKUPS, sealed; the service goes on."""
    from cli.keeping import make_backup, write_erased

    (write_erased if erased else make_backup)(stated_settings())


@preserving.command()
def restore(
    name: Annotated[str | None, typer.Argument(help="Which one; the newest if not stated")] = None,
    nothing_lost: Annotated[
        bool,
        typer.Option(help="Nothing was recorded after it: the transparency log goes on, no new one begins"),
    ] = False,
    erased: Annotated[
        bool,
        typer.Option(
            "--erased", help="Only erase again who is on the list, where a server was put back to a moment"
        ),
    ] = False,
) -> None:
    """Restore a backup into an empty place, and compare it with what the original was."""
    from cli.keeping import erase_again, restore_backup

    if erased:
        erase_again(stated_settings())
    else:
        restore_backup(stated_settings(), name, nothing_lost=nothing_lost)


@preserving.command()
def drill(
    name: Annotated[str | None, typer.Argument(help="Which one; the newest if not stated")] = None,
    folder: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Where there is room for the copy")
    ] = None,
) -> None:
    """Restore a backup into a database of its own, try out what it promises, and throw the copy away."""
    from cli.keeping import hold_drill

    hold_drill(stated_settings(), name, folder)


@preserving.command()
def archive(
    year: Annotated[int, typer.Argument(min=2000, max=9999, help="A year that is over")],
    folder: Annotated[Path, typer.Argument(help="Where archives are kept, each year beside the others")],
) -> None:
    """Write the log up to the end of a year as files that prove themselves; in the database everything stays."""
    from cli.keeping import archive_year

    archive_year(stated_settings(), year, folder)
