"""Taking in the departments' enterprise lists: every row of a file, or none (名单导入).

What a row needs confirmed is done only for the rows that an officer has confirmed (decided point 20).
"""

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList, ImportedRow
from domain.base import Authority, DocumentReference
from domain.errors import Invalid
from domain.text import Text
from domain.use_cases.keeping_enterprises import assign_code, bear_name
from domain.use_cases.matching_rows import PeopleOfRow, same_name
from domain.use_cases.planning_imports import (
    OFF,
    ImportEnterpriseList,
    ImportPlan,
    ListedEnterprise,
    ListedPrincipal,
    PlannedRow,
    RowsInvalid,
    at_row,
    plan_import,
)
from domain.work import Work

__all__ = [
    "ImportEnterpriseList",
    "ImportPlan",
    "ListedEnterprise",
    "ListedPrincipal",
    "PlannedRow",
    "RowsInvalid",
    "RowsNeedConfirmation",
    "at_row",
    "import_enterprise_list",
    "plan_import",
]

NAMED_NO_MORE = "named_no_more"  # why a principal has left, as far as a list tells


class RowsNeedConfirmation(Invalid):
    code = "rows_need_confirmation"
    title = Text("有需人工确认的行", "Some rows have to be confirmed by an officer")


def import_enterprise_list(command: ImportEnterpriseList, work: Work) -> EnterpriseList:
    plan = plan_import(command, work)
    _must_be_confirmed(plan, command.confirmed_rows)
    authority = _with_file(work.under(plan.pack, "R-08"), command)
    kept = plan.list or work.add(EnterpriseList.open(command.city, plan.list_type, authority))
    kept.take_in(
        mode=command.mode,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        rows=tuple(_carry_out(row, plan, authority, work) for row in plan.rows),
        authority=authority,
    )
    return kept


def _must_be_confirmed(plan: ImportPlan, confirmed: frozenset[int]) -> None:
    errors = [
        at_row(planned.row, error)
        for planned in plan.rows
        for error in planned.to_confirm
        if planned.row not in confirmed
    ]
    if errors:
        raise RowsNeedConfirmation(errors=tuple(errors))


def _with_file(authority: Authority, command: ImportEnterpriseList) -> Authority:
    """The authority, whose decisions all stand on the file too."""
    file = DocumentReference(
        kind="enterprise_list", number=command.document_number, sha256=command.file_sha256
    )
    return authority.model_copy(update={"documents": (*authority.documents, file)})


def _carry_out(planned: PlannedRow, plan: ImportPlan, authority: Authority, work: Work) -> ImportedRow:
    if planned.enterprise is None:
        enterprise = _registered(planned, plan, authority, work)
    else:
        enterprise = planned.enterprise
    if planned.outcome in OFF:
        because = _because(authority, planned.outcome.value)
        enterprise.take_off_list(plan.list_type, plan.list_batch_id, because)
    else:
        enterprise.enter_on_list(plan.list_type, plan.list_batch_id, planned.area, authority)
        _brought_up_to_date(planned, enterprise, authority, work)
        _settle_people(planned.people, enterprise, authority)
    return ImportedRow(
        row=planned.row,
        enterprise_id=enterprise.id,
        area=planned.area,
        outcome=planned.outcome,
        confirmed=tuple(error.code for error in planned.to_confirm),
    )


def _registered(planned: PlannedRow, plan: ImportPlan, authority: Authority, work: Work) -> Enterprise:
    enterprise = work.add(
        Enterprise.register(
            work.new_id(),
            city=plan.pack.city,
            area=planned.area,
            name=planned.name,
            uscc=planned.uscc,
            authority=authority,
        )
    )
    bear_name(planned.name, enterprise, authority, work)
    if planned.uscc is not None:
        assign_code(planned.uscc, enterprise, authority, work)
    return enterprise


def _brought_up_to_date(
    planned: PlannedRow, enterprise: Enterprise, authority: Authority, work: Work
) -> None:
    if enterprise.uscc is None and planned.uscc is not None:
        enterprise.state_credit_code(planned.uscc, authority)
        assign_code(planned.uscc, enterprise, authority, work)
    if not same_name(enterprise.name_on(authority.effective_on), planned.name):
        enterprise.rename(planned.name, authority)
        bear_name(planned.name, enterprise, authority, work)


def _settle_people(people: PeopleOfRow, enterprise: Enterprise, authority: Authority) -> None:
    for principal_id in people.gone:
        enterprise.let_principal_go(principal_id, _because(authority, NAMED_NO_MORE))
    for statement in people.named:
        enterprise.name_principal(statement, authority)


def _because(authority: Authority, reason_code: str) -> Authority:
    """The authority with the reason that the list itself gives, unless the officer has given another."""
    return authority.model_copy(update={"reason_code": authority.reason_code or reason_code})
