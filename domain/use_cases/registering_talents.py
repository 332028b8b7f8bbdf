"""Taking talents onto the books, with the documents that identify them (人才登记)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.talent import DocumentAlreadyRegistered, DocumentFacts, IdentityCardStands, Talent
from domain.authorization import (
    BOOK_KEEPING,
    Command,
    Permission,
    must_cover,
    must_employ,
    must_know_of,
    officer,
    specialist,
)
from domain.base import Authority, Capacity, Value
from domain.errors import NotFound, Refusal
from domain.fields import wrong
from domain.identity_documents import DocumentKind, IdentityDocument, identity_document
from domain.names import person_name
from domain.personal_data import Personal
from domain.phone_numbers import phone_text
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.identity_index import claimed, number_of
from domain.use_cases.keeping_enterprises import enterprise_in
from domain.work import Work

KEEPERS = (officer("hrss", "drc", "miit"), specialist)


class DocumentStatement(Value):
    """An identity document as somebody states it; a passport needs its issuing country."""

    kind: DocumentKind
    issuing_country: str | None = Field(default=None, max_length=40)
    number: str = Field(repr=False, max_length=40)
    valid_from: date | None = None
    valid_to: date | None = None


class RegisterTalent(Command):
    permitted: ClassVar[tuple[Permission, ...]] = KEEPERS
    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    city: str
    area: str
    name: str = Field(repr=False, max_length=100)
    document: DocumentStatement
    phone: str | None = Field(default=None, repr=False, max_length=100)
    employer_id: UUID | None = None


class TalentCommand(Command):
    """A command about one talent."""

    permitted: ClassVar[tuple[Permission, ...]] = KEEPERS
    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    talent_id: UUID


class RenameTalent(TalentCommand):
    name: str = Field(repr=False, max_length=100)


class AddDocument(TalentCommand):
    document: DocumentStatement


class ReplaceDocument(TalentCommand):
    replaced_document_id: UUID
    document: DocumentStatement


def register_talent(command: RegisterTalent, work: Work) -> Talent:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    area = _area(command, pack, work)
    authority = work.under(pack)
    name = person_name(command.name)
    phone = None if command.phone is None else phone_text(command.phone)
    document = document_read(command.document, work)
    talent_id = claimed(document, command.city, work.new_id(), work)
    if (known := work.find(Talent, talent_id)) is not None:
        raise _already_registered(known, pack, work)
    talent = Talent.register(
        talent_id,
        city=command.city,
        area=area,
        name=Personal(talent_id, name),
        document=document_facts(document, command.document, talent_id, work),
        phone=None if phone is None else Personal(talent_id, phone),
        employer_id=command.employer_id,
        authority=authority,
    )
    return work.add(talent)


def rename_talent(command: RenameTalent, work: Work) -> Talent:
    talent, authority = talent_known(command, work)
    talent.rename(Personal(talent.id, person_name(command.name)), authority)
    return talent


def add_document(command: AddDocument, work: Work) -> Talent:
    talent, authority = talent_known(command, work)
    document = document_read(command.document, work)
    _must_be_further(document, talent, work)
    talent.add_document(document_facts(document, command.document, talent.id, work), authority)
    _must_be_own(document, talent, work)
    return talent


def replace_document(command: ReplaceDocument, work: Work) -> Talent:
    talent, authority = talent_known(command, work)
    document = document_read(command.document, work)
    facts = document_facts(document, command.document, talent.id, work)
    talent.replace_document(command.replaced_document_id, facts, authority)
    _must_be_own(document, talent, work)
    return talent


def document_read(stated: DocumentStatement, work: Work) -> IdentityDocument:
    """The document in the form in which it is kept. Raises `Invalid` for a field below `document`."""
    if stated.valid_from and stated.valid_to and stated.valid_to < stated.valid_from:
        raise wrong("document.valid_to", "ends_before_it_begins", ENDS_BEFORE_IT_BEGINS)
    return identity_document(
        stated.kind,
        stated.number,
        on=work.authority.effective_on,
        issuing_country=stated.issuing_country,
        field="document.number",
    )


def document_facts(
    document: IdentityDocument, stated: DocumentStatement, talent_id: UUID, work: Work
) -> DocumentFacts:
    """The document as a new one of this talent."""
    return DocumentFacts(
        document_id=work.new_id(),
        kind=document.kind,
        issuing_country=document.issuing_country,
        number=Personal(talent_id, document.number),
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
    )


def talent_known(command: TalentCommand, work: Work, *clauses: str) -> tuple[Talent, Authority]:
    """The talent, to state something about, and the authority under the policy in force.

    Raises `NotFound` to who may not know of the person, and refuses one whose data are not in use.
    """
    talent, authority = talent_found(command.talent_id, work, *clauses)
    talent.must_be_in_use()
    return talent, authority


def talent_found(talent_id: UUID, work: Work, *clauses: str) -> tuple[Talent, Authority]:
    """The same, whatever may be done with the data. Raises `NotFound` to who may not know of the person."""
    talent = work.load(Talent, talent_id)
    pack = work.policies.in_force(talent.city, work.authority.effective_on)
    _must_know_of(talent, pack, work)
    return talent, work.under(pack, *clauses)


def _must_know_of(talent: Talent, pack: PolicyPack, work: Work) -> None:
    must_know_of(
        work.authority, area=talent.area, enterprise_id=talent.employer_id, city_area=pack.city_area.code
    )


def _area(command: RegisterTalent, pack: PolicyPack, work: Work) -> str:
    """The code of the area, which is that of the employer where one is stated."""
    area = pack.area_of(command.area, work.authority.effective_on).code
    must_cover(work.authority, area, pack.city_area.code)
    must_employ(work.authority, command.employer_id)
    if command.employer_id is not None:
        employer = enterprise_in(command.city, command.employer_id, work)
        employer.must_not_be_merged(field="employer_id")
        if employer.area != area:
            raise wrong("area", "not_the_employers", NOT_THE_EMPLOYERS)
    return area


def _already_registered(known: Talent, pack: PolicyPack, work: Work) -> Refusal:
    """Who is on the books already: named to those who may know of the person, and to nobody else."""
    try:
        _must_know_of(known, pack, work)
    except NotFound:
        return DocumentAlreadyRegistered(field="document.number", lifted_by=CITY_KNOWS)
    found = {"kind": "talent", "id": str(known.id)}
    return DocumentAlreadyRegistered(field="document.number", blocked_by=found)


def _must_be_further(document: IdentityDocument, talent: Talent, work: Work) -> None:
    """Refuse a number that is on record, and a second resident identity card: it replaces the first."""
    for known in talent.current_documents():
        if known.kind != document.kind:
            continue
        blocking = {"kind": "document", "id": str(known.document_id)}
        if number_of(known, work) == document.number:
            raise DocumentAlreadyRegistered(field="document.number", blocked_by=blocking)
        if document.kind is DocumentKind.RESIDENT_IDENTITY_CARD:
            raise IdentityCardStands(field="document.number", blocked_by=blocking)


def _must_be_own(document: IdentityDocument, talent: Talent, work: Work) -> None:
    if claimed(document, talent.city, talent.id, work) != talent.id:
        raise DocumentAlreadyRegistered(field="document.number")


NOT_THE_EMPLOYERS = Text("与用人单位所属区域不一致", "The area is not that of the employer")
CITY_KNOWS = Text(
    "请联系市人力资源社会保障部门核对", "The city's department of human resources can tell who it is"
)
ENDS_BEFORE_IT_BEGINS = Text("有效期止早于有效期起", "The document ends before it begins")
