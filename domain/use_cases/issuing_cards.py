"""Granting a card, and writing down the number and the term that its issuer gave it (发卡)."""

from datetime import date
from functools import partial
from typing import Any, ClassVar, Protocol
from uuid import UUID

from pydantic import Field

from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.card_holding import CardHolding, HolderExclusion
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import Talent
from domain.authorization import Command, NotYourDepartment, Permission, must_know_of, officer_of_city
from domain.base import Authority, Capacity
from domain.cards import TOO_FAR_AHEAD, CardStatus, IssuedOtherwise, is_too_far_ahead
from domain.fields import wrong
from domain.names import tidy
from domain.personal_data import Personal
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.policy.refusals import UnknownRoute
from domain.policy.routes import Route
from domain.policy.steps import TermRule, Validity
from domain.registration_form import last_day
from domain.text import Text
from domain.use_cases.cardwork import pack_of_cards
from domain.use_cases.casework import HRSS, CaseFile, must_name_issuer
from domain.use_cases.checking_cases import opened
from domain.use_cases.keeping_enterprises import survivor_of
from domain.use_cases.numbering_cards import numbers_drawn
from domain.work import Work


class TermOfCard(Command):
    """From when to when a card is valid, and by which rule."""

    card_id: UUID
    issued_on: date
    valid_from: date
    valid_to: date
    term_rule: TermRule


class IssueCard(TermOfCard):
    """What the province's document says of the card (decided point 7)."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.TRANSCRIBING})
    card_number: str = Field(min_length=1, max_length=40)


class IssueOwnCard(TermOfCard):
    """Issue a card of the city's own as its issuer; its number is given here (decided point 7)."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(*DEPARTMENTS),)


def issue_card(command: IssueCard, work: Work) -> Card:
    card, pack = _known_card(command, work)
    authority = work.under(pack, *_clauses(route_of(card, pack, work)))
    must_name_issuer(card.card_type, pack, authority)
    return _issued(card, tidy(command.card_number), command, pack, authority, work)


def issue_own_card(command: IssueOwnCard, work: Work) -> Card:
    card, pack = _known_card(command, work)
    kind = pack.card_type(card.card_type)
    if (work.authority.area, work.authority.function) != (kind.issuer.area, kind.issuer.function):
        raise NotYourDepartment(blocked_by={"kind": "card_type", "id": kind.code})
    card.must_be(CardStatus.GRANTED)
    route = route_of(card, pack, work)
    if route.issues_before_arrival:
        raise IssuedOtherwise(BEFORE_ARRIVAL, clauses=route.clauses, blocked_by=card.shown())
    authority = work.under(pack, *_clauses(route))
    (number,) = numbers_drawn(1, kind, card.city, authority, work)
    return _issued(card, number, command, pack, authority, work)


def _known_card(command: TermOfCard, work: Work) -> tuple[Card, PolicyPack]:
    """The card, for whoever may know of it, and the policy of the day. Raises `NotFound`."""
    card = work.load(Card, command.card_id)
    pack = pack_of_cards(card.city, card.card_type, work)
    area = _area(card, work)
    must_know_of(work.authority, area=area, enterprise_id=card.enterprise_id, city_area=pack.city_area.code)
    return card, pack


def _issued(
    card: Card, number: str, command: TermOfCard, pack: PolicyPack, authority: Authority, work: Work
) -> Card:
    must_be_a_term(command, authority.effective_on)
    card.issue(
        card_number=number,
        issued_on=command.issued_on,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        term_rule=command.term_rule,
        differs_from_rule=differs(command, route_of(card, pack, work).validity),
        area=_area(card, work),
        authority=authority,
    )
    return card


def _clauses(route: Route) -> tuple[str, ...]:
    """What the issue of a card stands on: the last step of its route."""
    return (route.steps[-1].clauses if route.steps else ()) or route.clauses


