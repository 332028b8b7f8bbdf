"""Cards of Zibo, brought by the very commands of the office to where a test wants them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.aggregates.card import Card
from domain.base import Authority, Capacity, DocumentReference
from domain.policy.steps import TermRule
from domain.use_cases.following_cards import IssueCardEarly
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from domain.use_cases.producing_cards import OpenProductionBatch, OrderProduction, ReceiveFromProduction
from tests.domain.books_of_zibo import CITY
from tests.domain.cases_of_zibo import HRSS_CONFIRMS, HRSS_WRITES, the_case
from tests.domain.officers import HRSS, officer
from tests.domain.routes_of_zibo import ended, person_for, submitted_on
from tests.in_memory import Books

VALID_TO = date(2027, 3, 14)
ARRIVES = date(2024, 6, 30)
CLOCK = Authority(
    actor="scheduler",
    role="system",
    capacity=Capacity.SYSTEM,
    effective_on=date(2024, 3, 15),
    at=datetime(2024, 3, 15, 2, tzinfo=UTC),
)
TERM: dict[str, Any] = {
    "issued_on": "2024-03-15",
    "valid_from": "2024-03-15",
    "valid_to": VALID_TO,
    "term_rule": TermRule.CONTRACT_PERIOD,
}
DECISION = DocumentReference(
    kind="provincial_decision", number="鲁人社函〔2026〕8号", issued_on=date(2026, 3, 2)
)


ORDER = DocumentReference(kind="production_order", number="制卡〔2024〕1号", issued_on=date(2024, 3, 15))
HRSS_ORDERS = HRSS.model_copy(update={"documents": (ORDER,)})


def on(by: Authority, day: date, **standing: Any) -> Authority:
    """The same person, on that day."""
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return by.model_copy(update={"effective_on": day, "at": at} | standing)


def why(by: Authority, **standing: Any) -> Authority:
    return by.model_copy(update={"reason": "经核实", "reason_code": "as_verified"} | standing)


WRITES = why(HRSS_WRITES)
CONFIRMS = why(HRSS_CONFIRMS)
ISSUER = why(HRSS)  # of elite cards
COLLEAGUE = why(officer("hrss", actor="sun-colleague"))


def granted(books: Books, route: str = "front_end", **person: Any) -> dict[str, Any]:
    """A person with a card that is granted on the route, and not issued yet: the ids."""
    ids = person_for(books, **person)
    case_id = submitted_on(books, route, ids)
    ended(books, case_id)
    return {**ids, "case_id": case_id, "card_id": the_case(books, case_id).card_id}


def elite(books: Books, **person: Any) -> dict[str, Any]:
    """A person with an elite card in force, who did not have to arrive first."""
    ids = granted(books, "open_challenge", **person)
    books.send(IssueOwnCard(card_id=ids["card_id"], **TERM), HRSS)
    return ids


def early(books: Books, **person: Any) -> dict[str, Any]:
    """A person with an elite card that was issued before the arrival."""
    ids = granted(books, **person)
    books.send(IssueCardEarly(card_id=ids["card_id"], planned_arrival=ARRIVES), HRSS)
    return ids


def huicai(books: Books, **person: Any) -> dict[str, Any]:
    """A person with a Huicai card in force, as the province's document has it."""
    ids = granted(books, "flexible", **person)
    books.send(IssueCard(card_id=ids["card_id"], card_number="HC1", **TERM), HRSS_WRITES)
    return ids


def made(books: Books, card_id: UUID) -> None:
    """The plastic of an elite card is made, with a batch of its own."""
    batch_id = production_of(books, card_id)
    books.send(OrderProduction(production_batch_id=batch_id), HRSS_ORDERS)
    books.send(ReceiveFromProduction(production_batch_id=batch_id), HRSS)


def production_of(books: Books, *card_ids: UUID) -> UUID:
    """A production batch with these elite cards."""
    command = OpenProductionBatch(city=CITY, card_type="elite", card_ids=card_ids)
    opened: UUID = books.send(command, HRSS).events[0].originator_id
    return opened


def the_card(books: Books, ids: dict[str, Any]) -> Card:
    found: Card = books.load(Card, ids["card_id"])
    return found
