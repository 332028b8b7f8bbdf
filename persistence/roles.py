"""The database roles: what each part of the product may do, kept apart on the server itself.

    huicai_owner      owns the database; alone may change tables; runs the migrations
    huicai_app        the API: reads, and writes through the append function
    huicai_projector  owns the read models
    huicai_scheduler  the clock: reads, appends as the API does, and writes down what its jobs did
    huicai_sealer     signs checkpoints of the log
    huicai_auditor    reads

Written once for the embedded server and for an operator's own. Rights on tables belong to the migrations.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Literal, get_args

from psycopg2 import sql
from psycopg2.extensions import connection, cursor, encrypt_password

Role = Literal["owner", "app", "projector", "scheduler", "sealer", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
DATABASE = "huicai"

# From 17 on the server orders by code point itself, whatever the operating system's library does.
HAS_BUILT_IN_LOCALES = 170000


def role_name(role: Role) -> str:
    return f"huicai_{role}"


def provision(
    administrator_in: Callable[[str], AbstractContextManager[connection]], password_of: Callable[[Role], str]
) -> None:
    """Create whatever is missing of the roles and the database. Safe to repeat, cheap when all is there.

    `administrator_in` connects a superuser, in autocommit, to the database named.
    """
    with administrator_in("postgres") as administrator:
        if _is_provisioned(administrator):
            return
        create_roles(administrator, password_of)
        create_database(administrator, DATABASE)
    with administrator_in(DATABASE) as administrator:
        close_public_schema(administrator)
        admit_only_our_roles(administrator, DATABASE)


def create_roles(administrator: connection, password_of: Callable[[Role], str]) -> None:
    """Create the roles that are missing, all at once; a role that exists keeps its password."""
    with administrator, administrator.cursor() as rows:
        for role in ROLES:
            if not _exists(rows, "SELECT FROM pg_roles WHERE rolname = %s", role_name(role)):
                _create_role(rows, role_name(role), password_of(role))
        # A migration creates the schema of the read models for its owner.
        rows.execute(
            sql.SQL("GRANT {} TO {}").format(
                sql.Identifier(role_name("projector")), sql.Identifier(role_name("owner"))
            )
        )


def create_database(administrator: connection, name: str, template: str = "template0") -> None:
    """Create a database of huicai_owner unless it is there. A template of ours passes on its locale."""
    with administrator.cursor() as rows:
        if not _exists(rows, "SELECT FROM pg_database WHERE datname = %s", name):
            rows.execute(_creation(name, template, administrator.server_version))


def close_public_schema(administrator: connection) -> None:
    """Take from everybody the rights in `public` of the database that `administrator` is connected to."""
    with administrator.cursor() as rows:
        rows.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def admit_only_our_roles(administrator: connection, name: str) -> None:
    """Let nobody but our roles connect. A copy of a template does not inherit this."""
    database = sql.Identifier(name)
    everybody = sql.SQL(", ").join(sql.Identifier(role_name(role)) for role in ROLES)
    with administrator.cursor() as rows:
        rows.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        rows.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, everybody))


def _is_provisioned(administrator: connection) -> bool:
    """All roles are there, and the last step is done: the database is closed to everybody else."""
    query = """
        SELECT (SELECT count(*) FROM pg_roles WHERE rolname = ANY (%s)) = %s
           AND EXISTS (SELECT FROM pg_database
                        WHERE datname = %s AND NOT has_database_privilege('public', oid, 'CONNECT'))
    """
    with administrator.cursor() as rows:
        rows.execute(query, ([role_name(role) for role in ROLES], len(ROLES), DATABASE))
        return rows.fetchone() == (True,)


def _create_role(rows: cursor, name: str, password: str) -> None:
    # The server gets the verifier only: the password itself can stand in no log.
    verifier = encrypt_password(password, name, rows.connection, "scram-sha-256")
    rows.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), sql.Literal(verifier))
    )


def _creation(name: str, template: str, server_version: int) -> sql.Composable:
    options = sql.SQL("STRATEGY FILE_COPY")  # as a whole, not through the write-ahead log page by page
    if template == "template0":
        built_in = server_version >= HAS_BUILT_IN_LOCALES
        locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE" if built_in else "LOCALE"
        options = sql.SQL("ENCODING 'UTF8' " + locale + " 'C.UTF-8'")
    return sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} {}").format(
        sql.Identifier(name), sql.Identifier(role_name("owner")), sql.Identifier(template), options
    )


def _exists(rows: cursor, query: str, name: str) -> bool:
    rows.execute(query, (name,))
    return rows.fetchone() is not None
