"""The card register learns of which days of its cards the offices were reminded (到岗提醒、续期名单)."""

from alembic import op

revision = "0016_card_reminders"
down_revision = "0015_stand_ins"
branch_labels = None
depends_on = None

REMINDERS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.card_register_reminders (
    card_id      uuid    NOT NULL,
    kind         text    NOT NULL,
    day          date    NOT NULL,
    days_before  integer NOT NULL,
    told_to      text    NOT NULL,
    told_in      text    NOT NULL,
    reminded_on  date    NOT NULL,
    PRIMARY KEY (card_id, kind)
);
CREATE INDEX reminders_by_day ON read.card_register_reminders (day, card_id, kind);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REMINDERS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
