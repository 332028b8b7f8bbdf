"""The enterprise register learns who speaks for an enterprise (单位服务专员)."""

from alembic import op

revision = "0005_specialists"
down_revision = "0004_read_models"
branch_labels = None
depends_on = None

SPECIALISTS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.enterprise_register_specialists (
    specialist_id  uuid   PRIMARY KEY,
    enterprise_id  uuid   NOT NULL,
    since          date   NOT NULL,
    relieved_on    date,
    appointed_at   bigint NOT NULL,
    subject        uuid   NOT NULL,
    blob           bytea  NOT NULL,
    bound          bytea  NOT NULL
);
CREATE INDEX specialists_of_enterprise ON read.enterprise_register_specialists (enterprise_id);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SPECIALISTS)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
