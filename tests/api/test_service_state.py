"""How the service says that it fares: alive, ready, behind, stopped, cut off."""

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from sqlalchemy import make_url

from bootstrap.projecting import projecting
from persistence.roles import Role
from projections import PROJECTIONS
from projections.progress import Progress
from tests.api.conftest import QUOTA, Town, as_owner, town_on
from tests.conftest import Database
from tests.projections.waiting import until


def metric(town: Town, sample: str) -> float:
    lines = town.http.get("/metrics").text.splitlines()
    return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(sample + " ")), 0.0)


def test_a_service_that_keeps_up_is_ready(town: Town) -> None:
    town.quota()
    until(lambda: {one["lag"] for one in town.http.get("/readyz").json()["projections"]} == {0})

    state = town.http.get("/readyz")

    assert (state.status_code, state.json()["ready"]) == (200, True)
    assert state.json()["position"] == town.position()
    assert [one["name"] for one in state.json()["projections"]] == sorted(PROJECTIONS)
    assert town.http.get("/healthz").json() == {"status": "ok"}


def test_a_projection_that_was_stopped_makes_it_not_ready_and_says_which_event_did_it(town: Town) -> None:
    until(lambda: town.http.get("/readyz").status_code == 200)  # a projector that begins has it try again
    as_owner(
        town.database,
        """INSERT INTO read.projections (projection, state, since, failed_position, failed_topic, error, message)
           VALUES ('quota_board', 'stopped', now(), 7, 'Quota.Nominated', 'row_missing', 'a row is not there')""",
    )

    state = town.http.get("/readyz")

    [board] = [one for one in state.json()["projections"] if one["name"] == "quota_board"]
    assert (state.status_code, state.json()["ready"]) == (503, False)
    assert (board["is_running"], board["failed_position"], board["failed_topic"]) == (
        False,
        7,
        "Quota.Nominated",
    )
    assert metric(town, 'huicai_projection_running{projection="quota_board"}') == 0
    assert metric(town, 'huicai_projection_running{projection="enterprise_register"}') == 1


def test_without_a_projector_it_is_not_ready_and_says_that_nobody_leads(
    database: Database, tmp_path: Path
) -> None:
    with town_on(database, tmp_path, projected=False) as town:
        state = town.http.get("/readyz")

        assert (state.status_code, state.json()["ready"]) == (503, False)
        led = [(one["is_running"], one["is_led"]) for one in state.json()["projections"]]
        assert led == [(True, False)] * len(PROJECTIONS)
        assert metric(town, 'huicai_projection_led{projection="quota_board"}') == 0
        assert metric(town, 'huicai_projection_running{projection="quota_board"}') == 1


def test_a_projection_that_is_led_and_stands_still_makes_it_not_ready_after_two_minutes(town: Town) -> None:
    until(lambda: {one["lag"] for one in town.http.get("/readyz").json()["projections"]} == {0})
    before = town.position()
    with holding(town.database.url("projector"), "LOCK TABLE read.quota_board"):
        town.quota()
        put_back(town.database, since=before, minutes=1)
        waits_still = town.http.get("/readyz")
        put_back(town.database, since=before, minutes=2)

        state = town.http.get("/readyz")

    [board] = [one for one in state.json()["projections"] if one["name"] == "quota_board"]
    assert (waits_still.status_code, state.status_code, state.json()["ready"]) == (200, 503, False)
    assert (board["is_running"], board["is_led"], board["seconds_behind"] > 120) == (True, True, True)
    until(lambda: town.http.get("/readyz").status_code == 200)


def put_back(database: Database, *, since: int, minutes: int) -> None:
    """Let whatever was recorded after this position have been recorded so much earlier."""
    with database.server.administrator(database.name) as administrator, administrator.cursor() as cursor:
        cursor.execute("ALTER TABLE log.events DISABLE TRIGGER append_only")
        cursor.execute(
            "UPDATE log.events SET recorded_at = recorded_at - make_interval(mins => %s) WHERE position > %s",
            (minutes, since),
        )
        cursor.execute("ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only")


