"""Lives to be copied: an enterprise with its people, their cases, cards and demands over five years, day by day.

Everything goes through the real office (`tests.in_memory.Books`): the real aggregates decide, the real mapper seals. What a
life comes to is drawn by its seed, with the shares of an office: which route, who is returned, refused or withdrawn, which card is
renewed, revoked or expires. What is under way on the last day stays under way.

A life is a generator: it acts, and yields after how many days it acts again.
"""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.enterprise_list import ListMode
from domain.authorization import Command
from domain.base import Authority, Event
from domain.calendar import OFFICE_ZONE
from domain.cards import CancellationCause, DeliveryWay, Recipient, RevocationCause
from domain.cases import CaseStatus, ProvincialResult
from domain.demands import Adoption, Grade
from domain.errors import Refusal
from domain.identity_documents import DocumentKind
from domain.policy.ledgers import Ledger
from domain.policy.steps import StepKind, TermRule
from domain.registration_form import FormStatement
from domain.use_cases import (
    applying_for_cards,
    assigning_demands,
    deciding_cards,
    deciding_cases,
    escalating_demands,
    following_cards,
    following_up_demands,
    granting_cards,
    handling_demands,
    handling_plastic,
    issuing_cards,
    registering_demands,
    taking_in_cases,
)
from domain.use_cases.appointing_specialists import AppointSpecialist
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise
from domain.use_cases.keeping_enterprises import NamePrincipal
from domain.use_cases.registering_talents import DocumentStatement, RegisterTalent
from tests.domain.books_of_zibo import CITY, attested, imported
from tests.domain.cards_of_zibo import CLOCK, CONFIRMS, ISSUER, WRITES, why
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.domain.officers import DRC, HRSS, officer, specialist
from tests.domain.routes_of_zibo import answered_by_province, draft_on, form_of, officer_at, passed
from tests.domain.zibo import SHANDONG, ZIBO
from tests.in_memory import Books, Sent

FIRST, LAST = date(2023, 12, 18), date(2028, 12, 15)
AREA = "zhangdian"
ROUTES = {  # in a hundred cases; the places of the quota and the honor cards are few beside them
    "front_end": 38,
    "open_challenge": 26,
    "flexible": 20,
    "direct_commended": 16,
}
OF_HEADS = "panel"  # on which one head of an enterprise in two applies
DEADLINES = ((3, 31), (6, 30), (9, 30), (12, 31))  # by which the departments want the papers
LEDGERS = {
    Ledger.PUBLIC_SERVICE: (60, ("schooling", "education")),
    Ledger.MARKET_SERVICE: (25, ("financing", "finance")),
    Ledger.OPINION: (15, ("platforms", "science")),
}
GIVEN_UP, LYING, UNSENT = 0.4, 0.45, 0.5  # before it was handed in, lying there still, handed in later
Life = Iterator[int]


class Diary(Books):
    """Books in which it is always the day on which something happens, and later with everything that happens."""

    def __init__(self, seed: int) -> None:
        super().__init__(SHANDONG, ZIBO)
        self.chance = Random(seed)
        self.day = FIRST
        self.literals: dict[str, tuple[str, int]] = {}  # what has to be another in every copy
        self.commands: list[
            tuple[int, int, str, str]
        ] = []  # from which event to which, its name, and whose it is
        self._seconds = count()

    def send(self, command: Command, authority: Authority, **request: Any) -> Sent:
        begins = self.log.size
        at = datetime.combine(self.day, time(9), OFFICE_ZONE) + timedelta(
            seconds=10 * next(self._seconds) % 20_000
        )
        sent = super().send(
            command, authority.model_copy(update={"effective_on": self.day, "at": at}), **request
        )
        self.commands.append((begins, self.log.size, type(command).__name__, authority.actor))
        return sent

    def events(self, after: int = 0) -> list[Event]:
        return [self.store.mapper.to_domain_event(record) for record in self.log._stored_events[after:]]

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def literal(self, kind: str, said: str) -> str:
        self.literals[said] = (kind, len(self.literals))
        return said

    # -- living ------------------------------------------------------------------------------------------------------

    def live(self, *lives: tuple[date, Life]) -> None:
        """Let all of them act, each on its day, until the last day."""
        agenda = [(day, at, life) for at, (day, life) in enumerate(lives)]
        heapq.heapify(agenda)
        while agenda:
            self.day, at, life = heapq.heappop(agenda)
            if self.day > LAST:
                continue
            with suppress(StopIteration, Refusal):  # whom the office refuses, does not come again
                heapq.heappush(agenda, (working_day(self.day + timedelta(next(life))), at, life))


