"""Demands come onto the books: under which number, of whom, in which cell, and what of them is sealed."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregates.demand_item import DemandItem
from domain.authorization import NotYourArea, NotYourEnterprise, PostMayNot
from domain.base import Capacity, DocumentReference
from domain.demands import Beneficiary, Channel, DemandStatus, EscalationLevel, OfAnotherLedger
from domain.errors import Invalid, NotFound
from domain.functions import Function
from domain.mergers import AlreadyMerged
from domain.policy.ledgers import Ledger
from domain.policy.refusals import UnknownCategory
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.use_cases.assigning_demands import StatedUnit
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.numbering_demands import MOST, next_number
from domain.use_cases.registering_demands import StatedDetails, TakeOverDemand
from tests.domain.books_of_zibo import CITY, LUJIAN, QILIN, listed, talent
from tests.domain.demands_of_zibo import (
    CITY_WINDOW,
    DETAILS,
    EDUCATION,
    FINANCING,
    PLATFORMS,
    SCHOOLING,
    WINDOW,
    demand,
    on,
    registered,
    the_item,
)
from tests.domain.officers import DAY, DRC, HRSS, entering_for, officer, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

OLD_BOOK = DocumentReference(kind="opening_books", number="2023年台账", sha256="b" * 64)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def event_of(books: Books, item_id: UUID) -> DemandItem.Registered:
    return next(event for event in books.events() if event.originator_id == item_id)


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 5_000))
def test_however_many_numbers_are_given_the_next_is_found_with_five_questions(given_before):
    begun = {DemandItem.id_of(f"GG-boshan-2024-{serial:05d}") for serial in range(1, given_before + 1)}
    asked = []

    def which_begun(ids):
        asked.append(set(ids))
        return begun & asked[-1]

    assert next_number("GG", "boshan", 2024, which_begun) == f"GG-boshan-2024-{given_before + 1:05d}"
    assert len(asked) <= 5
    assert max(map(len, asked)) <= 30


@given(given_before=st.integers(0, 5_000), remembered=st.integers(0, 6_000))
def test_wherever_somebody_was_last_seen_to_stand_the_same_number_is_found(given_before, remembered):
    begun = {DemandItem.id_of(f"GG-boshan-2024-{serial:05d}") for serial in range(1, given_before + 1)}
    last_given = {"GG-boshan-2024": remembered}

    found = next_number("GG", "boshan", 2024, lambda ids: begun & set(ids), last_given)

    assert found == f"GG-boshan-2024-{given_before + 1:05d}"
    assert last_given == {"GG-boshan-2024": given_before}


@pytest.mark.parametrize(("remembered", "questions"), [(5_000, 1), (4_997, 1), (4_990, 2), (6_000, 4)])
def test_who_remembers_about_the_last_number_asks_once_or_twice(remembered, questions):
    begun = {DemandItem.id_of(f"GG-boshan-2024-{serial:05d}") for serial in range(1, 5_001)}
    asked = []

    def which_begun(ids):
        asked.append(set(ids))
        return begun & asked[-1]

    assert (
        next_number("GG", "boshan", 2024, which_begun, {"GG-boshan-2024": remembered})
        == "GG-boshan-2024-05001"
    )
    assert len(asked) == questions


def test_a_series_is_as_long_as_an_area_may_ever_need():
    assert MOST > 99_999


def test_every_ledger_area_and_year_has_a_series_of_its_own_without_gaps(books):
    numbers = [
        the_item(books, registered(books, by, **stated)).number
        for by, stated in (
            (WINDOW, SCHOOLING),
            (WINDOW, SCHOOLING),
            (WINDOW, FINANCING),
            (officer("window", "boshan"), SCHOOLING),
            (CITY_WINDOW, {**SCHOOLING, "area": "张店区"}),
        )
    ]

    assert numbers == [
        "GG-zhangdian-2024-00001",
        "GG-zhangdian-2024-00002",
        "SC-zhangdian-2024-00001",
        "GG-boshan-2024-00001",
        "GG-zhangdian-2024-00003",
    ]


def test_when_another_is_faster_the_next_number_is_taken_and_none_twice(books):
    books.log.rivals.append(lambda: registered(books))

    item_id = registered(books)

    assert the_item(books, item_id).number == "GG-zhangdian-2024-00002"
    assert len(books.all_of(DemandItem)) == 2


def test_a_refused_registration_takes_no_number(books):
    books.refused(demand(category="nonsense"), WINDOW)

    assert the_item(books, registered(books)).number.endswith("00001")


# ── Whose, and where ─────────────────────────────────────────────────────────────────────────────────────


def test_a_demand_of_an_enterprise_is_in_its_area_with_its_lists_and_specialist_of_that_day(books):
    (enterprise_id,) = listed(books, LUJIAN, area="zhangdian")
    books.send(AppointSpecialist(enterprise_id=enterprise_id, name="陈专员", phone="13800000001"), HRSS)

    happened = event_of(books, registered(books, enterprise_id=enterprise_id, channel=Channel.VISIT))

    assert (happened.area, happened.channel) == ("zhangdian", Channel.VISIT)
    assert happened.list_types == ("cluster_leader",)
    assert happened.specialist_id is not None
    assert happened.envelope.clauses == ("R-20",)


def test_a_specialist_registers_for_the_own_enterprise_and_its_people(books):
    (enterprise_id,) = listed(books, LUJIAN)
    person = talent(books, employer_id=enterprise_id)

    item = the_item(books, registered(books, specialist(enterprise_id), talent_id=person))

    assert (item.enterprise_id, item.channel, item.talent_id) == (enterprise_id, Channel.SPECIALIST, person)


def test_a_specialist_names_no_other_enterprise_person_or_channel(books):
    own, other = listed(books, LUJIAN, QILIN)
    stranger = talent(books, employer_id=other)
    by = specialist(own)

    assert isinstance(books.refused(demand(enterprise_id=other), by), NotFound)
    assert isinstance(books.refused(demand(talent_id=stranger), by), NotYourEnterprise)
    assert books.refused(demand(channel=Channel.HOTLINE), by).fields == ("channel",)


def test_an_officer_enters_what_an_enterprise_hands_in_and_names_it(books):
    (enterprise_id,) = listed(books, LUJIAN)
    by = entering_for(WINDOW)

    happened = event_of(books, registered(books, by, enterprise_id=enterprise_id))

    assert happened.envelope.on_behalf_of == str(enterprise_id)
    assert books.refused(demand(), by).fields == ("enterprise_id",)


def test_an_office_registers_in_its_own_area_and_the_citys_in_any(books):
    (there,) = listed(books, LUJIAN, area="boshan")

    assert isinstance(books.refused(demand(enterprise_id=there), WINDOW), NotYourArea)
    assert the_item(books, registered(books, CITY_WINDOW)).area == "zibo-shibenji"
    assert the_item(books, registered(books, DRC, enterprise_id=there)).area == "boshan"
    assert books.refused(demand(enterprise_id=there, area="boshan"), CITY_WINDOW).fields == ("area",)


def test_an_office_without_a_part_in_the_mechanism_registers_nothing(books):
    assert isinstance(books.refused(demand(), EDUCATION), PostMayNot)


def test_nothing_begins_with_an_enterprise_that_is_another_by_now(books):
    merged, surviving = listed(books, LUJIAN, QILIN)
    command = MergeEnterprise(enterprise_id=merged, surviving_enterprise_id=surviving)
    books.send(command, saying_why(HRSS, reason_code="recorded_twice"))

    assert isinstance(books.refused(demand(enterprise_id=merged), WINDOW), AlreadyMerged)


# ── What it says ─────────────────────────────────────────────────────────────────────────────────────────


def test_everything_free_is_sealed_for_the_talent_and_codes_and_days_stand_in_clear(books):
    (enterprise_id,) = listed(books, LUJIAN)
    person = talent(books, employer_id=enterprise_id)
    details = StatedDetails(
        content=" 子女入学 ",
        beneficiaries=(Beneficiary.CHILD,),
        policy_basis="鲁人社字〔2022〕169号",
        remark="示例备注",
    )

    item = the_item(books, registered(books, talent_id=person, phone="13800000002", details=details))

    assert books.opened(item.details.content) == "子女入学"
    sealed = (item.details.content, item.details.policy_basis, item.details.remark, item.phone)
    assert {fact.subject for fact in sealed} == {person}
    assert item.details.beneficiaries == (Beneficiary.CHILD,)


def test_who_is_on_no_book_is_sealed_for_the_item(books):
    item = the_item(books, registered(books, name="李思源"))

    assert item.name.subject == item.id
    assert item.raised_on == DAY


def test_a_demand_that_was_raised_earlier_says_so(books):
    assert the_item(books, registered(books, raised_on=date(2024, 3, 1))).raised_on == date(2024, 3, 1)
    assert books.refused(demand(raised_on=date(2024, 3, 16)), WINDOW).fields == ("raised_on",)


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({**SCHOOLING, "details": StatedDetails(content="a", conditions="b")}, "details.conditions"),
        ({**SCHOOLING, "details": StatedDetails(content="a", planned_on=DAY)}, "details.planned_on"),
        ({**FINANCING, "details": StatedDetails(content="a", policy_basis="b")}, "details.policy_basis"),
        (
            {**PLATFORMS, "details": StatedDetails(content="a", beneficiaries=(Beneficiary.SELF,))},
            "details.beneficiaries",
        ),
    ],
)
def test_what_a_ledger_has_no_column_for_is_refused(books, stated, field):
    refused = books.refused(demand(**stated), WINDOW)

    assert isinstance(refused, OfAnotherLedger)
    assert refused.field == field


def test_a_category_is_of_the_ledger_and_may_be_left_to_the_window(books):
    refused = books.refused(demand(ledger=Ledger.OPINION, category="schooling"), WINDOW)

    assert isinstance(refused, UnknownCategory)
    assert the_item(books, registered(books, category=None)).category is None


def test_a_person_is_named_once_and_of_this_city(books):
    person = talent(books)

    assert books.refused(demand(talent_id=person, name="李思源"), WINDOW).fields == ("name",)
    assert isinstance(books.refused(demand(talent_id=UUID(int=9, version=4)), WINDOW), NotFound)


# ── Day one ──────────────────────────────────────────────────────────────────────────────────────────────


def taking_over(**stated):
    usual = {
        "city": CITY,
        "area": "张店区",
        "details": DETAILS,
        "status": DemandStatus.IN_PROGRESS,
        "raised_on": date(2024, 1, 8),
        "due_on": date(2024, 2, 1),
        "former_number": "2023-12",
        "lead": StatedUnit(function=Function.EDUCATION, area="市本级"),
        **SCHOOLING,
    }
    return TakeOverDemand(**usual | stated)


@pytest.mark.parametrize("stated", ["card_id", "card_application_id"])
def test_a_card_or_a_case_is_stated_with_the_person_whose_it_is(books, stated):
    refused = books.refused(demand(**{stated: UUID(int=9, version=4)}), WINDOW)

    assert [(one.field, one.code) for one in refused.errors] == [("talent_id", "missing")]


def test_an_open_item_of_the_former_books_keeps_its_days_and_names_its_file(books):
    by = CITY_WINDOW.model_copy(update={"documents": (OLD_BOOK,)})

    item_id = UUID(books.send(taking_over(), by).receipt.answer["id"])
    happened = event_of(books, item_id)

    assert isinstance(happened, DemandItem.TakenOver)
    assert (happened.number, happened.former_number) == ("GG-zhangdian-2024-00001", "2023-12")
    assert (happened.due_on, happened.days) == (date(2024, 2, 1), 18)
    assert happened.lead.organization == "zibo-education"
    assert happened.envelope.documents[0].sha256 == "b" * 64


def test_without_the_digest_of_its_file_or_due_before_it_was_raised_nothing_is_taken_over(books):
    by = CITY_WINDOW.model_copy(update={"documents": (OLD_BOOK,)})

    assert books.refused(taking_over(), CITY_WINDOW).field == "documents"
    assert books.refused(taking_over(due_on=date(2024, 1, 5)), by).fields == ("due_on",)
    assert isinstance(books.refused(taking_over(escalated_to=EscalationLevel.CITY), by), Invalid)
    assert isinstance(books.refused(taking_over(), WINDOW), PostMayNot)


def test_only_as_much_capacity_as_there_is(books):
    by = on(WINDOW, DAY, capacity=Capacity.TRANSCRIBING, deciding_body="shandong-window")

    assert isinstance(books.refused(demand(), by), PostMayNot)
