"""What each role may do with each thing in the database (数据库权限表): declared here, granted by the migrations.

A test compares the two over every schema, so that a new table without a line here fails it; the guards compare them at
every start. An owner may do everything with what is its own and is not listed. What is not written here nobody may do.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from persistence.datastore import Cursor
from persistence.roles import Role, role_name

# What stands behind GRANT, in alphabetical order; the columns in parentheses too.
Rights = Mapping[Role, str]

# Everything in a schema is its owner's.
OWNERS: dict[str, Role] = {
    "log": "owner",
    "vault": "owner",
    "jobs": "owner",
    "anchors": "owner",
    "transparency": "owner",
    "read": "projector",
    "rebuild": "projector",
    "kept": "projector",
}

ALL_READ: Rights = dict.fromkeys(("app", "projector", "scheduler", "sealer", "auditor"), "SELECT")
SHOWN: Rights = dict.fromkeys(("app", "scheduler", "auditor"), "SELECT")
ALL_CALL: Rights = dict.fromkeys(ALL_READ, "EXECUTE")
OF_SEALER: Rights = dict.fromkeys(("app", "scheduler", "sealer", "auditor"), "SELECT")
ALL_ENTER: Rights = dict.fromkeys(ALL_READ, "USAGE")

REFUSAL = (
    "INSERT (actor, area, at, blocked_by, clauses, code, command, correlation_id, enterprise_id, fields, function, role), "
    "SELECT"
)
DISCLOSURE = (
    "INSERT (actor, area, at, correlation_id, enterprise_id, function, id, kind, on_behalf_of, purpose, role, subject,"
    " what, words), SELECT"
)

SECURITY = (
    "INSERT (actor, area, at, code, correlation_id, credential, enterprise_id, function, kind, role, thing, valid_until, "
    "what), SELECT"
)

DECLARED: dict[str, Rights] = {
    "schema log": ALL_ENTER,
    "table log.events": ALL_READ,
    "table log.commands": ALL_READ,
    "table log.schema_version": ALL_READ,
    "table log.snapshots": {"app": "DELETE, INSERT, SELECT"},
    "table log.refusals": {"app": REFUSAL, "scheduler": REFUSAL, "auditor": "SELECT"},
    "table log.disclosures": {"app": DISCLOSURE, "auditor": "SELECT"},
    "table log.disclosure_purges": SHOWN,
    "table log.restorations": {"app": "SELECT", "auditor": "SELECT"},
    "table log.append_order": {},
    "sequence log.refusals_id_seq": {},
    "sequence log.disclosures_line_seq": {},
    "sequence log.restorations_line_seq": {},
    "table log.security": {"app": SECURITY, "scheduler": SECURITY, "auditor": "SELECT"},
    "sequence log.security_line_seq": {},
    "function log.append": {"app": "EXECUTE", "scheduler": "EXECUTE"},
    "function log.position_at": ALL_CALL,
    "function log.last_at": {},
    "function log.purge_disclosures": {"scheduler": "EXECUTE"},
    "function log.refused": {},
    "function log.refuse_change": {},
    "function log.refuse_forgetting": {},
    "function log.purge_security": {"scheduler": "EXECUTE"},
    "schema vault": dict.fromkeys(("app", "scheduler", "auditor"), "USAGE"),
    "table vault.index_root": dict.fromkeys(("app", "scheduler"), "INSERT (wrapped), SELECT"),
    "table vault.keys": {
        "app": "INSERT (subject, wrapped), SELECT",
        "scheduler": "INSERT (subject, wrapped), SELECT",
        "auditor": "SELECT (created_at, destroyed_at, subject)",
    },
    "table vault.subjects": {
        "app": "INSERT (digest, jurisdiction, kind, subject), SELECT",
        "scheduler": "SELECT",
    },
    "table vault.restrictions": SHOWN,
    "table vault.readers": SHOWN,
    "table vault.followed": SHOWN,
    "function vault.follow": {"app": "EXECUTE", "scheduler": "EXECUTE"},
    "function vault.unaccounted": dict.fromkeys(("app", "scheduler", "auditor"), "EXECUTE"),
    "function vault.erase": {"app": "EXECUTE"},
    "function vault.pass_on": {"app": "EXECUTE"},
    "function vault.refuse_change": {},
    "schema jobs": dict.fromkeys(("app", "scheduler", "auditor"), "USAGE"),
    "table jobs.calendar": {**SHOWN, "scheduler": "INSERT, SELECT, UPDATE"},
    "table jobs.runs": {
        **SHOWN,
        "app": "INSERT (asked_by, job, slot), SELECT, UPDATE (next_attempt_at, state)",
        "scheduler": "INSERT, INSERT (asked_by, job, slot), SELECT, UPDATE",
    },
    "table jobs.bulk": {
        **SHOWN,
        "app": "INSERT (actor, area, bulk_job_id, city, enterprise_id, function), SELECT",
    },
    "table jobs.bulk_rows": {
        **SHOWN,
        "scheduler": "INSERT (aggregate_id, bulk_job_id, code, outcome, position, problem, row), SELECT, "
        "UPDATE (aggregate_id, code, outcome, position, problem)",
    },
    "table jobs.report_deliveries": {**SHOWN, "scheduler": "INSERT, SELECT, UPDATE"},
    "function jobs.forget_bulk_rows": {"scheduler": "EXECUTE"},
    "schema anchors": dict.fromkeys(("app", "scheduler", "sealer", "auditor"), "USAGE"),
    "table anchors.witnessed": {**SHOWN, "app": "INSERT, SELECT"},
    "table anchors.contradictions": {**SHOWN, "app": "INSERT, SELECT"},
    "table anchors.cosignatures": {**SHOWN, "scheduler": "INSERT, SELECT", "sealer": "SELECT"},
    "table anchors.time_stamps": {**SHOWN, "scheduler": "INSERT, SELECT"},
    "table anchors.attempts": {**SHOWN, "scheduler": "INSERT, SELECT, UPDATE"},
    "schema transparency": dict.fromkeys(OF_SEALER, "USAGE"),
    "table transparency.logs": {
        **OF_SEALER,
        "sealer": "INSERT (epoch, first_position, origin, reason, reference, root), SELECT, UPDATE (frozen_at, root, size)",
    },
    "table transparency.tiles": {**OF_SEALER, "sealer": "INSERT, SELECT, UPDATE (hashes)"},
    "table transparency.checkpoints": {**OF_SEALER, "sealer": "INSERT (epoch, note, size), SELECT"},
    "table transparency.verifier_keys": {
        **OF_SEALER,
        "sealer": "INSERT (epoch, from_size, verifier_key), SELECT, UPDATE (retired_at)",
    },
    "table transparency.alarms": {
        **OF_SEALER,
        "sealer": "INSERT (epoch, first_position, kind, last_position), SELECT, UPDATE (resolved_at, settled_at)",
    },
    "table transparency.sealer": {
        **OF_SEALER,
        "sealer": "SELECT, UPDATE (looked_at, rechecked_position, run_by)",
    },
    "sequence transparency.checkpoints_id_seq": {},
    "sequence transparency.alarms_id_seq": {},
    "function transparency.refuse_rewriting_a_tile": {},
    "function transparency.refuse_rewriting_a_log": {},
    "schema read": dict.fromkeys(("app", "scheduler", "auditor"), "USAGE"),
    "table read.*": SHOWN,
    "schema rebuild": {},
    "table rebuild.*": SHOWN,
    "schema kept": {},
    "table kept.*": SHOWN,
}

# Every right that is granted to somebody who is not the owner, `public` for everybody. A row without a role is a thing
# of which nobody else has anything.
GRANTED = """
    WITH ours AS (
        SELECT oid, nspname FROM pg_namespace
         WHERE nspname NOT LIKE 'pg\\_%%' AND nspname NOT IN ('information_schema', 'public')
    ), things AS (
        SELECT 'schema ' || n.nspname AS thing, n.nspname AS schema, n.nspowner AS owner,
               coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl, '' AS "column"
          FROM pg_namespace n JOIN ours USING (oid)
        UNION ALL
        SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || ours.nspname || '.' || c.relname,
               ours.nspname, c.relowner,
               coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)), ''
          FROM pg_class c JOIN ours ON ours.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL
        SELECT 'table ' || ours.nspname || '.' || c.relname, ours.nspname, c.relowner, a.attacl, a.attname
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN ours ON ours.oid = c.relnamespace
         WHERE a.attacl IS NOT NULL
        UNION ALL
        SELECT 'function ' || ours.nspname || '.' || p.proname, ours.nspname, p.proowner,
               coalesce(p.proacl, acldefault('f', p.proowner)), ''
          FROM pg_proc p JOIN ours ON ours.oid = p.pronamespace
    ), granted AS (
        SELECT thing, schema, owner, CASE grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(grantee) END AS role,
               privilege_type || CASE WHEN string_agg("column", '') = '' THEN ''
                                      ELSE ' (' || string_agg("column", ', ' ORDER BY "column") || ')' END AS "right"
          FROM things, aclexplode(acl) WHERE grantee <> owner
         GROUP BY thing, schema, owner, grantee, privilege_type, "column" = ''
    )
    SELECT DISTINCT things.thing, things.schema, pg_get_userbyid(things.owner), granted.role, granted."right"
      FROM things LEFT JOIN granted USING (thing)
     WHERE %(schemas)s::text[] IS NULL OR things.schema = ANY (%(schemas)s)
