"""A query that the server makes ready once for each connection, where a connection has one user."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest
from eventsourcing.persistence import InternalError

from persistence import prepared
from persistence.datastore import Datastore, lent, open_engine
from persistence.prepared import Prepared
from tests.conftest import Database

SUM = Prepared("SELECT %(first)s::int + %(second)s::int, '100 %%'")
READY = "SELECT statement FROM pg_prepared_statements"


def asked(datastore: Datastore, **values: int) -> list[tuple[Any, ...]]:
    with lent(datastore.engine) as cursor:
        SUM.ask(cursor, values)
        return cursor.fetchall()


def asked_after_an_error(datastore: Datastore) -> None:
    with datastore.transaction() as cursor:
        with pytest.raises(psycopg2.Error, match="division by zero"):
            cursor.execute("SELECT 1/0")
        SUM.ask(cursor, {"first": 1, "second": 2})


@pytest.fixture
def opened(database: Database) -> Callable[..., Any]:
    @contextmanager
    def on_one_connection(**how: Any) -> Iterator[Datastore]:
        with closing(Datastore(open_engine(database.url("app"), pool_size=1, **how))) as datastore:
            yield datastore

    return on_one_connection


def test_it_is_made_ready_once_and_asked_again_with_other_values(opened: Callable[..., Any]) -> None:
    with opened() as datastore:
        assert asked(datastore, first=1, second=2) == [(3, "100 %")]
        assert asked(datastore, first=40, second=2) == [(42, "100 %")]
        assert len(datastore.rows(READY)) == 1


def test_it_is_planned_anew_when_it_was_asked_often(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan may be of a time at which there was nothing to be found."""
    monkeypatch.setattr(prepared, "MOST_ASKED", 3)
    since = "SELECT prepare_time FROM pg_prepared_statements"
    with opened() as datastore:
        made_ready = []
        for number in range(7):
            assert asked(datastore, first=number, second=2) == [(number + 2, "100 %")]
            made_ready += datastore.rows(since)

    assert [made_ready.count(each) for each in dict.fromkeys(made_ready)] == [3, 3, 1]


def test_only_so_many_are_ready_at_once_and_what_was_not_asked_for_longest_goes(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MOST_READY", 2)
    queries = [Prepared(f"SELECT {number} + %(value)s::int") for number in range(3)]
    with opened() as datastore:
        for number in (0, 1, 0, 2, 1, 0):
            with lent(datastore.engine) as cursor:
                queries[number].ask(cursor, {"value": 1})
                assert cursor.fetchall() == [(number + 1,)]
        ready = [statement.partition(" AS ")[2] for (statement,) in datastore.rows(READY)]

    assert sorted(ready) == ["SELECT 0 + $1::int", "SELECT 1 + $1::int"]


def test_a_new_connection_makes_it_ready_anew(opened: Callable[..., Any]) -> None:
    with opened() as datastore:
        asked(datastore, first=1, second=2)
        datastore.engine.dispose()
        assert asked(datastore, first=1, second=2) == [(3, "100 %")]


def test_one_that_failed_is_asked_again(opened: Callable[..., Any]) -> None:
    with opened() as datastore:
        with pytest.raises(Exception, match="out of range"):
            asked(datastore, first=2**31 - 1, second=1)
        assert asked(datastore, first=1, second=1) == [(2, "100 %")]


def test_one_that_could_not_be_planned_anew_is_asked_as_it_is_ready(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MOST_ASKED", 1)
    with opened() as datastore:
        asked(datastore, first=1, second=2)
        with pytest.raises(InternalError, match="aborted"):
            asked_after_an_error(datastore)

        assert asked(datastore, first=40, second=2) == [(42, "100 %")]
        assert len(datastore.rows(READY)) == 1


def test_one_for_which_no_room_could_be_made_is_asked_again(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MOST_READY", 1)
    with opened() as datastore:
        datastore.rows(Prepared("SELECT 1"))
        with pytest.raises(InternalError, match="aborted"):
            asked_after_an_error(datastore)

        assert asked(datastore, first=40, second=2) == [(42, "100 %")]
        assert len(datastore.rows(READY)) == 1


def test_where_a_pooler_may_stand_between_nothing_is_left_on_the_connection(
    opened: Callable[..., Any],
) -> None:
    with opened(takes_writes=False) as datastore:
        assert asked(datastore, first=1, second=2) == [(3, "100 %")]
        assert datastore.rows(READY) == []
