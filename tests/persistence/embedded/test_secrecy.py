"""Who can see what of the embedded server: passwords, arguments, environment, log."""

from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from persistence.embedded import EmbeddedPostgres, Installation
from persistence.roles import ROLES
from tests.persistence.embedded.conftest import asked


def passwords_in(data: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (data / "postgres/passwords").iterdir()}


def test_given_a_made_server_then_every_role_has_a_long_password_of_its_own_in_a_private_file(data):
    passwords = passwords_in(data)
    folder = data / "postgres/passwords"

    assert passwords.keys() == {"postgres", *(f"huicai_{role}" for role in ROLES)}
    assert len(set(passwords.values())) == len(ROLES) + 1
    assert min(map(len, passwords.values())) >= 40
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("role", ROLES)
def test_given_a_roles_url_when_connecting_then_it_is_that_role_in_our_database(data, role):
    with EmbeddedPostgres(data) as server:
        engine = create_engine(server.url(role), poolclass=NullPool)
        with engine.connect() as connection:
            found = connection.execute(text("SELECT current_user, current_database()")).one()

    assert tuple(found) == (f"huicai_{role}", "huicai")


def test_given_another_roles_password_when_connecting_then_it_is_refused(data):
    with EmbeddedPostgres(data) as server:
        url = make_url(server.url("owner")).set(password=make_url(server.url("app")).password)
        with pytest.raises(Exception, match="password authentication failed"):
            create_engine(url, poolclass=NullPool).connect()


def test_given_the_passwords_when_looked_up_on_the_server_then_only_verifiers_are_there(data):
    with EmbeddedPostgres(data) as server:
        stored = asked(server, "SELECT string_agg(rolpassword, ' ') FROM pg_authid WHERE rolpassword <> ''")

    assert stored.count("SCRAM-SHA-256$") == len(ROLES) + 1
    assert not [name for name, password in passwords_in(data).items() if password in stored]


def test_given_programs_that_write_down_how_they_were_called_when_made_and_started_then_no_secret_is_there(
    empty_folder, monkeypatch
):
    monkeypatch.setenv("HUICAI_MASTER_KEY", "the-master-key-of-li-lei")
    notes = empty_folder / "notes"
    notes.touch()
    notes.chmod(0o666)

    with EmbeddedPostgres(empty_folder, noting_calls(empty_folder / "programs", notes)) as server:
        running = Path(f"/proc/{server.postmaster_pid}/cmdline").read_text()
    seen = notes.read_text() + running

    assert "initdb" in seen
    assert "pg_ctl" in seen
    for secret in (*passwords_in(empty_folder).values(), "the-master-key-of-li-lei"):
        assert secret not in seen


def test_given_statements_that_fail_on_a_persons_data_when_the_log_is_read_then_the_data_are_not_there(data):
    with EmbeddedPostgres(data) as server, server.administrator("huicai") as administrator:
        rows = administrator.cursor()
        rows.execute("CREATE TABLE people (number text PRIMARY KEY CHECK (number <> '370303000000000000'))")
        rows.execute("INSERT INTO people VALUES ('370303199001011234')")
        for number in ("370303199001011234", "370303000000000000"):
            with pytest.raises(psycopg2.IntegrityError, match=number):
                rows.execute("INSERT INTO people VALUES (%s)", (number,))
    log = (data / "postgres/server.log").read_text()

    assert "duplicate key" in log
    assert "violates check constraint" in log
    assert "370303" not in log


def test_given_a_log_grown_too_long_when_entered_then_its_last_part_is_kept(data):
    log = data / "postgres/server.log"
    log.write_text("".join(f"line {number}\n" for number in range(600_000)))

    with EmbeddedPostgres(data):
        kept = log.read_text()

    assert len(kept) < 1.1 * 1024 * 1024
    assert kept.startswith("line ")
    assert "line 599999\n" in kept
    assert "ready to accept connections" in kept


def test_given_a_made_server_then_its_log_is_private(data):
    assert (data / "postgres/server.log").stat().st_mode & 0o777 == 0o600


def noting_calls(folder: Path, notes: Path) -> Installation:
    """The bundled programs, behind scripts that write down arguments and environment."""
    bundled = Installation.bundled()
    (folder / "bin").mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        script = folder / "bin" / name
        script.write_text(f'#!/bin/sh\n(echo "$0 $*"; env) >> {notes}\nexec {bundled.tool(name)} "$@"\n')
        script.chmod(0o755)
    folder.chmod(0o755)
    return Installation(folder, bundled.major)
