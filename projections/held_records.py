"""What is held of a person (本人名下事项): cases, cards, places, demands, and where he or she leads an enterprise.

Asked when the data are to be erased. It is put together from the registers, which have first come to a position.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Engine, Select, case, literal, null, select, union_all

from domain.cards import ON_THE_BOOKS
from domain.cases import OPEN
from domain.data_rights import HeldRecord, RecordKind
from domain.demands import DemandStatus
from domain.places import PlaceStatus
from projections.card_register.tables import cards
from projections.case_register.tables import cases
from projections.demand_ledger.tables import items
from projections.enterprise_register.tables import principals
from projections.knowledge import known
from projections.quota_board.tables import places
from projections.reading import Wait, fetched

READ = ("card_register", "case_register", "demand_ledger", "enterprise_register", "quota_board")
OVER = (DemandStatus.STRUCK_OFF, DemandStatus.WITHDRAWN, DemandStatus.MERGED)
WAITING = (PlaceStatus.NOMINATED, PlaceStatus.RESERVED)


class HeldRecordsOfRegisters:
    """Implements `domain.data_rights.HeldRecords`."""

    def __init__(self, engine: Engine, wait: Wait) -> None:
        self._engine = engine
        self._wait = wait

    def of(self, talent_id: UUID, position: int) -> Sequence[HeldRecord] | None:
        """All of them as of the position at least; None if the registers do not come to it in a short while."""
        if not all(self._wait(name, position) for name in READ):
            return None
        held = union_all(*_held(talent_id)).subquery()
        rows = fetched(self._engine, select(held).order_by(held.c.kind, held.c.id))
        return [HeldRecord(kind=RecordKind(row.kind), id=row.id, ended_on=row.ended_on) for row in rows]


def _held(talent_id: UUID) -> Sequence[Select[tuple[str, UUID, date]]]:
    return (
        _line(RecordKind.CARD_APPLICATION, cases.c.card_application_id, cases.c.status.in_(OPEN), cases.c.since_on)
        .where(cases.c.talent_id == talent_id),
        _line(RecordKind.CARD, cards.c.card_id, cards.c.status.in_(ON_THE_BOOKS), cards.c.status_on)
        .where(cards.c.talent_id == talent_id, known(cards, None)),
        _line(RecordKind.DEMAND_ITEM, items.c.demand_item_id, items.c.status.not_in(OVER), items.c.since_on)
        .where(items.c.talent_id == talent_id),
        _line(RecordKind.PRINCIPAL, principals.c.principal_id, principals.c.left_on.is_(None), principals.c.left_on)
        .where(principals.c.talent_id == talent_id),
        select(
            literal(RecordKind.NOMINATION.value).label("kind"),
            places.c.place_id.label("id"),
            null().cast(Date).label("ended_on"),
        ).where(known(places, None), places.c.talent_id == talent_id, places.c.status.in_(WAITING)),
    )  # fmt: skip


def _line(
    kind: RecordKind, id_: ColumnElement[UUID], is_open: ColumnElement[bool], ended_on: ColumnElement[date]
) -> Select[tuple[str, UUID, date]]:
    ended = case((is_open, null().cast(Date)), else_=ended_on).label("ended_on")
    return select(literal(kind.value).label("kind"), id_.label("id"), ended)
