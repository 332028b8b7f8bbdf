"""The table of rights is what the migrations grant, and what happens to a role that logs in and tries."""

import re
from itertools import product

import psycopg2
import pytest
from psycopg2 import sql
from psycopg2.errors import InsufficientPrivilege
from sqlalchemy import make_url

from persistence.privileges import DECLARED, OWNERS, declared, found, is_declared, owner_of, rights_on
from persistence.roles import ROLES

# The owner is the migrations', and stopped by triggers alone; what they stop is in test_append_only.
SERVING = [role for role in ROLES if role != "owner"]
SIDE_DOORS = [
    """INSERT INTO log.events SELECT * FROM log.events
       ON CONFLICT (position) DO UPDATE SET topic = excluded.topic""",
    """INSERT INTO log.events SELECT * FROM log.events
       ON CONFLICT (originator_id, originator_version) DO UPDATE SET state = excluded.state""",
    "INSERT INTO log.events SELECT * FROM log.events ON CONFLICT DO NOTHING",
    "MERGE INTO log.events e USING log.events o ON e.position = o.position WHEN MATCHED THEN DELETE",
    "COPY log.events FROM STDIN",
    "SELECT * FROM log.events FOR UPDATE",
    "START TRANSACTION; LOCK TABLE log.append_order IN SHARE UPDATE EXCLUSIVE MODE",
    "SELECT setval('log.refusals_id_seq', 1)",
]
WITHOUT_COLUMNS = {"table log.append_order"}  # nothing can be written to it; who may lock it is asked below
WRITES = {
    "SELECT": "SELECT FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {table} WHERE false",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table}",
}


def connected(database, role):
    url = make_url(database.url(role))
    connection = psycopg2.connect(
        host=url.query["host"], port=url.port, user=url.username, password=url.password, dbname=url.database
    )
    connection.autocommit = True
    return connection


@pytest.fixture
def things(database):
    with database.server.administrator(database.name) as administrator, administrator.cursor() as cursor:
        yield found(cursor)


def test_everything_in_the_database_has_a_line(things):
    assert sorted(thing for thing in things.owners if not is_declared(thing)) == []


def test_every_line_stands_for_something(things):
    named = {thing if thing in DECLARED else f"{thing.partition('.')[0]}.*" for thing in things.owners}

    assert (
        sorted(DECLARED.keys() - named - {"table rebuild.*", "table kept.*"}) == []
    )  # empty but while something is rebuilt


def test_everything_belongs_to_the_owner_of_its_schema(things):
    assert {thing: owner for thing, owner in things.owners.items() if owner != owner_of(thing)} == {}


def test_what_is_granted_is_what_the_lines_say_and_nothing_is_granted_to_everybody(things):
    assert sorted(things.granted) == sorted(declared(things.owners))


def test_a_table_that_nobody_declared_would_be_noticed(database):
    owner = connected(database, "owner")
    with owner.cursor() as cursor:
        cursor.execute("CREATE TABLE log.forgotten (id int); GRANT SELECT ON log.forgotten TO huicai_app")
        cursor.execute("CREATE FUNCTION log.anybodys() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        things = found(cursor)
    owner.close()

    assert {thing for thing in things.owners if not is_declared(thing)} == {
        "table log.forgotten",
        "function log.anybodys",
    }
    assert things.granted - set(declared(things.owners)) == {
        ("table log.forgotten", "huicai_app", "SELECT"),
        ("function log.anybodys", "public", "EXECUTE"),
    }


@pytest.mark.bar(id="A4", size="every role, table and privilege")
@pytest.mark.parametrize("role", SERVING)
def test_who_logs_in_can_do_to_every_table_what_its_line_says_and_nothing_else(database, things, role):
    connection = connected(database, role)
    tables = sorted(
        thing.removeprefix("table ") for thing in things.owners.keys() - WITHOUT_COLUMNS if "table " in thing
    )
    outcomes = {(table, what): can(connection, what, table) for table, what in product(tables, WRITES)}
    connection.close()

    assert outcomes == {
        (table, what): what in whole_rights(table, role) for table, what in product(tables, WRITES)
    }


def whole_rights(table, role):
    """What the line gives of whole rows; to see that there are rows, one column is enough."""
    schema = table.partition(".")[0]
    if OWNERS[schema] == role:
        return WRITES.keys()
    if role not in rights_on(f"schema {schema}"):
        return set()
    rights = rights_on(f"table {table}").get(role, "")
    return set(re.findall(r"[A-Z]+(?! \()\b", rights)) | ({"SELECT"} if "SELECT" in rights else set())


def can(connection, what, table):
    schema, name = table.split(".")
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute(statement(cursor, what, schema, name))
        except InsufficientPrivilege:
            return False
        finally:
            cursor.execute("ROLLBACK")
    return True


def statement(cursor, what, schema, name):
    cursor.execute(
        "SELECT attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE relname = %s AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)"
        " AND attnum > 0 AND attidentity = '' ORDER BY attnum LIMIT 1",
        (name, schema),
    )
    return sql.SQL(WRITES[what]).format(
        table=sql.Identifier(schema, name), column=sql.Identifier(*cursor.fetchone())
    )


@pytest.mark.parametrize("role", SERVING)
def test_nobody_gets_at_the_events_by_a_side_door(database, role):
    connection = connected(database, role)
    for attempt in SIDE_DOORS:
        with connection.cursor() as cursor, pytest.raises(InsufficientPrivilege):
            cursor.execute(attempt)
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
    connection.close()
