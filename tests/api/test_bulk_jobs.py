"""Many commands at once: each under the rules of a single one, none hindering another, none done twice."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx import Response

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.authorization import Post, Role
from persistence.leadership import key_of_lock
from scheduler.bulk import BulkKeeper
from tests.api.cases import RESULT_PAPER, Applying
from tests.api.conftest import BOSHAN, CITY, CITY_AREA, Person, Town, as_owner
from tests.conftest import Database
from tests.documents.sheets import xlsx

BULK = "/v1/bulk-jobs"
SECRET = "示例甲的材料有疑点"


def scheduler_of(town: Town, folder: Path) -> Service:
    return service_on(town.database.url("scheduler"), Settings(data=folder, threads=2, _env_file=None))


@pytest.fixture
def scheduler(town: Town, tmp_path: Path) -> Iterator[Service]:
    """The service as the scheduler has it."""
    with closing(scheduler_of(town, tmp_path)) as made:
        yield made


@pytest.fixture
def other_scheduler(town: Town, tmp_path: Path) -> Iterator[Service]:
    """The same in another process."""
    with closing(scheduler_of(town, tmp_path)) as made:
        yield made


def carried_on(scheduler: Service, most: int = 1000) -> None:
    """A scheduler that comes, carries on at most so many rows, and goes."""
    left = iter(range(most))
    keeper = BulkKeeper(scheduler, lambda: next(left, None) is not None)
    keeper.tick()
    keeper.close()


def three_at_department(town: Town) -> list[Applying]:
    """Cases that wait for the department's review."""
    town.quota()
    return [Applying(town, f"示例{name}号有限公司").at_department() for name in "一二三"]


def reviews(cases: list[Applying]) -> list[dict[str, Any]]:
    return [
        {"row": number, "facts": {"card_application_id": case.case_id}}
        for number, case in enumerate(cases, 1)
    ]


def hands_in(person: Person, rows: list[dict[str, Any]], path: str = BULK, **stated: Any) -> Response:
    return person.posts(path, **{"city": CITY, "operation": "ReviewCase", "rows": rows} | stated)


def outcomes(shown: dict[str, Any]) -> list[tuple[int, str, str | None]]:
    return [(row["row"], row["outcome"], row["code"]) for row in shown["rows"]]


def test_a_bulk_job_waits_is_carried_on_and_tells_what_came_of_every_row(town, scheduler):
    cases = three_at_department(town)
    reviewer = cases[0].department()

    answer = hands_in(reviewer, reviews(cases))
    waiting = reviewer.gets(answer.headers["location"]).json()
    carried_on(scheduler)
    shown = reviewer.gets(answer.headers["location"]).json()

    assert (answer.status_code, waiting["state"], waiting["counts"]["waiting"]) == (201, "waiting", 3)
    assert (shown["state"], shown["counts"]) == (
        "completed",
        {"waiting": 0, "done": 3, "refused": 0, "failed": 0},
    )
    assert [row["id"] for row in shown["rows"]] == [case.case_id for case in cases]
    assert {case.shown_to(reviewer)["step"]["code"] for case in cases} == {"collective_submission"}
    assert [job["id"] for job in reviewer.gets(BULK).json()["items"]] == [shown["id"]]


def test_what_is_done_in_bulk_is_decided_by_whoever_handed_it_in_and_stands_on_the_file(town, scheduler):
    cases = three_at_department(town)
    hands_in(cases[0].department("wu-review"), reviews(cases))

    carried_on(scheduler)

    [reviewed] = [
        one for one in town.auditor().gets(f"{cases[0].case}/history").json()["items"]
        if one["topic"] == "CardApplication.Reviewed"
    ]  # fmt: skip
    assert reviewed["envelope"]["actor"] == "wu-review"
    assert reviewed["envelope"]["capacity"] == "acting"
    assert [paper["kind"] for paper in reviewed["envelope"]["documents"]] == ["bulk_file"]