"""


class Granted(NamedTuple):
    """One right: of whom, to what. The thing is named with its kind and schema."""

    thing: str
    role: str
    right: str


class Things(NamedTuple):
    """What there is in the database: who owns each thing, and every right that somebody else has."""

    owners: dict[str, str]
    granted: frozenset[Granted]


def found(cursor: Cursor, schemas: list[str] | None = None) -> Things:
    """What there is, in the schemas named or in all of them."""
    cursor.execute(GRANTED, {"schemas": schemas})
    rows = cursor.fetchall()
    return Things(
        owners={thing: owner for thing, _, owner, _, _ in rows},
        granted=frozenset(Granted(thing, role, right) for thing, _, _, role, right in rows if role),
    )


def declared(things: Mapping[str, str]) -> Iterator[Granted]:
    """What ought to be granted on these things; of a thing that is not declared, nothing."""
    for thing in things:
        for role, rights in rights_on(thing).items():
            yield from (Granted(thing, role_name(role), right) for right in _each(rights))


def is_declared(thing: str) -> bool:
    """Whether there is a line for it."""
    return thing in DECLARED or _of_schema(thing) in DECLARED


def owner_of(thing: str) -> str:
    """Whose it ought to be."""
    return role_name(OWNERS[thing.split(" ")[1].split(".", maxsplit=1)[0]])


def rights_on(thing: str) -> Rights:
    """What stands in its line."""
    return DECLARED.get(thing) or DECLARED.get(_of_schema(thing)) or {}


def _of_schema(thing: str) -> str:
    """The line that stands for every table of a schema."""
    return f"{thing.partition('.')[0]}.*"


def _each(rights: str) -> list[str]:
    return re.findall(r"[A-Z]+(?: \([^)]*\))?", rights)
