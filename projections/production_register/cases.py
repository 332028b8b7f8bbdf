"""What each event does to the production register."""

from uuid import UUID

from domain.aggregates import ProductionBatch
from domain.production import ProductionOutcome, ProductionStage
from projections.production_register.tables import COUNTED, batches, cards
from projections.projection import Projection
from projections.rows import Row, Rows

AWAITED = "awaited"

production_register = Projection("production_register", about=(ProductionBatch,), tables=(batches, cards))


@production_register.on(ProductionBatch.Opened)
def _opened(rows: Rows, event: ProductionBatch.Opened, position: int) -> None:
    rows.put(
        batches,
        production_batch_id=event.originator_id,
        opened_at=position,
        version=event.originator_version,
        policy_version=event.envelope.policy_version,
        city=event.city,
        card_type=event.card_type,
        stage=ProductionStage.OPEN,
        opened_on=event.envelope.effective_on,
        ordered_on=None,
        order_number=None,
        ended_on=None,
        cards=0,
        **dict.fromkeys(COUNTED, 0),
    )


@production_register.on(ProductionBatch.CardAdded)
def _card_added(rows: Rows, event: ProductionBatch.CardAdded, _position: int) -> None:
    batch = _the_batch(rows, event)
    rows.put(cards, production_batch_id=event.originator_id, card_id=event.card_id, outcome=None)
    _say(rows, event, cards=batch["cards"] + 1, awaited=batch[AWAITED] + 1)


@production_register.on(ProductionBatch.CardRemoved)
def _card_removed(rows: Rows, event: ProductionBatch.CardRemoved, _position: int) -> None:
    batch = _the_batch(rows, event)
    rows.remove(cards, event.originator_id, event.card_id)
    _say(rows, event, cards=batch["cards"] - 1, awaited=batch[AWAITED] - 1)


@production_register.on(ProductionBatch.CardDropped)
def _card_dropped(rows: Rows, event: ProductionBatch.CardDropped, _position: int) -> None:
    _come_to(rows, event, event.card_id, ProductionOutcome.CARD_ENDED)


@production_register.on(ProductionBatch.Ordered)
def _ordered(rows: Rows, event: ProductionBatch.Ordered, _position: int) -> None:
    papers = (paper.number for paper in event.envelope.documents if paper.number and paper.issued_on)
    on = event.envelope.effective_on
    _say(rows, event, stage=ProductionStage.ORDERED, ordered_on=on, order_number=next(papers, None))


@production_register.on(ProductionBatch.CardReceived)
def _card_received(rows: Rows, event: ProductionBatch.CardReceived, _position: int) -> None:
    _come_to(rows, event, event.card_id, ProductionOutcome.RECEIVED)


@production_register.on(ProductionBatch.CardRejected)
def _card_rejected(rows: Rows, event: ProductionBatch.CardRejected, _position: int) -> None:
    _come_to(rows, event, event.card_id, event.fault)


@production_register.on(ProductionBatch.Closed)
def _closed(rows: Rows, event: ProductionBatch.Closed, _position: int) -> None:
    _say(rows, event, stage=ProductionStage.CLOSED, ended_on=event.envelope.effective_on)


@production_register.on(ProductionBatch.Cancelled)
def _cancelled(rows: Rows, event: ProductionBatch.Cancelled, _position: int) -> None:
    for card in rows.find(cards, production_batch_id=event.originator_id):
        if card["outcome"] is None:
            _come_to(rows, event, card["card_id"], ProductionOutcome.SET_FREE)
    _say(rows, event, stage=ProductionStage.CANCELLED, ended_on=event.envelope.effective_on)


def _come_to(rows: Rows, event: ProductionBatch.Event, card_id: UUID, outcome: ProductionOutcome) -> None:
    """A card that was awaited is counted with others of its outcome from now on."""
    batch = _the_batch(rows, event)
    rows.change(cards, event.originator_id, card_id, outcome=outcome)
    _say(rows, event, **{AWAITED: batch[AWAITED] - 1, outcome.value: batch[outcome.value] + 1})


def _the_batch(rows: Rows, event: ProductionBatch.Event) -> Row:
    return rows.the(batches, event.originator_id)


def _say(rows: Rows, event: ProductionBatch.Event, **facts: object) -> None:
    rows.change(batches, event.originator_id, version=event.originator_version, **facts)
