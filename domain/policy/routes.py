"""Routes (办理途径): the ways in which a card is come by, each with its steps, its form and its checks."""

from typing import Literal

from domain.policy.case_life import CaseLife
from domain.policy.deadlines import CaseDeadlineRule, RouteDeadlines
from domain.policy.ground import Code, Grounded, Label
from domain.policy.steps import Check, CheckName, Stage, Steps, Validity


class Route(Grounded):
    """A way to a card of one type; `kind` is what the card register calls it (发放方式), `code` its own name here."""

    code: Code
    kind: str
    card_type: Code
    name: Label
    form: Code | None = None
    catalogue: Code | None = None
    steps: Steps = Steps()
    deadline: CaseDeadlineRule | None = None
    checks: tuple[Check, ...] = ()
    case_life: CaseLife = CaseLife()
    validity: Validity

    @property
    def deadlines(self) -> RouteDeadlines:
        """Within how long the whole and its steps have to be done."""
        of_steps = {step.code: step.deadline for step in self.steps if step.deadline is not None}
        return RouteDeadlines(whole=self.deadline, steps=of_steps)

    @property
    def issues_before_arrival(self) -> bool:
        """Whether its cards are for persons who are still to come, and so are issued without a term (提前发放, R-16)."""
        return any(check.check is CheckName.ARRIVAL_AHEAD for check in self.checks)

    def checks_at(self, stage: Stage) -> tuple[Check, ...]:
        """The checks that a case has to pass at this stage."""
        return tuple(check for check in self.checks if stage in check.at)


class OpenRoute(Route):
    """A route that any enterprise may go for its person, without a place of a yearly quota."""

    kind: Literal["direct", "panel", "flexible", "front_end", "open_challenge"]
