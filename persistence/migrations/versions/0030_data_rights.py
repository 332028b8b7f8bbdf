"""What may be done with a person's data (限制处理、删除), and how long the access log is kept (查阅记录保存)."""

from alembic import op

revision = "0030_data_rights"
down_revision = "0029_case_histories"
branch_labels = None
depends_on = None

# What the vault has read off the log. It lies with the keys, so that a vault that is restored from an older backup reads
# on from where it was then, and destroys again what was destroyed since.
VAULT = """
CREATE TABLE vault.restrictions (
    subject     uuid    PRIMARY KEY,
    since       bigint  NOT NULL
);
CREATE TABLE vault.readers (
    subject     uuid    NOT NULL REFERENCES vault.restrictions ON DELETE CASCADE,
    reader      text    NOT NULL,
    until       date    NOT NULL,
    PRIMARY KEY (subject, reader)
);
CREATE TABLE vault.followed (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    position    bigint  NOT NULL
);
INSERT INTO vault.followed (position) VALUES (0);
"""

# The row lock lets one follow at a time; whoever waited for it sees where the other has come to.
FOLLOW = """
CREATE FUNCTION vault.follow() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before bigint;
    head bigint;
    decided record;
BEGIN
    SELECT f.position INTO before FROM vault.followed f FOR UPDATE;
    SELECT coalesce(max(e.position), 0) INTO head FROM log.events e;
    FOR decided IN
        SELECT e.position, e.topic, e.originator_id AS talent, convert_from(e.state, 'UTF8')::jsonb AS state
          FROM log.events e
         WHERE e.position > before AND e.position <= head
           AND e.topic IN ('Talent.Restricted', 'Talent.ReadingAllowed', 'Talent.RestrictionLifted', 'Talent.Erased')
         ORDER BY e.position
    LOOP
        CASE decided.topic
            WHEN 'Talent.Restricted' THEN
                INSERT INTO vault.restrictions (subject, since) VALUES (decided.talent, decided.position)
                    ON CONFLICT DO NOTHING;
            WHEN 'Talent.ReadingAllowed' THEN
                INSERT INTO vault.readers (subject, reader, until)
                    VALUES (decided.talent, decided.state ->> 'reader', (decided.state ->> 'until')::date)
                    ON CONFLICT (subject, reader) DO UPDATE SET until = EXCLUDED.until;
            WHEN 'Talent.RestrictionLifted' THEN
                DELETE FROM vault.restrictions r WHERE r.subject = decided.talent;
            WHEN 'Talent.Erased' THEN
                DELETE FROM vault.restrictions r WHERE r.subject = decided.talent;
                PERFORM vault.erase(one::uuid) FROM jsonb_array_elements_text(decided.state -> 'subjects') AS one;
        END CASE;
    END LOOP;
    IF head > before THEN
        UPDATE vault.followed SET position = head;
    END IF;
END $$;
"""

# A key without which a talent cannot be read, and no event that says why.
UNACCOUNTED = """
CREATE FUNCTION vault.unaccounted() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.subject FROM vault.keys k
     WHERE k.destroyed_at IS NOT NULL
       AND EXISTS (SELECT FROM log.events e WHERE e.originator_id = k.subject AND e.topic = 'Talent.Registered')
       AND NOT EXISTS (SELECT FROM log.events e WHERE e.originator_id = k.subject AND e.topic = 'Talent.Erased')
     ORDER BY k.subject
$$;
"""

# Of a line of the access log nothing is ever changed. It goes when it is old enough, whoever asks: not before 200 days,
# for six months are to be kept (网络安全法) and may have 184. What went is on record.
ACCESS_LOG = """
ALTER TABLE log.disclosures ADD COLUMN on_behalf_of text;
GRANT INSERT (on_behalf_of) ON log.disclosures TO huicai_app;
CREATE INDEX disclosures_by_actor ON log.disclosures (actor, line);
CREATE INDEX disclosures_by_time ON log.disclosures (recorded_at);

DROP TRIGGER disclosures_append_only ON log.disclosures;
CREATE TRIGGER disclosures_append_only BEFORE UPDATE OR TRUNCATE ON log.disclosures
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.disclosures ENABLE ALWAYS TRIGGER disclosures_append_only;
CREATE TRIGGER disclosures_kept BEFORE DELETE ON log.disclosures
    FOR EACH ROW WHEN (OLD.recorded_at > clock_timestamp() - interval '200 days')
    EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.disclosures ENABLE ALWAYS TRIGGER disclosures_kept;

CREATE TABLE log.disclosure_purges (
    at              timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    kept_days       integer     NOT NULL,
    first_line      bigint      NOT NULL,
    last_line       bigint      NOT NULL,
    lines           bigint      NOT NULL
);
CREATE TRIGGER purges_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.disclosure_purges
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.disclosure_purges ENABLE ALWAYS TRIGGER purges_append_only;

CREATE FUNCTION log.purge_disclosures(kept_days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone record;
BEGIN
    IF kept_days < 200 THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'the access log is kept for 200 days at least';
    END IF;
    WITH purged AS (
        DELETE FROM log.disclosures d
         WHERE d.recorded_at < clock_timestamp() - make_interval(days => kept_days) RETURNING d.line)
    SELECT min(p.line) AS first, max(p.line) AS last, count(*) AS lines INTO gone FROM purged p;
    IF gone.lines > 0 THEN
        INSERT INTO log.disclosure_purges (kept_days, first_line, last_line, lines)
            VALUES (purge_disclosures.kept_days, gone.first, gone.last, gone.lines);
    END IF;
    RETURN gone.lines;
END $$;
"""

PRINCIPALS = """
SET LOCAL ROLE huicai_projector;
ALTER TABLE read.enterprise_register_principals ADD COLUMN talent_id uuid;
CREATE INDEX principals_of_talent ON read.enterprise_register_principals (talent_id);
RESET ROLE;
"""

# The clock may follow and purge, and nobody but the clock may purge.
GRANTS = """
REVOKE ALL ON FUNCTION vault.follow, vault.unaccounted, log.purge_disclosures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.follow TO huicai_app, huicai_scheduler;
GRANT EXECUTE ON FUNCTION vault.unaccounted TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT EXECUTE ON FUNCTION log.purge_disclosures TO huicai_scheduler;
GRANT SELECT ON vault.restrictions, vault.readers, vault.followed TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT SELECT ON log.disclosure_purges TO huicai_app, huicai_scheduler, huicai_auditor;
"""


def upgrade() -> None:
    for statements in (VAULT, FOLLOW, UNACCOUNTED, ACCESS_LOG, PRINCIPALS, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError(
        "what was restricted or erased stays so: restore the backup from before the upgrade"
    )
