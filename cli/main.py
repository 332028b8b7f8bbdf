"""The `huicai` command line. Everything is set by HUICAI_* variables or a `.env` file: docs/settings.md."""

from datetime import datetime
from pathlib import Path
from subprocess import CalledProcessError
from typing import Annotated
from uuid import UUID

import typer
from eventsourcing.persistence import PersistenceError

from api.development_issuer import DevelopmentIssuerRefused
from api.key_sources import UnsafeKeyUrl
from bootstrap.areas_elsewhere import AreasElsewhereUnknown
from bootstrap.telemetry import TelemetryMissing
from bootstrap.trust_policies import PolicyUnusable
from cli.auditing import auditing
from cli.complaints import (
    AddressTaken,
    AnotherServer,
    NoServerHere,
    NoSuchPost,
    NoUnit,
    NoWitnessName,
    ProvinceLeftOver,
    ServerDidNotStart,
)
from cli.preserving import preserving
from cli.stating import errors, stated_settings
from documents.typesetting import FontsMissing
from domain.authorization import Post, Role
from domain.errors import Refusal
from domain.functions import Function
from domain.policy.loading import load_files
from persistence.attachments import PlaceUnavailable
from persistence.backup import BackupImpossible
from persistence.embedded import EmbeddedPostgresError
from persistence.guards import DatabaseUnfit
from persistence.master_key import MasterKeyUnusable, VaultInUse, WrappedKeyAltered, WrongMasterKey
from persistence.migrations import NotMigrated
from persistence.report_signatures import TrustUnusable
from persistence.signing_keys import SigningKeysUnusable
from persistence.time_stamps import RootsUnusable
from persistence.write_once import FolderAway
from sealer.rolling_over import NothingToFreeze
from transparency.note import NoteMalformed, NoteNotBelieved

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they could show the values of variables
    help=__doc__,
)
app.add_typer(auditing)
app.add_typer(preserving)
calendar = typer.Typer(no_args_is_help=True, help="The calendar of working days (工作日历)")
app.add_typer(calendar, name="calendar")

# What an operator can mend: said in words, without a traceback.
OPERATORS_MATTER = (
    AddressTaken,
    AnotherServer,
    AreasElsewhereUnknown,
    BackupImpossible,
    DatabaseUnfit,
    SigningKeysUnusable,
    EmbeddedPostgresError,
    FolderAway,
    FontsMissing,
    DevelopmentIssuerRefused,
    MasterKeyUnusable,
    NoServerHere,
    NoSuchPost,
    NothingToFreeze,
    NotMigrated,
    NoteMalformed,
    NoteNotBelieved,
    NoUnit,
    NoWitnessName,
    PersistenceError,
    PolicyUnusable,
    ProvinceLeftOver,
    Refusal,
    RootsUnusable,
    ServerDidNotStart,
    TelemetryMissing,
    TrustUnusable,
    UnsafeKeyUrl,
    PlaceUnavailable,
    WrappedKeyAltered,
    WrongMasterKey,
    VaultInUse,
)


@app.command()
def run() -> None:
    """Start the database if it is embedded, migrate it, and serve the API with its projections."""
    from cli.serving import serve

    serve(stated_settings())


@app.command()
def projector() -> None:
    """Keep the projections up alone, for a service that is started with HUICAI_PROJECTOR=false."""
    from cli.projecting import run_projector

    run_projector(stated_settings())


@app.command()
def scheduler() -> None:
    """Run the scheduled jobs alone, for a service that is started with HUICAI_SCHEDULER=false."""
    from cli.scheduling import run_jobs

    run_jobs(stated_settings())


@app.command()
def sealer() -> None:
    """Cover events by signed checkpoints alone, for a service that is started with HUICAI_SEALER=false."""
    from cli.sealing_log import run_sealer

    run_sealer(stated_settings())


@app.command()
def jobs() -> None:
    """Show every scheduled job: when it runs next, when it ran last, and what is failing."""
    from cli.scheduling import show_jobs

    show_jobs(stated_settings())


@app.command()
def run_job(code: Annotated[str, typer.Argument(help="Which one: huicai jobs lists them")]) -> None:
    """Have a scheduled job run now, outside its calendar, and say what came of it."""
    from cli.scheduling import run_now

    run_now(stated_settings(), code)


@app.command()
def migrate() -> None:
    """Bring the database to the newest version, and do nothing else."""
    from bootstrap import database

    settings = stated_settings()
    with database.opened(settings) as opened:
        database.migrate(settings, opened)


