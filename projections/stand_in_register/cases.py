"""What each event does to the stand-in register."""

from domain.aggregates import StandIn
from projections.projection import Projection
from projections.rows import Rows
from projections.stand_in_register.tables import grants, officers

stand_in_register = Projection("stand_in_register", about=(StandIn,), tables=(grants, officers))


@stand_in_register.on(StandIn.Opened)
def _opened(rows: Rows, event: StandIn.Opened, _position: int) -> None:
    rows.put(officers, stand_in_id=event.originator_id, officer=event.officer)


@stand_in_register.on(StandIn.Granted)
def _granted(rows: Rows, event: StandIn.Granted, position: int) -> None:
    rows.put(
        grants,
        grant_id=event.grant_id,
        stand_in_id=event.originator_id,
        officer=rows.the(officers, event.originator_id)["officer"],
        principal=event.principal,
        function=event.function,
        area=event.area,
        route=event.route,
        card_application_id=event.card_application_id,
        valid_from=event.valid_from,
        valid_to=event.valid_to,
        is_revoked=False,
        granted_at=position,
    )


@stand_in_register.on(StandIn.Revoked)
def _revoked(rows: Rows, event: StandIn.Revoked, _position: int) -> None:
    rows.change(grants, event.grant_id, is_revoked=True)
