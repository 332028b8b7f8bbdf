"""That an area is of one city: what the server finds out of columns that hang together, where offices look for what is theirs.

It is found out when a table is analysed, here at once and by the server itself from then on.
"""

from alembic import op

revision = "0041_correlated_columns"
down_revision = "0040_periods_of_a_lead"
branch_labels = None
depends_on = None

STATISTICS = """
SET LOCAL ROLE huicai_projector;
CREATE STATISTICS read.case_register_city_area (dependencies) ON city, area FROM read.case_register;
CREATE STATISTICS read.case_register_periods_city_area (dependencies) ON city, area FROM read.case_register_periods;
CREATE STATISTICS read.card_register_city_area (dependencies) ON city, area FROM read.card_register;
CREATE STATISTICS read.demand_ledger_city_area (dependencies) ON city, area FROM read.demand_ledger;
CREATE STATISTICS read.demand_ledger_periods_city_area (dependencies) ON city, area FROM read.demand_ledger_periods;
ANALYZE read.case_register, read.case_register_periods, read.card_register, read.demand_ledger, read.demand_ledger_periods;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATISTICS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
