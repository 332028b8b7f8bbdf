"""A card that was issued before its holder arrived (前端引才提前发卡): the notices are silent on what follows.

IssuedEarly ── ArrivalExtended
                 ArrivalConfirmed            the ordinary term begins
                 ArrivalLapsed               not come within the days of grace: suspended
                    ├─ ArrivalConfirmed      come late all the same
                    ├─ ArrivalExtended       put off all the same: awaited again
                    └─ Cancelled             nothing of it within the days of the policy
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

from domain.base import Authority
from domain.card_chapters.measures import Cancelled
from domain.card_events import CardEvent, GroundAdded, GroundLifted
from domain.card_state import CardState
from domain.cards import (
    ISSUED,
    TOO_FAR_AHEAD,
    Arrival,
    ArrivalExtendedBefore,
    ArrivalNotOverdue,
    ArrivalStage,
    CancellationCause,
    CardStatus,
    Measure,
    NotAnEarlyCard,
    PlasticStage,
    SuspensionGround,
    is_too_far_ahead,
)
from domain.errors import Invalid
from domain.fields import wrong
from domain.policy.steps import TermRule
from domain.text import Text


class IssuedEarly(CardEvent):
    """Issued before its holder has arrived; it has no term until the arrival is confirmed."""

    TOPIC: ClassVar[str] = "Card.IssuedEarly"
    card_number: str
    issued_on: date
    planned_arrival: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status = CardStatus.IN_FORCE
        aggregate.plastic = PlasticStage.TO_PRODUCE
        aggregate.card_number, aggregate.issued_on = self.card_number, self.issued_on
        aggregate.arrival = Arrival(
            ArrivalStage.AWAITED, self.planned_arrival, since=self.envelope.effective_on
        )


class ArrivalExtended(GroundLifted):
    """The holder is awaited for a later day, also where the arrival had lapsed; of that day the office is reminded anew."""

    TOPIC: ClassVar[str] = "Card.ArrivalExtended"
    lifts: ClassVar[SuspensionGround] = SuspensionGround.NOT_ARRIVED
    decides: ClassVar[Measure] = Measure.ARRIVAL_EXTENSION
    planned_arrival: date
    former_planned_arrival: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        since, extensions = self.envelope.effective_on, aggregate.arrival.extensions + 1
        aggregate.arrival = Arrival(ArrivalStage.AWAITED, self.planned_arrival, since, extensions)


class ArrivalLapsed(GroundAdded):
    """The holder has not come, nor within the days of grace."""

    TOPIC: ClassVar[str] = "Card.ArrivalLapsed"
    adds: ClassVar[SuspensionGround] = SuspensionGround.NOT_ARRIVED
    planned_arrival: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        stands = {"stage": ArrivalStage.LAPSED, "since": self.envelope.effective_on}
        aggregate.arrival = replace(aggregate.arrival, **stands)


class ArrivalConfirmed(GroundLifted):
    """The holder has come, and the ordinary term begins."""

    TOPIC: ClassVar[str] = "Card.ArrivalConfirmed"
    lifts: ClassVar[SuspensionGround] = SuspensionGround.NOT_ARRIVED
    arrived_on: date
    valid_from: date
    valid_to: date
    term_rule: TermRule
    contract_from: date | None = None
    contract_to: date | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        stands = {"stage": ArrivalStage.ARRIVED, "since": self.envelope.effective_on}
        aggregate.arrival = replace(aggregate.arrival, **stands)
        aggregate.valid_from, aggregate.valid_to = self.valid_from, self.valid_to
        aggregate.term_rule, aggregate.differs_from_rule = self.term_rule, False


class IssuedBeforeArrival(CardState):
    """What may be decided about the arrival of who holds an early card."""

    def issue_early(
        self, *, card_number: str, issued_on: date, planned_arrival: date, area: str, authority: Authority
    ) -> None:
        """Give the card its number before its holder has come (提前发卡, R-16)."""
        self.must_be(CardStatus.GRANTED)
        if planned_arrival < issued_on:
            raise Invalid(ARRIVES_BEFORE, field="planned_arrival")
        if is_too_far_ahead(planned_arrival, issued_on):
            raise wrong("planned_arrival", "too_far_ahead", TOO_FAR_AHEAD)
        facts = {"card_number": card_number, "issued_on": issued_on, "planned_arrival": planned_arrival}
        self._decide(IssuedEarly, area, authority, **facts)

    def extend_arrival(self, planned_arrival: date, *, at_most: int, area: str, authority: Authority) -> None:
        """Put the arrival off, no more than so many times (延长到岗期限)."""
        authority.must_give_reason()
        arrival = self._awaited(ArrivalStage.AWAITED, ArrivalStage.LAPSED)
        if planned_arrival <= max(arrival.planned_on, authority.effective_on):
            raise Invalid(NOT_LATER, field="planned_arrival")
        if arrival.extensions >= at_most:
            raise ArrivalExtendedBefore(blocked_by=self.shown())
        facts = {"planned_arrival": planned_arrival, "former_planned_arrival": arrival.planned_on}
        left = self.grounds - {SuspensionGround.NOT_ARRIVED}
        self._decide(ArrivalExtended, area, authority, status=self._stands(grounds=left), **facts)

    def lapse_arrival(self, *, grace_days: int, area: str, authority: Authority) -> None:
        """Put on record that nobody has come within the days of grace: the card is suspended (逾期未到岗)."""
        arrival = self._awaited(ArrivalStage.AWAITED)
        if authority.effective_on <= arrival.planned_on + timedelta(days=grace_days):
            raise ArrivalNotOverdue(blocked_by=self.shown())
        facts = {"status": CardStatus.SUSPENDED, "planned_arrival": arrival.planned_on}
        self._decide(ArrivalLapsed, area, authority, **facts)

    def given_up_on(self, after_days: int) -> date | None:
        """From which day on nobody waits for the holder any more, so many days after the arrival lapsed.

        None if that is not why the card is suspended, or something else suspends it too: then its issuer decides.
        """
        if self.arrival is None or self.status is not CardStatus.SUSPENDED:
            return None
        if self.arrival.stage is not ArrivalStage.LAPSED or self.grounds != {SuspensionGround.NOT_ARRIVED}:
            return None
        return self.arrival.since + timedelta(days=after_days)

    def give_up(self, *, after_days: int, area: str, authority: Authority) -> None:
        """Take a card off the books whose holder has not come at all (逾期未到岗注销)."""
        self._awaited(ArrivalStage.LAPSED)
        day = self.given_up_on(after_days)
        if day is None or authority.effective_on < day:
            raise ArrivalNotOverdue(blocked_by=self.shown())
        facts = {"status": CardStatus.CANCELLED, "cause": CancellationCause.NEVER_ARRIVED}
        self._decide(Cancelled, area, authority, **facts)

    def confirm_arrival(
        self,
        *,
        arrived_on: date,
        valid_from: date,
        valid_to: date,
        term_rule: TermRule,
        contract_from: date | None,
        contract_to: date | None,
        area: str,
        authority: Authority,
    ) -> None:
        """Put on record that the holder has come; the ordinary term begins (确认到岗)."""
        self._awaited(ArrivalStage.AWAITED, ArrivalStage.LAPSED)
        if arrived_on > authority.effective_on:
            raise Invalid(NOT_YET, field="arrived_on")
        facts = {
            "arrived_on": arrived_on,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "term_rule": term_rule,
            "contract_from": contract_from,
            "contract_to": contract_to,
        }
        left = self.grounds - {SuspensionGround.NOT_ARRIVED}
        self._decide(ArrivalConfirmed, area, authority, status=self._stands(grounds=left), **facts)

    def _awaited(self, *stages: ArrivalStage) -> Arrival:
        """The arrival of an early card that is on the books. Raises `NotAnEarlyCard`."""
        self.must_be(*ISSUED)
        if self.arrival is None or self.arrival.stage not in stages:
            raise NotAnEarlyCard(blocked_by=self.shown())
        return self.arrival


ARRIVES_BEFORE = Text("拟到岗日期早于发卡日期", "The holder is to arrive before the card is issued")
NOT_LATER = Text(
    "延长后的到岗日期须晚于原日期，且晚于生效日期",
    "is no later than the day that was planned, or not to come any more",
)
NOT_YET = Text("到岗日期不得晚于生效日期", "is later than the day on which it has effect")
