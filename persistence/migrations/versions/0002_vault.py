"""The vault (密钥库): one wrapped key per person, and the keyed index of their identifiers."""

from alembic import op

revision = "0002_vault"
down_revision = "0001_event_log"
branch_labels = None
depends_on = None

TABLES = """
CREATE SCHEMA vault;

-- What the index of identifiers is keyed with; that it can be unwrapped proves the master key.
CREATE TABLE vault.index_root (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    wrapped     bytea   NOT NULL
);

-- A destroyed key leaves its row: nobody gets a second key, and erasure is never taken for loss.
CREATE TABLE vault.keys (
    subject         uuid        PRIMARY KEY,
    wrapped         bytea,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at    timestamptz,
    CONSTRAINT wrapped_until_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE vault.subjects (
    jurisdiction    text        NOT NULL,
    kind            text        NOT NULL,
    digest          bytea       NOT NULL CHECK (octet_length(digest) = 32),
    subject         uuid        NOT NULL REFERENCES vault.keys,
    claimed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_subject_per_identifier PRIMARY KEY (jurisdiction, kind, digest)
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
CREATE INDEX identifiers_of_subject ON vault.subjects (subject);
"""

# FOR UPDATE waits for whoever is claiming an identifier for this subject at this moment (a foreign key
# holds its row), so that the DELETE sees that identifier too.
ERASE = """
CREATE FUNCTION vault.erase(erased uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO vault.keys (subject, destroyed_at) VALUES (erased, clock_timestamp()) ON CONFLICT DO NOTHING;
    PERFORM FROM vault.keys k WHERE k.subject = erased FOR UPDATE;
    UPDATE vault.keys k SET wrapped = NULL, destroyed_at = clock_timestamp()
     WHERE k.subject = erased AND k.destroyed_at IS NULL;
    DELETE FROM vault.subjects s WHERE s.subject = erased;
END $$;
"""

# A claim of less than a minute ago may be that of a command whose event is still to come.
HAND_ON = """
CREATE FUNCTION vault.pass_on(a_jurisdiction text, a_kind text, a_digest bytea, owner uuid, heir uuid)
RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH passed AS (
        UPDATE vault.subjects s SET subject = heir, claimed_at = clock_timestamp()
         WHERE (s.jurisdiction, s.kind, s.digest, s.subject) = (a_jurisdiction, a_kind, a_digest, owner)
           AND s.claimed_at < clock_timestamp() - interval '1 minute'
        RETURNING 1)
    SELECT EXISTS (SELECT FROM passed)
$$;
"""

# For ever means: whatever role asks, and in a session that plays the part of a replica too.
FOR_EVER = """
CREATE FUNCTION vault.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = 'vault.keys: the row of a subject stays, and a destroyed key never comes back';
END $$;

CREATE TRIGGER row_stays BEFORE DELETE OR TRUNCATE ON vault.keys
    FOR EACH STATEMENT EXECUTE FUNCTION vault.refuse_change();
ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER row_stays;

CREATE TRIGGER destroyed_for_ever BEFORE UPDATE ON vault.keys
    FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL OR OLD.subject <> NEW.subject)
    EXECUTE FUNCTION vault.refuse_change();
ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER destroyed_for_ever;
"""

# The auditor sees that and when somebody was erased, and no key.
GRANTS = """
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO huicai_app, huicai_auditor;
GRANT SELECT ON vault.index_root, vault.keys, vault.subjects TO huicai_app;
GRANT INSERT (wrapped) ON vault.index_root TO huicai_app;
GRANT INSERT (subject, wrapped) ON vault.keys TO huicai_app;
GRANT INSERT (jurisdiction, kind, digest, subject) ON vault.subjects TO huicai_app;
GRANT EXECUTE ON FUNCTION vault.erase, vault.pass_on TO huicai_app;
GRANT SELECT (subject, created_at, destroyed_at) ON vault.keys TO huicai_auditor;
"""


def upgrade() -> None:
    for statements in (TABLES, ERASE, HAND_ON, FOR_EVER, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("keys are never thrown away by a migration: restore the backup from before it")
