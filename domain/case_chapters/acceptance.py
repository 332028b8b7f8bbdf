"""Taking a case in (受理): it is accepted under a number, or refused, which ends it (不予受理)."""

from datetime import date
from typing import Any, ClassVar

from domain.base import Authority
from domain.case_events import EndingEvent, StepEvent
from domain.case_state import CaseState
from domain.case_times import CaseTimes
from domain.cases import CaseNotInState, CaseStatus, Intake
from domain.policy.case_life import Reconsidered
from domain.policy.steps import Step
from domain.text import Text


class Accepted(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.Accepted"
    number: str
    counts_from: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.intake = Intake(self.number, self.envelope.effective_on, self.counts_from)

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.begins(self.originator_version, self.counts_from, accepted=True)


class Refused(StepEvent, EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Refused"
    ends_as: ClassVar[Reconsidered | None] = Reconsidered.REFUSED

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status = CaseStatus.REFUSED


class TakenIn(CaseState):
    """What may be decided about taking a case in."""

    def accept(self, step: Step, number: str, counts_from: date, *, area: str, authority: Authority) -> None:
        """Take the case in under a number; its deadlines count from that day (受理)."""
        self.must_not_be_accepted(step, authority)
        facts = {"step": step.code, "number": number, "counts_from": counts_from}
        self._decide(Accepted, area, authority, **facts)

    def refuse(self, step: Step, *, area: str, authority: Authority) -> None:
        """Do not take the case in, which ends it (不予受理)."""
        authority.must_give_reason()
        self.must_not_be_accepted(step, authority, or_waits=True)
        self._must_not_be_in_batch()
        self._decide(Refused, area, authority, step=step.code)

    def must_not_be_accepted(self, step: Step, authority: Authority, *, or_waits: bool = False) -> None:
        """Refuse to take in a second time, or somebody who may not act here."""
        self._must_act_at(step, step.kind, authority, or_waits=or_waits)
        if self.intake is not None:
            raise CaseNotInState(ACCEPTED_ALREADY, blocked_by=self.shown())


ACCEPTED_ALREADY = Text("该申报已受理", "The case has been accepted already")
