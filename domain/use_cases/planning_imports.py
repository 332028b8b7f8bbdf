"""What each row of a department's enterprise list would do: the dry run of an import (名单预检).

Only a full list shows whom it drops (decided point 20).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar, TypeVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList, ListMode, RowOutcome
from domain.authorization import Command, Permission, must_be_department, officer_of_city
from domain.base import Value
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import FieldError, Invalid
from domain.names import company_match_form, company_name
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.keeping_enterprises import PlainPrincipal, StatedPrincipal, as_stored
from domain.use_cases.matching_rows import PeopleOfRow, enterprise_meant, people_meant
from domain.work import Work

Read = TypeVar("Read")

OFF = (RowOutcome.REMOVED, RowOutcome.DROPPED)
NOBODY = PeopleOfRow()


class ListedPrincipal(StatedPrincipal):
    """A principal as a row states him or her."""


class ListedEnterprise(Value):
    """A row of the file; `row` is its number there, as a reader of the file sees it."""

    row: int = Field(ge=1, le=2_000_000)
    name: str = Field(max_length=200)
    uscc: str | None = Field(default=None, max_length=40)
    area: str = Field(max_length=100)
    principals: tuple[ListedPrincipal, ...] = Field(default=(), max_length=50)


class ImportEnterpriseList(Command):
    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(*DEPARTMENTS),)
    city: str = Field(max_length=40)
    list_type: str = Field(max_length=100)
    mode: ListMode
    document_number: str = Field(pattern=r"\S", max_length=100)
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: tuple[ListedEnterprise, ...] = Field(max_length=10_000)
    confirmed_rows: frozenset[int] = frozenset()


class RowsInvalid(Invalid):
    code = "rows_invalid"
    title = Text("名单有误，未导入任何一行", "The list has errors, and no row of it was taken in")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What one row will do: shown by the dry run, done by the import. A dropped enterprise has no row."""

    row: int | None
    enterprise: Enterprise | None
    outcome: RowOutcome
    name: str
    uscc: str | None
    area: str
    to_confirm: tuple[FieldError, ...] = ()
    people: PeopleOfRow = NOBODY


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The whole import before it is done; without `list` it is the first of its type."""

    list_type: str
    list_batch_id: UUID
    list: EnterpriseList | None
    rows: tuple[PlannedRow, ...]
    pack: PolicyPack


def plan_import(command: ImportEnterpriseList, work: Work) -> ImportPlan:
    """What every row would do. Raises `RowsInvalid` with everything that is wrong, row by row."""
    ground = _ground(command, work)
    rows, errors = _planned(command.rows, ground)
    errors += _numbered_twice(command.rows) + _named_twice(rows)
    if errors:
        raise RowsInvalid(errors=tuple(errors))
    every_row = (*rows, *_dropped(rows, ground))
    return ImportPlan(ground.list_type, ground.list_batch_id, ground.kept, every_row, ground.pack)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What all rows of an import stand on."""

    city: str
    list_type: str
    list_batch_id: UUID
    mode: ListMode
    kept: EnterpriseList | None
    pack: PolicyPack
    work: Work

    @property
    def day(self) -> date:
        return self.work.authority.effective_on


def _ground(command: ImportEnterpriseList, work: Work) -> _Ground:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    list_type = pack.list_type(command.list_type)
    must_be_department(work.under(pack), list_type.provided_by.function)
    if not command.rows:
        raise Invalid(NO_ROWS, field="rows")
    list_id = EnterpriseList.id_of(command.city, list_type.code)
    kept = work.find(EnterpriseList, list_id)
    batch_id = EnterpriseList.batch_id_of(list_id, command.document_number, command.file_sha256)
    if kept is not None:
        kept.must_be_new(batch_id)
    return _Ground(
        city=command.city,
        list_type=list_type.code,
        list_batch_id=batch_id,
        mode=command.mode,
        kept=kept,
        pack=pack,
        work=work,
    )


def _planned(
    stated: Iterable[ListedEnterprise], ground: _Ground
) -> tuple[list[PlannedRow], list[FieldError]]:
    rows, errors = [], []
    for row in stated:
        try:
            rows.append(_plan_row(row, ground))
        except Invalid as refused:
            errors += [at_row(row.row, error) for error in refused.errors]
    return rows, errors


def _plan_row(stated: ListedEnterprise, ground: _Ground) -> PlannedRow:
    name, uscc, area, people = _read(stated, ground)
    match = enterprise_meant(name, uscc, ground.city, ground.work)
    outcome = _outcome(match.enterprise, ground)
    return PlannedRow(
        row=stated.row,
        enterprise=match.enterprise,
        outcome=outcome,
        name=name,
        uscc=uscc,
        area=match.enterprise.area if match.enterprise and outcome in OFF else area,
        to_confirm=match.to_confirm,
        people=NOBODY if outcome in OFF else _people(people, match.enterprise, ground),
    )


