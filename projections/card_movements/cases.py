"""What each event does to the card movements: every event of a card after which it stands otherwise, or has another plastic."""

from dataclasses import asdict

from domain.aggregates import Card
from domain.card_events import CardEvent
from domain.ledger_books.card_recording import CardStanding, card_after, card_postings_of
from projections.card_movements.tables import postings, standings
from projections.projection import Projection
from projections.rows import Row, Rows
from projections.standings import now_of, stands

card_movements = Projection(
    "card_movements",
    about=(Card,),
    tables=(postings, standings),
    ignores=(
        Card.ProductionJoined,
        Card.ProductionLeft,
        Card.Produced,
        Card.Dispatched,
        Card.Delivered,
        Card.Activated,
        Card.MeasureProposed,
        Card.ProposalDeclined,
        Card.MeasureTranscribed,
        Card.MeasureContested,
        Card.EntryCorrected,
        Card.ClassCorrected,
        Card.MovedToEmployer,
        Card.ArrivalReminded,
        Card.FalseDeclarationReported,
        Card.LateInquiryOpened,
        Card.LateInquiryConcluded,
        Card.HolderBarred,
        Card.BarLifted,
        Card.ConsequenceDrawn,
        Card.ListedForRenewal,
    ),
)


def _of_card(rows: Rows, event: CardEvent, position: int) -> None:
    """What the event posts, and how the card stands from now on."""
    now = now_of(rows, standings, card_id=event.originator_id)
    before = None if now is None else _standing(now)
    then = card_after(event, before)
    for posting in card_postings_of(event, before, then, position):
        rows.put(
            postings,
            card_id=event.originator_id,
            position=position,
            city=then.city,
            card_type=posting.card_type,
            kind=posting.kind,
            direction=posting.kind.direction,
            effective_on=posting.effective_on,
            booked_on=posting.booked_on,
        )
    if then != before:
        stands(rows, standings, now, position, **asdict(then))


for kind in (
    Card.Granted,
    Card.TakenOver,
    Card.Issued,
    Card.IssuedEarly,
    Card.GrantReversed,
    Card.LossReported,
    Card.LossWithdrawn,
    Card.Replaced,
    Card.Suspended,
    Card.Reinstated,
    Card.ArrivalExtended,
    Card.ArrivalLapsed,
    Card.ArrivalConfirmed,
    Card.InquiryOpened,
    Card.InquiryConcluded,
    Card.Revoked,
    Card.Cancelled,
    Card.Renewed,
    Card.Expired,
):
    card_movements.on(kind)(_of_card)


def _standing(row: Row) -> CardStanding:
    return CardStanding(
        card_id=row["card_id"],
        city=row["city"],
        card_type=row["card_type"],
        is_renewal=row["is_renewal"],
        is_held=row["is_held"],
        is_suspended=row["is_suspended"],
        has_not_arrived=row["has_not_arrived"],
        booked_on=row["booked_on"],
    )
