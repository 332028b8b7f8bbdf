"""Judging the rows of a department's list: what is wrong with each, and what it would do (名单审查).

    stated ──> read ──> matched ──> planned
                 └──────────┴──> in error

Aggregates are loaded and personal facts opened for all rows together: a list may have thousands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_list import EnterpriseList, ListMode, RowOutcome
from domain.base import Value
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import FieldError, Invalid
from domain.fields import wrong
from domain.names import company_match_form, company_name
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.identity_index import Opened
from domain.use_cases.keeping_enterprises import PlainPrincipal, StatedPrincipal, as_stored
from domain.use_cases.matching_rows import (
    Clue,
    Match,
    PeopleOfRow,
    enterprise_meant,
    gather_enterprises,
    opened_facts,
    people_meant,
    same_name,
)
from domain.work import Work

NOBODY = PeopleOfRow()
UNKNOWN = Match(None)


class RowMark(StrEnum):
    """What a row says that an officer should see, beside its outcome (名单行标记)."""

    RENAMED = "renamed"  # another name than on the books
    MATCHED_BY_NAME = "matched_by_name"  # the name alone says which enterprise it is
    CODE_STATED = "code_stated"  # the credit code that was missing on the books
    MOVED = "moved"  # another area than on the books
    PRINCIPALS_CHANGED = "principals_changed"  # others, or otherwise, than this list said before
    EXCLUDED = "excluded"  # it names a cadre managed by a party committee


class ListedPrincipal(StatedPrincipal):
    """A principal as a row states him or her."""


class ListedEnterprise(Value):
    """A row of the file; `row` is its number there, as a reader of the file sees it."""

    row: int = Field(ge=1, le=2_000_000)
    name: str = Field(max_length=200)
    uscc: str | None = Field(default=None, max_length=40)
    area: str = Field(max_length=100)
    principals: tuple[ListedPrincipal, ...] = Field(default=(), max_length=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What one row will do: shown by the dry run, done by the import.

    An enterprise that a full list drops or keeps without naming it has no row. `former_name` and
    `former_area` are those on the books where the row states others.
    """

    row: int | None
    enterprise: Enterprise | None
    outcome: RowOutcome
    name: str
    uscc: str | None
    area: str
    former_name: str | None = None
    former_area: str | None = None
    to_confirm: tuple[FieldError, ...] = ()
    people: PeopleOfRow = NOBODY

    @property
    def asked(self) -> list[Any]:
        """What an officer is asked about it, and of what."""
        matched = self.enterprise and str(self.enterprise.id)
        stated = [self.row, self.name, self.uscc, self.area, self.former_name, matched]
        return [*stated, [[error.code, error.text.zh] for error in self.to_confirm]]

    @property
    def marks(self) -> tuple[RowMark, ...]:
        """What is to be noticed about it."""
        return tuple(mark for mark in RowMark if self._bears(mark))

    def _bears(self, mark: RowMark) -> bool:
        match mark:
            case RowMark.RENAMED:
                return self.former_name is not None
            case RowMark.MATCHED_BY_NAME:
                return any(error.code == mark.value for error in self.to_confirm)
            case RowMark.CODE_STATED:
                return self.enterprise is not None and self.enterprise.uscc is None and self.uscc is not None
            case RowMark.MOVED:
                return self.former_area is not None
            case RowMark.PRINCIPALS_CHANGED:
                named_anew = self.outcome is RowOutcome.RENEWED and self.people.named
                return bool(self.people.restated or self.people.gone or named_anew)
            case RowMark.EXCLUDED:
                return bool(self.people.excluded)


