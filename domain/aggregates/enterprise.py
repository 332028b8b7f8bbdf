"""Enterprise (重点产业企业): its dated names, its places on the departments' lists, its principals.

    Registered ── CreditCodeStated ── Renamed ↺
        on a list:   Listed ⇄ Delisted                (one entry per list type at a time)
        principals:  PrincipalNamed ─> PrincipalLeft

Invariants: at most one current entry per list type; a principal leaves once. The id is random; code and
names are dated facts (decided point 1).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.errors import Conflict, NotFound, RuleViolation
from domain.personal_data import PersonalData
from domain.text import Text


class PrincipalRole(StrEnum):
    """What a principal is in the enterprise (主要负责人身份, decided point 2)."""

    CHAIRMAN = "chairman"  # 董事长
    GENERAL_MANAGER = "general_manager"  # 总经理
    LEGAL_REPRESENTATIVE = "legal_representative"  # 法定代表人
    TECHNICAL_HEAD = "technical_head"  # 技术负责人
    PRINCIPAL = "principal"  # 主要负责人, where the list says no more


class PartyManaged(StrEnum):
    """What the list states about R-01: managed as a cadre by a party committee (党委管理的领导干部)."""

    YES = "managed"
    NO = "not_managed"
    UNKNOWN = "unknown"


class NotOnList(RuleViolation):
    code = "enterprise_not_on_list"
    title = Text(
        "该企业不在推荐部门提供的名单内", "The enterprise is not on the recommending department's list"
    )


class CreditCodeKnown(Conflict):
    code = "credit_code_known"
    title = Text("该企业的统一社会信用代码已登记", "The enterprise's credit code is on record already")


class SameName(Conflict):
    code = "same_name"
    title = Text("与现名称相同", "This is the enterprise's name already")


class NoSuchPrincipal(NotFound):
    code = "no_such_principal"
    title = Text("没有该负责人", "There is no such principal")


@dataclass(frozen=True, slots=True)
class Listing:
    """The enterprise's entry on one list, from its first day until the day on which it is taken off."""

    list_type: str
    list_id: UUID
    listed_from: date
    listed_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.listed_from <= day and (self.listed_until is None or day < self.listed_until)


@dataclass(frozen=True, slots=True)
class Principal:
    """A person who is or was a principal, sealed under a subject of his or her own."""

    id: UUID
    name: PersonalData
    role: PrincipalRole
    since: date
    title: PersonalData | None = None
    phone: PersonalData | None = None
    party_managed: PartyManaged = PartyManaged.UNKNOWN
    list_type: str | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and the day from which it is used."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class PrincipalStatement:
    """A principal as a list or an officer states it."""

    id: UUID
    name: PersonalData
    role: PrincipalRole
    title: PersonalData | None = None
    phone: PersonalData | None = None
    party_managed: PartyManaged = PartyManaged.UNKNOWN
    list_type: str | None = None


