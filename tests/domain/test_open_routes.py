"""The routes beside the quota: who acts at each step, what has to hold, and how a case ends (办理途径)."""

from datetime import date

import pytest

from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding, CardInForce
from domain.authorization import NotYourArea, NotYourDepartment
from domain.cadres import PartyManaged
from domain.cards import CardStatus, IssuedOtherwise
from domain.cases import (
    ActedBefore,
    ArrivalNotAhead,
    AttestationMissing,
    CaseNotInState,
    CaseStatus,
    ClassMissing,
    EnterpriseNotListed,
    FormIncomplete,
    NotAtThisStep,
    NotHeadOfEnterprise,
    ProvincialResult,
)
from domain.errors import Invalid, NotFound
from domain.policy.refusals import UnknownRoute
from domain.policy.steps import CheckName, StepKind
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import (
    DraftCardApplication,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
    WithdrawCardApplication,
)
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.use_cases.deciding_cases import (
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.following_cards import IssueCardEarly
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from tests.domain.books_of_zibo import CITY, QILIN, attested, opened, registered
from tests.domain.cards_of_zibo import on
from tests.domain.cases_of_zibo import HRSS_FORWARDS, HRSS_WRITES, case_of, person_of, received, the_case
from tests.domain.officers import HRSS, MIIT, officer, saying_why, specialist
from tests.domain.routes_of_zibo import (
    ANNEX_2,
    OPEN_ROUTES,
    answered_by_province,
    brought_to,
    draft_on,
    ended,
    form_of,
    issued,
    officer_at,
    passed,
    person_for,
    step_of,
    submitted_on,
    walks_to_a_card,
)
from tests.domain.zibo import ZIBO, without_route
from tests.in_memory import Books

WALKED = [route.code for route in OPEN_ROUTES if walks_to_a_card(route)]
OF_CITY = [code for code in WALKED if ZIBO.route(code).steps[-1].kind is StepKind.DECISION]
OF_PROVINCE = [code for code in WALKED if code not in OF_CITY]
TERM = {
    "issued_on": "2024-03-15", "valid_from": "2024-03-15", "valid_to": "2027-03-14", "term_rule": "contract_period"
}  # fmt: skip
every_route = pytest.mark.parametrize("route", WALKED)


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def checking(name: CheckName) -> list[str]:
    """The routes that make this check."""
    return [one.code for one in OPEN_ROUTES if name in {check.check for check in one.checks}]


class TestTheWayToACard:
    @every_route
    def test_whoever_acts_at_each_step_leads_to_a_card_with_number_and_term(self, books, route):
        case_id = submitted_on(books, route, person_for(books))

        ended(books, case_id)

        case = the_case(books, case_id)
        card = issued(books, case.card_id)
        assert case.status is CaseStatus.APPROVED
        assert (card.status, card.route) == (CardStatus.IN_FORCE, ZIBO.route(route).kind)
        assert (card.card_application_id, card.talent_id) == (case_id, case.talent_id)
        assert (card.department, card.list_type, card.quota_year) == (None, None, None)

    def test_the_elite_card_states_class_ground_and_the_day_by_which_its_holder_is_to_come(self, books):
        case_id = submitted_on(books, "front_end", person_for(books))

        ended(books, case_id)

        card = books.load(Card, the_case(books, case_id).card_id)
        assert (card.card_type, card.talent_class) == ("elite", "B")
        assert books.opened(card.class_ground) == "示例目录B类第3项"
        assert card.planned_arrival_on == date(2024, 9, 30)

    @every_route
    def test_an_enterprise_of_the_city_s_own_skips_what_only_a_district_does(self, books, route):
        case_id = submitted_on(books, route, person_for(books, area="zibo-shibenji"))

        ended(books, case_id, "zibo-shibenji")

        assert the_case(books, case_id).status is CaseStatus.APPROVED

    @pytest.mark.parametrize("route", ["front_end", "open_challenge", "direct_commended"])
    def test_any_of_the_offices_that_the_step_names_may_act_there(self, books, route):
        ids = person_for(books)
        for desk in ZIBO.route(route).steps.first.desks:
            case_id = submitted_on(books, route, ids)
            step = step_of(books, case_id)

            books.send(ReviewCase(card_application_id=case_id), officer_at(step, desk=desk))

            assert step_of(books, case_id) != step

    @every_route
    def test_an_office_that_the_step_does_not_name_may_not_act(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        review = ReviewCase(card_application_id=case_id)

        assert type(books.refused(review, officer("party_org"))) is NotYourDepartment
        assert type(books.refused(review, officer("hrss", "boshan"))) in (NotFound, NotYourDepartment)

    def test_of_the_district_and_the_city_one_acts_where_the_step_is_the_district_s(self, books):
        case_id = submitted_on(books, "direct_head", person_for(books))

        assert type(books.refused(ReviewCase(card_application_id=case_id), HRSS)) is NotYourArea

    def test_nobody_acts_at_two_steps_of_one_case(self, books):
        case_id = submitted_on(books, "flexible", person_for(books))
        passed(books, case_id)
        books.send(ReviewCase(card_application_id=case_id), HRSS_FORWARDS)

        assert type(books.refused(ForwardCase(card_application_id=case_id), HRSS_FORWARDS)) is ActedBefore

    @pytest.mark.parametrize("route", [one.code for one in OPEN_ROUTES])
    def test_a_decision_cites_the_clauses_of_its_step(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        step = step_of(books, case_id)

        passed(books, case_id)

        assert books.events()[-1].envelope.clauses == step.clauses


class TestDrafting:
    def test_annex_2_keeps_what_the_paper_asks_and_nothing_else(self, books):
        ids = person_for(books)
        case_id = case_of(books.send(draft_on("front_end", ids), specialist(ids["enterprise_id"])))

        form = the_case(books, case_id).form
        assert (form.talent_class, form.introduced_on, form.workplace) == ("B", None, None)
        assert (form.enterprise_name, form.enterprise_type) == ("淄博鲁建机械有限公司", None)
        assert books.opened(form.planned_introduction_on) == "2024-09"

    @pytest.mark.parametrize("fact", ["introduced_on", "enterprise_profile"])
    def test_a_fact_that_the_form_has_no_field_for_is_refused(self, books, fact):
        ids = person_for(books)
        stated = draft_on("front_end", ids, form=FormStatement(**{fact: "2022.09"}))

        refused = books.refused(stated, specialist(ids["enterprise_id"]))

        assert (type(refused), refused.field) == (Invalid, f"form.{fact}")

    def test_a_class_that_the_catalogue_does_not_have_is_refused(self, books):
        ids = person_for(books)
        stated = draft_on("front_end", ids, form=FormStatement(talent_class="D"))

        refused = books.refused(stated, specialist(ids["enterprise_id"]))

        assert refused.field == "form.talent_class"
        assert "A类、B类（省级杰出人才）、C类（市级杰出人才）" in refused.errors[0].text.zh

    @pytest.mark.parametrize("written", ["B", "b", "Ｂ类", "B（省级杰出人才）", "B类(省级杰出人才)"])
    def test_a_class_is_known_as_the_form_and_the_catalogue_write_it(self, books, written):
        ids = person_for(books)
        stated = draft_on("front_end", ids, form=FormStatement(talent_class=written))

        case_id = case_of(books.send(stated, specialist(ids["enterprise_id"])))

        assert the_case(books, case_id).form.talent_class == "B"

    def test_an_unknown_route_is_refused(self, books):
        ids = person_for(books)

        refused = books.refused(draft_on("lottery", ids), specialist(ids["enterprise_id"]))

        assert type(refused) is UnknownRoute
        assert [fault.text.zh for fault in refused.errors] == [
            "没有此办理途径；可填：quota、front_end、direct_commended、direct_head、panel、flexible、open_challenge、automatic"
        ]

    def test_a_draft_whose_route_the_policy_of_the_day_has_no_longer_is_taken_back_and_not_handed_in(self):
        books = Books(ZIBO, without_route("flexible", from_day="2024-03-20"))
        ids = person_for(books)
        later = on(saying_why(specialist(ids["enterprise_id"])), date(2024, 3, 21))
        of = {
            "card_application_id": case_of(
                books.send(draft_on("flexible", ids), specialist(ids["enterprise_id"]))
            )
        }

        assert type(books.refused(SubmitCardApplication(**of), later)) is UnknownRoute
        books.send(WithdrawCardApplication(**of), later)

        assert the_case(books, of["card_application_id"]).status is CaseStatus.WITHDRAWN

    @pytest.mark.parametrize("missing", ["enterprise_id", "talent_id"])
    def test_an_open_route_needs_enterprise_and_person(self, books, missing):
        ids = person_for(books)
        draft = draft_on("flexible", ids).model_copy(update={missing: None})

        assert books.refused(draft, specialist(ids["enterprise_id"])).field == missing

    @pytest.mark.parametrize("missing", ["card_type", "quota_year", "place_id"])
    def test_the_quota_route_needs_a_place(self, books, missing):
        opened(books)
        ids = person_of(books)
        stated = {"card_type": "huicai", "quota_year": 2024, "place_id": ids["place_id"], missing: None}
        draft = DraftCardApplication(city=CITY, **stated)

        assert books.refused(draft, specialist(ids["enterprise_id"])).field == missing

    def test_an_open_route_has_no_place(self, books):
        ids = person_for(books)
        draft = draft_on("flexible", ids, place_id=ids["talent_id"])

        assert books.refused(draft, specialist(ids["enterprise_id"])).field == "place_id"

    def test_another_enterprise_s_specialist_is_told_of_no_such_enterprise(self, books):
        ids = person_for(books)

        other = specialist(registered(books, QILIN))
        assert type(books.refused(draft_on("flexible", ids), other)) is NotFound

    def test_a_person_of_nobody_s_books_is_refused(self, books):
        ids = person_for(books)
        draft = draft_on("flexible", ids, talent_id=ids["enterprise_id"])

        assert type(books.refused(draft, specialist(ids["enterprise_id"]))) is NotFound

    def test_gaps_are_all_told_at_once(self, books):
        ids = person_for(books)
        draft = draft_on("front_end", ids, form=FormStatement(), submit=True)

        refused = books.refused(draft, specialist(ids["enterprise_id"]))

        assert type(refused) is FormIncomplete
        assert "form.talent_class" in refused.fields
        assert "form.class_ground" in refused.fields


class TestChecks:
    @pytest.mark.parametrize("route", checking(CheckName.CATALOGUE_CLASS))
    def test_who_is_of_no_class_of_the_catalogue_is_not_submitted(self, books, route):
        ids = person_for(books)
        form = form_of(route).model_copy(update={"talent_class": None})

        refused = books.refused(
            draft_on(route, ids, form=form, submit=True), specialist(ids["enterprise_id"])
        )

        assert (type(refused), refused.field) == (ClassMissing, "form.talent_class")

    @pytest.mark.parametrize("route", checking(CheckName.LISTED_ENTERPRISE))
    def test_an_enterprise_on_no_list_is_refused(self, books, route):
        ids = person_for(books)
        other = {**ids, "enterprise_id": registered(books, QILIN)}
        appointed = AppointSpecialist(
            enterprise_id=other["enterprise_id"], name="周专员", phone="13800000002"
        )
        books.send(appointed, HRSS)

        refused = books.refused(draft_on(route, other, submit=True), specialist(other["enterprise_id"]))

        assert type(refused) is EnterpriseNotListed

    @pytest.mark.parametrize("route", checking(CheckName.HEAD_OF_ENTERPRISE))
    def test_who_is_not_known_to_be_a_head_is_refused(self, books, route):
        ids = person_for(books, is_head=False)

        refused = books.refused(draft_on(route, ids, submit=True), specialist(ids["enterprise_id"]))

        assert type(refused) is NotHeadOfEnterprise
        assert refused.lifted_by is not None

    @pytest.mark.parametrize("planned", ["2024年2月", "2024-03-14"])
    def test_who_was_to_have_come_already_is_not_introduced_at_the_front_end(self, books, planned):
        ids = person_for(books)
        form = ANNEX_2.model_copy(update={"planned_introduction_on": planned})

        refused = books.refused(
            draft_on("front_end", ids, form=form, submit=True), specialist(ids["enterprise_id"])
        )

        assert (type(refused), refused.clauses) == (ArrivalNotAhead, ("R-16",))

    def test_who_is_to_come_in_a_year_that_nobody_means_is_not_introduced_either(self, books):
        ids = person_for(books)
        form = ANNEX_2.model_copy(update={"planned_introduction_on": "9999年12月"})

        refused = books.refused(
            draft_on("front_end", ids, form=form, submit=True), specialist(ids["enterprise_id"])
        )

        assert [(one.field, one.code) for one in refused.errors] == [
            ("form.planned_introduction_on", "too_far_ahead")
        ]

    @every_route
    def test_a_person_of_whom_it_is_unknown_whether_a_cadre_gets_no_card(self, books, route):
        ids = person_for(books)
        attested(books, ids["talent_id"], PartyManaged.UNKNOWN)
        case_id = submitted_on(books, route, ids)
        last = brought_to(books, case_id, ZIBO.route(route).steps[-1].kind)

        if last.kind is StepKind.DECISION:
            refused = books.refused(GrantCard(card_application_id=case_id), officer_at(last))
            assert type(refused) is AttestationMissing
        else:
            with pytest.raises(AttestationMissing):
                answered_by_province(books, case_id, ProvincialResult.APPROVED)

    def test_one_elite_card_at_a_time(self, books):
        ids = person_for(books)
        ended(books, submitted_on(books, "front_end", ids))

        refused = books.refused(
            draft_on("open_challenge", ids, submit=True), specialist(ids["enterprise_id"])
        )

        assert type(refused) is CardInForce

    def test_cards_of_different_types_are_held_side_by_side(self, books):
        ids = person_for(books)
        for route in ("front_end", "direct_head"):
            ended(books, submitted_on(books, route, ids))

        held = [CardHolding.id_of(ids["talent_id"], kind) for kind in ("elite", "huicai")]
        assert all(books.load(CardHolding, id_).card_id for id_ in held)


class TestTheWaysToNoCard:
    @every_route
    def test_a_case_that_is_not_recommended_ends_and_frees_nothing(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        step = step_of(books, case_id)

        sent = books.send(NotRecommend(card_application_id=case_id), saying_why(officer_at(step)))

        assert [event.TOPIC for event in sent.events] == ["CardApplication.NotRecommended"]
        assert the_case(books, case_id).status is CaseStatus.NOT_RECOMMENDED

    @pytest.mark.parametrize("route", OF_CITY)
    def test_the_issuer_declines_with_a_reason(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        step = brought_to(books, case_id, StepKind.DECISION)
        declining = DeclineCard(card_application_id=case_id)

        assert books.refused(declining, officer_at(step)).field == "reason"
        books.send(declining, saying_why(officer_at(step)))

        case = the_case(books, case_id)
        assert (case.status, case.card_id) == (CaseStatus.REJECTED, None)

    @pytest.mark.parametrize("route", OF_CITY)
    def test_what_the_issuer_decided_is_no_entry_that_could_be_wrong(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        ended(books, case_id)
        case, entry = (
            the_case(books, case_id),
            HRSS_WRITES.model_copy(update={"corrects": case_id, "reason": "误录"}),
        )

        with pytest.raises(CaseNotInState):
            case.request_entry_correction(ProvincialResult.REJECTED, None, area="zhangdian", authority=entry)

    @every_route
    def test_nothing_is_reviewed_at_the_last_step(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        last = brought_to(books, case_id, ZIBO.route(route).steps[-1].kind)

        assert type(books.refused(ReviewCase(card_application_id=case_id), officer_at(last))) is NotAtThisStep

    @pytest.mark.parametrize("route", OF_CITY)
    def test_the_issuer_recommends_to_nobody(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        step = brought_to(books, case_id, StepKind.DECISION)

        refused = books.refused(NotRecommend(card_application_id=case_id), saying_why(officer_at(step)))

        assert type(refused) is NotAtThisStep

    @pytest.mark.parametrize("route", OF_PROVINCE)
    def test_the_province_rejects(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        brought_to(books, case_id, StepKind.PROVINCIAL_RESULT)

        answered_by_province(books, case_id, ProvincialResult.REJECTED)

        assert the_case(books, case_id).status is CaseStatus.REJECTED

    @pytest.mark.parametrize("route", OF_PROVINCE)
    def test_the_province_returns_and_the_case_is_forwarded_again(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        brought_to(books, case_id, StepKind.PROVINCIAL_RESULT)

        answered_by_province(books, case_id, ProvincialResult.RETURNED)

        assert step_of(books, case_id).kind is StepKind.FORWARDING
        ended(books, case_id)
        assert the_case(books, case_id).status is CaseStatus.APPROVED

    @every_route
    def test_a_case_is_withdrawn_at_any_step(self, books, route):
        ids = person_for(books)
        for step in ZIBO.route(route).steps:
            case_id = submitted_on(books, route, ids)
            while step_of(books, case_id) != step:
                passed(books, case_id)

            withdrawing = WithdrawCardApplication(card_application_id=case_id)
            books.send(withdrawing, saying_why(specialist(ids["enterprise_id"])))

            assert the_case(books, case_id).status is CaseStatus.WITHDRAWN

    @every_route
    def test_a_later_step_returns_the_case_to_the_first(self, books, route):
        case_id = submitted_on(books, route, person_for(books))
        first = step_of(books, case_id)
        kind = StepKind.DECISION if route in OF_CITY else StepKind.FORWARDING
        step = brought_to(books, case_id, kind)
        returning = ReturnCase(card_application_id=case_id, to_step=first.code)

        books.send(returning, saying_why(officer_at(step)))

        assert step_of(books, case_id) == first

    @every_route
    def test_a_correction_is_asked_for_and_supplied(self, books, route):
        ids = person_for(books)
        case_id = submitted_on(books, route, ids)
        step = step_of(books, case_id)
        asking = RequestCorrection(card_application_id=case_id, items=(StatedItem(field="achievements"),))

        books.send(asking, officer_at(step))
        supplied = SupplyCorrection(card_application_id=case_id, form=FormStatement(achievements="补充业绩"))
        books.send(supplied, specialist(ids["enterprise_id"]))

        assert the_case(books, case_id).status is CaseStatus.IN_PROCESS
        assert books.events()[-1].differences == ("achievements",)


class TestForwarding:
    def test_a_case_goes_alone_under_a_letter_of_its_own(self, books):
        case_id = submitted_on(books, "direct_commended", person_for(books))
        step = brought_to(books, case_id, StepKind.FORWARDING)
        forwarding = ForwardCase(card_application_id=case_id)

        assert books.refused(forwarding, officer_at(step)).field == "documents"
        event = books.send(forwarding, MIIT.model_copy(update={"documents": HRSS_FORWARDS.documents})).event

        assert (event.batch_id, event.next_step) == (None, "provincial_result")

    def test_a_case_on_a_place_of_a_quota_goes_with_its_batch(self, books):
        opened(books)
        ids = person_of(books)
        case_id = received(books, ids)

        refused = books.refused(ForwardCase(card_application_id=case_id), HRSS_FORWARDS)

        assert type(refused) is NotAtThisStep

    def test_a_draft_cannot_be_granted(self, books):
        ids = person_for(books)
        case_id = case_of(books.send(draft_on("front_end", ids), specialist(ids["enterprise_id"])))

        assert type(books.refused(GrantCard(card_application_id=case_id), HRSS)) is CaseNotInState

    def test_given_a_case_that_was_granted_when_it_is_granted_again_then_it_is_over_and_not_in_its_own_way(
        self, books
    ):
        case_id = submitted_on(books, "front_end", person_for(books))
        last = brought_to(books, case_id, StepKind.DECISION)
        books.send(GrantCard(card_application_id=case_id), officer_at(last))

        refused = books.refused(GrantCard(card_application_id=case_id), officer_at(last))

        assert type(refused) is CaseNotInState

    def test_a_form_can_be_filled_until_it_is_handed_in(self, books):
        ids = person_for(books)
        by = specialist(ids["enterprise_id"])
        case_id = case_of(books.send(draft_on("front_end", ids), by))

        books.send(FillForm(card_application_id=case_id, form=FormStatement(talent_class="A")), by)

        assert the_case(books, case_id).form.talent_class == "A"


class TestIssuing:
    @pytest.fixture
    def card_id(self, books):
        case_id = submitted_on(books, "front_end", person_for(books))
        ended(books, case_id)
        return the_case(books, case_id).card_id

    def test_a_card_for_who_is_still_to_come_is_numbered_when_it_is_issued_and_has_no_term(
        self, books, card_id
    ):
        sent = books.send(IssueCardEarly(card_id=card_id), HRSS)

        assert {event.TOPIC for event in sent.events} == {
            "CardNumbers.Opened",
            "CardNumbers.Drawn",
            "Card.IssuedEarly",
        }
        card = books.load(Card, card_id)
        assert card.card_number.startswith("ZBJY2024")
        assert card.valid_to is None

    def test_a_card_for_who_is_still_to_come_is_not_issued_with_a_term(self, books, card_id):
        refused = books.refused(IssueOwnCard(card_id=card_id, **TERM), HRSS)

        assert (type(refused), refused.clauses) == (IssuedOtherwise, ("R-16", "R-17", "W-3"))

    @pytest.mark.parametrize("planned", [date(2075, 1, 1), date.max])
    def test_a_card_for_who_is_to_come_in_a_year_that_nobody_means_is_not_issued_early(
        self, books, card_id, planned
    ):
        refused = books.refused(IssueCardEarly(card_id=card_id, planned_arrival=planned), HRSS)

        assert [(one.field, one.code) for one in refused.errors] == [("planned_arrival", "too_far_ahead")]

    def test_on_a_route_that_asks_for_no_arrival_ahead_a_card_is_issued_with_its_term_alone(self, books):
        case_id = submitted_on(books, "open_challenge", person_for(books))
        ended(books, case_id)
        card_id = the_case(books, case_id).card_id

        assert type(books.refused(IssueCardEarly(card_id=card_id), HRSS)) is IssuedOtherwise
        books.send(IssueOwnCard(card_id=card_id, **TERM), HRSS)
        card = books.load(Card, card_id)
        assert (card.status, card.differs_from_rule) == (CardStatus.IN_FORCE, False)

    def test_another_office_than_the_issuer_issues_no_card(self, books, card_id):
        issuing = IssueOwnCard(card_id=card_id, **TERM)

        assert type(books.refused(issuing, MIIT)) is NotYourDepartment

    def test_a_card_of_the_province_is_not_numbered_here(self, books):
        case_id = submitted_on(books, "flexible", person_for(books))
        ended(books, case_id)
        issuing = IssueOwnCard(card_id=the_case(books, case_id).card_id, **TERM)

        assert type(books.refused(issuing, HRSS)) is NotYourDepartment

    def test_nothing_is_transcribed_of_a_card_of_the_city(self, books, card_id):
        issuing = IssueCard(card_id=card_id, card_number="X1", **TERM)

        assert books.refused(issuing, HRSS_WRITES).field == "deciding_body"
