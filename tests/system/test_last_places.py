"""A thousand clients at once on the last places of a quota: never one too many, and every refusal says why."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from bootstrap.service import now
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.system.conftest import Running, started

TODAY = now().date()
QUOTA = f"/v1/quotas/370300/huicai/{TODAY.year}"
LETTER = {"kind": "nomination_letter", "number": "示例推荐1号", "issued_on": TODAY.isoformat()}
LISTS = {"drc": "cluster_leader", "miit": "four_chain"}
ENTERPRISES = 60
CLIENTS = 50


@pytest.mark.parametrize(
    "requests",
    [pytest.param(200, id="200 at once"), pytest.param(1000, id="1000 at once", marks=pytest.mark.slow)],
)
def test_no_number_of_clients_gets_more_than_the_notice_allows(requests: int, data_folder: Path) -> None:
    with started(data_folder, workers=2) as running:  # nobody is shed here
        enterprises = listed_enterprises(running)
        running.officer("zhao", "hrss").post(QUOTA, json={}).raise_for_status()

        answers = nominate_all(running, enterprises, requests)

        assert Counter(answer.status_code for answer in answers) == {201: 10, 409: requests - 10}
        quota = running.officer("zhao", "hrss").get(QUOTA).json()
        held = [place for place in quota["places"] if place["status"] == "nominated"]
        assert Counter(place["department"] for place in held) == {"drc": 5, "miit": 5}
        assert len({place["enterprise_id"] for place in held}) == 10
        assert all(names_clause_and_place(answer) for answer in answers if answer.status_code == 409)

        proposals = propose_all(running, held)

        assert Counter(answer.status_code for answer in proposals) == {201: 10, 409: len(proposals) - 10}
        assert all(names_clause_and_place(answer) for answer in proposals if answer.status_code == 409)


def listed_enterprises(running: Running) -> list[str]:
    """Enterprises of which most are on both departments' lists."""
    rows = [
        {"row": n, "name": f"示例{n}号有限公司", "uscc": credit_code_of(n), "area": "zhangdian"}
        for n in range(1, ENTERPRISES + 1)
    ]
    for function, list_type in LISTS.items():
        body = {
            "city": "370300",
            "list_type": list_type,
            "mode": "full",
            "document_number": "示例〔2026〕2号",
            "file_sha256": "0" * 64,
            "rows": rows,
        }
        imported = running.officer("qian", function).post("/v1/enterprise-lists", json=body)
        imported.raise_for_status()
    position = imported.headers["Huicai-Position"]
    page = running.officer("qian", "drc").get(
        "/v1/enterprises", params={"limit": 200, "min_position": position}
    )
    return [enterprise["id"] for enterprise in page.json()["items"]]


def nominate_all(running: Running, enterprises: list[str], requests: int) -> list[httpx.Response]:
    random = Random(3)
    wishes = [(random.choice(("drc", "miit")), random.choice(enterprises)) for _ in range(requests)]

    def nominate(part: list[tuple[str, str]]) -> list[httpx.Response]:
        clients = {function: running.officer(f"sun-{function}", function) for function in LISTS}
        return [
            clients[function].post(
                f"{QUOTA}/nominations", json={"enterprise_id": enterprise, "documents": [LETTER]}
            )
            for function, enterprise in part
        ]

    return all_at_once(nominate, [wishes[n::CLIENTS] for n in range(CLIENTS)])


def propose_all(running: Running, places: list[dict[str, Any]]) -> list[httpx.Response]:
    """Three persons at once for every place, where one is allowed."""
    office = running.officer("zhao", "hrss")
    wishes = [
        (place, register(office, 3 * n + nth, place["enterprise_id"]))
        for n, place in enumerate(places)
        for nth in range(3)
    ]

    def propose(wish: tuple[dict[str, Any], str]) -> list[httpx.Response]:
        place, talent = wish
        specialist = running.specialist(f"li-{place['id']}", place["enterprise_id"])
        return [specialist.post(f"{QUOTA}/nominations/{place['id']}/proposal", json={"talent_id": talent})]

    return all_at_once(propose, wishes)


def register(office: httpx.Client, number: int, employer_id: str) -> str:
    body = {
        "city": "370300",
        "area": "zhangdian",
        "name": "示例人",
        "document": {"kind": "resident_identity_card", "number": identity_number_of(number + 1)},
        "employer_id": employer_id,
    }
    talent: str = office.post("/v1/talents", json=body).raise_for_status().json()["id"]
    return talent


def all_at_once(work: Any, parts: list[Any]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(parts)) as clients:
        return [answer for answers in clients.map(work, parts) for answer in answers]


def names_clause_and_place(answer: httpx.Response) -> bool:
    problem = answer.json()
    return (
        bool(problem["clauses"])
        and problem["blocked_by"]["kind"] == "place"
        and bool(problem["blocked_by"]["id"])
    )