@app.command()
def token(
    role: Annotated[Role, typer.Argument(help="What kind of user it is for")],
    function: Annotated[Function | None, typer.Option(help="An officer's function")] = None,
    area: Annotated[
        str | None,
        typer.Option(help="An officer's area, such as zhangdian; zibo-shibenji is the city itself"),
    ] = None,
    enterprise: Annotated[UUID | None, typer.Option(help="A specialist's enterprise")] = None,
    subject: Annotated[
        str | None, typer.Option(help="Who it is for: a staff id; dev-… if not stated")
    ] = None,
) -> None:
    """Mint a token of the development issuer, for a server that runs on this machine with it switched on."""
    from cli.development import minted_as_the_server

    post = Post(role=role, function=function, area=area, enterprise_id=enterprise)
    print(minted_as_the_server(stated_settings(), subject or f"dev-{role}", post))


@app.command()
def issue_key(
    account: Annotated[str, typer.Argument(help="For whom the machine acts: a staff id")],
    label: Annotated[str, typer.Argument(help="What it is called, such as hr-system")],
    role: Annotated[Role, typer.Option(help="In which post it acts")],
    by: Annotated[str, typer.Option(help="The security officer who issues it: a staff id")],
    scope: Annotated[
        list[str], typer.Option(help="An operation that it is for, or queries; as often as needed")
    ],
    function: Annotated[Function | None, typer.Option(help="An officer's function")] = None,
    area: Annotated[str | None, typer.Option(help="An officer's area, such as zhangdian")] = None,
    enterprise: Annotated[UUID | None, typer.Option(help="A specialist's enterprise")] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is good")] = 90,
) -> None:
    """Issue an API key for a machine and print it, once."""
    from cli.accounts import issue_key as issue

    post = Post(role=role, function=function, area=area, enterprise_id=enterprise)
    issue(stated_settings(), account, label, post, scope, days, by)


@app.command()
def rotate_key(
    account: Annotated[str, typer.Argument(help="For whom the machine acts: a staff id")],
    key: Annotated[UUID, typer.Argument(help="The key's id")],
    by: Annotated[str, typer.Option(help="The security officer who does it: a staff id")],
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is good from now on")] = 90,
    overlap_hours: Annotated[int, typer.Option(min=0, max=720, help="How long the one before is good")] = 24,
) -> None:
    """Give an API key another secret and print it, once."""
    from cli.accounts import rotate_key as rotate

    rotate(stated_settings(), account, key, days, overlap_hours, by)


@app.command()
def revoke_key(
    account: Annotated[str, typer.Argument(help="For whom the machine acts: a staff id")],
    key: Annotated[UUID, typer.Argument(help="The key's id")],
    by: Annotated[str, typer.Option(help="The security officer who does it: a staff id")],
    reason: Annotated[str, typer.Option(help="Why")],
) -> None:
    """Let an API key in no longer, from this moment on."""
    from cli.accounts import revoke_key as revoke

    revoke(stated_settings(), account, key, reason, by)


@app.command()
def check_pack(
    files: Annotated[list[Path], typer.Argument(help="Policy packs: docs/policy-packs.md")],
) -> None:
    """Read policy packs and list everything that is wrong with them, with file and line.

    A city's pack stands under a province's that is named here too, or that comes along.
    """
    for pack in load_files(files):
        print(f"{pack.version}: in force in {pack.region} from {pack.effective_from}, sha256 {pack.sha256}")


@app.command()
def projections() -> None:
    """Show how far the read models are, and the rebuilds that are under way."""
    from cli.rebuilding import show_projections

    show_projections(stated_settings())


@app.command()
def rebuild(
    name: Annotated[str, typer.Argument(help="quota_board or enterprise_register")],
    accept_difference: Annotated[
        bool,
        typer.Option("--accept-difference", help="Swap it in although the live one holds something else"),
    ] = False,
) -> None:
    """Build a projection anew beside the live one, compare both, and swap it in."""
    from cli.rebuilding import rebuild_with_progress

    rebuild_with_progress(stated_settings(), name, accept_difference=accept_difference)


@app.command()
def roll_back(name: Annotated[str, typer.Argument(help="quota_board or enterprise_register")]) -> None:
    """Have the tables of a projection read again that its last rebuild has swapped out."""
    from cli.rebuilding import roll_back_with_progress

    roll_back_with_progress(stated_settings(), name)


@app.command()
def discard_kept(name: Annotated[str, typer.Argument(help="quota_board or enterprise_register")]) -> None:
    """Do away with the tables that the last rebuild of a projection has swapped out."""
    from cli.rebuilding import discard_kept as discard

    discard(stated_settings(), name)