def test_a_job_that_cannot_be_carried_on_keeps_no_other_waiting_and_is_told(town, scheduler, caplog):
    cases = three_at_department(town)
    reviewer = cases[0].department()
    broken, sound = (hands_in(reviewer, reviews([case])).json()["id"] for case in cases[:2])
    as_owner(town.database, UNREADABLE.format(broken))

    carried_on(scheduler)

    assert reviewer.gets(f"{BULK}/{sound}").json()["state"] == "completed"
    assert f"bulk job {broken} cannot be carried on" in caplog.text
    assert figure(town, "huicai_bulk_jobs_waiting") == 1


def test_how_long_nothing_came_of_the_oldest_job_is_told(town, scheduler):
    cases = three_at_department(town)
    reviewer = cases[0].department()
    nothing_waits = figure(town, "huicai_bulk_idle_seconds")
    hands_in(reviewer, reviews(cases))
    as_owner(town.database, "UPDATE jobs.bulk SET announced_at = announced_at - interval '20 minutes'")

    waits = figure(town, "huicai_bulk_idle_seconds")
    carried_on(scheduler, 1)
    goes_on = figure(town, "huicai_bulk_idle_seconds")

    assert nothing_waits == 0
    assert 0 < goes_on < 60
    assert waits >= 1200


# What somebody with the owner's password could do, or a disk; nobody else.
UNREADABLE = """
    ALTER TABLE log.events DISABLE TRIGGER append_only;
    UPDATE log.events SET state = 'no such state' WHERE originator_id = '{}'
"""


def figure(town: Town, name: str) -> float:
    lines = town.http.get("/metrics").text.splitlines()
    return next(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(f"{name} "))


def test_single_rows_may_ask_for_something_else_with_a_reason_of_their_own(town, scheduler):
    cases = three_at_department(town)
    rows = reviews(cases)
    rows[1] |= {"operation": "NotRecommend"}
    rows[1]["facts"]["reason"] = SECRET

    href = hands_in(cases[0].department(), rows).headers["location"]
    carried_on(scheduler)

    statuses = [case.shown_to(case.department())["status"] for case in cases]
    assert outcomes(town.auditor().gets(href).json()) == [(n, "done", None) for n in (1, 2, 3)]
    assert statuses[1] == "not_recommended"
    assert statuses[0] == statuses[2] != "not_recommended"


