"""Conflicts of interest (回避): who is recused from a case decides nothing about it.

Conflicts that follow from the history of the case, as of who handed it in, need no declaration.
"""

from typing import Any, ClassVar

from domain.base import Authority
from domain.case_events import CaseEvent
from domain.case_state import A_COLLEAGUE, CaseState
from domain.cases import CaseNotInState, SameOfficer
from domain.errors import Invalid
from domain.text import Text


class RecusalEvent(CaseEvent):
    """`officer` is the staff id of whom it is about."""

    bars_recused: ClassVar[bool] = False
    officer: str


class RecusalDeclared(RecusalEvent):
    """The officer says so."""

    TOPIC: ClassVar[str] = "CardApplication.RecusalDeclared"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.recused |= {self.officer}


class RecusalOrdered(RecusalEvent):
    """A superior, who signs for it, says so."""

    TOPIC: ClassVar[str] = "CardApplication.RecusalOrdered"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.recused |= {self.officer}


class RecusalWithdrawn(RecusalEvent):
    TOPIC: ClassVar[str] = "CardApplication.RecusalWithdrawn"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.recused -= {self.officer}


class WithoutInterest(CaseState):
    """What may be decided about who keeps away from a case."""

    def recuse(self, officer: str, *, area: str, authority: Authority) -> None:
        """Keep an officer away: oneself, or another on the signature of a superior (回避)."""
        authority.must_give_reason()
        if officer in self.recused:
            raise CaseNotInState(RECUSED_ALREADY, blocked_by={"kind": "recusal", "id": officer})
        is_own = officer == authority.person
        if not is_own and not authority.signatory:
            raise Invalid(NEEDS_SIGNATORY, field="signatory")
        self._decide(RecusalDeclared if is_own else RecusalOrdered, area, authority, officer=officer)

    def withdraw_recusal(self, officer: str, *, area: str, authority: Authority) -> None:
        """Another than the one it is about finds that there is no conflict any more (撤销回避)."""
        authority.must_give_reason()
        if officer not in self.recused:
            raise CaseNotInState(NOT_RECUSED, blocked_by={"kind": "recusal", "id": officer})
        if officer in authority.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        self._decide(RecusalWithdrawn, area, authority, officer=officer)


NEEDS_SIGNATORY = Text("责令他人回避须注明签发人", "Name who signs that another officer keeps away")
NOT_RECUSED = Text("该人未回避", "This officer is not recused")
RECUSED_ALREADY = Text("该人已回避", "This officer is recused already")