def _read(stated: ListedEnterprise, ground: _Ground) -> tuple[str, str | None, str, list[PlainPrincipal]]:
    """The row in the form in which it is kept. Raises `Invalid` with everything that is wrong in it."""
    errors: list[FieldError] = []

    def read(field: str, reader: Callable[[], Read]) -> Read | None:
        try:
            return reader()
        except Invalid as refused:
            alone = FieldError(field, refused.code, refused.detail or refused.title)
            errors.extend(refused.errors or (alone,))
            return None

    name = read("name", lambda: company_name(stated.name))
    uscc = read("uscc", lambda: stated.uscc and unified_social_credit_code(stated.uscc).code)
    area = read("area", lambda: ground.pack.area_of(stated.area, ground.day).code)
    people = [read("principals", partial(as_stored, one, path=path)) for path, one in _paths(stated)]
    if errors or name is None or area is None:
        raise Invalid(errors=tuple(errors))
    return name, uscc, area, [person for person in people if person is not None]


def _paths(stated: ListedEnterprise) -> Iterable[tuple[str, ListedPrincipal]]:
    return ((f"principals[{index}].", person) for index, person in enumerate(stated.principals))


def _outcome(enterprise: Enterprise | None, ground: _Ground) -> RowOutcome:
    member = ground.kept is not None and enterprise is not None and enterprise.id in ground.kept.members
    if ground.mode is ListMode.REMOVALS:
        if enterprise is None or not (member and enterprise.is_listed_on(ground.list_type, ground.day)):
            raise Invalid(errors=(FieldError("name", "not_on_list", NOT_ON_LIST),))
        return RowOutcome.REMOVED
    if enterprise is None:
        return RowOutcome.REGISTERED
    return RowOutcome.RENEWED if member else RowOutcome.LISTED


def _people(people: list[PlainPrincipal], enterprise: Enterprise | None, ground: _Ground) -> PeopleOfRow:
    return people_meant(
        people, enterprise, list_type=ground.list_type, list_batch_id=ground.list_batch_id, work=ground.work
    )


def _numbered_twice(rows: Iterable[ListedEnterprise]) -> list[FieldError]:
    """Rows under one number, so that nobody could confirm just one of them."""
    counted = Counter(stated.row for stated in rows)
    error = FieldError("row", "numbered_twice", NUMBERED_TWICE)
    return [at_row(row, error) for row, times in counted.items() if times > 1]


def _named_twice(rows: Iterable[PlannedRow]) -> list[FieldError]:
    """Rows that mean one enterprise, or may mean one: they have one name, and not each a code."""
    owners: dict[object, PlannedRow] = {}
    names: dict[str, PlannedRow] = {}
    errors = []
    for planned in rows:
        owner = planned.enterprise.id if planned.enterprise else planned.uscc or planned.row
        namesake = names.setdefault(company_match_form(planned.name), planned)
        first = owners.setdefault(owner, planned)
        if first is planned and not (namesake.uscc and planned.uscc):
            first = namesake
        if first is not planned:
            errors.append(
                at_row(planned.row, FieldError("name", "named_twice", NAMED_TWICE.filled(row=first.row)))
            )
    return errors


def _dropped(rows: list[PlannedRow], ground: _Ground) -> list[PlannedRow]:
    """Only a full list drops those whom it does not name; those who came later than its day it cannot know."""
    if ground.mode is not ListMode.FULL or ground.kept is None:
        return []
    named = {planned.enterprise.id for planned in rows if planned.enterprise}
    missing = [ground.work.load(Enterprise, id_) for id_ in sorted(ground.kept.members - named)]
    return [
        PlannedRow(row=None, enterprise=e, outcome=RowOutcome.DROPPED, name=e.name, uscc=e.uscc, area=e.area)
        for e in missing
        if e.is_listed_on(ground.list_type, ground.day)
    ]


def at_row(row: int | None, error: FieldError) -> FieldError:
    return FieldError(f"rows[{row}].{error.field}", error.code, error.text, row=row, column=error.field)


NO_ROWS = Text("名单中没有企业", "The list names no enterprise")
NOT_ON_LIST = Text(
    "该企业不在现名单上，无法移出", "The enterprise is not on the list and cannot be taken off"
)
NUMBERED_TWICE = Text("行号重复", "Two rows have this number")
NAMED_TWICE = Text("与第{row}行为同一企业", "The same enterprise as in row {row}")
