"""How far a rebuild has come (重建进度), and where the tables are kept that it has taken the place of.

And what is known now of a quota, which every event of it looks at, is found without passing over all that was known.
"""

from alembic import op

revision = "0038_rebuilds"
down_revision = "0037_purposes_in_words"
branch_labels = None
depends_on = None

KEPT = "CREATE SCHEMA kept AUTHORIZATION huicai_projector"

REBUILDS = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.rebuilds (
    projection      text        PRIMARY KEY,
    program         text        NOT NULL,
    began_at        timestamptz NOT NULL,
    began_position  bigint      NOT NULL,
    position        bigint      NOT NULL,
    head            bigint      NOT NULL,
    reached_at      timestamptz NOT NULL
);
CREATE TABLE read.kept (
    projection  text        PRIMARY KEY,
    position    bigint      NOT NULL,
    since       timestamptz NOT NULL
);
CREATE INDEX quotas_known_now ON read.quota_board (quota_id) WHERE known_to = 9223372036854775807;
RESET ROLE;
"""


def upgrade() -> None:
    for statements in (KEPT, REBUILDS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        "DROP SCHEMA kept CASCADE; DROP TABLE read.rebuilds, read.kept; DROP INDEX read.quotas_known_now"
    )
