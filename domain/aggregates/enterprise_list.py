"""Enterprise list (企业名单) of one type that a department provides for a city.

    Opened ── Imported ↺

Invariants: a file is taken in once per document number; `members` are the enterprises on the list now, so
that a full list shows exactly who was dropped (decided point 20).
"""

from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced, Value
from domain.errors import Conflict
from domain.text import Text

NAMESPACE = UUID("c9f7c5e6-0a58-5f53-8e0b-0b0f6a7d6d0e")


class ListMode(StrEnum):
    """What the file says about enterprises that it does not name (导入方式)."""

    FULL = "full"  # 全量: whoever is not named is dropped
    ADDITIONS = "additions"  # 新增: only adds
    REMOVALS = "removals"  # 移出: only takes off


class RowOutcome(StrEnum):
    """What a row of the file does."""

    REGISTERED = "registered"  # a new enterprise, listed
    LISTED = "listed"  # a known enterprise, newly listed
    RENEWED = "renewed"  # on the list before and still
    REMOVED = "removed"  # named for removal
    DROPPED = "dropped"  # on the list before, not named by a full list
    UNDECIDED = "undecided"  # not named either, but a row that was left out may mean it: it stays on the list


class ListAlreadyImported(Conflict):
    code = "list_already_imported"
    title = Text("该名单文件已导入", "This list file has been imported already")


class ImportedRow(Value):
    """One enterprise of the file; `row` is its row number there, None for one that the file leaves out.

    `area` is where it was on that day; `confirmed` are the codes of what an officer confirmed about the row.
    """

    row: int | None
    enterprise_id: UUID
    area: str
    outcome: RowOutcome
    confirmed: tuple[str, ...] = ()


class LeftOutRow(Value):
    """A row of the file that was not taken in, by its number, and the codes of what is wrong with it."""

    row: int
    codes: tuple[str, ...]


class EnterpriseList(EventSourced):
    TOPIC = "EnterpriseList"

    class Event(EventSourced.Event):
        """Something that happened to a list."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "EnterpriseList.Opened"
        city: str
        list_type: str

    class Imported(Event):
        TOPIC: ClassVar[str] = "EnterpriseList.Imported"
        list_batch_id: UUID
        mode: ListMode
        document_number: str
        file_sha256: str
        rows: tuple[ImportedRow, ...]
        left_out: tuple[LeftOutRow, ...] = ()

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, list_type: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{city}\n{list_type}")

    @classmethod
    def open(cls, city: str, list_type: str, authority: Authority) -> Self:
        """Begin to keep a list (建立名单)."""
        id_ = cls.id_of(city, list_type)
        return cls.begin(cls.Opened, id_, authority, city=city, list_type=list_type)

    @staticmethod
    def batch_id_of(list_id: UUID, document_number: str, file_sha256: str) -> UUID:
        """The id of the batch that a file under this number makes of a list."""
        return uuid5(list_id, f"{document_number}\n{file_sha256}")

    @property
    def members(self) -> AbstractSet[UUID]:
        """The enterprises that are on the list."""
        return self.named_last.keys()

    def must_be_new(self, batch_id: UUID) -> None:
        """Refuse a file that was taken in under this number before."""
        if batch_id in self.batches:
            raise ListAlreadyImported(blocked_by={"kind": "enterprise_list_batch", "id": str(batch_id)})

    def take_in(
        self,
        *,
        mode: ListMode,
        document_number: str,
        file_sha256: str,
        rows: tuple[ImportedRow, ...],
        left_out: tuple[LeftOutRow, ...] = (),
        authority: Authority,
    ) -> None:
        """Put on record which enterprises the file named and what that did, and which rows were left out (导入名单)."""
        batch_id = self.batch_id_of(self.id, document_number, file_sha256)
        self.must_be_new(batch_id)
        self.record(
            self.Imported,
            authority,
            list_batch_id=batch_id,
            mode=mode,
            document_number=document_number,
            file_sha256=file_sha256,
            rows=rows,
            left_out=left_out,
        )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str, list_type: str) -> None:
        self.city = city
        self.list_type = list_type
        self.named_last: dict[UUID, date] = {}  # who is on the list, and on which day a file named them last
        self.batches: set[UUID] = set()

    @event(Imported)
    def _imported(self, list_batch_id: UUID, rows: tuple[ImportedRow, ...], envelope: Envelope) -> None:
        """A file of an earlier day takes off what was entered by then: whom one of a later day names stays."""
        self.batches.add(list_batch_id)
        day = envelope.effective_on
        for row in rows:
            named_last = self.named_last.get(row.enterprise_id, day)
            match row.outcome:
                case RowOutcome.REMOVED | RowOutcome.DROPPED:
                    if named_last <= day:
                        self.named_last.pop(row.enterprise_id, None)
                case RowOutcome.UNDECIDED:
                    self.named_last[row.enterprise_id] = named_last
                case _:
                    self.named_last[row.enterprise_id] = max(named_last, day)
