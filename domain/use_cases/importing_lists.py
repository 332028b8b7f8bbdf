"""Taking in the departments' enterprise lists, after a dry run that shows what each row would do (名单导入).

A row is matched by its credit code. What the code alone does not settle — a row without one, a known code
under another name, a known name without a code — is shown by the dry run and done only for the rows that
an officer has confirmed (decided point 20).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise, PartyManaged, PrincipalRole
from domain.aggregates.enterprise_list import EnterpriseList, ImportedRow, ListMode, RowOutcome
from domain.authorization import Command, Permission, must_be_department, officer_of_city
from domain.base import Authority, Value
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import FieldError, Invalid
from domain.names import company_match_form, company_name, person_name
from domain.personal_data import Erased, Personal, PersonalData
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.keeping_enterprises import assign_code, principal_statement
from domain.work import Work


class ListedPrincipal(Value):
    """A principal as a row states him or her."""

    name: str = Field(repr=False, max_length=100)
    role: PrincipalRole = PrincipalRole.PRINCIPAL
    title: str | None = Field(default=None, repr=False, max_length=100)
    phone: str | None = Field(default=None, repr=False, max_length=100)
    party_managed: PartyManaged = PartyManaged.UNKNOWN


class ListedEnterprise(Value):
    """A row of the file; `row` is its number there, as a reader of the file sees it."""

    row: int
    name: str = Field(max_length=200)
    uscc: str | None = Field(default=None, max_length=40)
    area: str
    principals: tuple[ListedPrincipal, ...] = ()


class ImportEnterpriseList(Command):
    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city("drc", "miit"),)
    city: str
    list_type: str
    mode: ListMode
    document_number: str = Field(min_length=1, max_length=100)
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: tuple[ListedEnterprise, ...]
    confirmed_rows: frozenset[int] = frozenset()


class RowsNeedConfirmation(Invalid):
    code = "rows_need_confirmation"
    title = Text("有需人工确认的行", "Some rows have to be confirmed by an officer")


class RowsInvalid(Invalid):
    code = "rows_invalid"
    title = Text("名单有误，未导入任何一行", "The list has errors, and no row of it was taken in")


@dataclass(slots=True)
class PlannedRow:
    """What one row will do: shown by the dry run, done by the import."""

    stated: ListedEnterprise | None
    enterprise: Enterprise | None
    outcome: RowOutcome
    name: str
    uscc: str | None
    area: str
    to_confirm: list[FieldError] = field(default_factory=list)
    named: list[ListedPrincipal] = field(default_factory=list)
    gone: list[UUID] = field(default_factory=list)

    @property
    def row(self) -> int | None:
        return self.stated.row if self.stated else None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The whole import before it is done."""

    list: EnterpriseList | None
    rows: tuple[PlannedRow, ...]
    pack: PolicyPack


def import_enterprise_list(command: ImportEnterpriseList, work: Work) -> EnterpriseList:
    plan = plan_import(command, work)
    _must_be_confirmed(plan, command.confirmed_rows)
    authority = work.under(plan.pack, "R-08")
    kept = plan.list or work.add(EnterpriseList.open(command.city, command.list_type, authority))
    batch_id = kept.batch_of(command.document_number, command.file_sha256)
    done = tuple(_carry_out(row, command, batch_id, authority, work) for row in plan.rows)
    kept.take_in(
        mode=command.mode,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        rows=done,
        authority=authority,
    )
    return kept


def plan_import(command: ImportEnterpriseList, work: Work) -> ImportPlan:
    """What every row would do. Raises `RowsInvalid` with everything that is wrong, row by row."""
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    must_be_department(work.authority, pack.list_type(command.list_type).provided_by.function)
    kept = work.find(EnterpriseList, EnterpriseList.id_of(command.city, command.list_type))
    if kept is not None:
        kept.batch_of(command.document_number, command.file_sha256)
    rows, errors = _planned(command, kept, pack, work)
    errors += _named_twice(rows)
    if errors:
        raise RowsInvalid(errors=tuple(errors))
    return ImportPlan(kept, (*rows, *_dropped(command, kept, rows, work)), pack)


