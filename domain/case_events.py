"""What happens to a case on its way (申报办理事件); what else can, the modules of `domain/case_chapters` say.

CaseEvent ── StepEvent ── PassingEvent       the case goes on to the next step
        │             └── BatchEvent         it waits for a batch, or no longer
        └── EndingEvent                      it is over
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.base import Begins, EventSourced
from domain.case_times import CaseTimes, RestCause
from domain.cases import Attestation, CaseStatus, CorrectionItem, Ending, NotApplicable, Opinion
from domain.personal_data import PersonalData
from domain.policy.case_life import Reconsidered
from domain.registration_form import RegistrationForm


class CaseEvent(EventSourced.Event):
    """Something that happened to a case; the area is that of the enterprise on that day."""

    bars_recused: ClassVar[bool] = True  # whether somebody who is recused may not decide it
    area: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.times = self.passing(aggregate.times)

    def passing(self, times: CaseTimes) -> CaseTimes:
        """What it does to the times of the case, from which its deadlines are computed."""
        return times

    @property
    def on(self) -> date:
        """The day from which it has effect."""
        return self.envelope.effective_on


class EndingEvent(CaseEvent):
    """The case is over, and with it what was written down of the province's answer, its panel, and its rest."""

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.transcribed = aggregate.rest = None
        aggregate.open_panel_id = None

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.ends(self.on)


class StepEvent(CaseEvent):
    """Something that was decided at a step."""

    decides: ClassVar[bool] = True  # in the sense of four eyes
    ends_as: ClassVar[Reconsidered | None] = None  # of a decision against the enterprise that ends the case
    step: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        if self.decides:
            aggregate.acted = {**aggregate.acted, **dict.fromkeys(self.envelope.persons, self.step)}
        if self.ends_as is not None:
            aggregate.ending = ending_by(self, self.ends_as)


def ending_by(event: CaseEvent, kind: Reconsidered) -> Ending:
    """The ending of a case by this event."""
    by = event.envelope
    return Ending(kind, by.effective_on, event.originator_version, by.persons)


class PassingEvent(StepEvent):
    """A step is done, and the case goes on to the next."""

    next_step: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.step = self.next_step

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(self.next_step, self.originator_version, self.on)


class BatchEvent(StepEvent):
    """A case waits for the batch with which it is handed on, or waits for it no longer."""

    decides: ClassVar[bool] = False
    batch_id: UUID


class Drafted(CaseEvent, Begins):
    TOPIC: ClassVar[str] = "CardApplication.Drafted"
    city: str
    card_type: str
    route: str
    enterprise_id: UUID
    talent_id: UUID
    quota_id: UUID | None = None
    quota_year: int | None = None
    place_id: UUID | None = None
    department: str | None = None
    list_type: str | None = None


class FormFilled(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.FormFilled"
    form_version: int
    form: RegistrationForm


class Submitted(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.Submitted"
    form_version: int
    step: str
    not_applicable: tuple[NotApplicable, ...] = ()
    attestation: Attestation | None = None
    handed_in_by: PersonalData | None = None  # who brought the paper that an office has entered (送件人)

    def passing(self, times: CaseTimes) -> CaseTimes:
        begun = times.begins(self.originator_version, self.on, accepted=False)
        return begun.moves_to(self.step, self.originator_version, self.on)


class OpinionGiven(PassingEvent):
    """A correction that was asked for is not waited for any more."""

    TOPIC: ClassVar[str] = "CardApplication.OpinionGiven"
    opinion: Opinion

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status = CaseStatus.IN_PROCESS

    def passing(self, times: CaseTimes) -> CaseTimes:
        return super().passing(times.goes_on(RestCause.CORRECTION, self.on))


class Reviewed(PassingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Reviewed"


class Returned(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.Returned"
    to_step: str

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(self.to_step, self.originator_version, self.on)


class CorrectionRequested(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.CorrectionRequested"
    items: tuple[CorrectionItem, ...]

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.rests(RestCause.CORRECTION, self.on)


class CorrectionSupplied(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.CorrectionSupplied"
    decides: ClassVar[bool] = False
    form_version: int
    form: RegistrationForm
    differences: tuple[str, ...]

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.goes_on(RestCause.CORRECTION, self.on)


class NotRecommended(StepEvent, EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.NotRecommended"
    ends_as: ClassVar[Reconsidered | None] = Reconsidered.NOT_RECOMMENDED


class Withdrawn(EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Withdrawn"


class Superseded(EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Superseded"
    successor_talent_id: UUID


class BatchJoined(BatchEvent):
    TOPIC: ClassVar[str] = "CardApplication.BatchJoined"


class BatchLeft(BatchEvent):
    TOPIC: ClassVar[str] = "CardApplication.BatchLeft"


class CollectivelySubmitted(PassingEvent):
    TOPIC: ClassVar[str] = "CardApplication.CollectivelySubmitted"
    batch_id: UUID


class Received(PassingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Received"
    batch_id: UUID


class Forwarded(PassingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Forwarded"
    batch_id: UUID | None = None  # none where a case goes alone, under a letter of its own
