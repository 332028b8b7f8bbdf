"""Scheduled jobs (定时任务): the calendar as the scheduler knows it, and what came of each slot."""

from alembic import op

revision = "0011_jobs"
down_revision = "0010_disclosures"
branch_labels = None
depends_on = None

# No part of the log: what a job does stands there, under a key of its slot. This is what is told of it.
TABLES = """
CREATE SCHEMA jobs;

-- One row per job; `since` is when this database first heard of it, and no slot before that is caught up with.
CREATE TABLE jobs.calendar (
    job         text        PRIMARY KEY,
    title_zh    text        NOT NULL,
    title_en    text        NOT NULL,
    cron        text        NOT NULL,
    catch_up    text        NOT NULL,
    since       timestamptz NOT NULL,
    next_slot   timestamptz,
    looked_at   timestamptz NOT NULL
);

-- One row per slot that came up; `asked` is one that an operator wants, outside the calendar.
CREATE TABLE jobs.runs (
    job              text        NOT NULL REFERENCES jobs.calendar,
    slot             timestamptz NOT NULL,
    state            text        NOT NULL DEFAULT 'asked'
                     CONSTRAINT a_run_is_in_a_state CHECK (state IN ('asked', 'running', 'done', 'failed')),
    asked_by         text,
    attempts         integer     NOT NULL DEFAULT 0,
    passed_over      integer     NOT NULL DEFAULT 0,
    run_by           text,
    started_at       timestamptz,
    finished_at      timestamptz,
    next_attempt_at  timestamptz,
    wanted           integer,
    done             integer,
    repeated         integer,
    refused          integer,
    failed           integer,
    error            text,
    message          text,
    troubles         jsonb,
    CONSTRAINT one_run_per_slot PRIMARY KEY (job, slot)
);
CREATE INDEX runs_to_be_done ON jobs.runs (job, slot) WHERE state <> 'done';
"""

# The clock reads like the API and appends like it, and may neither erase anybody nor give an identifier away.
GRANTS = """
GRANT USAGE ON SCHEMA jobs TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT SELECT ON jobs.calendar, jobs.runs TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT INSERT (job, slot, asked_by) ON jobs.runs TO huicai_app, huicai_scheduler;
GRANT INSERT, UPDATE ON jobs.calendar, jobs.runs TO huicai_scheduler;

GRANT USAGE ON SCHEMA log, vault TO huicai_scheduler;
GRANT SELECT ON log.events, log.commands, log.refusals TO huicai_scheduler;
GRANT EXECUTE ON FUNCTION log.append, log.position_at TO huicai_scheduler;
GRANT INSERT (at, actor, role, function, area, enterprise_id, command, code, fields, clauses, blocked_by,
              correlation_id) ON log.refusals TO huicai_scheduler;
GRANT SELECT ON vault.index_root, vault.keys, vault.subjects TO huicai_scheduler;
GRANT INSERT (wrapped) ON vault.index_root TO huicai_scheduler;
GRANT INSERT (subject, wrapped) ON vault.keys TO huicai_scheduler;
"""

# What a rebuild puts in the place of a live table is granted like it.
READ_MODELS = """
SET LOCAL ROLE huicai_projector;
GRANT USAGE ON SCHEMA read TO huicai_scheduler;
GRANT SELECT ON ALL TABLES IN SCHEMA read TO huicai_scheduler;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT SELECT ON TABLES TO huicai_scheduler;
ALTER DEFAULT PRIVILEGES IN SCHEMA rebuild GRANT SELECT ON TABLES TO huicai_scheduler;
RESET ROLE;
"""


def upgrade() -> None:
    for statements in (TABLES, GRANTS, READ_MODELS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("what the jobs did is kept: restore the backup from before the upgrade")
