"""`huicai keys`, `send` and `receive`: the keys of this unit, and reports that are carried by hand (季报收发).

    <unit>-<quarter>-<revision>-<digest>.zip       a package
    <unit>-<quarter>-<revision>-<digest>.receipt   what the receiver says of it

Whatever is written appears whole or not at all; what lies in the folder already is left as it is.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import typer
from rich.console import Console

from bootstrap import database
from bootstrap.projecting import projecting
from bootstrap.report_exchange import REPORT_KEYS, ReportExchange
from bootstrap.report_inbox import ReportInbox
from bootstrap.report_outbox import ReportOutbox
from bootstrap.service import Service, now, service_on
from bootstrap.settings import Settings
from bootstrap.submitted_reports import submitted_reports
from cli.complaints import NoUnit
from documents.report_packages import read_package
from domain.errors import Refusal
from domain.report_packages import DeliveryStatus, Manifest, ReportReceipt
from persistence import signing_keys
from persistence.report_signatures import Kind, Signer, read_signed
from persistence.signing_keys import SigningKeysUnusable
from projections.report_exchange import ExchangeFilter, ExchangeKey

PACKAGE, RECEIPT = ".zip", ".receipt"
PATIENCE_S = 60.0
PAGE = 500

console = Console()


def show_keys(settings: Settings, *, rotate: bool) -> None:
    """Make the unit's key if there is none, or a new one, and print what the other side has to trust."""
    print(json.dumps(public_key(settings, rotate=rotate)))


def public_key(settings: Settings, *, rotate: bool = False) -> dict[str, Any]:
    """The public half of the unit's key, which is made if there is none, or anew. Raises `NoUnit`, `SigningKeysUnusable`."""
    if settings.unit is None:
        raise NoUnit
    if settings.report_keys is not None:
        if rotate:
            raise SigningKeysUnusable("the keys stand in HUICAI_REPORT_KEYS: put a new one in front there")
        keys = signing_keys.parsed(settings.report_keys.get_secret_value())
    else:
        settings.data.mkdir(parents=True, exist_ok=True)
        path = settings.data / REPORT_KEYS
        if rotate and path.exists():
            signing_keys.rotate(path)
        keys = signing_keys.kept_in(path)
    return Signer(keys).public(settings.unit, now().date())


def write_out(settings: Settings, folder: Path) -> None:
    """Write what waits: packages for the unit above, and receipts for the units below."""
    with _exchanging(settings) as exchange:
        for name, content in (*_packages(exchange), *_receipts(exchange)):
            _write(folder / name, content)


def take_in(settings: Settings, folder: Path) -> None:
    """Take in what lies there from others, and write the receipts; ends with 1 if anything was refused."""
    with _exchanging(settings) as exchange:
        told = [*_take_packages(exchange, folder), *_take_receipts(exchange, folder)]
    if not all(told):
        raise typer.Exit(1)


def _packages(exchange: ReportExchange) -> Iterator[tuple[str, bytes]]:
    outbox = ReportOutbox(exchange)
    for report in outbox.unprepared(submitted_reports(exchange.service)):
        outbox.prepare(report)
    _await_register(exchange.service)
    for line in exchange.service.report_exchange.under_way():
        delivery = outbox.delivery(line.report_delivery_id)
        if delivery.status is DeliveryStatus.PREPARED:
            yield _stem(delivery.manifest) + PACKAGE, outbox.package(delivery)


def _receipts(exchange: ReportExchange) -> Iterator[tuple[str, bytes]]:
    inbox, after = ReportInbox(exchange), None
    register = exchange.service.report_exchange
    own = frozenset({exchange.unit})
    while page := register.received(ExchangeFilter(), units=own, after=after, limit=PAGE):
        for line in page:
            manifest, receipt = inbox.last_receipt(line.received_report_id)
            yield _stem(manifest) + RECEIPT, receipt.encode()
        after = ExchangeKey(page[-1].received_at)


def _take_packages(exchange: ReportExchange, folder: Path) -> Iterator[bool]:
    inbox, most = ReportInbox(exchange), exchange.service.settings.package_limit
    for path in _files(folder, PACKAGE):
        package = _read(path, most)
        if _sender_of(package, most) == exchange.unit:
            continue
        try:
            receipt: str | None = inbox.receive(package, uuid4())
            refused = None
        except Refusal as refusal:
            refused, receipt = refusal, inbox.refusal_of(package, refusal.code)
        if receipt is not None:
            _write(path.with_suffix(RECEIPT), receipt.encode())
        yield _said(path, refused)


def _take_receipts(exchange: ReportExchange, folder: Path) -> Iterator[bool]:
    outbox = ReportOutbox(exchange)
    for path in _files(folder, RECEIPT):
        written = _read(path, MOST_OF_RECEIPT).decode("ascii", "replace")
        if _receiver_of(written) == exchange.unit:
            continue
        try:
            outbox.take(written, uuid4())
            refused = None
        except Refusal as refusal:
            refused = refusal
        yield _said(path, refused)


def _said(path: Path, refused: Refusal | None) -> bool:
    """Tell the operator; whether it was taken."""
    outcome = "taken" if refused is None else f"refused, {refused.code}: {refused}"
    console.print(f"{path.name}: {outcome}", markup=False, highlight=False, soft_wrap=True)
    return refused is None


def _files(folder: Path, suffix: str) -> list[Path]:
    """Plain files alone: a link may lead anywhere."""
    found = (path for path in folder.iterdir() if path.suffix == suffix)
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _read(path: Path, most: int) -> bytes:
    """The file, or of one that is too large just enough to be refused."""
    with path.open("rb") as file:
        return file.read(most + 1)


def _sender_of(package: bytes, most: int) -> str | None:
    try:
        return Manifest.read(read_package(package, most).manifest).sender
    except Refusal:
        return None


def _receiver_of(written: str) -> str | None:
    signed = read_signed(written, Kind.RECEIPT)
    try:
        return None if signed is None else ReportReceipt.read(signed.statement).receiver
    except Refusal:
        return None


def _stem(manifest: Manifest) -> str:
    return f"{manifest.sender}-{manifest.quarter}-{manifest.revision}-{manifest.sha256[:12]}"


def _write(path: Path, content: bytes) -> None:
    """Beside its place, forced to the disk, then there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    console.print(f"{path} written", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _exchanging(settings: Settings) -> Iterator[ReportExchange]:
    """This instance's exchange, its register up to date. Raises `NoReportExchange`."""
    with database.ready(settings) as opened, projecting(opened.url("projector")):
        service = service_on(opened.url("scheduler"), settings, name="huicai-reports")
        try:
            _await_register(service)
            exchange = ReportExchange(service)
            exchange.must_be_set_up()
            yield exchange
        finally:
            service.close()


def _await_register(service: Service) -> None:
    newest = service.log.max_notification_id() or 0
    if not service.progress.wait_for("report_exchange", newest, PATIENCE_S):
        console.print("the register of reports is behind: what happened last may be missing", style="yellow")


MOST_OF_RECEIPT = 40_000