def _planned(
    command: ImportEnterpriseList, kept: EnterpriseList | None, pack: PolicyPack, work: Work
) -> tuple[list[PlannedRow], list[FieldError]]:
    rows, errors = [], []
    for stated in command.rows:
        try:
            rows.append(_plan_row(stated, command, kept, pack, work))
        except Invalid as refused:
            errors += [_at(stated.row, error) for error in refused.errors]
    return rows, errors


def _plan_row(
    stated: ListedEnterprise,
    command: ImportEnterpriseList,
    kept: EnterpriseList | None,
    pack: PolicyPack,
    work: Work,
) -> PlannedRow:
    name = company_name(stated.name)
    uscc = None if stated.uscc is None else unified_social_credit_code(stated.uscc).code
    enterprise, to_confirm = _matched(name, uscc, command.city, work)
    if command.mode is ListMode.REMOVALS:
        outcome = RowOutcome.REMOVED
        if kept is None or enterprise is None or enterprise.id not in kept.members:
            raise Invalid(errors=(FieldError("name", "not_on_list", NOT_ON_LIST),))
    else:
        outcome = _outcome(enterprise, kept)
    planned = PlannedRow(stated, enterprise, outcome, name, uscc, pack.area_of(stated.area).code, to_confirm)
    if outcome is not RowOutcome.REMOVED:
        _plan_principals(planned, command.list_type, work)
    return planned


def _matched(
    name: str, uscc: str | None, city: str, work: Work
) -> tuple[Enterprise | None, list[FieldError]]:
    """The enterprise that a row means, and what an officer has to confirm before that holds."""
    code = None if uscc is None else work.find(CreditCode, CreditCode.id_of(uscc))
    if code is not None:
        enterprise = work.load(Enterprise, code.enterprise_id)
        if company_match_form(enterprise.name) == company_match_form(name):
            return enterprise, []
        return enterprise, [FieldError("name", "renamed", RENAMED.filled(name=enterprise.name))]
    namesakes = [work.load(Enterprise, id_) for id_ in work.directory.enterprises_named(city, name)]
    if uscc is not None:
        namesakes = [namesake for namesake in namesakes if namesake.uscc is None]
    if len(namesakes) > 1:
        raise Invalid(errors=(FieldError("name", "several_namesakes", SEVERAL_NAMESAKES),))
    if namesakes:
        return namesakes[0], [FieldError("name", "matched_by_name", MATCHED_BY_NAME)]
    return None, [] if uscc else [FieldError("uscc", "no_credit_code", NO_CREDIT_CODE)]


def _outcome(enterprise: Enterprise | None, kept: EnterpriseList | None) -> RowOutcome:
    if enterprise is None:
        return RowOutcome.REGISTERED
    if kept is not None and enterprise.id in kept.members:
        return RowOutcome.RENEWED
    return RowOutcome.LISTED


def _plan_principals(planned: PlannedRow, list_type: str, work: Work) -> None:
    """Who is new among the principals, and who of this list is named no more."""
    stated = {
        person_name(p.name, field="principals"): p
        for p in (planned.stated.principals if planned.stated else ())
    }
    current = planned.enterprise.current_principals() if planned.enterprise else ()
    known = {principal.id: _opened_name(principal.name, work) for principal in current}
    planned.named = [p for name, p in stated.items() if name not in known.values()]
    planned.gone = [
        principal.id
        for principal in current
        if stated and principal.list_type == list_type and known[principal.id] not in stated
    ]


def _opened_name(name: PersonalData, work: Work) -> str | None:
    """The principal's name, or None if the person was erased."""
    if isinstance(name, Personal):
        return name.value
    try:
        return work.vault.open(name)
    except Erased:
        return None


def _named_twice(rows: Iterable[PlannedRow]) -> list[FieldError]:
    """Two rows of one file that mean the same enterprise."""
    first: dict[object, int | None] = {}
    errors = []
    for planned in rows:
        key = (
            planned.enterprise.id if planned.enterprise else planned.uscc or company_match_form(planned.name)
        )
        if key in first:
            error = FieldError("name", "named_twice", NAMED_TWICE.filled(row=first[key]))
            errors.append(_at(planned.row, error))
        first.setdefault(key, planned.row)
    return errors