class Enterprise(EventSourced):
    TOPIC = "Enterprise"

    class Event(EventSourced.Event):
        """Something that happened to an enterprise."""

    class Registered(Event, Begins):
        TOPIC: ClassVar[str] = "Enterprise.Registered"
        city: str
        area: str
        name: str
        uscc: str | None = None

    class CreditCodeStated(Event):
        TOPIC: ClassVar[str] = "Enterprise.CreditCodeStated"
        uscc: str

    class Renamed(Event):
        TOPIC: ClassVar[str] = "Enterprise.Renamed"
        name: str
        former_name: str

    class Listed(Event):
        TOPIC: ClassVar[str] = "Enterprise.Listed"
        list_type: str
        list_id: UUID
        area: str

    class Delisted(Event):
        TOPIC: ClassVar[str] = "Enterprise.Delisted"
        list_type: str
        list_id: UUID

    class PrincipalNamed(Event):
        TOPIC: ClassVar[str] = "Enterprise.PrincipalNamed"
        principal_id: UUID
        name: PersonalData
        role: PrincipalRole
        title: PersonalData | None = None
        phone: PersonalData | None = None
        party_managed: PartyManaged
        list_type: str | None = None

    class PrincipalLeft(Event):
        TOPIC: ClassVar[str] = "Enterprise.PrincipalLeft"
        principal_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def register(
        cls, id_: UUID, *, city: str, area: str, name: str, uscc: str | None, authority: Authority
    ) -> Self:
        """Take an enterprise onto the books (登记企业)."""
        return cls.begin(cls.Registered, id_, authority, city=city, area=area, name=name, uscc=uscc)

    def state_credit_code(self, uscc: str, authority: Authority) -> None:
        """Add the credit code that was missing when the enterprise was registered (补登信用代码)."""
        if self.uscc is not None:
            raise CreditCodeKnown(field="uscc")
        self.record(self.CreditCodeStated, authority, uscc=uscc)

    def rename(self, name: str, authority: Authority) -> None:
        """Put on record that the enterprise has another name from a day on (更名)."""
        if name == self.name:
            raise SameName(field="name")
        self.record(self.Renamed, authority, name=name, former_name=self.name)

    def enter_on_list(self, list_type: str, list_id: UUID, area: str, authority: Authority) -> None:
        """Enter the enterprise on a department's list (列入名单); entering it again renews the entry."""
        self.record(self.Listed, authority, list_type=list_type, list_id=list_id, area=area)

    def take_off_list(self, list_type: str, list_id: UUID, authority: Authority) -> None:
        """Take the enterprise off a list from a day on (移出名单)."""
        authority.must_give_reason()
        self.listed_on(list_type, authority.effective_on)
        self.record(self.Delisted, authority, list_type=list_type, list_id=list_id)

    def name_principal(self, stated: PrincipalStatement, authority: Authority) -> None:
        """Name a principal (登记主要负责人)."""
        self.record(
            self.PrincipalNamed,
            authority,
            principal_id=stated.id,
            name=stated.name,
            role=stated.role,
            title=stated.title,
            phone=stated.phone,
            party_managed=stated.party_managed,
            list_type=stated.list_type,
        )

    def let_principal_go(self, principal_id: UUID, authority: Authority) -> None:
        """Put on record that a principal has left (负责人离任)."""
        if principal_id not in {principal.id for principal in self.current_principals()}:
            raise NoSuchPrincipal(field="principal_id")
        self.record(self.PrincipalLeft, authority, principal_id=principal_id)

    # -- what the decisions ask ------------------------------------------------------------------------

    def listed_on(self, list_type: str, day: date) -> Listing:
        """The entry on this list that holds on a day. Raises `NotOnList`."""
        listing = self.listings.get(list_type)
        if listing is None or not listing.holds_on(day):
            raise NotOnList(
                clauses=("R-08",),
                blocked_by={"kind": "enterprise", "id": str(self.id), "list_type": list_type},
            )
        return listing

    def current_principals(self) -> tuple[Principal, ...]:
        """Those who have not left."""
        return tuple(principal for principal in self.principals.values() if principal.left_on is None)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Registered)
    def __init__(self, city: str, area: str, name: str, uscc: str | None, envelope: Envelope) -> None:
        self.city = city
        self.area = area
        self.uscc = uscc
        self.name = name
        self.names: tuple[DatedName, ...] = (DatedName(name, envelope.effective_on),)
        self.listings: dict[str, Listing] = {}
        self.principals: dict[UUID, Principal] = {}

    @event(CreditCodeStated)
    def _credit_code_stated(self, uscc: str) -> None:
        self.uscc = uscc

    @event(Renamed)
    def _renamed(self, name: str, envelope: Envelope) -> None:
        self.names += (DatedName(name, envelope.effective_on),)
        self.name = name

    @event(Listed)
    def _listed(self, list_type: str, list_id: UUID, area: str, envelope: Envelope) -> None:
        self.area = area
        self.listings[list_type] = Listing(list_type, list_id, envelope.effective_on)

    @event(Delisted)
    def _delisted(self, list_type: str, envelope: Envelope) -> None:
        self.listings[list_type] = replace(self.listings[list_type], listed_until=envelope.effective_on)

    @event(PrincipalNamed)
    def _principal_named(
        self,
        principal_id: UUID,
        name: PersonalData,
        role: PrincipalRole,
        title: PersonalData | None,
        phone: PersonalData | None,
        party_managed: PartyManaged,
        list_type: str | None,
        envelope: Envelope,
    ) -> None:
        self.principals[principal_id] = Principal(
            principal_id, name, role, envelope.effective_on, title, phone, party_managed, list_type
        )

    @event(PrincipalLeft)
    def _principal_left(self, principal_id: UUID, envelope: Envelope) -> None:
        self.principals[principal_id] = replace(self.principals[principal_id], left_on=envelope.effective_on)
