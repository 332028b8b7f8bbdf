"""What offices and enterprises do with a nomination: take it back, pass it on, name its person."""

from uuid import UUID

import pytest

from domain.aggregates.quota import Quota
from domain.authorization import NotYourDepartment, PostMayNot
from domain.base import Capacity, ReasonRequired
from domain.errors import NotFound
from domain.listings import NotOnList
from domain.places import PersonSlotTaken, PlaceStatus
from domain.policy.loading import read_pack
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    CloseQuota,
    DeclineTransfer,
    NominateEnterprise,
    OpenQuota,
    ProposePerson,
    ReplacePerson,
    RequestTransfer,
    WithdrawNomination,
)
from domain.use_cases.registering_talents import DocumentStatement, RegisterTalent
from tests.domain.books_of_zibo import (
    CITY,
    JINAN,
    LUJIAN,
    QILIN,
    QUOTA,
    listed,
    nominated,
    opened,
    proposed,
    registered,
    talent,
)
from tests.domain.made_up import identity_number_of
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN, MIIT, entering_for, saying_why, specialist
from tests.domain.zibo import TEXT, ZIBO
from tests.in_memory import Books

OPEN = OpenQuota(**QUOTA)
DRC_WITH_REASON, MIIT_WITH_REASON, HRSS_WITH_REASON = map(saying_why, (DRC, MIIT, HRSS))


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO, JINAN)
    opened(books)
    return books


def the_quota(books: Books) -> Quota:
    return books.load(Quota, Quota.id_of(CITY, "huicai", 2024))


def nominate(enterprise_id: UUID) -> NominateEnterprise:
    return NominateEnterprise(**QUOTA, enterprise_id=enterprise_id)


class TestWithdrawing:
    def test_what_a_withdrawal_gives_back_the_policy_says(self, books):
        (lujian,) = listed(books, LUJIAN)
        place = nominated(books, lujian)

        event = books.send(WithdrawNomination(**QUOTA, place_id=place), DRC_WITH_REASON).event

        assert (event.place_freed, event.slot_freed) == (True, True)

    def test_under_a_stricter_policy_it_gives_back_less(self):
        nothing = "nomination_withdrawn:\n        before_forwarding: {place: false, person_slot: false}"
        text = TEXT.replace(
            "nomination_withdrawn:\n        before_forwarding: {place: true, person_slot: true}", nothing
        )
        books = Books(read_pack(text, "strict.yaml"))
        opened(books)
        (lujian,) = listed(books, LUJIAN)
        place = nominated(books, lujian)

        books.send(WithdrawNomination(**QUOTA, place_id=place), DRC_WITH_REASON)

        assert the_quota(books).places.place(place).status is PlaceStatus.FORFEITED

    def test_the_other_department_does_not_take_it_back(self, books):
        (lujian,) = listed(books, LUJIAN)
        place = nominated(books, lujian, DRC)

        refusal = books.refused(WithdrawNomination(**QUOTA, place_id=place), MIIT_WITH_REASON)

        assert type(refusal) is NotYourDepartment
        assert refusal.blocked_by == {"kind": "department", "id": "drc"}

    def test_the_event_has_the_area_into_which_the_enterprise_has_moved(self, books):
        (lujian,) = listed(books, LUJIAN, area="zhangdian")
        place = nominated(books, lujian)
        listed(books, LUJIAN, area="zichuan")

        event = books.send(WithdrawNomination(**QUOTA, place_id=place), DRC_WITH_REASON).event

        assert event.enterprise_area == "zichuan"

    def test_a_place_of_another_quota_is_not_found(self, books):
        refusal = books.refused(WithdrawNomination(**QUOTA, place_id=UUID(int=99)), DRC_WITH_REASON)

        assert type(refusal) is NotFound


class TestTransferring:
    @pytest.fixture
    def place(self, books) -> UUID:
        """A nomination by the DRC of an enterprise that is on both lists."""
        (lujian,) = listed(books, LUJIAN, by="drc")
        listed(books, LUJIAN, by="miit")
        return nominated(books, lujian, DRC)

    def test_it_takes_both_departments(self, books, place):
        books.send(RequestTransfer(**QUOTA, place_id=place, to_department="miit"), DRC)

        event = books.send(AcceptTransfer(**QUOTA, place_id=place), MIIT).event

        assert (event.from_department, event.to_department, event.list_type) == ("drc", "miit", "four_chain")

    def test_the_one_that_asked_does_not_agree_to_it_as_well(self, books, place):
        books.send(RequestTransfer(**QUOTA, place_id=place, to_department="miit"), DRC)

        assert type(books.refused(AcceptTransfer(**QUOTA, place_id=place), DRC)) is NotYourDepartment

    def test_the_other_does_not_ask_for_what_is_not_its_own(self, books, place):
        refusal = books.refused(RequestTransfer(**QUOTA, place_id=place, to_department="miit"), MIIT)

        assert type(refusal) is NotYourDepartment

    def test_an_enterprise_that_is_not_on_the_others_list_cannot_change(self, books):
        (qilin,) = listed(books, QILIN, by="drc")
        place = nominated(books, qilin, DRC)
        books.send(RequestTransfer(**QUOTA, place_id=place, to_department="miit"), DRC)

        refusal = books.refused(AcceptTransfer(**QUOTA, place_id=place), MIIT)

        assert type(refusal) is NotOnList
        assert refusal.blocked_by["list_type"] == "four_chain"

    def test_the_other_declines_with_a_reason(self, books, place):
        books.send(RequestTransfer(**QUOTA, place_id=place, to_department="miit"), DRC)

        assert type(books.refused(DeclineTransfer(**QUOTA, place_id=place), MIIT)) is ReasonRequired
        books.send(DeclineTransfer(**QUOTA, place_id=place), MIIT_WITH_REASON)

        assert the_quota(books).places.place(place).transfer_to is None

    def test_the_one_that_asked_does_not_decline(self, books, place):
        books.send(RequestTransfer(**QUOTA, place_id=place, to_department="miit"), DRC)

        refusal = books.refused(DeclineTransfer(**QUOTA, place_id=place), DRC_WITH_REASON)

        assert type(refusal) is NotYourDepartment


