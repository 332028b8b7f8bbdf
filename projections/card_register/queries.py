"""The card register as it is read: as it is known now, or as it was known at a position of the log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Engine,
    FromClause,
    Select,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.authorization import Scope
from domain.card_routes import CardRoute
from domain.cards import ArrivalStage, CardStatus, PlasticStage, Recipient
from domain.personal_data import Sealed
from domain.policy.steps import TermRule
from persistence.datastore import as_array
from projections.card_register.tables import cards, forms, people, receipts, specialists
from projections.knowledge import NO_END, NO_LAST_DAY, known
from projections.reading import Question, fetched, within
from projections.sealed import from_columns

PAGE = 1000
# What is known at the last position that there can be is what is known now, and likewise the last day.
LAST_POSITION, LAST_DAY = NO_END - 1, NO_LAST_DAY - timedelta(days=1)

predecessors = cards.alias("predecessors")


class CardKey(NamedTuple):
    """Where a card stands in the register: the position at which it was entered."""

    entered_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """What is looked for. A card ends after a day, or before one, if the last day of its term does."""

    city: str | None = None
    area: str | None = None
    card_type: str | None = None
    card_number: str | None = None
    route: CardRoute | None = None
    status: CardStatus | None = None
    plastic: PlasticStage | None = None
    arrival: ArrivalStage | None = None
    talent_id: UUID | None = None
    enterprise_id: UUID | None = None
    department: str | None = None
    quota_year: int | None = None
    ends_after: date | None = None
    ends_before: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card as it was known from the position `known_from` on.

    `entered_at` is the position of its first event and `version` that of its last one by then. The document is
    the resident identity card if the person has one. Gender, birth date, ethnicity and the ground of the
    class are the form's, by its codes; a card without a form has none of them.
    """

    card_id: UUID
    entered_at: int
    known_from: int
    version: int
    policy_version: str
    city: str
    area: str
    card_type: str
    card_number: str | None
    route: CardRoute
    talent_class: str | None
    talent_id: UUID
    talent_name: Sealed
    gender: Sealed | None
    birth_date: Sealed | None
    ethnicity: Sealed | None
    class_ground: Sealed | None
    document_kind: str
    issuing_country: str
    document_number: Sealed
    enterprise_id: UUID | None
    enterprise_name: str | None
    uscc: str | None
    specialist_name: Sealed | None
    list_type: str | None
    department: str | None
    quota_year: int | None
    card_application_id: UUID | None
    approval_number: str | None
    approved_on: date | None
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    term_rule: TermRule | None
    differs_from_rule: bool | None
    status: CardStatus
    status_on: date
    status_reason: str | None
    predecessor_id: UUID | None
    predecessor_number: str | None
    renewals: int
    former_number: str | None
    plastic: PlasticStage | None
    recipient: Recipient | None
    received_by: Sealed | None
    arrival: ArrivalStage | None
    planned_arrival: date | None

    @property
    def key(self) -> CardKey:
        return CardKey(self.entered_at)


