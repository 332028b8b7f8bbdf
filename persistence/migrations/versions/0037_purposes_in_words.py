"""The purpose of a reading in words (查阅目的说明): sealed for whom was read about, so that an erasure reaches it."""

from alembic import op

revision = "0037_purposes_in_words"
down_revision = "0036_ledger_days"
branch_labels = None
depends_on = None

WORDS = """
ALTER TABLE log.disclosures ADD COLUMN words bytea;
GRANT INSERT (words) ON log.disclosures TO huicai_app;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(WORDS)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
