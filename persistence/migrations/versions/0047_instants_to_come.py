"""Whether an instant is still to come is for the clock that stamps the events to say: by a host's clock that is ahead, an answer about it could change."""

from alembic import op

revision = "0047_instants_to_come"
down_revision = "0046_done_after_all"
branch_labels = None
depends_on = None

# The clock is asked before the log: what has its own instant before this one is in the log, or under way and waited for as before.
POSITION_AT = """
CREATE OR REPLACE FUNCTION log.position_at(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last record;
BEGIN
    IF instant >= clock_timestamp() THEN
        RETURN NULL;
    END IF;
    last := log.last_at(instant);
    IF last.is_head THEN
        BEGIN
            LOCK TABLE log.append_order IN SHARE MODE;
            RAISE SQLSTATE 'HC001';
        EXCEPTION WHEN SQLSTATE 'HC001' THEN
            last := log.last_at(instant);
        END;
    END IF;
    RETURN last.latest;
END $$;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(POSITION_AT)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
