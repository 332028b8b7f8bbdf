"""Talent (人才): a person, known by dated identity documents and names, and where he or she works.

    Registered ── DocumentAdded ↺ ── DocumentReplaced ↺ ── Renamed ↺ ── PhoneStated ↺ ── CadreStatusAttested ↺
        employer and area:  Employed ↺ ⇄ EmploymentEnded ── Relocated ↺
        for a false declaration:  Barred ↺
        the data themselves:      restricted, erased (`talent_chapters/data_rights.py`)

Invariants: every current document has its own id and is replaced once; the talent's id is random, so that
nothing of a number outlives the erasure of the person (decided point 1). That one number belongs to one
talent is kept by the vault's keyed index, never by an event. On a day there is one employer or none.
"""

from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import ClassVar, Self, TypeAlias
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced, Value
from domain.cadres import PartyManaged
from domain.cards import BarredFromCards
from domain.errors import Conflict, Invalid, NotFound
from domain.personal_data import PersonalData
from domain.talent_chapters import data_rights
from domain.talent_chapters.data_rights import HasDataRights
from domain.talent_events import TalentEvent
from domain.text import Text
from domain.timelines import Timeline

ENTERED_WRONGLY = "entered_wrongly"  # the reason code of a document that was never the talent's (录入错误)


class DocumentAlreadyRegistered(Conflict):
    code = "document_already_registered"
    title = Text("该证件已登记", "This identity document is registered already")


class IdentityCardStands(Conflict):
    code = "identity_card_stands"
    title = Text(
        "每人只有一个公民身份号码，请更换或更正原证件",
        "A person has one resident identity number: replace or correct the card on record",
    )


class NotEmployed(Conflict):
    code = "not_employed"
    title = Text("该人才当日没有用人单位", "The person has no employer on that day")


class NoSuchDocument(NotFound):
    code = "no_such_document"
    title = Text("没有该证件", "There is no such identity document")


