"""The report register: which quarterly reports are due, who has handed in which, and by when (季报登记簿)."""

from alembic import op

revision = "0025_report_register"
down_revision = "0024_ledger_periods"
branch_labels = None
depends_on = None

REGISTER = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.report_register (
    report_id           uuid    PRIMARY KEY,
    unit                text    NOT NULL,
    quarter             text    NOT NULL,
    region              text,
    kept_by             text    NOT NULL,
    level               text    NOT NULL,
    status              text    NOT NULL,
    revision            integer NOT NULL,
    sha256              text,
    due_on              date,
    submitted_on        date,
    submitted_before    date,
    received_on         date,
    reminded_on         date,
    received_report_id  uuid,
    opened_at           bigint,
    place               integer NOT NULL
);
CREATE INDEX reports_in_order ON read.report_register (opened_at, place);
CREATE INDEX reports_of_quarter ON read.report_register (quarter, opened_at, place);
CREATE INDEX reports_of_unit ON read.report_register (unit, opened_at, place);
CREATE INDEX reports_missing ON read.report_register (due_on) WHERE submitted_on IS NULL;
RESET ROLE;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REGISTER)


def downgrade() -> None:
    raise NotImplementedError("read models only go forward: a later step may drop and make them anew")
