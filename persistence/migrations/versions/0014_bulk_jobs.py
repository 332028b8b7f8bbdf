"""Bulk jobs (批量任务): which have been announced, and what came of each row."""

from alembic import op

revision = "0014_bulk_jobs"
down_revision = "0013_deadlines"
branch_labels = None
depends_on = None

# Announced before the job stands in the log: an announcement without a job is harmless, a job that nobody hears of
# would not be.
TABLES = """
CREATE TABLE jobs.bulk (
    bulk_job_id    uuid        PRIMARY KEY,
    city           text        NOT NULL,
    actor          text        NOT NULL,
    function       text,
    area           text,
    enterprise_id  uuid,
    announced_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    completed_at   timestamptz
);
CREATE INDEX bulk_to_be_done ON jobs.bulk (announced_at) WHERE completed_at IS NULL;

CREATE TABLE jobs.bulk_rows (
    bulk_job_id    uuid        NOT NULL REFERENCES jobs.bulk,
    row            integer     NOT NULL,
    outcome        text        NOT NULL
                   CONSTRAINT a_row_comes_to_an_end CHECK (outcome IN ('done', 'refused', 'failed')),
    code           text,
    problem        jsonb,
    aggregate_id   uuid,
    position       bigint,
    at             timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_outcome_per_row PRIMARY KEY (bulk_job_id, row)
);
"""

# What the rows stated is needed no longer once each has been decided, and then nobody can read it again. The clock
# may destroy no other key.
FORGET = """
CREATE FUNCTION jobs.forget_bulk_rows(completed uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE jobs.bulk b SET completed_at = clock_timestamp()
     WHERE b.bulk_job_id = completed AND b.completed_at IS NULL;
    IF EXISTS (SELECT FROM jobs.bulk b WHERE b.bulk_job_id = completed) THEN
        PERFORM vault.erase(completed);
    END IF;
END $$;
"""

GRANTS = """
REVOKE ALL ON FUNCTION jobs.forget_bulk_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION jobs.forget_bulk_rows TO huicai_scheduler;
GRANT SELECT ON jobs.bulk, jobs.bulk_rows TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT INSERT (bulk_job_id, city, actor, function, area, enterprise_id) ON jobs.bulk TO huicai_app;
GRANT INSERT (bulk_job_id, row, outcome, code, problem, aggregate_id, position) ON jobs.bulk_rows
    TO huicai_scheduler;
"""


def upgrade() -> None:
    for statements in (TABLES, FORGET, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("what came of the rows is kept: restore the backup from before the upgrade")
