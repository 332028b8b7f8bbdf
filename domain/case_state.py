"""What a case is (申报事项的状态), as its chapters read it, and what all its decisions ask first."""

from abc import abstractmethod
from datetime import date
from typing import Any
from uuid import UUID

from domain.attachments import AttachedFile
from domain.base import Authority
from domain.case_events import CaseEvent
from domain.case_times import CaseTimes
from domain.cases import (
    OPEN,
    ActedBefore,
    CaseNotInState,
    CaseStatus,
    CorrectionItem,
    Ending,
    Entry,
    InAnotherBatch,
    Intake,
    NotAtThisStep,
    PendingForm,
    PendingRevision,
    ProvincialResult,
    Reconsidering,
    Recused,
    Rest,
    SameOfficer,
)
from domain.panels import PanelConclusion, PanelNotPassed
from domain.policy.steps import Step, StepKind
from domain.registration_form import RegistrationForm
from domain.text import Text

SUBMISSION = "submission"  # where who handed a form in has acted


class CaseState:
    """The facts of a case as they stand, and the first questions of every decision."""

    city: str
    area: str
    card_type: str
    route: str
    enterprise_id: UUID
    talent_id: UUID
    quota_id: UUID | None
    quota_year: int | None
    place_id: UUID | None
    department: str | None
    list_type: str | None
    policy_version: str
    status: CaseStatus
    step: str | None
    form: RegistrationForm | None
    form_version: int
    submitted_on: date | None
    received_on: date | None  # when the form came in as it is: handed in, or last corrected
    intake: Intake | None  # from when it was accepted on
    rest: Rest | None  # while it is suspended
    recused: frozenset[str]
    acted: dict[str, str]
    corrections_requested: dict[str, tuple[CorrectionItem, ...]]
    batch_id: UUID | None
    submitted_in: UUID | None  # the batch that last took it to the city's HRSS
    forwarded_in: UUID | None  # the batch that last took it to the province
    card_id: UUID | None
    result: ProvincialResult | None
    transcribed: Entry | None
    correction: Entry | None
    attached: dict[UUID, AttachedFile]
    panel_id: UUID | None  # the panel that was convened last
    open_panel_id: UUID | None  # while the case waits for it
    panel_conclusion: PanelConclusion | None
    times: CaseTimes
    ending: Ending | None  # the decision against the enterprise that ended it, overturned since or not
    reconsideration: Reconsidering | None
    revision: PendingRevision | None
    form_correction: PendingForm | None

    @abstractmethod
    def shown(self) -> dict[str, Any]:
        """What a refusal says about the case."""

    @abstractmethod
    def _decide(self, event_class: type[CaseEvent], area: str, authority: Authority, **facts: Any) -> None:
        """Put the decision on record."""

    def must_be(self, *statuses: CaseStatus) -> None:
        """Refuse a case that stands elsewhere."""
        if self.status not in statuses:
            raise CaseNotInState(blocked_by=self.shown())

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_forwarded(self) -> bool:
        """Whether it has been recommended to the province, even if it came back since (decided point 11)."""
        return self.forwarded_in is not None

    def _must_be_at(self, step: Step, kind: StepKind | None = None, *, or_waits: bool = False) -> None:
        waits = (CaseStatus.CORRECTION_REQUESTED,) if or_waits else ()
        self.must_be(CaseStatus.IN_PROCESS, *waits)
        if self.step != step.code or (kind is not None and step.kind is not kind):
            raise NotAtThisStep(blocked_by=self.shown())

    def _must_act_at(
        self, step: Step, kind: StepKind, authority: Authority, *, or_waits: bool = False
    ) -> None:
        """Refuse who acted at another step of this case, or handed it in.

        Against the enterprise (`or_waits`) is also decided while a correction is waited for, which may never come.
        """
        self._must_be_at(step, kind, or_waits=or_waits)
        for person in sorted(authority.persons):
            acted_at = self.acted.get(person, step.code)
            if acted_at != step.code:
                raise ActedBefore(blocked_by={"kind": "step", "id": acted_at}, lifted_by=A_COLLEAGUE)

    def _must_have_decided_nothing(self, authority: Authority) -> None:
        """Refuse who acted at a step of this case, and would now hand in what is decided on."""
        for person in sorted(authority.persons):
            acted_at = self.acted.get(person, SUBMISSION)
            if acted_at != SUBMISSION:
                raise ActedBefore(blocked_by={"kind": "step", "id": acted_at}, lifted_by=A_COLLEAGUE)

    def must_not_be_recused(self, authority: Authority) -> None:
        """Refuse whoever is kept away from this case, and whoever stands in for such a person."""
        for person in sorted(authority.persons & self.recused):
            raise Recused(blocked_by={"kind": "recusal", "id": person}, lifted_by=A_COLLEAGUE)

    def _must_have_passed(self, authority: Authority, *, field: str) -> None:
        """Refuse an approval of what the panel of experts did not pass (R-06)."""
        if self.panel_conclusion is PanelConclusion.NOT_PASSED:
            panel = {"kind": "panel", "id": str(self.panel_id)}
            raise PanelNotPassed(field=field, clauses=authority.clauses, blocked_by=panel)

    def _nothing_must_wait(self) -> None:
        """One thing at a time waits for a second officer after a case has ended."""
        asked = self.reconsideration is not None and self.reconsideration.outcome is None
        pending = (self.correction, self.revision, self.form_correction)
        if asked or any(one is not None for one in pending):
            raise CaseNotInState(ANOTHER_WAITS, blocked_by=self.shown())

    def _must_not_be_in_batch(self) -> None:
        if self.batch_id is not None:
            raise InAnotherBatch(blocked_by={"kind": "batch", "id": str(self.batch_id)})


def seen_by_another(entry: Entry, authority: Authority) -> Entry:
    """What one officer has entered, for a second. Raises `SameOfficer`."""
    if authority.persons & entry.persons:
        raise SameOfficer(lifted_by=A_COLLEAGUE)
    return entry


ANOTHER_WAITS = Text(
    "已有申请尚未办理（更正、变更或复核）", "A correction, a revision or a reconsideration is waiting already"
)
A_COLLEAGUE = Text("由另一名经办人办理", "A colleague may do it")
