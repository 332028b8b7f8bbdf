"""An officer keeps the books of enterprises: registration, code, names, principals."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.credit_code import CreditCode, CreditCodeTaken
from domain.aggregates.enterprise import CreditCodeKnown, Enterprise
from domain.authorization import NoOfficeHere, NotYourArea, PostMayNot
from domain.base import Capacity, ReasonRequired
from domain.cadres import PartyManaged
from domain.errors import Invalid, NotFound
from domain.policy.loading import read_pack
from domain.policy.refusals import NoPolicyInForce, UnknownArea
from domain.principals import NoSuchPrincipal
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise
from domain.use_cases.keeping_enterprises import (
    LetPrincipalGo,
    NamePrincipal,
    RegisterEnterprise,
    RelocateEnterprise,
    RenameEnterprise,
    StateCreditCode,
    as_stored,
)
from tests.domain.books_of_zibo import CITY, JINAN, LUJIAN, QILIN, code_of, registered
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN, HRSS_OF_ZHANGDIAN, officer, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


def register(name: str = LUJIAN, **stated: object) -> RegisterEnterprise:
    usual = {"city": CITY, "area": "张店区", "name": name, "uscc": code_of(name)}
    return RegisterEnterprise(**usual | stated)


def without_code(books: Books, name: str = LUJIAN) -> UUID:
    """An enterprise that a list has brought onto the books without its code."""
    command = ImportEnterpriseList(
        city=CITY,
        list_type="cluster_leader",
        mode="additions",
        document_number="淄发改〔2024〕3号",
        file_sha256="a" * 64,
        rows=(ListedEnterprise(row=2, name=name, area="zhangdian"),),
        confirmed_rows={2},
    )
    books.send(command, DRC)
    (enterprise,) = books.all_of(Enterprise)
    return enterprise.id


class TestRegistering:
    def test_an_enterprise_its_name_and_its_code_are_registered_together(self, books):
        enterprise_event, name_event, code_event = books.send(register(), HRSS).events

        assert (enterprise_event.name, enterprise_event.uscc) == (LUJIAN, code_of(LUJIAN))
        assert code_event.enterprise_id == enterprise_event.originator_id
        assert (name_event.name, name_event.enterprise_id) == (LUJIAN, enterprise_event.originator_id)
        assert (enterprise_event.area, code_event.enterprise_area) == ("zhangdian", "zhangdian")
        assert enterprise_event.envelope.clauses == ("R-08",)

    def test_a_code_belongs_to_one_enterprise(self, books):
        lujian = registered(books, LUJIAN)

        refusal = books.refused(register(QILIN, uscc=code_of(LUJIAN)), HRSS)

        assert type(refusal) is CreditCodeTaken
        assert refusal.blocked_by == {"kind": "enterprise", "id": str(lujian)}

    def test_a_code_that_another_city_has_registered_is_taken_too(self, books):
        books.send(register(city="370100", area="jinan-zhangdian"), HRSS_OF_JINAN)

        assert type(books.refused(register(), HRSS)) is CreditCodeTaken

    def test_of_two_officers_at_once_one_registers_the_code(self, books):
        books.log.rivals = [lambda: books.send(register(), HRSS)]

        with pytest.raises(CreditCodeTaken):
            books.office.carry_out(register(), DRC, books.request(register()))

        assert len(books.all_of(Enterprise)) == 1

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"uscc": "91370300MA3C4D5E6F"}, "uscc"), ({"name": "　"}, "name"), ({"uscc": ""}, "uscc")],
        ids=["code", "name", "no code"],
    )
    def test_what_cannot_be_right_is_refused_by_its_field(self, books, wrong, field):
        refusal = books.refused(register(**wrong), HRSS)

        assert isinstance(refusal, Invalid)
        assert refusal.fields == (field,)

    def test_an_area_of_another_city_is_unknown_here(self, books):
        assert type(books.refused(register(area="jinan-zhangdian"), HRSS)) is UnknownArea

    def test_a_city_without_a_policy_has_no_books(self, books):
        assert type(books.refused(register(city="371300"), HRSS)) is NoPolicyInForce

    def test_an_officer_of_an_area_registers_there(self, books):
        books.send(register(area="张店区"), HRSS_OF_ZHANGDIAN)

        assert type(books.refused(register(QILIN, area="淄川区"), HRSS_OF_ZHANGDIAN)) is NotYourArea

    def test_the_citys_officers_register_anywhere_in_it(self, books):
        books.send(register(area="淄川区"), HRSS)

    def test_the_officers_of_another_city_do_not(self, books):
        assert type(books.refused(register(), HRSS_OF_JINAN)) is NotYourArea

    def test_the_deciding_body_is_the_areas_organisation(self, books):
        event, *_ = books.send(register(), HRSS_OF_ZHANGDIAN).events

        assert event.envelope.deciding_body == "zhangdian-hrss"

    def test_an_organisation_that_has_ended_decides_nothing_any_more(self):
        text = ZIBO.content.replace("{code: zhangdian-hrss,", "{code: zhangdian-hrss, valid_to: 2024-03-14,")
        books = Books(read_pack(text, "zibo.yaml"))

        assert type(books.refused(register(), HRSS_OF_ZHANGDIAN)) is NoOfficeHere
        books.send(register(), saying_why(HRSS_OF_ZHANGDIAN, effective_on=date(2024, 3, 14)))

    def test_a_decision_that_is_written_down_is_the_body_that_took_it(self, books):
        transcribing = HRSS.model_copy(
            update={"capacity": Capacity.TRANSCRIBING, "deciding_body": "zibo-market-regulation"}
        )

        event, *_ = books.send(register(), transcribing).events

        assert event.envelope.deciding_body == "zibo-market-regulation"

    def test_nobody_writes_a_decision_down_for_another_city(self, books):
        lujian = registered(books, LUJIAN)
        transcribing = officer(
            "hrss",
            "jinan-zibo-shibenji",
            capacity=Capacity.TRANSCRIBING,
            deciding_body="zibo-market-regulation",
        )

        refusal = books.refused(RenameEnterprise(enterprise_id=lujian, name="鲁建集团"), transcribing)

        assert type(refusal) is NotFound

    def test_a_specialist_registers_no_enterprise(self, books):
        assert type(books.refused(register(), specialist(UUID(int=1)))) is PostMayNot


class TestCodesAndNames:
    def test_a_missing_code_is_stated_and_becomes_the_enterprises_own(self, books):
        lujian = without_code(books)

        stated, assigned = books.send(
            StateCreditCode(enterprise_id=lujian, uscc=code_of(LUJIAN)), HRSS
        ).events

        assert stated.uscc == assigned.uscc == code_of(LUJIAN)
        assert books.load(CreditCode, CreditCode.id_of(code_of(LUJIAN))).enterprise_id == lujian

    def test_a_code_is_stated_once(self, books):
        lujian = registered(books, LUJIAN)

        refusal = books.refused(StateCreditCode(enterprise_id=lujian, uscc=code_of(QILIN)), HRSS)

        assert type(refusal) is CreditCodeKnown

    def test_the_code_of_another_is_not_stated(self, books):
        lujian = without_code(books)
        registered(books, QILIN)

        refusal = books.refused(StateCreditCode(enterprise_id=lujian, uscc=code_of(QILIN)), HRSS)

        assert type(refusal) is CreditCodeTaken
        assert books.load(Enterprise, lujian).uscc is None

    def test_a_name_is_kept_as_it_is_registered(self, books):
        lujian = registered(books, LUJIAN)

        event, _ = books.send(
            RenameEnterprise(enterprise_id=lujian, name=" 淄博鲁建(集团) 有限公司 "), HRSS
        ).events

        assert (event.name, event.former_name) == ("淄博鲁建（集团）有限公司", LUJIAN)

    def test_an_unknown_enterprise_is_not_found(self, books):
        refusal = books.refused(RenameEnterprise(enterprise_id=UUID(int=9), name="鲁建集团"), HRSS)

        assert type(refusal) is NotFound

    def test_a_name_from_before_its_registration_needs_a_reason(self, books):
        lujian = registered(books, LUJIAN)
        earlier = HRSS.model_copy(update={"effective_on": date(2024, 3, 14)})

        command = RenameEnterprise(enterprise_id=lujian, name="鲁建集团")

        assert type(books.refused(command, earlier)) is ReasonRequired


class TestAreas:
    def test_the_city_moves_an_enterprise_to_another_area_however_it_is_written(self, books):
        lujian = registered(books, LUJIAN)

        event = books.send(RelocateEnterprise(enterprise_id=lujian, area="淄博市博山区"), HRSS).event

        assert (event.area, event.former_area) == ("boshan", "zhangdian")

    def test_from_then_on_the_new_area_knows_of_it_and_the_former_one_does_not(self, books):
        lujian = registered(books, LUJIAN)
        books.send(RelocateEnterprise(enterprise_id=lujian, area="boshan"), DRC)
        command = RenameEnterprise(enterprise_id=lujian, name="鲁建集团")

        assert type(books.refused(command, HRSS_OF_ZHANGDIAN)) is NotFound
        books.send(command, officer("hrss", "boshan"))

    def test_an_area_moves_no_enterprise_for_it_does_not_cover_the_other(self, books):
        lujian = registered(books, LUJIAN)

        refusal = books.refused(RelocateEnterprise(enterprise_id=lujian, area="boshan"), HRSS_OF_ZHANGDIAN)

        assert type(refusal) is PostMayNot

    @pytest.mark.parametrize("area", ["历下区", "jinan-zhangdian"])
    def test_no_enterprise_moves_to_an_area_that_the_city_does_not_have(self, books, area):
        lujian = registered(books, LUJIAN)

        assert type(books.refused(RelocateEnterprise(enterprise_id=lujian, area=area), HRSS)) is UnknownArea


class TestPrincipals:
    def test_an_officer_names_a_principal_who_belongs_to_no_list(self, books):
        lujian = registered(books, LUJIAN)
        command = NamePrincipal(
            enterprise_id=lujian,
            name="孙  立",
            title=" 董事长 ",
            phone="(0533)2769860",
            party_managed="managed",
        )

        event = books.send(command, HRSS).event

        assert (event.list_type, event.list_batch_id) == (None, None)
        assert event.party_managed is PartyManaged.YES
        assert [books.opened(fact) for fact in (event.name, event.title, event.phone)] == [
            "孙立",
            "董事长",
            "0533-2769860",
        ]

    @pytest.mark.parametrize(
        "blank", [{"title": "　"}, {"title": ""}, {"phone": ""}], ids=["wide", "title", "phone"]
    )
    def test_what_is_left_blank_is_not_stated(self, books, blank):
        event = books.send(
            NamePrincipal(enterprise_id=registered(books, LUJIAN), name="孙立", **blank), HRSS
        ).event

        assert (event.title, event.phone) == (None, None)

    def test_each_principal_is_a_subject_of_his_or_her_own(self, books):
        lujian = registered(books, LUJIAN)
        for name in ("孙立", "钱小河"):
            books.send(NamePrincipal(enterprise_id=lujian, name=name), HRSS)

        sun, qian = books.load(Enterprise, lujian).current_principals()
        books.vault.erase(sun.id)

        assert books.opened(qian.name) == "钱小河"

    def test_a_principal_is_let_go_with_a_reason(self, books):
        lujian = registered(books, LUJIAN)
        sun = books.send(NamePrincipal(enterprise_id=lujian, name="孙立"), HRSS).event.principal_id
        command = LetPrincipalGo(enterprise_id=lujian, principal_id=sun)

        assert type(books.refused(command, HRSS)) is ReasonRequired
        event = books.send(command, saying_why(HRSS)).event

        assert event.envelope.reason.subject == sun
        assert books.load(Enterprise, lujian).current_principals() == ()

    def test_somebody_who_is_no_principal_is_not_found(self, books):
        lujian = registered(books, LUJIAN)

        refusal = books.refused(
            LetPrincipalGo(enterprise_id=lujian, principal_id=UUID(int=9)), saying_why(HRSS)
        )

        assert type(refusal) is NoSuchPrincipal

    def test_names_show_in_no_representation_of_a_command(self):
        command = NamePrincipal(enterprise_id=UUID(int=1), name="孙立", title="董事长", phone="13805330001")

        for personal in ("孙立", "董事长", "13805330001"):
            assert personal not in repr(command)
            assert personal not in repr(as_stored(command))
