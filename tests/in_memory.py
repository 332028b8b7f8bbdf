"""The office with everything that it stands on in memory: the library's own recorders, real sealing, and small
real ports. Nothing here pretends: what is saved is sealed, kept and read back, and every refusal is on its log.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.popo import POPOApplicationRecorder, POPOFactory
from eventsourcing.utils import Environment

from bootstrap.policy_shelf import PolicyShelf
from domain.aggregates import Talent
from domain.authorization import Command
from domain.base import Authority, CommandHeader, CommandKeyReused, CommandRepeated, Event, EventSourced
from domain.data_rights import HeldRecord
from domain.errors import Refusal
from domain.instances import OF_EVERY_CITY, Instance
from domain.office import Office, Receipt, Request
from domain.personal_data import Erased, Restricted, Sealed, Unreadable
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.ports import RefusedCommand
from domain.report_files import MadeFile, Making, ReportPaper, SignedFile
from domain.report_packages import FileKind
from domain.security import SecurityLine
from domain.store import TalentCards
from domain.use_cases.importing_lists import ImportEnterpriseList, plan_import
from domain.use_cases.taking_over_books import TakeOverBooks
from domain.use_cases.taking_over_books import try_out as try_books
from domain.work import Expected, calendar_of
from persistence.attachments import AttachmentFiles
from persistence.event_store import SealingEventStore
from persistence.mapper import EnvelopeMapper
from persistence.records import IdentifiedEvent, PlacedEvent, RecordedCommand
from persistence.sealing import KEY_BYTES, KeyRing
from tests.ledgers_in_memory import InMemoryCardBooks, InMemoryLedgers


class InMemoryVault:
    """A key for every subject, and whose identifier is whose. Implements `domain.ports.Vault`."""

    def __init__(self) -> None:
        self.keys: dict[UUID, bytes | None] = {}  # None is the mark of an erasure
        self.owners: dict[tuple[str, str, str], UUID] = {}
        self.just_claimed: set[UUID] = set()  # whose claims are of this minute
        self.restricted: set[UUID] = set()
        self.is_for_deciding = False
        self.log: Callable[[], Iterable[Event]] = tuple

    def subject_of(self, jurisdiction: str, kind: str, identifier: str) -> UUID | None:
        return self.owners.get((jurisdiction, kind, identifier))

    def claim(self, jurisdiction: str, kind: str, identifier: str, subject: UUID) -> UUID:
        known = self.subject_of(jurisdiction, kind, identifier)
        if known is None:
            self.keys_for({subject})
            self.owners[(jurisdiction, kind, identifier)] = known = subject
        return known

    def pass_on(self, jurisdiction: str, kind: str, identifier: str, owner: UUID, heir: UUID) -> bool:
        self.keys_for({heir})
        known = self.owners.get((jurisdiction, kind, identifier))
        if known != owner or owner in self.just_claimed:
            return False
        self.owners[(jurisdiction, kind, identifier)] = heir
        return True

    def keys_for(self, subjects: Iterable[UUID], begun: Iterable[UUID] = ()) -> KeyRing:
        wanted = {subject: self.keys.setdefault(subject, os.urandom(KEY_BYTES)) for subject in subjects}
        return KeyRing({subject: self._unless_erased(subject, key) for subject, key in wanted.items()})

    def key_of(self, subject: UUID) -> KeyRing:
        return KeyRing({subject: self._readable(subject)})

    def fingerprint(self, said: bytes) -> bytes:
        return hashlib.sha256(b"this vault" + said).digest()

    def open(self, sealed: Sealed) -> str:
        return KeyRing({sealed.subject: self._readable(sealed.subject)}).open(sealed)

    def open_many(self, sealed: Sequence[Sealed]) -> list[str | Unreadable]:
        return [self._opened(fact) for fact in sealed]

    def erase(self, subject: UUID) -> None:
        self.keys[subject] = None
        for entry in [entry for entry, owner in self.owners.items() if owner == subject]:
            del self.owners[entry]

    def for_deciding(self) -> "InMemoryVault":
        other = copy(self)
        other.is_for_deciding = True
        return other

    def at_one_sitting(self) -> "InMemoryVault":
        return self

    def follow(self) -> None:
        for event in self.log():
            match event:
                case Talent.Restricted():
                    self.restricted.add(event.originator_id)
                case Talent.RestrictionLifted():
                    self.restricted.discard(event.originator_id)
                case Talent.Erased():
                    for subject in event.subjects:
                        self.erase(subject)

    def _opened(self, fact: Sealed) -> str | Unreadable:
        try:
            return self.open(fact)
        except Unreadable as unreadable:
            return unreadable

    def _readable(self, subject: UUID) -> bytes:
        key = self._unless_erased(subject, self.keys[subject])
        if subject in self.restricted and not self.is_for_deciding:
            raise Restricted(subject)
        return key

    @staticmethod
    def _unless_erased(subject: UUID, key: bytes | None) -> bytes:
        if key is None:
            raise Erased(subject)
        return key


class InMemoryLog(POPOApplicationRecorder):
    """The library's recorder in memory, which remembers commands as the log does.

    `rivals` are others who are faster: the first of them acts just before the next command is recorded.
    `before_question` is told what a command is about to load.
    """

    def __init__(self) -> None:
        super().__init__()
        self.commands: dict[tuple[str, str], RecordedCommand] = {}
        self.rivals: list[Callable[[], object]] = []
        self.before_question: Callable[[frozenset[UUID]], object] = lambda _: None
        self._letting_another_go_first = False

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, command: CommandHeader | None = None, **_: Any
    ) -> Sequence[int] | None:
        self._let_another_go_first()
        if command is None:
            return super().insert_events(stored_events)
        self._must_be_new(command)
        positioned = [
            PlacedEvent(**vars(event), position=position)
            for position, event in enumerate(stored_events, self.size + 1)
        ]
        positions = super().insert_events(positioned) or [0]
        self.commands[(command.principal, command.key)] = RecordedCommand(
            command.command_id,
            command.name,
            command.principal,
            command.key,
            command.fingerprint,
            command.answer,
            positions[0],
            positions[-1],
        )
        return positions

    def select_histories(self, originator_ids: Iterable[UUID]) -> list[StoredEvent]:
        asked = list(originator_ids)
        self.before_question(frozenset(asked))
        return [event for id_ in asked for event in self.select_events(id_)]

    def select_begun(self, originator_ids: Iterable[UUID]) -> set[UUID]:
        return {id_ for id_ in originator_ids if self.select_events(id_)}

    def command_of(self, principal: str, key: str) -> RecordedCommand | None:
        return self.commands.get((principal, key))

    def select_events(
        self, originator_id: UUID | str, *, until: int | None = None, **bounds: Any
    ) -> Sequence[StoredEvent]:
        """The aggregate's history as it is now: nothing here asks for an earlier one."""
        assert until is None
        return super().select_events(originator_id, **bounds)

    @property
    def size(self) -> int:
        return len(self._stored_events)

    def records(self) -> list[IdentifiedEvent]:
        return [event for event in self._stored_events if isinstance(event, IdentifiedEvent)]

    def _let_another_go_first(self) -> None:
        if self.rivals and not self._letting_another_go_first:
            self._letting_another_go_first = True
            self.rivals.pop(0)()
            self._letting_another_go_first = False

    def _must_be_new(self, command: CommandHeader) -> None:
        first = self.command_of(command.principal, command.key)
        if first is None:
            return
        if first.fingerprint != command.fingerprint:
            raise CommandKeyReused
        raise CommandRepeated(first.first_position, first.last_position, first.answer)


