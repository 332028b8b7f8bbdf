"""The database roles on either server: who may enter, and who may change what."""

import psycopg2
import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from persistence.roles import ROLES, create_roles


def carried_out(url, statement):
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("role", ROLES)
def test_given_any_of_our_roles_when_it_connects_then_it_gets_in(empty_database, role):
    carried_out(empty_database.url(role), "SELECT 1")


def test_given_a_stranger_with_a_password_when_connecting_then_the_database_is_closed_to_it(empty_database):
    server = empty_database.server
    with server.administrator() as administrator:
        administrator.cursor().execute("CREATE ROLE han_meimei LOGIN PASSWORD 'han'")
    try:
        with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
            psycopg2.connect(
                host=str(server.socket_folder), user="han_meimei", password="han", dbname=empty_database.name
            )
    finally:
        with server.administrator() as administrator:
            administrator.cursor().execute("DROP ROLE han_meimei")


@pytest.mark.parametrize("role", ["app", "projector", "scheduler", "sealer", "auditor"])
@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE public.mine (id int)", "CREATE SCHEMA mine", "CREATE TEMPORARY TABLE mine (id int)"],
)
def test_given_a_role_that_is_not_the_owner_when_it_creates_something_then_it_is_denied(
    empty_database, role, statement
):
    with pytest.raises(DBAPIError, match="permission denied"):
        carried_out(empty_database.url(role), statement)


def test_given_the_owner_when_it_creates_a_schema_for_the_projector_then_the_projector_builds_in_it(
    empty_database,
):
    carried_out(empty_database.url("owner"), "CREATE SCHEMA shown AUTHORIZATION huicai_projector")

    carried_out(empty_database.url("projector"), "CREATE TABLE shown.board (id int)")


@pytest.mark.parametrize("role", ROLES)
def test_given_any_of_our_roles_when_its_powers_are_looked_up_then_none_reaches_beyond_the_database(
    empty_database, role
):
    with empty_database.server.administrator() as administrator, administrator.cursor() as rows:
        rows.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = %s",
            (f"huicai_{role}",),
        )
        assert rows.fetchone() == (False,) * 5


def test_given_the_roles_are_there_when_created_again_then_their_passwords_stay(empty_database):
    with empty_database.server.administrator() as administrator:
        create_roles(administrator, lambda role: pytest.fail(f"a new password for {role}"))

    carried_out(empty_database.url("app"), "SELECT 1")


def test_given_only_the_other_database_when_a_wrong_name_is_asked_for_then_it_does_not_exist(empty_database):
    with pytest.raises(OperationalError, match='database "t_none" does not exist'):
        carried_out(empty_database.server.url("app", "t_none"), "SELECT 1")


def test_given_chinese_text_when_sorted_then_the_order_is_that_of_code_points_on_every_server(empty_database):
    engine = create_engine(empty_database.url("app"), poolclass=NullPool)
    with engine.connect() as connection:
        ordered = connection.scalars(
            text(
                "SELECT name FROM (VALUES ('淄博'), ('Zibo'), ('青岛'), ('zibo'), ('济南')) AS t (name) ORDER BY name"
            )
        ).all()

    assert ordered == sorted(ordered)