def _dropped(
    command: ImportEnterpriseList, kept: EnterpriseList | None, rows: list[PlannedRow], work: Work
) -> list[PlannedRow]:
    """Only a full list drops those whom it does not name."""
    if command.mode is not ListMode.FULL or kept is None:
        return []
    named = {planned.enterprise.id for planned in rows if planned.enterprise}
    missing = [work.load(Enterprise, id_) for id_ in sorted(kept.members - named)]
    return [PlannedRow(None, e, RowOutcome.DROPPED, e.name, e.uscc, e.area) for e in missing]


def _must_be_confirmed(plan: ImportPlan, confirmed: frozenset[int]) -> None:
    errors = [
        _at(planned.row, error)
        for planned in plan.rows
        for error in planned.to_confirm
        if planned.row not in confirmed
    ]
    if errors:
        raise RowsNeedConfirmation(errors=tuple(errors))


def _carry_out(
    planned: PlannedRow, command: ImportEnterpriseList, batch_id: UUID, authority: Authority, work: Work
) -> ImportedRow:
    enterprise = planned.enterprise
    if enterprise is None:
        enterprise = _registered(planned, command, authority, work)
    elif planned.outcome in (RowOutcome.REMOVED, RowOutcome.DROPPED):
        off = authority.model_copy(update={"reason_code": authority.reason_code or planned.outcome.value})
        enterprise.take_off_list(command.list_type, batch_id, off)
        return ImportedRow(row=planned.row, enterprise_id=enterprise.id, outcome=planned.outcome)
    else:
        _brought_up_to_date(planned, enterprise, authority, work)
    enterprise.enter_on_list(command.list_type, batch_id, planned.area, authority)
    _settle_principals(planned, enterprise, command.list_type, authority, work)
    return ImportedRow(row=planned.row, enterprise_id=enterprise.id, outcome=planned.outcome)


def _registered(
    planned: PlannedRow, command: ImportEnterpriseList, authority: Authority, work: Work
) -> Enterprise:
    enterprise = Enterprise.register(
        work.new_id(),
        city=command.city,
        area=planned.area,
        name=planned.name,
        uscc=planned.uscc,
        authority=authority,
    )
    if planned.uscc is not None:
        assign_code(planned.uscc, enterprise.id, authority, work)
    return work.add(enterprise)


def _brought_up_to_date(
    planned: PlannedRow, enterprise: Enterprise, authority: Authority, work: Work
) -> None:
    if enterprise.uscc is None and planned.uscc is not None:
        enterprise.state_credit_code(planned.uscc, authority)
        assign_code(planned.uscc, enterprise.id, authority, work)
    if company_match_form(enterprise.name) != company_match_form(planned.name):
        enterprise.rename(planned.name, authority)


def _settle_principals(
    planned: PlannedRow, enterprise: Enterprise, list_type: str, authority: Authority, work: Work
) -> None:
    for principal_id in planned.gone:
        enterprise.let_principal_go(principal_id, authority)
    for stated in planned.named:
        statement = principal_statement(
            work.new_id(),
            name=stated.name,
            role=stated.role,
            title=stated.title,
            phone=stated.phone,
            party_managed=stated.party_managed,
            list_type=list_type,
        )
        enterprise.name_principal(statement, authority)


def _at(row: int | None, error: FieldError) -> FieldError:
    return FieldError(f"rows[{row}].{error.field}", error.code, error.text)


NOT_ON_LIST = Text(
    "该企业不在现名单上，无法移出", "The enterprise is not on the list and cannot be taken off"
)
RENAMED = Text(
    "该信用代码已登记为“{name}”，请确认更名", "This code is registered as {name}; confirm the new name"
)
SEVERAL_NAMESAKES = Text(
    "有多家同名企业，请补填统一社会信用代码", "Several enterprises have this name; state the credit code"
)
MATCHED_BY_NAME = Text(
    "按企业名称匹配到已登记企业，请确认", "Matched by name with an enterprise on the books; confirm it"
)
NO_CREDIT_CODE = Text(
    "缺统一社会信用代码，确认后按名称登记", "No credit code; confirm to register the enterprise by its name"
)
NAMED_TWICE = Text("与第{row}行为同一企业", "The same enterprise as in row {row}")