class MapperWithMemory(EnvelopeMapper):
    """Reads what is recorded, and each record once: neither it nor the event that it holds is ever another."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[StoredEvent, Event] = {}

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        if stored_event not in self._read:
            self._read[stored_event] = super().to_domain_event(stored_event)
        return self._read[stored_event]


class InMemoryFactory(POPOFactory):
    """The library's factory in memory, with the product's own mapper and sealing between."""

    def __init__(self, log: InMemoryLog, vault: InMemoryVault) -> None:
        super().__init__(Environment())
        self._log = log
        self._vault = vault

    def application_recorder(self) -> InMemoryLog:
        return self._log

    def mapper(self, *_: Any, **__: Any) -> Any:
        return MapperWithMemory()

    def event_store(self, mapper: Any = None, recorder: Any = None) -> Any:
        return SealingEventStore(mapper, recorder, self._vault)


class HeldInMemory:
    """What a test says is held of each person. Implements `domain.data_rights.HeldRecords`."""

    def __init__(self) -> None:
        self.records: dict[UUID, list[HeldRecord]] = {}

    def of(self, talent_id: UUID, position: int) -> Sequence[HeldRecord]:
        return self.records.get(talent_id, [])


class InMemoryPlace:
    """Where the files of attachments lie, sealed. Implements `persistence.attachments.Place`."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def write(self, name: str, blob: bytes) -> None:
        self.blobs[name] = blob

    def read(self, name: str) -> bytes | None:
        return self.blobs.get(name)


class PlainReportFiles:
    """Makes files that say in plain text what the paper says. Implements `domain.ports.ReportFiles`."""

    made_by = Making(template="0" * 64, engine="plain text")

    def __init__(self) -> None:
        self.papers: list[ReportPaper] = []

    def made(self, paper: ReportPaper) -> tuple[MadeFile, ...]:
        self.papers.append(paper)
        said = f"{paper.issued_on} {paper.versions} {paper.earlier_reports} {paper.statement}"
        written = [
            (kind, f"{kind} {paper.content.sha256} {said}".encode()) for kind in (FileKind.XLSX, FileKind.PDF)
        ]
        return tuple(MadeFile(SignedFile.made(kind, text, self.made_by), text) for kind, text in written)


