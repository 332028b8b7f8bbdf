"""A talent and the identity documents (人才), masked."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from api.addresses import TALENT, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import masked_document, masked_name, masked_phone
from api.rendering.actions import (
    SOMEBODY,
    STAND_IN,
    Action,
    Actions,
    actions_of,
    copied,
    may_ever_send,
    rehearsal,
)
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates import Talent
from domain.aggregates.talent import Document, DocumentFacts
from domain.authorization import Command, must_cover, must_employ
from domain.base import Authority
from domain.cadres import PartyManaged
from domain.errors import NotFound
from domain.identity_documents import CHINA, DocumentKind
from domain.personal_data import Personal
from domain.store import Recorded
from domain.use_cases.attesting_cadres import EMPLOYERS_PARTY_ORGANIZATION, AttestCadreStatus
from domain.use_cases.registering_talents import AddDocument, RenameTalent, ReplaceDocument

Decide = Callable[[Talent, Authority], None]


class DocumentShown(Shown):
    """An identity document, its number behind the mask of its kind."""

    id: UUID
    kind: DocumentKind
    kind_name: Words
    issuing_country: str
    number: PersonalShown
    valid_from: date | None
    valid_to: date | None
    replaced_by: UUID | None
    actions: Actions


class AttestationShown(Shown):
    """Whether the person is a party-managed cadre, as it was last attested (R-01)."""

    result: PartyManaged
    as_of: date
    attesting_body: str


class TalentShown(Shown):
    """A talent, masked."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    employer_id: UUID | None
    name: PersonalShown
    phone: PersonalShown | None
    documents: tuple[DocumentShown, ...]
    attestation: AttestationShown | None
    actions: Actions


def talent_shown(talent: Talent, viewer: Viewer, *, until: int | None = None) -> TalentShown:
    """The talent as known now, or as known then. Raises `NotFound` for one who may not be known of."""
    _must_be_seen(talent, viewer)
    numbers = (kept.facts.number for kept in talent.documents.values())
    disclosure = viewer.disclosed((talent.name, talent.phone, *numbers))
    offered = until is None
    return TalentShown(
        id=talent.id,
        href=href(TALENT, talent_id=talent.id),
        version=talent.version,
        city=talent.city,
        area=talent.area,
        employer_id=talent.employer_id,
        name=disclosure.shown(talent.name, masked_name),
        phone=disclosure.shown_if_stated(talent.phone, masked_phone),
        documents=tuple(
            _document(kept, disclosure, _of_document(kept, talent, viewer) if offered else Actions())
            for kept in talent.documents.values()
        ),
        attestation=_attestation(talent, viewer),
        actions=_actions(talent, viewer) if offered else Actions(),
    )


def talent_history(talent: Talent, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` for a talent who may not be known of."""
    _must_be_seen(talent, viewer)
    return history


def _must_be_seen(talent: Talent, viewer: Viewer) -> None:
    if not viewer.scope.covers(city=talent.city, area=talent.area, enterprise_id=talent.employer_id):
        raise NotFound


def _attestation(talent: Talent, viewer: Viewer) -> AttestationShown | None:
    held = talent.attestation_on(viewer.today)
    if held is None:
        return None
    return AttestationShown(result=held.result, as_of=held.as_of, attesting_body=held.attesting_body)


def _document(kept: Document, disclosure: Disclosure, actions: Actions) -> DocumentShown:
    facts = kept.facts
    kind = DocumentKind(facts.kind)
    return DocumentShown(
        id=facts.document_id,
        kind=kind,
        kind_name=words(kind.label),
        issuing_country=facts.issuing_country,
        number=disclosure.shown(facts.number, partial(masked_document, facts.kind, facts.issuing_country)),
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        replaced_by=kept.replaced_by,
        actions=actions,
    )


def _actions(talent: Talent, viewer: Viewer) -> Actions:
    possible = [
        Action(command, partial(_try, talent, viewer, decide)) for command, decide in _OF_TALENT.items()
    ]
    if may_ever_send(AttestCadreStatus, viewer):
        attestation = AttestCadreStatus(talent_id=talent.id, result=PartyManaged.UNKNOWN, as_of=viewer.today)
        attempt = rehearsal(attestation, talent, viewer, deciding_body=EMPLOYERS_PARTY_ORGANIZATION)
        possible.append(Action(AttestCadreStatus, attempt))
    return actions_of(possible, viewer, talent_id=talent.id)


def _of_document(kept: Document, talent: Talent, viewer: Viewer) -> Actions:
    """What may be done about a document that no other has replaced."""
    document_id = kept.facts.document_id

    def replace(talent: Talent, authority: Authority) -> None:
        talent.replace_document(document_id, _some_document(), authority)

    replacement = Action(ReplaceDocument, partial(_try, talent, viewer, replace))
    possible = [replacement] if kept.replaced_by is None else []
    return actions_of(possible, viewer, talent_id=talent.id, replaced_document_id=document_id)


def _try(talent: Talent, viewer: Viewer, decide: Decide, authority: Authority) -> None:
    pack = viewer.service.policies.in_force(talent.city, authority.effective_on)
    must_cover(authority, talent.area, pack.city_area.code)
    must_employ(authority, talent.employer_id)
    decide(copied(talent), authority)


def _rename(talent: Talent, authority: Authority) -> None:
    talent.rename(Personal(talent.id, STAND_IN), authority)


def _add_document(talent: Talent, authority: Authority) -> None:
    talent.add_document(_some_document(), authority)


def _some_document() -> DocumentFacts:
    facts: dict[str, Any] = {"document_id": SOMEBODY, "kind": DocumentKind.PASSPORT, "issuing_country": CHINA}
    return DocumentFacts(**facts, number=Personal(SOMEBODY, STAND_IN))


_OF_TALENT: dict[type[Command], Decide] = {RenameTalent: _rename, AddDocument: _add_document}
