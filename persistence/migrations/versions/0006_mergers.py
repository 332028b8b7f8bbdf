"""The enterprise register learns into which enterprise another was merged (企业合并)."""

from alembic import op

revision = "0006_mergers"
down_revision = "0005_specialists"
branch_labels = None
depends_on = None

MERGERS = """
SET LOCAL ROLE huicai_projector;
ALTER TABLE read.enterprise_register ADD COLUMN merged_into uuid;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(MERGERS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
