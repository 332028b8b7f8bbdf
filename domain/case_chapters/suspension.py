"""Standing still (挂起、特别程序): while a case is suspended nothing is decided at its step, and its deadlines rest."""

from typing import Any, ClassVar

from domain.base import Authority
from domain.calendar import ONE_DAY, Calendar
from domain.case_events import StepEvent
from domain.case_state import CaseState
from domain.case_times import CaseTimes, RestCause
from domain.cases import CaseStatus, NotAtThisStep, Rest, SuspensionNotOver
from domain.errors import Invalid
from domain.policy.case_life import SuspensionGround
from domain.policy.steps import Step, StepKind
from domain.text import Text


class Suspended(StepEvent):
    """`most_days` are working days: for so long the ground holds at most."""

    TOPIC: ClassVar[str] = "CardApplication.Suspended"
    decides: ClassVar[bool] = False
    ground: str
    most_days: int | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        since, before = self.envelope.effective_on, aggregate.status
        aggregate.rest = Rest(self.ground, since, self.most_days, before)
        aggregate.status = CaseStatus.SUSPENDED

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.rests(RestCause.SUSPENSION, self.on)


class Resumed(StepEvent):
    """`status` is how the case stands again."""

    TOPIC: ClassVar[str] = "CardApplication.Resumed"
    decides: ClassVar[bool] = False
    status: CaseStatus

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status, aggregate.rest = self.status, None

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.goes_on(RestCause.SUSPENSION, self.on)


class StoodStill(CaseState):
    """What may be decided about a case that has to wait for something outside the office."""

    def suspend(self, step: Step, ground: SuspensionGround, *, area: str, authority: Authority) -> None:
        """Let the case rest on a ground that the policy names (挂起)."""
        authority.must_give_reason()
        self.must_be(CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED)
        if step.kind is StepKind.PROVINCIAL_RESULT:
            raise NotAtThisStep(
                blocked_by=self.shown()
            )  # what lies with the province only the province answers
        self._must_not_be_in_batch()
        facts = {"step": step.code, "ground": ground.code, "most_days": ground.most_days}
        self._decide(Suspended, area, authority, **facts)

    def resume(self, calendar: Calendar, *, area: str, authority: Authority) -> None:
        """Let the case go on where it stood (恢复办理), at the latest from the day after its ground held last."""
        rest = self._rest()
        last = rest.last_day(calendar)
        if last is not None and authority.effective_on > last + ONE_DAY:
            raise Invalid(OVER_BEFORE, field="effective_on", blocked_by=self.shown())
        self._decide(Resumed, area, authority, step=self.step, status=rest.status)

    def go_on(self, calendar: Calendar, *, area: str, authority: Authority) -> None:
        """Let the case go on because its ground holds no longer (挂起期满恢复办理)."""
        rest = self._rest()
        last = rest.last_day(calendar)
        if last is None or authority.effective_on <= last:
            raise SuspensionNotOver(blocked_by=self.shown())
        self._decide(Resumed, area, authority, step=self.step, status=rest.status)

    def _rest(self) -> Rest:
        """How and since when the case rests. Raises `CaseNotInState`."""
        self.must_be(CaseStatus.SUSPENDED)
        assert self.rest is not None  # so it is
        return self.rest


OVER_BEFORE = Text(
    "挂起已期满，恢复办理最迟自期满次日起生效",
    "is later than the day after the last one on which the ground held",
)
