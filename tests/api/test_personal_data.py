"""A person's data are restricted and erased over HTTP, in the vault, and in everything that is shown."""

import base64
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from httpx import Response

from bootstrap.service import service_on
from bootstrap.settings import Settings
from scheduler.data_keeping import DataKeeper
from tests.api.cases import Applying
from tests.api.conftest import QUOTA, ZHANGDIAN, Person, Town, as_owner, talent_named

LONG_AGO = {"effective_on": "2024-03-01", "reason_code": "transcribed_late"}
RESTRICTED, ERASED = {"restricted": True}, {"erased": True}
OLD_LINES = """
    INSERT INTO log.disclosures (at, recorded_at, actor, role, what, kind, id, subject, purpose, correlation_id)
    SELECT t, t, 'old', 'officer', 'x', 'x', gen_random_uuid(), gen_random_uuid(), 'audit', gen_random_uuid()
      FROM (SELECT clock_timestamp() - interval '{days} days' AS t) AS moment;
    INSERT INTO log.security (at, recorded_at, kind, actor, role, correlation_id)
    SELECT t, t, 'access_denied', 'old', 'officer', gen_random_uuid()
      FROM (SELECT clock_timestamp() - interval '{days} days' AS t) AS moment
"""
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def registered_long_ago(town: Town, name: str = "李慧", number: int = 71) -> str:
    """The address of a person of whom nothing is held but a registration whose term is over."""
    stated = talent_named(name, number, area=ZHANGDIAN, phone="13800138071")
    answer = town.officer("hrss").posts("/v1/talents", **stated, **LONG_AGO)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["href"])


def restricted(town: Town, talent: str) -> None:
    answer = town.officer("hrss").posts(f"{talent}/restriction", ground="retention_runs")
    assert answer.status_code == 200, answer.text


def erased(town: Town, talent: str) -> Response:
    asked = town.officer("hrss", name="first").posts(f"{talent}/erasure-request", ground="purpose_achieved")
    assert asked.status_code == 200, asked.text
    return town.officer("hrss", name="second").posts(f"{talent}/erasure")


def attached(town: Town, applying: Applying) -> str:
    """The address of the content of a file of the case."""
    answer = applying.specialist.posts(
        "/v1/attachments",
        card_application_id=applying.case_id,
        kind="signed_form",
        file_name="表.pdf",
        content_base64=base64.b64encode(PDF).decode(),
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["content"])


def lines(town: Town) -> list[tuple[str, ...]]:
    with town.service.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT actor, what FROM log.disclosures ORDER BY line")
        return [tuple(row) for row in rows]


def offered(person: Person, talent: str) -> set[str]:
    return {action["name"] for action in person.gets(talent).json()["actions"]["open"]}


def test_of_a_restricted_person_nothing_is_shown_until_it_is_lifted(town: Town) -> None:
    talent, hrss = registered_long_ago(town), town.officer("hrss")
    answer = hrss.posts(f"{talent}/restriction", ground="accuracy_disputed").json()

    shown = town.auditor().gets(talent).json()
    history = town.auditor().gets(f"{talent}/history").json()["items"]

    assert answer["personal_data"]["state"] == "restricted"
    assert (shown["name"], shown["phone"], shown["documents"][0]["number"]) == (RESTRICTED,) * 3
    assert shown["personal_data"]["restriction_ground"] == "accuracy_disputed"
    assert history[0]["facts"]["name"] == RESTRICTED
    assert hrss.posts(f"{talent}/phone", phone="13800138072").json()["code"] == "data_restricted"
    assert offered(hrss, talent) == {"lift_restriction", "allow_reading", "request_erasure"}

    hrss.posts(f"{talent}/restriction-lifting", reason="核对无误")
    assert town.auditor().gets(talent).json()["name"] == "李*"


def test_who_was_allowed_reads_what_is_restricted_on_record_and_nobody_else_does(town: Town) -> None:
    town.quota()
    applying = Applying(town).drafted()
    content = attached(town, applying)
    talent = f"/v1/talents/{applying.talent_id}"
    reader, other = town.officer("hrss", name="reader"), town.officer("hrss", name="other")
    restricted(town, talent)
    until = (town.service.clock().date() + timedelta(days=7)).isoformat()
    why = {"basis": "proceedings", "until": until, "reason": "复议"}

    before = [one.gets(content, purpose="handling").json()["code"] for one in (reader, other)]
    allowed = other.posts(f"{talent}/reading-permission", reader="reader", **why)
    read, denied = (one.gets(content, purpose="handling") for one in (reader, other))

    assert allowed.status_code == 200, allowed.text
    assert before == ["data_restricted"] * 2
    assert (read.status_code, read.content) == (200, PDF)
    assert denied.json()["code"] == "data_restricted"
    assert lines(town) == [("reader", "attachment_content")]
    assert reader.gets(talent).json()["name"] == RESTRICTED  # without a purpose nobody is shown anything


