"""Reconsideration (复核): the enterprise asks for it, and another officer than those who acted upholds or overturns.

    Refused | NotRecommended | Declined … ── ReconsiderationRequested ─> ReconsiderationUpheld
                                                                         ReconsiderationOverturned ─> a named step

The request names the decision by its version in the history of the case, and the decision is shown with what came of it.
"""

from typing import Any, ClassVar

from domain.base import Authority
from domain.case_events import CaseEvent, StepEvent
from domain.case_state import A_COLLEAGUE, CaseState
from domain.case_times import CaseTimes
from domain.cases import (
    ActedBefore,
    CaseNotInState,
    CaseStatus,
    Ending,
    ReconsiderationOutcome,
    Reconsidering,
)
from domain.policy.steps import Step
from domain.text import Text


class ReconsiderationRequested(CaseEvent):
    TOPIC: ClassVar[str] = "CardApplication.ReconsiderationRequested"
    of_version: int

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        by = self.envelope
        aggregate.reconsideration = Reconsidering(self.of_version, by.effective_on, by.actor)


class ReconsiderationUpheld(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.ReconsiderationUpheld"
    of_version: int

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.reconsideration = aggregate.reconsideration.decided(ReconsiderationOutcome.UPHELD)


class ReconsiderationOverturned(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.ReconsiderationOverturned"
    of_version: int
    to_step: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.reconsideration = aggregate.reconsideration.decided(ReconsiderationOutcome.OVERTURNED)
        aggregate.status, aggregate.step = CaseStatus.IN_PROCESS, self.to_step

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(self.to_step, self.originator_version, self.on)


class Reconsiderable(CaseState):
    """What may be decided about a decision that ended the case."""

    @property
    def ended_by(self) -> Ending:
        """The decision that ended the case. Raises `CaseNotInState`."""
        if self.ending is None or self.is_open:
            raise CaseNotInState(blocked_by=self.shown())
        return self.ending

    def request_reconsideration(self, *, area: str, authority: Authority) -> None:
        """The enterprise does not accept how its case ended (申请复核)."""
        authority.must_give_reason()
        ending = self.ended_by
        if self.reconsideration is not None and self.reconsideration.of_version == ending.version:
            raise CaseNotInState(ASKED_ALREADY, blocked_by=self.shown())
        self._nothing_must_wait()
        self._decide(ReconsiderationRequested, area, authority, of_version=ending.version)

    def uphold(self, step: Step, *, area: str, authority: Authority) -> None:
        """Find that the decision was right (维持原决定)."""
        authority.must_give_reason()
        of_version = self._to_reconsider(authority)
        self._decide(ReconsiderationUpheld, area, authority, step=step.code, of_version=of_version)

    def overturn(self, step: Step, to_step: Step, *, area: str, authority: Authority) -> None:
        """Find that the decision was wrong: the case goes on at that step (撤销原决定)."""
        authority.must_give_reason()
        facts = {"step": step.code, "of_version": self._to_reconsider(authority), "to_step": to_step.code}
        self._decide(ReconsiderationOverturned, area, authority, **facts)

    def _to_reconsider(self, authority: Authority) -> int:
        """The version of the decision that waits to be reconsidered, for somebody who had no part in the case."""
        waiting = self.reconsideration
        if waiting is None or waiting.outcome is not None:
            raise CaseNotInState(NOTHING_TO_RECONSIDER, blocked_by=self.shown())
        for person in sorted(authority.persons & {*self.acted, *self.ended_by.persons}):
            acted_at = self.acted.get(person, self.step)
            raise ActedBefore(blocked_by={"kind": "step", "id": acted_at}, lifted_by=A_COLLEAGUE)
        return waiting.of_version


ASKED_ALREADY = Text("该决定已申请过复核", "This decision has been reconsidered, or is to be, already")
NOTHING_TO_RECONSIDER = Text("没有待办的复核申请", "No reconsideration is waiting")