class InMemoryRefusalLog:
    """Implements `domain.ports.RefusalLog`."""

    def __init__(self) -> None:
        self.lines: list[RefusedCommand] = []

    def note(self, refused: RefusedCommand) -> None:
        self.lines.append(refused)


class InMemorySecurityLog:
    """Implements `domain.security.SecurityLog`."""

    def __init__(self) -> None:
        self.lines: list[SecurityLine] = []

    def note(self, line: SecurityLine) -> None:
        self.lines.append(line)


@dataclass
class Sent:
    """What came of a command: its receipt and the events that it recorded."""

    receipt: Receipt
    events: list[Event]

    @property
    def event(self) -> Any:
        (only,) = self.events
        return only


class Books:
    """An office in memory, with the policies of the packs in force."""

    def __init__(self, *packs: PolicyPack, instance: Instance = OF_EVERY_CITY) -> None:
        self.log = InMemoryLog()
        self.vault = InMemoryVault()
        self.refusals = InMemoryRefusalLog()
        self.security = InMemorySecurityLog()
        self.place = InMemoryPlace()
        self.files = AttachmentFiles(self.vault, self.place)
        self.report_files = PlainReportFiles()
        self.pauses: list[int] = []
        self.store = TalentCards(InMemoryFactory(self.log, self.vault))
        self.vault.log = self.events
        self.shelf = PolicyShelf(self.store, packs, count().__next__)  # looks again whenever it is asked
        self._numbers = count(1)
        self.ledgers = InMemoryLedgers(
            lambda: enumerate(self.events(), 1), self.shelf, calendar_of(self.store)
        )
        self.card_books = InMemoryCardBooks(lambda: enumerate(self.events(), 1))
        self.held_records = HeldInMemory()
        self.office = Office(
            store=self.store,
            policies=self.shelf,
            vault=self.vault,
            files=self.files,
            report_files=self.report_files,
            books=self.ledgers,
            card_books=self.card_books,
            held_records=self.held_records,
            refusals=self.refusals,
            security=self.security,
            new_id=self.new_id,
            pause=self.pauses.append,
            instance=instance,
        )

    @property
    def policies(self) -> PolicyBook:
        return self.shelf.book

    def new_id(self) -> UUID:
        """Ids in the order in which they were asked for, in the form of random ones."""
        return UUID(int=next(self._numbers), version=4)

    def send(self, command: Command, authority: Authority, **request: Any) -> Sent:
        """Carry the command out, and return what it recorded."""
        command = self._as_previewed(command, authority)
        before = self.log.size
        receipt = self.office.carry_out(command, authority, self.request(command, **request))
        return Sent(receipt, self.events(before))

    def refused(self, command: Command, authority: Authority, **request: Any) -> Refusal:
        """The refusal of the command: nothing was recorded but one line in the refusal log."""
        command = self._as_previewed(command, authority)
        before, lines = self.log.size, len(self.refusals.lines)
        with pytest.raises(Refusal) as refused:
            self.office.carry_out(command, authority, self.request(command, **request))
        assert self.log.size == before, "a refusal records nothing"
        assert [line.code for line in self.refusals.lines[lines:]] == [refused.value.code]
        return refused.value

    def _as_previewed(self, command: Command, authority: Authority) -> Command:
        """Whoever confirms rows has looked at the dry run, unless the test says what else was seen."""
        try_out = {ImportEnterpriseList: plan_import, TakeOverBooks: try_books}.get(type(command))
        if try_out is None or not command.confirmed_rows or command.preview is not None:
            return command
        with suppress(Refusal):
            seen = try_out(command, self.office.preview(command, authority)).preview
            return command.model_copy(update={"preview": seen})
        return command

    def request(
        self, command: Command, *, key: str | None = None, expected: Expected | None = None, body: bytes = b""
    ) -> Request:
        return Request(
            command_id=self.new_id(),
            correlation_id=UUID(int=0xC0),
            key=key,
            fingerprint=hashlib.sha256(body or repr(command).encode()).digest(),
            expected=expected,
            render=lambda aggregate, _: {"id": str(aggregate.id), "version": aggregate.version},
        )

    def events(self, after: int = 0) -> list[Event]:
        """What was recorded after a position, read back from its records."""
        return [self.store.mapper.to_domain_event(record) for record in self.log.records()[after:]]

    def load(self, noun: type[EventSourced], id_: UUID) -> Any:
        found = self.store.repository.get(id_)
        assert isinstance(found, noun)
        return found

    def all_of(self, noun: type[EventSourced]) -> list[Any]:
        ids = dict.fromkeys(
            event.originator_id for event in self.events() if event.TOPIC.startswith(f"{noun.TOPIC}.")
        )
        return [self.load(noun, id_) for id_ in ids]

    def opened(self, sealed: Any) -> str:
        """A personal fact, as only the vault can read it."""
        assert isinstance(sealed, Sealed)
        return self.vault.open(sealed)
