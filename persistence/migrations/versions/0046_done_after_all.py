"""A row of a bulk job that was refused may turn out to be done: two led, and the one that had lost the lead did it later."""

from alembic import op

revision = "0046_done_after_all"
down_revision = "0045_swaps"
branch_labels = None
depends_on = None

GRANT = """
GRANT UPDATE (outcome, code, problem, aggregate_id, position) ON jobs.bulk_rows TO huicai_scheduler;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(GRANT)


def downgrade() -> None:
    raise NotImplementedError("what came of the rows is kept: restore the backup from before the upgrade")
