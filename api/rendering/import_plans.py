"""What an import would do, row by row (导入预检): shown by the dry run, and done by nobody."""

from collections.abc import Sequence
from uuid import UUID

from api.disclosure import Disclosure, PersonalShown
from api.language import Language
from api.masking import masked_name
from api.rendering.enterprise_lists import Counts, counts_of
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates.enterprise import PrincipalRole
from domain.aggregates.enterprise_list import ListMode, RowOutcome
from domain.errors import FieldError
from domain.personal_data import PersonalData
from domain.use_cases.importing_lists import ImportEnterpriseList, ImportPlan, PlannedRow


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
        counts=counts_of(plan.rows),
        to_confirm=tuple(row for row in confirmable if row is not None),
        warnings=_findings(warnings, language),
        rows=tuple(_row_planned(row, disclosure, language) for row in plan.rows),
    )


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
