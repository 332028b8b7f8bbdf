"""A deputy acts in the office of whom he or she stands in for, as long and as far as the grant goes (代办)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.aggregates.stand_in import GrantRevoked, StandIn
from domain.authorization import NotStandingIn, NotYourArea, NotYourDepartment, PostMayNot
from domain.base import Capacity, ReasonRequired
from domain.cases import ActedBefore, Opinion, ProvincialResult, Recused, SameOfficer
from domain.errors import Invalid, NotFound
from domain.policy.refusals import UnknownRoute
from domain.use_cases.deciding_cases import GiveOpinion, NotRecommend, ReviewCase
from domain.use_cases.managing_quotas import FileMethod
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from domain.use_cases.recusing_officers import RecuseOfficer
from domain.use_cases.standing_in import GrantStandIn, RevokeStandIn
from tests.domain.books_of_zibo import QILIN, QUOTA, opened
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    HRSS_WRITES,
    at_department,
    forwarded,
    person_of,
    submitted,
    the_case,
)
from tests.domain.officers import DAY, DRC, HRSS, MIIT, officer, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

PRINCIPAL = DRC.actor
DEPUTY = officer("miit", actor="xu-deputy")
IN_STEAD = DEPUTY.model_copy(update={"capacity": Capacity.DEPUTISING, "on_behalf_of": PRINCIPAL})
A_WEEK_LATER = {"effective_on": DAY + timedelta(days=6), "at": datetime(2024, 3, 21, 2, tzinfo=UTC)}


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def of(books):
    """A case at the nominating department."""
    return {"card_application_id": at_department(books, person_of(books))}


def grant(**more) -> GrantStandIn:
    usual = {
        "officer": DEPUTY.actor,
        "principal": PRINCIPAL,
        "valid_from": DAY,
        "valid_to": date(2024, 3, 20),
    }
    return GrantStandIn(**usual | more)


class TestDeputising:
    def test_it_is_recorded_in_whose_stead_and_in_whose_office(self, books, of):
        books.send(grant(), DRC)

        event = books.send(ReviewCase(**of), IN_STEAD).events[-1]

        by = event.envelope
        assert (by.actor, by.capacity, by.on_behalf_of) == (DEPUTY.actor, "deputising", PRINCIPAL)
        assert (by.function, by.deciding_body) == ("drc", "zibo-drc")
        assert the_case(books, of["card_application_id"]).step == "collective_submission"

    def test_without_a_grant_nobody_acts_for_another(self, books, of):
        refused = books.refused(ReviewCase(**of), IN_STEAD)

        assert type(refused) is NotStandingIn
        assert "can grant it" in refused.lifted_by.en

    def test_a_grant_for_one_person_is_none_for_another(self, books, of):
        books.send(grant(), DRC)
        for_another = IN_STEAD.model_copy(update={"on_behalf_of": "zhou-head"})

        assert type(books.refused(ReviewCase(**of), for_another)) is NotStandingIn

    @pytest.mark.parametrize(
        "period",
        [{"valid_from": DAY + timedelta(days=1)}, {"valid_to": DAY, "valid_from": DAY, "on": A_WEEK_LATER}],
        ids=["before", "after"],
    )
    def test_outside_the_period_it_does_not_hold(self, books, of, period):
        on = period.get("on", {})
        books.send(grant(**{name: day for name, day in period.items() if name != "on"}), DRC)

        assert type(books.refused(ReviewCase(**of), IN_STEAD.model_copy(update=on))) is NotStandingIn

    def test_a_grant_for_one_case_holds_for_no_other(self, books, of):
        books.send(grant(**of), DRC)
        another = at_department(books, person_of(books, QILIN, number=3))

        assert type(books.refused(ReviewCase(card_application_id=another), IN_STEAD)) is NotStandingIn
        books.send(ReviewCase(**of), IN_STEAD)

    def test_a_grant_for_one_route_holds_for_its_cases_and_for_nothing_else(self, books, of):
        books.send(grant(route="front_end"), DRC)
        assert type(books.refused(ReviewCase(**of), IN_STEAD)) is NotStandingIn

        books.send(grant(route=ZIBO.quota_route("huicai").code), DRC)
        books.send(ReviewCase(**of), IN_STEAD)

    def test_a_narrow_grant_is_none_for_what_is_not_about_a_case(self, books, of):
        books.send(grant(principal=HRSS.actor, **of), HRSS)
        for_hrss = IN_STEAD.model_copy(update={"on_behalf_of": HRSS.actor})

        assert type(books.refused(FileMethod(**QUOTA), for_hrss)) is NotStandingIn

    def test_he_may_do_only_what_the_person_may(self, books):
        books.send(grant(), DRC)
        at_district = submitted(books, person_of(books))

        command = GiveOpinion(card_application_id=at_district, opinion=Opinion.AGREED)

        assert type(books.refused(command, IN_STEAD)) is NotYourArea

    def test_a_revoked_grant_holds_no_longer(self, books, of):
        stand_in = granted(books)
        books.send(RevokeStandIn(stand_in_id=stand_in.id, grant_id=only(stand_in)), saying_why(DRC))

        assert type(books.refused(ReviewCase(**of), IN_STEAD)) is NotStandingIn


class TestFourEyes:
    def test_what_the_deputy_did_the_person_has_done_too(self, books):
        case_id = submitted(books, person_of(books))
        of = {"card_application_id": case_id}
        books.send(grant(principal=DRC_OF_ZHANGDIAN.actor), DRC_OF_ZHANGDIAN)
        in_stead = IN_STEAD.model_copy(update={"on_behalf_of": DRC_OF_ZHANGDIAN.actor})
        books.send(GiveOpinion(**of, opinion=Opinion.AGREED), in_stead)

        for actor in (DRC_OF_ZHANGDIAN.actor, DEPUTY.actor):
            reviewing = DRC.model_copy(update={"actor": actor})
            assert type(books.refused(ReviewCase(**of), reviewing)) is ActedBefore

    def test_a_deputy_of_somebody_who_acted_is_refused_as_he_would_be(self, books, of):
        books.send(
            grant(principal=DRC_OF_ZHANGDIAN.actor), saying_why(DRC.model_copy(update={"signatory": "head"}))
        )
        in_stead = IN_STEAD.model_copy(update={"on_behalf_of": DRC_OF_ZHANGDIAN.actor})

        assert type(books.refused(ReviewCase(**of), in_stead)) is ActedBefore

    def test_who_wrote_a_result_down_does_not_confirm_it_through_a_deputy(self, books):
        of = {"card_application_id": forwarded(books, person_of(books))}
        books.send(TranscribeResult(**of, result=ProvincialResult.APPROVED), HRSS_WRITES)
        writer = officer("hrss", actor=HRSS_WRITES.actor)
        books.send(grant(principal=writer.actor), writer)
        in_stead = IN_STEAD.model_copy(update={"on_behalf_of": writer.actor})

        assert type(books.refused(ConfirmResult(**of), in_stead)) is SameOfficer

    def test_what_a_deputy_wrote_down_the_person_does_not_confirm(self, books):
        """The province's answer is written down in another's stead: both are on record, and neither confirms it."""
        of = {"card_application_id": forwarded(books, person_of(books))}
        writer = officer("hrss", actor=HRSS_WRITES.actor)
        books.send(grant(principal=writer.actor), writer)
        writing = DEPUTY.model_copy(
            update={
                "capacity": Capacity.TRANSCRIBING,
                "on_behalf_of": writer.actor,
                "deciding_body": HRSS_WRITES.deciding_body,
                "documents": HRSS_WRITES.documents,
            }
        )

        event = books.send(TranscribeResult(**of, result=ProvincialResult.APPROVED), writing).events[-1]

        by = event.envelope
        assert (by.actor, by.capacity, by.function) == (DEPUTY.actor, "transcribing", "hrss")
        assert by.persons == {DEPUTY.actor, writer.actor}
        assert type(books.refused(ConfirmResult(**of), writer)) is SameOfficer

    def test_nobody_acts_through_a_deputy_where_he_is_recused(self, books, of):
        books.send(grant(), DRC)
        books.send(RecuseOfficer(**of, officer=PRINCIPAL), saying_why(DRC))

        assert type(books.refused(ReviewCase(**of), IN_STEAD)) is Recused
        assert type(books.refused(NotRecommend(**of), saying_why(IN_STEAD))) is Recused


class TestGranting:
    def test_the_person_grants_it_or_a_superior_signs(self, books):
        colleague = officer("drc", actor="zhou-head")
        assert books.refused(grant(), colleague).field == "signatory"

        signed = colleague.model_copy(update={"signatory": "zhou-head"})
        event = books.send(grant(), signed).events[-1]

        assert (event.TOPIC, event.principal, event.function) == ("StandIn.Granted", PRINCIPAL, "drc")

    @pytest.mark.parametrize(
        ("stated", "field"),
        [
            ({"officer": PRINCIPAL}, "principal"),
            ({"valid_to": DAY - timedelta(days=1)}, "valid_to"),
            ({"valid_from": date(2024, 1, 1), "valid_to": date(2024, 1, 2)}, "valid_to"),
        ],
        ids=["for oneself", "ends before it begins", "over already"],
    )
    def test_what_cannot_be_is_a_fault_of_the_field(self, books, stated, field):
        refused = books.refused(grant(**stated), DRC)

        assert isinstance(refused, Invalid)
        assert refused.field == field

    def test_a_route_and_a_case_that_are_not_there(self, books, of):
        assert type(books.refused(grant(route="by_sea"), DRC)) is UnknownRoute
        assert type(books.refused(grant(card_application_id=books.new_id()), DRC)) is NotFound

    def test_a_deputy_does_not_pass_it_on(self, books):
        books.send(grant(), DRC)

        assert type(books.refused(grant(officer="somebody"), IN_STEAD)) is PostMayNot

    def test_the_office_of_the_grant_revokes_it_once_and_says_why(self, books):
        stand_in = granted(books)
        revocation = RevokeStandIn(stand_in_id=stand_in.id, grant_id=only(stand_in))

        assert type(books.refused(revocation, DRC)) is ReasonRequired
        assert type(books.refused(revocation, saying_why(MIIT))) is NotYourDepartment
        assert type(books.refused(revocation, saying_why(DRC_OF_ZHANGDIAN))) is NotYourArea
        books.send(revocation, saying_why(DRC))

        assert type(books.refused(revocation, saying_why(DRC))) is GrantRevoked

    def test_what_was_never_granted_is_not_revoked(self, books):
        revocation = RevokeStandIn(stand_in_id=granted(books).id, grant_id=books.new_id())

        assert type(books.refused(revocation, saying_why(DRC))) is NotFound


def granted(books: Books) -> StandIn:
    books.send(grant(), DRC)
    found: StandIn = books.load(StandIn, StandIn.id_of(DEPUTY.actor))
    return found


def only(stand_in: StandIn):
    [grant_id] = stand_in.grants
    return grant_id