def test_as_soon_as_a_projector_comes_it_is_ready(database: Database, tmp_path: Path) -> None:
    with town_on(database, tmp_path, projected=False) as town, projecting(database.url("projector")):
        until(lambda: town.http.get("/readyz").status_code == 200)

        assert metric(town, 'huicai_projection_led{projection="quota_board"}') == 1


def test_it_answers_that_it_lives_while_39_requests_wait_for_a_projection(
    database: Database, tmp_path: Path
) -> None:
    with (
        town_on(database, tmp_path, projected=False, threads=52, min_position_timeout=100) as town,
        ThreadPoolExecutor(39) as clients,
    ):
        position, auditor = str(town.position()), town.auditor()
        waiting = [clients.submit(auditor.gets, "/v1/quotas", min_position=position) for _ in range(39)]
        until(lambda: waiting_threads() == 39)

        answer = town.http.get("/healthz")

        assert answer.json() == {"status": "ok"}
        assert not any(one.done() for one in waiting)
        with projecting(database.url("projector")):
            assert {one.result().status_code for one in waiting} == {200}


def waiting_threads() -> int:
    """How many threads of this process wait for a projection."""
    return sum(
        frame.f_code is Progress.wait_for.__code__
        for innermost in sys._current_frames().values()
        for frame, _ in traceback.walk_stack(innermost)
    )


def test_without_its_database_it_says_so_and_answers_503(town: Town) -> None:
    cut_off(town.database)

    state, metrics = town.http.get("/readyz"), town.http.get("/metrics")
    read = town.auditor().gets(QUOTA)

    assert (state.status_code, state.json()["database"]) == (503, "unreachable")
    assert town.http.get("/healthz").status_code == 200
    assert "huicai_database_reachable 0.0" in metrics.text
    assert (read.status_code, read.json()["code"]) == (503, "database_unreachable")
    assert read.headers["retry-after"] == "1"


def test_who_waits_too_long_for_others_is_told_that_they_are_busy(database: Database, tmp_path: Path) -> None:
    impatient = Impatient(database.server, database.name)
    with (
        town_on(impatient, tmp_path) as town,
        holding(database.url("owner"), "LOCK TABLE log.events IN EXCLUSIVE MODE"),
        holding(database.url("projector"), "LOCK TABLE read.quota_board"),
    ):
        answers = {
            "a command": town.officer("hrss").posts(QUOTA),
            "a look": town.auditor().gets("/v1/quotas"),
        }

    for answer in answers.values():
        assert (answer.status_code, answer.json()["code"]) == (503, "busy")
        assert answer.headers["retry-after"] == "1"


class Impatient(Database):
    """A database whose users wait for one another no longer than a moment."""

    def url(self, role: Role) -> str:
        patience = {"options": "-c lock_timeout=500"}
        return make_url(super().url(role)).update_query_dict(patience).render_as_string(hide_password=False)


@contextmanager
def holding(url: str, statement: str) -> Iterator[None]:
    """A transaction of somebody else's that has done this and does not end."""
    with closing(psycopg2.connect(url.replace("+psycopg2", ""))) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        yield


def test_everything_is_counted(town: Town) -> None:
    town.quota()
    town.officer("drc").posts(QUOTA)
    route = "/v1/quotas/{city}/{card_type}/{quota_year}"
    labels = f'method="POST",route="{route}"'
    until(lambda: metric(town, f'huicai_http_requests_total{{{labels},status="403"}}') == 1)

    assert metric(town, f'huicai_http_requests_total{{{labels},status="201"}}') == 1
    assert metric(town, f"huicai_http_request_seconds_count{{{labels}}}") == 2
    assert metric(town, 'huicai_commands_total{command="OpenQuota",outcome="appended"}') == 1
    assert metric(town, 'huicai_refusals_total{code="post_may_not"}') == 1
    assert metric(town, "huicai_log_position") == town.position()


