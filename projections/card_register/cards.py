"""What the events of a card do to the card register.

A further event of a card is a case of one statement: what is `learned` by it.
"""

from collections.abc import Iterable
from typing import Any

from domain.aggregates import Card
from domain.card_chapters.arrival import ArrivalConfirmed, ArrivalExtended, ArrivalLapsed, IssuedEarly
from domain.card_chapters.measures import EntryCorrected, MovedToEmployer
from domain.card_chapters.plastic import Delivered, Replaced
from domain.card_events import (
    CardBegins,
    CardEvent,
    ClassCorrected,
    Granted,
    GrantReversed,
    Issued,
    PlasticEvent,
    StandingEvent,
    TakenOver,
)
from domain.cards import ArrivalStage, CardStatus, PlasticStage, StatedTerm
from projections.card_register.cases import answer_to, form_version, paper_of, paper_of_grant
from projections.card_register.enterprises import employer_from
from projections.card_register.people import person_shown
from projections.card_register.periods import (
    EVER,
    Days,
    entered,
    learned,
    learned_around,
    learned_where_none,
    left,
    present,
    put_right,
    standing,
)
from projections.card_register.register import card_register
from projections.card_register.tables import receipts
from projections.knowledge import FIRST_DAY
from projections.rows import Row, Rows
from projections.sealed import as_columns


@card_register.on(Card.Granted)
def _granted(rows: Rows, event: Granted, position: int) -> None:
    """The paper is the one that the grant itself names, or else that of the province's answer to the case."""
    paper = paper_of(event.envelope) or answer_to(rows, event.card_application_id)
    entered(rows, event, position, CardStatus.GRANTED, _around(rows, event), **_of(rows, event), **paper)


@card_register.on(Card.TakenOver)
def _taken_over(rows: Rows, event: TakenOver, position: int) -> None:
    stated = {name: getattr(event, name) for name in ("card_number", "issued_on", "valid_from", "valid_to")}
    plastic, paper = PlasticStage.ACTIVATED, paper_of_grant(event.envelope)  # as who had it says
    facts = {**_of(rows, event), **stated, **paper}
    entered(rows, event, position, event.status, _around(rows, event), **facts, plastic=plastic)


@card_register.on(Card.Issued)
def _issued(rows: Rows, event: Issued, position: int) -> None:
    learned(
        rows,
        event,
        position,
        **standing(event, CardStatus.IN_FORCE),
        card_number=event.card_number,
        issued_on=event.issued_on,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        term_rule=event.term_rule,
        differs_from_rule=event.differs_from_rule,
        plastic=PlasticStage.TO_PRODUCE,
    )


@card_register.on(Card.ClassCorrected)
def _class_corrected(rows: Rows, event: ClassCorrected, position: int) -> None:
    put_right(rows, event, position, {"talent_class": event.talent_class})


@card_register.on(Card.EntryCorrected)
def _entry_corrected(rows: Rows, event: EntryCorrected, position: int) -> None:
    put_right(rows, event, position, {name: getattr(event, name) for name in StatedTerm.model_fields})


@card_register.on(Card.IssuedEarly)
def _issued_early(rows: Rows, event: IssuedEarly, position: int) -> None:
    learned(
        rows,
        event,
        position,
        **standing(event, CardStatus.IN_FORCE),
        card_number=event.card_number,
        issued_on=event.issued_on,
        plastic=PlasticStage.TO_PRODUCE,
        arrival=ArrivalStage.AWAITED,
        planned_arrival=event.planned_arrival,
    )


@card_register.on(Card.GrantReversed)
def _grant_reversed(rows: Rows, event: GrantReversed, position: int) -> None:
    """What was entered by mistake never was a card; as of an earlier position it still is in the register."""
    left(rows, event, position)


def _stands(rows: Rows, event: StandingEvent, position: int, **facts: Any) -> None:
    """The event says itself where the card stands, and why."""
    learned(rows, event, position, **standing(event, event.status, event.ground), **facts)