def test_a_row_that_is_refused_stops_no_other_and_tells_why_like_a_single_command(town, scheduler):
    cases = three_at_department(town)
    rows = reviews(cases)
    rows[0]["facts"]["card_application_id"] = str(uuid4())
    rows[1] |= {"operation": "ReturnCase", "facts": rows[1]["facts"] | {"to_step": "district_opinion"}}

    href = hands_in(cases[0].department(), rows).headers["location"]
    carried_on(scheduler)
    shown = town.auditor().gets(href).json()

    single = cases[1].department().posts(f"{cases[1].case}/returns", to_step="district_opinion").json()
    assert outcomes(shown) == [
        (1, "refused", "not_found"),
        (2, "refused", "reason_required"),
        (3, "done", None),
    ]
    assert shown["rows"][1]["title"]["zh"] == single["title"]
    assert [line["command"] for line in town.refusals()][-3:] == ["ReviewCase", "ReturnCase", "ReturnCase"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"facts": {"card_application_id": "not an id"}}, "invalid"),
        ({"facts": {}}, "invalid"),
        ({"facts": {"card_application_id": str(uuid4()), SECRET: 1}}, "invalid"),
        ({"operation": "PublishPolicy", "facts": {}}, "invalid"),
        ({"operation": "ConfirmResult", "facts": {"card_application_id": str(uuid4())}}, "post_may_not"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_by_itself_and_nothing_of_it_is_repeated(
    town, scheduler, row, code
):
    town.quota()
    drc = town.officer("drc")

    answer = hands_in(drc, [{"row": 7} | row])
    carried_on(scheduler)
    shown = drc.gets(answer.headers["location"])

    assert outcomes(shown.json()) == [(7, "refused", code)]
    assert SECRET not in shown.text


@pytest.mark.parametrize("told", ["18446744073709551616", "[" * 300 + "]" * 300], ids=["number", "nesting"])
def test_rows_that_cannot_be_put_down_are_refused_as_a_whole_and_nothing_is_announced(town, told):
    drc = town.officer("drc")
    rows = '[{"row": 1, "facts": {"x": ' + told + "}}]"
    body = f'{{"city": "{CITY}", "operation": "ReviewCase", "rows": {rows}}}'

    answer = drc.sends(BULK, body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
    assert drc.gets(BULK).json()["items"] == []


def by_key(town: Town, security: Person, *scope: str) -> tuple[Person, str]:
    """A machine of the department's that acts by a key of this scope, and the address of the key."""
    soon = (town.service.clock() + timedelta(days=30)).isoformat()
    post = {
        "account": "wu-review",
        "label": "drc-system",
        "role": "officer",
        "function": "drc",
        "area": CITY_AREA,
    }
    issued = security.posts("/v1/api-keys", **post, scope=scope, expires_at=soon).json()
    return Person(town.http, issued["api_key"]), f"{issued['href']}/keys/{issued['keys'][-1]['id']}"


def test_given_a_key_when_its_job_has_rows_that_it_is_not_for_then_these_are_refused(town, scheduler):
    cases = three_at_department(town)
    rows = reviews(cases)
    rows[1] |= {"operation": "NotRecommend", "facts": rows[1]["facts"] | {"reason": SECRET}}
    security = town.person("tan-security", Post(role=Role.SECURITY))
    machine, _ = by_key(town, security, "HandInBulkJob", "ReviewCase")
    first = {"Idempotency-Key": "1"}

    tried = hands_in(machine, rows, f"{BULK}?dry_run=true", headers=first).json()
    href = hands_in(machine, rows, headers=first).headers["location"]
    carried_on(scheduler)

    expected = [(1, "done", None), (2, "refused", "not_in_scope"), (3, "done", None)]
    assert outcomes(town.auditor().gets(href).json()) == expected
    assert [row["code"] for row in tried["rows"]] == [None, "not_in_scope", None]
    assert [line["code"] for line in town.refusals()] == ["not_in_scope"]


def test_given_a_key_that_was_revoked_when_its_job_is_carried_on_then_nothing_more_is_done_by_it(
    town, scheduler
):
    cases = three_at_department(town)
    security = town.person("tan-security", Post(role=Role.SECURITY))
    machine, key = by_key(town, security, "HandInBulkJob", "ReviewCase")
    href = hands_in(machine, reviews(cases), headers={"Idempotency-Key": "1"}).headers["location"]

    carried_on(scheduler, 1)
    revoked = security.posts(f"{key}/revocation", reason="示例：泄露")
    carried_on(scheduler)

    assert revoked.is_success, revoked.text
    shown = outcomes(town.auditor().gets(href).json())
    assert shown == [(1, "done", None), *((row, "refused", "key_not_in_force") for row in (2, 3))]


def test_a_dry_run_says_of_every_row_what_would_come_of_it_and_does_nothing(town, scheduler):
    cases = three_at_department(town)
    rows = reviews(cases)
    rows[0]["facts"]["card_application_id"] = str(uuid4())
    before = town.position()

    answer = hands_in(cases[0].department(), rows, f"{BULK}?dry_run=true")
    carried_on(scheduler)

    assert answer.status_code == 200
    assert outcomes(answer.json()) == [
        (1, "refused", "not_found"),
        (2, "possible", None),
        (3, "possible", None),
    ]
    assert town.position() == before
    assert cases[0].department().gets(BULK).json()["items"] == []


def test_a_job_that_was_stopped_half_way_is_gone_on_with_and_no_row_is_done_twice(town, scheduler):
    cases = three_at_department(town)
    reviewer = cases[0].department()
    href = hands_in(reviewer, reviews(cases)).headers["location"]

    carried_on(scheduler, most=2)
    half = reviewer.gets(href).json()
    # As if the process had been killed after a row was decided and before that was put down.
    as_owner(town.database, "DELETE FROM jobs.bulk_rows WHERE row = 2")
    carried_on(scheduler)
    whole = reviewer.gets(href).json()

    assert (half["state"], half["counts"]["done"], half["counts"]["waiting"]) == ("running", 2, 1)
    assert (whole["state"], whole["counts"]["done"]) == ("completed", 3)
    reviewed = [
        one["topic"] for case in cases for one in town.auditor().gets(f"{case.case}/history").json()["items"]
    ]
    assert reviewed.count("CardApplication.Reviewed") == 3


def two_at_department_and_one_before_it(town: Town) -> list[Applying]:
    """Of three cases the second still waits for its district's opinion."""
    town.quota()
    first, second, third = (Applying(town, f"示例{name}号有限公司") for name in "一二三")
    return [first.at_department(), second.submitted(), third.at_department()]


def at_call(number: int, happens: Callable[[], None], answer: Callable[[], Any]) -> Callable[[], Any]:
    """Answers each time, but at the one of this number something happens first."""
    calls = iter(range(1, 1000))

    def called() -> Any:
        if next(calls) == number:
            happens()
        return answer()

    return called


def led_by_another(town: Town, other: Service, second: Applying) -> None:
    """The leader's connection is lost, another refuses the second row, and then the district gives its opinion."""
    end_lead(town.database)
    carried_on(other, most=1)
    assert second.district().posts(f"{second.case}/opinions", opinion="agreed").status_code == 200


def end_lead(database: Database) -> None:
    """As a server does that is started anew."""
    with database.server.administrator(database.name) as administrator:
        administrator.cursor().execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            f" AND (classid::bigint << 32) | objid::bigint = {key_of_lock('job', 'bulk_jobs')}"
        )


def test_given_a_lead_lost_between_two_rows_when_another_has_it_then_the_first_does_no_further_row(
    town, scheduler, other_scheduler
):
    cases = two_at_department_and_one_before_it(town)
    href = hands_in(cases[0].department(), reviews(cases)).headers["location"]

    lost = at_call(2, lambda: led_by_another(town, other_scheduler, cases[1]), lambda: True)
    BulkKeeper(scheduler, lost).tick()

    told = outcomes(town.auditor().gets(href).json())
    assert told == [(1, "done", None), (2, "refused", "not_your_area"), (3, "waiting", None)]
    assert cases[1].shown_to(cases[1].department())["step"]["code"] == "department_review"


def test_given_a_lead_lost_within_a_row_when_it_takes_effect_after_another_refused_it_then_it_is_told_as_done(
    town, scheduler, other_scheduler
):
    cases = two_at_department_and_one_before_it(town)
    href = hands_in(cases[0].department(), reviews(cases)).headers["location"]

    lost = at_call(2, lambda: led_by_another(town, other_scheduler, cases[1]), scheduler.clock)
    BulkKeeper(replace(scheduler, clock=lost)).tick()
    half = town.auditor().gets(href).json()
    carried_on(other_scheduler)
    whole = town.auditor().gets(href).json()

    assert outcomes(half) == [(1, "done", None), (2, "done", None), (3, "waiting", None)]
    assert half["rows"][1]["id"] == cases[1].case_id
    assert (whole["state"], whole["counts"]["done"]) == ("completed", 3)


def test_given_a_lead_lost_within_a_row_when_that_is_refused_then_it_is_left_to_the_next_leader(
    town, scheduler
):
    cases = two_at_department_and_one_before_it(town)
    href = hands_in(cases[0].department(), reviews(cases)).headers["location"]

    lost = at_call(2, lambda: end_lead(town.database), scheduler.clock)
    BulkKeeper(replace(scheduler, clock=lost)).tick()

    told = outcomes(town.auditor().gets(href).json())
    assert told == [(1, "done", None), (2, "waiting", None), (3, "waiting", None)]


def test_the_same_job_sent_again_under_its_key_is_the_same_job(town, scheduler):
    cases = three_at_department(town)
    key = {"Idempotency-Key": "bulk-1"}

    first = hands_in(cases[0].department(), reviews(cases), headers=key)
    second = hands_in(cases[0].department(), reviews(cases), headers=key)
    carried_on(scheduler)

    assert first.json() == second.json()
    assert len(cases[0].department().gets(BULK).json()["items"]) == 1


def test_when_a_job_is_completed_nobody_can_read_what_its_rows_stated(town, scheduler):
    cases = three_at_department(town)
    rows = reviews(cases)
    rows[0] |= {"operation": "NotRecommend"}
    rows[0]["facts"]["reason"] = SECRET
    job = hands_in(cases[0].department(), rows).json()

    carried_on(scheduler)

    keys = town.service.log.datastore.rows(
        "SELECT wrapped IS NULL FROM vault.keys WHERE subject = %(id)s::uuid", id=job["id"]
    )
    assert keys == [(True,)]


def test_the_scheduler_can_destroy_the_key_of_nothing_but_a_bulk_job(town, scheduler):
    talent = town.talent("示例甲")

    with pytest.raises(Exception, match="permission denied"):
        scheduler.vault.erase(talent)
    scheduler.bulk.forget(talent)

    assert town.officer("hrss").gets(f"/v1/talents/{talent}").json()["name"] != {"erased": True}


def test_a_job_is_nothing_to_offices_of_another_area_nor_to_other_enterprises(town, scheduler):
    cases = three_at_department(town)
    rows = [{"row": 1, "facts": {"card_application_id": cases[0].case_id, "opinion": "agreed"}}]
    href = hands_in(cases[0].district(), rows, operation="GiveOpinion").headers["location"]

    for stranger in (town.officer("hrss", BOSHAN), town.specialist(str(uuid4()))):
        assert stranger.gets(href).status_code == 404
        assert stranger.gets(BULK).json()["items"] == []
    assert cases[0].district().gets(href).status_code == 200
    assert town.person("wang-wu", Post(role=Role.OPERATOR)).gets(href).status_code == 403


def test_rows_of_one_number_are_refused_as_a_whole(town):
    answer = hands_in(town.officer("drc"), [{"row": 1, "facts": {}}, {"row": 1, "facts": {}}])

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "row_stated_twice")


