"""The panel register (专家论证名册): every panel of experts, and what it came to."""

from alembic import op

revision = "0018_panels"
down_revision = "0017_production"
branch_labels = None
depends_on = None

REGISTER = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.panel_register (
    panel_id             uuid    PRIMARY KEY,
    card_application_id  uuid    NOT NULL,
    talent_id            uuid    NOT NULL,
    city                 text    NOT NULL,
    area                 text    NOT NULL,
    step                 text    NOT NULL,
    convened_by          text    NOT NULL,
    convened_on          date    NOT NULL,
    status               text    NOT NULL,
    status_on            date    NOT NULL,
    conclusion           text,
    dissolution          text,
    members              integer NOT NULL,
    votes                integer NOT NULL,
    version              bigint  NOT NULL,
    convened_at          bigint  NOT NULL
);
CREATE INDEX panels_in_order ON read.panel_register (convened_at);
CREATE INDEX panels_in_status ON read.panel_register (status, convened_at);
CREATE INDEX panels_of_case ON read.panel_register (card_application_id);
CREATE TABLE read.panel_register_voters (
    panel_id   uuid  NOT NULL,
    member_id  uuid  NOT NULL,
    PRIMARY KEY (panel_id, member_id)
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REGISTER)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
