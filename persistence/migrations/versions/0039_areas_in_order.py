"""An area's cases and cards in their order, and the cases under way: an office passes over nobody else's.

They are made while readers wait; on a large register build them beforehand, under the same names, with CREATE INDEX CONCURRENTLY.
"""

from alembic import op

revision = "0039_areas_in_order"
down_revision = "0038_rebuilds"
branch_labels = None
depends_on = None

INDEXES = """
SET LOCAL ROLE huicai_projector;
CREATE INDEX IF NOT EXISTS cases_of_city ON read.case_register (city, since_position);
CREATE INDEX IF NOT EXISTS cases_under_way ON read.case_register (city, area, since_position)
    WHERE status IN ('in_process', 'correction_requested', 'suspended');
CREATE INDEX IF NOT EXISTS cases_under_way_of_city ON read.case_register (city, since_position)
    WHERE status IN ('in_process', 'correction_requested', 'suspended');
CREATE INDEX IF NOT EXISTS case_days_of_area ON read.case_register_periods
    (area, since_position, known_from, known_to, effective_from, effective_to, status, step, route, quota_year,
     card_type, department, city);
CREATE INDEX IF NOT EXISTS present_cards_of_area ON read.card_register
    (area, entered_at, status, card_type, route, department, quota_year, valid_to, plastic, arrival, city)
    WHERE known_to = 9223372036854775807 AND effective_to = '9999-12-31';
CREATE INDEX IF NOT EXISTS present_cards_in_status ON read.card_register (status, entered_at)
    WHERE known_to = 9223372036854775807 AND effective_to = '9999-12-31';
CREATE INDEX IF NOT EXISTS card_days_of_area ON read.card_register
    (area, entered_at, known_from, known_to, effective_from, effective_to, status, card_type, route, department,
     quota_year, valid_to, plastic, arrival, city);
CREATE INDEX IF NOT EXISTS items_of_area ON read.demand_ledger (area, entered_at);
CREATE INDEX IF NOT EXISTS items_of_city ON read.demand_ledger (city, entered_at);
CREATE INDEX IF NOT EXISTS open_items ON read.demand_ledger (city, area, entered_at)
    WHERE status IN ('registered', 'assigned', 'disputed', 'in_progress', 'replied', 'escalated');
CREATE INDEX IF NOT EXISTS open_items_of_lead ON read.demand_ledger (lead_function, lead_area, entered_at)
    WHERE status IN ('registered', 'assigned', 'disputed', 'in_progress', 'replied', 'escalated');
CREATE INDEX IF NOT EXISTS open_items_of_city ON read.demand_ledger (city, entered_at)
    WHERE status IN ('registered', 'assigned', 'disputed', 'in_progress', 'replied', 'escalated');
CREATE INDEX IF NOT EXISTS items_assisted ON read.demand_ledger_units (function, area, demand_item_id) WHERE NOT is_lead;
CREATE INDEX IF NOT EXISTS periods_of_area ON read.demand_ledger_periods
    (area, entered_at, known_from, known_to, effective_from, effective_to, status, city);
CREATE INDEX IF NOT EXISTS periods_assisted ON read.demand_ledger_periods
    (entered_at, known_from, known_to, effective_from, effective_to) WHERE cardinality(assisting) > 0;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(INDEXES)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
