"""What an import would do, row by row (导入预检): shown by the dry run, and done by nobody."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from api.disclosure import Disclosure, PersonalShown
from api.language import Language
from api.list_submissions import ReadList
from api.masking import masked_name
from api.rendering.enterprise_lists import Counts, LeftOutShown, counts_of, left_out_shown
from api.rendering.findings import FindingShown, finding_shown
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates.enterprise_list import ListMode, RowOutcome
from domain.principals import PrincipalRole, PrincipalStatement
from domain.use_cases.importing_lists import ImportPlan, PlannedRow, RowMark, at_row


class PersonPlanned(Shown):
    """A principal of whom a row says something."""

    name: PersonalShown
    role: PrincipalRole


class RowPlanned(Shown):
    """What a row would do; `former_name` and `former_area` are those on the books where it states others.

    Of its principals: who is new to this list, of whom it says something else than before, whom it names no
    more, and who is a cadre managed by a party committee and so excluded (R-01).
    """

    row: int | None
    name: str
    former_name: str | None
    uscc: str | None
    area: str
    former_area: str | None
    outcome: RowOutcome
    marks: tuple[RowMark, ...]
    enterprise_id: UUID | None
    to_confirm: tuple[FindingShown, ...]
    principals_named: tuple[PersonPlanned, ...]
    principals_restated: tuple[PersonPlanned, ...]
    principals_gone: tuple[PersonPlanned, ...]
    principals_excluded: tuple[PersonPlanned, ...]


class PlanShown(Shown):
    """The dry run: nothing of it has been done. Rows in `to_confirm` are done only if they are confirmed, with
    the `preview` that says what was shown.

    `left_out` are the rows in error, where the clean ones are accepted without them; `errors` says of each
    what is wrong where.
    """

    city: str
    list_type: str
    mode: ListMode
    document_number: str
    file_sha256: str
    counts: Counts
    marks: dict[RowMark, int]
    to_confirm: tuple[int, ...]
    preview: str
    warnings: tuple[FindingShown, ...]
    left_out: tuple[LeftOutShown, ...]
    errors: tuple[FindingShown, ...]
    rows: tuple[RowPlanned, ...]


def plan_shown(plan: ImportPlan, read: ReadList, viewer: Viewer, language: Language) -> PlanShown:
    """What the import would do, row by row."""
    command = read.command
    people = [one.name for row in plan.rows for group in _people(row) for one in group]
    disclosure = viewer.disclosed(people)
    waiting = _to_confirm(plan, read, language)
    marked = Counter(mark for row in plan.rows for mark in row.marks)
    return PlanShown(
        city=command.city,
        list_type=command.list_type,
        mode=command.mode,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        counts=counts_of(plan.rows),
        marks={mark: marked[mark] for mark in RowMark},
        to_confirm=tuple(row.row for row in plan.rows if row.row is not None and row.to_confirm),
        preview=plan.preview,
        warnings=tuple(finding_shown(warning, language) for warning in read.warnings),
        left_out=left_out_shown(plan.left_out),
        errors=tuple(finding_shown(error, language) for error in read.with_errors(plan.errors)),
        rows=tuple(_row_planned(row, waiting[row.row], disclosure) for row in plan.rows),
    )


def _row_planned(row: PlannedRow, to_confirm: Sequence[FindingShown], disclosure: Disclosure) -> RowPlanned:
    named, restated, gone, excluded = (
        tuple(_person(one, disclosure) for one in group) for group in _people(row)
    )
    return RowPlanned(
        row=row.row,
        name=row.name,
        former_name=row.former_name,
        uscc=row.uscc,
        area=row.area,
        former_area=row.former_area,
        outcome=row.outcome,
        marks=row.marks,
        enterprise_id=row.enterprise.id if row.enterprise else None,
        to_confirm=tuple(to_confirm),
        principals_named=named,
        principals_restated=restated,
        principals_gone=gone,
        principals_excluded=excluded,
    )


def _people(row: PlannedRow) -> tuple[Sequence[PrincipalStatement], ...]:
    """Those named, restated, gone and excluded, in this order."""
    known = row.enterprise.principals if row.enterprise else {}
    gone = tuple(known[id_] for id_ in row.people.gone)
    return row.people.named, row.people.restated, gone, row.people.excluded


def _person(stated: PrincipalStatement, disclosure: Disclosure) -> PersonPlanned:
    return PersonPlanned(name=disclosure.shown(stated.name, masked_name), role=stated.role)


def _to_confirm(plan: ImportPlan, read: ReadList, language: Language) -> dict[int | None, list[FindingShown]]:
    """What is to be confirmed of each row, at its cell; `field` is the row's own."""
    waiting = [(row.row, error) for row in plan.rows for error in row.to_confirm]
    located = read.located(at_row(*one) for one in waiting)
    found: dict[int | None, list[FindingShown]] = defaultdict(list)
    for (row, error), place in zip(waiting, located, strict=True):
        found[row].append(finding_shown(place, language, field=error.field))
    return found
