"""The event log (事件日志): events, commands, and the one function that may append them."""

from alembic import op

revision = "0001_event_log"
down_revision = None
branch_labels = None
depends_on = None

# `position` is given under the append lock: contiguous from 1, in commit order, rising with `recorded_at`.
# `event_id` is derived from the command and needs no index of its own.
# Conditions stand in domains: those the server keeps ready; a table's own it makes ready anew for every INSERT.
TABLES = """
CREATE DOMAIN log.position AS bigint CONSTRAINT positions_count_from_1 CHECK (VALUE > 0);
CREATE DOMAIN log.version AS bigint CONSTRAINT versions_count_from_0 CHECK (VALUE >= 0);
CREATE DOMAIN log.topic AS text CONSTRAINT an_event_has_a_topic CHECK (VALUE <> '');

CREATE TABLE log.events (
    position            log.position PRIMARY KEY,
    event_id            uuid        NOT NULL,
    originator_id       uuid        NOT NULL,
    originator_version  log.version NOT NULL,
    topic               log.topic   NOT NULL,
    state               bytea       NOT NULL,
    command_id          uuid        NOT NULL,
    correlation_id      uuid        NOT NULL,
    causation_id        uuid,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT one_event_per_version UNIQUE (originator_id, originator_version)
);

CREATE TABLE log.commands (
    command_id      uuid   CONSTRAINT one_record_per_command PRIMARY KEY,
    name            text   NOT NULL,
    principal       text   NOT NULL,
    key             text   NOT NULL,
    fingerprint     bytea  NOT NULL,
    answer          json,                -- not jsonb: a repeated command gets the same text again
    first_position  bigint NOT NULL,
    last_position   bigint NOT NULL CHECK (last_position >= first_position),
    CONSTRAINT one_command_per_key UNIQUE (principal, key)
);

-- Always empty. Positions are given under its lock, which nobody but the owner may take, and so only through
-- the functions below. An advisory lock would be anybody's who can connect.
CREATE TABLE log.append_order ();

-- No part of the log: what was computed from it to load an aggregate faster. May be thrown away.
CREATE TABLE log.snapshots (
    originator_id       uuid   NOT NULL,
    originator_version  bigint NOT NULL,
    topic               text   NOT NULL,
    state               bytea  NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
);
"""

# What the append is told and what it answers, as rows: no column can be missing or longer than its neighbours.
# A command tells the number of its last event and has those after the last of the command before: so no event is
# two commands', or nobody's.
TYPES = """
CREATE TYPE log.new_command AS (
    command_id      uuid,
    correlation_id  uuid,
    causation_id    uuid,
    name            text,  -- this and the next three are NULL for events without a command to be repeated
    principal       text,
    key             text,
    fingerprint     bytea,
    answer          json,
    last_event      int    -- its number among the events of the call, counted from 1
);

CREATE TYPE log.new_event AS (
    event_id            uuid,
    originator_id       uuid,
    originator_version  bigint,
    topic               text,
    state               bytea
);

CREATE TYPE log.outcome AS (
    number          int,  -- of the command in the call
    outcome         text,
    command_id      text,
    first_position  bigint,
    last_position   bigint,
    recorded_at     timestamptz,
    answer          text
);
"""

# What becomes of a command that a unique key keeps out of the log.
REFUSED = """
CREATE FUNCTION log.refused(number int, told log.new_command, events log.new_event[]) RETURNS log.outcome
LANGUAGE plpgsql AS $$
DECLARE
    earlier record;
BEGIN
    SELECT * INTO earlier FROM log.commands c WHERE c.principal = told.principal AND c.key = told.key;
    IF FOUND THEN
        RETURN (number, CASE earlier.fingerprint WHEN told.fingerprint THEN 'repeated' ELSE 'key_reused' END,
                earlier.command_id, earlier.first_position, earlier.last_position,
                (SELECT e.recorded_at FROM log.events e WHERE e.position = earlier.last_position),
                earlier.answer)::log.outcome;
    ELSIF told.principal IS NOT NULL
          AND EXISTS (SELECT FROM log.commands c WHERE c.command_id = told.command_id) THEN
        RETURN (number, 'key_reused', told.command_id, NULL, NULL, NULL, NULL)::log.outcome;
    END IF;
    -- Events without a command to be repeated know their own earlier attempt by its id.
    SELECT min(e.position) AS first, max(e.position) AS last, max(e.recorded_at) AS at INTO earlier
      FROM unnest(events) AS own JOIN log.events e USING (originator_id, originator_version)
     WHERE e.command_id = told.command_id;
    RETURN (number, CASE WHEN earlier.first IS NULL THEN 'conflict' ELSE 'repeated' END,
            told.command_id, earlier.first, earlier.last, earlier.at, NULL)::log.outcome;
END $$;
"""

