"""With its position a projection has the number of times that its tables were swapped: a page folded with others is not recorded."""

from alembic import op

revision = "0045_swaps"
down_revision = "0044_heirs_with_keys"
branch_labels = None
depends_on = None

SWAPS = """
SET LOCAL ROLE huicai_projector;
ALTER TABLE read.tracking ADD COLUMN swaps integer NOT NULL DEFAULT 0;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SWAPS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
