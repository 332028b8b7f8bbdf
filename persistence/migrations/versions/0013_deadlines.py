"""Deadlines (办理期限): which office was told, beside the case register, of one that was not kept."""

from alembic import op

revision = "0013_deadlines"
down_revision = "0012_case_life"
branch_labels = None
depends_on = None

ESCALATIONS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.case_register_escalations (
    card_application_id  uuid    NOT NULL,
    position             bigint  NOT NULL,
    step                 text,
    function             text    NOT NULL,
    area                 text    NOT NULL,
    PRIMARY KEY (card_application_id, position)
);
CREATE INDEX cases_escalated_to ON read.case_register_escalations (function, area);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(ESCALATIONS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