# -- sheets -------------------------------------------------------------------------------------------


def uploads(person: Person, rows: list[list[Any]], **fields: str) -> Response:
    return person.uploads(BULK, xlsx(rows), "cases.xlsx", city=CITY, **fields)


def test_the_provinces_results_come_from_a_sheet_and_are_checked_by_a_second_officer_with_another(
    town, scheduler
):
    town.quota()
    case = Applying(town).forwarded()
    paper = '[{"kind": "provincial_result", "number": "示例省人社函〔2026〕3号", "issued_on": "2026-01-06"}]'
    results = [["受理号", "省级结果", "理由"], [case.case_id, "批准", ""], ["示例〔2026〕99号", "批准", ""]]
    checks = [["受理号", "核对意见"], [case.case_id, "一致"]]

    written = uploads(
        case.hrss("gao-writing"), results,
        capacity="transcribing", deciding_body="shandong-hrss", documents=paper,
    )  # fmt: skip
    carried_on(scheduler)
    confirmed = uploads(case.hrss("lin-confirming"), checks)
    carried_on(scheduler)

    told = town.auditor().gets(written.headers["location"]).json()
    assert outcomes(told) == [(2, "done", None), (3, "refused", "invalid")]
    assert told["rows"][1]["errors"][0]["code"] == "case_unknown"
    assert outcomes(town.auditor().gets(confirmed.headers["location"]).json()) == [(2, "done", None)]
    assert case.shown_to(case.hrss("x"))["status"] == "approved"
    assert RESULT_PAPER["number"] in paper


