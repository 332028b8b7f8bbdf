"""Enterprise (重点产业企业): its dated names, its places on the departments' lists, its principals, its specialist.

    Registered ── CreditCodeStated ── Renamed ↺ ── Relocated ↺ ── Absorbed ↺ ── MergedInto
        on a list:   Listed ↺ ⇄ Delisted
        principals:  PrincipalNamed ↺ ── PrincipalIdentified ─> PrincipalLeft
        specialist:  SpecialistAppointed ↺ ─> SpecialistRelieved

Invariants: on a day the enterprise is on a list of a type once or not at all, and has one specialist or none;
a credit code is stated once; a principal leaves once. Who was merged into another is on no list any more, and
nothing is begun with it: only what was begun is ended. The id is random; code, names and areas are dated facts
(decided point 1).
"""

from dataclasses import replace
from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain import mergers, principals, specialists
from domain.base import Authority, Begins, Envelope, EventSourced
from domain.cadres import PartyManaged
from domain.errors import Conflict, Invalid
from domain.listings import Listing, Listings, NotOnList
from domain.mergers import AbsorbedEnterprise, Merger
from domain.personal_data import PersonalData
from domain.principals import NoSuchPrincipal, Principal, PrincipalRole, PrincipalStatement, SamePerson
from domain.specialists import NoSuchSpecialist, Specialist, Specialists, SpecialistStatement
from domain.text import Text
from domain.timelines import Timeline


class CreditCodeKnown(Conflict):
    code = "credit_code_known"
    title = Text("该企业的统一社会信用代码已登记", "The enterprise's credit code is on record already")


class SameName(Conflict):
    code = "same_name"
    title = Text("与现名称相同", "This is the enterprise's name already")


