"""Using what cards open: by provider, per person and year, over all cards."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.aggregates.service_year import EnjoyedAlready, NoSuchUse, ServiceUsedUp, ServiceYear
from domain.base import Authority
from domain.card_verification import verified
from domain.cards import CardNotValid, ReplacementCause, ServiceNotOpen
from domain.policy.refusals import UnknownService
from domain.policy.steps import TermRule
from domain.use_cases.deciding_cards import RenewCard, SuspendCard
from domain.use_cases.handling_plastic import ReplaceCard, ReportLoss
from domain.use_cases.producing_cards import OpenProductionBatch, OrderProduction, ReceiveFromProduction
from domain.use_cases.using_services import ReverseUse, UseService
from tests.domain.cards_of_zibo import HRSS_ORDERS, ISSUER, elite, huicai, the_card
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


def on(day: date, who: Authority = HOSPITAL) -> Authority:
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    return who.model_copy(update={"effective_on": day, "at": at})


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


class TestRenewedBeforeItsEnd:
    """The term ends on 14 March 2027, and was renewed on 1 February from 15 March on."""

    IN_BETWEEN, LAST_DAY, FIRST_DAY = date(2027, 2, 10), date(2027, 3, 14), date(2027, 3, 15)

    @pytest.fixture
    def ids(self, books) -> dict[str, Any]:
        ids = elite(books)
        day = date(2027, 2, 1)
        renewal = RenewCard(
            card_id=ids["card_id"], issued_on=day, valid_from=self.FIRST_DAY, valid_to=date(2030, 3, 14),
            term_rule=TermRule.CONTRACT_PERIOD,
        )  # fmt: skip
        books.send(renewal, on(day, HRSS))
        return ids

    def new(self, books, ids) -> dict[str, Any]:
        return {"card_id": the_card(books, ids).successor_id}

    def made(self, books, new) -> None:
        """The plastic of the new card has come from its maker."""
        opening = OpenProductionBatch(city="370300", card_type="elite", card_ids=(new["card_id"],))
        opened = books.send(opening, on(self.IN_BETWEEN, HRSS)).events[0]
        batch = {"production_batch_id": opened.originator_id}
        books.send(OrderProduction(**batch), on(self.IN_BETWEEN, HRSS_ORDERS))
        books.send(ReceiveFromProduction(**batch), on(self.IN_BETWEEN, HRSS))

    def told(self, books, ids, day: date) -> str:
        """What a provider is told on a day who is shown the plastic of before."""
        card, new = the_card(books, ids), the_card(books, self.new(books, ids))
        return verified(card, plastic=1, on=day, successor=new).value

    def test_the_plastic_of_before_is_good_until_the_new_term_begins(self, books, ids):
        assert self.told(books, ids, self.IN_BETWEEN) == "valid"
        assert self.told(books, ids, self.LAST_DAY) == "valid"
        assert self.told(books, ids, self.FIRST_DAY) == "expired"

    def test_and_opens_services_while_the_new_one_does_not_yet(self, books, ids):
        books.send(use(ids, "transport"), on(self.IN_BETWEEN))

        refusal = books.refused(use(self.new(books, ids), "transport"), on(self.IN_BETWEEN))
        assert refusal.blocked_by["verification"] == "invalid"
        books.send(use(self.new(books, ids), "transport"), on(self.FIRST_DAY))
        assert type(books.refused(use(ids, "transport"), on(self.FIRST_DAY))) is CardNotValid

    def test_it_is_worth_no_more_than_what_it_was_renewed_to(self, books, ids):
        suspending = SuspendCard(card_id=self.new(books, ids)["card_id"])
        books.send(suspending, on(self.IN_BETWEEN, ISSUER))

        assert self.told(books, ids, self.IN_BETWEEN) == "suspended"

    def test_nor_is_it_good_once_its_loss_is_reported(self, books, ids):
        new = self.new(books, ids)
        self.made(books, new)
        books.send(ReportLoss(**new), on(self.IN_BETWEEN, ISSUER))
        lost = self.told(books, ids, self.IN_BETWEEN)
        books.send(ReplaceCard(**new, cause=ReplacementCause.LOST), on(self.IN_BETWEEN, ISSUER))

        assert (lost, self.told(books, ids, self.IN_BETWEEN)) == ("invalid", "invalid")


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
