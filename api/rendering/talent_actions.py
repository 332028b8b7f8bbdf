"""What may be done with a talent and the identity documents now, tried on copies by the decisions themselves."""

from collections.abc import Callable
from functools import partial
from typing import Any

from api.rehearsing import STAND_IN
from api.rendering.actions import SOMEBODY, Action, Actions, actions_of, may_ever_send, rehearsal
from api.viewer import Viewer
from domain.aggregates import Talent
from domain.aggregates.talent import Document, DocumentFacts
from domain.authorization import Command, must_cover, must_employ
from domain.base import Authority
from domain.cadres import PartyManaged
from domain.data_rights import ErasureGround, LegalBasis, RestrictionGround, must_be_erasable
from domain.functions import Function
from domain.identity_documents import CHINA, DocumentKind
from domain.personal_data import Personal
from domain.store import copied
from domain.use_cases.attesting_cadres import EMPLOYERS_PARTY_ORGANIZATION, AttestCadreStatus
from domain.use_cases.following_talents import EndEmployment, RelocateTalent, StateEmployer, StatePhone
from domain.use_cases.keeping_personal_data import (
    AllowReading,
    DeclineErasure,
    ErasePersonalData,
    LiftRestriction,
    RequestErasure,
    RestrictPersonalData,
    registration_of,
)
from domain.use_cases.registering_talents import AddDocument, RenameTalent, ReplaceDocument

Decide = Callable[[Talent, Authority], None]


class TalentActions:
    """Tries the commands about one talent for one viewer."""

    def __init__(self, talent: Talent, viewer: Viewer) -> None:
        self._talent = talent
        self._viewer = viewer

    def about_talent(self) -> Actions:
        """What may be done with the talent."""
        decisions: dict[type[Command], Decide] = {
            RenameTalent: _rename,
            AddDocument: _add_document,
            StateEmployer: _employ,
            EndEmployment: Talent.end_employment,
            RelocateTalent: self._relocate,
            StatePhone: _state_phone,
        }
        if may_ever_send(RestrictPersonalData, self._viewer):
            decisions |= ABOUT_DATA
        possible = [Action(command, partial(self._try, decide)) for command, decide in decisions.items()]
        if may_ever_send(AttestCadreStatus, self._viewer):
            possible.append(self._attestation())
        return actions_of(possible, self._viewer, talent_id=self._talent.id)

    def about_document(self, kept: Document) -> Actions:
        """What may be done about a document that no other has replaced."""
        document_id = kept.facts.document_id

        def replace(talent: Talent, authority: Authority) -> None:
            talent.replace_document(document_id, _some_document(), authority)

        replacement = Action(ReplaceDocument, partial(self._try, replace))
        possible = [replacement] if kept.replaced_by is None else []
        return actions_of(possible, self._viewer, talent_id=self._talent.id, replaced_document_id=document_id)

    def _attestation(self) -> Action:
        """Which office attests in which capacity, its own use case knows."""
        command = AttestCadreStatus(
            talent_id=self._talent.id, result=PartyManaged.UNKNOWN, as_of=self._viewer.today
        )
        pack = self._viewer.service.policies.in_force(self._talent.city, self._viewer.today)
        organ = pack.city_area.organization_of(Function.PARTY_ORG, self._viewer.today)
        body = EMPLOYERS_PARTY_ORGANIZATION if organ is None else organ.code
        attempt = rehearsal(command, self._talent, self._viewer, deciding_body=body)
        return Action(AttestCadreStatus, attempt)

    def _try(self, decide: Decide, authority: Authority) -> None:
        pack = self._viewer.service.policies.in_force(self._talent.city, authority.effective_on)
        must_cover(authority, self._talent.area, pack.city_area.code)
        must_employ(authority, self._talent.employer_id)
        talent = copied(self._talent)
        if decide not in ABOUT_DATA.values():
            talent.must_be_in_use()
        decide(talent, authority)
        if decide in (ABOUT_DATA[RequestErasure], ABOUT_DATA[ErasePersonalData]):
            must_be_erasable((registration_of(talent),), authority.effective_on, pack.kept_until)

    def _relocate(self, talent: Talent, authority: Authority) -> None:
        """Who is employed can only follow the employer."""
        employer_id = talent.employer_id
        employer: Any = employer_id and self._viewer.service.store.get(employer_id)
        talent.relocate(employer.area if employer else STAND_IN, authority)


def _allow_reading(talent: Talent, authority: Authority) -> None:
    talent.allow_reading(STAND_IN, LegalBasis.SUPERVISION, authority.effective_on, authority)


# Whether anything but the registration is held of the person that stands in the way is asked when the command is sent.
ABOUT_DATA: dict[type[Command], Decide] = {
    RestrictPersonalData: lambda talent, authority: talent.restrict(
        RestrictionGround.RETENTION_RUNS, authority
    ),
    LiftRestriction: Talent.lift_restriction,
    AllowReading: _allow_reading,
    RequestErasure: lambda talent, authority: talent.request_erasure(
        ErasureGround.PURPOSE_ACHIEVED, authority
    ),
    DeclineErasure: Talent.decline_erasure,
    ErasePersonalData: lambda talent, authority: talent.erase((), authority),
}


class NoActions:
    """What may be done with a talent as he or she was in the past."""

    def about_talent(self) -> Actions:
        """Nothing."""
        return Actions()

    def about_document(self, _: Document) -> Actions:
        """Nothing."""
        return Actions()


def _rename(talent: Talent, authority: Authority) -> None:
    talent.rename(Personal(talent.id, STAND_IN), authority)


def _add_document(talent: Talent, authority: Authority) -> None:
    talent.add_document(_some_document(), authority)


def _employ(talent: Talent, authority: Authority) -> None:
    """A specialist can state the own enterprise alone."""
    talent.employ(authority.enterprise_id or SOMEBODY, STAND_IN, authority)


def _state_phone(talent: Talent, authority: Authority) -> None:
    talent.state_phone(Personal(talent.id, STAND_IN), authority)


def _some_document() -> DocumentFacts:
    facts: dict[str, Any] = {"document_id": SOMEBODY, "kind": DocumentKind.PASSPORT, "issuing_country": CHINA}
    return DocumentFacts(**facts, number=Personal(SOMEBODY, STAND_IN))
