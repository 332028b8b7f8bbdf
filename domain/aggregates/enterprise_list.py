"""Enterprise list (企业名单) as a department handed it in.

    Imported

One aggregate per list type, document number and file, so that the same file is not taken in twice.
"""

from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced, Value
from domain.errors import Conflict
from domain.text import Text

NAMESPACE = UUID("c9f7c5e6-0a58-5f53-8e0b-0b0f6a7d6d0e")


class ListMode(StrEnum):
    """What the list says about enterprises that it does not name (导入方式, decided point 20)."""

    FULL = "full"  # 全量: whoever is not named is taken off
    ADDITIONS = "additions"  # 新增: only adds
    REMOVALS = "removals"  # 移出: only takes off


class RowOutcome(StrEnum):
    """What a row of the list did."""

    REGISTERED = "registered"  # a new enterprise, listed
    LISTED = "listed"  # a known enterprise, newly listed
    RENEWED = "renewed"  # on the list before and still
    RENAMED = "renamed"  # known under another name, listed
    REMOVED = "removed"  # named for removal, taken off
    DROPPED = "dropped"  # on the list before, no longer named


class ListAlreadyImported(Conflict):
    code = "list_already_imported"
    title = Text("该名单文件已导入", "This list file has been imported already")


class ImportedRow(Value):
    """One enterprise of the list; `row` is the row number in the file, None where the file names it not."""

    row: int | None
    enterprise_id: UUID
    outcome: RowOutcome


class EnterpriseList(EventSourced):
    TOPIC = "EnterpriseList"

    class Event(EventSourced.Event):
        """Something that happened to a list."""

    class Imported(Event, Begins):
        TOPIC: ClassVar[str] = "EnterpriseList.Imported"
        city: str
        list_type: str
        mode: ListMode
        document_number: str
        file_sha256: str
        rows: tuple[ImportedRow, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, list_type: str, document_number: str, file_sha256: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{city}\n{list_type}\n{document_number}\n{file_sha256}")

    @classmethod
    def take_in(
        cls,
        *,
        city: str,
        list_type: str,
        mode: ListMode,
        document_number: str,
        file_sha256: str,
        rows: tuple[ImportedRow, ...],
        authority: Authority,
    ) -> Self:
        """Put on record which enterprises the list named and what that did (导入名单)."""
        return cls.begin(
            cls.Imported,
            cls.id_of(city, list_type, document_number, file_sha256),
            authority,
            city=city,
            list_type=list_type,
            mode=mode,
            document_number=document_number,
            file_sha256=file_sha256,
            rows=rows,
        )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Imported)
    def __init__(
        self,
        city: str,
        list_type: str,
        mode: ListMode,
        document_number: str,
        file_sha256: str,
        rows: tuple[ImportedRow, ...],
    ) -> None:
        self.city = city
        self.list_type = list_type
        self.mode = mode
        self.document_number = document_number
        self.file_sha256 = file_sha256
        self.rows = rows