def test_a_file_without_such_a_sheet_is_refused_as_a_whole(town):
    answer = uploads(town.officer("hrss"), [["企业名称", "区县"], ["示例", "张店区"]])

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "head_not_found")


def test_applications_come_from_a_sheet_in_the_words_of_the_form(town, scheduler):
    town.quota()
    applying = Applying(town)
    uscc = town.auditor().gets(f"/v1/enterprises/{applying.enterprise_id}").json()["uscc"]
    rows = [
        ["统一社会信用代码", "性别", "出生日期", "毕业院校及专业", "邮箱"],
        [uscc, "男", "1900年1月1日", "示例大学 示例专业", "person@example.org"],
        ["91370300PDY09999XX", "男", "", "", ""],
    ]

    answer = uploads(
        town.officer("drc"), rows,
        sheet_of="applications", card_type="huicai", quota_year="2026", capacity="entering_for",
    )  # fmt: skip
    carried_on(scheduler)
    told = town.auditor().gets(answer.headers["location"]).json()

    assert outcomes(told) == [(2, "done", None), (3, "refused", "invalid")]
    drafted = applying.specialist.gets(f"/v1/card-applications/{told['rows'][0]['id']}").json()
    assert (drafted["status"], drafted["place_id"]) == ("drafted", applying.place_id)