def test_a_key_that_was_destroyed_without_a_decision_is_told(town: Town) -> None:
    talent = town.talent("示例人才")
    nothing_amiss = metric(town, "huicai_keys_unaccounted")
    as_owner(town.database, f"SELECT vault.erase('{talent}')")

    assert (nothing_amiss, metric(town, "huicai_keys_unaccounted")) == (0, 1)


def test_how_old_the_newest_backup_is_is_told_once_there_is_one(town: Town) -> None:
    before = town.http.get("/metrics").text
    as_owner(
        town.database,
        """INSERT INTO log.security (at, kind, actor, role, what, correlation_id)
           VALUES (now() - interval '3 days', 'administrator_acted', 'root', 'operator', 'backup_made', gen_random_uuid())""",
    )

    assert "huicai_backup_age_seconds" not in before
    assert metric(town, "huicai_backup_age_seconds") > 2 * 86_400


def test_reports_that_are_late_and_deliveries_that_wait_or_fail_are_told(town: Town) -> None:
    as_owner(
        town.database,
        """INSERT INTO read.report_register (report_id, unit, quarter, region, kept_by, level, status, revision, due_on, place)
           VALUES (gen_random_uuid(), 'boshan', '2023Q4', '370300', '370300', 'area', 'opened', 1, '2024-01-05', 1);
           INSERT INTO read.report_exchange_deliveries
           VALUES (gen_random_uuid(), '370300', '370000', '2023Q4', 1, 'refused', 'sender_not_trusted', 1, '2024-01-10');
           INSERT INTO jobs.report_deliveries
           VALUES (gen_random_uuid(), 3, 2, now(), now(), 'timed out'), (gen_random_uuid(), 3, 0, now(), NULL, NULL)""",
    )

    assert metric(town, 'huicai_reports_late{level="area"}') == 1
    assert metric(town, 'huicai_report_deliveries{status="refused"}') == 1
    assert metric(town, 'huicai_report_deliveries{status="prepared"}') == 0
    assert metric(town, 'huicai_report_delivery_age_seconds{status="refused"}') > 86_400
    assert metric(town, "huicai_report_deliveries_failing") == 1


def test_what_nobody_knows_is_counted_under_one_name(town: Town) -> None:
    for n in range(20):
        town.http.get(f"/v1/made-up-{n}")
        town.http.request(f"MADEUP{n}", "/healthz")

    text = town.http.get("/metrics").text
    assert "made-up" not in text
    assert "MADEUP" not in text


def test_several_processes_count_together_where_they_share_a_folder(
    database: Database, tmp_path: Path
) -> None:
    counted = tmp_path / "counted"
    counted.mkdir()
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(counted)}
    process = [sys.executable, "-c", ONE_PROCESS, database.url("app"), str(tmp_path)]

    said = [subprocess.check_output(process, env=environment, text=True) for _ in range(2)]

    sample = 'huicai_http_requests_total{method="GET",route="/v1/quotas",status="200"} '
    assert [f"{sample}{n}.0" in text for n, text in enumerate(said, 1)] == [True, True]
    assert "huicai_log_position 0.0" in said[1]


ONE_PROCESS = """
import sys
from pathlib import Path
from api.metrics import Metrics
from bootstrap.service import service_on
from bootstrap.settings import Settings

service = service_on(sys.argv[1], Settings(data=Path(sys.argv[2]), _env_file=None))
metrics = Metrics(service)
metrics.answered("GET", "/v1/quotas", 200, 0.01)
print(metrics.exposition().decode())
service.close()
"""


def cut_off(database: Database) -> None:
    """Let nobody connect any more, and end every connection there is."""
    with database.server.administrator() as administrator, administrator.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {database.name} WITH ALLOW_CONNECTIONS false")
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (database.name,),
        )