def test_two_officers_erase_and_the_number_is_free_for_whoever_has_it(town: Town) -> None:
    talent, hrss = registered_long_ago(town), town.officer("hrss", name="first")
    subject = UUID(talent.rpartition("/")[2])
    hrss.posts(f"{talent}/erasure-request", ground="consent_withdrawn")

    alone = hrss.posts(f"{talent}/erasure")
    second = town.officer("hrss", name="second")
    assert alone.json()["code"] == "same_officer"
    assert offered(second, talent) >= {"erase_personal_data", "decline_erasure"}
    answer = second.posts(f"{talent}/erasure")

    shown = town.auditor().gets(talent).json()
    assert (answer.status_code, answer.json()["personal_data"]["state"]) == (200, "erased")
    assert (shown["name"], shown["phone"], shown["documents"][0]["number"]) == (ERASED,) * 3
    assert offered(second, talent) == set()
    again = registered_long_ago(town)
    assert again != talent
    assert town.service.vault.unaccounted() == []
    assert subject not in town.service.vault.unaccounted()


def test_an_erasure_that_is_sent_again_is_answered_when_the_key_is_destroyed(town: Town) -> None:
    talent, first = registered_long_ago(town), town.officer("hrss", name="first")
    first.posts(f"{talent}/erasure-request", ground="consent_withdrawn")
    second, once = town.officer("hrss", name="second"), {"Idempotency-Key": "erased-once"}
    as_owner(
        town.database, "REVOKE EXECUTE ON FUNCTION vault.follow FROM huicai_app"
    )  # as when it cannot be reached just then

    cut_off = second.posts(f"{talent}/erasure", headers=once)
    as_owner(town.database, "GRANT EXECUTE ON FUNCTION vault.follow TO huicai_app")
    answer = second.posts(f"{talent}/erasure", headers=once)

    assert (cut_off.status_code, answer.status_code) == (500, 200)
    assert town.auditor().gets(talent).json()["name"] == ERASED


def test_while_a_case_is_open_nothing_is_erased_and_it_can_be_restricted(town: Town) -> None:
    town.quota()
    applying = Applying(town).drafted()
    talent, hrss = f"/v1/talents/{applying.talent_id}", town.officer("hrss")

    refused = hrss.posts(f"{talent}/erasure-request", ground="purpose_achieved")

    assert (refused.status_code, refused.json()["code"]) == (409, "record_still_open")
    assert refused.json()["blocked_by"] == {"kind": "card_application", "id": applying.case_id}
    restricted(town, talent)
    places = town.auditor().gets(f"{QUOTA}/places", min_position=str(town.position())).json()["items"]
    assert [place["talent_name"] for place in places] == [RESTRICTED]


def test_a_case_that_has_ended_is_kept_for_its_term(town: Town) -> None:
    town.quota()
    applying = Applying(town).drafted()
    withdrawn = applying.specialist.posts(f"{applying.case}/withdrawal", reason="撤回")
    assert withdrawn.status_code == 200, withdrawn.text
    place = f"{QUOTA}/nominations/{applying.place_id}/withdrawal"
    town.officer("drc").posts(
        place, reason="撤回", documents=[{"kind": "notice", "number": "示例〔2026〕3号"}]
    )

    refused = town.officer("hrss").posts(
        f"/v1/talents/{applying.talent_id}/erasure-request", ground="purpose_achieved"
    )

    assert refused.json()["code"] == "retention_runs", refused.text
    assert refused.json()["blocked_by"]["kind"] == "card_application"


