"""What stands beside the course of a case, and is told in its history alone (决策全程).

    its card, its panels, its attachments, its notes, the demands that name it ──> a thing of the case, with all its events
    the batch in which its card was made ────────────────────────────────────────> the events that are about this card

All of them come after the case that they belong to.
"""

from uuid import UUID

from domain.aggregates import CaseNotes, DemandItem, ProductionBatch
from domain.case_chapters import attachments, panel
from domain.demand_events import DemandBegins
from projections.case_timeline.cases import case_timeline
from projections.case_timeline.tables import beside, cards, things
from projections.rows import Rows

OfCard = (
    ProductionBatch.CardAdded
    | ProductionBatch.CardRemoved
    | ProductionBatch.CardDropped
    | ProductionBatch.CardReceived
    | ProductionBatch.CardRejected
)


@case_timeline.on(attachments.FileAttached)
def _file_attached(rows: Rows, event: attachments.FileAttached, _position: int) -> None:
    _owns(rows, event.originator_id, event.attachment_id)


@case_timeline.on(panel.PanelConvened)
def _panel_convened(rows: Rows, event: panel.PanelConvened, _position: int) -> None:
    _owns(rows, event.originator_id, event.panel_id)


@case_timeline.on(CaseNotes.Opened)
def _notes_opened(rows: Rows, event: CaseNotes.Opened, _position: int) -> None:
    _owns(rows, event.card_application_id, event.originator_id)


def _demand(rows: Rows, event: DemandBegins, _position: int) -> None:
    """A demand that names the case, or the card in which it ended."""
    if event.card_application_id is not None:
        _owns(rows, event.card_application_id, event.originator_id)
    elif event.card_id is not None and (known := rows.maybe(cards, event.card_id)) is not None:
        _owns(rows, known["card_application_id"], event.originator_id)


case_timeline.on(DemandItem.Registered)(_demand)
case_timeline.on(DemandItem.TakenOver)(_demand)


@case_timeline.on(ProductionBatch.Ordered)
def _ordered(rows: Rows, event: ProductionBatch.Ordered, position: int) -> None:
    for card_id in event.cards:
        _beside_card(rows, card_id, position)


def _in_production(rows: Rows, event: OfCard, position: int) -> None:
    _beside_card(rows, event.card_id, position)


case_timeline.on(ProductionBatch.CardAdded)(_in_production)
case_timeline.on(ProductionBatch.CardRemoved)(_in_production)
case_timeline.on(ProductionBatch.CardDropped)(_in_production)
case_timeline.on(ProductionBatch.CardReceived)(_in_production)
case_timeline.on(ProductionBatch.CardRejected)(_in_production)


def _owns(rows: Rows, card_application_id: UUID, thing_id: UUID) -> None:
    rows.put(things, card_application_id=card_application_id, thing_id=thing_id)


def _beside_card(rows: Rows, card_id: UUID, position: int) -> None:
    known = rows.maybe(cards, card_id)
    if known is not None:
        rows.put(beside, card_application_id=known["card_application_id"], position=position)