# Isolation and durability are the caller's to set, and every promise rests on them: so they are checked.
# So is what is told. All of it is looked up by number, from 1 on. In an array that is missing, nested or numbered
# otherwise that finds NULL, and so does a row that is missing: neither the checks nor the tables admit it.
APPEND = """
CREATE FUNCTION log.append(commands log.new_command[], events log.new_event[]) RETURNS SETOF log.outcome
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  -- Plan once per connection instead of at every call, by indexes: so the plan still holds when the log has grown.
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    number_of_commands int := coalesce(cardinality(commands), 0);
    first_command int := 1;  -- of the commands that are tried together: at first, all
    last_command int := number_of_commands;
    before int := 0;         -- the last event before theirs
    last int := 0;           -- and the last of theirs
    base bigint;             -- an event's position is this and its number
    instant timestamptz;
    stray record;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'events are appended at isolation level READ COMMITTED only';
    ELSIF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'events are never appended with synchronous_commit off';
    END IF;
    FOR n IN 1 .. number_of_commands LOOP
        IF (commands[n].last_event > last) IS NOT TRUE THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'command ' || n || ' has no events';
        END IF;
        last := commands[n].last_event;
    END LOOP;
    IF (last > 0 AND last = cardinality(events)) IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'the commands have other events than those that come with them';
    END IF;

    NOTIFY log_events;
    -- The weakest mode that excludes itself: a stronger one has the server look through the locks of all sessions.
    LOCK TABLE log.append_order IN SHARE UPDATE EXCLUSIVE MODE;
    SELECT e.position, e.recorded_at INTO base, instant FROM log.events e ORDER BY e.position DESC LIMIT 1;
    base := coalesce(base, 0);
    instant := greatest(clock_timestamp(), instant);

    LOOP
        BEGIN
            WITH told AS (
                SELECT c.*, coalesce(commands[c.ordinality - 1].last_event, 0) + 1 AS first_event
                  FROM unnest(commands) WITH ORDINALITY AS c
                 WHERE c.ordinality BETWEEN first_command AND last_command
            ), remembered AS (
                INSERT INTO log.commands
                    (command_id, name, principal, key, fingerprint, answer, first_position, last_position)
                SELECT c.command_id, c.name, c.principal, c.key, c.fingerprint, c.answer,
                       base + c.first_event, base + c.last_event
                  FROM told c
                 WHERE NOT ((c.name, c.principal, c.key, c.fingerprint, c.answer) IS NULL)
            )
            INSERT INTO log.events
                (position, event_id, originator_id, originator_version, topic, state,
                 command_id, correlation_id, causation_id, recorded_at)
            SELECT base + n, events[n].event_id, events[n].originator_id, events[n].originator_version,
                   events[n].topic, events[n].state, c.command_id, c.correlation_id, c.causation_id, instant
              FROM told c, generate_series(c.first_event, c.last_event) AS n;

            -- An aggregate begins with version 1, or with 0 as some of the library's do, and goes on without a gap.
            -- Most events follow the one beside them; only for the others the log is searched, 1 being what must
            -- not come before 0.
            IF last > before + 1 OR events[last].originator_version <> 1 THEN
                SELECT e.originator_id, e.originator_version AS version INTO stray
                  FROM unnest(events) WITH ORDINALITY AS e
                 WHERE e.ordinality BETWEEN before + 1 AND last AND e.originator_version <> 1
                   AND (e.ordinality > before + 1
                        AND events[e.ordinality - 1].originator_id = e.originator_id
                        AND events[e.ordinality - 1].originator_version = e.originator_version - 1) IS NOT TRUE
                   AND (e.originator_version = 0) = EXISTS (
                       SELECT FROM log.events earlier
                        WHERE earlier.originator_id = e.originator_id
                          AND earlier.originator_version
                              = CASE e.originator_version WHEN 0 THEN 1 ELSE e.originator_version - 1 END
                          AND earlier.position < base + e.ordinality)
                 LIMIT 1;
                IF FOUND THEN
                    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'version ' || stray.version
                        || ' of ' || stray.originator_id || ' does not follow the one before it';
                END IF;
            END IF;

            FOR n IN first_command .. last_command LOOP
                RETURN NEXT (n, 'appended', commands[n].command_id, base + before + 1,
                             base + commands[n].last_event, instant, NULL)::log.outcome;
                before := commands[n].last_event;
            END LOOP;
        EXCEPTION WHEN unique_violation THEN
            IF first_command < last_command THEN  -- somebody repeats a command or conflicts: now each by itself
                last_command := first_command;
                last := commands[last_command].last_event;
                CONTINUE;
            END IF;
            RETURN NEXT log.refused(first_command, commands[first_command], events[before + 1:last]);
            base := base - (last - before);
            before := last;
        END;
        EXIT WHEN last_command = number_of_commands;
        first_command := last_command + 1;
        last_command := first_command;
        last := commands[last_command].last_event;
    END LOOP;
END $$;
"""

