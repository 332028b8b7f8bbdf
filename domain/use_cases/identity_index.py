"""Whose identity document a number is (证件索引): the vault's keyed index, held against what is on the books.

The index remembers a claim at once, whatever becomes of the command that made it. So a claim counts as long
as a document of its talent bears it out; one that none does, because the number was entered wrongly or its
command was refused, passes to whoever has the document.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.aggregates.talent import DocumentFacts, Talent
from domain.identity_documents import DocumentKind, IdentityDocument, identity_document
from domain.personal_data import Erased, Personal, PersonalData, Sealed, Unreadable
from domain.work import Work

IDENTITY_DOCUMENT = "identity_document"  # the kind of identifier in the index


def owner_of(document: IdentityDocument, city: str, work: Work) -> UUID | None:
    """The talent to whom the number belongs; None if it would be that of whoever claims it. Claims nothing."""
    owner = work.vault.subject_of(city, IDENTITY_DOCUMENT, _indexed(document))
    return owner if owner is None or _bears_out(owner, document, work) else None


def claimed(document: IdentityDocument, city: str, for_talent: UUID, work: Work) -> UUID:
    """The talent to whom the number belongs: `for_talent`, unless it is another's already.

    Asked last, when nothing else can be refused. An owner who is on no book is one whose registration did
    not get to its end, and may still do so.
    """
    identifier = _indexed(document)
    owner = work.vault.claim(city, IDENTITY_DOCUMENT, identifier, for_talent)
    if owner == for_talent or _bears_out(owner, document, work):
        return owner
    passed_on = work.vault.pass_on(city, IDENTITY_DOCUMENT, identifier, owner, for_talent)
    return for_talent if passed_on else owner


def number_of(document: DocumentFacts, work: Work) -> str | None:
    """The number as it stands on the document, or None if its talent was erased."""
    return opened(document.number, work)


def opened(fact: PersonalData, work: Work) -> str | None:
    """The fact itself, or None if its person was erased."""
    if isinstance(fact, Personal):
        return fact.value
    try:
        return work.vault.open(fact)
    except Erased:
        return None


Opened = Mapping[PersonalData, str | None]  # None where the person was erased


def opened_all(facts: Iterable[PersonalData], work: Work) -> Opened:
    """The facts themselves, opened with one question to the vault."""
    sealed = list({fact for fact in facts if isinstance(fact, Sealed)})
    opened = work.vault.open_many(sealed) if sealed else []
    return {fact: _unless_erased(what) for fact, what in zip(sealed, opened, strict=True)}


def _unless_erased(opened: str | Unreadable) -> str | None:
    if isinstance(opened, Unreadable) and not isinstance(opened, Erased):
        raise opened
    return None if isinstance(opened, Erased) else opened


def _indexed(document: IdentityDocument) -> str:
    return f"{document.kind}:{document.identifier}"


def _bears_out(owner: UUID, document: IdentityDocument, work: Work) -> bool:
    talent = work.find(Talent, owner)
    if talent is None:
        return True
    same_kind = (known for known in talent.documents_held() if known.kind == document.kind)
    return any(_identifier(known, work) == document.identifier for known in same_kind)


def _identifier(known: DocumentFacts, work: Work) -> str | None:
    number = number_of(known, work)
    if number is None:
        return None
    kind = DocumentKind(known.kind)
    on = work.authority.effective_on
    return identity_document(kind, number, on=on, issuing_country=known.issuing_country).identifier
