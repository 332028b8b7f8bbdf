"""The access log (查阅记录): one line for every reading without masks, apart from the decision log."""

from alembic import op

revision = "0010_disclosures"
down_revision = "0009_places_taken_over"
branch_labels = None
depends_on = None

DISCLOSURES = """
CREATE TABLE log.disclosures (
    line            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor           text        NOT NULL,
    role            text        NOT NULL,
    function        text,
    area            text,
    enterprise_id   uuid,
    what            text        NOT NULL,
    kind            text        NOT NULL,
    id              uuid        NOT NULL,
    subject         uuid        NOT NULL,
    purpose         text        NOT NULL,
    correlation_id  uuid        NOT NULL
);
CREATE TRIGGER disclosures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.disclosures
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.disclosures ENABLE ALWAYS TRIGGER disclosures_append_only;
CREATE INDEX disclosures_of_subject ON log.disclosures (subject, line);

-- Which line it is and when it was recorded is the server's to say.
GRANT SELECT ON log.disclosures TO huicai_app;
GRANT INSERT (at, actor, role, function, area, enterprise_id, what, kind, id, subject, purpose, correlation_id)
    ON log.disclosures TO huicai_app;
GRANT SELECT ON log.disclosures TO huicai_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(DISCLOSURES)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