def company(seed: int, cases: int) -> Diary:
    """An enterprise with so many cases of its people, and what else it asks for."""
    diary = Diary(seed)
    founded = working_day(FIRST + timedelta(110 + diary.chance.randrange(60)))
    diary.day = founded
    name = diary.literal("enterprise", f"淄博示例{seed:05d}号新材料有限公司")
    uscc = diary.literal("uscc", credit_code_of(seed % 99_999 + 1))
    listing = ImportEnterpriseList(
        city=CITY,
        list_type="cluster_leader",
        mode=ListMode.ADDITIONS,
        document_number=diary.literal("document", f"示例发改〔2024〕{seed:05d}号"),
        file_sha256=diary.literal("digest", f"{seed + 1:064x}"),
        rows=(ListedEnterprise(row=2, name=name, uscc=uscc, area=AREA),),
    )
    [row] = imported(diary.send(listing, DRC)).rows
    enterprise_id = row.enterprise_id
    diary.send(AppointSpecialist(enterprise_id=enterprise_id, name="陈专员", phone="13800000001"), HRSS)
    begun = sorted(day_of_application(diary.chance, founded) for _ in range(cases))
    lives = [(day, case(diary, enterprise_id, number)) for number, day in enumerate(begun)]
    asked = [
        working_day(founded + timedelta(diary.chance.randrange((LAST - founded).days)))
        for _ in range(cases // 6)
    ]
    diary.live(*lives, *((day, demand(diary, enterprise_id)) for day in sorted(asked)))
    return diary


def day_of_application(chance: Random, founded: date) -> date:
    """Most are begun in the weeks before a deadline, and more of them every year."""
    year = chance.choices(range(2024, 2029), (10, 14, 18, 24, 34))[0]
    month, day = chance.choice(DEADLINES)
    before = chance.choice((3, 5, 8, 10, 12, 16, 21, 28, 35, chance.randrange(180)))
    return working_day(max(date(year, month, day) - timedelta(before), founded + timedelta(1)))


def working_day(day: date) -> date:
    return day + timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


# ── A case and its card ──────────────────────────────────────────────────────────────────────────────────────────────


def case(diary: Diary, enterprise_id: UUID, number: int) -> Life:
    """From the registration of the person on, through the offices, to a card or to nothing."""
    chance = diary.chance
    by = why(specialist(enterprise_id))
    talent_id = person(diary, enterprise_id, number)
    [route] = chance.choices(list(ROUTES), list(ROUTES.values()))
    if number == 0 and diary.happens(0.5):
        route = OF_HEADS
        head(diary, enterprise_id, number)
    yield chance.randrange(3)
    ids = {"enterprise_id": enterprise_id, "talent_id": talent_id}
    fate = chance.random()
    if fate > LYING:
        attested(diary, talent_id)
    sent = diary.send(draft_on(route, ids, form=stated_on(route, diary.day), submit=fate > UNSENT), by)
    case_id = next(event.originator_id for event in sent.events if isinstance(event, CardApplication.Drafted))
    of = {"card_application_id": case_id}
    if fate <= UNSENT:
        yield chance.randrange(5, 40)
        if fate <= GIVEN_UP:  # given up before it was handed in, or lying there still
            diary.send(applying_for_cards.WithdrawCardApplication(**of), by)
            return
        if fate <= LYING:
            return
        diary.send(applying_for_cards.SubmitCardApplication(**of), by)
    while (now := diary.load(CardApplication, case_id)).status is CaseStatus.IN_PROCESS:
        yield chance.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 18, chance.randrange(20, 400)))
        if not decided(diary, now, route, chance.random()):
            break
        if diary.load(CardApplication, case_id).status is CaseStatus.CORRECTION_REQUESTED:
            yield chance.randrange(1, 12)
            form = FormStatement(phone=f"139{chance.randrange(10**8):08d}")
            diary.send(applying_for_cards.SupplyCorrection(**of, form=form), by)
    if now.status is CaseStatus.APPROVED and now.card_id is not None:
        yield from card(diary, now.card_id, by)


