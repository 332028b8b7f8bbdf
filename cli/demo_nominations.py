"""The first weeks of the demo's quota year: lists in, quota open, nominations until the sixth is refused."""

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from cli.demo_people import Player
from cli.demo_telling import chapter, done, say, show_plan, tell
from cli.development import CITY
from domain.calendar import OFFICE_ZONE

SAMPLES = Path(__file__).parents[1] / "samples" / "zibo"
CARD_TYPE = "huicai"
LISTS = {  # who hands in which file, under which made-up document
    "drc": ("cluster_leader", "cluster-leaders.xlsx", "淄发改示例〔0000〕00号", "“十强”产业集群领军企业名单"),
    "miit": ("four_chain", "four-chain.xlsx", "淄工信示例〔0000〕00号", "“四链”融合机制重点实施企业名单"),
}
MODE = "additions"
LISTED_ON = "2025-03-10"  # what the enterprises ask for later is of listed ones


def today() -> str:
    """The day in the office's zone."""
    return datetime.now(OFFICE_ZONE).date().isoformat()


def year() -> int:
    """The quota year that is played: the present one."""
    return datetime.now(OFFICE_ZONE).year


def take_in_lists(people: dict[str, Player]) -> None:
    """Both departments hand their lists in."""
    for department in LISTS:
        _take_in(people[department], department)


def open_quota(people: dict[str, Player]) -> str:
    """Open the quota of this year; returns its address."""
    address = f"/v1/quotas/{CITY}/{CARD_TYPE}/{year()}"
    chapter(f"{year()}年度山东惠才卡配额")
    opened = people["hrss"].posts(address)
    if opened.is_error:
        say("open already, from an earlier play")
        return address
    figures = opened.json()
    limits = "，".join(f"{each['department']} {each['limit']}" for each in figures["departments"])
    say(f"opened with {figures['limit']} places: {limits}")
    return address


def nominate_until_refused(people: dict[str, Player], quota: str) -> None:
    """Each department nominates its list in turn; the sixth, and whoever is nominated already, is refused."""
    for department, (list_type, *_) in LISTS.items():
        officer = people[department]
        chapter(f"{department} nominates")
        for enterprise in _both_lists_first(officer.listed(list_type)):
            answer = officer.posts(
                f"{quota}/nominations", enterprise_id=enterprise["id"], documents=[letter(department)]
            )
            tell(enterprise["name"], answer)
            if answer.is_error and answer.json()["code"] == "department_quota_exhausted":
                break


def nominate_instead(officer: Player, department: str, quota: str) -> None:
    """A place is free again: the department nominates the next enterprise of its list that has had none."""
    chapter(f"{department} nominates once more")
    had_one = {place["enterprise_id"] for place in officer.gets(quota)["places"]}
    list_type = LISTS[department][0]
    another = next(one for one in _both_lists_first(officer.listed(list_type)) if one["id"] not in had_one)
    nominated = officer.posts(
        f"{quota}/nominations", enterprise_id=another["id"], documents=[letter(department)]
    )
    tell(f"{another['name']}, on the place of the case that was not recommended", nominated)


def letter(department: str) -> dict[str, str]:
    """The made-up letter that a department sends."""
    return {"kind": "nomination_letter", "number": LISTS[department][2], "issued_on": today()}


def _take_in(officer: Player, department: str) -> None:
    """Dry run, confirm what only an officer can settle, import."""
    list_type, file, document, title = LISTS[department]
    stated: dict[str, Any] = {"city": CITY, "list_type": list_type, "mode": MODE, "document_number": document}
    stated |= {"effective_on": LISTED_ON, "reason": "示例：名单已于当日印发"}
    chapter(f"{title}（{file}）")
    plan = officer.uploads("/v1/enterprise-lists", SAMPLES / file, dry_run=True, stated=stated)
    if plan.status_code == httpx.codes.CONFLICT:
        say("imported before: " + plan.json()["title"])
        return
    shown = done(plan)
    rows = shown["rows"]
    to_confirm = [row["row"] for row in rows if row["to_confirm"]]
    show_plan(rows)
    confirmed = stated | {"confirmed_rows": to_confirm, "preview": shown["preview"]}
    imported = officer.uploads("/v1/enterprise-lists", SAMPLES / file, stated=confirmed)
    imported.raise_for_status()


def _both_lists_first(enterprises: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that both departments could nominate, and one of them will find taken, come first."""
    return sorted(enterprises, key=lambda enterprise: len(enterprise["listings"]) == 1)
