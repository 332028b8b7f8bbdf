"""What a department's list would do, row by row: the dry run of an import (名单预检).

Only a full list shows whom it drops (decided point 20); and it drops nobody whom a row that is left out may
mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList, LeftOutRow, ListMode, RowOutcome
from domain.authorization import Command, Permission, must_be_department, officer_of_city
from domain.base import Value
from domain.errors import FieldError, Invalid
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.previews import PreviewDigest, digest_of_preview
from domain.text import Text
from domain.use_cases.judging_rows import Ground, JudgedRow, ListedEnterprise, PlannedRow, judge
from domain.use_cases.matching_rows import Clue, Doubt, doubt_about
from domain.work import Work


class RowInError(Value):
    """A row that could not even be read: the codes of what is wrong with it, and what says whom it may mean."""

    row: int = Field(ge=1, le=2_000_000)
    codes: tuple[str, ...] = Field(min_length=1)
    names: tuple[str, ...] = ()
    usccs: tuple[str, ...] = ()


class ImportEnterpriseList(Command):
    """`accept_clean_rows` says that the rows without an error are to be taken in, and the others left out.

    `rows_in_error` are those that whoever read the file has found to be wrong. `preview` is the digest of what the
    dry run has asked about the rows that are confirmed.
    """

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(*DEPARTMENTS),)
    city: str = Field(max_length=40)
    list_type: str = Field(max_length=100)
    mode: ListMode
    document_number: str = Field(pattern=r"\S", max_length=100)
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: tuple[ListedEnterprise, ...] = Field(max_length=10_000)
    rows_in_error: tuple[RowInError, ...] = Field(default=(), max_length=10_000)
    confirmed_rows: frozenset[int] = frozenset()
    preview: PreviewDigest | None = None
    accept_clean_rows: bool = False


class RowsInvalid(Invalid):
    code = "rows_invalid"
    title = Text("名单有误，未导入任何一行", "The list has errors, and no row of it was taken in")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """The whole import before it is done; without `list` it is the first of its type.

    `of_file` are the rows without an error, `waiting` those of them that an officer has still to confirm.
    `unnamed` are the enterprises that a full list drops, or keeps because of a row that is left out.
    """

    list_type: str
    list_batch_id: UUID
    list: EnterpriseList | None
    pack: PolicyPack
    of_file: tuple[PlannedRow, ...]
    waiting: tuple[PlannedRow, ...]
    unnamed: tuple[PlannedRow, ...]
    left_out: tuple[LeftOutRow, ...]
    errors: tuple[FieldError, ...]

    @property
    def preview(self) -> PreviewDigest:
        """The digest of everything that an officer has to confirm, by which it is known again."""
        return digest_of_preview(row.asked for row in self.of_file if row.to_confirm)

    @property
    def rows(self) -> tuple[PlannedRow, ...]:
        """What is shown: all that would be done if everything that waits were confirmed."""
        waiting = {row.enterprise.id for row in self.waiting if row.enterprise}
        others = (row for row in self.unnamed if row.enterprise and row.enterprise.id not in waiting)
        return (*self.of_file, *others)

    @property
    def settled(self) -> tuple[PlannedRow, ...]:
        """What is done."""
        waiting = {row.row for row in self.waiting}
        return (*(row for row in self.of_file if row.row not in waiting), *self.unnamed)


def plan_import(command: ImportEnterpriseList, work: Work) -> ImportPlan:
    """What every row would do. Raises `RowsInvalid` with everything that is wrong, row by row.

    Where the clean rows are accepted it raises that only if there are none.
    """
    ground = _ground(command, work)
    judged = judge(command.rows, ground)
    faulty = [row for row in judged if row.errors]
    of_file = tuple(row.planned for row in judged if row.planned)
    errors = tuple(at_row(row.row, error) for row in faulty for error in row.errors)
    _must_be_clean(command, of_file, errors)
    waiting = tuple(row for row in of_file if row.to_confirm and row.row not in command.confirmed_rows)
    passed_over = waiting if command.accept_clean_rows else ()
    clues = (*_clues(command.rows_in_error), *(row.clue for row in faulty), *map(_clue, passed_over))
    taken = {row.row for row in of_file} - {row.row for row in passed_over}
    named = {row.enterprise.id for row in of_file if row.enterprise and row.row in taken}
    return ImportPlan(
        list_type=ground.list_type,
        list_batch_id=ground.list_batch_id,
        list=ground.kept,
        pack=ground.pack,
        of_file=of_file,
        waiting=waiting,
        unnamed=_unnamed(named, clues, ground),
        left_out=_left_out(command.rows_in_error, faulty),
        errors=errors,
    )


def _ground(command: ImportEnterpriseList, work: Work) -> Ground:
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
    return Ground(
        city=command.city,
        list_type=list_type.code,
        list_batch_id=batch_id,
        mode=command.mode,
        kept=kept,
        pack=pack,
        work=work,
    )


def _must_be_clean(
    command: ImportEnterpriseList, clean: Sequence[PlannedRow], errors: tuple[FieldError, ...]
) -> None:
    """Refuse a list with errors, unless the clean rows are accepted and there are some."""
    if not command.accept_clean_rows:
        errors = (*_unreadable(command.rows_in_error), *errors)
    if errors and not (command.accept_clean_rows and clean):
        raise RowsInvalid(errors=errors)


def _unreadable(rows: Iterable[RowInError]) -> Iterator[FieldError]:
    return (at_row(row.row, FieldError("row", code, UNREADABLE)) for row in rows for code in row.codes)


def _left_out(unread: Iterable[RowInError], faulty: Iterable[JudgedRow]) -> tuple[LeftOutRow, ...]:
    """The rows in error, by their numbers and the codes of what is wrong with them."""
    found: dict[int, dict[str, None]] = {row.row: dict.fromkeys(row.codes) for row in unread}
    for row in faulty:
        found.setdefault(row.row, {}).update(dict.fromkeys(error.code for error in row.errors))
    return tuple(LeftOutRow(row=row, codes=tuple(found[row])) for row in sorted(found))


def _clues(unread: Iterable[RowInError]) -> Iterator[Clue]:
    return (Clue(row.names, row.usccs) for row in unread)


def _clue(row: PlannedRow) -> Clue:
    return Clue((row.name,), (row.uscc,) if row.uscc else ())


def _unnamed(named: set[UUID], clues: Sequence[Clue], ground: Ground) -> tuple[PlannedRow, ...]:
    """Only a full list drops those whom it does not name; those who came later than its day it cannot know."""
    if ground.mode is not ListMode.FULL or ground.kept is None:
        return ()
    missing = sorted(ground.kept.members - named)
    ground.work.gather(missing)
    loaded = [ground.work.load(Enterprise, id_) for id_ in missing]
    doubt = doubt_about(clues, ground.city, ground.work)
    return tuple(_off(one, doubt) for one in loaded if one.is_listed_on(ground.list_type, ground.day))


def _off(enterprise: Enterprise, doubt: Doubt) -> PlannedRow:
    """Dropped, unless a row that is left out may mean it."""
    return PlannedRow(
        row=None,
        enterprise=enterprise,
        outcome=RowOutcome.UNDECIDED if doubt.covers(enterprise) else RowOutcome.DROPPED,
        name=enterprise.name,
        uscc=enterprise.uscc,
        area=enterprise.area,
    )


def at_row(row: int | None, error: FieldError) -> FieldError:
    """The error about a fact of a row, as one of the whole list."""
    return FieldError(f"rows[{row}].{error.field}", error.code, error.text, row=row, column=error.field)


NO_ROWS = Text("名单中没有企业", "The list names no enterprise")
UNREADABLE = Text("该行有误", "The row is in error")