@dataclass(slots=True)
class JudgedRow:
    """A row on its way: what could be read of it, what it would do, and everything that is wrong with it.

    A name or an area that could not be read is empty.
    """

    stated: ListedEnterprise
    errors: list[FieldError] = field(default_factory=list)
    name: str = ""
    uscc: str | None = None
    area: str = ""
    people: list[PlainPrincipal] = field(default_factory=list)
    match: Match = UNKNOWN
    planned: PlannedRow | None = None

    @property
    def row(self) -> int:
        return self.stated.row

    @property
    def says_whom_it_means(self) -> bool:
        return self.name != "" and (self.uscc is not None or not self.stated.uscc)

    @property
    def clue(self) -> Clue:
        """What could be read of it that tells whom it may mean."""
        return Clue((self.name,) if self.name else (), (self.uscc,) if self.uscc else ())

    @contextmanager
    def noting_errors(self, name: str) -> Iterator[None]:
        """Whatever is refused in here is wrong with the row, by itself about the field of this name."""
        try:
            yield
        except Invalid as refused:
            alone = FieldError(name, refused.code, refused.detail or refused.title)
            self.errors.extend(refused.errors or (alone,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all rows of an import stand on; without `kept` it is the first of its list."""

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

    def has(self, enterprise: Enterprise | None) -> bool:
        """Whether the enterprise is on the list now."""
        return self.kept is not None and enterprise is not None and enterprise.id in self.kept.members


def judge(rows: Iterable[ListedEnterprise], ground: Ground) -> list[JudgedRow]:
    """Every row with its plan, or with everything that is wrong with it, in the order given."""
    judged = [_read(stated, ground) for stated in rows]
    known = [row for row in judged if row.says_whom_it_means]
    codes = (row.uscc for row in known if row.uscc)
    gather_enterprises((row.name for row in known), codes, ground.city, ground.work)
    for row in known:
        _match(row, ground)
    _refuse_one_number(judged)
    _refuse_one_enterprise(known)
    _plan([row for row in judged if not row.errors], ground)
    return judged


def _read(stated: ListedEnterprise, ground: Ground) -> JudgedRow:
    row = JudgedRow(stated)
    with row.noting_errors("name"):
        row.name = company_name(stated.name)
    with row.noting_errors("uscc"):
        row.uscc = unified_social_credit_code(stated.uscc).code if stated.uscc else None
    with row.noting_errors("area"):
        row.area = ground.pack.area_of(stated.area, ground.day).code
    for index, person in enumerate(stated.principals):
        with row.noting_errors("principals"):
            row.people.append(as_stored(person, path=f"principals[{index}]."))
    return row


def _match(row: JudgedRow, ground: Ground) -> None:
    with row.noting_errors("name"):
        row.match = enterprise_meant(row.name, row.uscc, ground.city, ground.work)
        if ground.mode is ListMode.REMOVALS and not _may_be_removed(row.match.enterprise, ground):
            raise wrong("name", "not_on_list", NOT_ON_LIST)


def _may_be_removed(enterprise: Enterprise | None, ground: Ground) -> bool:
    return (
        enterprise is not None
        and ground.has(enterprise)
        and enterprise.is_listed_on(ground.list_type, ground.day)
    )


def _refuse_one_number(judged: Iterable[JudgedRow]) -> None:
    """Rows under one number, so that nobody could confirm just one of them."""
    counted = Counter(row.row for row in judged)
    for row in judged:
        if counted[row.row] > 1:
            row.errors.append(FieldError("row", "numbered_twice", NUMBERED_TWICE))


def _refuse_one_enterprise(known: Iterable[JudgedRow]) -> None:
    """Rows that mean one enterprise, or may mean one: they have one name, and not each a code."""
    owners: dict[object, JudgedRow] = {}
    names: dict[str, JudgedRow] = {}
    for row in known:
        enterprise = row.match.enterprise
        namesake = names.setdefault(company_match_form(row.name), row)
        first = owners.setdefault(enterprise.id if enterprise else row.uscc or row.row, row)
        if first is row and not (namesake.uscc and row.uscc):
            first = namesake
        if first is not row:
            for one, other in ((first, row), (row, first)):
                text = NAMED_TWICE.filled(row=other.row)
                one.errors.append(FieldError("name", "named_twice", text))


def _plan(sound: Sequence[JudgedRow], ground: Ground) -> None:
    """Give each of these rows its plan."""
    matched = [row.match.enterprise for row in sound if row.match.enterprise]
    opened = opened_facts(matched, ground.list_type, ground.work)
    for row in sound:
        enterprise = row.match.enterprise
        if ground.mode is ListMode.REMOVALS and enterprise is not None:
            row.planned = _removal(row, enterprise)
        else:
            row.planned = _entry(row, opened, ground)


def _removal(row: JudgedRow, enterprise: Enterprise) -> PlannedRow:
    return PlannedRow(
        row=row.row,
        enterprise=enterprise,
        outcome=RowOutcome.REMOVED,
        name=row.name,
        uscc=row.uscc,
        area=enterprise.area,
        to_confirm=row.match.to_confirm,
    )


def _entry(row: JudgedRow, opened: Opened, ground: Ground) -> PlannedRow:
    enterprise = row.match.enterprise
    return PlannedRow(
        row=row.row,
        enterprise=enterprise,
        outcome=_outcome(enterprise, ground),
        name=row.name,
        uscc=row.uscc,
        area=row.area,
        former_name=_former_name(row, enterprise, ground.day),
        former_area=enterprise.area if enterprise and enterprise.area != row.area else None,
        to_confirm=row.match.to_confirm,
        people=people_meant(
            row.people,
            enterprise,
            opened,
            list_type=ground.list_type,
            list_batch_id=ground.list_batch_id,
            work=ground.work,
        ),
    )


def _outcome(enterprise: Enterprise | None, ground: Ground) -> RowOutcome:
    if enterprise is None:
        return RowOutcome.REGISTERED
    return RowOutcome.RENEWED if ground.has(enterprise) else RowOutcome.LISTED


def _former_name(row: JudgedRow, enterprise: Enterprise | None, day: date) -> str | None:
    known = enterprise.name_on(day) if enterprise else row.name
    return None if same_name(known, row.name) else known


NOT_ON_LIST = Text(
    "该企业不在现名单上，无法移出", "The enterprise is not on the list and cannot be taken off"
)
NUMBERED_TWICE = Text("行号重复", "Two rows have this number")
NAMED_TWICE = Text("与第{row}行为同一企业", "The same enterprise as in row {row}")
