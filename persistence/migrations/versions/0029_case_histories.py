"""The history of a case (决策全程): what stands beside its course, for whoever audits it."""

from alembic import op

revision = "0029_case_histories"
down_revision = "0028_transparency_log"
branch_labels = None
depends_on = None

HISTORIES = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.case_timeline_things (
    card_application_id  uuid  NOT NULL,
    thing_id             uuid  NOT NULL,
    PRIMARY KEY (card_application_id, thing_id)
);
CREATE TABLE read.case_timeline_beside (
    card_application_id  uuid    NOT NULL,
    position             bigint  NOT NULL,
    PRIMARY KEY (card_application_id, position)
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(HISTORIES)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
