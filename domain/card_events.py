"""What can happen to a card (人才卡事件): the kinds of event, and those with which a card begins.

CardEvent ── CardBegins                     it comes onto the books
         ├── PlasticEvent                   its plastic is made and handed over, and moves no standing
         └── StandingEvent                  it stands elsewhere from now on, as the event says itself
               ├── GroundAdded              a ground to suspend it is there
               ├── GroundLifted             a ground to suspend it is there no longer
               └── EndingEvent              it is on the books no longer
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.base import Begins, EventSourced
from domain.cards import CardStatus, Measure, PlasticStage, SuspensionGround
from domain.personal_data import PersonalData
from domain.policy.steps import TermRule


class CardEvent(EventSourced.Event):
    """Something that happened to a card, in the area where its holder's enterprise was on that day."""

    decides: ClassVar[Measure | None] = None  # what was proposed or transcribed, and is decided with it
    area: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        if self.decides is not None:
            aggregate.transcribed = None
            aggregate.proposals = aggregate.proposals - {self.decides}


class CardBegins(CardEvent, Begins):
    """A card begins to be on the books; `renewals` is how often a card before it was renewed into the next."""

    city: str
    card_type: str
    talent_id: UUID
    enterprise_id: UUID | None = None
    route: str
    talent_class: str | None = None
    class_ground: PersonalData | None = None  # 认定依据
    planned_arrival_on: date | None = None  # of a card that is granted before its holder arrives (前端引才)
    card_application_id: UUID | None = None
    department: str | None = None
    list_type: str | None = None
    quota_year: int | None = None
    predecessor_id: UUID | None = None
    renewals: int = 0


class PlasticEvent(CardEvent):
    """The plastic is elsewhere from now on."""

    stage: ClassVar[PlasticStage]

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.plastic = self.stage


class StandingEvent(CardEvent):
    """Where the card stands from now on, so that history is read without the rules of its day."""

    status: CardStatus

    @property
    def ground(self) -> str | None:
        """The code that says why it stands there (状态原因)."""
        return self.envelope.reason_code

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status = self.status


class GroundAdded(StandingEvent):
    """There is one more ground to suspend the card."""

    adds: ClassVar[SuspensionGround]

    @property
    def ground(self) -> str | None:
        return self.envelope.reason_code or self.adds.value

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.grounds = aggregate.grounds | {self.adds}


class GroundLifted(StandingEvent):
    """There is one ground less to suspend the card."""

    lifts: ClassVar[SuspensionGround]

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.grounds = aggregate.grounds - {self.lifts}


class EndingEvent(StandingEvent):
    """The card is on the books no longer: what waits to be decided ends with it, unless it can be decided afterwards."""

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.proposals = frozenset()
        waits = aggregate.transcribed
        goes_on = waits is not None and waits.measure in aggregate.decided_after_its_end
        aggregate.transcribed = waits if goes_on else None


# -- it comes onto the books ------------------------------------------------------------------------------


class Granted(CardBegins):
    TOPIC: ClassVar[str] = "Card.Granted"


class TakenOver(CardBegins):
    TOPIC: ClassVar[str] = "Card.TakenOver"
    status: CardStatus
    card_number: str | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    remark: PersonalData | None = None


class Issued(CardEvent):
    TOPIC: ClassVar[str] = "Card.Issued"
    card_number: str
    issued_on: date
    valid_from: date
    valid_to: date
    term_rule: TermRule
    differs_from_rule: bool


class ClassCorrected(CardEvent):
    """The form had stated another class, or another ground of it: the class that its holder has had all along."""

    TOPIC: ClassVar[str] = "Card.ClassCorrected"
    talent_class: str | None = None
    class_ground: PersonalData | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.talent_class, aggregate.class_ground = self.talent_class, self.class_ground


class GrantReversed(CardEvent):
    TOPIC: ClassVar[str] = "Card.GrantReversed"
    FROM_THE_BEGINNING: ClassVar[bool] = True
