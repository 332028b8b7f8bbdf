"""A department's list and the batches that made it what it is (企业名单)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from api.addresses import ENTERPRISE_LIST, LIST_BATCH, href
from api.language import Language
from api.rendering.findings import FindingShown, finding_shown
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import EnterpriseList
from domain.aggregates.enterprise_list import ImportedRow, LeftOutRow, ListMode, RowOutcome
from domain.errors import FieldError, NotFound
from domain.store import Recorded
from domain.use_cases.importing_lists import PlannedRow

Counts = dict[RowOutcome, int]


class RowShown(Shown):
    """What a row of the file did; `row` is None for an enterprise that a full list left out."""

    row: int | None
    enterprise_id: UUID
    area: str
    outcome: RowOutcome
    confirmed: tuple[str, ...]


class LeftOutShown(Shown):
    """A row that was left out, and the codes of what is wrong with it."""

    row: int
    codes: tuple[str, ...]


class BatchShown(Shown):
    """One file that was taken in."""

    id: UUID
    href: str
    version: int
    city: str
    list_type: str
    mode: ListMode
    document_number: str
    file_sha256: str
    effective_on: date
    counts: Counts
    rows: tuple[RowShown, ...]
    left_out: tuple[LeftOutShown, ...]


class BatchTakenIn(BatchShown):
    """The same when it is taken in: with everything that is wrong with the rows that were left out."""

    errors: tuple[FindingShown, ...]


class BatchLine(Shown):
    """One file of a list, in short."""

    id: UUID
    href: str
    mode: ListMode
    document_number: str
    effective_on: date
    recorded_at: datetime
    position: int
    counts: Counts


class ListShown(Shown):
    """A list and the files that made it what it is."""

    id: UUID
    href: str
    version: int
    city: str
    list_type: str
    members: int
    batches: tuple[BatchLine, ...]


class ListsShown(Shown):
    """All lists of which some row may be seen."""

    items: tuple[ListShown, ...]


def list_shown(kept: EnterpriseList, history: Sequence[Recorded], viewer: Viewer) -> ListShown:
    """The list with its batches, the newest first, and of members those of whom a row may be seen.

    Raises `NotFound` where no row may be.
    """
    batches = [line for recorded in history if (line := _batch_line(recorded, kept, viewer)) is not None]
    if not batches:
        raise NotFound
    files = (recorded.event for recorded in history if isinstance(recorded.event, EnterpriseList.Imported))
    seen = {row.enterprise_id for file in files for row in _seen(file.rows, kept, viewer)}
    return ListShown(
        id=kept.id,
        href=href(ENTERPRISE_LIST, city=kept.city, list_type=kept.list_type),
        version=kept.version,
        city=kept.city,
        list_type=kept.list_type,
        members=len(kept.members & seen),
        batches=tuple(reversed(batches)),
    )


def batch_shown(batch: EnterpriseList.Imported, kept: EnterpriseList, viewer: Viewer) -> BatchShown:
    """The batch with those of its rows that may be seen. Raises `NotFound` if there is none."""
    rows = _seen(batch.rows, kept, viewer)
    if not rows:
        raise NotFound
    address = {"city": kept.city, "list_type": kept.list_type}
    return BatchShown(
        id=batch.list_batch_id,
        href=href(LIST_BATCH, **address, list_batch_id=batch.list_batch_id),
        version=batch.originator_version,
        **address,
        mode=batch.mode,
        document_number=batch.document_number,
        file_sha256=batch.file_sha256,
        effective_on=batch.envelope.effective_on,
        counts=counts_of(rows),
        rows=tuple(
            RowShown(
                row=row.row,
                enterprise_id=row.enterprise_id,
                area=row.area,
                outcome=row.outcome,
                confirmed=row.confirmed,
            )
            for row in rows
        ),
        left_out=left_out_shown(batch.left_out),
    )


def left_out_shown(rows: Sequence[LeftOutRow]) -> tuple[LeftOutShown, ...]:
    """The rows by number and codes; of which areas they are nobody can tell."""
    return tuple(LeftOutShown(row=row.row, codes=row.codes) for row in rows)


def imported_shown(kept: EnterpriseList, viewer: Viewer) -> BatchShown:
    """The batch that has just been decided."""
    [batch] = [event for event in kept.pending_events if isinstance(event, EnterpriseList.Imported)]
    return batch_shown(batch, kept, viewer)


def taken_in_shown(
    kept: EnterpriseList, errors: Sequence[FieldError], viewer: Viewer, language: Language
) -> BatchTakenIn:
    """The batch that has just been decided, with what is wrong with the rows that it left out."""
    batch = imported_shown(kept, viewer)
    found = tuple(finding_shown(error, language) for error in errors)
    return BatchTakenIn.model_construct(**dict(batch), errors=found)


def _batch_line(recorded: Recorded, kept: EnterpriseList, viewer: Viewer) -> BatchLine | None:
    batch = recorded.event
    if not isinstance(batch, EnterpriseList.Imported) or not (rows := _seen(batch.rows, kept, viewer)):
        return None
    return BatchLine(
        id=batch.list_batch_id,
        href=href(LIST_BATCH, city=kept.city, list_type=kept.list_type, list_batch_id=batch.list_batch_id),
        mode=batch.mode,
        document_number=batch.document_number,
        effective_on=batch.envelope.effective_on,
        recorded_at=recorded.entry.recorded_at,
        position=recorded.entry.position,
        counts=counts_of(rows),
    )


def _seen(rows: Sequence[ImportedRow], kept: EnterpriseList, viewer: Viewer) -> list[ImportedRow]:
    return [
        row for row in rows if viewer.sees(city=kept.city, area=row.area, enterprise_id=row.enterprise_id)
    ]


def counts_of(rows: Sequence[ImportedRow | PlannedRow]) -> Counts:
    """How many rows did what."""
    counted = Counter(row.outcome for row in rows)
    return {outcome: counted[outcome] for outcome in RowOutcome}
