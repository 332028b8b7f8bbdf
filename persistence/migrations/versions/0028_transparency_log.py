"""The transparency log (透明日志): the tree over the event log, its checkpoints, and what was found wrong."""

from alembic import op

revision = "0028_transparency_log"
down_revision = "0027_anchors"
branch_labels = None
depends_on = None

# Nothing here is written by whoever appends events: a sealer that is stopped or wrong keeps nobody from the office's work.
TABLES = """
CREATE SCHEMA transparency;

-- One row per log, of which the last is open. `size` and `root` are its newest checkpoint's, and the fence: who wants
-- to go on from another size finds nothing to update. `reference` is entry 0 of every log but the first.
CREATE TABLE transparency.logs (
    epoch           integer     PRIMARY KEY CHECK (epoch > 0),
    origin          text        NOT NULL CONSTRAINT one_log_per_origin UNIQUE,
    first_position  bigint      NOT NULL CHECK (first_position > 0),
    reference       bytea,
    size            bigint      NOT NULL DEFAULT 0 CHECK (size >= 0),
    root            bytea       NOT NULL CHECK (octet_length(root) = 32),
    begun_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason          text,
    frozen_at       timestamptz,
    CONSTRAINT what_follows_a_log_refers_to_it CHECK ((epoch = 1) = (reference IS NULL))
);
CREATE UNIQUE INDEX one_log_is_open ON transparency.logs ((true)) WHERE frozen_at IS NULL;

CREATE TABLE transparency.tiles (
    epoch   integer NOT NULL REFERENCES transparency.logs,
    level   integer NOT NULL CHECK (level BETWEEN 0 AND 63),
    index   bigint  NOT NULL CHECK (index >= 0),
    hashes  bytea   NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND mod(octet_length(hashes), 32) = 0),
    PRIMARY KEY (epoch, level, index)
);

CREATE TABLE transparency.checkpoints (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch      integer     NOT NULL REFERENCES transparency.logs,
    size       bigint      NOT NULL,
    note       text        NOT NULL,
    signed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX checkpoints_by_size ON transparency.checkpoints (epoch, size, id);

-- The public halves: what signed from which checkpoint on, and since when it no longer does.
CREATE TABLE transparency.verifier_keys (
    verifier_key  text        PRIMARY KEY,
    epoch         integer     NOT NULL REFERENCES transparency.logs,
    from_size     bigint      NOT NULL,
    since         timestamptz NOT NULL DEFAULT clock_timestamp(),
    retired_at    timestamptz
);

-- `settled_at`: a rollover has left the matter behind. It stays wrong, and is not told anew.
CREATE TABLE transparency.alarms (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch           integer     NOT NULL REFERENCES transparency.logs,
    kind            text        NOT NULL CONSTRAINT an_alarm_is_of_a_kind
                    CHECK (kind IN ('altered', 'missing', 'unsteady', 'gap', 'tree', 'fork')),
    first_position  bigint      NOT NULL,
    last_position   bigint      NOT NULL,
    raised_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    resolved_at     timestamptz,
    settled_at      timestamptz
);
CREATE UNIQUE INDEX one_open_alarm_per_matter
    ON transparency.alarms (epoch, kind, first_position, last_position) WHERE resolved_at IS NULL;

-- One row: when a sealer last looked, and up to which position it has looked through the covered events once more.
CREATE TABLE transparency.sealer (
    is_the_only_row     boolean     PRIMARY KEY DEFAULT true CHECK (is_the_only_row),
    looked_at           timestamptz,
    run_by              text,
    rechecked_position  bigint      NOT NULL DEFAULT 0
);
INSERT INTO transparency.sealer DEFAULT VALUES;
"""

# A tile only ever grows, and a log that was frozen stays as it was.
GUARDS = """
CREATE FUNCTION transparency.refuse_rewriting_a_tile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF substr(NEW.hashes, 1, octet_length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'a tile only grows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tiles_grow BEFORE UPDATE ON transparency.tiles
    FOR EACH ROW EXECUTE FUNCTION transparency.refuse_rewriting_a_tile();
ALTER TABLE transparency.tiles ENABLE ALWAYS TRIGGER tiles_grow;

CREATE FUNCTION transparency.refuse_rewriting_a_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL OR NEW.size < OLD.size THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'a log only grows, and a frozen one stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER logs_grow BEFORE UPDATE ON transparency.logs
    FOR EACH ROW EXECUTE FUNCTION transparency.refuse_rewriting_a_log();
ALTER TABLE transparency.logs ENABLE ALWAYS TRIGGER logs_grow;
"""

GRANTS = """
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA transparency FROM PUBLIC;
GRANT USAGE ON SCHEMA transparency TO huicai_sealer, huicai_app, huicai_scheduler, huicai_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA transparency TO huicai_sealer, huicai_app, huicai_scheduler, huicai_auditor;
GRANT INSERT (epoch, origin, first_position, reference, root, reason) ON transparency.logs TO huicai_sealer;
GRANT UPDATE (size, root, frozen_at) ON transparency.logs TO huicai_sealer;
GRANT INSERT, UPDATE (hashes) ON transparency.tiles TO huicai_sealer;
GRANT INSERT (epoch, size, note) ON transparency.checkpoints TO huicai_sealer;
GRANT INSERT (verifier_key, epoch, from_size), UPDATE (retired_at) ON transparency.verifier_keys TO huicai_sealer;
GRANT INSERT (epoch, kind, first_position, last_position), UPDATE (resolved_at, settled_at) ON transparency.alarms TO huicai_sealer;
GRANT UPDATE (looked_at, run_by, rechecked_position) ON transparency.sealer TO huicai_sealer;
"""


def upgrade() -> None:
    for statements in (TABLES, GUARDS, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("what was signed is kept: restore the backup from before the upgrade")