@app.command()
def compare(name: Annotated[str, typer.Argument(help="quota_board or enterprise_register")]) -> None:
    """Say whether a projection is what the log makes it."""
    from cli.rebuilding import compare_with_log

    compare_with_log(stated_settings(), name)


@app.command()
def resume(name: Annotated[str, typer.Argument(help="quota_board or enterprise_register")]) -> None:
    """Let a projection that was stopped try again."""
    from cli.rebuilding import resume_stopped

    resume_stopped(stated_settings(), name)


@app.command()
def refusals(limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines")] = 20) -> None:
    """Show the newest lines of the refusal log."""
    from cli.refusing import show_refusals

    show_refusals(stated_settings(), limit)


attachments = typer.Typer(no_args_is_help=True, help="The files of attachments.")
app.add_typer(attachments, name="attachments")


@attachments.callback()
def _attachments() -> None:
    """The files of attachments."""


@attachments.command()
def verify() -> None:
    """Look through every file that the log names, and say which is missing or was altered."""
    from cli.verifying import verify_attachments

    verify_attachments(stated_settings())


@app.command()
def rotate_card_key() -> None:
    """Let a new key sign the codes on cards from the next start on; cards that are printed stay good."""
    from cli.card_keys import rotate

    rotate(stated_settings())


@app.command()
def change_master_key(
    new: Annotated[Path, typer.Argument(help="File with the new key, which nobody else may read")],
) -> None:
    """Wrap every person's key under another master key, while the service is stopped; nothing that was sealed is touched."""
    from cli.master_keys import change

    change(stated_settings(), new)


@app.command()
def keys(
    rotate: Annotated[bool, typer.Option("--rotate", help="Make a new key, which signs from now on")] = False,
) -> None:
    """Make the key with which this unit signs its reports and receipts, and print its public half for others to trust."""
    from cli.reports import show_keys

    show_keys(stated_settings(), rotate=rotate)


@app.command()
def send(folder: Annotated[Path, typer.Argument(help="Where they are put, a stick for one")]) -> None:
    """Write the reports that wait to be sent, and the receipts of those that were received, to be carried by hand."""
    from cli.reports import write_out

    write_out(stated_settings(), folder)


@app.command()
def receive(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Where they lie")],
) -> None:
    """Take in the reports and receipts of other units that lie in a folder, and write the receipts beside them."""
    from cli.reports import take_in

    take_in(stated_settings(), folder)


@app.command("simulate")
def simulate_policy(
    file: Annotated[Path, typer.Argument(help="The draft: a city's policy pack")],
    position: Annotated[
        int | None, typer.Option(min=0, help="As of this position; the newest if not stated")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where to write the result; it is printed if not stated")
    ] = None,
    cases: Annotated[bool, typer.Option(help="Name the cases, not only the sums")] = False,
) -> None:
    """Say what a draft would have changed about everything on record; nothing is recorded by it."""
    from cli.simulating import simulate_draft

    simulate_draft(stated_settings(), file, position, out, with_cases=cases)


@calendar.command("import")
def import_notice(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A year in the form of holiday-cn")
    ],
    number: Annotated[str, typer.Option(help="The number of the State Council's notice")],
    issued_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the notice")],
    dry_run: Annotated[bool, typer.Option(help="Only show what the notice changes")] = False,
) -> None:
    """Put a notice about holidays on record; every date that depends on it is computed anew."""
    from cli.calendar import import_notice as put_on_record
    from domain.base import DocumentReference

    paper = DocumentReference(
        kind="holiday_notice", number=number, issuer="国务院办公厅", issued_on=issued_on.date()
    )
    put_on_record(stated_settings(), file, paper, dry_run=dry_run)


@app.command()
def demo(
    ledgers: Annotated[bool, typer.Option(help="Whether the ledgers and their reports are played")] = True,
    brief: Annotated[
        bool, typer.Option("--brief", help="The ledgers of two areas, not of all twelve")
    ] = False,
) -> None:
    """Play a quota year and the ledgers of four quarters over HTTP, with a province above, and leave papers in ./out."""
    from cli.demo import play

    play(stated_settings(), ledgers=ledgers, brief=brief)


def main() -> None:
    """Run a command, and say in one line what the operator can mend."""
    try:
        app()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except CalledProcessError as failed:
        raise SystemExit(failed.returncode) from None  # it has said itself what is wrong
    except OPERATORS_MATTER as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        raise SystemExit(1) from None
