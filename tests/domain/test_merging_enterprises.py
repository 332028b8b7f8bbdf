"""The city merges an enterprise into another: records, codes, names and places follow in one transaction."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.aggregates.credit_code import CreditCode, CreditCodeTaken
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_name import EnterpriseName
from domain.aggregates.quota import Quota
from domain.authorization import PostMayNot
from domain.base import Authority, DocumentReference
from domain.errors import Invalid, NotFound
from domain.mergers import AlreadyMerged
from domain.places import BothNominated, GivenBack
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise, RowsInvalid
from domain.use_cases.keeping_enterprises import RegisterEnterprise, RenameEnterprise, StateCreditCode
from domain.use_cases.managing_quotas import NominateEnterprise, OpenQuota, ProposePerson, WithdrawNomination
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.registering_talents import RegisterTalent
from tests.domain.books_of_zibo import (
    CITY,
    JINAN,
    LUJIAN,
    QILIN,
    QUOTA,
    TAIHE,
    code_of,
    listed,
    nominated,
    opened,
    proposed,
    registered,
    talent,
)
from tests.domain.list_files import faults, later, of, row
from tests.domain.made_up import identity_number_of
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN, HRSS_OF_ZHANGDIAN, MIIT, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.persistence.commands import command as header

NOTICE = DocumentReference(kind="notice", number="（淄）登字〔2024〕第9号")


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


def because(reason_code: str, authority: Authority = HRSS, **more: object) -> Authority:
    return authority.model_copy(update={"reason_code": reason_code, "documents": (NOTICE,)} | more)


ABSORPTION, RECORDED_TWICE = because("absorption"), because("recorded_twice")


def merge(merged: UUID, survivor: UUID) -> MergeEnterprise:
    return MergeEnterprise(enterprise_id=merged, surviving_enterprise_id=survivor)


def quota(books: Books, year: int = 2024) -> Quota:
    return books.load(Quota, Quota.id_of(CITY, "huicai", year))


class TestMerging:
    def test_both_records_and_all_that_leads_to_them_are_saved_together(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)
        opened(books)

        sent = books.send(merge(lujian, qilin), ABSORPTION)

        assert [event.TOPIC for event in sent.events] == [
            "Enterprise.MergedInto",
            "Enterprise.Absorbed",
            "CreditCode.EnterpriseMerged",
            "EnterpriseName.EnterpriseMerged",
            "Quota.EnterpriseMerged",
        ]
        assert UUID(sent.receipt.answer["id"]) == lujian

    def test_every_event_says_why_and_on_which_paper(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)

        events = books.send(merge(lujian, qilin), ABSORPTION).events

        assert {event.envelope.reason_code for event in events} == {"absorption"}
        assert {event.envelope.documents for event in events} == {(NOTICE,)}
        assert set(events[0].envelope.clauses) == {"R-08", "R-10", "R-12"}

    def test_the_code_leads_to_the_survivor(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)

        books.send(merge(lujian, qilin), ABSORPTION)

        assert books.load(CreditCode, CreditCode.id_of(code_of(LUJIAN))).enterprise_id == qilin

    def test_every_name_that_it_ever_had_leads_to_the_survivor(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)
        books.send(RenameEnterprise(enterprise_id=lujian, name="鲁建集团有限公司"), HRSS)

        books.send(merge(lujian, qilin), RECORDED_TWICE)

        for name in (LUJIAN, "鲁建集团有限公司", QILIN):
            assert books.load(EnterpriseName, EnterpriseName.id_of(CITY, name)).bearers == (qilin,)

    def test_two_writings_of_one_name_are_passed_on_once(self, books):
        lujian, qilin = registered(books, "鲁建(集团)有限公司"), registered(books, QILIN)
        books.send(RenameEnterprise(enterprise_id=lujian, name="鲁建【集团】有限公司"), HRSS)

        sent = books.send(merge(lujian, qilin), RECORDED_TWICE)

        assert [event.TOPIC for event in sent.events].count("EnterpriseName.EnterpriseMerged") == 1

    def test_of_three_that_become_one_everything_leads_to_the_last(self, books):
        lujian, qilin, taihe = (registered(books, name) for name in (LUJIAN, QILIN, TAIHE))

        books.send(merge(lujian, qilin), ABSORPTION)
        books.send(merge(qilin, taihe), RECORDED_TWICE)

        codes = {name: books.load(CreditCode, CreditCode.id_of(code_of(name))) for name in (LUJIAN, QILIN)}
        assert {code.enterprise_id for code in codes.values()} == {taihe}
        assert (codes[LUJIAN].by_absorption, codes[QILIN].by_absorption) == (True, False)
        assert books.load(Enterprise, taihe).every_name == (TAIHE, QILIN, LUJIAN)
        assert books.load(Enterprise, lujian).merged_into.surviving_enterprise_id == qilin

    def test_an_enterprise_without_a_code_is_merged_too(self, books):
        qilin = registered(books, QILIN)
        command = of(row(LUJIAN, uscc=None), confirmed_rows={2})
        books.send(command, DRC)
        (lujian,) = (one.id for one in books.all_of(Enterprise) if one.name == LUJIAN)

        sent = books.send(merge(lujian, qilin), RECORDED_TWICE)

        assert "CreditCode.EnterpriseMerged" not in {event.TOPIC for event in sent.events}

    def test_an_enterprise_is_merged_once(self, books):
        lujian, qilin, taihe = (registered(books, name) for name in (LUJIAN, QILIN, TAIHE))
        books.send(merge(lujian, qilin), ABSORPTION)

        refusal = books.refused(merge(lujian, taihe), ABSORPTION)

        assert type(refusal) is AlreadyMerged
        assert refusal.blocked_by == {"kind": "enterprise", "id": str(qilin)}

    def test_nothing_is_merged_into_one_that_was_merged_itself(self, books):
        lujian, qilin, taihe = (registered(books, name) for name in (LUJIAN, QILIN, TAIHE))
        books.send(merge(lujian, qilin), ABSORPTION)

        refusal = books.refused(merge(taihe, lujian), ABSORPTION)

        assert (type(refusal), refusal.field) == (AlreadyMerged, "surviving_enterprise_id")

    def test_an_enterprise_is_not_merged_into_itself(self, books):
        lujian = registered(books, LUJIAN)

        refusal = books.refused(merge(lujian, lujian), RECORDED_TWICE)

        assert (type(refusal), refusal.field) == (Invalid, "surviving_enterprise_id")

    def test_an_enterprise_of_another_city_is_not_there(self, books):
        lujian = registered(books, LUJIAN)
        of_jinan = RegisterEnterprise(city="370100", area="jinan-zhangdian", name=QILIN, uscc=code_of(QILIN))
        elsewhere = UUID(books.send(of_jinan, HRSS_OF_JINAN).receipt.answer["id"])

        assert type(books.refused(merge(lujian, elsewhere), ABSORPTION)) is NotFound
        assert type(books.refused(merge(elsewhere, lujian), ABSORPTION)) is NotFound

    def test_an_area_merges_nothing_for_the_quota_is_the_citys(self, books):
        lujian, qilin = registered(books, LUJIAN), registered(books, QILIN)

        refusal = books.refused(merge(lujian, qilin), because("absorption", HRSS_OF_ZHANGDIAN))

        assert type(refusal) is PostMayNot


class TestTheEnterpriseYear:
    @pytest.fixture
    def two(self, books) -> tuple[UUID, UUID]:
        """One on the list of each department, in an open quota."""
        (lujian,), (qilin,) = listed(books, LUJIAN), listed(books, QILIN, by="miit")
        opened(books)
        return lujian, qilin

    def test_the_place_passes_to_the_survivor_under_the_policy_of_the_quota(self, books, two):
        lujian, qilin = two
        place = nominated(books, lujian)

        *_, event = books.send(merge(lujian, qilin), ABSORPTION).events

        assert (event.place_id, event.enterprise_id) == (place, qilin)
        assert event.envelope.clauses == ("R-10", "R-12")
        assert quota(books).places.place(place).enterprise_id == qilin

    def test_the_survivors_specialist_proposes_on_it(self, books, two):
        lujian, qilin = two
        place = nominated(books, lujian)
        books.send(merge(lujian, qilin), ABSORPTION)
        person = talent(books, employer_id=qilin)

        proposed(books, place, qilin, person)
        command = ProposePerson(**QUOTA, place_id=place, talent_id=person)

        assert type(books.refused(command, specialist(lujian))) is NotFound
        assert quota(books).places.place(place).talent_id == person

    def test_while_both_are_nominated_the_merger_is_refused_naming_a_place(self, books, two):
        lujian, qilin = two
        place = nominated(books, lujian)
        nominated(books, qilin, MIIT)

        refusal = books.refused(merge(lujian, qilin), ABSORPTION)

        assert type(refusal) is BothNominated
        assert refusal.blocked_by["id"] == str(place)
        assert books.load(Enterprise, lujian).merged_into is None

    def test_once_the_one_nomination_is_withdrawn_they_are_merged(self, books, two):
        lujian, qilin = two
        place = nominated(books, lujian)
        other = nominated(books, qilin, MIIT)
        books.send(WithdrawNomination(**QUOTA, place_id=other), saying_why(MIIT))

        books.send(merge(lujian, qilin), ABSORPTION)

        assert quota(books).places.place(place).enterprise_id == qilin

    def test_a_merged_enterprise_is_not_nominated_and_the_survivor_is_named(self, books, two):
        lujian, qilin = two
        books.send(merge(lujian, qilin), ABSORPTION)

        refusal = books.refused(NominateEnterprise(**QUOTA, enterprise_id=lujian), DRC)

        assert (type(refusal), refusal.field) == (AlreadyMerged, "enterprise_id")
        assert refusal.blocked_by["id"] == str(qilin)

    def test_who_nominates_at_the_same_moment_is_told_what_holds_now(self, books, two):
        lujian, qilin = two
        books.log.rivals = [lambda: books.send(merge(lujian, qilin), ABSORPTION)]
        command = NominateEnterprise(**QUOTA, enterprise_id=lujian)

        with pytest.raises(AlreadyMerged):
            books.office.carry_out(command, DRC, books.request(command))

        assert quota(books).places.held() == 0

    def test_the_merger_is_looked_at_anew_if_somebody_nominates_at_the_same_moment(self, books, two):
        lujian, qilin = two
        nominated(books, lujian)
        books.log.rivals = [lambda: nominated(books, qilin, MIIT)]

        with pytest.raises(BothNominated):
            books.office.carry_out(merge(lujian, qilin), ABSORPTION, books.request(merge(lujian, qilin)))

    def test_nobody_is_proposed_on_a_place_that_a_merged_enterprise_has_kept(self, books, two):
        """Both had used their place before; the case on the merged one's turns out not to be approved."""
        lujian, qilin = two
        for enterprise_id, by, number in ((lujian, DRC, 1), (qilin, MIIT, 2)):
            place = nominated(books, enterprise_id, by)
            proposed(books, place, enterprise_id, talent(books, number=number, employer_id=enterprise_id))
        self.settle(books)
        books.send(merge(lujian, qilin), ABSORPTION)
        (kept,) = (p for p in quota(books).places.in_order.values() if p.enterprise_id == lujian)
        self.reopen(books, kept.id)

        command = ProposePerson(
            **QUOTA, place_id=kept.id, talent_id=talent(books, number=3, employer_id=qilin)
        )

        assert type(books.refused(command, specialist(lujian))) is AlreadyMerged

    def settle(self, books: Books) -> None:
        """The province approves both."""
        year = quota(books)
        decided = {"area": "zhangdian", "authority": HRSS.under("zibo-2023/1")}
        for place in year.places.in_order.values():
            year.reserve(place.id, books.new_id(), **decided)
            year.consume(place.id, **decided)
        self.save(books, year)

    def reopen(self, books: Books, place_id: UUID) -> None:
        year = quota(books)
        why = {"reason_code": "entered_wrongly", "corrects": books.new_id()}
        decided = {"area": "zhangdian", "authority": HRSS.under("zibo-2023/1").model_copy(update=why)}
        year.reverse_consumption(place_id, **decided)
        back = GivenBack(place=False, slot=True)
        year.release(place_id, "case_withdrawn", back, **decided)
        self.save(books, year)

    def save(self, books: Books, year: Quota) -> None:
        books.store.save_all([year], header())


