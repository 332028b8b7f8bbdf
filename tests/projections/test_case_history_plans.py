"""The history of a case costs its own events: PostgreSQL reads no others, however many cases there are."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from projections.case_timeline import queries
from tests.conftest import _temporary as temporary

CASES, OWN = 2_000, 20  # of which every case has so many events of its own, and so many of its card

FILL_LOG = f"""
INSERT INTO log.events (position, event_id, originator_id, originator_version, topic, state, command_id, correlation_id, recorded_at)
SELECT n, lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n / {OWN}), 32, '0')::uuid, 1 + n % {OWN}, 'CardApplication.Reviewed', '{{}}',
       lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n), 32, '0')::uuid, '2024-01-01'::timestamptz + n * interval '1 second'
  FROM generate_series(1, {CASES * OWN * 2}) AS n;
ANALYZE log.events;
"""
FILL_TIMELINE = f"""
INSERT INTO read.case_timeline
SELECT lpad(to_hex(n / {OWN}), 32, '0')::uuid, n FROM generate_series(1, {CASES * OWN}) AS n;
INSERT INTO read.case_timeline_beside
SELECT lpad(to_hex(n), 32, '0')::uuid, {CASES * OWN} + n FROM generate_series(1, {CASES}) AS n;
INSERT INTO read.case_timeline_things
SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex({CASES} + n), 32, '0')::uuid FROM generate_series(1, {CASES}) AS n;
ANALYZE read.case_timeline, read.case_timeline_beside, read.case_timeline_things;
"""
SOME = UUID(int=CASES // 2)


@pytest.fixture(scope="module")
def plan_of(server: EmbeddedPostgres, template: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """How PostgreSQL answers a question about one of very many cases."""
    with temporary(server, template) as database:
        owner, projector = (Datastore(open_engine(database.url(role))) for role in ("owner", "projector"))
        for datastore, fill in ((owner, FILL_LOG), (projector, FILL_TIMELINE)):
            with datastore.cursor() as cursor:
                cursor.execute(fill)
        engine = open_engine(database.url("app"))

        def explained(question: Any, **values: Any) -> dict[str, Any]:
            with engine.connect() as connection:
                asked = queries.text(f"EXPLAIN (ANALYZE, FORMAT JSON) {question.text}").bindparams(**values)
                [plan] = connection.execute(asked).scalar_one()
            return plan["Plan"]

        yield explained
        engine.dispose()
        owner.close()
        projector.close()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def looked_at(plan: dict[str, Any]) -> int:
    """How many rows of the tables were read."""
    return sum(
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        for node in nodes(plan)
        if "Relation Name" in node
    )


def scanned(plan: dict[str, Any]) -> list[str]:
    """The tables that were read from end to end."""
    return [node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"]


def test_a_history_reads_the_events_of_its_case_and_no_others(plan_of) -> None:
    plan = plan_of(queries.EVERYTHING, card_application_id=SOME, until=None)

    assert plan["Actual Rows"] == OWN + 1 + OWN
    assert scanned(plan) == []
    assert looked_at(plan) <= 4 * plan["Actual Rows"]


def test_a_course_reads_the_events_of_its_case_and_no_others(plan_of) -> None:
    plan = plan_of(queries.LINES, card_application_id=SOME, until=None)

    assert plan["Actual Rows"] == OWN
    assert scanned(plan) == []
    assert looked_at(plan) <= 2 * OWN


def test_reports_are_read_by_their_ids(plan_of) -> None:
    plan = plan_of(queries.REPORTS, ids=[SOME], until=10**9)

    assert scanned(plan) == []
    assert looked_at(plan) <= OWN


def test_a_question_that_reads_them_all_would_be_seen(plan_of) -> None:
    plan = plan_of(queries.text("SELECT position FROM log.events WHERE event_id = :id"), id=SOME)

    assert scanned(plan) == ["events"]
    assert looked_at(plan) > CASES