class DocumentFacts(Value):
    """An identity document as it was stated (身份证件); `valid_to` is None for one without an end."""

    document_id: UUID
    kind: str
    issuing_country: str
    number: PersonalData
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a talent, and the one that came after it."""

    facts: DocumentFacts
    replaced_by: UUID | None = None
    entered_wrongly: bool = False


@dataclass(frozen=True, slots=True)
class AttestedCadreStatus:
    """Whether the person is a party-managed cadre, as a body attested of a day (R-01, decided point 5)."""

    result: PartyManaged
    as_of: date
    attesting_body: str


class Talent(HasDataRights, EventSourced):
    TOPIC = "Talent"

    Event: TypeAlias = TalentEvent

    Restricted = data_rights.Restricted
    RestrictionLifted = data_rights.RestrictionLifted
    ReadingAllowed = data_rights.ReadingAllowed
    ErasureRequested = data_rights.ErasureRequested
    ErasureDeclined = data_rights.ErasureDeclined
    Erased = data_rights.Erased

    class Registered(TalentEvent, Begins):
        TOPIC: ClassVar[str] = "Talent.Registered"
        city: str
        name: PersonalData
        document: DocumentFacts
        phone: PersonalData | None = None
        employer_id: UUID | None = None

    class Renamed(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.Renamed"
        name: PersonalData

    class DocumentAdded(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.DocumentAdded"
        document: DocumentFacts

    class DocumentReplaced(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.DocumentReplaced"
        document: DocumentFacts
        replaced_document_id: UUID

    class PhoneStated(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.PhoneStated"
        phone: PersonalData

    class Employed(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.Employed"
        employer_id: UUID
        former_employer_id: UUID | None = None

    class EmploymentEnded(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.EmploymentEnded"
        employer_id: UUID

    class Relocated(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.Relocated"
        former_area: str

    class CadreStatusAttested(TalentEvent):
        TOPIC: ClassVar[str] = "Talent.CadreStatusAttested"
        result: PartyManaged
        as_of: date
        attesting_body: str

    class Barred(TalentEvent):
        """No card is granted until a day, for a false declaration that was found of this card (R-22)."""

        TOPIC: ClassVar[str] = "Talent.Barred"
        until: date
        card_id: UUID

    class BarLifted(TalentEvent):
        """What was decided of this card bars the person no longer; what was of another card does."""

        TOPIC: ClassVar[str] = "Talent.BarLifted"
        card_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def register(
        cls,
        id_: UUID,
        *,
        city: str,
        area: str,
        name: PersonalData,
        document: DocumentFacts,
        phone: PersonalData | None,
        employer_id: UUID | None,
        authority: Authority,
    ) -> Self:
        """Take a person onto the books with one identity document (登记人才)."""
        return cls.begin(
            cls.Registered,
            id_,
            authority,
            city=city,
            area=area,
            name=name,
            document=document,
            phone=phone,
            employer_id=employer_id,
        )

    def rename(self, name: PersonalData, authority: Authority) -> None:
        """Put on record another name from a day on (更名)."""
        self.record(self.Renamed, authority, area=self.area, name=name)

    def add_document(self, document: DocumentFacts, authority: Authority) -> None:
        """Add a further identity document (增加证件)."""
        self.record(self.DocumentAdded, authority, area=self.area, document=document)

    def replace_document(
        self, replaced_document_id: UUID, document: DocumentFacts, authority: Authority
    ) -> None:
        """Replace a document that was renewed or stated wrongly (换证)."""
        authority.must_give_reason()
        if replaced_document_id not in {kept.document_id for kept in self.current_documents()}:
            raise NoSuchDocument(field="replaced_document_id")
        self.record(
            self.DocumentReplaced,
            authority,
            area=self.area,
            document=document,
            replaced_document_id=replaced_document_id,
        )

    def state_phone(self, phone: PersonalData, authority: Authority) -> None:
        """Put on record how the person is reached from a day on (联系电话)."""
        self.record(self.PhoneStated, authority, area=self.area, phone=phone)

    def employ(self, employer_id: UUID, area: str, authority: Authority) -> None:
        """Put on record that an enterprise, which is in this area, employs the person from a day on (入职)."""
        self.employers.must_be_new(employer_id, authority.effective_on, field="employer_id")
        former = self.employers.on(authority.effective_on)
        self.record(self.Employed, authority, area=area, employer_id=employer_id, former_employer_id=former)

    def end_employment(self, authority: Authority) -> None:
        """Put on record that the person has left the employer of that day (离职)."""
        authority.must_give_reason()
        employer_id = self.employers.on(authority.effective_on)
        if employer_id is None:
            raise NotEmployed
        self.record(self.EmploymentEnded, authority, area=self.area, employer_id=employer_id)

    def relocate(self, area: str, authority: Authority) -> None:
        """Put on record that the person is in another area from a day on (迁移)."""
        self.areas.must_be_new(area, authority.effective_on, field="area")
        former_area = self.areas.on(authority.effective_on)
        self.record(self.Relocated, authority, area=area, former_area=former_area)

    def attest_cadre_status(
        self, result: PartyManaged, *, as_of: date, attesting_body: str, authority: Authority
    ) -> None:
        """Put on record whether the person is a party-managed cadre (党委管理的领导干部证明)."""
        if as_of > authority.effective_on:
            raise Invalid(AS_OF_A_DAY_TO_COME, field="as_of", clauses=("R-01",))
        self.record(
            self.CadreStatusAttested,
            authority,
            area=self.area,
            result=result,
            as_of=as_of,
            attesting_body=attesting_body,
        )

    def bar(self, until: date, card_id: UUID, authority: Authority) -> None:
        """Let nobody grant the person a card up to that day (限制申领)."""
        authority.must_give_reason()
        self.record(self.Barred, authority, area=self.area, until=until, card_id=card_id)

    def lift_bar(self, card_id: UUID, authority: Authority) -> None:
        """Let the person be granted cards again, as far as that card is concerned (解除限制申领)."""
        authority.must_give_reason()
        self.record(self.BarLifted, authority, area=self.area, card_id=card_id)

    # -- what the decisions ask ------------------------------------------------------------------------

    @property
    def barred_until(self) -> date | None:
        """The last day on which the person is barred from cards."""
        return max(self.bars.values(), default=None)

    def must_not_be_barred(self, day: date) -> None:
        """Refuse a card on a day on which the person is barred from cards. Raises `BarredFromCards`."""
        if self.barred_until is not None and day <= self.barred_until:
            raise BarredFromCards(
                clauses=("R-22",),
                blocked_by={"kind": "talent", "id": str(self.id), "until": str(self.barred_until)},
            )

    def attestation_on(self, day: date) -> AttestedCadreStatus | None:
        """The latest attestation that is of that day or before; of one day, the one that was recorded last."""
        held = [attested for attested in self.attestations if attested.as_of <= day]
        return max(held, key=attrgetter("as_of")) if held else None

    @property
    def last_stated_on(self) -> date:
        """The latest day from which anything that was stated about the person has effect."""
        return max(
            self.names.in_order[-1].since, self.areas.in_order[-1].since, self.employers.in_order[-1].since
        )

    @property
    def name(self) -> PersonalData:
        """The name of the latest day that is known."""
        return self.names.latest

    @property
    def phone(self) -> PersonalData | None:
        """The telephone number of the latest day that is known."""
        return self.phones.latest

    @property
    def employer_id(self) -> UUID | None:
        """The enterprise that employs the person by the latest day that is known."""
        return self.employers.latest

    @property
    def area(self) -> str:
        """Where the person is by the latest day that is known."""
        return self.areas.latest

    def current_documents(self) -> tuple[DocumentFacts, ...]:
        """Those that no other has replaced."""
        return tuple(kept.facts for kept in self.documents.values() if kept.replaced_by is None)

    def documents_held(self) -> tuple[DocumentFacts, ...]:
        """Those that are or were the talent's: all but the ones that were entered wrongly."""
        return tuple(kept.facts for kept in self.documents.values() if not kept.entered_wrongly)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Registered)
    def __init__(
        self,
        city: str,
        area: str,
        name: PersonalData,
        document: DocumentFacts,
        phone: PersonalData | None,
        employer_id: UUID | None,
        envelope: Envelope,
    ) -> None:
        self.city = city
        self.areas = Timeline.of(area, envelope.effective_on)
        self.employers = Timeline.of(employer_id, envelope.effective_on)
        self.names = Timeline.of(name, envelope.effective_on)
        self.phones = Timeline.of(phone, envelope.effective_on)
        self.documents = {document.document_id: Document(document)}
        self.bars: dict[UUID, date] = {}  # until when, for what was found of which card
        self.attestations: tuple[AttestedCadreStatus, ...] = ()  # the last that was recorded first

    @event(Renamed)
    def _renamed(self, name: PersonalData, envelope: Envelope) -> None:
        self.names = self.names.and_then(name, envelope.effective_on)

    @event(DocumentAdded)
    def _document_added(self, document: DocumentFacts) -> None:
        self.documents[document.document_id] = Document(document)

    @event(DocumentReplaced)
    def _document_replaced(
        self, document: DocumentFacts, replaced_document_id: UUID, envelope: Envelope
    ) -> None:
        self.documents[replaced_document_id] = replace(
            self.documents[replaced_document_id],
            replaced_by=document.document_id,
            entered_wrongly=envelope.reason_code == ENTERED_WRONGLY,
        )
        self.documents[document.document_id] = Document(document)

    @event(PhoneStated)
    def _phone_stated(self, phone: PersonalData, envelope: Envelope) -> None:
        self.phones = self.phones.and_then(phone, envelope.effective_on)

    @event(Employed)
    def _employed(self, employer_id: UUID, area: str, envelope: Envelope) -> None:
        self.employers = self.employers.and_then(employer_id, envelope.effective_on)
        self.areas = self.areas.and_then(area, envelope.effective_on)

    @event(EmploymentEnded)
    def _employment_ended(self, envelope: Envelope) -> None:
        self.employers = self.employers.and_then(None, envelope.effective_on)

    @event(Relocated)
    def _relocated(self, area: str, envelope: Envelope) -> None:
        self.areas = self.areas.and_then(area, envelope.effective_on)

    @event(CadreStatusAttested)
    def _cadre_status_attested(self, result: PartyManaged, as_of: date, attesting_body: str) -> None:
        self.attestations = (AttestedCadreStatus(result, as_of, attesting_body), *self.attestations)

    @event(Barred)
    def _barred(self, until: date, card_id: UUID) -> None:
        self.bars = {**self.bars, card_id: until}

    @event(BarLifted)
    def _bar_lifted(self, card_id: UUID) -> None:
        self.bars = {one: until for one, until in self.bars.items() if one != card_id}


AS_OF_A_DAY_TO_COME = Text("证明日期不得晚于生效日期", "is of a day after the one on which it has effect")
