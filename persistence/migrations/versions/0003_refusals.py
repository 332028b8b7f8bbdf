"""The refusal log (拒绝记录): one line for every command that was refused, apart from the decision log."""

from alembic import op

revision = "0003_refusals"
down_revision = "0002_vault"
branch_labels = None
depends_on = None

REFUSALS = """
CREATE TABLE log.refusals (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor           text        NOT NULL,
    role            text,
    function        text,
    area            text,
    enterprise_id   uuid,
    command         text        NOT NULL,
    code            text        NOT NULL,
    fields          text[]      NOT NULL,
    clauses         text[]      NOT NULL,
    blocked_by      jsonb,
    correlation_id  uuid        NOT NULL
);
CREATE TRIGGER refusals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.refusals
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.refusals ENABLE ALWAYS TRIGGER refusals_append_only;

-- Which line it is and when it was recorded is the server's to say.
GRANT SELECT ON log.refusals TO huicai_app;
GRANT INSERT (at, actor, role, function, area, enterprise_id, command, code, fields, clauses, blocked_by,
              correlation_id) ON log.refusals TO huicai_app;
GRANT SELECT ON log.refusals TO huicai_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFUSALS)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