class Enterprise(EventSourced):
    TOPIC = "Enterprise"

    class Event(EventSourced.Event):
        """Something that happened to an enterprise, in the area where it was on that day."""

        area: str

    class Registered(Event, Begins):
        TOPIC: ClassVar[str] = "Enterprise.Registered"
        city: str
        name: str
        uscc: str | None = None

    class CreditCodeStated(Event):
        TOPIC: ClassVar[str] = "Enterprise.CreditCodeStated"
        uscc: str

    class Renamed(Event):
        TOPIC: ClassVar[str] = "Enterprise.Renamed"
        name: str
        former_name: str

    class Relocated(Event):
        TOPIC: ClassVar[str] = "Enterprise.Relocated"
        former_area: str

    class Listed(Event):
        TOPIC: ClassVar[str] = "Enterprise.Listed"
        list_type: str
        list_batch_id: UUID

    class Delisted(Event):
        TOPIC: ClassVar[str] = "Enterprise.Delisted"
        list_type: str
        list_batch_id: UUID

    class PrincipalNamed(Event):
        TOPIC: ClassVar[str] = "Enterprise.PrincipalNamed"
        principal_id: UUID
        name: PersonalData
        role: PrincipalRole
        title: PersonalData | None = None
        phone: PersonalData | None = None
        party_managed: PartyManaged
        list_type: str | None = None
        list_batch_id: UUID | None = None

    class PrincipalLeft(Event):
        TOPIC: ClassVar[str] = "Enterprise.PrincipalLeft"
        principal_id: UUID

    class PrincipalIdentified(Event):
        TOPIC: ClassVar[str] = "Enterprise.PrincipalIdentified"
        principal_id: UUID
        talent_id: UUID

    class SpecialistAppointed(Event):
        TOPIC: ClassVar[str] = "Enterprise.SpecialistAppointed"
        specialist_id: UUID
        name: PersonalData
        phone: PersonalData | None = None
        account_id: str | None = None
        replaced_specialist_id: UUID | None = None

    class SpecialistRelieved(Event):
        TOPIC: ClassVar[str] = "Enterprise.SpecialistRelieved"
        specialist_id: UUID

    class MergedInto(Event):
        TOPIC: ClassVar[str] = "Enterprise.MergedInto"
        surviving_enterprise_id: UUID

    class Absorbed(Event):
        TOPIC: ClassVar[str] = "Enterprise.Absorbed"
        merged_enterprise_id: UUID
        names: tuple[str, ...]
        credit_codes: tuple[str, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def register(
        cls, id_: UUID, *, city: str, area: str, name: str, uscc: str | None, authority: Authority
    ) -> Self:
        """Take an enterprise onto the books (登记企业)."""
        return cls.begin(cls.Registered, id_, authority, city=city, area=area, name=name, uscc=uscc)

    def state_credit_code(self, uscc: str, authority: Authority) -> None:
        """Add the credit code that was missing when the enterprise was registered (补登信用代码)."""
        self.must_not_be_merged()
        if self.uscc is not None:
            raise CreditCodeKnown(field="uscc")
        self.record(self.CreditCodeStated, authority, area=self.area, uscc=uscc)

    def rename(self, name: str, authority: Authority) -> None:
        """Put on record that the enterprise has another name from a day on (更名)."""
        self.must_not_be_merged()
        former_name = self.name_on(authority.effective_on)
        if name == former_name:
            raise SameName(field="name")
        self.record(self.Renamed, authority, area=self.area, name=name, former_name=former_name)

    def relocate(self, area: str, authority: Authority) -> None:
        """Put on record that the enterprise is in another area from a day on (迁移)."""
        self.must_not_be_merged()
        self.areas.must_be_new(area, authority.effective_on, field="area")
        former_area = self.areas.on(authority.effective_on)
        self.record(self.Relocated, authority, area=area, former_area=former_area)

    def enter_on_list(self, list_type: str, list_batch_id: UUID, area: str, authority: Authority) -> None:
        """Enter the enterprise on a department's list (列入名单); a later batch that names it renews the entry."""
        self.must_not_be_merged()
        self.record(self.Listed, authority, area=area, list_type=list_type, list_batch_id=list_batch_id)

    def take_off_list(self, list_type: str, list_batch_id: UUID, authority: Authority) -> None:
        """Take the enterprise off a list from a day on (移出名单)."""
        authority.must_give_reason()
        self.listed_on(list_type, authority.effective_on)
        self.record(
            self.Delisted, authority, area=self.area, list_type=list_type, list_batch_id=list_batch_id
        )

    def name_principal(self, stated: PrincipalStatement, authority: Authority) -> None:
        """Name a principal, or state anew what holds of one (登记主要负责人)."""
        self.must_not_be_merged()
        self.record(
            self.PrincipalNamed,
            authority,
            subject=stated.id,
            area=self.area,
            principal_id=stated.id,
            name=stated.name,
            role=stated.role,
            title=stated.title,
            phone=stated.phone,
            party_managed=stated.party_managed,
            list_type=stated.list_type,
            list_batch_id=stated.list_batch_id,
        )

    def let_principal_go(self, principal_id: UUID, authority: Authority) -> None:
        """Put on record that a principal has left (负责人离任)."""
        authority.must_give_reason()
        if authority.effective_on < self.current_principal(principal_id).since:
            raise Invalid(principals.LEFT_BEFORE_NAMED, field="effective_on")
        self.record(
            self.PrincipalLeft, authority, subject=principal_id, area=self.area, principal_id=principal_id
        )

    def identify_principal(self, principal_id: UUID, talent_id: UUID, authority: Authority) -> None:
        """Put on record which person on the books a principal is (核实负责人身份)."""
        self.must_not_be_merged()
        known = self.current_principal(principal_id)
        if known.talent_id == talent_id:
            raise SamePerson(blocked_by={"kind": "talent", "id": str(talent_id)})
        if known.talent_id is not None:
            authority.must_give_reason()
        facts = {"area": self.area, "principal_id": principal_id, "talent_id": talent_id}
        self.record(self.PrincipalIdentified, authority, subject=principal_id, after=known.since, **facts)

    def appoint_specialist(self, stated: SpecialistStatement, authority: Authority) -> None:
        """Appoint who speaks for the enterprise from a day on, in place of who did before (任命服务专员)."""
        self.must_not_be_merged()
        replaced = self.specialists.on(authority.effective_on)
        self.record(
            self.SpecialistAppointed,
            authority,
            subject=replaced.id if replaced else stated.id,
            area=self.area,
            specialist_id=stated.id,
            name=stated.name,
            phone=stated.phone,
            account_id=stated.account_id,
            replaced_specialist_id=replaced.id if replaced else None,
        )

    def relieve_specialist(self, specialist_id: UUID, authority: Authority) -> None:
        """Put on record that nobody speaks for the enterprise from a day on (解任服务专员)."""
        authority.must_give_reason()
        current = self.specialists.current
        if current is None or current.id != specialist_id:
            raise NoSuchSpecialist(field="specialist_id")
        if authority.effective_on < current.since:
            raise Invalid(specialists.RELIEVED_BEFORE_APPOINTED, field="effective_on")
        self.record(
            self.SpecialistRelieved,
            authority,
            subject=specialist_id,
            area=self.area,
            specialist_id=specialist_id,
        )

    def merge_into(self, surviving_enterprise_id: UUID, authority: Authority) -> None:
        """Put on record that the enterprise is another one from a day on (并入其他企业)."""
        self.must_not_be_merged()
        mergers.must_be_grounded(authority)
        if surviving_enterprise_id == self.id:
            raise Invalid(mergers.MERGED_WITH_ITSELF, field="surviving_enterprise_id")
        self.record(
            self.MergedInto, authority, area=self.area, surviving_enterprise_id=surviving_enterprise_id
        )

    def absorb(
        self,
        merged_enterprise_id: UUID,
        *,
        names: tuple[str, ...],
        credit_codes: tuple[str, ...],
        authority: Authority,
    ) -> None:
        """Put on record that another enterprise is this one from a day on (承接被合并企业)."""
        self.must_not_be_merged(field="surviving_enterprise_id")
        self.record(
            self.Absorbed,
            authority,
            area=self.area,
            merged_enterprise_id=merged_enterprise_id,
            names=names,
            credit_codes=credit_codes,
        )

    def must_not_be_merged(self, *, field: str | None = None) -> None:
        """Refuse to begin anything with an enterprise that is another one by now. Raises `AlreadyMerged`."""
        mergers.must_not_be_merged(self.merged_into, field=field)

    # -- what the decisions ask ------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of the latest day that is known."""
        return self.names.latest

    @property
    def every_name(self) -> tuple[str, ...]:
        """All names that lead here: its own, and those of the enterprises that were merged into it."""
        taken_over = (name for one in self.absorbed for name in one.names)
        return tuple(dict.fromkeys((*(dated.fact for dated in self.names.in_order), *taken_over)))

    @property
    def every_credit_code(self) -> tuple[str, ...]:
        """All credit codes that lead here, likewise."""
        own = () if self.uscc is None else (self.uscc,)
        return tuple(dict.fromkeys((*own, *(code for one in self.absorbed for code in one.credit_codes))))

    def name_on(self, day: date) -> str:
        """The name that the enterprise had on a day."""
        return self.names.on(day)

    @property
    def area(self) -> str:
        """Where it is by the latest day that is known."""
        return self.areas.latest

    def listed_on(self, list_type: str, day: date) -> Listing:
        """The entry on this list that holds on a day. Raises `NotOnList`."""
        listing = self.listings.on(list_type, day)
        if listing is None:
            raise NotOnList(
                clauses=("R-08",),
                blocked_by={"kind": "enterprise", "id": str(self.id), "list_type": list_type},
            )
        return listing

    def is_listed_on(self, list_type: str, day: date) -> bool:
        """Whether an entry on this list holds on a day."""
        return self.listings.on(list_type, day) is not None

    def current_principals(self) -> tuple[Principal, ...]:
        """Those who have not left."""
        return tuple(principal for principal in self.principals.values() if principal.left_on is None)

    def current_principal(self, principal_id: UUID) -> Principal:
        """The one of this id who has not left. Raises `NoSuchPrincipal`."""
        principal = self.principals.get(principal_id)
        if principal is None or principal.left_on is not None:
            raise NoSuchPrincipal(field="principal_id")
        return principal

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Registered)
    def __init__(self, city: str, area: str, name: str, uscc: str | None, envelope: Envelope) -> None:
        self.city = city
        self.areas = Timeline.of(area, date.min)  # until a list says where it is, however early
        self.uscc = uscc
        self.names = Timeline.of(name, envelope.effective_on)
        self.listings = Listings()
        self.principals: dict[UUID, Principal] = {}
        self.specialists = Specialists()
        self.absorbed: tuple[AbsorbedEnterprise, ...] = ()
        self.merged_into: Merger | None = None

    @event(CreditCodeStated)
    def _credit_code_stated(self, uscc: str) -> None:
        self.uscc = uscc

    @event(Renamed)
    def _renamed(self, name: str, envelope: Envelope) -> None:
        self.names = self.names.and_then(name, envelope.effective_on)

    @event(Relocated)
    def _relocated(self, area: str, envelope: Envelope) -> None:
        self.areas = self.areas.and_then(area, envelope.effective_on)

    @event(Listed)
    def _listed(self, list_type: str, list_batch_id: UUID, area: str, envelope: Envelope) -> None:
        listed_from = envelope.effective_on
        self.areas = self.areas.and_then(area, listed_from)
        self.listings = self.listings.entered(Listing(list_type, list_batch_id, listed_from))

    @event(Delisted)
    def _delisted(self, list_type: str, envelope: Envelope) -> None:
        self.listings = self.listings.ended(list_type, envelope.effective_on)

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
        list_batch_id: UUID | None,
        envelope: Envelope,
    ) -> None:
        known = self.principals.get(principal_id)
        self.principals[principal_id] = Principal(
            id=principal_id,
            name=name,
            role=role,
            title=title,
            phone=phone,
            party_managed=party_managed,
            list_type=list_type,
            list_batch_id=list_batch_id,
            since=known.since if known else envelope.effective_on,
            talent_id=known.talent_id if known else None,
        )

    @event(PrincipalLeft)
    def _principal_left(self, principal_id: UUID, envelope: Envelope) -> None:
        self.principals[principal_id] = replace(self.principals[principal_id], left_on=envelope.effective_on)

    @event(PrincipalIdentified)
    def _principal_identified(self, principal_id: UUID, talent_id: UUID) -> None:
        self.principals[principal_id] = replace(self.principals[principal_id], talent_id=talent_id)

    @event(SpecialistAppointed)
    def _specialist_appointed(
        self,
        specialist_id: UUID,
        name: PersonalData,
        phone: PersonalData | None,
        account_id: str | None,
        envelope: Envelope,
    ) -> None:
        self.specialists = self.specialists.appointed(
            Specialist(
                id=specialist_id, name=name, phone=phone, account_id=account_id, since=envelope.effective_on
            )
        )

    @event(SpecialistRelieved)
    def _specialist_relieved(self, specialist_id: UUID, envelope: Envelope) -> None:
        self.specialists = self.specialists.relieved(specialist_id, envelope.effective_on)

    @event(MergedInto)
    def _merged_into(self, surviving_enterprise_id: UUID, envelope: Envelope) -> None:
        self.merged_into = Merger(surviving_enterprise_id, envelope.effective_on)
        self.listings = self.listings.all_ended(envelope.effective_on)

    @event(Absorbed)
    def _absorbed(
        self,
        merged_enterprise_id: UUID,
        names: tuple[str, ...],
        credit_codes: tuple[str, ...],
        envelope: Envelope,
    ) -> None:
        self.absorbed += (
            AbsorbedEnterprise(merged_enterprise_id, names, credit_codes, envelope.effective_on),
        )
