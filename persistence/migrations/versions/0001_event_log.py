"""The event log (事件日志): events, commands, and the one function that may append them."""

from alembic import op

revision = "0001_event_log"
down_revision = None
branch_labels = None
depends_on = None

# `position` is given under the append lock: contiguous from 1, in commit order, rising with `recorded_at`.
# `event_id` is derived from the command and needs no index of its own.
TABLES = """
CREATE TABLE log.events (
    position            bigint      PRIMARY KEY CHECK (position > 0),
    event_id            uuid        NOT NULL,
    originator_id       uuid        NOT NULL,
    originator_version  bigint      NOT NULL CHECK (originator_version >= 0),
    topic               text        NOT NULL CONSTRAINT an_event_has_a_topic CHECK (topic <> ''),
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

# Both inserts of one attempt. It stands alone because an attempt is made for all commands at once and,
# if a unique key refuses that, for each command by itself.
INSERT_ALL = """
CREATE FUNCTION log.insert_all(
    head bigint, instant timestamptz,
    command_ids uuid[], correlation_ids uuid[], causation_ids uuid[],
    names text[], principals text[], keys text[], fingerprints bytea[], answers json[], sizes int[], lasts int[],
    owners int[], event_ids uuid[], originator_ids uuid[], originator_versions bigint[], topics text[], states bytea[]
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stray record;
BEGIN
    INSERT INTO log.commands
        (command_id, name, principal, key, fingerprint, answer, first_position, last_position)
    SELECT c.id, c.name, c.principal, c.key, c.fingerprint, c.answer,
           head + c.last - c.size + 1, head + c.last
      FROM unnest(command_ids, names, principals, keys, fingerprints, answers, sizes, lasts)
           AS c (id, name, principal, key, fingerprint, answer, size, last)
     WHERE c.principal IS NOT NULL;

    INSERT INTO log.events
        (position, event_id, originator_id, originator_version, topic, state,
         command_id, correlation_id, causation_id, recorded_at)
    SELECT head + e.ordinal, e.id, e.originator_id, e.version, e.topic, e.state,
           command_ids[e.owner], correlation_ids[e.owner], causation_ids[e.owner], instant
      FROM unnest(owners, event_ids, originator_ids, originator_versions, topics, states)
           WITH ORDINALITY AS e (owner, id, originator_id, version, topic, state, ordinal);

    -- An aggregate begins with version 1, or with 0 as some of the library's do, and goes on without a gap.
    -- Most events follow the one beside them; only for the others the log is searched, 1 being what must not
    -- come before 0.
    IF 1 <> ANY (originator_versions) THEN
        SELECT e.originator_id, e.version INTO stray
          FROM unnest(originator_ids, originator_versions,
                      NULL::uuid || originator_ids, NULL::bigint || originator_versions)
               WITH ORDINALITY AS e (originator_id, version, id_before, version_before, ordinal)
         WHERE e.version <> 1
           AND (e.id_before = e.originator_id AND e.version_before = e.version - 1) IS NOT TRUE
           AND (e.version = 0) = EXISTS (
               SELECT FROM log.events earlier
                WHERE earlier.originator_id = e.originator_id AND earlier.originator_version = abs(e.version - 1)
                  AND earlier.position - e.ordinal < head)
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE =
                'version ' || stray.version || ' of ' || stray.originator_id || ' does not follow the one before it';
        END IF;
    END IF;
END $$;
"""

# Isolation and durability are the caller's to set, and every promise rests on them: so they are checked.
# So are the arrays: what the constraints of the tables cannot see is refused before the lock is taken. Of where a
# command's events are the caller tells no more than their number, so that nothing he says contradicts itself.
APPEND = """
CREATE FUNCTION log.append(
    -- one element per command; a principal of NULL stands for events without a command to be repeated
    command_ids uuid[], correlation_ids uuid[], causation_ids uuid[],
    names text[], principals text[], keys text[], fingerprints bytea[], answers json[],
    sizes int[],  -- of how many events the command is: the next so many of those below
    -- one element per event, command after command
    event_ids uuid[], originator_ids uuid[], originator_versions bigint[], topics text[], states bytea[]
) RETURNS TABLE (
    number int, outcome text, command_id text,
    first_position bigint, last_position bigint, recorded_at timestamptz, answer text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
  -- Plan once per connection instead of at every call, by indexes: so the plan still holds when the log has grown.
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    head bigint;
    instant timestamptz;
    lasts int[];   -- the last event of each command
    owners int[];  -- the command of each event
    covered int := 0;
    first int;
    last int;
    earlier record;
    violated text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'events are appended at isolation level READ COMMITTED only';
    ELSIF current_setting('synchronous_commit') = 'off' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'events are never appended with synchronous_commit off';
    ELSIF (1 = ALL (ARRAY[
            array_ndims(command_ids), array_ndims(correlation_ids), array_ndims(causation_ids),
            array_ndims(names), array_ndims(principals), array_ndims(keys), array_ndims(fingerprints),
            array_ndims(answers), array_ndims(sizes), array_ndims(event_ids),
            array_ndims(originator_ids), array_ndims(originator_versions), array_ndims(topics),
            array_ndims(states),
            array_lower(command_ids, 1), array_lower(correlation_ids, 1), array_lower(causation_ids, 1),
            array_lower(names, 1), array_lower(principals, 1), array_lower(keys, 1),
            array_lower(fingerprints, 1), array_lower(answers, 1), array_lower(sizes, 1),
            array_lower(event_ids, 1), array_lower(originator_ids, 1), array_lower(originator_versions,
            1), array_lower(topics, 1), array_lower(states, 1)
        ]) AND cardinality(command_ids) = ALL (ARRAY[
            cardinality(correlation_ids), cardinality(causation_ids), cardinality(names),
            cardinality(principals), cardinality(keys), cardinality(fingerprints), cardinality(answers),
            cardinality(sizes)
        ]) AND cardinality(event_ids) = ALL (ARRAY[
            cardinality(originator_ids), cardinality(originator_versions), cardinality(topics),
            cardinality(states)
        ])) IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'the arrays about commands are of one length, as are those about events: plain, and not empty';
    ELSIF '' = ANY (topics) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'an event has a topic';
    END IF;
    FOR n IN 1 .. cardinality(sizes) LOOP
        IF num_nulls(names[n], principals[n], keys[n], fingerprints[n]) NOT IN (0, 4) THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
                MESSAGE = 'command ' || n || ' is told neither entirely nor not at all';
        ELSIF (sizes[n] BETWEEN 1 AND cardinality(event_ids) - covered) IS NOT TRUE THEN
            RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
                MESSAGE = 'command ' || n || ' has no events, or more than there are';
        END IF;
        covered := covered + sizes[n];
        lasts[n] := covered;
        owners := owners || array_fill(n, ARRAY[sizes[n]]);
    END LOOP;
    IF covered < cardinality(event_ids) THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the last events are no command''s';
    END IF;

    NOTIFY log_events;
    LOCK TABLE log.append_order IN EXCLUSIVE MODE;
    SELECT e.position, e.recorded_at INTO head, instant FROM log.events e ORDER BY e.position DESC LIMIT 1;
    head := coalesce(head, 0);
    instant := greatest(clock_timestamp(), instant);

    -- The usual case: nobody repeats a command and nobody conflicts.
    BEGIN
        PERFORM log.insert_all(head, instant,
            command_ids, correlation_ids, causation_ids, names, principals, keys, fingerprints, answers,
            sizes, lasts, owners, event_ids, originator_ids, originator_versions, topics, states);
        outcome := 'appended';
        recorded_at := instant;
        FOR n IN 1 .. cardinality(command_ids) LOOP
            number := n;
            command_id := command_ids[n];
            first_position := head + lasts[n] - sizes[n] + 1;
            last_position := head + lasts[n];
            RETURN NEXT;
        END LOOP;
        RETURN;
    EXCEPTION WHEN unique_violation THEN
        NULL;  -- somebody does; from here on each command has its own fate
    END;

    FOR n IN 1 .. cardinality(command_ids) LOOP
        number := n;
        SELECT * INTO earlier FROM log.commands c WHERE c.principal = principals[n] AND c.key = keys[n];
        IF FOUND THEN
            outcome := CASE earlier.fingerprint WHEN fingerprints[n] THEN 'repeated' ELSE 'key_reused' END;
            command_id := earlier.command_id;
            first_position := earlier.first_position;
            last_position := earlier.last_position;
            recorded_at := (SELECT e.recorded_at FROM log.events e WHERE e.position = earlier.last_position);
            answer := earlier.answer;
            RETURN NEXT;
            CONTINUE;
        END IF;

        command_id := command_ids[n];
        recorded_at := instant;
        answer := NULL;
        last := lasts[n];
        first := last - sizes[n] + 1;
        BEGIN
            PERFORM log.insert_all(head, instant,
                command_ids[n:n], correlation_ids[n:n], causation_ids[n:n], names[n:n], principals[n:n], keys[n:n],
                fingerprints[n:n], answers[n:n], sizes[n:n], sizes[n:n],
                array_fill(1, sizes[n:n]), event_ids[first:last], originator_ids[first:last],
                originator_versions[first:last], topics[first:last], states[first:last]);
            outcome := 'appended';
            first_position := head + 1;
            last_position := head + sizes[n];
            head := last_position;
        EXCEPTION WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS violated = CONSTRAINT_NAME;
            -- Events without a command to be repeated know their own earlier attempt by its id.
            SELECT min(e.position), max(e.position), max(e.recorded_at)
              INTO first_position, last_position, recorded_at
              FROM unnest(originator_ids[first:last], originator_versions[first:last]) AS own (originator_id, version)
              JOIN log.events e ON e.originator_id = own.originator_id AND e.originator_version = own.version
             WHERE e.command_id = command_ids[n];
            outcome := CASE WHEN violated = 'one_record_per_command' THEN 'key_reused'
                            WHEN first_position IS NOT NULL THEN 'repeated'
                            ELSE 'conflict' END;
        END;
        RETURN NEXT;
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
            LOCK TABLE log.append_order IN ROW SHARE MODE;
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
    for statements in (TABLES, INSERT_ALL, APPEND, POSITION_AT, APPEND_ONLY, READ_SCHEMA, GRANTS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    raise NotImplementedError("a log is never taken back: restore the backup from before the upgrade")
