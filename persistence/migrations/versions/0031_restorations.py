"""What was put back into the log (恢复记录): a whole database out of a backup, or events that had been altered behind everybody's back."""

from alembic import op

revision = "0031_restorations"
down_revision = "0030_data_rights"
branch_labels = None
depends_on = None

# `found` is the row as it was found, which is evidence; NULL where it was gone, and for a whole database.
RESTORATIONS = """
CREATE TABLE log.restorations (
    line         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    restored_by  text        NOT NULL,
    what         text        NOT NULL CONSTRAINT a_database_or_an_event CHECK (what IN ('database', 'event')),
    position     bigint      NOT NULL,
    source       text        NOT NULL,
    checkpoint   text,
    found        jsonb,
    reason       text        NOT NULL CHECK (reason <> '')
);
CREATE TRIGGER restorations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.restorations
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.restorations ENABLE ALWAYS TRIGGER restorations_append_only;
GRANT SELECT ON log.restorations TO huicai_app, huicai_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(RESTORATIONS)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
