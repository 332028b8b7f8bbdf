"""Taking talents onto the books, with the documents that identify them (人才登记)."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.talent import DocumentAlreadyRegistered, DocumentFacts, Talent
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
from domain.fields import wrong
from domain.identity_documents import DocumentKind, IdentityDocument, identity_document
from domain.names import person_name
from domain.personal_data import Personal, Sealed
from domain.phone_numbers import phone_numbers
from domain.text import Text
from domain.use_cases.keeping_enterprises import enterprise_in
from domain.work import Work

KEEPERS = (officer("hrss", "drc", "miit"), specialist)
IDENTITY_DOCUMENT = "identity_document"  # the kind of identifier in the vault's index


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
    area = pack.area_of(command.area, work.authority.effective_on)
    must_cover(work.authority, area.code, pack.city_area.code)
    must_employ(work.authority, command.employer_id)
    if command.employer_id is not None:
        enterprise_in(command.city, command.employer_id, work)
    authority = work.under(pack)
    name = person_name(command.name)
    phone = None if command.phone is None else "、".join(phone_numbers(command.phone))
    document = _read(command.document, work)
    talent_id = _claimed(document, command.city, work.new_id(), work)
    if work.find(Talent, talent_id) is not None:
        raise DocumentAlreadyRegistered(field="document.number")
    talent = Talent.register(
        talent_id,
        city=command.city,
        area=area.code,
        name=Personal(talent_id, name),
        document=_facts(document, command.document, talent_id, work),
        phone=None if phone is None else Personal(talent_id, phone),
        employer_id=command.employer_id,
        authority=authority,
    )
    return work.add(talent)


def rename_talent(command: RenameTalent, work: Work) -> Talent:
    talent, authority = _talent(command, work)
    talent.rename(Personal(talent.id, person_name(command.name)), authority)
    return talent


def add_document(command: AddDocument, work: Work) -> Talent:
    talent, authority = _talent(command, work)
    document = _read(command.document, work)
    _must_be_further(document, talent, work)
    talent.add_document(_facts(document, command.document, talent.id, work), authority)
    _must_be_own(document, talent, work)
    return talent


def replace_document(command: ReplaceDocument, work: Work) -> Talent:
    talent, authority = _talent(command, work)
    document = _read(command.document, work)
    facts = _facts(document, command.document, talent.id, work)
    talent.replace_document(command.replaced_document_id, facts, authority)
    _must_be_own(document, talent, work)
    return talent


def _talent(command: TalentCommand, work: Work) -> tuple[Talent, Authority]:
    talent = work.load(Talent, command.talent_id)
    pack = work.policies.in_force(talent.city, work.authority.effective_on)
    must_know_of(
        work.authority, area=talent.area, enterprise_id=talent.employer_id, city_area=pack.city_area.code
    )
    return talent, work.under(pack)


def _read(stated: DocumentStatement, work: Work) -> IdentityDocument:
    if stated.valid_from and stated.valid_to and stated.valid_to < stated.valid_from:
        raise wrong("document.valid_to", "ends_before_it_begins", ENDS_BEFORE_IT_BEGINS)
    return identity_document(
        stated.kind,
        stated.number,
        on=work.authority.effective_on,
        issuing_country=stated.issuing_country,
        field="document.number",
    )


def _facts(
    document: IdentityDocument, stated: DocumentStatement, talent_id: UUID, work: Work
) -> DocumentFacts:
    return DocumentFacts(
        document_id=work.new_id(),
        kind=document.kind,
        issuing_country=document.issuing_country,
        number=Personal(talent_id, document.number),
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
    )


def _claimed(document: IdentityDocument, city: str, for_talent: UUID, work: Work) -> UUID:
    """The talent to whom the number belongs: `for_talent` unless it has an owner already.

    Asked last, when nothing else can be refused: the index remembers the answer at once, whatever becomes
    of the command, and an owner who is on no book is one whose registration did not get to its end.
    """
    return work.vault.claim(city, IDENTITY_DOCUMENT, f"{document.kind}:{document.identifier}", for_talent)


def _must_be_further(document: IdentityDocument, talent: Talent, work: Work) -> None:
    """Refuse a number that the talent has stated before; a renewed document replaces the old one."""
    for known in talent.current_documents():
        assert isinstance(known.number, Sealed)  # it was loaded
        if known.kind == document.kind and work.vault.open(known.number) == document.number:
            raise DocumentAlreadyRegistered(
                field="document.number", blocked_by={"kind": "document", "id": str(known.document_id)}
            )


def _must_be_own(document: IdentityDocument, talent: Talent, work: Work) -> None:
    if _claimed(document, talent.city, talent.id, work) != talent.id:
        raise DocumentAlreadyRegistered(field="document.number")


ENDS_BEFORE_IT_BEGINS = Text("有效期止早于有效期起", "The document ends before it begins")
