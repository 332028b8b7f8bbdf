"""`huicai sealer` and `huicai log …`: the transparency log (透明日志), for whoever operates the service or checks it."""

import signal
from threading import Event

import typer
from rich.console import Console

from bootstrap import database
from bootstrap.logs import write_logs
from bootstrap.settings import LOG_KEYS, Settings
from bootstrap.telemetry import tracing
from cli.serving import end, watched
from persistence.datastore import Datastore
from persistence.signing_keys import SigningKeysUnusable
from persistence.transparency_log import Log, TransparencyLog
from sealer import signers, verifying
from sealer.rolling_over import roll_over
from sealer.running import covering, files_of, sealing_store
from sealer.verifying import Verified
from transparency.note import VerifierKey

console = Console()


def run_sealer(settings: Settings) -> None:
    """Cover events until told to stop."""
    write_logs(settings)
    signal.signal(signal.SIGTERM, end)
    with (
        tracing("huicai-sealer"),
        database.fit(settings, "sealer") as opened,
        watched(opened),
        covering(opened.url("sealer"), settings),
    ):
        console.print("Huicai covers events by signed checkpoints; huicai log status shows how it fares")
        Event().wait()


def show_status(settings: Settings) -> None:
    """Every log, the lag, and what is wrong; ends with 1 if something is."""
    with database.ready(settings) as opened, sealing_store(opened.url("sealer")) as datastore:
        source = TransparencyLog(datastore)
        state = source.sealer()
        for log in source.logs():
            _say(_told(log))
        led = "led" if state.is_led else "led by nobody"
        _say(f"{led}, covered up to position {state.covered_position}, lag {state.lag:.1f} s")
        for alarm in source.alarms():
            kind = "ALARM" if alarm.settled_at is None else "left behind"
            span = f"positions {alarm.first_position} to {alarm.last_position}"
            _say(f"{kind} {alarm.kind}: {span} of log {alarm.epoch}, since {alarm.raised_at.isoformat()}")
    if state.alarms:
        raise typer.Exit(1)


def show_keys(settings: Settings) -> None:
    """One line for every key that has signed: what is handed to an auditor."""
    with database.ready(settings) as opened, sealing_store(opened.url("sealer")) as datastore:
        _open_log(datastore)  # who is handed nothing would believe that nobody signs
        for line in TransparencyLog(datastore).verifier_keys():
            _say(line.verifier_key)


def rotate_key(settings: Settings) -> None:
    """A new key signs from the next checkpoint on, beside the old one."""
    _must_be_in_file(settings)
    with database.ready(settings) as opened, sealing_store(opened.url("sealer")) as datastore:
        key = signers.rotate(settings.data / LOG_KEYS, _open_log(datastore).origin)
    _say(key)


def retire_key(settings: Settings, verifier_key: str) -> None:
    """A key signs no longer."""
    _must_be_in_file(settings)
    with database.ready(settings) as opened, sealing_store(opened.url("sealer")) as datastore:
        signers.retire(settings.data / LOG_KEYS, _open_log(datastore).origin, verifier_key)
    _say(f"{verifier_key} signs no longer from the next checkpoint on")


def roll_over_log(settings: Settings, reason: str) -> None:
    """Freeze the open log and begin the next."""
    with database.ready(settings) as opened, sealing_store(opened.url("sealer")) as datastore:
        origin = settings.log_origin
        frozen, begun = roll_over(datastore, files_of(settings), reason, origin=origin)
    _say(_told(frozen))
    _say(_told(begun))


def verify_log(settings: Settings, keys: list[str]) -> None:
    """One line for every fault; ends with 1 if there is one."""
    verified = Verified()
    with database.ready(settings) as opened, sealing_store(opened.url("sealer")) as datastore:
        source = TransparencyLog(datastore)
        trusted = [VerifierKey.parse(key) for key in keys]
        if not trusted:
            console.print("The keys are those of the database: name those that you were handed with --key")
            trusted = signers.verifiers([line.verifier_key for line in source.verifier_keys()])
        for fault in verifying.faults(source, files_of(settings), trusted, verified):
            _say(str(fault))
    for checkpoint in verified.checkpoints:
        _say(f"{checkpoint.origin}: {checkpoint.size} entries, root {checkpoint.root.hex()}")
    _say(f"{verified.logs} logs, {verified.entries} entries, {verified.faults} faults")
    if verified.faults:
        raise typer.Exit(1)


def _open_log(datastore: Datastore) -> Log:
    log = TransparencyLog(datastore).log()
    if log is None:
        raise SigningKeysUnusable("no log has begun yet: start the service first")
    return log


def _must_be_in_file(settings: Settings) -> None:
    if settings.log_keys is not None or settings.log_signers is not None:
        raise SigningKeysUnusable(
            "the keys of the log stand in HUICAI_LOG_KEYS or HUICAI_LOG_SIGNERS: change them there"
        )


def _told(log: Log) -> str:
    end = f"frozen {log.frozen_at.isoformat()}" if log.frozen_at else "open"
    return f"log {log.epoch} {log.origin}: {log.size} entries from position {log.first_position}, {end}"


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
