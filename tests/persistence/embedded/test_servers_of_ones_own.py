"""The statements that the documentation gives for a server of one's own do what the product does for its own."""

import os
import re
import subprocess
from pathlib import Path

from persistence.embedded import EmbeddedPostgres, Installation
from persistence.roles import ROLES

PAGE = Path(__file__).parents[3] / "docs/embedded-postgresql.md"

ROLES_AND_RIGHTS = """
    SELECT (SELECT array_agg((rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolinherit)::text
                             ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'huicai%'),
           (SELECT array_agg((roleid::regrole, member::regrole, admin_option)::text)
              FROM pg_auth_members WHERE roleid::regrole::text LIKE 'huicai%'),
           (SELECT (datdba::regrole, pg_encoding_to_char(encoding),
                    (SELECT array_agg(entry::text ORDER BY entry::text) FROM unnest(datacl) AS entry))::text
              FROM pg_database WHERE datname = 'huicai'),
           (SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public')
"""


def test_given_a_server_without_our_roles_when_the_documented_statements_are_run_then_it_is_as_ours(data):
    [statements] = re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)

    with EmbeddedPostgres(data) as server:
        ours = roles_and_rights(server)
        forget_our_roles(server)
        run_by_psql(server, data, statements)
        theirs = roles_and_rights(server)

    assert theirs == ours


def roles_and_rights(server):
    with server.administrator("huicai") as administrator, administrator.cursor() as rows:
        rows.execute(ROLES_AND_RIGHTS)
        return rows.fetchone()


def forget_our_roles(server):
    with server.administrator() as administrator, administrator.cursor() as rows:
        rows.execute("DROP DATABASE huicai")
        for role in ROLES:
            rows.execute(f"DROP ROLE huicai_{role}")


def run_by_psql(server, data, statements):
    password = (data / "postgres/passwords/postgres").read_text()
    subprocess.run(
        [Installation.bundled().tool("psql"), "--no-psqlrc", "--set=ON_ERROR_STOP=1", "postgres", "postgres"],
        input=statements,
        text=True,
        env=os.environ | {"PGHOST": str(server.socket_folder), "PGPASSWORD": password},
        check=True,
        capture_output=True,
    )
