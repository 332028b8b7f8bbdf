"""`huicai demo`: the first weeks of a quota year, played over HTTP by made-up people.

lists in ─> quota open ─> nominations until the sixth of a department is refused
         ─> a person proposed, the second one of the enterprise refused
         ─> the quota's history on the screen, its board in ./out
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from bootstrap.settings import Settings
from cli.demo_people import Player, players
from cli.demo_server import serving
from cli.development import CITY
from domain.calendar import OFFICE_ZONE

SAMPLES = Path(__file__).parents[1] / "samples" / "zibo"
OUT = Path("out")
CARD_TYPE = "huicai"
LISTS = {  # who hands in which file, under which made-up document
    "drc": ("cluster_leader", "cluster-leaders.xlsx", "淄发改示例〔0000〕00号", "“十强”产业集群领军企业名单"),
    "miit": ("four_chain", "four-chain.xlsx", "淄工信示例〔0000〕00号", "“四链”融合机制重点实施企业名单"),
}
MODE = "additions"

console = Console()


def play(settings: Settings) -> None:
    """Play it against the server that runs, or against one that is started for it."""
    with serving(settings) as url:
        people = players(settings, url)
        for department in LISTS:
            position = take_in_list(people[department], department)
            people["drc"].last_position = people["miit"].last_position = position
        quota = open_quota(people)
        nominate_until_refused(people, quota)
        propose_two_persons(people, quota)
        show_history(people["auditor"], quota)
        write_board(people["hrss"], quota)


def take_in_list(officer: Player, department: str) -> str:
    """Dry run, confirm what only an officer can settle, import; return the position up to which it is known."""
    list_type, file, document, title = LISTS[department]
    stated: dict[str, Any] = {"city": CITY, "list_type": list_type, "mode": MODE, "document_number": document}
    console.rule(f"{title}（{file}）")
    plan = officer.uploads("/v1/enterprise-lists", SAMPLES / file, dry_run=True, stated=stated)
    if plan.status_code == httpx.codes.CONFLICT:
        console.print("  imported before: " + plan.json()["title"])
        return "0"
    rows = plan.raise_for_status().json()["rows"]
    to_confirm = [row["row"] for row in rows if row["to_confirm"]]
    show_plan(rows)
    imported = officer.uploads(
        "/v1/enterprise-lists", SAMPLES / file, stated=stated | {"confirmed_rows": to_confirm}
    )
    imported.raise_for_status()
    return imported.headers["Huicai-Position"]


def show_plan(rows: list[dict[str, Any]]) -> None:
    table = Table("row", "enterprise", "does", "to confirm", box=None)
    for row in rows:
        doubts = "; ".join(doubt["text"] for doubt in row["to_confirm"])
        table.add_row(str(row["row"]), row["name"], row["outcome"], doubts)
    console.print(table)


def open_quota(people: dict[str, Player]) -> str:
    """Open the quota of this year and return its address; of an earlier play, take the nominations back."""
    year = datetime.now(OFFICE_ZONE).year
    address = f"/v1/quotas/{CITY}/{CARD_TYPE}/{year}"
    console.rule(f"{year}年度山东惠才卡配额")
    opened = people["hrss"].posts(address)
    if opened.is_success:
        figures = opened.json()
        limits = "，".join(f"{each['department']} {each['limit']}" for each in figures["departments"])
        console.print(f"  opened with {figures['limit']} places: {limits}")
        return address
    console.print("  open already, from an earlier play: its nominations are withdrawn")
    for place in people["hrss"].gets(address)["places"]:
        if place["status"] == "nominated":
            withdrawal = f"{address}/nominations/{place['id']}/withdrawal"
            people[place["department"]].posts(withdrawal, reason_code="demo_anew").raise_for_status()
    return address


def nominate_until_refused(people: dict[str, Player], quota: str) -> None:
    """Each department nominates its list in turn; the sixth, and whoever is nominated already, is refused."""
    for department, (list_type, *_) in LISTS.items():
        officer = people[department]
        console.rule(f"{department} nominates")
        for enterprise in both_lists_first(officer.listed(list_type)):
            answer = officer.posts(
                f"{quota}/nominations", enterprise_id=enterprise["id"], documents=[letter(department)]
            )
            tell(enterprise["name"], answer)
            if answer.is_error and answer.json()["code"] == "department_quota_exhausted":
                break


def both_lists_first(enterprises: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that both departments could nominate, and one of them will find taken, come first."""
    return sorted(enterprises, key=lambda enterprise: len(enterprise["listings"]) == 1)


def propose_two_persons(people: dict[str, Player], quota: str) -> None:
    """The enterprise of the first place proposes one person, and then a second."""
    places = people["hrss"].gets(quota)["places"]
    place = next(place for place in places if place["status"] == "nominated")
    specialist = people["hrss"].specialist_of(place["enterprise_id"])
    console.rule("the enterprise proposes its one person of the year")
    for number in ("甲", "乙"):
        name = f"示例人才{number}"
        talent = specialist.registers_person(name, place["enterprise_id"])
        answer = specialist.posts(f"{quota}/nominations/{place['id']}/proposal", talent_id=talent)
        tell(name, answer)


def tell(what: str, answer: httpx.Response) -> None:
    """One line for what took effect; for a refusal its clause and what stands in the way."""
    if answer.is_success:
        console.print(f"  [green]✓[/green] {what}", soft_wrap=True)
        return
    problem = answer.json()
    console.print(f"  [red]✗[/red] {what}: {problem['title']}。{problem.get('detail') or ''}", soft_wrap=True)
    for clause in problem["clauses"]:
        console.print(f"      {clause['id']}  {clause['text']}（{clause['source']}）", soft_wrap=True)
    if blocking := problem.get("blocked_by"):
        console.print(
            f"      blocked by {blocking['kind']} {blocking['id']} of {blocking.get('department', '-')}"
        )


def show_history(auditor: Player, quota: str) -> None:
    """One line per event, as the auditor reads it: position, instant, event, who, under which clauses."""
    console.rule("配额全部记录 · history of the quota")
    for event in auditor.gets(f"{quota}/history")["items"]:
        envelope = event["envelope"]
        who = f"{envelope['actor']} ({envelope['function'] or envelope['role']})"
        clauses = " ".join(clause["id"] for clause in envelope["clauses"])
        at = (
            datetime.fromisoformat(event["recorded_at"]).astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M:%S")
        )
        console.print(
            f"{event['position']:>6}  {at}  {event['topic']:<26} {who:<28} {clauses}", soft_wrap=True
        )


def write_board(officer: Player, quota: str) -> None:
    OUT.mkdir(exist_ok=True)
    path = OUT / f"quota-board-{quota.rsplit('/', 1)[1]}.xlsx"
    path.write_bytes(officer.fetch(f"{quota}.xlsx"))
    console.rule()
    console.print(f"The quota board is in {path}")


def letter(department: str) -> dict[str, str]:
    """The made-up letter of nomination that a department sends."""
    today = datetime.now(OFFICE_ZONE).date().isoformat()
    return {"kind": "nomination_letter", "number": LISTS[department][2], "issued_on": today}
