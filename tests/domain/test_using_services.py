"""Using what cards open: by provider, per person and year, over all cards."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.aggregates.service_year import EnjoyedAlready, NoSuchUse, ServiceUsedUp, ServiceYear
from domain.base import Authority
from domain.cards import CardNotValid, ServiceNotOpen
from domain.policy.refusals import UnknownService
from domain.policy.steps import TermRule
from domain.use_cases.deciding_cards import SuspendCard
from domain.use_cases.using_services import ReverseUse, UseService
from tests.domain.cards_of_zibo import ISSUER, elite, huicai, the_card
from tests.domain.cases_of_zibo import topics
from tests.domain.officers import HRSS
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.persistence.commands import command as some_command

HOSPITAL = Authority(
    actor="hospital-1",
    role="service_provider",
    effective_on=date(2024, 3, 20),
    at=datetime(2024, 3, 20, 2, tzinfo=UTC),
)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def use(ids: dict[str, Any], service: str = "health_check", **stated: Any) -> UseService:
    return UseService(card_id=ids["card_id"], **{"plastic": 1, "service": service} | stated)


def on(day: date) -> Authority:
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return HOSPITAL.model_copy(update={"effective_on": day, "at": at})


def another_card(books: Books, ids: dict[str, Any]) -> dict[str, Any]:
    """The same person has a Huicai card, too."""
    authority = HRSS.model_copy(update={"policy_version": "zibo-2023/1"})
    here: dict[str, Any] = {"area": "zhangdian", "authority": authority}
    facts = {"city": "370300", "card_type": "huicai", "route": "direct", "talent_id": ids["talent_id"]}
    card = Card.grant(UUID(int=77), **here, **facts)
    first = date(2024, 3, 15)
    card.issue(
        card_number="HC7", issued_on=first, valid_from=first, valid_to=date(2027, 3, 14),
        term_rule=TermRule.FIXED_YEARS, differs_from_rule=False, **here,
    )  # fmt: skip
    books.store.save_all([card], some_command())
    return {"card_id": card.id}


def test_a_use_is_counted_for_the_person_and_the_year(books):
    ids = elite(books)

    sent = books.send(use(ids), HOSPITAL)

    assert topics(sent.events) == ["ServiceYear.Opened", "ServiceYear.Used"]
    year = books.load(ServiceYear, ServiceYear.id_of(ids["talent_id"], 2024))
    assert year.used(ZIBO.service("health_check")) == 1


def test_once_a_year_is_once_over_all_cards(books):
    ids = elite(books)
    other = another_card(books, ids)
    books.send(use(ids), HOSPITAL)

    assert type(books.refused(use(other), on(date(2024, 9, 1)))) is ServiceUsedUp
    books.send(use(other), on(date(2025, 1, 1)))


def test_nobody_enjoys_a_service_twice_on_a_day_with_two_cards(books):
    ids = elite(books)
    other = another_card(books, ids)
    books.send(use(ids, "transport"), HOSPITAL)

    assert type(books.refused(use(other, "transport"), HOSPITAL)) is EnjoyedAlready
    books.send(use(ids, "transport"), HOSPITAL)


def test_a_use_that_was_registered_by_mistake_is_given_back(books):
    ids = elite(books)
    use_id = books.send(use(ids), HOSPITAL).events[-1].use_id
    reversing = ReverseUse(card_id=ids["card_id"], year=2024, use_id=use_id)
    why = HOSPITAL.model_copy(update={"reason": "登记错误"})

    books.send(reversing, why)

    books.send(use(ids), HOSPITAL)
    assert type(books.refused(reversing, why)) is NoSuchUse


def test_only_a_card_that_is_valid_opens_anything(books):
    ids = elite(books)

    assert type(books.refused(use(ids, plastic=2), HOSPITAL)) is CardNotValid
    books.send(SuspendCard(card_id=ids["card_id"]), ISSUER)
    refusal = books.refused(use(ids), HOSPITAL)
    assert (type(refusal), refusal.blocked_by["verification"]) == (CardNotValid, "suspended")


def test_companions_are_as_many_as_the_list_says(books):
    ids = elite(books)

    assert books.refused(use(ids, "transport", companions=2), HOSPITAL).field == "companions"
    books.send(use(ids, "transport", companions=1), HOSPITAL)


def test_a_card_opens_the_services_of_its_type_and_route(books):
    assert type(books.refused(use(elite(books), "finance"), HOSPITAL)) is ServiceNotOpen

    books = Books(ZIBO)
    ids = huicai(books)
    assert the_card(books, ids).route == "flexible"
    assert type(books.refused(use(ids, "schooling"), HOSPITAL)) is ServiceNotOpen
    books.send(use(ids, "medical_treatment"), HOSPITAL)


def test_a_service_that_there_is_not_is_refused(books):
    assert type(books.refused(use(elite(books), "space_travel"), HOSPITAL)) is UnknownService


def test_two_providers_at_once_never_grant_the_last_use_twice(books):
    ids = elite(books)
    books.log.rivals.append(lambda: books.send(use(ids), on(date(2024, 3, 21))))

    assert type(_refused_by_rival(books, ids)) is ServiceUsedUp


def _refused_by_rival(books: Books, ids: dict[str, Any]) -> Exception:
    with pytest.raises(ServiceUsedUp) as refused:
        books.send(use(ids), on(date(2024, 3, 21)))
    return refused.value
