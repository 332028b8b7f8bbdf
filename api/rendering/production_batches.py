"""A production batch (制卡批次), what became of its cards, and what may be done with it now."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from api.addresses import CARD, PRODUCTION_BATCH, href
from api.rendering.actions import SOMEBODY, Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import ProductionBatch
from domain.authorization import Command
from domain.errors import NotFound
from domain.production import ProductionOutcome, ProductionStage
from domain.store import Recorded
from domain.use_cases.producing_cards import (
    AddToProduction,
    CancelProductionBatch,
    OrderProduction,
    ReceiveFromProduction,
    RejectFromProduction,
    RemoveFromProduction,
)
from projections.production_register import ProductionRow


class ProducedCardShown(Shown):
    """A card in the batch; `outcome` is None as long as it is awaited."""

    card_id: UUID
    href: str
    outcome: ProductionOutcome | None


class ProductionBatchShown(Shown):
    """A batch of cards that are made together, in the order in which they were added."""

    id: UUID
    href: str
    version: int
    city: str
    card_type: str
    stage: ProductionStage
    cards: tuple[ProducedCardShown, ...]
    actions: Actions


class ProductionLineShown(Shown):
    """A batch in the list. `cards` is how many it has: those that are awaited, and those of each outcome."""

    id: UUID
    href: str
    version: int
    policy_version: str
    city: str
    card_type: str
    stage: ProductionStage
    opened_on: date
    ordered_on: date | None
    order_number: str | None
    ended_on: date | None
    cards: int
    awaited: int
    received: int
    misprinted: int
    not_made: int
    card_ended: int
    set_free: int


class ProductionLines(Shown):
    """A page of batches, the newest first."""

    items: tuple[ProductionLineShown, ...]
    next: str | None


def production_batch_shown(
    batch: ProductionBatch, viewer: Viewer, *, until: int | None = None
) -> ProductionBatchShown:
    """The batch, to who sees the whole city. Raises `NotFound` to others."""
    _must_be_seen(batch, viewer)
    return ProductionBatchShown(
        id=batch.id,
        href=href(PRODUCTION_BATCH, production_batch_id=batch.id),
        version=batch.version,
        city=batch.city,
        card_type=batch.card_type,
        stage=batch.stage,
        cards=tuple(
            ProducedCardShown(card_id=card_id, href=href(CARD, card_id=card_id), outcome=outcome)
            for card_id, outcome in batch.cards.items()
        ),
        actions=_actions(batch, viewer) if until is None else Actions(),
    )


def production_batch_history(
    batch: ProductionBatch, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who does not see the whole city."""
    _must_be_seen(batch, viewer)
    return history


def production_lines(rows: Sequence[ProductionRow]) -> list[ProductionLineShown]:
    """The batches of a page."""
    return [
        ProductionLineShown(
            id=row.production_batch_id,
            href=href(PRODUCTION_BATCH, production_batch_id=row.production_batch_id),
            **{name: getattr(row, name) for name in _SAME},
        )
        for row in rows
    ]


def _must_be_seen(batch: ProductionBatch, viewer: Viewer) -> None:
    if not viewer.scope.covers_all_of(batch.city):
        raise NotFound


def _actions(batch: ProductionBatch, viewer: Viewer) -> Actions:
    """What its stage brings up; which card it is about, the sender says."""
    commands = [
        command for command in _STAND_INS[batch.stage](batch.id) if may_ever_send(type(command), viewer)
    ]
    possible = [
        Action(type(command), rehearsal(command, batch, viewer, chosen=_CHOSEN)) for command in commands
    ]
    return actions_of(possible, viewer, production_batch_id=batch.id)


def _while_open(id_: UUID) -> tuple[Command, ...]:
    return (
        AddToProduction(production_batch_id=id_, card_ids=(SOMEBODY,)),
        RemoveFromProduction(production_batch_id=id_, card_id=SOMEBODY),
        OrderProduction(production_batch_id=id_),
        CancelProductionBatch(production_batch_id=id_),
    )


def _while_ordered(id_: UUID) -> tuple[Command, ...]:
    fault = ProductionOutcome.MISPRINTED
    return (
        ReceiveFromProduction(production_batch_id=id_, card_ids=(SOMEBODY,)),
        RejectFromProduction(production_batch_id=id_, card_id=SOMEBODY, fault=fault),
        CancelProductionBatch(production_batch_id=id_),
    )


def _when_over(_: UUID) -> tuple[Command, ...]:
    return ()


_STAND_INS: dict[ProductionStage, Callable[[UUID], tuple[Command, ...]]] = {
    ProductionStage.OPEN: _while_open,
    ProductionStage.ORDERED: _while_ordered,
    ProductionStage.CLOSED: _when_over,
    ProductionStage.CANCELLED: _when_over,
}
_CHOSEN = frozenset({"card_id", "card_ids", "fault"})
_SAME = tuple(name for name in ProductionLineShown.model_fields if name not in {"id", "href"})