def head(diary: Diary, enterprise_id: UUID, number: int) -> None:
    """The person is known to lead the enterprise."""
    named = diary.send(NamePrincipal(enterprise_id=enterprise_id, name="示例人才"), HRSS).event
    document = DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=number_of(number))
    command = IdentifyPrincipal(
        enterprise_id=enterprise_id, principal_id=named.principal_id, document=document
    )
    diary.send(command, HRSS)


def number_of(number: int) -> str:
    """A man's, as the forms say."""
    return identity_number_of(1 + 2 * (number % 499))


def stated_on(route: str, day: date) -> FormStatement:
    """The form of the route; who is not here yet comes in half a year."""
    form = form_of(route)
    if form.planned_introduction_on is None:
        return form
    arrives = day + timedelta(182)
    return form.model_copy(update={"planned_introduction_on": f"{arrives.year}年{arrives.month}月"})


def person(diary: Diary, enterprise_id: UUID, number: int) -> UUID:
    document = DocumentStatement(kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=number_of(number))
    command = RegisterTalent(
        city=CITY, area=AREA, name="示例人才", document=document, employer_id=enterprise_id
    )
    return UUID(diary.send(command, specialist(enterprise_id)).receipt.answer["id"])


def decided(diary: Diary, now: CardApplication, route: str, chance: float) -> bool:
    """What the office does whose turn it is; whether the case goes on from there."""
    of, step = {"card_application_id": now.id}, ZIBO.route(route).steps.step(now.step)
    if step.kind is StepKind.PANEL and now.open_panel_id is None:
        passed(diary, now.id, AREA)
        return True
    by = why(officer_at(step, AREA))
    if chance < 0.05 and step.kind in (StepKind.REVIEW, StepKind.DECISION):
        note = deciding_cases.StatedItem(field="phone", note="请补充")
        diary.send(deciding_cases.RequestCorrection(**of, items=(note,)), by)
    elif chance < 0.17 and step.kind is StepKind.REVIEW:
        diary.send(deciding_cases.NotRecommend(**of), by)
        return False
    elif chance < 0.21:
        diary.send(applying_for_cards.WithdrawCardApplication(**of), why(specialist(now.enterprise_id)))
        return False
    elif chance < 0.26 and step is not ZIBO.route(route).steps[0] and step.kind is StepKind.REVIEW:
        diary.send(deciding_cases.ReturnCase(**of, to_step=ZIBO.route(route).steps[0].code), by)
    elif chance < 0.36 and step.kind is StepKind.DECISION:
        diary.send(granting_cards.DeclineCard(**of), by)
        return False
    elif chance < 0.35 and step.kind is StepKind.PROVINCIAL_RESULT:
        answered_by_province(diary, now.id, ProvincialResult.REJECTED)
        return False
    else:
        if now.intake is None and chance < 0.6 and step.kind is StepKind.REVIEW:
            with suppress(Refusal):  # on some routes cases are taken in at a later step
                diary.send(taking_in_cases.AcceptCase(**of), by)
        passed(diary, now.id, AREA)
    return True


