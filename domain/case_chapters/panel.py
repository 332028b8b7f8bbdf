"""The argumentation before experts (专家论证): a case waits for a panel, and goes on with what it concludes.

PanelConvened ─> PanelConcluded ─> the next step
                 PanelDissolved ─> another panel

Whether it passed or not, the case goes on to the province's answer, which one officer writes down and another
confirms; what did not pass cannot be approved there (R-06).
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.case_events import PassingEvent, StepEvent
from domain.case_state import CaseState
from domain.panels import PanelConclusion, PanelNotInState
from domain.policy.steps import Step, StepKind
from domain.text import Text


class PanelConvened(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.PanelConvened"
    decides: ClassVar[bool] = False
    panel_id: UUID

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.open_panel_id = aggregate.panel_id = self.panel_id
        aggregate.panel_conclusion = None


class PanelDissolved(StepEvent):
    TOPIC: ClassVar[str] = "CardApplication.PanelDissolved"
    decides: ClassVar[bool] = False
    panel_id: UUID

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.open_panel_id = None


class PanelConcluded(PassingEvent):
    TOPIC: ClassVar[str] = "CardApplication.PanelConcluded"
    decides: ClassVar[bool] = False
    panel_id: UUID
    conclusion: PanelConclusion

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.open_panel_id = None
        aggregate.panel_conclusion = self.conclusion


class ArguedByExperts(CaseState):
    """What the city writes down about the panel that a case waits for."""

    def convene_panel(self, step: Step, panel_id: UUID, *, area: str, authority: Authority) -> None:
        """Wait for this panel (组织专家论证)."""
        self._must_be_at(step, StepKind.PANEL)
        if self.open_panel_id is not None:
            waiting = {"kind": "panel", "id": str(self.open_panel_id)}
            raise PanelNotInState(ANOTHER_PANEL, blocked_by=waiting)
        self._decide(PanelConvened, area, authority, step=step.code, panel_id=panel_id)

    def must_let_write(self, step: Step, authority: Authority) -> None:
        """Refuse to write down what the panel does if the case does not wait for it, or to a recused officer."""
        self._must_be_at(step, StepKind.PANEL)
        self.must_not_be_recused(authority)

    def dissolve_panel(self, step: Step, *, area: str, authority: Authority) -> None:
        """Wait for another panel (解散论证)."""
        self._must_be_at(step, StepKind.PANEL)
        self._decide(PanelDissolved, area, authority, step=step.code, panel_id=self.open_panel_id)

    def conclude_panel(
        self, step: Step, next_step: Step, conclusion: PanelConclusion, *, area: str, authority: Authority
    ) -> None:
        """Go on with what the panel has concluded (专家论证结论)."""
        self._must_be_at(step, StepKind.PANEL)
        facts = {"step": step.code, "next_step": next_step.code, "conclusion": conclusion}
        self._decide(PanelConcluded, area, authority, panel_id=self.open_panel_id, **facts)


ANOTHER_PANEL = Text("该申报已组织专家论证", "A panel has been convened about this case")
