"""Following a card's holder and its days: an early arrival, another employer, the end of the term (人才卡动态)."""

from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from domain.aggregates.card import Card
from domain.aggregates.card_holding import HoldingEnd
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import NotEmployed, Talent
from domain.authorization import ON_PAPER, Permission, must_know_of, specialist, system
from domain.base import Authority, Capacity
from domain.calendar import ONE_DAY
from domain.cards import (
    TERM_ENDED,
    CancellationCause,
    CardStatus,
    CardStaysBehind,
    IssuedOtherwise,
    NotAnEarlyCard,
    SuspensionGround,
)
from domain.errors import Invalid
from domain.fields import wrong
from domain.policy.card_life import EarlyArrival
from domain.policy.steps import Validity
from domain.text import Text
from domain.use_cases.cardwork import (
    CITY,
    FOR_HOLDER,
    CardCommand,
    CardFile,
    card_of_issuer,
    held_no_longer,
    opened_card,
    pack_of_cards,
)
from domain.use_cases.handling_plastic import number_of
from domain.use_cases.issuing_cards import route_of
from domain.use_cases.keeping_enterprises import survivor_of
from domain.work import Work

EARLY = "R-16"


class IssueCardEarly(CardCommand):
    """Issue a card of the city's own before its holder arrives; the arrival is that of the form unless it is stated."""

    planned_arrival: date | None = None


class ConfirmArrival(CardCommand):
    """The holder has come. The contract says until when the card is valid, where the rule goes by it."""

    permitted: ClassVar[tuple[Permission, ...]] = FOR_HOLDER
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    arrived_on: date
    contract_from: date | None = None
    contract_to: date | None = None


class ExtendArrival(CardCommand):
    planned_arrival: date


class LapseArrival(CardCommand):
    """Nobody has come within the days of grace; by the clock, with effect from the day after them."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


class GiveUpCard(CardCommand):
    """Nobody has come for so long after the arrival lapsed that the card is cancelled; by the clock."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


