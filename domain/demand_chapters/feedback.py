"""What who asked says of the answer (回访、评价、整改、销号): the item is closed, and stays where it is in the books.

CalledBack ↺
Rated ─> StruckOff                     RatingCorrected: it had been entered otherwise than it was given
  └ badly ─> Rectified ─> Rated once more ─> StruckOff
"""

from typing import Any, ClassVar

from domain.base import Authority
from domain.case_state import A_COLLEAGUE
from domain.case_times import CaseTimes
from domain.cases import SameOfficer
from domain.demand_events import DemandEvent
from domain.demand_state import DemandState
from domain.demands import (
    ANSWERED,
    DemandNotInState,
    DemandStatus,
    Grade,
    NotCalledBack,
    RatedAlready,
    RectificationPending,
)
from domain.personal_data import PersonalData
from domain.policy.ledgers import Phase
from domain.text import Text


class CalledBack(DemandEvent):
    """`reached` says whether somebody answered."""

    TOPIC: ClassVar[str] = "DemandItem.CalledBack"
    reached: bool
    note: PersonalData | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.called_back_on = self.on

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.leaves(self.on) if self.reached and times.at == Phase.CALL_BACK else times


class Rated(DemandEvent):
    """`is_follow_up` of the rating after a bad one was put right (回评)."""

    TOPIC: ClassVar[str] = "DemandItem.Rated"
    grade: Grade
    is_follow_up: bool
    comment: PersonalData | None = None

    @property
    def opens_rectification(self) -> bool:
        """Whether it has to be put right."""
        return self.grade.is_bad and not self.is_follow_up

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        if self.is_follow_up:
            aggregate.grade_after = self.grade
        else:
            aggregate.grade = self.grade
        aggregate.rated_by = self.envelope.persons

    def passing(self, times: CaseTimes) -> CaseTimes:
        if not self.opens_rectification:
            return times
        return times.is_followed_by(Phase.RECTIFICATION, self.originator_version, self.on)


class RatingCorrected(Rated):
    """The rating that was given, which had been entered otherwise; `is_follow_up` says which of the two."""

    TOPIC: ClassVar[str] = "DemandItem.RatingCorrected"

    def passing(self, times: CaseTimes) -> CaseTimes:
        was_to_be_rectified = times.at == Phase.RECTIFICATION
        if was_to_be_rectified and not self.is_follow_up and not self.grade.is_bad:
            return times.leaves(self.on)
        return times if was_to_be_rectified else super().passing(times)


class Rectified(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.Rectified"
    rectification: PersonalData

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.is_rectified = True

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.leaves(self.on)


class StruckOff(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.StruckOff"

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.leaves(self.on)


class FollowedUp(DemandState):
    """What may be decided about an item that is answered."""

    def call_back(self, note: PersonalData | None, authority: Authority, *, reached: bool) -> None:
        """Ask who asked whether it is as the answer says (回访)."""
        self.must_be(*ANSWERED)
        self._decide(CalledBack, authority, reached=reached, note=note)

    def rate(self, grade: Grade, comment: PersonalData | None, authority: Authority) -> None:
        """Say how content one is, once per handling, and once more after a bad rating was put right (评价、回评)."""
        self.must_be(*ANSWERED)
        if self.grade is not None and self._is_to_be_rectified:
            raise RectificationPending(blocked_by=self.shown())
        if self.grade is not None and (not self.is_rectified or self.grade_after is not None):
            raise RatedAlready(blocked_by=self.shown())
        facts = {"grade": grade, "is_follow_up": self.grade is not None, "comment": comment}
        self._decide(Rated, authority, **facts)

    def correct_rating(self, grade: Grade, comment: PersonalData | None, authority: Authority) -> None:
        """Say how content who asked really was, by another than who entered it (更正评价, decided point 15)."""
        authority.must_give_reason()
        self.must_be(*ANSWERED)
        if self.grade is None:
            raise DemandNotInState(NOT_RATED, blocked_by=self.shown())
        if authority.persons & self.rated_by:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        facts = {"grade": grade, "is_follow_up": self.grade_after is not None, "comment": comment}
        self._decide(RatingCorrected, authority, **facts)

    def rectify(self, rectification: PersonalData, authority: Authority) -> None:
        """Put right what was rated badly (整改)."""
        self.must_be(*ANSWERED)
        if not self._is_to_be_rectified:
            raise DemandNotInState(NOTHING_TO_RECTIFY, blocked_by=self.shown())
        self._decide(Rectified, authority, rectification=rectification)

    def strike_off(self, authority: Authority, *, needs_call_back: bool) -> None:
        """Be done with an answered item (销号); without the rating that should follow, for a reason."""
        self.must_be(*ANSWERED)
        if self._is_to_be_rectified:
            raise RectificationPending(blocked_by=self.shown())
        if needs_call_back and self.called_back_on is None:
            raise NotCalledBack(blocked_by=self.shown())
        if self.is_rectified and self.grade_after is None:
            authority.must_give_reason()
        self._decide(StruckOff, authority, status=DemandStatus.STRUCK_OFF)

    @property
    def _is_to_be_rectified(self) -> bool:
        return self.grade is not None and self.grade.is_bad and not self.is_rectified


NOT_RATED = Text("尚未评价", "It has not been rated")
NOTHING_TO_RECTIFY = Text("没有待整改的差评", "No bad rating is to be put right")
