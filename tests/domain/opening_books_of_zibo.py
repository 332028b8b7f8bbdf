"""The books that Zibo had before, row by row, and what came of them."""

from typing import Any
from uuid import UUID

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import OpeningBooks
from domain.aggregates.quota import Quota
from domain.base import Authority
from domain.cards import CardStatus
from domain.errors import Refusal
from domain.identity_documents import DocumentKind
from domain.places import PlaceStatus
from domain.use_cases.reading_books import StatedCard, StatedPlace
from domain.use_cases.registering_talents import DocumentStatement
from domain.use_cases.taking_over_books import ConfirmedRows, TakeOverBooks
from tests.domain.books_of_zibo import CITY, LUJIAN, code_of
from tests.domain.made_up import identity_number_of
from tests.domain.officers import HRSS
from tests.in_memory import Books, Sent

NUMBER, SHA256, OTHER_SHA256 = "淄人社期初〔2024〕1号", "a" * 64, "b" * 64


def identity_card(number: int = 1) -> DocumentStatement:
    return DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(number))


def card(row: int = 3, *, person: int = 1, **stated: Any) -> StatedCard:
    """A card of 李思源 at 鲁建, in force, unless something else is stated; `person` is whose document it is."""
    usual: dict[str, Any] = {
        "row": row,
        "card_type": "huicai",
        "card_number": f"SDHC2023{row:04d}",
        "status": CardStatus.IN_FORCE,
        "route": "quota",
        "name": "李思源",
        "document": identity_card(person),
        "enterprise": LUJIAN,
        "area": "张店区",
        "quota_year": 2024,
    }
    usual |= {"uscc": code_of(stated.get("enterprise", LUJIAN))}
    return StatedCard(**usual | stated)


def place(row: int = 3, **stated: Any) -> StatedPlace:
    """The place of 鲁建 in 2024, nominated by the DRC, unless something else is stated."""
    usual: dict[str, Any] = {
        "row": row,
        "quota_year": 2024,
        "department": "drc",
        "status": PlaceStatus.NOMINATED,
        "enterprise": LUJIAN,
        "area": "张店区",
    }
    usual |= {"uscc": code_of(stated.get("enterprise", LUJIAN))}
    return StatedPlace(**usual | stated)


def used(row: int = 3, *, by: str = "李思源", **stated: Any) -> StatedPlace:
    return place(row, **{"status": PlaceStatus.CONSUMED, "person": by} | stated)


def books_with(*rows: StatedCard | StatedPlace, **stated: Any) -> TakeOverBooks:
    usual: dict[str, Any] = {
        "city": CITY,
        "document_number": NUMBER,
        "file_sha256": SHA256,
        "cards": tuple(row for row in rows if isinstance(row, StatedCard)),
        "places": tuple(row for row in rows if isinstance(row, StatedPlace)),
    }
    return TakeOverBooks(**usual | stated)


def confirming(command: TakeOverBooks, *, cards: set[int] = frozenset(), places: set[int] = frozenset()):
    return command.model_copy(update={"confirmed_rows": ConfirmedRows(cards=cards, places=places)})


def taken_over(books: Books, *rows: StatedCard | StatedPlace, by: Authority = HRSS, **stated: Any) -> Sent:
    return books.send(books_with(*rows, **stated), by)


def told(refusal: Refusal) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.errors]


def all_events(sent: Sent, kind: type) -> list[Any]:
    return [event for event in sent.events if isinstance(event, kind)]


def the_event(sent: Sent, kind: type) -> Any:
    (event,) = all_events(sent, kind)
    return event


def what_was_brought(sent: Sent) -> OpeningBooks.TakenOver:
    found: OpeningBooks.TakenOver = the_event(sent, OpeningBooks.TakenOver)
    return found


def quota_of(books: Books, year: int = 2024) -> Quota:
    found: Quota = books.load(Quota, Quota.id_of(CITY, "huicai", year))
    return found


def enterprises(books: Books) -> dict[str, UUID]:
    return {one.name: one.id for one in books.all_of(Enterprise)}
