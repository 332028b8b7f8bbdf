"""A person's data are restricted, and erased by two officers when nothing is open and nothing has to be kept."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from domain.aggregates.talent import Talent
from domain.authorization import PostMayNot
from domain.base import Authority, ReasonRequired
from domain.cases import SameOfficer
from domain.data_rights import (
    DataErased,
    DataRestricted,
    DataState,
    ErasureGround,
    ErasureRequestedAlready,
    HeldRecord,
    LegalBasis,
    NoErasureRequested,
    NotRestricted,
    RecordKind,
    RecordStillOpen,
    RestrictionGround,
    RetentionNotStated,
    RetentionRuns,
)
from domain.errors import Invalid
from domain.personal_data import Erased, Restricted
from domain.policy.retention import kept_until
from domain.use_cases.applying_for_cards import DraftCardApplication
from domain.use_cases.following_talents import StatePhone
from domain.use_cases.keeping_personal_data import (
    AllowReading,
    DeclineErasure,
    ErasePersonalData,
    LiftRestriction,
    RequestErasure,
    RestrictPersonalData,
)
from domain.use_cases.registering_talents import RenameTalent
from tests.domain.books_of_zibo import LUJIAN, registered, talent
from tests.domain.officers import HRSS_OF_ZHANGDIAN, officer, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

TODAY = date(2026, 3, 16)  # two years after Li was registered: the term of a registration is over


def somebody(actor: str) -> Authority:
    at = datetime(2026, 3, 16, 2, tzinfo=UTC)
    return officer("hrss", actor=actor, effective_on=TODAY, at=at)


ZHAO, QIAN = somebody("zhao-first"), somebody("qian-second")
WHY_ZHAO, WHY_QIAN = saying_why(ZHAO), saying_why(QIAN)
GROUND = RestrictionGround.RETENTION_RUNS
OUTDATED = ErasureGround.PURPOSE_ACHIEVED


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


@pytest.fixture
def li(books) -> UUID:
    """Li, of whom nothing is held but the registration."""
    return talent(books)


def held(books: Books, li: UUID, kind: RecordKind, ended_on: date | None) -> HeldRecord:
    record = HeldRecord(kind=kind, id=uuid4(), ended_on=ended_on)
    books.held_records.records.setdefault(li, []).append(record)
    return record


def state_of(books: Books, li: UUID) -> DataState:
    return books.load(Talent, li).data_state


class TestRestricting:
    def test_nothing_is_stated_about_the_person_any_more(self, books, li):
        event = books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO).event

        assert (event.ground, state_of(books, li)) == (GROUND, DataState.RESTRICTED)
        refused = books.refused(StatePhone(talent_id=li, phone="13800138000"), ZHAO)
        assert isinstance(refused, DataRestricted)
        assert isinstance(books.refused(RenameTalent(talent_id=li, name="李想"), ZHAO), DataRestricted)

    def test_no_application_is_begun_for_the_person(self, books, li):
        enterprise = registered(books, LUJIAN)
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        own = specialist(enterprise, effective_on=TODAY, at=ZHAO.at)
        draft = {"route": "flexible", "enterprise_id": enterprise, "talent_id": li}

        refused = books.refused(DraftCardApplication(city="370300", **draft), own)

        assert isinstance(refused, DataRestricted)

    def test_whoever_reads_opens_nothing_and_the_office_still_knows_who_it_is(self, books, li):
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        name = books.load(Talent, li).name

        with pytest.raises(Restricted):
            books.vault.open(name)
        assert books.vault.for_deciding().open(name) == "李思源"

    def test_it_is_lifted_with_a_reason(self, books, li):
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        assert isinstance(books.refused(LiftRestriction(talent_id=li), ZHAO), ReasonRequired)

        books.send(LiftRestriction(talent_id=li), WHY_ZHAO)

        assert state_of(books, li) is DataState.IN_USE
        assert books.vault.open(books.load(Talent, li).name) == "李思源"

    def test_it_is_not_restricted_twice_nor_lifted_where_it_is_not(self, books, li):
        assert isinstance(books.refused(LiftRestriction(talent_id=li), WHY_ZHAO), NotRestricted)
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        again = books.refused(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        assert isinstance(again, DataRestricted)

    def test_an_office_of_an_area_may_not(self, books, li):
        refused = books.refused(RestrictPersonalData(talent_id=li, ground=GROUND), HRSS_OF_ZHANGDIAN)
        assert isinstance(refused, PostMayNot)


class TestAllowingSomebodyToRead:
    BASIS = LegalBasis.SUPERVISION

    def allowing(self, li: UUID, **stated) -> AllowReading:
        usual = {"reader": "sun-audit", "basis": self.BASIS, "until": date(2026, 4, 30)}
        return AllowReading(talent_id=li, **usual | stated)

    def test_says_to_whom_on_which_basis_and_until_when(self, books, li):
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)

        event = books.send(self.allowing(li), WHY_ZHAO).event

        assert (event.reader, event.basis, event.until) == ("sun-audit", self.BASIS, date(2026, 4, 30))

    def test_nobody_allows_it_to_himself_nor_without_a_reason_nor_for_the_past(self, books, li):
        assert isinstance(books.refused(self.allowing(li), WHY_ZHAO), NotRestricted)
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        assert isinstance(books.refused(self.allowing(li), ZHAO), ReasonRequired)
        assert isinstance(books.refused(self.allowing(li, reader="zhao-first"), WHY_ZHAO), SameOfficer)
        assert isinstance(books.refused(self.allowing(li, until=date(2026, 3, 15)), WHY_ZHAO), Invalid)


class TestErasing:
    def test_one_asks_and_another_decides_and_the_key_is_gone(self, books, li):
        name = books.load(Talent, li).name
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)

        event = books.send(ErasePersonalData(talent_id=li), QIAN).event

        assert (event.ground, event.subjects) == (OUTDATED, (li,))
        assert state_of(books, li) is DataState.ERASED
        with pytest.raises(Erased):
            books.vault.open(name)

    def test_nobody_decides_about_the_own_request(self, books, li):
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        assert isinstance(books.refused(ErasePersonalData(talent_id=li), ZHAO), SameOfficer)
        assert isinstance(books.refused(DeclineErasure(talent_id=li), WHY_ZHAO), SameOfficer)

    def test_whoever_was_stood_in_for_has_asked_as_well(self, books, li):
        request = books.load(Talent, li)
        asking = saying_why(ZHAO, capacity="deputising", on_behalf_of="qian-second").under(ZIBO.version)
        request.request_erasure(OUTDATED, asking)

        with pytest.raises(SameOfficer):
            request.erase((), QIAN.under(ZIBO.version))

    def test_without_a_request_nothing_is_erased(self, books, li):
        assert isinstance(books.refused(ErasePersonalData(talent_id=li), QIAN), NoErasureRequested)
        assert isinstance(books.refused(DeclineErasure(talent_id=li), WHY_QIAN), NoErasureRequested)

    def test_a_request_that_is_declined_is_over(self, books, li):
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        books.send(DeclineErasure(talent_id=li), WHY_QIAN)
        assert isinstance(books.refused(ErasePersonalData(talent_id=li), QIAN), NoErasureRequested)
        assert state_of(books, li) is DataState.IN_USE

    def test_while_it_is_to_be_decided_nothing_is_begun(self, books, li):
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        again = books.refused(RequestErasure(talent_id=li, ground=OUTDATED), QIAN)
        assert isinstance(again, ErasureRequestedAlready)
        begun = books.refused(StatePhone(talent_id=li, phone="13800138000"), ZHAO)
        assert isinstance(begun, ErasureRequestedAlready)

    def test_of_who_is_erased_nothing_is_recorded_any_more(self, books, li):
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        books.send(ErasePersonalData(talent_id=li), QIAN)
        for command in (
            StatePhone(talent_id=li, phone="13800138000"),
            RestrictPersonalData(talent_id=li, ground=GROUND),
            RequestErasure(talent_id=li, ground=OUTDATED),
        ):
            assert isinstance(books.refused(command, QIAN), DataErased)

    def test_who_is_restricted_can_be_erased(self, books, li):
        books.send(RestrictPersonalData(talent_id=li, ground=GROUND), ZHAO)
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        books.send(ErasePersonalData(talent_id=li), QIAN)
        assert state_of(books, li) is DataState.ERASED

    def test_as_whom_an_enterprise_has_named_the_person_goes_along(self, books, li):
        principal = held(books, li, RecordKind.PRINCIPAL, date(2024, 12, 31))
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        event = books.send(ErasePersonalData(talent_id=li), QIAN).event
        assert event.subjects == (li, principal.id)

    @pytest.mark.parametrize("kind", [kind for kind in RecordKind if kind is not RecordKind.REGISTRATION])
    def test_whatever_is_open_stands_in_the_way(self, books, li, kind):
        record = held(books, li, kind, None)

        refused = books.refused(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)

        assert isinstance(refused, RecordStillOpen)
        assert refused.blocked_by == {"kind": kind, "id": str(record.id)}
        assert "restrict" in refused.lifted_by.en

    @pytest.mark.parametrize("kind", [RecordKind.CARD_APPLICATION, RecordKind.CARD, RecordKind.DEMAND_ITEM])
    def test_what_has_to_be_kept_stands_in_the_way_until_its_last_day(self, books, li, kind):
        [record] = [held(books, li, kind, TODAY.replace(year=2016))]  # kept until today

        refused = books.refused(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)

        assert isinstance(refused, RetentionRuns)
        assert refused.blocked_by == {"kind": kind, "id": str(record.id), "until": "2026-03-16"}
        books.held_records.records[li] = [HeldRecord(kind=kind, id=record.id, ended_on=date(2016, 3, 15))]
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)

    def test_it_is_asked_again_when_it_is_decided(self, books, li):
        books.send(RequestErasure(talent_id=li, ground=OUTDATED), ZHAO)
        held(books, li, RecordKind.CARD_APPLICATION, None)
        assert isinstance(books.refused(ErasePersonalData(talent_id=li), QIAN), RecordStillOpen)

    def test_a_registration_of_the_last_year_is_kept(self, books):
        newcomer = talent(books, "吴新", 2)
        early = saying_why(ZHAO, effective_on=date(2025, 3, 15))

        refused = books.refused(RequestErasure(talent_id=newcomer, ground=OUTDATED), early)

        assert isinstance(refused, RetentionRuns)
        assert refused.blocked_by["until"] == "2025-03-15"


def test_nothing_is_erased_that_the_pack_has_no_term_for():
    with pytest.raises(RetentionNotStated):
        kept_until((), RecordKind.CARD, date(2016, 1, 1))


def test_every_term_of_the_pack_is_its_own_default_and_says_why():
    assert {rule.kind for rule in ZIBO.retention} == {*RecordKind} - {RecordKind.NOMINATION}
    assert all(rule.own_default and rule.why for rule in ZIBO.retention)
