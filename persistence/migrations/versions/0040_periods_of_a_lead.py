"""The items of a unit in the lead, in their order and nothing more: with what was known in the index as well, PostgreSQL 18 takes it for dear.

It may pass over columns of an index and reckons with a search for each value of what it passes over; a ledger's items of a unit are few.
"""

from alembic import op

revision = "0040_periods_of_a_lead"
down_revision = "0039_areas_in_order"
branch_labels = None
depends_on = None

INDEXES = """
SET LOCAL ROLE huicai_projector;
DROP INDEX read.periods_of_lead;
CREATE INDEX periods_of_lead ON read.demand_ledger_periods (lead_function, lead_area, entered_at);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(INDEXES)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
