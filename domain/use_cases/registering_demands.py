"""Taking demands onto the books (登记、期初接管): who asks for what, in which ledger and area, under a new number."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.demand_item import DemandItem
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import KnownDemand
from domain.aggregates.talent import Talent
from domain.authorization import (
    ON_PAPER,
    Command,
    NotYourEnterprise,
    Permission,
    Role,
    acting_for,
    must_cover,
    officer,
    officer_of_city,
    specialist,
)
from domain.base import Authority, Capacity, Value
from domain.deadlines import days_between
from domain.demands import (
    MOST_YEARS,
    Beneficiary,
    Channel,
    DemandDetails,
    DemandStatus,
    EscalationLevel,
    OfAnotherLedger,
)
from domain.errors import Invalid, NotFound
from domain.fields import wrong
from domain.functions import Function
from domain.names import as_written, person_name
from domain.personal_data import Personal
from domain.phone_numbers import phone_text
from domain.policy.ledgers import Ledger, LedgerRule
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.assigning_demands import StatedUnit, unit_named
from domain.use_cases.demandwork import FreeText
from domain.use_cases.keeping_enterprises import enterprise_in, survivor_of
from domain.use_cases.matching_books import books_of
from domain.use_cases.numbering_demands import next_number
from domain.work import Work

Code = Annotated[str, Field(max_length=40)]
FORMER_NUMBER = r"^[0-9A-Za-z\u4e00-\u9fff()（）\u3014\u3015/-]{1,40}$"
FormerNumber = Annotated[str, Field(pattern=FORMER_NUMBER)]


class StatedDetails(Value):
    """What is asked for, as far as its ledger has a column for it."""

    content: FreeText = Field(repr=False)
    beneficiaries: tuple[Beneficiary, ...] = Field(default=(), max_length=4)
    policy_basis: str | None = Field(default=None, min_length=1, max_length=200, repr=False)
    conditions: FreeText | None = Field(default=None, repr=False)
    planned_on: date | None = None
    remark: FreeText | None = Field(default=None, repr=False)


class StatedDemand(Command):
    """A demand as the window writes it down, or the enterprise's specialist.

    Without an enterprise it is one of `area`, by default the office's own; with one, of the enterprise's. Who asks is
    the talent, or somebody of that `name` who is on no book.
    """

    city: Code
    ledger: Ledger
    category: Code | None = None
    channel: Channel | None = None
    area: str | None = Field(default=None, max_length=100)
    enterprise_id: UUID | None = None
    talent_id: UUID | None = None
    card_id: UUID | None = None
    card_application_id: UUID | None = None
    name: str | None = Field(default=None, max_length=100, repr=False)
    phone: str | None = Field(default=None, max_length=100, repr=False)
    raised_on: date | None = None
    details: StatedDetails


class RegisterDemand(StatedDemand):
    permitted: ClassVar[tuple[Permission, ...]] = (specialist, officer(Function.WINDOW, *DEPARTMENTS))
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class TakeOverDemand(StatedDemand):
    """An open item of the city's former books, on the cut-over date; the source file is named with its digest."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city(Function.WINDOW),)
    status: DemandStatus = DemandStatus.REGISTERED
    former_number: FormerNumber | None = None
    lead: StatedUnit | None = None
    escalated_to: EscalationLevel | None = None
    due_on: date | None = None


def register_demand(command: RegisterDemand, work: Work) -> DemandItem:
    intake = _intake(command, work)
    number = _number(intake, work)
    return work.add(DemandItem.register(number, **_facts(command, intake, number, work)))


def take_over_demand(command: TakeOverDemand, work: Work) -> DemandItem:
    if not any(paper.sha256 for paper in work.authority.documents):
        raise Invalid(SOURCE_FILE, field="documents")
    intake = _intake(command, work)
    item = item_taken_over(command, intake, _number(intake, work), work)
    if command.former_number is not None:
        known = KnownDemand(item.id, item.number)
        books = books_of(command.city, intake.authority, work)
        books.take_over_demand(command.ledger, command.former_number, known, intake.authority)
    return item


def item_taken_over(command: TakeOverDemand, intake: "Intake", number: str, work: Work) -> DemandItem:
    """The item as the former books had it, under its new number."""
    lead = None if command.lead is None else unit_named(command.lead, intake.pack, work, field="lead")
    item = DemandItem.take_over(
        number,
        status=command.status,
        former_number=command.former_number,
        lead=lead,
        escalated_to=command.escalated_to,
        due_on=command.due_on,
        days=_days(command, intake, work),
        **_facts(command, intake, number, work),
    )
    return work.add(item)


