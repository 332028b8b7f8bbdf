"""A department's list, its batches, and what an import would do (企业名单)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from api.addresses import ENTERPRISE_LIST, LIST_BATCH, href
from api.disclosure import Disclosure, PersonalShown
from api.language import Language
from api.masking import masked_name
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import EnterpriseList
from domain.aggregates.enterprise import PrincipalRole
from domain.aggregates.enterprise_list import ImportedRow, ListMode, RowOutcome
from domain.errors import FieldError, NotFound
from domain.personal_data import PersonalData
from domain.store import Recorded
from domain.use_cases.importing_lists import ImportEnterpriseList, ImportPlan, PlannedRow

Counts = dict[RowOutcome, int]


class RowShown(Shown):
    """What a row of the file did; `row` is None for an enterprise that a full list left out."""

    row: int | None
    enterprise_id: UUID
    area: str
    outcome: RowOutcome
    confirmed: tuple[str, ...]


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


class FindingShown(Shown):
    """Something about a row to be confirmed or noticed, told like the errors of a problem in one language."""

    field: str
    code: str
    text: str


class PersonPlanned(Shown):
    """A principal who would be named, or would have left."""

    name: PersonalShown
    role: PrincipalRole


class RowPlanned(Shown):
    """What a row would do."""

    row: int | None
    name: str
    uscc: str | None
    area: str
    outcome: RowOutcome
    enterprise_id: UUID | None
    to_confirm: tuple[FindingShown, ...]
    principals_named: tuple[PersonPlanned, ...]
    principals_gone: tuple[PersonPlanned, ...]


class PlanShown(Shown):
    """The dry run: nothing of it has been done. Rows in `to_confirm` are done only if they are confirmed."""

    city: str
    list_type: str
    mode: ListMode
    document_number: str
    file_sha256: str
    counts: Counts
    to_confirm: tuple[int, ...]
    warnings: tuple[FindingShown, ...]
    rows: tuple[RowPlanned, ...]


def list_shown(kept: EnterpriseList, history: Sequence[Recorded], viewer: Viewer) -> ListShown:
    """The list with its batches, the newest first. Raises `NotFound` where no row may be seen."""
    batches = [line for recorded in history if (line := _batch_line(recorded, kept, viewer)) is not None]
    if not batches:
        raise NotFound
    return ListShown(
        id=kept.id,
        href=href(ENTERPRISE_LIST, city=kept.city, list_type=kept.list_type),
        version=kept.version,
        city=kept.city,
        list_type=kept.list_type,
        members=len(kept.members),
        batches=tuple(reversed(batches)),
    )


def batch_shown(batch: EnterpriseList.Imported, kept: EnterpriseList, viewer: Viewer) -> BatchShown:
    """The batch with those of its rows that may be seen. Raises `NotFound` if there is none."""
    rows = _seen(batch.rows, viewer)
    if not rows:
        raise NotFound
    address = {"city": kept.city, "list_type": kept.list_type}
    return BatchShown(
        id=batch.list_batch_id,
        href=href(LIST_BATCH, **address, batch_id=batch.list_batch_id),
        version=batch.originator_version,
        **address,
        mode=batch.mode,
        document_number=batch.document_number,
        file_sha256=batch.file_sha256,
        effective_on=batch.envelope.effective_on,
        counts=_counts(rows),
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
    )


def imported_shown(kept: EnterpriseList, viewer: Viewer) -> BatchShown:
    """The batch that has just been decided."""
    [batch] = [event for event in kept.pending_events if isinstance(event, EnterpriseList.Imported)]
    return batch_shown(batch, kept, viewer)


def plan_shown(
    plan: ImportPlan,
    command: ImportEnterpriseList,
    warnings: Sequence[FieldError],
    viewer: Viewer,
    language: Language,
) -> PlanShown:
    """What the import would do, row by row."""
    people = [fact for row in plan.rows for fact, _ in (*_named(row), *_gone(row))]
    disclosure = viewer.disclosed(people)
    confirmable = (row.row for row in plan.rows if row.to_confirm)
    return PlanShown(
        city=command.city,
        list_type=command.list_type,
        mode=command.mode,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        counts=_counts(plan.rows),
        to_confirm=tuple(row for row in confirmable if row is not None),
        warnings=_findings(warnings, language),
        rows=tuple(_row_planned(row, disclosure, language) for row in plan.rows),
    )


def _batch_line(recorded: Recorded, kept: EnterpriseList, viewer: Viewer) -> BatchLine | None:
    batch = recorded.event
    if not isinstance(batch, EnterpriseList.Imported) or not (rows := _seen(batch.rows, viewer)):
        return None
    return BatchLine(
        id=batch.list_batch_id,
        href=href(LIST_BATCH, city=kept.city, list_type=kept.list_type, batch_id=batch.list_batch_id),
        mode=batch.mode,
        document_number=batch.document_number,
        effective_on=batch.envelope.effective_on,
        recorded_at=recorded.entry.recorded_at,
        position=recorded.entry.position,
        counts=_counts(rows),
    )


def _seen(rows: Sequence[ImportedRow], viewer: Viewer) -> list[ImportedRow]:
    return [row for row in rows if viewer.scope.covers(area=row.area, enterprise_id=row.enterprise_id)]


def _counts(rows: Sequence[ImportedRow | PlannedRow]) -> Counts:
    counted = Counter(row.outcome for row in rows)
    return {outcome: counted[outcome] for outcome in RowOutcome}


def _row_planned(row: PlannedRow, disclosure: Disclosure, language: Language) -> RowPlanned:
    return RowPlanned(
        row=row.row,
        name=row.name,
        uscc=row.uscc,
        area=row.area,
        outcome=row.outcome,
        enterprise_id=row.enterprise.id if row.enterprise else None,
        to_confirm=_findings(row.to_confirm, language),
        principals_named=tuple(_person(fact, role, disclosure) for fact, role in _named(row)),
        principals_gone=tuple(_person(fact, role, disclosure) for fact, role in _gone(row)),
    )


def _named(row: PlannedRow) -> list[tuple[PersonalData, PrincipalRole]]:
    return [(stated.name, stated.role) for stated in row.people.named]


def _gone(row: PlannedRow) -> list[tuple[PersonalData, PrincipalRole]]:
    known = row.enterprise.principals if row.enterprise else {}
    return [(known[id_].name, known[id_].role) for id_ in row.people.gone]


def _person(fact: PersonalData, role: PrincipalRole, disclosure: Disclosure) -> PersonPlanned:
    return PersonPlanned(name=disclosure.shown(fact, masked_name), role=role)


def _findings(errors: Sequence[FieldError], language: Language) -> tuple[FindingShown, ...]:
    return tuple(
        FindingShown(field=error.field, code=error.code, text=getattr(error.text, language))
        for error in errors
    )
