"""Another policy version (政策版本迁移): a case keeps the version it was submitted under, unless it is moved with a reason."""

from typing import Any, ClassVar

from domain.base import Authority
from domain.case_events import StepEvent
from domain.case_state import CaseState
from domain.cases import CaseStatus
from domain.errors import Invalid
from domain.policy.steps import Step
from domain.text import Text


class PolicyMigrated(StepEvent):
    """The decision stands under the version to which the case is moved; it stays at its step."""

    TOPIC: ClassVar[str] = "CardApplication.PolicyMigrated"
    decides: ClassVar[bool] = False
    from_version: str
    to_version: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.policy_version = self.to_version


class UnderPolicy(CaseState):
    """What may be decided about the version on which a case stands."""

    def migrate(self, to_version: str, step: Step, *, area: str, authority: Authority) -> None:
        """Have a case that is under way go on under another version, which has its step (政策版本迁移)."""
        authority.must_give_reason()
        self.must_be(CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED, CaseStatus.SUSPENDED)
        self._must_not_be_in_batch()
        if to_version == self.policy_version:
            raise Invalid(SAME_VERSION, field="policy_version")
        facts = {"step": step.code, "from_version": self.policy_version, "to_version": to_version}
        self._decide(PolicyMigrated, area, authority, **facts)


SAME_VERSION = Text("该申报已适用此版本", "The case stands under this version already")