class MoveCard(CardCommand):
    """The holder's new employer, or an office, reports that the card goes along."""

    permitted: ClassVar[tuple[Permission, ...]] = (specialist, CITY)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class ExpireCard(CardCommand):
    """The term has ended; by the clock, with effect from the day after its last."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


def issue_card_early(command: IssueCardEarly, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work, EARLY)
    _arrivals(file)
    file.card.must_be(CardStatus.GRANTED)
    if not route_of(file.card, file.pack, work).issues_before_arrival:
        raise IssuedOtherwise(WITH_ITS_TERM, clauses=(EARLY,), blocked_by=file.card.shown())
    planned = command.planned_arrival or file.card.planned_arrival_on
    if planned is None:
        raise wrong("planned_arrival", "missing", PLANNED_WHEN)
    file.card.issue_early(
        card_number=number_of(None, file, work),
        issued_on=file.authority.effective_on,
        planned_arrival=planned,
        area=file.area,
        authority=file.authority,
    )
    return file.card


def confirm_arrival(command: ConfirmArrival, work: Work) -> Card:
    file = opened_card(command.card_id, work, EARLY)
    validity = route_of(file.card, file.pack, work).validity
    file.card.confirm_arrival(
        arrived_on=command.arrived_on,
        valid_from=command.arrived_on,
        valid_to=_end_of_term(command, validity, file.authority.effective_on),
        term_rule=validity.rule,
        contract_from=command.contract_from,
        contract_to=command.contract_to,
        area=file.area,
        authority=file.authority,
    )
    return file.card


def extend_arrival(command: ExtendArrival, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work, EARLY)
    rule, arrival = _arrivals(file), file.card.arrival
    longest = timedelta(days=rule.longest_extension_days)
    if arrival is not None and command.planned_arrival > arrival.planned_on + longest:
        raise wrong("planned_arrival", "too_late", TOO_LATE.filled(days=rule.longest_extension_days))
    file.card.extend_arrival(
        command.planned_arrival, at_most=rule.extensions, area=file.area, authority=file.authority
    )
    return file.card


def lapse_arrival(command: LapseArrival, work: Work) -> Card:
    file = opened_card(command.card_id, work, EARLY)
    rule, arrival = _arrivals(file), file.card.arrival
    last = arrival.planned_on + timedelta(days=rule.grace_days) if arrival else date.max
    authority = _from_the_day_after(last, file.authority, SuspensionGround.NOT_ARRIVED)
    file.card.lapse_arrival(grace_days=rule.grace_days, area=file.area, authority=authority)
    return file.card


def give_up_card(command: GiveUpCard, work: Work) -> Card:
    file = opened_card(command.card_id, work, EARLY)
    rule = _arrivals(file)
    day = file.card.given_up_on(rule.cancelled_after_days) or date.max
    authority = _from_the_day_after(day - ONE_DAY, file.authority, CancellationCause.NEVER_ARRIVED)
    file.card.give_up(after_days=rule.cancelled_after_days, area=file.area, authority=authority)
    held_no_longer(CardFile(file.card, file.area, file.pack, authority), HoldingEnd.CANCELLED, work)
    return file.card


def move_card(command: MoveCard, work: Work) -> Card:
    """The employer is the one that the person has by the books; late means with a reason."""
    card = work.load(Card, command.card_id)
    pack = pack_of_cards(card.city, card.card_type, work)
    day = work.authority.effective_on
    employers = work.load(Talent, card.talent_id).employers
    employer_id = employers.on(day)
    if employer_id is None:
        raise NotEmployed
    employer = survivor_of(employer_id, partial(work.load, Enterprise))
    must_know_of(work.authority, area=employer.area, enterprise_id=employer.id, city_area=pack.city_area.code)
    rule = pack.card_life(card.card_type).employer_move
    if not rule.follows:
        raise CardStaysBehind(clauses=rule.clauses, blocked_by=card.shown())
    moved_on = employers.since(day)
    if (day - moved_on).days > rule.within_days:
        work.authority.must_give_reason()
    card.move_to_employer(employer.id, moved_on=moved_on, area=employer.area, authority=work.under(pack))
    return card


def expire_card(command: ExpireCard, work: Work) -> Card:
    file = opened_card(command.card_id, work)
    last = file.card.valid_to or date.max
    authority = _from_the_day_after(last, file.authority, TERM_ENDED)
    file.card.expire(area=file.area, authority=authority)
    held_no_longer(CardFile(file.card, file.area, file.pack, authority), HoldingEnd.EXPIRED, work)
    return file.card


def _arrivals(file: CardFile) -> EarlyArrival:
    """What the policy says of early cards. Raises `NotAnEarlyCard` where it has none."""
    if file.life.arrival is None:
        raise NotAnEarlyCard(blocked_by=file.card.shown())
    return file.life.arrival


def _end_of_term(command: ConfirmArrival, validity: Validity, day: date) -> date:
    """The last day of the term: of so many years from the arrival on, or the last of the period that is stated."""
    if command.contract_from and command.contract_to and command.contract_to < command.contract_from:
        raise Invalid(ENDS_BEFORE_IT_BEGINS, field="contract_to")
    last_day = validity.last_day(command.arrived_on)
    if last_day is not None:
        return last_day
    if command.contract_to is None:
        raise wrong("contract_to", "missing", UNTIL_WHEN)
    if command.contract_to < command.arrived_on:
        raise Invalid(ENDS_BEFORE_ARRIVAL, field="contract_to")
    if command.contract_to < day:
        raise Invalid(OVER_ALREADY, field="contract_to")
    return command.contract_to


def _from_the_day_after(last: date, authority: Authority, ground: str) -> Authority:
    """The clock's authority, with effect from the day after the last, however late the clock has come to it."""
    if authority.effective_on <= last:
        return authority
    update = {"effective_on": last + timedelta(days=1), "reason_code": ground}
    return authority.model_copy(update=update)


ENDS_BEFORE_IT_BEGINS = Text("合同期止早于合同期起", "The contract ends before it begins")
ENDS_BEFORE_ARRIVAL = Text("合同在到岗之前已结束", "The contract ends before the arrival")
OVER_ALREADY = Text("合同在确认到岗之前已届满", "The contract is over before the arrival is on record")
PLANNED_WHEN = Text("须填写拟到岗日期", "State the day on which the holder is to arrive")
WITH_ITS_TERM = Text(
    "该途径的卡随有效期一并颁发", "By this route a card is issued with its term, and to who has come already"
)
TOO_LATE = Text("一次最多延长{days}日", "is more than {days} days later")
UNTIL_WHEN = Text("须填写合同期止", "State until when the contract is")