# An answer that is the head could be outrun by an append that has its instant but is not committed yet.
# So the head is looked at again when no append is under way. Any other answer can no longer change.
# To wait for that, the lock is taken and given back at once by undoing the block it was taken in:
# it must not be held for as long as the reader's transaction goes on.
POSITION_AT = """
CREATE FUNCTION log.last_at(instant timestamptz, OUT latest bigint, OUT is_head boolean) LANGUAGE plpgsql AS $$
DECLARE
    low bigint := 0;  -- recorded at or before the instant, or no position at all
    high bigint;      -- recorded after it, or no position yet
    middle bigint;
BEGIN
    SELECT coalesce(max(e.position), 0) + 1 INTO high FROM log.events e;
    is_head := true;
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        IF (SELECT e.recorded_at <= instant FROM log.events e WHERE e.position = middle) THEN
            low := middle;
        ELSE
            high := middle;
            is_head := false;
        END IF;
    END LOOP;
    latest := low;
END $$;

CREATE FUNCTION log.position_at(instant timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last record := log.last_at(instant);
BEGIN
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

# ALWAYS: also in a session that plays the part of a replica.
APPEND_ONLY = """
CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = 'log.' || TG_TABLE_NAME || ' is append-only: ' || TG_OP || ' is refused to everybody';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.commands
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.commands ENABLE ALWAYS TRIGGER append_only;
"""

READ_SCHEMA = """
CREATE SCHEMA read AUTHORIZATION huicai_projector;
SET LOCAL ROLE huicai_projector;
GRANT USAGE ON SCHEMA read TO huicai_app, huicai_auditor;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT SELECT ON TABLES TO huicai_app, huicai_auditor;

-- How far each projection has read the log; written in the transaction of the rows it stands for.
CREATE TABLE read.tracking (
    projection  text   PRIMARY KEY,
    position    bigint NOT NULL
);
RESET ROLE;
"""

GRANTS = """
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT USAGE ON SCHEMA log TO huicai_app, huicai_projector, huicai_sealer, huicai_auditor;
GRANT SELECT ON log.events, log.commands TO huicai_app, huicai_projector, huicai_sealer, huicai_auditor;
GRANT EXECUTE ON FUNCTION log.position_at TO huicai_app, huicai_projector, huicai_sealer, huicai_auditor;
GRANT EXECUTE ON FUNCTION log.append TO huicai_app;
GRANT SELECT, INSERT, DELETE ON log.snapshots TO huicai_app;
"""


def upgrade() -> None:
    for statements in (TABLES, TYPES, REFUSED, APPEND, POSITION_AT, APPEND_ONLY, READ_SCHEMA, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