class TestTheYearsLookedAt:
    """From the year before the merger to the year in which it is recorded."""

    def nominated_in(self, books: Books, year: int) -> UUID:
        day = date(year, 3, 15)
        at = datetime(year, 3, 15, 2, tzinfo=UTC)
        then = {"effective_on": day, "at": at}
        key = {"city": CITY, "card_type": "huicai", "quota_year": year}
        (lujian,) = listed(books, LUJIAN)
        books.send(OpenQuota(**key), HRSS.model_copy(update=then))
        command = NominateEnterprise(**key, enterprise_id=lujian)
        books.send(command, DRC.model_copy(update=then))
        return lujian

    @pytest.mark.parametrize(
        ("merged_on", "recorded_on", "passes"),
        [
            (date(2025, 1, 10), date(2025, 1, 10), True),
            (date(2024, 6, 3), date(2024, 6, 3), True),
            (date(2023, 12, 20), date(2024, 6, 3), True),
            (date(2026, 1, 10), date(2026, 1, 10), False),
        ],
        ids=[
            "of the year before",
            "of the year",
            "of the year in which it is recorded",
            "of an earlier year",
        ],
    )
    def test_a_place_passes_that_was_taken_in_one_of_them(self, books, merged_on, recorded_on, passes):
        lujian, qilin = self.nominated_in(books, 2024), registered(books, QILIN)
        at = datetime(recorded_on.year, recorded_on.month, recorded_on.day, 2, tzinfo=UTC)

        books.send(merge(lujian, qilin), because("absorption", effective_on=merged_on, at=at))

        (place,) = quota(books).places.in_order.values()
        assert (place.enterprise_id == qilin) is passes