def card(diary: Diary, card_id: UUID, holder: Authority) -> Life:
    """A card from its issue on: the plastic, and how it ends."""
    chance, of = diary.chance, {"card_id": card_id}
    granted: Card = diary.load(Card, card_id)
    issuer, other = (WRITES, CONFIRMS) if granted.card_type == "huicai" else (ISSUER, ISSUER)
    yield chance.randrange(2, 20)
    term = {
        "issued_on": diary.day,
        "valid_from": diary.day,
        "valid_to": diary.day + timedelta(364 * 3),
        "term_rule": TermRule.CONTRACT_PERIOD,
    }
    if granted.card_type == "huicai":
        number = diary.literal("card_number", f"SDHC{card_id.int % 10**6:06d}")
        diary.send(issuing_cards.IssueCard(**of, card_number=number, **term), issuer)
    elif granted.planned_arrival_on is None:
        diary.send(issuing_cards.IssueOwnCard(**of, **term), issuer)
    else:
        diary.send(following_cards.IssueCardEarly(**of, planned_arrival=diary.day + timedelta(60)), issuer)
        yield chance.randrange(10, 55)
        arrived = {
            "arrived_on": diary.day,
            "contract_from": diary.day,
            "contract_to": diary.day + timedelta(364 * 3),
        }
        diary.send(following_cards.ConfirmArrival(**of, **arrived), holder)
    yield chance.randrange(3, 15)
    if diary.happens(0.5):
        signed = {"recipient": Recipient.HOLDER, "received_by": "示例人才"}
        if granted.card_type == "huicai":
            diary.send(handling_plastic.ProduceCard(**of), issuer)
            diary.send(handling_plastic.DispatchCard(**of, way=DeliveryWay.COUNTER), other)
            yield chance.randrange(1, 9)
            diary.send(handling_plastic.DeliverCard(**of, **signed), other)
    way = chance.random()
    if way < 0.04:
        yield chance.randrange(60, 700)
        diary.send(deciding_cards.SuspendCard(**of), issuer)
    elif way < 0.06:
        yield chance.randrange(60, 700)
        diary.send(deciding_cards.RevokeCard(**of, cause=RevocationCause.BREACH), issuer)
    elif way < 0.09:
        yield chance.randrange(60, 700)
        diary.send(deciding_cards.CancelCard(**of, cause=CancellationCause.OWN_WISH), issuer)
    valid_to = diary.load(Card, card_id).valid_to
    if valid_to is None:
        return
    yield max((valid_to - diary.day).days - 30, 1)
    if diary.happens(0.6):
        renewed = term | {
            "issued_on": diary.day,
            "valid_from": valid_to + timedelta(1),
            "valid_to": valid_to + timedelta(364 * 3),
        }
        own = (
            {}
            if granted.card_type != "huicai"
            else {"card_number": diary.literal("card_number", f"SDHD{card_id.int % 10**6:06d}")}
        )
        diary.send(deciding_cards.RenewCard(**of, **renewed, **own), issuer)
        return
    yield 40
    diary.send(following_cards.ExpireCard(**of), CLOCK)


# ── A demand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def demand(diary: Diary, enterprise_id: UUID) -> Life:
    """From its registration at the window, through the unit, to whoever asked for it."""
    chance = diary.chance
    window = why(officer("window", AREA))
    [(ledger, (_, (category, function)))] = chance.choices(
        list(LEDGERS.items()), [share for share, _ in LEDGERS.values()]
    )
    details = registering_demands.StatedDetails(content="请协调，材料齐全（示例）")
    raised = registering_demands.RegisterDemand(
        city=CITY, details=details, ledger=ledger, category=category, enterprise_id=enterprise_id
    )
    item_id = UUID(diary.send(raised, window).receipt.answer["id"])
    of, unit = {"demand_item_id": item_id}, why(officer(function))
    yield chance.randrange(3)
    if diary.happens(0.03):
        diary.send(following_up_demands.WithdrawDemand(**of), window)
        return
    diary.send(assigning_demands.AssignDemand(**of), window)
    yield chance.randrange(3)
    diary.send(assigning_demands.AcceptAssignment(**of), unit)
    if diary.happens(0.05):
        yield chance.randrange(1, 9)
        diary.send(escalating_demands.EscalateDemand(**of, to="city"), window)
        return
    yield chance.choice((5, 8, 11, 14, 18, 25, 40))
    if diary.happens(0.04):
        diary.send(handling_demands.ExplainDemand(**of, explanation="不符合现行政策（示例）"), unit)
        return
    adopted = {"adoption": Adoption.ADOPTED} if ledger is Ledger.OPINION else {}
    diary.send(handling_demands.SettleDemand(**of, result="已办结（示例）", **adopted), unit)
    yield chance.randrange(1, 6)
    if diary.happens(0.8):
        diary.send(following_up_demands.CallBack(**of, reached=True), window)
        grade = chance.choices([*Grade], (50, 35, 9, 4, 2))[0]
        diary.send(following_up_demands.RateDemand(**of, grade=grade), why(specialist(enterprise_id)))
    if diary.happens(0.03):
        yield chance.randrange(5, 30)
        diary.send(following_up_demands.ReopenDemand(**of), window)
