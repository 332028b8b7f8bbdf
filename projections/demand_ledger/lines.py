"""A line of the ledgers (台账行): an item as it stands or stood, with whoever is named in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from domain.deadlines import Light
from domain.demands import (
    OPEN_DEMANDS,
    Adoption,
    Beneficiary,
    Channel,
    Colour,
    DemandStatus,
    DockingResult,
    EscalationLevel,
    Grade,
)
from domain.ledger_books.quarters import Quarter
from domain.personal_data import Sealed
from domain.policy.ledgers import Ledger
from projections.due_days import light_on
from projections.sealed import from_columns


class LedgerKey(NamedTuple):
    """Where an item stands in the ledgers: the position at which it was entered."""

    entered_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFilter:
    """What is looked for. A unit is one that is responsible, in the lead or to assist; a light is that of a day."""

    ledger: Ledger | None = None
    city: str | None = None
    area: str | None = None
    category: str | None = None
    status: DemandStatus | None = None
    is_open: bool | None = None
    light: Light | None = None
    unit_function: str | None = None
    unit_area: str | None = None
    list_type: str | None = None
    registered_in: Quarter | None = None
    closed_in: Quarter | None = None
    enterprise_id: UUID | None = None
    talent_id: UUID | None = None
    card_id: UUID | None = None
    number: str | None = None


class ProgressLine(NamedTuple):
    """What was said of how far an item is."""

    on: date
    said: Sealed


class LedgerLine(NamedTuple):
    """An item as it stands. Enterprise, talent and card are named as they are now, the specialist is that of its entry.

    `due_on` is that of the whole while it runs; the last four facts of a closed item are as they were computed then.
    """

    demand_item_id: UUID
    entered_at: int
    version: int
    number: str
    former_number: str | None
    city: str
    area: str
    ledger: Ledger
    category: str | None
    status: DemandStatus
    since_on: date
    channel: Channel
    raised_on: date
    registered_on: date
    enterprise_id: UUID | None
    enterprise_name: str | None
    uscc: str | None
    list_types: tuple[str, ...]
    specialist_id: UUID | None
    specialist_name: Sealed | None
    specialist_phone: Sealed | None
    talent_id: UUID | None
    name: Sealed | None
    phone: Sealed | None
    card_id: UUID | None
    card_type: str | None
    card_number: str | None
    card_application_id: UUID | None
    content: Sealed
    beneficiaries: tuple[Beneficiary, ...]
    policy_basis: Sealed | None
    conditions: Sealed | None
    planned_on: date | None
    remark: Sealed | None
    lead_function: str | None
    lead_area: str | None
    lead_organization: str | None
    assisting: tuple[str, ...]
    turn_function: str | None
    turn_area: str | None
    docking_member: str | None
    docking_result: DockingResult | None
    progress: tuple[ProgressLine, ...]
    reply: Sealed | None
    result: Sealed | None
    adoption: Adoption | None
    due_on: date | None
    amber_from: date | None
    days_left: int | None
    is_provisional: bool | None
    is_timed: bool
    extensions: int
    asked_days: int | None
    escalated_to: EscalationLevel | None
    escalated_on: date | None
    reported_to: EscalationLevel | None
    supervision: Colour | None
    merged_into: str | None
    called_back_on: date | None
    reached: bool | None
    grade: Grade | None
    is_rectified: bool
    grade_after: Grade | None
    policy_version: str
    last_actor: str
    closed_on: date | None
    closed_due_on: date | None
    in_time: bool | None
    working_days: int | None

    @property
    def key(self) -> LedgerKey:
        return LedgerKey(self.entered_at)

    def light(self, day: date) -> Light | None:
        """How it stands on a day; an open item of which no limit is set has none."""
        if self.status not in OPEN_DEMANDS:
            return Light.BLACK_AND_WHITE
        return light_on(day, self.due_on, self.amber_from) if self.is_timed else None


def line_of(columns: tuple[str, ...], row: Sequence[Any], said: Sequence[ProgressLine]) -> LedgerLine:
    """The line that a row of these columns tells of, with its progress."""
    in_order, sealed = _places(columns)
    facts: list[Any] = [*in_order(row)]
    for place, subject, parts in sealed:
        if row[subject] is not None:
            facts[place] = from_columns(*parts(row))
    for place, words in _WORDS_AT:
        if (word := facts[place]) is not None:
            facts[place] = words[word]
    for place, element in _SERIES_AT:
        facts[place] = tuple(map(element, facts[place]))
    facts[_PROGRESS_AT] = tuple(said)
    return LedgerLine._make(facts)


Parts = Callable[[Sequence[Any]], tuple[Any, ...]]


@cache
def _places(columns: tuple[str, ...]) -> tuple[Parts, tuple[tuple[int, int, Parts], ...]]:
    """Where the facts of a line stand in a row of these columns, in their order; and of each that is sealed its place in the line, the
    number of its first part and the three parts. What an item says of a person itself goes before what is said of the talent.
    """
    at = {name: number for number, name in enumerate(columns)}
    of_talent = ((name, f"talent_{name}") for name in ("name", "phone"))
    sealed = (
        (_AT[name], *(at[f"{where}_{part}"] for part in PARTS))
        for name, where in (*of_talent, *((name, name) for name in _OF_LINE))
    )
    stand = [f"{name}_subject" if name in _OF_LINE else name for name in LedgerLine._fields]
    stand[_PROGRESS_AT] = "demand_item_id"  # it stands in rows of its own
    in_order = itemgetter(*(at[name] for name in stand))
    return in_order, tuple((place, parts[0], itemgetter(*parts)) for place, *parts in sealed)


PARTS = ("subject", "blob", "bound")
_OF_LINE = (
    "specialist_name", "specialist_phone", "name", "phone", "content", "policy_basis", "conditions", "remark", "reply", "result",
)  # fmt: skip
_WORDS: dict[str, type[StrEnum]] = {
    "ledger": Ledger,
    "status": DemandStatus,
    "channel": Channel,
    "docking_result": DockingResult,
    "adoption": Adoption,
    "escalated_to": EscalationLevel,
    "reported_to": EscalationLevel,
    "supervision": Colour,
    "grade": Grade,
    "grade_after": Grade,
}
_SERIES: dict[str, Callable[[str], str]] = {"list_types": str, "beneficiaries": Beneficiary, "assisting": str}
_AT = {name: number for number, name in enumerate(LedgerLine._fields)}
_WORDS_AT = tuple((_AT[name], {one.value: one for one in words}) for name, words in _WORDS.items())
_SERIES_AT = tuple((_AT[name], element) for name, element in _SERIES.items())
_PROGRESS_AT = _AT["progress"]
PLAIN = tuple(name for name in LedgerLine._fields if name not in {"progress", *_OF_LINE})
