"""A talent, the identity documents and the employer (人才), masked."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.addresses import TALENT, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import masked_document, masked_name, masked_phone
from api.rendering.actions import Actions
from api.rendering.shown import Shown, Words, words
from api.rendering.talent_actions import NoActions, TalentActions
from api.viewer import Viewer
from domain.aggregates import Talent
from domain.aggregates.talent import Document
from domain.cadres import PartyManaged
from domain.data_rights import DataState, ErasureGround, RestrictionGround
from domain.errors import NotFound
from domain.identity_documents import DocumentKind
from domain.store import Recorded


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


class ErasureRequestShown(Shown):
    """Who has asked for the erasure; another decides."""

    requested_by: str
    ground: ErasureGround
    since: date


class DataRightsShown(Shown):
    """What may still be done with the person's data."""

    state: DataState
    restricted_on: date | None
    restriction_ground: RestrictionGround | None
    erasure_request: ErasureRequestShown | None


class TalentShown(Shown):
    """A talent, masked."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    employer_id: UUID | None
    employed_since: date | None
    name: PersonalShown
    phone: PersonalShown | None
    documents: tuple[DocumentShown, ...]
    attestation: AttestationShown | None
    personal_data: DataRightsShown
    actions: Actions


def talent_shown(talent: Talent, viewer: Viewer, *, until: int | None = None) -> TalentShown:
    """The talent as known now, or as known then. Raises `NotFound` for one who may not be known of."""
    _must_be_seen(talent, viewer)
    return _talent(talent, viewer, TalentActions(talent, viewer) if until is None else NoActions())


def talent_answered(talent: Talent, viewer: Viewer) -> TalentShown:
    """The same for who has just decided about the talent, and may have let go of him or her by that."""
    return _talent(talent, viewer, TalentActions(talent, viewer))


def talent_history(talent: Talent, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` for a talent who may not be known of."""
    _must_be_seen(talent, viewer)
    return history


def _talent(talent: Talent, viewer: Viewer, offered: TalentActions | NoActions) -> TalentShown:
    numbers = (kept.facts.number for kept in talent.documents.values())
    disclosure = viewer.disclosed((talent.name, talent.phone, *numbers))
    return TalentShown(
        id=talent.id,
        href=href(TALENT, talent_id=talent.id),
        version=talent.version,
        city=talent.city,
        area=talent.area,
        employer_id=talent.employer_id,
        employed_since=None if talent.employer_id is None else talent.employers.in_order[-1].since,
        name=disclosure.shown(talent.name, masked_name),
        phone=disclosure.shown_if_stated(talent.phone, masked_phone),
        documents=tuple(
            _document(kept, disclosure, offered.about_document(kept)) for kept in talent.documents.values()
        ),
        attestation=_attestation(talent, viewer),
        personal_data=_data_rights(talent),
        actions=offered.about_talent(),
    )


def _must_be_seen(talent: Talent, viewer: Viewer) -> None:
    now = viewer.as_it_stands(talent)
    if not viewer.sees(city=now.city, area=now.area, enterprise_id=now.employer_id):
        raise NotFound


def _attestation(talent: Talent, viewer: Viewer) -> AttestationShown | None:
    held = talent.attestation_on(viewer.today)
    if held is None:
        return None
    return AttestationShown(result=held.result, as_of=held.as_of, attesting_body=held.attesting_body)


def _data_rights(talent: Talent) -> DataRightsShown:
    asked = talent.erasure_request
    return DataRightsShown(
        state=talent.data_state,
        restricted_on=talent.restricted_on,
        restriction_ground=talent.restriction_ground,
        erasure_request=None
        if asked is None
        else ErasureRequestShown(requested_by=asked.requested_by, ground=asked.ground, since=asked.since),
    )


def _document(kept: Document, disclosure: Disclosure, actions: Actions) -> DocumentShown:
    facts = kept.facts
    kind = DocumentKind(facts.kind)
    return DocumentShown(
        id=facts.document_id,
        kind=kind,
        kind_name=words(kind.label),
        issuing_country=facts.issuing_country,
        number=disclosure.shown(facts.number, masked_document),
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        replaced_by=kept.replaced_by,
        actions=actions,
    )
