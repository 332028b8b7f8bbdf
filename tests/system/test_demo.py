"""`huicai demo`, as a newcomer runs it: on a machine where no server runs, and once more."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from cli.demo_looking import another_policy
from domain.authorization import Post, Role
from tests.recounting import Signed, disagreements
from tests.system.conftest import Running, free_port, started
from tests.system.contract_walk import Walk

# Readings of things that nobody in the demo has, or whose address no answer has a reason to state.
NOT_IN_THE_DEMO = {
    *("account", "account_history", "stand_in", "stand_in_history", "panel", "panel_history", "bulk_job"),
    *("production_batch", "production_batch_history", "production_list", "delivery_sheet"),
    *("attachment", "attachment_events", "attachment_content", "demand_item_texts", "job_run"),
    *("audit_sample", "audit_sample_population", "audit_sample_dossier"),
    *("received_report", "received_report_history", "received_file", "report_delivery_receipt"),
    *("log_tile", "log_records", "log_entries", "consistency_proof"),
    *("card_differences", "policy_compared", "quarterly_report_figure", "card_verification"),
}


def test_the_demo_plays_to_its_end_and_can_be_played_again(data_folder: Path) -> None:
    environment = os.environ | {"HUICAI_DATA": str(data_folder / "data"), "HUICAI_PORT": str(free_port())}

    screens = [played(data_folder, environment, "--brief").stdout for _ in range(2)]

    first, again = screens
    for told in (
        "本年度本部门配额已用完",
        "该企业本年度已被推荐",
        "该企业本年度已推荐一人",
        "R-11",
        "blocked by place",
        "登记表未填完整",
        "corrected, form version 2",
        "returned to its district",
        "不得在同一申报中办理两个环节",
        "given back by HRSS",
        "须由另一人核对",
        "8 approved, 1 rejected",
        "负责人变更 · changed head: 1",
        "拟终止 · dropped: 1",
        "前端引才须为拟引进的人才",
        "and issued early: ZBJY",
        "arrival confirmed with the contract",
        "the code on the card: 有效",
        "the same with another signature: 无法识别",
        "灰灯（暂停计时）",
        "红灯（超期）",
        "nomination_refused",
        "opening-demands.xlsx as of 2025-09-30: escalated 2，in_progress 9，registered 5",
        "本季度尚未结束",
        "上级已按未报汇总签发",
        "淄川: returned by the city, and reported anew",
        "three are acknowledged",
        "two revisions (更正报)",
        "acknowledged by the province, and known to the city",
        "the province reports for 1 of 16 cities",
    ):
        assert told in first
    assert "was played to its end before" in again
    assert "played before, in an earlier play" in again
    for screen in screens:
        assert screen.count("Quota.Consumed") == 8
    out = data_folder / "out"
    (board,), (register,), (told,), (due,) = (
        list(out.glob(name))
        for name in ("quota-board-*.xlsx", "card-register-*.xlsx", "case-*.txt", "due-sheet-*.xlsx")
    )
    assert cells_of(board).count("已使用") == 8 + 1  # each place, and the label of their sum
    cards = {
        "正常": 31 + 9,
        "配额制": 8 + 4,
        "免申即享": 22 + 3,
        "前端引才": 1 + 1,
    }  # and those that were taken over
    assert {status: cells_of(register).count(status) for status in cards} == cards
    assert cells_of(due).count("前端引才") == 2
    for paper in ("case-*.pdf", "annex-1-*.pdf", "annex-2-*.pdf", "card-face-*.pdf"):
        assert [one.read_bytes()[:5] for one in out.glob(paper)] == [b"%PDF-"]
    the_report_went_up_came_back_and_went_up_again(out)
    simulated_again_by_the_command_line(data_folder, environment)
    history = told.read_text(encoding="utf-8")
    assert "一次性告知补正：学习工作简历" in history
    assert "示例人才" not in history  # masked always
    told_again_by_the_command_line(told, data_folder, environment)
    with started(data_folder / "data") as service:
        auditor = service.client("looking-through", Post(role=Role.AUDITOR))
        with a_connection_that_rests_and_is_used_again(service):
            every_figure_is_what_the_events_come_to(auditor)
            whatever_may_be_read_is_told_as_the_contract_says(auditor)


@contextmanager
def a_connection_that_rests_and_is_used_again(service: Running) -> Iterator[None]:
    """Clients and proxies keep a connection for 5 to 60 seconds: the server must not be the first to close it."""
    with closing(HTTPConnection(service.settings.host, service.settings.port)) as connection:
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b'{"status":"ok"}'
        connection.auto_open = 0  # from here on, one that was closed is not opened again
        yield
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b'{"status":"ok"}'


def whatever_may_be_read_is_told_as_the_contract_says(auditor: httpx.Client) -> None:
    """An auditor asks every reading there is about what the answers name, and each way is followed to its end."""
    walk = Walk(auditor, most=5, known={"city": "370300", "ledger": "public_service"}).walked()

    assert walk.faults == []
    assert {one.name for one in walk.readings} - walk.answered.keys() == NOT_IN_THE_DEMO


def every_figure_is_what_the_events_come_to(auditor: httpx.Client) -> None:
    """An auditor counts the reports of four quarters again, from nothing but the feed of all events."""
    events = [*all_events(auditor)]
    reports = [*signed_reports(auditor, events)]

    assert {(one.unit, one.quarter) for one in reports} >= {("370300", f"2026Q{n}") for n in (1, 2, 3)}
    assert [*disagreements(events, reports)] == []


def all_events(auditor: httpx.Client) -> Iterator[dict[str, Any]]:
    """Every event of the log, in its order."""
    query: dict[str, Any] = {"limit": 200}
    while True:
        page = auditor.get("/v1/audit/events", params=query).raise_for_status().json()
        yield from page["items"]
        if not page["has_more"]:
            return
        query["cursor"] = page["next"]


def signed_reports(auditor: httpx.Client, events: Iterable[dict[str, Any]]) -> Iterator[Signed]:
    """Every revision that was signed off, as its canonical JSON has it."""
    reports: dict[str, tuple[str, str]] = {}
    signed: Counter[str] = Counter()
    for event in events:
        id_ = event["thing"]["id"]
        if event["topic"] == "QuarterlyReport.Opened":
            reports[id_] = (event["facts"]["unit"], event["facts"]["quarter"])
        if event["topic"] == "QuarterlyReport.SignedOff":
            signed[id_] += 1
            unit, quarter = reports[id_]
            content = auditor.get(f"/v1/reports/{unit}/{quarter}/revisions/{signed[id_]}").raise_for_status()
            yield Signed(unit, quarter, signed[id_], content.json())


def the_report_went_up_came_back_and_went_up_again(out: Path) -> None:
    """The last revision, what the province said of both, and the ledgers behind it."""
    report = json.loads((out / "quarterly-report-2026Q3.json").read_text(encoding="utf-8"))
    assert (report["unit"], report["quarter"], report["revision"]) == ("370300", "2026Q3", 2)
    said = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(out.glob("report-receipt-*"))]
    assert [one["standing"] for one in said] == ["returned", "acknowledged"]
    assert "高新区漏报办结事项" in said[0]["reason"]
    history = (out / "report-history-2026Q3.txt").read_text(encoding="utf-8")
    assert [line.split()[3] for line in history.splitlines()].count("QuarterlyReport.Submitted") == 2
    assert "GG-zibo-gaoxin-2026-00001" in cells_of(out / "ledger-public_service.xlsx")
    papers = [*out.glob("ledger-*.pdf"), *out.glob("*-report-2026Q3.pdf")]
    assert [path.read_bytes()[:5] for path in papers] == [b"%PDF-"] * 5
    above = json.loads((out / "provincial-report-2026Q3.json").read_text(encoding="utf-8"))
    assert [row["unit"] for row in above["rows"] if row["standing"] != "missing"] == ["370300"]


def told_again_by_the_command_line(told: Path, folder: Path, environment: dict[str, str]) -> None:
    """The history of a case is the same in a process of its own, but for the position up to which it was read."""
    case_id = told.stem.removeprefix("case-")
    again = subprocess.run(
        [sys.executable, "-m", "cli", "history", case_id],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )

    _, *entries = told.read_text(encoding="utf-8").split("\n\n")
    assert again.stdout.split("\n\n")[1:] == entries


def simulated_again_by_the_command_line(folder: Path, environment: dict[str, str]) -> None:
    """What the demo asked of the API is the same byte by byte in a process of its own, at the position of then."""
    (folder / "draft.yaml").write_text(another_policy(), encoding="utf-8")
    by_api = min((folder / "data" / "simulations").glob("*-cases.json"))
    position = by_api.name.split("-")[1]

    told = subprocess.run(
        [sys.executable, "-m", "cli", "simulate", "draft.yaml", "--position", position, "--cases"],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )

    assert told.stdout == by_api.read_text(encoding="utf-8")
    assert f"against position {position}: 13 cases, 12 would have been otherwise" in told.stderr


@pytest.mark.slow
def test_the_ledgers_of_all_twelve_areas_are_played_and_reported(data_folder: Path) -> None:
    environment = os.environ | {"HUICAI_DATA": str(data_folder / "data"), "HUICAI_PORT": str(free_port())}

    screen = played(data_folder, environment).stdout

    assert "12 areas have reported, 1 of them a zero report" in screen
    with started(data_folder / "data") as service:
        every_figure_is_what_the_events_come_to(service.client("recounting", Post(role=Role.AUDITOR)))
    assert "11 areas have reported" in screen  # and the twelfth comes too late
    assert "acknowledged by the province, and known to the city" in screen


@pytest.mark.slow
def test_given_a_server_that_runs_when_the_demo_is_played_then_the_reports_go_on_a_stick(
    data_folder: Path,
) -> None:
    with started(data_folder / "data") as running:
        environment = os.environ | {
            "HUICAI_DATA": str(data_folder / "data"),
            "HUICAI_PORT": str(running.settings.port),
        }
        screen = played(data_folder, environment, "--brief").stdout

    assert "on a stick" in screen
    assert "acknowledged by the province, and known to the city" in screen
    assert {path.suffix for path in (data_folder / "out" / "stick").iterdir()} == {".zip", ".receipt"}


def played(
    folder: Path, environment: dict[str, str], *options: str, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """The demo, as a newcomer plays it in this folder."""
    told = subprocess.run(
        [sys.executable, "-m", "cli", "demo", *options],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0 or not check, told.stdout[-2000:] + told.stderr[-4000:]
    return told


def test_given_a_province_of_a_city_that_is_gone_when_the_demo_is_played_then_it_says_what_to_remove(
    data_folder: Path,
) -> None:
    left_over = data_folder / "data-province"
    left_over.mkdir()
    (left_over / "report-keys.json").touch()

    told = played(data_folder, os.environ | {"HUICAI_DATA": str(data_folder / "data")}, check=False)

    assert told.returncode == 1
    assert f"{left_over} is the province of a city whose data are gone" in told.stderr
    assert "Traceback" not in told.stderr


def test_given_a_server_of_other_data_when_the_demo_is_played_then_it_says_so_in_one_line(
    data_folder: Path,
) -> None:
    with started(data_folder / "theirs") as running:
        environment = os.environ | {
            "HUICAI_DATA": str(data_folder / "ours"),
            "HUICAI_PORT": str(running.settings.port),
        }
        told = played(data_folder, environment, check=False)

    assert told.returncode == 1
    assert "is none of the data in" in told.stderr
    assert "Traceback" not in told.stderr


def cells_of(workbook: Path) -> list[object]:
    return [cell.value for row in openpyxl.load_workbook(workbook).active.iter_rows() for cell in row]
