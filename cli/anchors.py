"""`huicai anchors`: what others vouch for of our log, and we of theirs (外部存证)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console

from bootstrap import database
from bootstrap.anchors import AnchorState, anchor_states
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.trust_policies import policy_in
from bootstrap.witness import WITNESS_KEYS, cosigners_of
from cli.complaints import NoWitnessName
from domain.calendar import OFFICE_ZONE
from persistence import signing_keys
from persistence.signing_keys import SigningKeysUnusable
from persistence.write_once import WriteOnceFolder
from scheduler.anchors.checking import AnchorCheck, Finding
from transparency.note import Verifier

console = Console()


def prepare_folder(folder: Path) -> None:
    """Put the mark on a medium, by which it is known when it is mounted again."""
    WriteOnceFolder(folder).prepare()
    _say(f"{folder} is ready: set HUICAI_ANCHOR_FOLDER to it")


def show_anchors(settings: Settings) -> None:
    """One line for each anchor; ends with 1 if one of them is too old, or contradicts the log."""
    with _service(settings) as service:
        states = [*anchor_states(service)]
    for state in states:
        _say(_told(state))
    if any(state.is_alarming for state in states):
        raise typer.Exit(1)


def check_anchors(settings: Settings, folder: Path, policy: Path) -> None:
    """One line for each checkpoint that lies in the folder; ends with 1 if one of them is not that of the log."""
    believed = policy_in(policy)
    keys: list[Verifier] = [*believed.logs, *(witness.key for witness in believed.witnesses)]
    with _service(settings) as service:
        check = AnchorCheck(service.transparency_log, folder, keys, settings.tsa_roots)
        found = [*check.findings()]
    for finding in found:
        _say(_found(finding))
    if not found or any(finding.fault for finding in found):
        raise typer.Exit(1)


def show_witness_key(settings: Settings, *, rotate: bool) -> None:
    """Make the key of this witness if there is none, or a new one beside it, and print what others have to trust."""
    if settings.witness_name is None:
        raise NoWitnessName
    if settings.witness_keys is None:
        settings.data.mkdir(parents=True, exist_ok=True)
        path = settings.data / WITNESS_KEYS
        if rotate and path.exists():
            signing_keys.rotate(path)
        signing_keys.kept_in(path)
    elif rotate:
        raise SigningKeysUnusable("the keys stand in HUICAI_WITNESS_KEYS: put a new one in front there")
    for cosigner in cosigners_of(settings):
        print(cosigner.key)


@contextmanager
def _service(settings: Settings) -> Iterator[Service]:
    with database.ready(settings) as opened:
        service = service_on(opened.url("scheduler"), settings, name="huicai-anchors")
        try:
            yield service
        finally:
            service.close()


def _told(state: AnchorState) -> str:
    tried = state.attempts
    alarm = "ALARM " if state.is_alarming else ""
    held = (
        "never"
        if tried is None or tried.anchored_at is None
        else f"{tried.anchored_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
    )
    size = "" if tried is None or tried.size is None else f" at {tried.size} entries"
    why = "" if tried is None or tried.error is None else f"; {tried.failures} in vain since: {tried.error}"
    return f"{alarm}{state.anchor.kind} {state.anchor.target}: held {held}{size}{why}"


def _found(finding: Finding) -> str:
    size = "" if finding.size is None else f"{finding.size} entries, "
    return f"{finding.where}: {size}{finding.fault or 'as the log is today'}"


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
