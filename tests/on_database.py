"""The office of `in_memory`, on the real store and the real vault of a database."""

from itertools import count
from typing import Any

from bootstrap.policy_shelf import PolicyShelf
from domain.base import Event
from domain.office import Office
from domain.policy.pack import PolicyPack
from domain.store import TalentCards
from domain.work import calendar_of
from persistence.attachments import AttachmentFiles
from persistence.datastore import Datastore
from persistence.recorders import LogRecorder
from persistence.sealing_factory import SealingFactory
from persistence.vault import Vault
from tests.in_memory import Books, HeldInMemory, InMemoryRefusalLog, PlainReportFiles
from tests.ledgers_in_memory import InMemoryCardBooks, InMemoryLedgers

MOST = 10_000


class LogOfDatabase:
    """The log, as far as the books look at it."""

    def __init__(self, datastore: Datastore) -> None:
        self.recorder = LogRecorder(datastore)

    @property
    def size(self) -> int:
        """The newest position."""
        return self.recorder.max_notification_id() or 0


class BooksOnDatabase(Books):
    """The same office and the same commands; what is sent to it lies in the log of the database."""

    def __init__(self, datastore: Datastore, vault: Vault, *packs: PolicyPack) -> None:
        super().__init__(*packs)
        self.log: Any = LogOfDatabase(datastore)
        self.vault: Any = vault
        self.refusals = InMemoryRefusalLog()
        self.store = TalentCards(SealingFactory(datastore, vault))
        self.shelf = PolicyShelf(self.store, packs, count().__next__)
        self.ledgers = InMemoryLedgers(
            lambda: enumerate(self.events(), 1), self.shelf, calendar_of(self.store)
        )
        self.card_books = InMemoryCardBooks(lambda: enumerate(self.events(), 1))
        self.held_records = HeldInMemory()
        self.office = Office(
            store=self.store,
            policies=self.shelf,
            vault=vault,
            files=AttachmentFiles(vault, self.place),
            report_files=PlainReportFiles(),
            books=self.ledgers,
            card_books=self.card_books,
            held_records=self.held_records,
            refusals=self.refusals,
            security=self.security,
            new_id=self.new_id,
            pause=self.pauses.append,
        )

    def events(self, after: int = 0) -> list[Event]:
        """What was recorded after a position."""
        recorded = self.log.recorder.select_notifications(after + 1, MOST)
        return [self.store.mapper.to_domain_event(record) for record in recorded]
