"""Correction after the decision (变更决定、更正登记表): asked for by one, decided by another (decided point 15).

    RevisionRequested ─> DecisionRevised | RevisionDeclined             who decided has decided otherwise since
    FormCorrectionRequested ─> FormCorrected | FormCorrectionDeclined   what the form says was wrong from the start

An entry error is neither: there the city had written down what nobody had decided (`province.py`).
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.case_events import CaseEvent, StepEvent, ending_by
from domain.case_state import A_COLLEAGUE, CaseState
from domain.case_times import CaseTimes
from domain.cases import (
    CaseNotInState,
    CaseStatus,
    PendingForm,
    PendingRevision,
    ProvincialResult,
    SameOfficer,
)
from domain.errors import Invalid
from domain.policy.case_life import Reconsidered
from domain.policy.steps import Step
from domain.registration_form import RegistrationForm
from domain.text import Text

DECIDED = (CaseStatus.APPROVED, CaseStatus.REJECTED)


class RevisionRequested(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.RevisionRequested"
    former: CaseStatus
    status: CaseStatus
    to_step: str | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        by = self.envelope
        aggregate.revision = PendingRevision(by.actor, by.persons, self.status, self.to_step)


class RevisionDeclined(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.RevisionDeclined"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.revision = None


class DecisionRevised(StepEvent):
    """`former` and `status` are how the case stood and stands; `card_id` is that of the card that is granted now."""

    TOPIC: ClassVar[str] = "CardApplication.DecisionRevised"
    decides: ClassVar[bool] = False
    former: CaseStatus
    status: CaseStatus
    to_step: str | None = None
    card_id: UUID | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.revision = None
        aggregate.status, aggregate.card_id = self.status, self.card_id
        aggregate.step = self.to_step or aggregate.step
        is_against = self.status is CaseStatus.REJECTED
        aggregate.ending = ending_by(self, Reconsidered.REJECTED) if is_against else None
        if aggregate.result is not None:  # the province's answer is what it has decided last
            aggregate.result = RESULT_OF[self.status]

    def passing(self, times: CaseTimes) -> CaseTimes:
        if self.to_step is None:
            return times  # the case is over, as it was
        return times.moves_to(self.to_step, self.originator_version, self.on)


class FormCorrectionRequested(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.FormCorrectionRequested"
    form_version: int
    form: RegistrationForm
    differences: tuple[str, ...]

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        by = self.envelope
        asked = PendingForm(by.actor, by.persons, self.form_version, self.form, self.differences)
        aggregate.form_correction = asked


class FormCorrectionDeclined(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.FormCorrectionDeclined"
    form_version: int

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.form_correction = None


class FormCorrected(CaseEvent):
    """The form of that version holds from now on, as it stands on the request; `former_version` is the one before."""

    TOPIC: ClassVar[str] = "CardApplication.FormCorrected"
    former_version: int
    form_version: int
    differences: tuple[str, ...]

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.form = aggregate.form_correction.form
        aggregate.form_version, aggregate.form_correction = self.form_version, None


class Revisable(CaseState):
    """What may be decided about a case that has been decided already."""

    def request_revision(
        self, status: CaseStatus, to_step: Step | None, *, area: str, authority: Authority
    ) -> None:
        """Say that the decision is another one now (申请变更决定)."""
        authority.must_give_reason()
        self.must_be(*DECIDED)
        if status is self.status:
            raise Invalid(SAME_DECISION, field="status")
        self._nothing_must_wait()
        if status is CaseStatus.APPROVED:
            self._must_have_passed(authority, field="status")
        back = None if to_step is None else to_step.code
        facts = {"former": self.status, "status": status, "to_step": back}
        self._decide(RevisionRequested, area, authority, **facts)

    def decline_revision(self, *, area: str, authority: Authority) -> None:
        """The second officer finds that the decision stands (不予变更)."""
        authority.must_give_reason()
        self.revision_for(authority)
        self._decide(RevisionDeclined, area, authority)

    def revise(self, step: Step, card_id: UUID | None, *, area: str, authority: Authority) -> None:
        """The second officer agrees: the new decision holds (变更决定)."""
        authority.must_give_reason()
        asked = self.revision_for(authority)
        facts = {"former": self.status, "status": asked.status, "to_step": asked.to_step}
        self._decide(DecisionRevised, area, authority, step=step.code, card_id=card_id, **facts)

    def revision_for(self, authority: Authority) -> PendingRevision:
        """The revision that waits, for another than who asked. Raises `CaseNotInState` and `SameOfficer`."""
        if self.revision is None:
            raise CaseNotInState(NOTHING_TO_REVISE, blocked_by=self.shown())
        if authority.persons & self.revision.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        return self.revision

    def request_form_correction(
        self, form: RegistrationForm, differences: tuple[str, ...], *, area: str, authority: Authority
    ) -> None:
        """Say what the form of an approved case should have said (申请更正登记表)."""
        authority.must_give_reason()
        self.must_be(CaseStatus.APPROVED)
        self._nothing_must_wait()
        if not differences:
            raise Invalid(NOTHING_DIFFERS, field="form")
        facts = {"form_version": self.form_version + 1, "form": form, "differences": differences}
        self._decide(FormCorrectionRequested, area, authority, **facts)

    def decline_form_correction(self, *, area: str, authority: Authority) -> None:
        """The second officer finds that the form was right (不予更正登记表)."""
        authority.must_give_reason()
        asked = self._form_correction_for(authority)
        self._decide(FormCorrectionDeclined, area, authority, form_version=asked.form_version)

    def correct_form(self, *, area: str, authority: Authority) -> None:
        """The second officer agrees: the corrected form holds, and the former version stays in the history (更正登记表)."""
        asked = self._form_correction_for(authority)
        facts = {"former_version": self.form_version, "form_version": asked.form_version}
        self._decide(FormCorrected, area, authority, differences=asked.differences, **facts)

    def _form_correction_for(self, authority: Authority) -> PendingForm:
        if self.form_correction is None:
            raise CaseNotInState(NOTHING_TO_CORRECT, blocked_by=self.shown())
        if authority.persons & self.form_correction.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        return self.form_correction


RESULT_OF = {
    CaseStatus.APPROVED: ProvincialResult.APPROVED,
    CaseStatus.REJECTED: ProvincialResult.REJECTED,
    CaseStatus.IN_PROCESS: ProvincialResult.RETURNED,
}
NOTHING_DIFFERS = Text("更正内容与原登记表相同", "The form says what it said before")
NOTHING_TO_CORRECT = Text("没有待办的登记表更正申请", "No correction of the form is waiting")
NOTHING_TO_REVISE = Text("没有待办的变更决定申请", "No revision of the decision is waiting")
SAME_DECISION = Text("与现决定相同", "This is the decision that holds")