class TestAfterwards:
    @pytest.fixture
    def two(self, books) -> tuple[UUID, UUID]:
        return registered(books, LUJIAN), registered(books, QILIN)

    def test_the_code_of_a_merged_enterprise_is_not_registered_anew_and_the_survivor_is_named(
        self, books, two
    ):
        lujian, qilin = two
        books.send(merge(lujian, qilin), ABSORPTION)
        command = RegisterEnterprise(city=CITY, area="zhangdian", name=LUJIAN, uscc=code_of(LUJIAN))

        refusal = books.refused(command, HRSS)

        assert (type(refusal), refusal.blocked_by["id"]) == (CreditCodeTaken, str(qilin))

    def test_nobody_is_registered_as_employed_by_it(self, books, two):
        lujian, qilin = two
        books.send(merge(lujian, qilin), ABSORPTION)
        document = {"kind": "resident_identity_card", "number": identity_number_of(7)}
        command = RegisterTalent(
            city=CITY, area="zhangdian", name="李思源", document=document, employer_id=lujian
        )

        refusal = books.refused(command, HRSS)

        assert (type(refusal), refusal.field) == (AlreadyMerged, "employer_id")

    @pytest.fixture
    def one_without_code(self, books) -> UUID:
        """A second record of Lujian, which a list has brought under another name and without a code."""
        books.send(of(row("鲁建集团", uscc=None), confirmed_rows={2}), DRC)
        (found,) = (one.id for one in books.all_of(Enterprise) if one.uscc is None)
        return found

    def test_a_code_that_a_second_record_brought_along_becomes_the_survivors_own(
        self, books, two, one_without_code
    ):
        lujian, _ = two
        books.send(merge(lujian, one_without_code), RECORDED_TWICE)

        (event,) = books.send(
            StateCreditCode(enterprise_id=one_without_code, uscc=code_of(LUJIAN)), HRSS
        ).events

        assert event.uscc == code_of(LUJIAN)

    def test_a_code_that_came_by_an_absorption_does_not(self, books, two, one_without_code):
        lujian, _ = two
        books.send(merge(lujian, one_without_code), ABSORPTION)

        refusal = books.refused(StateCreditCode(enterprise_id=one_without_code, uscc=code_of(LUJIAN)), HRSS)

        assert type(refusal) is CreditCodeTaken


