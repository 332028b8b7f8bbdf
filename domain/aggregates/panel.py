"""Panel (专家论证) of one case: experts whom the province convenes, their single votes, and what these come to.

    Convened ── MemberAdded ↺ · MemberRecused ↺ · VoteCast ↺ ⇄ VoteStruck
             ── Concluded ─> ConclusionConfirmed | ConclusionContested ─> votes again
    Dissolved     before it is confirmed, or with its case

The province acts outside the system: an officer of the city writes down what its papers say, a second one compares
the conclusion with them (decided points 7, 13). Invariants: an expert votes once, and not when recused; the conclusion
is what the pack's rule makes of the votes. Experts are subjects of their own; what they say is the nominee's.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.cases import SameOfficer
from domain.errors import Invalid
from domain.panels import (
    DissolutionCause,
    ExpertRecused,
    NoSuchExpert,
    PanelConclusion,
    PanelMember,
    PanelNotInState,
    PanelNotQuorate,
    PanelStatus,
    Vote,
    VotedBefore,
)
from domain.personal_data import PersonalData
from domain.policy.panel_rule import PanelRule
from domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """A member of the panel, with the vote that counts."""

    member: PanelMember
    is_recused: bool = False
    vote: Vote | None = None
    opinion: PersonalData | None = None


class Panel(EventSourced):
    TOPIC = "Panel"

    class Event(EventSourced.Event):
        """Something that happened on a panel; the area is that of the case's enterprise on that day."""

        area: str
        card_application_id: UUID

    class Convened(Event, Begins):
        TOPIC: ClassVar[str] = "Panel.Convened"
        city: str
        talent_id: UUID
        step: str
        convened_by: str
        together_with: tuple[str, ...]
        members: tuple[PanelMember, ...]

    class MemberAdded(Event):
        TOPIC: ClassVar[str] = "Panel.MemberAdded"
        member: PanelMember

    class MemberRecused(Event):
        TOPIC: ClassVar[str] = "Panel.MemberRecused"
        member_id: UUID

    class VoteCast(Event):
        TOPIC: ClassVar[str] = "Panel.VoteCast"
        member_id: UUID
        vote: Vote
        opinion: PersonalData | None = None

    class VoteStruck(Event):
        TOPIC: ClassVar[str] = "Panel.VoteStruck"
        member_id: UUID

    class Concluded(Event):
        TOPIC: ClassVar[str] = "Panel.Concluded"
        conclusion: PanelConclusion
        members: int
        agreed: int
        disagreed: int
        abstained: int

    class ConclusionContested(Event):
        TOPIC: ClassVar[str] = "Panel.ConclusionContested"

    class ConclusionConfirmed(Event):
        TOPIC: ClassVar[str] = "Panel.ConclusionConfirmed"
        conclusion: PanelConclusion

    class Dissolved(Event):
        TOPIC: ClassVar[str] = "Panel.Dissolved"
        cause: DissolutionCause

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def convene(
        cls,
        id_: UUID,
        *,
        talent_id: UUID,
        members: tuple[PanelMember, ...],
        authority: Authority,
        **facts: Any,
    ) -> Self:
        """Put on record that the province has convened experts about a case (组织专家论证)."""
        if not members:
            raise Invalid(NO_EXPERTS, field="members")
        facts |= {"talent_id": talent_id, "members": members}
        return cls.begin(cls.Convened, id_, authority, subject=talent_id, **facts)

    def add_member(self, member: PanelMember, authority: Authority) -> None:
        """Add an expert, such as for one who is recused (增补专家)."""
        self.must_be(PanelStatus.CONVENED)
        self._decide(self.MemberAdded, authority, member=member)

    def recuse(self, member_id: UUID, authority: Authority) -> None:
        """Put on record that an expert keeps away from the case, and why (专家回避); a vote of his or hers is void."""
        authority.must_give_reason()
        self.must_be(PanelStatus.CONVENED)
        if self._expert(member_id).is_recused:
            raise ExpertRecused(field="member_id")
        self._decide(self.MemberRecused, authority, subject=member_id, member_id=member_id)

    def cast_vote(
        self, member_id: UUID, vote: Vote, opinion: PersonalData | None, authority: Authority
    ) -> None:
        """Write down an expert's vote, as the minutes have it (专家表决)."""
        self.must_be(PanelStatus.CONVENED)
        expert = self._expert(member_id)
        if expert.is_recused:
            raise ExpertRecused(field="member_id")
        if expert.vote is not None:
            raise VotedBefore(field="member_id", lifted_by=STRIKE_IT)
        self._decide(self.VoteCast, authority, member_id=member_id, vote=vote, opinion=opinion)

    def strike_vote(self, member_id: UUID, authority: Authority) -> None:
        """Take back a vote that was entered wrongly (更正误录表决)."""
        authority.must_give_reason()
        self.must_be(PanelStatus.CONVENED)
        if self._expert(member_id).vote is None:
            raise PanelNotInState(NO_VOTE, blocked_by=self.shown())
        self._decide(self.VoteStruck, authority, member_id=member_id)

    def conclude(self, rule: PanelRule, authority: Authority) -> None:
        """Work out by the rule of the pack what the votes come to (形成论证结论)."""
        self.must_be(PanelStatus.CONVENED)
        votes = Counter(expert.vote for expert in self.entitled if expert.vote is not None)
        members, voted = len(self.entitled), votes.total()
        if not rule.may_conclude(members, voted):
            raise PanelNotQuorate(clauses=rule.clauses, blocked_by=self.shown())
        passed = rule.passes(votes[Vote.AGREE], voted)
        self._decide(
            self.Concluded,
            authority,
            conclusion=PanelConclusion.PASSED if passed else PanelConclusion.NOT_PASSED,
            members=members,
            agreed=votes[Vote.AGREE],
            disagreed=votes[Vote.DISAGREE],
            abstained=votes[Vote.ABSTAIN],
        )

    def contest_conclusion(self, authority: Authority) -> None:
        """The second officer finds that it is not what the papers say (核对不符): votes may be put right again."""
        authority.must_give_reason()
        self._must_be_seen_by_another(authority)
        self._decide(self.ConclusionContested, authority)

    def confirm_conclusion(self, authority: Authority) -> PanelConclusion:
        """The second officer has compared it with the province's papers (核对论证结论)."""
        conclusion = self._must_be_seen_by_another(authority)
        self._decide(self.ConclusionConfirmed, authority, conclusion=conclusion)
        return conclusion

    def dissolve(self, authority: Authority) -> None:
        """Put on record that the panel comes to no conclusion (解散): another may be convened."""
        authority.must_give_reason()
        self.must_be(PanelStatus.CONVENED, PanelStatus.CONCLUDED)
        self._decide(self.Dissolved, authority, cause=DissolutionCause.NO_CONCLUSION)

    def end_with_case(self, authority: Authority) -> None:
        """Nothing is left to argue about: the case that waits for the panel ends (随申报终止)."""
        self.must_be(PanelStatus.CONVENED, PanelStatus.CONCLUDED)
        self._decide(self.Dissolved, authority, cause=DissolutionCause.CASE_ENDED)

    # -- what the decisions ask ------------------------------------------------------------------------

    @property
    def entitled(self) -> tuple[Expert, ...]:
        """Who may vote: all but the recused."""
        return tuple(expert for expert in self.experts.values() if not expert.is_recused)

    @property
    def is_open(self) -> bool:
        """Whether it has still to come to a conclusion that holds."""
        return self.status in (PanelStatus.CONVENED, PanelStatus.CONCLUDED)

    def must_be(self, *statuses: PanelStatus) -> None:
        """Refuse a panel that stands elsewhere."""
        if self.status not in statuses:
            raise PanelNotInState(blocked_by=self.shown())

    def shown(self) -> dict[str, str]:
        """What a refusal says about the panel."""
        return {"kind": "panel", "id": str(self.id), "status": self.status.value}

    def _expert(self, member_id: UUID) -> Expert:
        if member_id not in self.experts:
            raise NoSuchExpert(field="member_id", blocked_by=self.shown())
        return self.experts[member_id]

    def _must_be_seen_by_another(self, authority: Authority) -> PanelConclusion:
        self.must_be(PanelStatus.CONCLUDED)
        assert self.conclusion is not None  # it has concluded
        if authority.persons & self.concluded_by:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        return self.conclusion

    def _decide(
        self, event_class: type[Event], authority: Authority, *, subject: UUID | None = None, **facts: Any
    ) -> None:
        facts |= {"area": self.area, "card_application_id": self.card_application_id}
        self.record(event_class, authority, subject=subject or self.talent_id, **facts)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Convened)
    def __init__(
        self,
        area: str,
        card_application_id: UUID,
        city: str,
        talent_id: UUID,
        step: str,
        convened_by: str,
        together_with: tuple[str, ...],
        members: tuple[PanelMember, ...],
    ) -> None:
        self.area = area
        self.card_application_id = card_application_id
        self.city = city
        self.talent_id = talent_id
        self.step = step
        self.convened_by = convened_by
        self.together_with = together_with
        self.experts = {member.member_id: Expert(member=member) for member in members}
        self.status = PanelStatus.CONVENED
        self.conclusion: PanelConclusion | None = None
        self.concluded_by: frozenset[str] = frozenset()
        self.dissolution: DissolutionCause | None = None

    @event(MemberAdded)
    def _member_added(self, member: PanelMember) -> None:
        self.experts[member.member_id] = Expert(member=member)

    @event(MemberRecused)
    def _member_recused(self, member_id: UUID) -> None:
        recused = replace(self.experts[member_id], is_recused=True, vote=None, opinion=None)
        self.experts[member_id] = recused

    @event(VoteCast)
    def _vote_cast(self, member_id: UUID, vote: Vote, opinion: PersonalData | None) -> None:
        self.experts[member_id] = replace(self.experts[member_id], vote=vote, opinion=opinion)

    @event(VoteStruck)
    def _vote_struck(self, member_id: UUID) -> None:
        self.experts[member_id] = replace(self.experts[member_id], vote=None, opinion=None)

    @event(Concluded)
    def _concluded(self, conclusion: PanelConclusion, envelope: Envelope) -> None:
        self.status, self.conclusion = PanelStatus.CONCLUDED, conclusion
        self.concluded_by = envelope.persons

    @event(ConclusionContested)
    def _conclusion_contested(self) -> None:
        self.status, self.conclusion = PanelStatus.CONVENED, None

    @event(ConclusionConfirmed)
    def _conclusion_confirmed(self) -> None:
        self.status = PanelStatus.CONFIRMED

    @event(Dissolved)
    def _dissolved(self, cause: DissolutionCause) -> None:
        self.status, self.dissolution = PanelStatus.DISSOLVED, cause


A_COLLEAGUE = Text("由另一名经办人办理", "A colleague may do it")
NO_EXPERTS = Text("须列出论证专家", "Name the experts")
NO_VOTE = Text("该专家尚未表决", "This expert has not voted")
STRIKE_IT = Text("误录的表决须先更正", "A vote that was entered wrongly is struck first")
