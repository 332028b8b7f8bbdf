"""Card application (申报): one person's case on a route, from the draft to its end.

    Drafted ── FormFilled ↺ ── Submitted
        at a step:   OpinionGiven · Reviewed · CollectivelySubmitted · Received · Forwarded   ─> the next step
                     Returned ─> an earlier step
                     CorrectionRequested ─> CorrectionSupplied                               the same step again
                                         ─> decided against, where it does not come
                     BatchJoined ⇄ BatchLeft                                                 waits for its batch
        it ends:     NotRecommended · Withdrawn · Superseded
        and as the chapters of `domain/case_chapters` say: it is taken in or refused, rests, is argued, answered by
        the province or decided by the city's issuer; reconsidered, revised; officers keep away from it; its deadlines are extended or breached

Invariants: nobody acts at two steps of one case, nor handles what he or she handed in; a step asks for corrections
once; a case is in one open batch; what the province decided is written down by one officer and confirmed by another.
The steps are those of the policy version under which the case was submitted; every event names its step.
"""

from typing import Any, Self, TypeAlias
from uuid import UUID

from eventsourcing.domain import event

from domain import case_events
from domain.base import Authority, Envelope, EventSourced
from domain.case_chapters import (
    acceptance,
    attachments,
    deadlines,
    issuer,
    panel,
    policy,
    province,
    reconsideration,
    recusal,
    revision,
    suspension,
)
from domain.case_chapters.acceptance import TakenIn
from domain.case_chapters.attachments import StandsOnFiles
from domain.case_chapters.deadlines import KeptInTime
from domain.case_chapters.issuer import DecidedByIssuer
from domain.case_chapters.panel import ArguedByExperts
from domain.case_chapters.policy import UnderPolicy
from domain.case_chapters.province import AnsweredByProvince
from domain.case_chapters.reconsideration import Reconsiderable
from domain.case_chapters.recusal import WithoutInterest
from domain.case_chapters.revision import Revisable
from domain.case_chapters.suspension import StoodStill
from domain.case_events import StepEvent
from domain.case_state import SUBMISSION
from domain.case_times import CaseTimes
from domain.cases import (
    OPEN,
    Attestation,
    CaseStatus,
    CorrectionItem,
    CorrectionRequestedBefore,
    NotApplicable,
    Opinion,
    case_shown,
)
from domain.errors import Invalid
from domain.personal_data import PersonalData
from domain.policy.steps import Step, StepKind
from domain.registration_form import RegistrationForm
from domain.text import Text