def details_of(stated: StatedDetails, ledger: Ledger, subject: UUID) -> DemandDetails:
    """The details to be sealed for the subject. Raises `OfAnotherLedger` for what the ledger has no column for."""
    for name, ledgers in COLUMNS.items():
        if ledger not in ledgers and getattr(stated, name):
            raise OfAnotherLedger(field=f"details.{name}")

    def sealed(said: str | None) -> Personal | None:
        return None if said is None else Personal(subject, said)

    return DemandDetails(
        content=Personal(subject, stated.content),
        beneficiaries=tuple(dict.fromkeys(stated.beneficiaries)),
        policy_basis=sealed(stated.policy_basis and as_written(stated.policy_basis)),
        conditions=sealed(stated.conditions),
        planned_on=stated.planned_on,
        remark=sealed(stated.remark),
    )


@dataclass(frozen=True, slots=True)
class Intake:
    """Whose demand it is, and where it belongs."""

    pack: PolicyPack
    rule: LedgerRule
    area: str
    enterprise: Enterprise | None
    authority: Authority


def _intake(command: StatedDemand, work: Work) -> Intake:
    day = work.authority.effective_on
    pack = work.policies.in_force(command.city, day)
    rule = pack.ledger(command.ledger)
    authority = work.under(pack, *rule.clauses)
    enterprise = _enterprise(command, pack, work)
    if authority.role == Role.SPECIALIST or authority.capacity is Capacity.ENTERING_FOR:
        if enterprise is None:
            raise wrong("enterprise_id", "missing", WHOSE_DEMAND)
        authority = acting_for(authority, enterprise.id)
    area = _area(command, enterprise, pack, work)
    must_cover(authority, area, pack.city_area.code)
    work.instance.must_keep(area, pack.city)
    return Intake(pack, rule, area, enterprise, authority)


def _enterprise(command: StatedDemand, pack: PolicyPack, work: Work) -> Enterprise | None:
    """The enterprise that was stated, or that of the specialist who asks. Raises `NotFound`."""
    authority = work.authority
    stated = command.enterprise_id or (authority.enterprise_id if authority.role == Role.SPECIALIST else None)
    if stated is None:
        return None
    enterprise = enterprise_in(pack.city, stated, work)
    enterprise.must_not_be_merged(field="enterprise_id")
    return enterprise


def _area(command: StatedDemand, enterprise: Enterprise | None, pack: PolicyPack, work: Work) -> str:
    if enterprise is not None:
        if command.area is not None:
            raise wrong("area", "of_the_enterprise", AREA_OF_ENTERPRISE)
        return enterprise.area
    written = command.area or work.authority.area or ""
    return pack.area_of(written, work.authority.effective_on).code


def _number(intake: Intake, work: Work) -> str:
    year = intake.authority.effective_on.year
    return next_number(intake.rule.prefix, intake.area, year, work.which_begun, work.last_given)


def _facts(command: StatedDemand, intake: Intake, number: str, work: Work) -> dict[str, Any]:
    """What both a registration and a taking-over state."""
    if command.category is not None:
        intake.rule.category(command.category)
    if command.name is not None and command.talent_id is not None:
        raise wrong("name", "of_the_talent", NAME_OF_TALENT)
    day, enterprise = intake.authority.effective_on, intake.enterprise
    subject = command.talent_id or DemandItem.id_of(number)
    specialist_now = None if enterprise is None else enterprise.specialists.on(day)
    return {
        "city": intake.pack.city,
        "area": intake.area,
        "ledger": command.ledger,
        "category": command.category,
        "channel": _channel(command, intake.authority),
        "raised_on": command.raised_on or day,
        "enterprise_id": None if enterprise is None else enterprise.id,
        "list_types": () if enterprise is None else _list_types(enterprise, intake.pack, day),
        "specialist_id": None if specialist_now is None else specialist_now.id,
        "name": None if command.name is None else Personal(subject, person_name(command.name)),
        "phone": None if command.phone is None else Personal(subject, phone_text(command.phone)),
        "details": details_of(command.details, command.ledger, subject),
        "authority": intake.authority,
        **_linked(command, intake, work),
    }


