"""The stand-in register (代办名册): every grant to act in another's stead."""

from alembic import op

revision = "0015_stand_ins"
down_revision = "0014_bulk_jobs"
branch_labels = None
depends_on = None

REGISTER = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.stand_in_register (
    grant_id             uuid     PRIMARY KEY,
    stand_in_id          uuid     NOT NULL,
    officer              text     NOT NULL,
    principal            text     NOT NULL,
    function             text     NOT NULL,
    area                 text     NOT NULL,
    route                text,
    card_application_id  uuid,
    valid_from           date     NOT NULL,
    valid_to             date     NOT NULL,
    is_revoked           boolean  NOT NULL,
    granted_at           bigint   NOT NULL
);
CREATE INDEX grants_in_order ON read.stand_in_register (granted_at);
CREATE INDEX grants_of_officer ON read.stand_in_register (officer);
CREATE INDEX grants_of_principal ON read.stand_in_register (principal);
CREATE INDEX grants_of_office ON read.stand_in_register (area, function);
CREATE TABLE read.stand_in_register_officers (
    stand_in_id  uuid  PRIMARY KEY,
    officer      text  NOT NULL
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REGISTER)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
