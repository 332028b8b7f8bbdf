"""What a route says about the life of its cases (办件规则): acceptance, suspension, reconsideration."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict

from domain.base import Value
from domain.policy.ground import Code, Grounded, Label
from domain.policy.refusals import UnknownGround

WorkingDays = Annotated[int, Strict(), Field(ge=1, le=250)]


class AcceptanceDay(StrEnum):
    """From which day on the deadlines of an accepted case are counted (受理之日)."""

    DECISION = "decision"  # 作出受理决定之日
    RECEIPT = "receipt"  # 收到符合要求的材料之日: handed in, or last corrected


class Acceptance(Grounded):
    """At which step a case is accepted or refused (受理、不予受理).

    Who decides there without having accepted it has accepted it: no case leaves the step unaccepted.
    """

    step: Code
    counts_from: AcceptanceDay


class SuspensionGround(Grounded):
    """Why a case may be suspended (挂起事由), and for how many working days at most, if that is limited.

    When they are over the case goes on by itself, whoever forgot it; without a limit only the office lets it go on.
    """

    code: Code
    name: Label
    most_days: WorkingDays | None = None


class Reconsidered(StrEnum):
    """An ending that the enterprise may ask to have reconsidered (可复核的决定)."""

    REFUSED = "refused"  # 不予受理
    NOT_RECOMMENDED = "not_recommended"  # 不予推荐
    REJECTED = "rejected"  # 不予通过


class Reconsideration(Grounded):
    """Which endings are reconsidered, and within how many working days that has to be asked (复核)."""

    of: tuple[Reconsidered, ...] = Field(min_length=1)
    within_days: WorkingDays


class CaseLife(Value):
    """The rules of a route about what may happen to a case beside its steps; what it does not name is not done."""

    acceptance: Acceptance | None = None
    suspension: tuple[SuspensionGround, ...] = ()
    reconsideration: Reconsideration | None = None

    def under(self, every_route: "CaseLife") -> "CaseLife":
        """These rules, and where they say nothing those of every route."""
        return CaseLife(
            acceptance=self.acceptance or every_route.acceptance,
            suspension=self.suspension or every_route.suspension,
            reconsideration=self.reconsideration or every_route.reconsideration,
        )

    def ground(self, code: str) -> SuspensionGround:
        """The ground of suspension of this code. Raises `UnknownGround`."""
        for ground in self.suspension:
            if ground.code == code:
                return ground
        raise UnknownGround.named(ground.code for ground in self.suspension)
