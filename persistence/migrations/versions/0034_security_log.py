"""The security log (安全日志): sign-ins, denials, keys, emergencies; what is old of the first two may be forgotten."""

from alembic import op

revision = "0034_security_log"
down_revision = "0033_case_periods"
branch_labels = None
depends_on = None

SECURITY = """
CREATE TABLE log.security (
    line            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at              timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind            text        NOT NULL,
    actor           text        NOT NULL,
    role            text,
    function        text,
    area            text,
    enterprise_id   uuid,
    what            text,
    thing           uuid,
    code            text,
    credential      bytea       CONSTRAINT a_credential_is_a_digest CHECK (octet_length(credential) = 32),
    valid_until     timestamptz,
    correlation_id  uuid        NOT NULL
);
CREATE INDEX security_by_kind ON log.security (kind, line);
CREATE INDEX security_by_actor ON log.security (actor, line);
CREATE INDEX security_by_thing ON log.security (thing, line) WHERE thing IS NOT NULL;
CREATE UNIQUE INDEX one_first_use ON log.security (credential) WHERE credential IS NOT NULL;

CREATE TRIGGER security_append_only BEFORE UPDATE OR TRUNCATE ON log.security
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.security ENABLE ALWAYS TRIGGER security_append_only;

-- Nobody, the owner of the table included, takes a line away that is not old, or that tells of keys and emergencies.
CREATE FUNCTION log.refuse_forgetting() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF OLD.kind NOT IN ('signed_in', 'sign_in_failed', 'access_denied')
       OR OLD.recorded_at > pg_catalog.clock_timestamp() - interval '200 days' THEN
        RAISE EXCEPTION 'a line of the security log is kept' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER security_kept BEFORE DELETE ON log.security
    FOR EACH ROW EXECUTE FUNCTION log.refuse_forgetting();
ALTER TABLE log.security ENABLE ALWAYS TRIGGER security_kept;

CREATE FUNCTION log.purge_security(days integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    WITH gone AS (
        DELETE FROM log.security
         WHERE kind IN ('signed_in', 'sign_in_failed', 'access_denied')
           AND recorded_at <= pg_catalog.clock_timestamp() - pg_catalog.make_interval(days => greatest(days, 200))
           AND (valid_until IS NULL OR valid_until < pg_catalog.clock_timestamp())
         RETURNING 1)
    SELECT pg_catalog.count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION log.purge_security FROM PUBLIC;
REVOKE ALL ON FUNCTION log.refuse_forgetting FROM PUBLIC;

-- Which line it is and when it was recorded is the server's to say.
GRANT SELECT ON log.security TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT INSERT (at, kind, actor, role, function, area, enterprise_id, what, thing, code, credential, valid_until,
              correlation_id) ON log.security TO huicai_app, huicai_scheduler;
GRANT EXECUTE ON FUNCTION log.purge_security TO huicai_scheduler;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SECURITY)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