class TestNamingPersons:
    @pytest.fixture
    def lujian(self, books) -> UUID:
        return listed(books, LUJIAN)[0]

    @pytest.fixture
    def place(self, books, lujian) -> UUID:
        return nominated(books, lujian)

    def propose(self, place_id: UUID, talent_id: UUID) -> ProposePerson:
        return ProposePerson(**QUOTA, place_id=place_id, talent_id=talent_id)

    def test_the_enterprise_proposes_its_person_through_its_specialist(self, books, lujian, place):
        li = talent(books, "李思源", 1, employer_id=lujian)

        event = books.send(self.propose(place, li), specialist(lujian)).event

        assert (event.talent_id, event.enterprise_id) == (li, lujian)
        assert event.envelope.enterprise_id == lujian
        assert event.envelope.deciding_body is None

    def test_a_second_person_is_refused_with_clause_and_blocking_place(self, books, lujian, place):
        proposed(books, place, lujian, talent(books, "李思源", 1, employer_id=lujian))
        wang = talent(books, "王海棠", 2, employer_id=lujian)

        refusal = books.refused(self.propose(place, wang), specialist(lujian))

        assert type(refusal) is PersonSlotTaken
        assert (refusal.clauses, refusal.blocked_by["id"]) == (("R-12",), str(place))

    def test_a_specialist_of_another_enterprise_proposes_nobody_here(self, books, lujian, place):
        qilin = registered(books, QILIN)
        wang = talent(books, "王海棠", 2, employer_id=qilin)

        assert type(books.refused(self.propose(place, wang), specialist(qilin))) is NotFound

    def test_a_specialist_does_not_propose_somebody_elses_people(self, books, lujian, place):
        qilin = registered(books, QILIN)
        wang = talent(books, "王海棠", 2, employer_id=qilin)

        refusal = books.refused(self.propose(place, wang), specialist(lujian))

        assert type(refusal) is NotFound
        assert refusal.field == "talent_id"

    @pytest.mark.parametrize("entered_by", [HRSS, DRC], ids=["HRSS", "the nominating department"])
    def test_an_officer_enters_the_paper_of_the_enterprise(self, books, lujian, place, entered_by):
        li = talent(books, "李思源", 1, employer_id=lujian)

        envelope = books.send(self.propose(place, li), entering_for(entered_by)).event.envelope

        assert envelope.capacity is Capacity.ENTERING_FOR
        assert envelope.on_behalf_of == str(lujian)

    def test_the_other_department_does_not_enter_it(self, books, lujian, place):
        li = talent(books, "李思源", 1, employer_id=lujian)

        assert type(books.refused(self.propose(place, li), entering_for(MIIT))) is NotYourDepartment

    def test_no_officer_proposes_as_if_it_were_the_offices_own_choice(self, books, lujian, place):
        li = talent(books, "李思源", 1, employer_id=lujian)

        assert type(books.refused(self.propose(place, li), HRSS)) is PostMayNot

    def test_somebody_who_is_on_no_book_cannot_be_proposed(self, books, lujian, place):
        assert type(books.refused(self.propose(place, UUID(int=99)), specialist(lujian))) is NotFound

    def test_an_enterprise_is_no_person(self, books, lujian, place):
        assert type(books.refused(self.propose(place, lujian), specialist(lujian))) is NotFound

    def test_a_person_on_the_books_of_another_city_is_not_found_here(self, books, lujian, place):

        document = DocumentStatement(kind="resident_identity_card", number=identity_number_of(5))
        command = RegisterTalent(city="370100", area="jinan-zhangdian", name="周济南", document=document)
        zhou = UUID(books.send(command, HRSS_OF_JINAN).receipt.answer["id"])

        refusal = books.refused(self.propose(place, zhou), entering_for(HRSS))

        assert type(refusal) is NotFound
        assert refusal.blocked_by == {"kind": "talent", "id": str(zhou)}

    def test_the_person_is_replaced_with_a_reason(self, books, lujian, place):
        li, wang = (talent(books, name, n, employer_id=lujian) for n, name in ((1, "李思源"), (2, "王海棠")))
        proposed(books, place, lujian, li)

        event = books.send(
            ReplacePerson(**QUOTA, place_id=place, talent_id=wang), saying_why(specialist(lujian))
        ).event

        assert (event.talent_id, event.replaced_talent_id) == (wang, li)
        assert event.envelope.reason.subject == li
        assert books.opened(event.envelope.reason) == "经研究同意"

    def test_a_place_is_for_people_of_the_own_enterprise_when_replacing_too(self, books, lujian, place):
        proposed(books, place, lujian, talent(books, "李思源", 1, employer_id=lujian))
        sun = talent(books, "孙西河", 3)

        refusal = books.refused(
            ReplacePerson(**QUOTA, place_id=place, talent_id=sun), saying_why(specialist(lujian))
        )

        assert type(refusal) is NotFound

    def test_a_closed_quota_still_takes_the_persons_of_its_nominations(self, books, lujian, place):
        books.send(CloseQuota(**QUOTA), HRSS)

        proposed(books, place, lujian, talent(books, "李思源", 1, employer_id=lujian))

        assert the_quota(books).places.place(place).talent_id is not None
