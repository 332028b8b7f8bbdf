"""What an import would do, row by row (导入预检): shown by the dry run, and done by nobody."""

from uuid import UUID

from api.disclosure import Disclosure, PersonalShown
from api.language import Language
from api.list_submissions import ReadList
from api.masking import masked_name
from api.rendering.enterprise_lists import Counts, counts_of
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates.enterprise_list import ListMode, RowOutcome
from domain.errors import FieldError
from domain.personal_data import PersonalData
from domain.principals import PrincipalRole
from domain.use_cases.importing_lists import ImportPlan, PlannedRow, at_row


class FindingShown(Shown):
    """Something about a row to be confirmed or noticed, told like the errors of a problem in one language."""

    field: str
    code: str
    text: str
    row: int | None
    column: str | None


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


def plan_shown(plan: ImportPlan, read: ReadList, viewer: Viewer, language: Language) -> PlanShown:
    """What the import would do, row by row."""
    command = read.command
    people = [fact for row in plan.rows for fact, _ in (*_named(row), *_gone(row))]
    disclosure = viewer.disclosed(people)
    confirmable = (row.row for row in plan.rows if row.to_confirm)
    return PlanShown(
        city=command.city,
        list_type=command.list_type,
        mode=command.mode,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        counts=counts_of(plan.rows),
        to_confirm=tuple(row for row in confirmable if row is not None),
        warnings=tuple(_finding(warning, language) for warning in read.warnings),
        rows=tuple(_row_planned(row, read, disclosure, language) for row in plan.rows),
    )


def _row_planned(row: PlannedRow, read: ReadList, disclosure: Disclosure, language: Language) -> RowPlanned:
    return RowPlanned(
        row=row.row,
        name=row.name,
        uscc=row.uscc,
        area=row.area,
        outcome=row.outcome,
        enterprise_id=row.enterprise.id if row.enterprise else None,
        to_confirm=tuple(_of_row(row, error, read, language) for error in row.to_confirm),
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


def _of_row(row: PlannedRow, error: FieldError, read: ReadList, language: Language) -> FindingShown:
    """What is to be confirmed, at its cell; `field` is the row's own."""
    [located] = read.located([at_row(row.row, error)])
    return _finding(located, language).model_copy(update={"field": error.field})


def _finding(error: FieldError, language: Language) -> FindingShown:
    return FindingShown(
        field=error.field,
        code=error.code,
        text=getattr(error.text, language),
        row=error.row,
        column=error.column,
    )
