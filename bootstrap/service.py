"""Everything that the API, the command line and the scheduler work with, wired together once per process."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from joserfc.jwk import OKPKey

from bootstrap.areas_elsewhere import AreasElsewhereUnknown, areas_elsewhere_must_be_known
from bootstrap.policy_shelf import PolicyShelf
from bootstrap.registers import Registers
from bootstrap.settings import Settings
from bootstrap.traced_office import TracedOffice
from documents.report_files import ReportFileMaker
from documents.typesetting import Typesetter
from domain.calendar import OFFICE_ZONE
from domain.instances import Instance
from domain.office import Office
from domain.policy.loading import load_packs, shipped_packs
from domain.policy.pack import Pack
from domain.ports import Clock, Ids
from domain.store import TalentCards
from persistence import master_key, signing_keys
from persistence.access_log import PostgresAccessLog
from persistence.anchors import AnchorRecords
from persistence.attachments import AttachmentFiles, Folder, Place
from persistence.bulk_rows import BulkRows
from persistence.card_tokens import CardTokens
from persistence.datastore import Datastore, open_engine
from persistence.delivery_attempts import DeliveryAttempts
from persistence.event_feed import EventFeed
from persistence.ids import new_id
from persistence.job_runs import JobRuns
from persistence.recorders import LogRecorder
from persistence.refusal_log import PostgresRefusalLog
from persistence.restorations import Restorations
from persistence.sealing_factory import SealingFactory
from persistence.security_log import PostgresSecurityLog
from persistence.subject_search import SubjectSearch
from persistence.transparency_log import TransparencyLog
from persistence.vault import Vault
from persistence.witnessed_logs import WitnessedLogs
from projections.card_movements import CardMovements
from projections.held_records import HeldRecordsOfRegisters
from projections.ledger_movements import LedgerMovements
from projections.progress import Progress
from projections.replica import Replica

LONGEST_PAUSE = 0.25
CARD_KEYS = "card-keys.json"
MASTER_KEY = "master-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Registers):
    """One process's doors: the office for commands, the registers for queries, the log for histories.

    It reads the primary, also in its registers; a list may be read from the `replica` instead, if there is one.
    """

    settings: Settings
    replica: Replica | None
    office: Office
    store: TalentCards
    log: LogRecorder
    feed: EventFeed
    vault: Vault
    files: AttachmentFiles
    refusals: PostgresRefusalLog
    security: PostgresSecurityLog
    disclosures: PostgresAccessLog
    restorations: Restorations
    subjects: SubjectSearch
    held_records: HeldRecordsOfRegisters
    transparency_log: TransparencyLog
    jobs: JobRuns
    bulk: BulkRows
    delivery_attempts: DeliveryAttempts
    anchors: AnchorRecords
    witnessed: WitnessedLogs
    movements: LedgerMovements
    progress: Progress
    typesetter: Typesetter
    report_files: ReportFileMaker
    card_tokens: CardTokens
    clock: Clock
    new_id: Ids

    def looking_at(self, store: TalentCards, vault: Vault | None = None) -> Self:
        """The same doors, for who sees everything as this look at the store shows it, and this sitting of the vault."""
        return replace(self, store=store, office=self.office.looking_at(store), vault=vault or self.vault)

    def close(self) -> None:
        """Give the connections back."""
        self.store.close()
        self.engine.dispose()
        if self.replica is not None:
            self.replica.close()


def service_on(
    url: str, settings: Settings, *, name: str = "huicai-api", clock: Clock | None = None
) -> Service:
    """The service on the database at `url`: of the role huicai_app, or huicai_scheduler for the jobs.

    `name` is what the database's administrator sees of it. Raises `AreasElsewhereUnknown`.
    """
    engine = open_engine(url, application_name=name, pool_size=settings.threads + 4)
    datastore = Datastore(engine)
    vault = Vault(datastore, master_key_of(settings))
    store = TalentCards(SealingFactory(datastore, vault))
    shelf = PolicyShelf(store, _packs(settings), time.monotonic)
    try:
        areas_elsewhere_must_be_known(settings, shelf.book)
    except AreasElsewhereUnknown:
        store.close()
        engine.dispose()
        raise
    refusals = PostgresRefusalLog(datastore)
    security = PostgresSecurityLog(datastore)
    files = AttachmentFiles(vault, attachment_place(settings))
    progress = Progress(engine)

    def wait(projection: str, position: int) -> bool:
        return progress.wait_for(projection, position, settings.min_position_timeout)

    movements = LedgerMovements(engine, wait)
    held_records = HeldRecordsOfRegisters(engine, wait)
    typesetter = Typesetter((settings.fonts,) if settings.fonts else ())
    report_files = ReportFileMaker(typesetter)
    office = TracedOffice(
        store=store,
        policies=shelf,
        vault=vault,
        files=files,
        report_files=report_files,
        books=movements,
        card_books=CardMovements(engine, wait),
        held_records=held_records,
        refusals=refusals,
        security=security,
        new_id=new_id,
        pause=pause,
        instance=Instance(settings.unit, settings.kept_elsewhere),
    )
    return Service(
        settings=settings,
        engine=engine,
        replica=_replica(settings, progress),
        office=office,
        store=store,
        log=LogRecorder(datastore),
        feed=EventFeed(datastore),
        vault=vault,
        files=files,
        shelf=shelf,
        refusals=refusals,
        security=security,
        disclosures=PostgresAccessLog(datastore, vault),
        restorations=Restorations(datastore),
        subjects=SubjectSearch(datastore),
        held_records=held_records,
        transparency_log=TransparencyLog(datastore),
        jobs=JobRuns(datastore),
        bulk=BulkRows(datastore),
        delivery_attempts=DeliveryAttempts(datastore),
        anchors=AnchorRecords(datastore),
        witnessed=WitnessedLogs(datastore),
        movements=movements,
        progress=progress,
        typesetter=typesetter,
        report_files=report_files,
        card_tokens=card_tokens_of(settings),
        clock=clock or now,
        new_id=new_id,
    )


def _replica(settings: Settings, primary: Progress) -> Replica | None:
    if settings.database_replica_url is None:
        return None
    engine = open_engine(
        settings.database_replica_url.get_secret_value(),
        application_name="huicai-lists",
        pool_size=settings.threads,
        connect_timeout=2,
        silence_ms=3_000,
        takes_writes=False,
    )
    return Replica(engine, primary, lag=settings.replica_lag)


@contextmanager
def refusal_log_on(url: str) -> Iterator[PostgresRefusalLog]:
    """The refusal log alone, for somebody who only reads it."""
    engine = open_engine(url, application_name="huicai-refusals", pool_size=1)
    try:
        yield PostgresRefusalLog(Datastore(engine))
    finally:
        engine.dispose()


def now() -> datetime:
    """The office's clock."""
    return datetime.now(OFFICE_ZONE)