def test_a_vault_that_comes_from_an_older_backup_follows_the_log_again(town: Town) -> None:
    kept, lifted, gone = (
        registered_long_ago(town, name, 80 + n) for n, name in enumerate(("赵一", "钱二", "孙三"))
    )
    hrss = town.officer("hrss")
    restricted(town, kept)
    restricted(town, lifted)
    hrss.posts(f"{lifted}/restriction-lifting", reason="核对无误")
    erased(town, gone)
    # the keys as the backup had them, which no trigger would let come back in a vault that runs
    as_owner(
        town.database,
        "UPDATE vault.followed SET position = 0;"
        "TRUNCATE vault.restrictions CASCADE;"
        "ALTER TABLE vault.keys DISABLE TRIGGER destroyed_for_ever;"
        "UPDATE vault.keys SET wrapped = '\\x00', destroyed_at = NULL WHERE destroyed_at IS NOT NULL;"
        "ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER destroyed_for_ever",
    )

    town.service.vault.follow()

    names = [town.auditor().gets(talent).json()["name"] for talent in (kept, lifted, gone)]
    assert names == [RESTRICTED, "钱*", ERASED]


def test_the_clock_ends_what_a_process_died_over_and_tells_of_what_nobody_decided(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    decided, not_decided = registered_long_ago(town, "赵一", 93), registered_long_ago(town, "钱二", 94)
    with monkeypatch.context() as dying:
        dying.setattr(
            town.service.vault, "follow", lambda: None
        )  # the event is recorded, and nothing after it
        erased(town, decided)
    town.service.vault.erase(UUID(not_decided.rpartition("/")[2]))
    assert town.auditor().gets(decided).json()["name"] == "赵*"

    settings = Settings(data=tmp_path, threads=2, _env_file=None)
    with closing(service_on(town.database.url("scheduler"), settings)) as clock, caplog.at_level("ERROR"):
        DataKeeper(clock).tick()

    assert town.auditor().gets(decided).json()["name"] == ERASED
    alarms = [line.getMessage() for line in caplog.records if line.getMessage().startswith("ALARM")]
    assert [not_decided.rpartition("/")[2] in alarm for alarm in alarms] == [True]


def test_the_clock_lets_lines_go_as_long_ago_as_is_said_and_looks_again_an_hour_later(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for days in (199, 299, 301):
        as_owner(town.database, OLD_LINES.format(days=days))
    settings = Settings(data=tmp_path, threads=2, access_log_days=300, security_log_days=300, _env_file=None)
    hours = iter((0, 0.5, 1))
    begun = town.service.clock()

    def left() -> tuple[int, int]:
        with town.service.engine.connect() as connection:
            counted = connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM log.disclosures), (SELECT count(*) FROM log.security WHERE actor = 'old')"
            )
            return tuple(counted.one())

    with (
        closing(service_on(town.database.url("scheduler"), settings)) as service,
        caplog.at_level("INFO", "scheduler.data_keeping"),
    ):
        keeper = DataKeeper(replace(service, clock=lambda: begun + timedelta(hours=next(hours))))
        keeper.tick()
        first = left()
        as_owner(town.database, OLD_LINES.format(days=302))
        keeper.tick()
        second = left()
        keeper.tick()

    assert (first, second, left()) == ((2, 2), (3, 3), (2, 2))
    assert [line.levelname for line in caplog.records].count("INFO") == 4
    with town.service.engine.connect() as connection:
        purges = connection.exec_driver_sql("SELECT kept_days, lines FROM log.disclosure_purges").all()
    assert [tuple(one) for one in purges] == [(300, 1), (300, 1)]


def test_given_a_clock_that_ran_a_year_ahead_when_it_is_right_again_then_lines_are_let_go_at_once(
    town: Town, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, threads=2, access_log_days=300, security_log_days=300, _env_file=None)
    days = iter((365, 0))
    begun = town.service.clock()

    with closing(service_on(town.database.url("scheduler"), settings)) as service:
        keeper = DataKeeper(replace(service, clock=lambda: begun + timedelta(days=next(days))))
        keeper.tick()
        as_owner(town.database, OLD_LINES.format(days=301))
        keeper.tick()

    with town.service.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT lines FROM log.disclosure_purges").scalars().all() == [1]


def test_a_key_that_is_destroyed_without_a_decision_is_not_taken_for_an_erasure(town: Town) -> None:
    decided, not_decided = registered_long_ago(town, "赵一", 91), registered_long_ago(town, "钱二", 92)
    erased(town, decided)
    subject = UUID(not_decided.rpartition("/")[2])

    town.service.vault.erase(subject)

    assert town.service.vault.unaccounted() == [subject]
