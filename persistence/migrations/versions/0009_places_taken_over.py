"""The quota board learns of places that were taken over, which no list's batch here has brought (期初接管)."""

from alembic import op

revision = "0009_places_taken_over"
down_revision = "0008_card_register"
branch_labels = None
depends_on = None

PLACES = """
SET LOCAL ROLE huicai_projector;
ALTER TABLE read.quota_board_places ALTER COLUMN list_batch_id DROP NOT NULL;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(PLACES)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