class TestLists:
    """What a later list means that still names the merged enterprise."""

    @pytest.fixture
    def two(self, books) -> tuple[UUID, UUID]:
        lujian, qilin = listed(books, LUJIAN, QILIN)
        return lujian, qilin

    def test_a_row_of_an_absorbed_enterprise_is_refused_naming_the_survivor(self, books, two):
        books.send(merge(*two), ABSORPTION)

        by_code = books.refused(later(row(LUJIAN)), DRC)
        by_name = books.refused(later(row(LUJIAN, uscc=None)), DRC)

        assert type(by_code) is RowsInvalid
        assert faults(by_code) == [("rows[2].uscc", "absorbed")]
        assert faults(by_name) == [("rows[2].name", "absorbed")]
        assert QILIN in by_code.errors[0].text.zh

    def test_a_row_of_a_second_record_means_the_survivor(self, books, two):
        lujian, qilin = two
        books.send(merge(lujian, qilin), RECORDED_TWICE)

        (imported,) = (
            event
            for event in books.send(later(row(QILIN, uscc=code_of(LUJIAN)), mode="additions"), DRC).events
            if event.TOPIC == "EnterpriseList.Imported"
        )

        assert [one.enterprise_id for one in imported.rows] == [qilin]

    def test_a_new_enterprise_may_have_the_name_of_an_absorbed_one(self, books, two):
        books.send(merge(*two), ABSORPTION)

        sent = books.send(later(row(LUJIAN, uscc=code_of(TAIHE)), mode="additions"), DRC)

        assert "Enterprise.Registered" in {event.TOPIC for event in sent.events}

    def test_a_full_list_drops_only_who_is_still_on_it(self, books, two):
        lujian, qilin = two
        books.send(merge(lujian, qilin), ABSORPTION)

        sent = books.send(later(row(QILIN)), DRC)

        assert "Enterprise.Delisted" not in {event.TOPIC for event in sent.events}
        assert not books.load(Enterprise, lujian).is_listed_on("cluster_leader", date(2024, 12, 31))

    def test_the_survivor_under_the_absorbed_ones_name_is_found_by_it(self, books, two):
        lujian, qilin = two
        books.send(merge(lujian, qilin), ABSORPTION)
        books.send(RenameEnterprise(enterprise_id=qilin, name=LUJIAN), HRSS)

        command = later(row(LUJIAN, uscc=None), mode="additions", confirmed_rows={2})
        events = books.send(command, DRC).events

        assert {event.originator_id for event in events if event.TOPIC == "Enterprise.Listed"} == {qilin}


def test_a_list_that_names_both_names_one_enterprise_twice(books):
    lujian, qilin = listed(books, LUJIAN, QILIN)
    books.send(merge(lujian, qilin), RECORDED_TWICE)
    rows = (
        ListedEnterprise(row=2, name=QILIN, uscc=code_of(QILIN), area="zhangdian"),
        ListedEnterprise(row=3, name=QILIN, uscc=code_of(LUJIAN), area="zhangdian"),
    )
    command = ImportEnterpriseList(
        city=CITY,
        list_type="cluster_leader",
        mode="full",
        document_number="淄发改〔2024〕11号",
        file_sha256="c" * 64,
        rows=rows,
    )

    assert faults(books.refused(command, DRC)) == [
        ("rows[2].name", "named_twice"),
        ("rows[3].name", "named_twice"),
    ]