def test_a_delivery_of_a_card_that_nobody_knows_is_refused_by_itself(town, scheduler):
    rows = [["卡号", "领取方式", "签收人"], ["SL1", "本人", "示例甲"]]

    answer = uploads(town.officer("hrss"), rows, sheet_of="deliveries")
    carried_on(scheduler)

    told = town.auditor().gets(answer.headers["location"]).json()
    assert outcomes(told) == [(2, "refused", "invalid")]
    assert [error["code"] for error in told["rows"][0]["errors"]] == ["card_unknown"]


def test_given_a_policy_that_was_retired_since_when_a_job_is_carried_on_then_it_is_completed_and_holds_no_other_up(
    town, scheduler
):
    cases = three_at_department(town)
    reviewer = cases[0].department()
    answer = hands_in(reviewer, reviews(cases))
    hrss = town.officer("hrss", name="lin-hrss")
    today = town.service.clock().date()
    retired = hrss.posts("/v1/policies/zibo-2023/1/retirement", last_day=str(today), reason="新办法施行")
    assert retired.status_code == 200, retired.text

    carried_on(replace(scheduler, clock=lambda: town.service.clock() + timedelta(days=2)))

    shown = reviewer.gets(answer.headers["location"]).json()
    assert (shown["state"], shown["counts"]["done"]) == ("completed", 3)
    assert scheduler.bulk.pending() == []


def test_given_a_scheduler_that_stood_still_when_it_comes_back_then_what_was_handed_in_in_time_is_not_late(
    town, scheduler
):
    cases = three_at_department(town)
    reviewer = cases[0].department()
    answer = hands_in(reviewer, reviews(cases))

    carried_on(replace(scheduler, clock=lambda: town.service.clock() + timedelta(days=21)))

    shown = reviewer.gets(answer.headers["location"]).json()
    assert [outcome for _, outcome, _ in outcomes(shown)] == ["done"] * 3


def test_given_a_scheduler_whose_clock_is_behind_that_of_who_handed_a_job_in_then_no_row_is_of_a_day_to_come(
    town, scheduler
):
    cases = three_at_department(town)
    reviewer = cases[0].department()
    answer = hands_in(reviewer, reviews(cases))

    carried_on(replace(scheduler, clock=lambda: town.service.clock() - timedelta(days=1)))

    shown = reviewer.gets(answer.headers["location"]).json()
    assert [outcome for _, outcome, _ in outcomes(shown)] == ["done"] * 3
