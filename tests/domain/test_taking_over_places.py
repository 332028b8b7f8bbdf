"""On day one a city brings the quota places that are held: which quota they are of, and who has used them."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.quota import Quota
from domain.aggregates.talent import Talent
from domain.base import DocumentReference
from domain.cards import CardStatus
from domain.places import DepartmentQuotaExhausted, PlaceStatus
from domain.use_cases.managing_quotas import (
    CloseQuota,
    NominateEnterprise,
    OpenQuota,
    ProposePerson,
    ReviseLimits,
)
from domain.use_cases.taking_over_books import BookRowsInvalid
from tests.domain.books_of_zibo import (
    CITY,
    LUJIAN,
    QILIN,
    QUOTA,
    TAIHE,
    listed,
    nominated,
    opened,
    registered,
    talent,
)
from tests.domain.officers import DRC, HRSS, MIIT, saying_why, specialist
from tests.domain.opening_books_of_zibo import (
    NUMBER,
    OTHER_SHA256,
    SHA256,
    all_events,
    books_with,
    card,
    confirming,
    enterprises,
    identity_card,
    place,
    quota_of,
    taken_over,
    the_event,
    told,
    used,
    what_was_brought,
)
from tests.domain.zibo import ZIBO, edition
from tests.in_memory import Books

NOTICE = DocumentReference(kind="notice", number="淄人社发〔2024〕2号", issued_on=date(2024, 3, 1))


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def company(number: int) -> str:
    return f"淄博第{number}机械有限公司"


def places(numbers: range, **stated):
    return [place(number, enterprise=company(number), **stated) for number in numbers]


class TestTheQuota:
    def test_it_is_opened_with_the_limits_of_the_policy_and_says_from_which_file(self, books):
        event = the_event(taken_over(books, place()), Quota.Opened)

        assert (event.city, event.card_type, event.quota_year) == (CITY, "huicai", 2024)
        assert (event.city_limit, event.department_limits) == (10, {"drc": 5, "miit": 5})
        [paper] = event.envelope.documents
        assert (paper.kind, paper.number, paper.sha256) == ("opening_books", NUMBER, SHA256)

    def test_each_year_has_its_own(self, books):
        taken_over(books, place(3), place(4, quota_year=2023))

        assert quota_of(books, 2023).places.held() == quota_of(books, 2024).places.held() == 1

    def test_a_year_stands_under_the_policy_of_its_last_day(self):
        books = Books(edition(1, effective_to="2023-12-31"), edition(2, effective_from="2024-01-01"))

        taken_over(books, place(3), place(4, quota_year=2023))

        assert quota_of(books, 2023).policy_version == "zibo-2023/1"
        assert quota_of(books, 2024).policy_version == "zibo-2023/2"

    def test_one_that_is_open_takes_the_places_in(self, books):
        opened(books)

        sent = taken_over(books, place())

        assert not all_events(sent, Quota.Opened)
        assert quota_of(books).places.held("drc") == 1

    def test_who_stands_on_a_place_is_in_the_log_before_it(self, books):
        topics = [event.TOPIC for event in taken_over(books, *places(range(3, 6))).events]

        last_registered = len(topics) - 1 - topics[::-1].index("Enterprise.Registered")
        assert last_registered < topics.index("Quota.Opened") < topics.index("Quota.PlaceTakenOver")


class TestThePlace:
    def test_a_nominated_place_is_held_by_its_department(self, books):
        row = place(nominated_on=date(2024, 2, 5), department="miit")

        event = the_event(taken_over(books, row), Quota.PlaceTakenOver)

        assert (event.department, event.status, event.talent_id) == ("miit", PlaceStatus.NOMINATED, None)
        assert (event.list_type, event.enterprise_area) == ("four_chain", "zhangdian")
        letter = DocumentReference(kind="nomination_letter", issued_on=date(2024, 2, 5))
        assert event.envelope.documents[0] == letter
        assert event.envelope.documents[-1].sha256 == SHA256

    def test_its_enterprise_may_go_on_from_there(self, books):
        taken_over(books, place())
        enterprise_id = enterprises(books)[LUJIAN]
        [held] = quota_of(books).places.in_order.values()
        person = talent(books, employer_id=enterprise_id)

        books.send(ProposePerson(**QUOTA, place_id=held.id, talent_id=person), specialist(enterprise_id))

        assert quota_of(books).places.place(held.id).talent_id == person

    def test_who_was_proposed_on_paper_is_proposed_anew(self, books):
        event = the_event(taken_over(books, place(person="李思源")), Quota.PlaceTakenOver)

        assert event.talent_id is None

    def test_a_used_place_is_used_by_the_person_whose_card_the_same_file_has(self, books):
        sent = taken_over(books, card(), used())

        event = the_event(sent, Quota.PlaceTakenOver)
        assert event.status is PlaceStatus.CONSUMED
        assert event.talent_id == the_event(sent, Talent.Registered).originator_id
        assert quota_of(books).places.count([PlaceStatus.CONSUMED]) == 1

    def test_a_used_place_is_used_by_the_person_whose_card_an_earlier_file_had(self, books):
        person = the_event(taken_over(books, card()), Talent.Registered).originator_id

        sent = taken_over(books, used(), file_sha256=OTHER_SHA256)

        assert the_event(sent, Quota.PlaceTakenOver).talent_id == person

    def test_a_used_place_may_state_the_document_of_its_person(self, books):
        sent = taken_over(books, used(document=identity_card(1)))

        person = the_event(sent, Talent.Registered)
        assert the_event(sent, Quota.PlaceTakenOver).talent_id == person.originator_id
        assert books.opened(person.name) == "李思源"

    def test_of_two_holders_the_one_of_that_name_has_used_it(self, books):
        ended = card(3, status=CardStatus.ENDED)

        sent = taken_over(books, ended, card(4, person=2, name="王强"), used(by="王强"))

        wang = what_was_brought(sent).cards[1].talent_id
        assert the_event(sent, Quota.PlaceTakenOver).talent_id == wang

    @pytest.mark.parametrize(
        "other",
        [
            {"name": "王强"},
            {"enterprise": QILIN},
            {"quota_year": 2023},
            {"quota_year": None},
            {"card_type": "elite"},
        ],
        ids=["name", "enterprise", "year", "no year", "card type"],
    )
    def test_a_holder_of_another_name_enterprise_year_or_type_has_not_used_it(self, books, other):
        refusal = books.refused(books_with(card(**other), used()), HRSS)

        assert told(refusal) == [("places[3].person", "person_unknown")]

    def test_two_holders_of_one_name_leave_it_open_who_has_used_it(self, books):
        namesake = card(4, person=2)

        refusal = books.refused(books_with(card(3), namesake, used()), HRSS)

        assert told(refusal) == [("places[3].person", "person_unknown")]

    def test_a_person_known_under_another_name_is_confirmed(self, books):
        person = talent(books, "李四", 1)
        command = books_with(used(document=identity_card(1)))

        refusal = books.refused(command, HRSS)
        sent = books.send(confirming(command, places={3}), HRSS)

        assert told(refusal) == [("places[3].person", "other_person_name")]
        assert the_event(sent, Quota.PlaceTakenOver).talent_id == person

    def test_an_enterprise_that_a_name_alone_means_is_confirmed(self, books):
        known = registered(books, LUJIAN)
        command = books_with(place(uscc=None, area=None))

        refusal = books.refused(command, HRSS)
        sent = books.send(confirming(command, places={3}), HRSS)

        assert told(refusal) == [("places[3].enterprise", "matched_by_name")]
        assert the_event(sent, Quota.PlaceTakenOver).enterprise_id == known
        assert what_was_brought(sent).places[0].confirmed == ("matched_by_name",)

    def test_an_enterprise_on_no_book_is_registered_where_the_row_says(self, books):
        event = the_event(taken_over(books, place(area="博山区")), Enterprise.Registered)

        assert (event.name, event.area) == (LUJIAN, "boshan")

    def test_the_books_say_which_row_brought_which_place(self, books):
        sent = taken_over(books, place(3), place(4, enterprise=QILIN, department="miit"))

        brought = what_was_brought(sent)
        taken = all_events(sent, Quota.PlaceTakenOver)
        assert [(one.row, one.place_id) for one in brought.places] == [
            (3, taken[0].place_id),
            (4, taken[1].place_id),
        ]
        assert {one.quota_id for one in brought.places} == {Quota.id_of(**QUOTA)}


class TestTheLimits:
    def test_a_sixth_place_of_a_department_is_told_with_the_row_of_the_fifth(self, books):
        refusal = books.refused(books_with(*places(range(3, 9))), HRSS)

        assert (type(refusal), told(refusal)) == (
            BookRowsInvalid,
            [("places[8].department", "department_quota_exhausted")],
        )
        assert refusal.errors[0].blocked_by == {
            "kind": "place",
            "department": "drc",
            "status": "nominated",
            "row": 7,
        }

    def test_a_sixth_place_of_a_department_is_told_with_the_place_on_the_books(self, books):
        taken_over(books, *places(range(3, 8)))
        fifth = [*quota_of(books).places.in_order.values()][-1]

        refusal = books.refused(books_with(*places(range(8, 9)), file_sha256=OTHER_SHA256), HRSS)

        assert told(refusal) == [("places[8].department", "department_quota_exhausted")]
        assert refusal.errors[0].blocked_by == fifth.shown()

    def test_a_place_beyond_those_of_the_city_is_told(self, books):
        opened(books)
        limits = ReviseLimits(**QUOTA, city_limit=3, department_limits={"drc": 3, "miit": 3})
        books.send(limits, saying_why(HRSS, documents=(NOTICE,)))
        both = [*places(range(3, 5)), *places(range(5, 7), department="miit")]

        refusal = books.refused(books_with(*both), HRSS)

        assert told(refusal) == [("places[6].quota_year", "city_quota_exhausted")]

    def test_ten_places_of_two_departments_are_all_there_are(self, books):
        taken_over(books, *places(range(3, 8)), *places(range(8, 13), department="miit"))

        assert (quota_of(books).places.held(), quota_of(books).places.free()) == (10, 0)

    @pytest.mark.parametrize("department", ["drc", "miit"])
    def test_an_enterprise_has_one_place_of_a_year_whichever_department_has_it_twice(self, books, department):
        refusal = books.refused(books_with(place(3), place(4, department=department)), HRSS)

        assert told(refusal) == [("places[4].enterprise", "enterprise_already_nominated")]
        assert refusal.errors[0].blocked_by["row"] == 3

    def test_an_enterprise_that_is_nominated_here_already_has_its_place(self, books):
        opened(books)
        (enterprise_id,) = listed(books, LUJIAN)
        place_id = nominated(books, enterprise_id)

        refusal = books.refused(books_with(place()), HRSS)

        assert told(refusal) == [("places[3].enterprise", "enterprise_already_nominated")]
        assert refusal.errors[0].blocked_by["id"] == str(place_id)

    def test_an_enterprise_has_a_place_in_every_year(self, books):
        assert len(what_was_brought(taken_over(books, place(3), place(4, quota_year=2023))).places) == 2

    def test_a_department_cannot_nominate_beyond_what_was_taken_over(self, books):
        taken_over(books, *places(range(3, 8)))
        (enterprise_id,) = listed(books, TAIHE)

        refusal = books.refused(NominateEnterprise(**QUOTA, enterprise_id=enterprise_id), DRC)

        assert type(refusal) is DepartmentQuotaExhausted

    def test_the_other_department_still_can(self, books):
        taken_over(books, *places(range(3, 8)))
        (enterprise_id,) = listed(books, TAIHE, by="miit")

        assert isinstance(nominated(books, enterprise_id, MIIT), UUID)


class TestWhatIsWrongWithAPlace:
    @pytest.mark.parametrize(
        ("stated", "fault"),
        [
            ({"quota_year": 2022}, ("quota_year", "no_policy_in_force")),
            ({"quota_year": 2025}, ("quota_year", "not_yet")),
            ({"card_type": "green"}, ("card_type", "unknown_card_type")),
            ({"card_type": "elite"}, ("card_type", "no_quota_route")),
            ({"department": "window"}, ("department", "unknown_department")),
            ({"department": "hrss"}, ("department", "not_recommending")),
            ({"status": PlaceStatus.RESERVED}, ("status", "not_taken_over")),
            ({"status": PlaceStatus.RELEASED}, ("status", "not_taken_over")),
            ({"status": PlaceStatus.CONSUMED}, ("person", "missing")),
            ({"nominated_on": date(2024, 3, 16)}, ("nominated_on", "not_yet")),
            ({"nominated_on": date(2023, 12, 31)}, ("nominated_on", "outside_quota_year")),
            ({"person": "李思源、王强"}, ("person", "several_people")),
            ({"enterprise": "1"}, ("enterprise", "name_length")),
            ({"area": None}, ("area", "missing")),
        ],
    )
    def test_it_is_told_at_its_row_and_column(self, books, stated, fault):
        field, code = fault

        refusal = books.refused(books_with(place(7, **stated)), HRSS)

        assert (type(refusal), told(refusal)) == (BookRowsInvalid, [(f"places[7].{field}", code)])

    def test_a_closed_quota_takes_no_place(self, books):
        books.send(OpenQuota(**QUOTA), HRSS)
        books.send(CloseQuota(**QUOTA), HRSS)

        assert told(books.refused(books_with(place()), HRSS)) == [("places[3].quota_year", "quota_closed")]

    def test_a_quota_that_was_opened_after_the_cut_over_date_takes_places_with_a_reason(self, books):
        books.send(OpenQuota(**QUOTA), HRSS)
        before = HRSS.model_copy(update={"effective_on": date(2024, 3, 14)})

        assert books.refused(books_with(place()), before).code == "reason_required"
        assert what_was_brought(
            taken_over(books, place(), by=saying_why(HRSS, effective_on=date(2024, 3, 14)))
        ).places


def test_without_a_card_type_it_is_the_one_that_the_policy_gives_by_quota(books):
    brought = what_was_brought(taken_over(books, place(card_type=None)))

    assert brought.places[0].card_type == "huicai"


def test_the_office_that_took_it_over_is_on_every_event(books):
    for event in taken_over(books, place()).events:
        assert (event.envelope.actor, event.envelope.deciding_body) == (HRSS.actor, "zibo-hrss")
