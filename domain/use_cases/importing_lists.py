"""Taking in the departments' enterprise lists (名单导入): every row of a file, or none.

A sender who accepts the clean rows alone has the others left out, and named in the answer. What a row needs
confirmed is done only for the rows that an officer has confirmed (decided point 20).
"""

from collections.abc import Iterable
from operator import attrgetter

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList, ImportedRow, LeftOutRow, RowOutcome
from domain.base import Authority, DocumentReference
from domain.errors import FieldError, Invalid
from domain.previews import PreviewStale
from domain.text import Text
from domain.use_cases.judging_rows import ListedEnterprise, ListedPrincipal, PlannedRow, RowMark
from domain.use_cases.keeping_enterprises import assign_code, bear_name
from domain.use_cases.matching_rows import PeopleOfRow
from domain.use_cases.planning_imports import (
    ImportEnterpriseList,
    ImportPlan,
    RowInError,
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
    "RowInError",
    "RowMark",
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
    if command.confirmed_rows and command.preview != plan.preview:
        raise PreviewStale(field="preview")
    unconfirmed = _unconfirmed(plan, command)
    authority = _with_file(work.under(plan.pack, "R-08"), command)
    kept = plan.list or work.add(EnterpriseList.open(command.city, plan.list_type, authority))
    kept.take_in(
        mode=command.mode,
        document_number=command.document_number,
        file_sha256=command.file_sha256,
        rows=tuple(_carry_out(row, plan, authority, work) for row in plan.settled),
        left_out=_in_order((*plan.left_out, *map(_left_out, plan.waiting))),
        authority=authority,
    )
    work.left_out = (*plan.errors, *unconfirmed)
    return kept


def _unconfirmed(plan: ImportPlan, command: ImportEnterpriseList) -> tuple[FieldError, ...]:
    """What has still to be confirmed: nothing, unless the rows in question may be left out and are not all."""
    errors = tuple(at_row(row.row, error) for row in plan.waiting for error in row.to_confirm)
    if errors and not (command.accept_clean_rows and len(plan.waiting) < len(plan.of_file)):
        raise RowsNeedConfirmation(errors=errors)
    return errors


def _left_out(waiting: PlannedRow) -> LeftOutRow:
    assert waiting.row is not None  # it stands in the file
    codes = dict.fromkeys(error.code for error in waiting.to_confirm)
    return LeftOutRow(row=waiting.row, codes=tuple(codes))


def _in_order(rows: Iterable[LeftOutRow]) -> tuple[LeftOutRow, ...]:
    return tuple(sorted(rows, key=attrgetter("row")))


def _with_file(authority: Authority, command: ImportEnterpriseList) -> Authority:
    """The authority, whose decisions all stand on the file too."""
    file = DocumentReference(
        kind="enterprise_list", number=command.document_number, sha256=command.file_sha256
    )
    return authority.model_copy(update={"documents": (*authority.documents, file)})


def _carry_out(planned: PlannedRow, plan: ImportPlan, authority: Authority, work: Work) -> ImportedRow:
    enterprise = planned.enterprise or _registered(planned, plan, authority, work)
    match planned.outcome:
        case RowOutcome.REMOVED | RowOutcome.DROPPED:
            because = _because(authority, planned.outcome.value)
            enterprise.take_off_list(plan.list_type, plan.list_batch_id, because)
        case RowOutcome.UNDECIDED:
            pass
        case _:
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
    if planned.former_name is not None:
        enterprise.rename(planned.name, authority)
        bear_name(planned.name, enterprise, authority, work)


def _settle_people(people: PeopleOfRow, enterprise: Enterprise, authority: Authority) -> None:
    for principal_id in people.gone:
        enterprise.let_principal_go(principal_id, _because(authority, NAMED_NO_MORE))
    for statement in (*people.named, *people.restated):
        enterprise.name_principal(statement, authority)


def _because(authority: Authority, reason_code: str) -> Authority:
    """The authority with the reason that the list itself gives, unless the officer has given another."""
    return authority.model_copy(update={"reason_code": authority.reason_code or reason_code})