def granted_card(card_id: UUID, file: CaseFile, work: Work) -> Card:
    """The card that the case has ended in; its person holds it from now on."""
    case = file.case
    card = Card.grant(
        card_id,
        talent_id=case.talent_id,
        authority=file.authority,
        area=file.area,
        city=case.city,
        card_type=case.card_type,
        enterprise_id=case.enterprise_id,
        route=file.route.kind,
        card_application_id=case.id,
        department=case.department,
        list_type=case.list_type,
        quota_year=case.quota_year,
        **_stated_on_the_form(case, work),
    )
    holding_of(case.talent_id, case.card_type, file.authority, work).take(card.id, file.authority)
    return work.add(card)


def _stated_on_the_form(case: CardApplication, work: Work) -> dict[str, Any]:
    """The person's class with its ground, and by when a person who is not here yet is to come."""
    form = case.form
    assert form is not None  # a case that was submitted has one
    planned = form.planned_introduction_on
    return {
        **stated_class(case, work),
        "planned_arrival_on": None if planned is None else last_day(opened(planned, work)),
    }


def stated_class(case: CardApplication, work: Work) -> dict[str, Any]:
    """The person's class with its ground, as the form has them."""
    form = case.form
    assert form is not None  # a case that was submitted has one
    ground = form.class_ground
    return {
        "talent_class": form.talent_class,
        "class_ground": None if ground is None else Personal(case.talent_id, opened(ground, work)),
    }


def route_of(card: Card, pack: PolicyPack, work: Work) -> Route:
    """The route on which a card was granted, as the policy of the day has it. Raises `UnknownRoute`.

    If that has it no longer, as the policy had it under which the card was granted: what was begun comes to its end.
    """
    if card.card_application_id is not None:
        case = work.load(CardApplication, card.card_application_id)
        has_it = any(route.code == case.route for route in pack.routes)
        return (pack if has_it else work.policies.version(case.policy_version)).route(case.route)
    for route in pack.routes:
        if (route.kind, route.card_type) == (card.route, card.card_type):
            return route
    raise UnknownRoute.named()


def holding_of(talent_id: UUID, card_type: str, authority: Authority, work: Work) -> CardHolding:
    """Which card of this type the person holds, from the first one on."""
    known = work.find(CardHolding, CardHolding.id_of(talent_id, card_type))
    return known or work.add(CardHolding.open(talent_id, card_type, authority))


def exclude_from_cards(
    talent: Talent, cause: HolderExclusion, authority: Authority, pack: PolicyPack, work: Work
) -> None:
    """Keep what excludes the person apart from every grant of the same instant, of whichever card type."""
    for kind in pack.known_card_types:
        holding_of(talent.id, kind.code, authority, work).exclude(cause, authority)


def _area(card: Card, work: Work) -> str:
    if card.enterprise_id is None:
        return card.area
    return survivor_of(card.enterprise_id, partial(work.load, Enterprise)).area


class Term(Protocol):
    """From when to when a card is to be valid, and by which rule."""

    @property
    def issued_on(self) -> date: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date: ...
    @property
    def term_rule(self) -> TermRule: ...


def must_be_a_term(term: Term, day: date) -> None:
    """Refuse a card that is issued on a day to come, or whose term begins in a year that nobody means. Raises `Invalid`."""
    if term.issued_on > day:
        raise wrong("issued_on", "not_yet", NOT_YET)
    if is_too_far_ahead(term.valid_from, day):
        raise wrong("valid_from", "too_far_ahead", TOO_FAR_AHEAD)


def differs(term: Term, validity: Validity) -> bool:
    """Whether the issuer's term is another than our rule gives; it is flagged, never refused."""
    if term.term_rule is not validity.rule:
        return True
    last_day = validity.last_day(term.valid_from)
    return last_day is not None and term.valid_to != last_day


def differs_from_route(term: Term, card: Card, pack: PolicyPack, work: Work) -> bool:
    """The same by the rule of the card's route; a card of former times may have none, and so no rule."""
    try:
        route = route_of(card, pack, work)
    except UnknownRoute:
        return False
    return differs(term, route.validity)


BEFORE_ARRIVAL = Text(
    "该途径的卡在到岗前提前发放，有效期自到岗起算",
    "By this route a card is issued before its holder arrives, and its term begins with the arrival",
)
NOT_YET = Text("发卡日期不得晚于生效日期", "is later than the day on which it has effect")