def pause(attempt: int) -> None:
    """Wait a random moment, longer with every attempt, so that those who collided do so no more."""
    time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.002 * 2**attempt)))  # noqa: S311  only spreads them


def attachment_place(settings: Settings) -> Place:
    """Where the files of attachments are kept. A bucket needs the extra `s3`."""
    if settings.attachments_endpoint is not None:
        from persistence.bucket import Bucket  # noqa: PLC0415  of the extra `s3`, which most do without

        keys = (settings.attachments_access_key, settings.attachments_secret_key)
        stated = [None if key is None else key.get_secret_value() for key in keys]
        return Bucket(
            settings.attachments_endpoint,
            settings.attachments_bucket,
            *stated,
            region=settings.attachments_region,
            virtual_host=settings.attachments_virtual_host,
            patience=settings.attachments_timeout,
        )
    return Folder(settings.data / "attachments")


def card_tokens_of(settings: Settings) -> CardTokens:
    """What writes and reads the codes on cards. Raises `CardKeysUnusable`."""
    return CardTokens(_card_keys(settings), address=_where_cards_are_verified(settings))


def _packs(settings: Settings) -> tuple[Pack, ...]:
    own = load_packs(settings.packs) if settings.packs else ()
    return (*shipped_packs(), *own)


def master_key_of(settings: Settings) -> master_key.MasterKey:
    """What every key of the vault is wrapped under. Raises `MasterKeyUnusable`."""
    if settings.master_key is not None:
        return master_key.parsed(settings.master_key.get_secret_value())
    return master_key.kept_in(settings.data / MASTER_KEY)


def _card_keys(settings: Settings) -> list[OKPKey]:
    if settings.card_keys is not None:
        return signing_keys.parsed(settings.card_keys.get_secret_value())
    return signing_keys.kept_in(settings.data / CARD_KEYS)


def _where_cards_are_verified(settings: Settings) -> str | None:
    return None if settings.public_url is None else settings.public_url + "/v1/card-verifications"