for _moves in (
    Card.LossReported,
    Card.LossWithdrawn,
    Card.Suspended,
    Card.Reinstated,
    Card.InquiryOpened,
    Card.InquiryConcluded,
    Card.Revoked,
    Card.Cancelled,
    Card.Renewed,
    Card.Expired,
):
    card_register.on(_moves)(_stands)


@card_register.on(Card.Replaced)
def _replaced(rows: Rows, event: Replaced, position: int) -> None:
    """Another plastic, which nobody has signed for yet."""
    plastic = {"plastic": PlasticStage.TO_PRODUCE, "recipient": None, "received_at": None}
    numbers = {"card_number": event.card_number, "former_number": event.former_number}
    _stands(rows, event, position, **numbers, **plastic)


def _plastic(rows: Rows, event: PlasticEvent, position: int) -> None:
    learned(rows, event, position, plastic=event.stage)


for _handles in (Card.ProductionJoined, Card.ProductionLeft, Card.Produced, Card.Dispatched, Card.Activated):
    card_register.on(_handles)(_plastic)


@card_register.on(Card.Delivered)
def _delivered(rows: Rows, event: Delivered, position: int) -> None:
    signed = as_columns(event.received_by, "received_by_")
    rows.put(receipts, card_id=event.originator_id, received_at=position, **signed)
    receipt = {"recipient": event.recipient, "received_at": position}
    learned(rows, event, position, plastic=event.stage, **receipt)


def _noted(rows: Rows, event: CardEvent, position: int) -> None:
    """Something is on record that moves nothing in the register but the card's own version."""
    learned(rows, event, position)


for _notes in (
    Card.MeasureProposed,
    Card.ProposalDeclined,
    Card.MeasureTranscribed,
    Card.MeasureContested,
    Card.FalseDeclarationReported,
    Card.LateInquiryOpened,
    Card.LateInquiryConcluded,
    Card.HolderBarred,
    Card.BarLifted,
    Card.ConsequenceDrawn,
):
    card_register.on(_notes)(_noted)


@card_register.on(Card.MovedToEmployer)
def _moved_to_employer(rows: Rows, event: MovedToEmployer, position: int) -> None:
    learned(rows, event, position)
    learned_around(
        rows, event, position, employer_from(rows, event.enterprise_id, event.envelope.effective_on)
    )


@card_register.on(Card.ArrivalExtended)
def _arrival_extended(rows: Rows, event: ArrivalExtended, position: int) -> None:
    """One that had lapsed is awaited again; any other card stands where it stood."""
    had_lapsed = present(rows, event.originator_id)["arrival"] == ArrivalStage.LAPSED
    stands = standing(event, event.status, event.ground) if had_lapsed else {}
    facts = {"arrival": ArrivalStage.AWAITED, "planned_arrival": event.planned_arrival}
    learned_where_none(rows, event, position, facts)
    learned(rows, event, position, **stands, **facts)


@card_register.on(Card.ArrivalLapsed)
def _arrival_lapsed(rows: Rows, event: ArrivalLapsed, position: int) -> None:
    facts = {"arrival": ArrivalStage.LAPSED, "planned_arrival": event.planned_arrival}
    learned_where_none(rows, event, position, facts)
    _stands(rows, event, position, **facts)


@card_register.on(Card.ArrivalConfirmed)
def _arrival_confirmed(rows: Rows, event: ArrivalConfirmed, position: int) -> None:
    term = {name: getattr(event, name) for name in ("valid_from", "valid_to", "term_rule")}
    planned = present(rows, event.originator_id)["planned_arrival"]
    facts = {"arrival": ArrivalStage.ARRIVED, "planned_arrival": planned}
    learned_where_none(rows, event, position, facts)
    _stands(rows, event, position, **facts, differs_from_rule=False, **term)


def _of(rows: Rows, event: CardBegins) -> Row:
    """What is known of the card's person and its form when it is entered."""
    return {
        "area": event.area,
        "person_stated_at": person_shown(rows, event.talent_id)["stated_at"],
        "form_version": form_version(rows, event.card_application_id),
    }


def _around(rows: Rows, event: CardBegins) -> Iterable[Days]:
    """What is known of its enterprise, of every day."""
    return employer_from(rows, event.enterprise_id, FIRST_DAY) if event.enterprise_id else (EVER,)
