"""The case register learns how a case was taken in, that it rests, and who keeps away from it (受理、挂起、回避)."""

from alembic import op

revision = "0012_case_life"
down_revision = "0011_jobs"
branch_labels = None
depends_on = None

CASE_LIFE = """
SET LOCAL ROLE huicai_projector;
ALTER TABLE read.case_register
    ADD COLUMN acceptance_number  text,
    ADD COLUMN accepted_on        date,
    ADD COLUMN counts_from        date,
    ADD COLUMN suspended_on       date,
    ADD COLUMN suspension_ground  text,
    ADD COLUMN entered_for        text;
CREATE INDEX cases_by_number ON read.case_register (acceptance_number);
CREATE INDEX cases_on_route ON read.case_register (route, since_position);
CREATE TABLE read.case_register_recusals (
    card_application_id  uuid NOT NULL,
    officer              text NOT NULL,
    PRIMARY KEY (card_application_id, officer)
);
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(CASE_LIFE)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
