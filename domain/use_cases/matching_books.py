"""Whom a row of the opening books means: which enterprise, and which person (期初台账比对).

An enterprise is matched by its credit code, a person by the number of a document. What these do not settle
alone holds only once an officer has confirmed it (decided point 20). Whoever is on no book yet is registered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.opening_books import CardKey, DemandKey, OpeningBooks
from domain.aggregates.talent import Talent
from domain.base import Authority, DocumentReference
from domain.errors import FieldError, Invalid
from domain.fields import wrong
from domain.identity_documents import IdentityDocument
from domain.personal_data import Personal
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.identity_index import opened, owner_of
from domain.use_cases.keeping_enterprises import assign_code, newly_registered
from domain.use_cases.matching_rows import enterprise_meant
from domain.use_cases.reading_books import CARDS, ReadPerson, StatedRow
from domain.use_cases.registering_talents import document_facts
from domain.work import Work

ToConfirm = tuple[FieldError, ...]


class Spot(NamedTuple):
    """Where in the file something is stated: in which table, and in which of its rows."""

    table: str
    row: int

    @property
    def name_field(self) -> str:
        """What the table calls a person's name."""
        return "name" if self.table == CARDS else "person"


class Newcomer(NamedTuple):
    """A person whom a row registers, and the document whose number is to be claimed at the end."""

    at: Spot
    talent_id: UUID
    document: IdentityDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all rows of a takeover stand on, and what the rows before have brought."""

    city: str
    pack: PolicyPack
    file: DocumentReference
    books: OpeningBooks
    authority: Authority
    work: Work
    newcomers: dict[tuple[str, str], Newcomer] = field(default_factory=dict)  # by kind and number
    cards: dict[CardKey, UUID] = field(default_factory=dict)
    demands: dict[DemandKey, UUID] = field(default_factory=dict)
    numbers: dict[tuple[str, str], Iterator[str]] = field(default_factory=dict)  # by prefix and area
    brought_by: dict[str, int] = field(default_factory=dict)  # the row of whatever rows brought, by its id

    @property
    def day(self) -> date:
        """The cut-over date."""
        return self.authority.effective_on

    def new_id(self, row: int) -> UUID:
        """The id of what a row is about to bring."""
        id_ = self.work.new_id()
        self.brought_by[str(id_)] = row
        return id_


def with_papers(authority: Authority, *papers: DocumentReference) -> Authority:
    """The authority with these papers before its own; the file comes last."""
    first, file = papers[:-1], papers[-1:]
    return authority.model_copy(update={"documents": (*first, *authority.documents, *file)})


def books_of(city: str, authority: Authority, work: Work) -> OpeningBooks:
    """What the city has taken over, opened by whoever is the first."""
    books = work.find(OpeningBooks, OpeningBooks.id_of(city))
    return work.add(OpeningBooks.open(city, authority)) if books is None else books


def enterprise_of(stated: StatedRow, ground: Ground) -> tuple[Enterprise, ToConfirm]:
    """The enterprise of the row, registered if it is on no book yet. Raises `Invalid`."""
    try:
        match = enterprise_meant(stated.enterprise, stated.uscc, ground.city, ground.work)
    except Invalid as refused:
        raise Invalid(errors=tuple(_of_books(error) for error in refused.errors)) from None
    to_confirm = tuple(_of_books(error) for error in match.to_confirm)
    if match.enterprise is None:
        return _registered(stated, ground), to_confirm
    if match.enterprise.uscc is None and stated.uscc is not None:
        match.enterprise.state_credit_code(stated.uscc, ground.authority)
        assign_code(stated.uscc, match.enterprise, ground.authority, ground.work)
    return match.enterprise, (*to_confirm, *_elsewhere(stated, match.enterprise, ground))


def person_of(
    person: ReadPerson, enterprise: Enterprise, at: Spot, ground: Ground
) -> tuple[Talent, ToConfirm]:
    """The person to whom the document belongs, registered under that name if he or she is on no book yet."""
    key = (person.document.kind.value, person.document.identifier)
    newcomer = ground.newcomers.get(key)
    owner = newcomer.talent_id if newcomer else owner_of(person.document, ground.city, ground.work)
    known = None if owner is None else ground.work.find(Talent, owner)
    if known is None:
        talent_id = owner or ground.work.new_id()
        ground.newcomers[key] = Newcomer(at, talent_id, person.document)
        return _registered_person(talent_id, person, enterprise, ground), ()
    if is_called(known, person.name, ground):
        return known, ()
    return known, (FieldError(at.name_field, "other_person_name", OTHER_PERSON_NAME),)


def is_called(talent: Talent, name: str, ground: Ground) -> bool:
    """Whether the person bears or has borne this name."""
    return any(opened(dated.fact, ground.work) == name for dated in talent.names.in_order)


def _registered(stated: StatedRow, ground: Ground) -> Enterprise:
    if stated.area is None:
        raise wrong("area", "missing", AREA_MISSING)
    return newly_registered(
        stated.enterprise, stated.uscc, stated.area, ground.city, ground.authority, ground.work
    )


def _registered_person(talent_id: UUID, person: ReadPerson, enterprise: Enterprise, ground: Ground) -> Talent:
    talent = Talent.register(
        talent_id,
        city=ground.city,
        area=enterprise.area,
        name=Personal(talent_id, person.name),
        document=document_facts(person.document, person.stated, talent_id, ground.work),
        phone=None,
        employer_id=enterprise.id,
        authority=ground.authority,
    )
    return ground.work.add(talent)


def _elsewhere(stated: StatedRow, enterprise: Enterprise, ground: Ground) -> ToConfirm:
    """An enterprise in another area than the row says: it stays where it is, once an officer has confirmed it."""
    if stated.area in (None, enterprise.area):
        return ()
    known = next((area.name for area in ground.pack.areas if area.code == enterprise.area), enterprise.area)
    return (FieldError("area", "other_area", OTHER_AREA.filled(area=known)),)


def _of_books(error: FieldError) -> FieldError:
    """What was found about the enterprise, as the books speak of it: they do not rename one."""
    if error.code == "renamed":
        return FieldError("enterprise", "other_enterprise_name", OTHER_ENTERPRISE_NAME)
    return FieldError("enterprise" if error.field == "name" else error.field, error.code, error.text)


AREA_MISSING = Text(
    "该企业尚未登记，请填写所属区域", "the enterprise is on no book yet: state the area where it is"
)
OTHER_AREA = Text("该企业登记在{area}，请确认", "the enterprise is registered in {area}; confirm it")
OTHER_ENTERPRISE_NAME = Text(
    "该信用代码登记的是另一名称，请确认为同一企业",
    "the code is registered under another name; confirm that it is the same enterprise",
)
OTHER_PERSON_NAME = Text(
    "该证件号码登记的是另一姓名，请确认为同一人",
    "the number is registered under another name; confirm that it is the same person",
)