class CardApplication(
    TakenIn,
    StoodStill,
    AnsweredByProvince,
    DecidedByIssuer,
    WithoutInterest,
    StandsOnFiles,
    KeptInTime,
    UnderPolicy,
    Reconsiderable,
    Revisable,
    ArguedByExperts,
    EventSourced,
):
    TOPIC = "CardApplication"

    Event: TypeAlias = case_events.CaseEvent

    Drafted = case_events.Drafted
    FormFilled = case_events.FormFilled
    Submitted = case_events.Submitted
    OpinionGiven = case_events.OpinionGiven
    Reviewed = case_events.Reviewed
    Returned = case_events.Returned
    CorrectionRequested = case_events.CorrectionRequested
    CorrectionSupplied = case_events.CorrectionSupplied
    NotRecommended = case_events.NotRecommended
    Withdrawn = case_events.Withdrawn
    Superseded = case_events.Superseded
    BatchJoined = case_events.BatchJoined
    BatchLeft = case_events.BatchLeft
    CollectivelySubmitted = case_events.CollectivelySubmitted
    Received = case_events.Received
    Forwarded = case_events.Forwarded
    ResultTranscribed = province.ResultTranscribed
    ResultContested = province.ResultContested
    Approved = province.Approved
    Rejected = province.Rejected
    ReturnedByProvince = province.ReturnedByProvince
    EntryCorrectionRequested = province.EntryCorrectionRequested
    EntryCorrectionDeclined = province.EntryCorrectionDeclined
    EntryCorrected = province.EntryCorrected
    Granted = issuer.Granted
    Declined = issuer.Declined
    Accepted = acceptance.Accepted
    Refused = acceptance.Refused
    PolicyMigrated = policy.PolicyMigrated
    Suspended = suspension.Suspended
    Resumed = suspension.Resumed
    ReconsiderationRequested = reconsideration.ReconsiderationRequested
    ReconsiderationUpheld = reconsideration.ReconsiderationUpheld
    ReconsiderationOverturned = reconsideration.ReconsiderationOverturned
    RevisionRequested = revision.RevisionRequested
    RevisionDeclined = revision.RevisionDeclined
    DecisionRevised = revision.DecisionRevised
    FormCorrectionRequested = revision.FormCorrectionRequested
    FormCorrectionDeclined = revision.FormCorrectionDeclined
    FormCorrected = revision.FormCorrected
    RecusalDeclared = recusal.RecusalDeclared
    RecusalOrdered = recusal.RecusalOrdered
    RecusalWithdrawn = recusal.RecusalWithdrawn
    FileAttached = attachments.FileAttached
    FileChecked = attachments.FileChecked
    FileDetached = attachments.FileDetached
    DeadlineExtended = deadlines.DeadlineExtended
    DeadlineBreached = deadlines.DeadlineBreached
    PanelConvened = panel.PanelConvened
    PanelDissolved = panel.PanelDissolved
    PanelConcluded = panel.PanelConcluded

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def draft(cls, id_: UUID, *, area: str, talent_id: UUID, authority: Authority, **facts: Any) -> Self:
        """Begin a person's case on a route (起草申报)."""
        return cls.begin(
            cls.Drafted, id_, authority, subject=talent_id, area=area, talent_id=talent_id, **facts
        )

    def fill_form(self, form: RegistrationForm, *, area: str, authority: Authority) -> None:
        """State the form of a draft, as often as it takes (填报登记表)."""
        self.must_be(CaseStatus.DRAFTED)
        self._decide(self.FormFilled, area, authority, form_version=self.form_version + 1, form=form)

    def submit(
        self,
        first: Step,
        *,
        not_applicable: tuple[NotApplicable, ...],
        attestation: Attestation | None,
        handed_in_by: PersonalData | None = None,
        area: str,
        authority: Authority,
    ) -> None:
        """Hand the form in as it was last stated (提交申报); the case is then at its first step."""
        self.must_be(CaseStatus.DRAFTED)
        self._decide(
            self.Submitted,
            area,
            authority,
            form_version=self.form_version,
            step=first.code,
            not_applicable=not_applicable,
            attestation=attestation,
            handed_in_by=handed_in_by,
        )

    def give_opinion(
        self, step: Step, next_step: Step, opinion: Opinion, *, area: str, authority: Authority
    ) -> None:
        """Sign an opinion, which advises and passes the case on (签署意见)."""
        is_against = opinion is Opinion.DISAGREED
        self._must_act_at(step, StepKind.OPINION, authority, or_waits=is_against)
        if is_against:
            authority.must_give_reason()
        facts = {"step": step.code, "next_step": next_step.code, "opinion": opinion}
        self._decide(self.OpinionGiven, area, authority, **facts)

    def review(self, step: Step, next_step: Step, *, area: str, authority: Authority) -> None:
        """Agree after review (审核同意)."""
        self._must_act_at(step, StepKind.REVIEW, authority)
        self._decide(self.Reviewed, area, authority, step=step.code, next_step=next_step.code)

    def return_to(self, step: Step, to_step: Step, *, area: str, authority: Authority) -> None:
        """Give the case back to a named earlier step (退回)."""
        authority.must_give_reason()
        self._must_act_at(step, step.kind, authority)
        self._must_not_be_in_batch()
        self._decide(self.Returned, area, authority, step=step.code, to_step=to_step.code)

    def request_correction(
        self, step: Step, items: tuple[CorrectionItem, ...], *, area: str, authority: Authority
    ) -> None:
        """Name at once everything that has to be corrected (一次性告知补正)."""
        self._must_act_at(step, step.kind, authority)
        if not items:
            raise Invalid(NOTHING_TO_CORRECT, field="items")
        if step.code in self.corrections_requested:
            raise CorrectionRequestedBefore(blocked_by=self.shown(), lifted_by=DECIDE_NOW)
        self._must_not_be_in_batch()
        self._decide(self.CorrectionRequested, area, authority, step=step.code, items=items)

    def supply_correction(
        self, form: RegistrationForm, differences: tuple[str, ...], *, area: str, authority: Authority
    ) -> None:
        """Hand the corrected form in; the step that asked for it goes on (补正)."""
        self.must_be(CaseStatus.CORRECTION_REQUESTED)
        self._must_have_decided_nothing(authority)
        if not differences:
            raise Invalid(NOTHING_DIFFERS, field="form")
        self._decide(
            self.CorrectionSupplied,
            area,
            authority,
            step=self.step,
            form_version=self.form_version + 1,
            form=form,
            differences=differences,
        )

    def not_recommend(self, step: Step, *, area: str, authority: Authority) -> None:
        """End the case before the province (不予推荐)."""
        authority.must_give_reason()
        self._must_act_at(step, step.kind, authority, or_waits=True)
        self._must_not_be_in_batch()
        self._decide(self.NotRecommended, area, authority, step=step.code)

    def withdraw(self, *, area: str, authority: Authority) -> None:
        """The enterprise takes its application back (撤回申报)."""
        authority.must_give_reason()
        self.must_be(*OPEN)
        self._must_not_be_in_batch()
        self._decide(self.Withdrawn, area, authority)

    def supersede(self, successor_talent_id: UUID, *, area: str, authority: Authority) -> None:
        """The enterprise proposes another person in this one's stead (更换人选)."""
        authority.must_give_reason()
        self.must_be(*OPEN)
        self._must_not_be_in_batch()
        self._decide(self.Superseded, area, authority, successor_talent_id=successor_talent_id)

    def join_batch(self, step: Step, batch_id: UUID, *, area: str, authority: Authority) -> None:
        """Wait for the batch with which the case is handed on (列入批次)."""
        self._must_be_at(step)
        self._must_not_be_in_batch()
        self._decide(self.BatchJoined, area, authority, step=step.code, batch_id=batch_id)

    def leave_batch(self, *, area: str, authority: Authority) -> None:
        """Wait for a later batch (移出批次)."""
        authority.must_give_reason()
        assert self.batch_id is not None  # the batch has this case as its member
        self._decide(self.BatchLeft, area, authority, step=self.step, batch_id=self.batch_id)

    def hand_on(self, step: Step, next_step: Step, *, area: str, authority: Authority) -> None:
        """Go on with the batch that was just sealed (随批次提交、上报)."""
        self._must_act_at(step, step.kind, authority)
        sealed = self.Forwarded if step.kind is StepKind.FORWARDING else self.CollectivelySubmitted
        facts = {"step": step.code, "next_step": next_step.code, "batch_id": self.batch_id}
        self._decide(sealed, area, authority, **facts)

    def receive(
        self, step: Step, next_step: Step, batch_id: UUID, *, area: str, authority: Authority
    ) -> None:
        """Take the case in from the batch with which it came (接收)."""
        self._must_act_at(step, StepKind.RECEPTION, authority)
        facts = {"step": step.code, "next_step": next_step.code, "batch_id": batch_id}
        self._decide(self.Received, area, authority, **facts)

    # -- what the decisions ask ------------------------------------------------------------------------

    def shown(self) -> dict[str, Any]:
        """What a refusal says about the case."""
        return dict(case_shown(self.id, self.status, self.step))

    @property
    def receipt_number(self) -> str | None:
        """What the enterprise is given when it hands the form in (提交回执号); it says nothing about acceptance."""
        if self.submitted_on is None:
            return None
        return f"{self.city}-{self.submitted_on:%Y%m%d}-{self.id.hex[:8].upper()}"

    def _decide(
        self, event_class: type[case_events.CaseEvent], area: str, authority: Authority, **facts: Any
    ) -> None:
        if event_class.bars_recused:
            self.must_not_be_recused(authority)
        if issubclass(event_class, StepEvent | self.Submitted):
            authority = self.standing_on_files(authority)
        self.record(event_class, authority, subject=self.talent_id, area=area, **facts)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Drafted)
    def __init__(
        self,
        area: str,
        city: str,
        card_type: str,
        route: str,
        enterprise_id: UUID,
        talent_id: UUID,
        quota_id: UUID | None,
        quota_year: int | None,
        place_id: UUID | None,
        department: str | None,
        list_type: str | None,
        envelope: Envelope,
    ) -> None:
        self.city = city
        self.area = area
        self.card_type = card_type
        self.route = route
        self.enterprise_id = enterprise_id
        self.talent_id = talent_id
        self.quota_id = quota_id
        self.quota_year = quota_year
        self.place_id = place_id
        self.department = department
        self.list_type = list_type
        self.policy_version = envelope.policy_version
        self.status = CaseStatus.DRAFTED
        self.times = CaseTimes()
        self.step = None
        self.form = None
        self.form_version = 0
        self.submitted_on = None
        self.received_on = None
        self.intake = None
        self.rest = None
        self.recused = frozenset()
        self.acted = {}
        self.corrections_requested = {}
        self.batch_id = None
        self.submitted_in = None
        self.forwarded_in = None
        self.card_id = None
        self.result = None
        self.transcribed = None
        self.correction = None
        self.attached = {}
        self.ending = None
        self.reconsideration = None
        self.revision = None
        self.form_correction = None
        self.panel_id = None
        self.open_panel_id = None
        self.panel_conclusion = None

    @event(FormFilled)
    def _form_filled(self, form_version: int, form: RegistrationForm, envelope: Envelope) -> None:
        self.form_version, self.form = form_version, form
        self._handed_in_by(envelope)

    @event(Submitted)
    def _submitted(self, step: str, envelope: Envelope) -> None:
        self.status = CaseStatus.IN_PROCESS
        self.step = step
        self.submitted_on = self.received_on = envelope.effective_on
        self.policy_version = envelope.policy_version  # pinned from here on
        self._handed_in_by(envelope)

    def _handed_in_by(self, envelope: Envelope) -> None:
        self.acted = {**self.acted, **dict.fromkeys(envelope.persons, SUBMISSION)}

    @event(Returned)
    def _returned(self, to_step: str) -> None:
        self.step = to_step
        self.transcribed = None  # the province answered another version

    @event(CorrectionRequested)
    def _correction_requested(self, step: str, items: tuple[CorrectionItem, ...]) -> None:
        self.status = CaseStatus.CORRECTION_REQUESTED
        self.corrections_requested = {**self.corrections_requested, step: items}

    @event(CorrectionSupplied)
    def _correction_supplied(self, form_version: int, form: RegistrationForm, envelope: Envelope) -> None:
        self.status = CaseStatus.IN_PROCESS
        self.form_version, self.form = form_version, form
        self.received_on = envelope.effective_on
        self._handed_in_by(envelope)

    @event(NotRecommended)
    def _not_recommended(self) -> None:
        self.status = CaseStatus.NOT_RECOMMENDED

    @event(Withdrawn)
    def _withdrawn(self) -> None:
        self.status = CaseStatus.WITHDRAWN

    @event(Superseded)
    def _superseded(self) -> None:
        self.status = CaseStatus.SUPERSEDED

    @event(BatchJoined)
    def _batch_joined(self, batch_id: UUID) -> None:
        self.batch_id = batch_id

    @event(BatchLeft)
    def _batch_left(self) -> None:
        self.batch_id = None

    @event(CollectivelySubmitted)
    def _collectively_submitted(self, batch_id: UUID) -> None:
        self.batch_id = None
        self.submitted_in = batch_id

    @event(Forwarded)
    def _forwarded(self, batch_id: UUID) -> None:
        self.batch_id = None
        self.forwarded_in = batch_id


DECIDE_NOW = Text("请作出审核、退回或不予推荐的决定", "Agree, return the case, or do not recommend it")
NOTHING_DIFFERS = Text("补正内容与原登记表相同", "The form says what it said before")
NOTHING_TO_CORRECT = Text("须列出补正事项", "Name what has to be corrected")
