"""Reports between instances (季报收发): what stands where, and what came of the attempts to send."""

from alembic import op

revision = "0021_report_exchange"
down_revision = "0020_ledger_movements"
branch_labels = None
depends_on = None

REGISTER = """
SET LOCAL ROLE huicai_projector;
CREATE TABLE read.report_exchange_deliveries (
    report_delivery_id  uuid         PRIMARY KEY,
    sender              text         NOT NULL,
    receiver            text         NOT NULL,
    quarter             text         NOT NULL,
    revision            integer      NOT NULL,
    status              text         NOT NULL,
    refusal_code        text,
    prepared_at         bigint       NOT NULL,
    since               timestamptz  NOT NULL
);
CREATE INDEX deliveries_in_order ON read.report_exchange_deliveries (prepared_at);
CREATE INDEX deliveries_under_way ON read.report_exchange_deliveries (status, prepared_at);
CREATE TABLE read.report_exchange (
    received_report_id  uuid         PRIMARY KEY,
    sender              text         NOT NULL,
    receiver            text         NOT NULL,
    quarter             text         NOT NULL,
    revision            integer      NOT NULL,
    standing            text,
    received_at         bigint       NOT NULL,
    since               timestamptz  NOT NULL
);
CREATE INDEX received_reports_in_order ON read.report_exchange (received_at);
RESET ROLE;
"""

# No part of the log, and no claim: when it was tried last, and when it is tried next.
ATTEMPTS = """
CREATE TABLE jobs.report_deliveries (
    report_delivery_id  uuid         PRIMARY KEY,
    attempts            integer      NOT NULL,
    failures            integer      NOT NULL,
    attempted_at        timestamptz  NOT NULL,
    next_attempt_at     timestamptz,
    error               text
);
GRANT SELECT ON jobs.report_deliveries TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT INSERT, UPDATE ON jobs.report_deliveries TO huicai_scheduler;
"""


def upgrade() -> None:
    for statements in (REGISTER, ATTEMPTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("what came of deliveries is kept: restore the backup from before the upgrade")
