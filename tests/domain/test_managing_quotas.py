"""From the opening of a quota to its persons, as the offices and enterprises of Zibo go about it."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.enterprise import NotOnList
from domain.aggregates.quota import Quota
from domain.authorization import NoOfficeHere, NotYourDepartment, NotYourEnterprise, PostMayNot
from domain.base import Capacity, DocumentReference, ReasonRequired
from domain.errors import Invalid, NotFound
from domain.places import DepartmentQuotaExhausted, EnterpriseAlreadyNominated, PersonSlotTaken, PlaceStatus
from domain.policy.loading import read_pack
from domain.policy.refusals import NoPolicyInForce, NoQuotaRoute, UnknownCardType, UnknownClause
from domain.use_cases.keeping_enterprises import RegisterEnterprise
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    CloseQuota,
    DeclineTransfer,
    FileMethod,
    NominateEnterprise,
    OpenQuota,
    ProposePerson,
    QuotaAlreadyOpen,
    ReplacePerson,
    RequestTransfer,
    ReviseLimits,
    WithdrawNomination,
)
from domain.use_cases.registering_talents import DocumentStatement, RegisterTalent
from tests.domain.books_of_zibo import (
    CITY,
    JINAN,
    LUJIAN,
    QILIN,
    QUOTA,
    TAIHE,
    listed,
    nominated,
    opened,
    proposed,
    registered,
    talent,
)
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.domain.officers import (
    DRC,
    HRSS,
    HRSS_OF_JINAN,
    LETTER,
    MIIT,
    entering_for,
    officer,
    saying_why,
    specialist,
)
from tests.domain.zibo import TEXT, ZIBO, edition
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


class TestOpening:
    def test_the_limits_are_those_of_the_policy_in_force(self):
        event = Books(ZIBO).send(OPEN, HRSS).event

        assert (event.city_limit, event.department_limits) == (10, {"drc": 5, "miit": 5})
        assert event.envelope.policy_version == "zibo-2023/1"

    def test_a_year_has_one_quota(self, books):
        refusal = books.refused(OPEN, HRSS)

        assert type(refusal) is QuotaAlreadyOpen
        assert refusal.blocked_by == {"kind": "Quota", "id": str(the_quota(books).id)}

    def test_each_year_has_its_own(self, books):
        books.send(OpenQuota(**QUOTA | {"quota_year": 2025}), HRSS)

        assert not the_quota(books).is_closed

    def test_a_day_without_policy_opens_nothing(self):
        refusal = Books(edition(effective_from="2024-06-01")).refused(OPEN, HRSS)

        assert type(refusal) is NoPolicyInForce

    @pytest.mark.parametrize(
        ("card_type", "refused_as"), [("elite", NoQuotaRoute), ("platinum", UnknownCardType)]
    )
    def test_only_a_card_type_that_is_issued_by_quota_has_one(self, card_type, refused_as):
        refusal = Books(ZIBO).refused(OpenQuota(**QUOTA | {"card_type": card_type}), HRSS)

        assert type(refusal) is refused_as

    def test_the_hrss_of_another_city_does_not_open_it(self):
        refusal = Books(ZIBO, JINAN).refused(OPEN, HRSS_OF_JINAN)

        assert type(refusal) is NoOfficeHere
        assert refusal.blocked_by == {"kind": "city", "id": "370300"}

    def test_the_deciding_body_is_the_organisation_of_the_officer_whatever_is_claimed(self):
        claiming = HRSS.model_copy(update={"deciding_body": "shandong-hrss"})

        assert Books(ZIBO).send(OPEN, claiming).event.envelope.deciding_body == "zibo-hrss"

    def test_the_deciding_body_is_that_of_the_day_even_under_a_policy_of_before(self):
        renamed = TEXT.replace("code: zibo-hrss,", "code: zibo-hrss-bureau,").replace(
            "version: zibo-2023/1", "version: zibo-2023/2"
        )
        reorganised = read_pack(
            renamed.replace("effective_from: 2023-12-15", "effective_from: 2024-03-15"), "zibo-2024.yaml"
        )
        books = Books(ZIBO, reorganised)
        books.send(OPEN, saying_why(HRSS, effective_on=date(2024, 3, 1)))

        envelope = books.send(CloseQuota(**QUOTA), HRSS).event.envelope

        assert (envelope.policy_version, envelope.deciding_body) == ("zibo-2023/1", "zibo-hrss-bureau")

    def test_a_clause_that_the_officer_cites_too_stands_on_the_event(self):
        citing = HRSS.model_copy(update={"clauses": ("R-15",)})

        assert Books(ZIBO).send(OPEN, citing).event.envelope.clauses == ("R-10", "R-11", "R-12", "R-15")

    def test_a_clause_that_the_policy_does_not_have_cannot_be_cited(self):
        refusal = Books(ZIBO).refused(OPEN, HRSS.model_copy(update={"clauses": ("R-99",)}))

        assert type(refusal) is UnknownClause


class TestNominating:
    def test_a_department_nominates_from_its_own_list(self, books):
        (lujian,) = listed(books, LUJIAN)

        event = books.send(nominate(lujian), DRC).event

        assert (event.enterprise_id, event.department, event.list_type) == (lujian, "drc", "cluster_leader")
        assert event.enterprise_area == "zhangdian"
        assert event.envelope.documents == (LETTER,)

    def test_the_batch_of_the_list_is_the_one_that_named_the_enterprise(self, books):
        (lujian,) = listed(books, LUJIAN)
        (batch,) = (
            event.list_batch_id for event in books.events() if event.TOPIC == "EnterpriseList.Imported"
        )

        assert books.send(nominate(lujian), DRC).event.list_batch_id == batch

    def test_an_enterprise_on_no_list_is_not_nominated(self, books):
        refusal = books.refused(nominate(registered(books, LUJIAN)), DRC)

        assert type(refusal) is NotOnList
        assert refusal.clauses == ("R-08",)

    def test_an_enterprise_on_the_other_departments_list_is_not_nominated(self, books):
        (lujian,) = listed(books, LUJIAN, by="miit")

        refusal = books.refused(nominate(lujian), DRC)

        assert refusal.blocked_by["list_type"] == "cluster_leader"

    def test_an_enterprise_that_was_listed_later_is_not_nominated_for_before(self, books):
        (lujian,) = listed(books, LUJIAN)
        before = saying_why(DRC, effective_on=date(2024, 3, 14))

        assert type(books.refused(nominate(lujian), before)) is NotOnList

    @pytest.mark.parametrize(
        "documents",
        [
            (),
            (DocumentReference(kind="letter"),),
            (DocumentReference(kind="letter", number="淄发改函〔2024〕7号"),),
            (DocumentReference(kind="letter", issued_on=date(2024, 3, 12)),),
        ],
        ids=["none", "neither", "no date", "no number"],
    )
    def test_a_nomination_states_number_and_date_of_its_letter(self, books, documents):
        (lujian,) = listed(books, LUJIAN)

        refusal = books.refused(nominate(lujian), DRC.model_copy(update={"documents": documents}))

        assert type(refusal) is Invalid
        assert (refusal.field, refusal.clauses) == ("documents", ("R-11",))

    def test_an_enterprise_on_both_lists_is_nominated_once(self, books):
        (lujian,) = listed(books, LUJIAN, by="drc")
        listed(books, LUJIAN, by="miit")
        place = nominated(books, lujian, DRC)

        refusal = books.refused(nominate(lujian), MIIT)

        assert type(refusal) is EnterpriseAlreadyNominated
        assert (refusal.blocked_by["id"], refusal.blocked_by["department"]) == (str(place), "drc")

    @pytest.mark.parametrize("function", ["hrss", "party_org"])
    def test_a_department_that_has_no_partition_does_not_recommend(self, books, function):
        (lujian,) = listed(books, LUJIAN)

        refusal = books.refused(nominate(lujian), officer(function, documents=(LETTER,)))

        assert type(refusal) is NotYourDepartment

    def test_a_department_of_another_city_does_not_recommend_here(self, books):
        (lujian,) = listed(books, LUJIAN)

        refusal = books.refused(nominate(lujian), officer("drc", "jinan-zibo-shibenji", documents=(LETTER,)))

        assert type(refusal) is NoOfficeHere

    def test_an_enterprise_of_another_city_is_not_found_here(self, books):
        command = RegisterEnterprise(
            city="370100", area="jinan-zhangdian", name="济南槐荫机床", uscc=credit_code_of(9)
        )
        of_jinan = UUID(books.send(command, HRSS_OF_JINAN).receipt.answer["id"])

        assert type(books.refused(nominate(of_jinan), DRC)) is NotFound

    def test_a_quota_that_was_not_opened_takes_no_nomination(self, books):
        (lujian,) = listed(books, LUJIAN)
        of_2025 = NominateEnterprise(**QUOTA | {"quota_year": 2025}, enterprise_id=lujian)

        assert type(books.refused(of_2025, DRC)) is NotFound

    def test_of_ten_enterprises_a_department_nominates_five(self, books):
        enterprises = listed(books, *(f"淄博第{number}机械有限公司" for number in range(1, 7)))
        for enterprise in enterprises[:5]:
            nominated(books, enterprise)

        refusal = books.refused(nominate(enterprises[5]), DRC)

        assert type(refusal) is DepartmentQuotaExhausted
        assert refusal.clauses == ("R-11",)
        assert refusal.blocked_by["enterprise_id"] == str(enterprises[4])


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

        assert type(books.refused(self.propose(place, wang), specialist(qilin))) is NotYourEnterprise

    def test_a_specialist_does_not_propose_somebody_elses_people(self, books, lujian, place):
        qilin = registered(books, QILIN)
        wang = talent(books, "王海棠", 2, employer_id=qilin)

        refusal = books.refused(self.propose(place, wang), specialist(lujian))

        assert type(refusal) is NotYourEnterprise
        assert refusal.field == "employer_id"

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

        assert type(books.refused(self.propose(place, zhou), entering_for(HRSS))) is NotFound

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

        assert type(refusal) is NotYourEnterprise

    def test_a_closed_quota_still_takes_the_persons_of_its_nominations(self, books, lujian, place):
        books.send(CloseQuota(**QUOTA), HRSS)

        proposed(books, place, lujian, talent(books, "李思源", 1, employer_id=lujian))

        assert the_quota(books).places.place(place).talent_id is not None


class TestLimitsAndFiling:
    def test_hrss_revises_the_limits_on_a_document_and_with_a_reason(self, books):
        command = ReviseLimits(**QUOTA, city_limit=12, department_limits={"drc": 6, "miit": 6})

        event = books.send(command, saying_why(HRSS, documents=(LETTER,))).event

        assert (event.city_limit, event.department_limits) == (12, {"drc": 6, "miit": 6})
        assert event.envelope.clauses == ("R-10", "R-11")

    @pytest.mark.parametrize("limit", [-1, 1001, 10**30])
    def test_a_limit_that_nobody_means_is_no_command(self, limit):
        with pytest.raises(ValueError, match="department_limits"):
            ReviseLimits(**QUOTA, city_limit=12, department_limits={"drc": limit, "miit": 6})

    def test_the_filing_of_the_method_cites_its_clause(self, books):
        event = books.send(FileMethod(**QUOTA), HRSS.model_copy(update={"documents": (LETTER,)})).event

        assert (event.TOPIC, event.envelope.clauses) == ("Quota.MethodFiled", ("R-15",))

    def test_hrss_closes_the_year(self, books):
        books.send(CloseQuota(**QUOTA), HRSS)

        (taihe,) = listed(books, TAIHE)
        assert books.refused(nominate(taihe), DRC).code == "quota_closed"