def _channel(command: StatedDemand, authority: Authority) -> Channel:
    """How it came in: what a specialist states did by the specialist."""
    if authority.role != Role.SPECIALIST:
        return command.channel or Channel.WINDOW
    if command.channel not in (None, Channel.SPECIALIST):
        raise wrong("channel", "by_the_specialist", BY_SPECIALIST)
    return Channel.SPECIALIST


def _linked(command: StatedDemand, intake: Intake, work: Work) -> dict[str, Any]:
    """The person, card and case that the demand is about, which belong together. Raises `NotFound` and `Invalid`."""
    _must_be_person(command, intake, work)
    if command.talent_id is None and (command.card_id or command.card_application_id):
        raise wrong("talent_id", "missing", WHOSE_CARD)
    card = None if command.card_id is None else work.load(Card, command.card_id)
    if card is not None and (card.talent_id != command.talent_id or card.city != intake.pack.city):
        raise wrong("card_id", "of_another_person", OF_ANOTHER_PERSON)
    case = (
        None
        if command.card_application_id is None
        else work.load(CardApplication, command.card_application_id)
    )
    if case is not None and (case.talent_id != command.talent_id or case.city != intake.pack.city):
        raise wrong("card_application_id", "of_another_person", OF_ANOTHER_PERSON)
    return {
        "talent_id": command.talent_id,
        "card_id": command.card_id,
        "card_type": None if card is None else card.card_type,
        "card_application_id": command.card_application_id,
    }


def _must_be_person(command: StatedDemand, intake: Intake, work: Work) -> None:
    """Refuse a person of another city's books, and one whom the specialist's enterprise does not employ."""
    if command.talent_id is None:
        return
    talent = work.load(Talent, command.talent_id)
    if talent.city != intake.pack.city:
        raise NotFound(field="talent_id", blocked_by={"kind": "talent", "id": str(talent.id)})
    if intake.authority.role == Role.SPECIALIST:
        employer = talent.employer_id
        known = None if employer is None else survivor_of(employer, partial(work.load, Enterprise)).id
        if intake.authority.enterprise_id != known:
            raise NotYourEnterprise(field="talent_id")
    talent.must_be_in_use()


def _list_types(enterprise: Enterprise, pack: PolicyPack, day: date) -> tuple[str, ...]:
    return tuple(kind.code for kind in pack.list_types if enterprise.is_listed_on(kind.code, day))


def _days(command: TakeOverDemand, intake: Intake, work: Work) -> int | None:
    """How many days the whole has that is due when the old book says. Raises `Invalid`."""
    if command.due_on is None:
        return None
    raised_on = command.raised_on or intake.authority.effective_on
    if command.due_on < raised_on:
        raise wrong("due_on", "before_it_was_raised", DUE_BEFORE_RAISED)
    if command.due_on.year > intake.authority.effective_on.year + MOST_YEARS:
        raise wrong("due_on", "too_far_ahead", DUE_TOO_FAR_AHEAD)
    rule = intake.rule.deadlines.whole
    return None if rule is None else days_between(raised_on, command.due_on, rule, work.calendar)


PUBLIC, MARKET, OPINION = Ledger.PUBLIC_SERVICE, Ledger.MARKET_SERVICE, Ledger.OPINION
COLUMNS = {  # which ledgers have a column for it
    "beneficiaries": (PUBLIC,),
    "policy_basis": (PUBLIC, OPINION),
    "conditions": (MARKET,),
    "planned_on": (MARKET,),
}
AREA_OF_ENTERPRISE = Text("区县以企业所在为准，无须填写", "is that of the enterprise")
BY_SPECIALIST = Text("服务专员提出的，渠道为specialist", "is `specialist` for what a specialist states")
DUE_TOO_FAR_AHEAD = Text(
    f"办结时限在{MOST_YEARS}年之后；没有时限的请留空",
    f"is more than {MOST_YEARS} years ahead; leave it out where there is none",
)
DUE_BEFORE_RAISED = Text("办结时限早于提出时间", "is before the day on which it was raised")
NAME_OF_TALENT = Text("已填人才的，不再填姓名", "is that of the talent, who is named")
OF_ANOTHER_PERSON = Text("不属于该人才", "is not that of the talent")
WHOSE_CARD = Text("填写人才卡或申报的，须填写其人才", "state the talent whose card or case it is")
SOURCE_FILE = Text("须注明来源文件及其SHA-256", "Name the source file with its SHA-256")
WHOSE_DEMAND = Text("须注明企业", "name the enterprise")
