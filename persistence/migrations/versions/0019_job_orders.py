"""The API has a slot of a job tried again at once (立即执行); it writes nothing else about a run."""

from alembic import op

revision = "0019_job_orders"
down_revision = "0018_panels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("GRANT UPDATE (state, next_attempt_at) ON jobs.runs TO huicai_app")


def downgrade() -> None:
    op.get_bind().exec_driver_sql("REVOKE UPDATE (state, next_attempt_at) ON jobs.runs FROM huicai_app")
