"""Anchors (外部存证): what was witnessed of other logs, who has vouched for ours, and how each anchor fares."""

from alembic import op

revision = "0027_anchors"
down_revision = "0026_version_shown"
branch_labels = None
depends_on = None

# As a witness. Each row follows the one before of its log, and none can be followed twice: whoever checks against the
# latest and then records the next has done both in one step. Rows are added and never altered.
WITNESS = """
CREATE SCHEMA anchors;

CREATE TABLE anchors.witnessed (
    origin         text        NOT NULL,
    size           bigint      NOT NULL CONSTRAINT a_size_counts CHECK (size >= 0),
    root           bytea       NOT NULL CONSTRAINT a_root_is_a_hash CHECK (octet_length(root) = 32),
    previous_size  bigint      CONSTRAINT a_log_only_grows CHECK (previous_size < size),
    checkpoint     text        NOT NULL,
    seen_at        timestamptz NOT NULL,
    CONSTRAINT one_root_per_size PRIMARY KEY (origin, size),
    CONSTRAINT one_after_each UNIQUE (origin, previous_size),
    CONSTRAINT it_follows_one_that_was_seen FOREIGN KEY (origin, previous_size) REFERENCES anchors.witnessed
);
CREATE UNIQUE INDEX one_first ON anchors.witnessed (origin) WHERE previous_size IS NULL;

-- What a log has signed against that: a checkpoint once, however often it is sent.
CREATE TABLE anchors.contradictions (
    origin      text        NOT NULL,
    size        bigint      NOT NULL,
    root        bytea       NOT NULL,
    seen_size   bigint      NOT NULL,
    seen_root   bytea       NOT NULL,
    why         text        NOT NULL,
    checkpoint  text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (origin, size, root)
);
"""

# As a log. What others have signed of it is verified before it is put here.
VOUCHED = """
CREATE TABLE anchors.cosignatures (
    origin     text        NOT NULL,
    size       bigint      NOT NULL,
    witness    text        NOT NULL,
    key_id     bytea       NOT NULL,
    signed_at  timestamptz NOT NULL,
    line       text        NOT NULL,
    PRIMARY KEY (origin, size, witness, key_id, signed_at)
);

-- One for each slot and authority, whoever asks for it: `checkpoint` is the text that was stamped.
CREATE TABLE anchors.time_stamps (
    authority   text        NOT NULL,
    slot        timestamptz NOT NULL,
    origin      text        NOT NULL,
    size        bigint      NOT NULL,
    checkpoint  text        NOT NULL,
    stamped_at  timestamptz NOT NULL,
    response    bytea       NOT NULL,
    PRIMARY KEY (authority, slot)
);

-- No claim: when an anchor held last, and what came of the attempts since.
CREATE TABLE anchors.attempts (
    kind             text        NOT NULL,
    target           text        NOT NULL,
    since            timestamptz NOT NULL,
    size             bigint,
    anchored_at      timestamptz,
    failures         integer     NOT NULL,
    attempted_at     timestamptz NOT NULL,
    next_attempt_at  timestamptz NOT NULL,
    error            text,
    contradicts      boolean     NOT NULL,
    PRIMARY KEY (kind, target)
);
"""

GRANTS = """
GRANT USAGE ON SCHEMA anchors TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA anchors TO huicai_app, huicai_scheduler, huicai_auditor;
GRANT USAGE ON SCHEMA anchors TO huicai_sealer;
GRANT SELECT ON anchors.cosignatures TO huicai_sealer;
GRANT INSERT ON anchors.witnessed, anchors.contradictions TO huicai_app;
GRANT INSERT ON anchors.cosignatures, anchors.time_stamps TO huicai_scheduler;
GRANT INSERT, UPDATE ON anchors.attempts TO huicai_scheduler;
"""


def upgrade() -> None:
    for statements in (WITNESS, VOUCHED, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("what was witnessed is kept: restore the backup from before the upgrade")