class CardRegister:
    """Answers from the tables of the register, within the scope of whoever asks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self,
        wanted: CardFilter,
        *,
        scope: Scope,
        as_of: int | None = None,
        on: date | None = None,
        after: CardKey | None = None,
        limit: int = 50,
    ) -> list[CardRow]:
        """A page of the register in the order in which the cards were entered, from behind `after` on.

        `as_of` is a position that the projection has reached, None for now; `on` is the day of which is told, None for the latest.
        Area and enterprise are those of then.
        """
        conditions = [known(cards, as_of, on), seen_in(scope), *conditions_of(wanted)]
        if as_of is not None:
            conditions.append(cards.c.entered_at <= as_of)  # where the register ended then
        if after is not None:
            conditions.append(cards.c.entered_at > after.entered_at)
        page = select(*cards.primary_key).where(*conditions).order_by(cards.c.entered_at).limit(limit)
        found = fetched(self._engine, page)
        return cards_told(self._engine, found, as_of, on)

    def pages(
        self,
        wanted: CardFilter,
        *,
        scope: Scope,
        as_of: int | None = None,
        on: date | None = None,
        size: int = PAGE,
    ) -> Iterator[list[CardRow]]:
        """The whole register, in pages of which only one is held."""
        after: CardKey | None = None
        while page := self.page(wanted, scope=scope, as_of=as_of, on=on, after=after, limit=size):
            yield page
            after = page[-1].key


def seen_in(scope: Scope, its: FromClause = cards) -> ColumnElement[bool]:
    """The condition that a card is in the scope of whoever asks."""
    return within(scope, city=its.c.city, area=its.c.area, enterprise_id=its.c.enterprise_id)


def conditions_of(wanted: CardFilter, its: FromClause = cards) -> Iterator[ColumnElement[bool]]:
    """The conditions that a card is what is looked for."""
    for name in _EQUAL:
        if (value := getattr(wanted, name)) is not None:
            yield its.c[name] == value
    if wanted.ends_after is not None:
        yield its.c.valid_to > wanted.ends_after
    if wanted.ends_before is not None:
        yield its.c.valid_to < wanted.ends_before


def joined(its: FromClause, as_of: int | None = None, on: date | None = None) -> Select[Any]:
    """The periods of a page by their keys, with what was stated of their people, and the number that the card before has or had.

    The page is chosen first, by a walk in its order alone: whatever the planner takes to be rare, it then joins
    as many rows as the page has, and never sorts the register.
    """
    of_page = and_(*(column == its.c[column.name] for column in cards.primary_key))
    of_predecessor = and_(predecessors.c.card_id == cards.c.predecessor_id, known(predecessors, as_of, on))
    return (
        select(*_COLUMNS)
        .join_from(its, cards, of_page)
        .join(people, _OF_PERSON)
        .outerjoin(forms, _OF_FORM)
        .outerjoin(specialists, specialists.c.specialist_id == cards.c.specialist_id)
        .outerjoin(receipts, _OF_RECEIPT)
        .outerjoin(predecessors, of_predecessor)
    )


def cards_told(
    engine: Engine, keys: Sequence[Sequence[Any]], as_of: int | None = None, on: date | None = None
) -> list[CardRow]:
    """The cards of these periods in the order in which they were entered, as they are told at a position and of a day."""
    if not keys:
        return []
    entries = _entries()
    those = {name: as_array(part) for name, part in zip(_KEY, zip(*keys, strict=True), strict=True)}
    told = {"as_of": LAST_POSITION if as_of is None else as_of, "on": on or LAST_DAY}
    rows = entries.rows(engine, **those, **told)
    return [card_of(dict(zip(entries.columns, row, strict=True))) for row in rows]


@cache
def _entries() -> Question:
    """The cards whose keys are stated, part by part. They are chosen by a query of its own: to plan how they are joined takes longer
    than to join them.
    """
    keys = (bindparam(column.name, (), ARRAY(column.type)) for column in cards.primary_key)
    page = func.unnest(*keys).table_valued(*_KEY).render_derived(name="page")
    told: Any = bindparam("as_of", LAST_POSITION, BigInteger), bindparam("on", LAST_DAY, Date)
    return Question(joined(page, *told).order_by(cards.c.entered_at))


def card_of(columns: Mapping[str, Any]) -> CardRow:
    """The card that a row of `joined` tells of."""
    facts: dict[str, Any] = {name: columns[name] for name in _PLAIN}
    for name, prefix in _SEALED.items():
        facts[name] = from_columns(*(columns[prefix + part] for part in _PARTS))
    facts["route"] = CardRoute(columns["route"])
    facts["status"] = CardStatus(columns["status"])
    for name, words in _WORDS.items():
        facts[name] = columns[name] and words(columns[name])
    return CardRow(**facts)


_KEY = tuple(column.name for column in cards.primary_key)
_WORDS = {"term_rule": TermRule, "plastic": PlasticStage, "recipient": Recipient, "arrival": ArrivalStage}
_EQUAL = tuple(name for name in CardFilter.__slots__ if not name.startswith("ends_"))
_PARTS = ("subject", "blob", "bound")
_SEALED = {
    "talent_name": "name_",
    "gender": "gender_",
    "birth_date": "birth_date_",
    "ethnicity": "ethnicity_",
    "class_ground": "class_ground_",
    "document_number": "number_",
    "specialist_name": "specialist_",
    "received_by": "received_by_",
}
_PLAIN = tuple(field.name for field in fields(CardRow) if field.name not in _SEALED)
_COLUMNS = (
    *(cards.c[name] for name in _PLAIN if name in cards.c),
    people.c.document_kind,
    people.c.issuing_country,
    predecessors.c.card_number.label("predecessor_number"),
    *(
        column
        for table in (people, forms, specialists, receipts)
        for column in table.c
        if column.name.endswith(_PARTS)
    ),
)
_OF_PERSON = and_(people.c.talent_id == cards.c.talent_id, people.c.stated_at == cards.c.person_stated_at)
_OF_FORM = and_(
    forms.c.card_application_id == cards.c.card_application_id, forms.c.form_version == cards.c.form_version
)
_OF_RECEIPT = and_(receipts.c.card_id == cards.c.card_id, receipts.c.received_at == cards.c.received_at)
