"""What has to hold before anything is served (启动检查): the database is migrated, and every role may do what it ought to and no more.

A role that may too much keeps every promise that the log makes from being one; whoever starts the service hears of it at once, with the
statement that mends it.
"""

from psycopg2.extensions import connection

from persistence import privileges
from persistence.datastore import Cursor
from persistence.migrations import newest_version, version_of
from persistence.privileges import Granted
from persistence.roles import Role, role_name

POWERS = ("SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION")
SELF = """
    SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
      FROM pg_roles WHERE rolname = current_user
"""
# A role that plays a part of another has its rights as well, whatever it says itself.
PARTS = """
    SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE member = current_user::regrole ORDER BY 1
"""
# What would weaken the log for whoever connects as this role; and how it has to be.
WANTED_SETTINGS = {
    "synchronous_commit": ("on", "remote_write", "remote_apply", "local"),
    "session_replication_role": ("origin",),
    "fsync": ("on",),
    "full_page_writes": ("on",),
}
TAKES_WRITES = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')::boolean"
REPLICATION = "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit')"
SYNCHRONOUS = ("on", "remote_apply")
OWN_DATABASE = """
    SELECT datname, datdba = current_user::regrole, has_database_privilege(datname, 'CREATE')
      FROM pg_database WHERE datname = current_database()
"""
MAY_PLAY_A_REPLICA = "SELECT has_parameter_privilege('session_replication_role', 'SET')"


class DatabaseUnfit(Exception):
    """The database, or a role in it, is not as it has to be. Says what to do."""


def must_be_primary(cursor: Cursor) -> None:
    """Refuse a server that takes no writes: whoever leads or decides works on the primary alone. Raises `DatabaseUnfit`."""
    cursor.execute(TAKES_WRITES)
    [(follows, is_read_only)] = cursor.fetchall()
    if follows:
        raise DatabaseUnfit(
            "the database's server is a standby, which follows another: state the primary in the URL, or all hosts "
            "(docs/operating.md, Several hosts); lists alone can be read from a standby, by HUICAI_DATABASE_REPLICA_URL"
        )
    if is_read_only:
        raise DatabaseUnfit("the database takes no writes: set default_transaction_read_only to off")


def must_wait_for_replica(cursor: Cursor, role: Role) -> None:
    """Refuse a server that acknowledges a commit before a replica has it on its disk. Raises `DatabaseUnfit`."""
    cursor.execute(REPLICATION)
    [(standbys, commit)] = cursor.fetchall()
    if not standbys:
        raise DatabaseUnfit(
            "synchronous_standby_names is empty, with which a lost primary loses answered commands: name the replica"
        )
    if commit not in SYNCHRONOUS:
        raise DatabaseUnfit(
            f"synchronous_commit is {commit} for {role_name(role)}, which waits for no replica's disk: set it to on"
        )


def must_be_migrated(cursor: Cursor) -> None:
    """Refuse a database that has never been migrated, or not by this release. Raises `DatabaseUnfit`."""
    version, newest = version_of(cursor), newest_version()
    if version is None:
        raise DatabaseUnfit("the database was never migrated: run huicai migrate")
    if version != newest:
        raise DatabaseUnfit(
            f"the database is at version {version}, and this release knows {newest}: run huicai migrate, "
            "or install the release that migrated it"
        )


def must_be_fit(connected: connection, role: Role) -> None:
    """Refuse whoever is connected unless it is this role, with its rights and no others. Raises `DatabaseUnfit`."""
    with connected.cursor() as cursor:
        must_be_primary(cursor)
        _must_be_itself(cursor, role)
        must_be_migrated(cursor)
        _must_be_durable(cursor, role)
        _must_have_its_rights(cursor, role)


def _must_be_itself(cursor: Cursor, role: Role) -> None:
    cursor.execute(SELF)
    [(name, *powers)] = cursor.fetchall()
    held = [power for power, has in zip(POWERS, powers, strict=True) if has]
    if held:
        undone = " ".join(f"NO{power}" for power in held)
        raise DatabaseUnfit(
            f"{name} is {' and '.join(held)}, which no role of the service may be: ALTER ROLE {name} {undone}; "
            f"or connect as {role_name(role)}"
        )
    if name != role_name(role):
        raise DatabaseUnfit(
            f"the service connects as {name} where it has to be {role_name(role)}: see its URL"
        )
    cursor.execute(PARTS)
    for (other,) in cursor.fetchall():
        raise DatabaseUnfit(f"{name} has the rights of {other} as well: REVOKE {other} FROM {name}")
    cursor.execute(OWN_DATABASE)
    [(database, owns, may_create)] = cursor.fetchall()
    if owns:
        raise DatabaseUnfit(
            f"{name} owns the database: ALTER DATABASE {database} OWNER TO {role_name('owner')}"
        )
    if may_create:
        raise DatabaseUnfit(
            f"{name} may create schemas: REVOKE CREATE ON DATABASE {database} FROM {name}, PUBLIC"
        )


def _must_be_durable(cursor: Cursor, role: Role) -> None:
    for setting, good in WANTED_SETTINGS.items():
        cursor.execute("SELECT current_setting(%s)", (setting,))
        [(value,)] = cursor.fetchall()
        if value not in good:
            raise DatabaseUnfit(
                f"{setting} is {value} for {role_name(role)}, with which answered commands can be lost or changed: "
                f"set it to {good[0]} (postgresql.conf, ALTER ROLE, ALTER DATABASE and the URL's options can each say it)"
            )
    cursor.execute(MAY_PLAY_A_REPLICA)
    if cursor.fetchall() == [(True,)]:
        raise DatabaseUnfit(
            f"{role_name(role)} may switch triggers off: REVOKE SET ON PARAMETER session_replication_role FROM "
            f"{role_name(role)}"
        )


def _must_have_its_rights(cursor: Cursor, role: Role) -> None:
    things = privileges.found(cursor, list(privileges.OWNERS))
    for thing, owner in things.owners.items():
        if owner == role_name(role) != privileges.owner_of(thing):
            raise DatabaseUnfit(
                f"{owner} owns the {thing}, and could change it: "
                f"ALTER {thing} OWNER TO {privileges.owner_of(thing)}"
            )
    names = {role_name(role), "public"}
    wanted = {one for one in privileges.declared(things.owners) if one.role in names}
    held = {one for one in things.granted if one.role in names}
    for excess in sorted(held - wanted):
        raise DatabaseUnfit(
            f"{excess.role} has {excess.right} on the {excess.thing}, which it may not have: {_revoking(excess)}"
        )
    for missing in sorted(wanted - held):
        raise DatabaseUnfit(
            f"{missing.role} lacks {missing.right} on the {missing.thing}: {_granting(missing)}"
        )


def _revoking(excess: Granted) -> str:
    return f"REVOKE {excess.right} ON {_named(excess.thing)} FROM {excess.role}"


def _granting(missing: Granted) -> str:
    return f"GRANT {missing.right} ON {_named(missing.thing)} TO {missing.role}"


def _named(thing: str) -> str:
    kind, _, name = thing.partition(" ")
    return f"{kind.upper()} {name}"
