"""The sheets of a production batch as they are printed: for the maker, and for those who sign (制卡名单、领取登记表)."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from api.masking import masked_name
from api.refusals import NothingToPrint
from api.rendering.printed import Printing
from api.rendering.printed_forms import last_day
from documents.production_sheets import ListedCard, ProductionSheet
from domain.aggregates import Card, ProductionBatch, Talent
from domain.base import DocumentReference
from domain.calendar import OFFICE_ZONE
from domain.production import ProductionOutcome
from domain.store import Recorded
from persistence.card_tokens import CardToken


def printed_order(batch: ProductionBatch, history: Sequence[Recorded], printing: Printing) -> ProductionSheet:
    """The cards as they were ordered, or are going to be. Raises `NothingToPrint` where there is none."""
    order = _order(history)
    if order is None:
        return _sheet(batch, batch.awaited, history[-1].entry.position, history, printing)
    ordered, position = order
    return _sheet(batch, ordered.cards, position, history, printing)


def printed_deliveries(
    batch: ProductionBatch, history: Sequence[Recorded], printing: Printing
) -> ProductionSheet:
    """The cards that the maker has brought. Raises `NothingToPrint` where there is none."""
    brought = [id_ for id_, outcome in batch.cards.items() if outcome is ProductionOutcome.RECEIVED]
    return _sheet(batch, brought, history[-1].entry.position, history, printing)


def _sheet(
    batch: ProductionBatch,
    card_ids: Sequence[UUID],
    until: int,
    history: Sequence[Recorded],
    printing: Printing,
) -> ProductionSheet:
    if not card_ids:
        raise NothingToPrint
    store = printing.service.store
    known: dict[UUID, Any] = store.load_all(card_ids, until=until)
    cards: list[Card] = [known[card_id] for card_id in card_ids]
    people: dict[UUID, Any] = store.load_all({card.talent_id for card in cards}, until=until)
    holders: list[Talent] = [people[card.talent_id] for card in cards]
    printing.opening(holder.name for holder in holders)
    pack = printing.service.policies.version(history[-1].event.envelope.policy_version)
    kind, paper = pack.card_type(batch.card_type), _paper(history)
    day = paper.issued_on if paper and paper.issued_on else last_day(history)
    of_the_day = printing.service.policies.of_the_day(pack, day)
    issuer = of_the_day.organization_of(kind.issuer.area, kind.issuer.function, day)
    return ProductionSheet(
        card_type=kind.name.zh,
        issuer=issuer.name.zh if issuer else "",
        order=paper.number if paper and paper.number else "",
        created_at=datetime.combine(day, time(), OFFICE_ZONE),
        is_masked=printing.is_masked,
        cards=tuple(_listed(*each, printing) for each in zip(cards, holders, strict=True)),
    )


def _listed(card: Card, holder: Talent, printing: Printing) -> ListedCard:
    return ListedCard(
        card_number=card.card_number or "",
        holder=printing.said(holder.name, masked_name),
        issued_on=card.issued_on,
        valid_to=card.valid_to,
        code=printing.service.card_tokens.code(CardToken(card.id, card.plastic_number)),
    )


def _order(history: Sequence[Recorded]) -> tuple[ProductionBatch.Ordered, int] | None:
    """How the batch was ordered, and at which position."""
    orders = (
        (one.event, one.entry.position) for one in history if isinstance(one.event, ProductionBatch.Ordered)
    )
    return next(orders, None)


def _paper(history: Sequence[Recorded]) -> DocumentReference | None:
    """The paper under which the batch was ordered."""
    order = _order(history)
    papers = () if order is None else order[0].envelope.documents
    return next((paper for paper in papers if paper.number and paper.issued_on), None)
