"""Cases of Zibo on any route, brought from step to step by whoever acts there, as the pack says."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregates.card import Card
from domain.aggregates.panel import Panel
from domain.base import Authority, Capacity, DocumentReference
from domain.cases import CaseStatus, Opinion, ProvincialResult
from domain.identity_documents import DocumentKind
from domain.panels import Vote
from domain.policy.organizations import Level
from domain.policy.routes import Route
from domain.policy.steps import Desk, Step, StepKind, TermRule
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import DraftCardApplication
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.use_cases.arguing_cases import (
    CastPanelVote,
    ConcludePanel,
    ConfirmPanelConclusion,
    ConvenePanel,
    StatedExpert,
)
from domain.use_cases.deciding_cases import GiveOpinion, ReviewCase
from domain.use_cases.following_cards import ConfirmArrival, IssueCardEarly
from domain.use_cases.granting_cards import ForwardCase, GrantCard
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from domain.use_cases.keeping_enterprises import NamePrincipal
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from domain.use_cases.registering_talents import DocumentStatement
from tests.domain.books_of_zibo import CITY, LUJIAN, attested, listed, talent
from tests.domain.cases_of_zibo import HRSS_CONFIRMS, HRSS_WRITES, case_of, the_case
from tests.domain.made_up import identity_number_of
from tests.domain.officers import HRSS, officer, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

OPEN_ROUTES = tuple(route for route in ZIBO.routes if route not in ZIBO.quota_routes and route.steps)
CITY_AREA = ZIBO.city_area.code
LETTER_TO_PROVINCE = DocumentReference(
    kind="letter", number="淄人社函〔2024〕6号", issued_on=date(2024, 3, 14)
)

PERSON = {
    "gender": "男",
    "birth_date": date(1900, 1, 1),
    "phone": "13800000000",
    "pledged_on": date(2024, 3, 15),
}
ANNEX_2 = FormStatement(
    **PERSON,
    ethnicity="汉族",
    native_place="山东淄博",
    political_status="群众",
    education="博士研究生毕业",
    school_and_major="示例大学 材料学",
    graduated_on="1925.07",
    planned_introduction_on="2024年9月",
    postal_address="示例路1号",
    talent_class="B类（省级杰出人才）",
    class_ground="示例目录B类第3项",
    resume="1925年毕业",
    achievements="示例奖",
)
CLASSES = {"direct_commended": "leading", "flexible": "national", "open_challenge": "C"}


def form_of(route: str) -> FormStatement:
    """What the enterprise states on the form of the route."""
    if route == "front_end":
        return ANNEX_2
    return FormStatement(
        **PERSON, achievements="示例业绩", class_ground="示例依据", talent_class=CLASSES.get(route)
    )


def person_for(
    books: Books, *, area: str = "zhangdian", name: str = LUJIAN, number: int = 1, is_head: bool = True
) -> dict[str, Any]:
    """A listed enterprise with a specialist, and an attested person, who is known to be its head."""
    (enterprise_id,) = listed(books, name, area=area)
    books.send(AppointSpecialist(enterprise_id=enterprise_id, name="陈专员", phone="13800000001"), HRSS)
    talent_id = talent(books, "李思源", number, area=area)
    attested(books, talent_id)
    if is_head:
        named = books.send(NamePrincipal(enterprise_id=enterprise_id, name="李思源"), HRSS).event
        document = DocumentStatement(
            kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(number)
        )
        found = IdentifyPrincipal(
            enterprise_id=enterprise_id, principal_id=named.principal_id, document=document
        )
        books.send(found, HRSS)
    return {"enterprise_id": enterprise_id, "talent_id": talent_id}


def draft_on(route: str, ids: dict[str, Any], **stated: Any) -> DraftCardApplication:
    facts = {"city": CITY, "route": route, "form": form_of(route), **ids, **stated}
    return DraftCardApplication(**facts)


def submitted_on(books: Books, route: str, ids: dict[str, Any]) -> UUID:
    return case_of(books.send(draft_on(route, ids, submit=True), specialist(ids["enterprise_id"])))


def step_of(books: Books, case_id: UUID) -> Step:
    """The step at which the case is."""
    case = the_case(books, case_id)
    return ZIBO.route(case.route).steps.step(case.step)


def officer_at(
    step: Step, area: str = "zhangdian", *, desk: Desk | None = None, **standing: Any
) -> Authority:
    """Somebody in the office whose turn it is, who acts at no other step."""
    acting = desk or next(
        one for one in step.desks if not (one.level is Level.DISTRICT and area == CITY_AREA)
    )
    where = area if acting.level is Level.DISTRICT else CITY_AREA
    return officer(acting.function, where, actor=f"{step.code}-{where}-{acting.function}", **standing)


def passed(books: Books, case_id: UUID, area: str = "zhangdian") -> None:
    """The step is done with, and the case goes on."""
    step = step_of(books, case_id)
    _PASSED[step.kind](books, case_id, step, area)


def brought_to(books: Books, case_id: UUID, kind: StepKind, area: str = "zhangdian") -> Step:
    """The case has come to its step of this kind."""
    while step_of(books, case_id).kind is not kind:
        passed(books, case_id, area)
    return step_of(books, case_id)


def ended(books: Books, case_id: UUID, area: str = "zhangdian") -> None:
    """The case has gone its whole way."""
    while the_case(books, case_id).status is CaseStatus.IN_PROCESS:
        passed(books, case_id, area)


def issued(books: Books, card_id: UUID) -> Card:
    """The card has its number and its term."""
    term = {
        "card_id": card_id,
        "issued_on": "2024-03-15",
        "valid_from": "2024-03-15",
        "valid_to": "2027-03-14",
        "term_rule": TermRule.CONTRACT_PERIOD,
    }
    granted: Card = books.load(Card, card_id)
    if ZIBO.card_type(granted.card_type).number is None:
        books.send(IssueCard(card_number="HC123", **term), HRSS_WRITES)
    elif granted.planned_arrival_on is None:
        books.send(IssueOwnCard(**term), HRSS)
    else:
        books.send(IssueCardEarly(card_id=card_id, planned_arrival=term["valid_from"]), HRSS)
        arrived = {"arrived_on": term["valid_from"], "contract_to": term["valid_to"]}
        books.send(ConfirmArrival(card_id=card_id, **arrived), HRSS)
    card: Card = books.load(Card, card_id)
    return card


def walks_to_a_card(route: Route) -> bool:
    """Whether the steps of a route can all be passed one after the other."""
    return all(step.kind in _PASSED for step in route.steps)


def _opinion(books: Books, case_id: UUID, step: Step, area: str) -> None:
    command = GiveOpinion(card_application_id=case_id, opinion=Opinion.AGREED)
    books.send(command, officer_at(step, area))


def _review(books: Books, case_id: UUID, step: Step, area: str) -> None:
    books.send(ReviewCase(card_application_id=case_id), officer_at(step, area))


def _forwarding(books: Books, case_id: UUID, step: Step, area: str) -> None:
    sender = officer_at(step, area, documents=(LETTER_TO_PROVINCE,))
    books.send(ForwardCase(card_application_id=case_id), sender)


def _result(books: Books, case_id: UUID, step: Step, area: str) -> None:
    answered_by_province(books, case_id, ProvincialResult.APPROVED)


def _panel(books: Books, case_id: UUID, step: Step, area: str) -> None:
    argued(books, case_id)


def argued(books: Books, case_id: UUID, *votes: Vote) -> Panel:
    """A panel of five has voted like this, all in favour unless stated otherwise, and its conclusion is confirmed."""
    panel = convened(books, case_id)
    for member_id, vote in zip(panel.experts, votes or (Vote.AGREE,) * 5, strict=True):
        books.send(CastPanelVote(panel_id=panel.id, member_id=member_id, vote=vote), HRSS_WRITES)
    books.send(ConcludePanel(panel_id=panel.id), HRSS_WRITES)
    books.send(ConfirmPanelConclusion(panel_id=panel.id), HRSS_CONFIRMS)
    return books.load(Panel, panel.id)


def convened(books: Books, case_id: UUID, experts: int = 5) -> Panel:
    """The province has convened so many experts about the case."""
    members = tuple(
        StatedExpert(name=f"论证{'甲乙丙丁戊己庚'[n]}", organization="示例大学") for n in range(experts)
    )
    sent = books.send(ConvenePanel(card_application_id=case_id, members=members), HRSS_WRITES)
    return books.load(Panel, UUID(sent.receipt.answer["id"]))


def _decision(books: Books, case_id: UUID, step: Step, area: str) -> None:
    books.send(GrantCard(card_application_id=case_id), officer_at(step, area))


def answered_by_province(books: Books, case_id: UUID, result: ProvincialResult) -> None:
    """What the province answered is written down by one officer, and confirmed by another."""
    writes = HRSS_WRITES.model_copy(update={"reason": "见省里文件"})
    assert writes.capacity is Capacity.TRANSCRIBING
    books.send(TranscribeResult(card_application_id=case_id, result=result), writes)
    books.send(ConfirmResult(card_application_id=case_id), HRSS_CONFIRMS)


_PASSED: dict[StepKind, Callable[[Books, UUID, Step, str], None]] = {
    StepKind.OPINION: _opinion,
    StepKind.REVIEW: _review,
    StepKind.FORWARDING: _forwarding,
    StepKind.PANEL: _panel,
    StepKind.PROVINCIAL_RESULT: _result,
    StepKind.DECISION: _decision,
}
