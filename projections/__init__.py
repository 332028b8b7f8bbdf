"""Read models: each answers one question from tables of its own, which events alone write."""

from projections.card_movements import card_movements
from projections.card_register import card_register
from projections.case_register import case_register
from projections.case_timeline import case_timeline
from projections.demand_ledger import demand_ledger
from projections.enterprise_register.cases import enterprise_register
from projections.ledger_movements import ledger_movements
from projections.panel_register.cases import panel_register
from projections.production_register import production_register
from projections.projection import Projection
from projections.quota_board.cases import quota_board
from projections.report_exchange import report_exchange
from projections.report_register import report_register
from projections.stand_in_register.cases import stand_in_register

PROJECTIONS: dict[str, Projection] = {
    projection.name: projection
    for projection in (
        card_movements,
        card_register,
        case_register,
        case_timeline,
        demand_ledger,
        enterprise_register,
        panel_register,
        ledger_movements,
        production_register,
        quota_board,
        report_exchange,
        report_register,
        stand_in_register,
    )
}
