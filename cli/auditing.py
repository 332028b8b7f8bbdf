"""The commands of whoever audits, or answers an auditor: histories, dossiers, the transparency log and its anchors."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.stating import stated_settings
from documents.timelines import Language

auditing = typer.Typer()
log = typer.Typer(no_args_is_help=True, help="The transparency log (透明日志): docs/transparency-log.md")
auditing.add_typer(log, name="log")


@auditing.command()
def history(
    case: Annotated[UUID, typer.Argument(help="The id of a case (card application)")],
    language: Annotated[Language, typer.Option(help="In which of the two languages")] = "zh",
    position: Annotated[
        int | None, typer.Option(min=1, help="As of this position; the newest if not stated")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option(help="A file to write it to as PDF, instead of printing it")
    ] = None,
) -> None:
    """Tell everything that is on record about a case, masked: who decided what, why, what changed, and every event's hash."""
    from cli.histories import tell_history

    tell_history(stated_settings(), case, language, position, pdf)


dossier = typer.Typer(
    no_args_is_help=True, help="The file that an auditor takes away (卷宗): docs/format/dossier-1.md"
)
auditing.add_typer(dossier, name="dossier")
DossierFile = Annotated[Path, typer.Option(help="The zip file to write")]


@dossier.command("case")
def dossier_of_case(
    case: Annotated[UUID, typer.Argument(help="The id of a case (card application)")],
    out: DossierFile = Path("dossier.zip"),
) -> None:
    """Write all that is on record about a case, with its proofs."""
    from cli.dossiers import of_case_found, write

    write(stated_settings(), of_case_found(case), out)


@dossier.command("report")
def dossier_of_report(
    unit: Annotated[str, typer.Argument(help="The unit, such as 370300 or zhangdian")],
    quarter: Annotated[str, typer.Argument(help="Such as 2026Q3")],
    out: DossierFile = Path("dossier.zip"),
) -> None:
    """Write all that is on record about a quarterly report, with its proofs."""
    from cli.dossiers import of_report_found, write

    write(stated_settings(), of_report_found(unit, quarter), out)


@dossier.command("sample")
def dossier_of_sample(
    sample: Annotated[UUID, typer.Argument(help="The id of an audit sample")],
    out: DossierFile = Path("dossier.zip"),
) -> None:
    """Write what was drawn, all that it takes to draw it again, and each case with its proofs."""
    from cli.dossiers import of_sample_found, write

    write(stated_settings(), of_sample_found(sample), out)


@log.command("status")
def log_status() -> None:
    """Show every log, how far events are covered, and what was found wrong."""
    from cli.sealing_log import show_status

    show_status(stated_settings())


@log.command("keys")
def log_keys() -> None:
    """Print every key that has signed a checkpoint, as it is handed to whoever verifies."""
    from cli.sealing_log import show_keys

    show_keys(stated_settings())


@log.command("rotate-key")
def log_rotate_key() -> None:
    """Let a new key sign beside the old one, from the next checkpoint on, and print its public half."""
    from cli.sealing_log import rotate_key

    rotate_key(stated_settings())


@log.command("retire-key")
def log_retire_key(verifier_key: Annotated[str, typer.Argument(help="As huicai log keys prints it")]) -> None:
    """Let a key sign no longer; what it has signed stays good."""
    from cli.sealing_log import retire_key

    retire_key(stated_settings(), verifier_key)


@log.command("rollover")
def log_rollover(reason: Annotated[str, typer.Option(help="Why, for whoever reads it in ten years")]) -> None:
    """Freeze the log at its last checkpoint, and begin the next with a reference to it."""
    from cli.sealing_log import roll_over_log

    roll_over_log(stated_settings(), reason)


@log.command("compare")
def log_compare(
    source: Annotated[str, typer.Argument(help="A folder with a copy of the log, or the name of a backup")],
    checkpoint: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A checkpoint that was kept outside")
    ] = None,
    key: Annotated[list[str] | None, typer.Option(help="A key that you were handed")] = None,
) -> None:
    """Hold the log against a copy of it: every event that either of them has otherwise than it was."""
    from cli.keeping import compare_log

    compare_log(stated_settings(), source, checkpoint, key or [])


@log.command("mend")
def log_mend(
    source: Annotated[str, typer.Argument(help="A folder with a copy of the log, or the name of a backup")],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it in ten years")],
    checkpoint: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A checkpoint that was kept outside")
    ] = None,
    key: Annotated[list[str] | None, typer.Option(help="A key that you were handed")] = None,
) -> None:
    """Put back events that were altered, out of a copy that is proved to have them as they were."""
    from cli.keeping import mend_log

    mend_log(stated_settings(), source, checkpoint, key or [], reason)


@log.command("verify")
def log_verify(
    key: Annotated[
        list[str] | None, typer.Option(help="A key that you were handed, as often as you have some")
    ] = None,
) -> None:
    """Verify the whole log: files, database, tree and signatures; every fault with its place."""
    from cli.sealing_log import verify_log

    verify_log(stated_settings(), key or [])


anchors = typer.Typer(
    no_args_is_help=True, help="What others vouch for of our log, and we of theirs (外部存证)."
)
auditing.add_typer(anchors, name="anchors")


@anchors.callback()
def _anchors() -> None:
    """What others vouch for of our log, and we of theirs."""


@anchors.command()
def prepare(folder: Annotated[Path, typer.Argument(help="Where the medium is mounted")]) -> None:
    """Make a folder one to which the transparency log is copied, each file once."""
    from cli.anchors import prepare_folder

    prepare_folder(folder)


@anchors.command("state")
def anchors_state() -> None:
    """Say of every anchor when it held last, and of which size; ends with 1 if one is too old or contradicts the log."""
    from cli.anchors import show_anchors

    show_anchors(stated_settings())


@anchors.command()
def check(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="The folder, or a copy of it")],
    policy: Annotated[
        Path, typer.Option(help="The keys of log and witnesses, as you were handed them: a C2SP policy file")
    ],
) -> None:
    """Compute every checkpoint of a write-once folder anew from the events of today; ends with 1 if one differs."""
    from cli.anchors import check_anchors

    check_anchors(stated_settings(), folder, policy)


@anchors.command()
def witness_key(
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Make a new key, which signs beside the others")
    ] = False,
) -> None:
    """Make the key with which this instance cosigns the logs of others, and print its public half for them to trust."""
    from cli.anchors import show_witness_key

    show_witness_key(stated_settings(), rotate=rotate)
