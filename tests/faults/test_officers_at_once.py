"""Officers rename, nominate and look at once while processes are killed: the history has nothing wrong with it."""

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.preconditions import version_expected
from bootstrap.projecting import projecting
from bootstrap.service import Service
from domain.authorization import Post, Role
from tests.api.conftest import CITY_AREA, LETTER, QUOTA, ZHANGDIAN, list_of
from tests.conftest import Database
from tests.domain.made_up import credit_code_of
from tests.faults.api_processes import ApiProcesses
from tests.faults.histories import Operation, Outcome, Written, anomalies

pytestmark = pytest.mark.bar(id="H1")

OFFICERS = 8
THINGS = 12
LIMITS = {"drc": 5, "miit": 5}
NAMED = ("Enterprise.Registered", "Enterprise.Renamed")
WHY = {"reason": "推荐有误", "documents": [LETTER]}
LOG = """
    SELECT e.originator_id::text, e.originator_version, e.position, convert_from(e.state, 'UTF8')::json ->> 'name'
      FROM log.events e WHERE e.originator_id = ANY (%(things)s::uuid[]) ORDER BY e.position
"""


class Officer:
    """A client who never sends anything twice: what is not answered may have happened."""

    def __init__(self, number: int, processes: ApiProcesses, things: Sequence[str]) -> None:
        self.name = f"officer-{number}"
        self.operations: list[Operation] = []
        self._things = things
        self._seen: dict[str, int] = {}
        self._random = random.Random(number)
        self._http = httpx.Client(base_url=processes.url, timeout=60, verify=False)
        self._function = ("drc", "miit")[number % 2]
        post = Post(role=Role.OFFICER, function=self._function, area=CITY_AREA)
        self._headers = {"Authorization": f"Bearer {processes.token(self.name, post)}"}

    def works(self, until: Event) -> None:
        with self._http:
            while not until.is_set():
                self._random.choice((self.renames, self.looks, self.looks, self.lists, self.nominates))()

    def renames(self) -> None:
        """On the version that was seen last, or, now and then, whatever the version is."""
        thing, key = self._random.choice(self._things), f"示例{uuid4().hex[:12]}有限公司"
        seen = self._seen.get(thing) if self._random.random() < 0.7 else None
        headers = {} if seen is None else {"If-Match": f'"{seen}"'}
        invoked, answer, returned = self._asked("POST", f"/v1/enterprises/{thing}/name", headers, name=key)
        self.operations.append(
            Operation(
                client=self.name, thing=thing, key=key, on_version=seen, invoked=invoked,
                **self._told(thing, answer, returned),
            )
        )  # fmt: skip

    def looks(self) -> None:
        thing = self._random.choice(self._things)
        invoked, answer, returned = self._asked("GET", f"/v1/enterprises/{thing}", {})
        if answer is not None and answer.is_success:
            told = self._told(thing, answer, returned)
            self.operations.append(
                Operation(client=self.name, thing=thing, seen=answer.json()["name"], invoked=invoked, **told)
            )

    def lists(self) -> None:
        """A projection, as recent as what this officer has written last."""
        written = [one for one in self.operations if one.is_write and one.outcome is Outcome.OK]
        if not written:
            return
        position = self._position
        query = f"/v1/enterprises?limit=100&min_position={position}"
        invoked, answer, returned = self._asked("GET", query, {})
        if answer is None or not answer.is_success:
            return
        for item in answer.json()["items"]:
            if item["id"] in self._things:
                self.operations.append(
                    Operation(
                        client=self.name, thing=item["id"], invoked=invoked, returned=returned,
                        version=item["version"], seen=item["name"], min_position=position,
                    )
                )  # fmt: skip

    def nominates(self) -> None:
        """Takes a place of the quota, or gives one of the department's back."""
        thing = self._random.choice(self._things)
        _, answer, _ = self._asked(
            "POST", f"{QUOTA}/nominations", {}, enterprise_id=thing, documents=[LETTER]
        )
        if answer is not None and answer.status_code == 201 and self._random.random() < 0.8:
            place = answer.json()["places"][-1]["id"]
            self._asked("POST", f"{QUOTA}/nominations/{place}/withdrawal", {}, **WHY)

    _position = 0

    def _asked(
        self, method: str, path: str, headers: dict[str, str], **body: Any
    ) -> tuple[float, httpx.Response | None, float]:
        invoked = monotonic()
        try:
            answer = self._http.request(method, path, headers=self._headers | headers, json=body or None)
        except httpx.TransportError:
            return invoked, None, float("inf")
        return invoked, answer, monotonic()

    def _told(self, thing: str, answer: httpx.Response | None, returned: float) -> dict[str, Any]:
        """What an operation knows of its end."""
        if answer is None or answer.status_code >= 500:
            return {"outcome": Outcome.INFO}
        if not answer.is_success:
            if answer.status_code == 412:
                self._seen.pop(thing, None)
            return {"outcome": Outcome.FAIL, "returned": returned}
        version = version_expected(answer.headers["ETag"])
        self._seen[thing] = version
        self._position = int(answer.headers.get("Huicai-Position", self._position))
        return {"version": version, "returned": returned}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kills", "between"), [pytest.param(2, 40, id="2 kills"), pytest.param(100, 40, id="100 kills")]
)
def test_given_officers_at_once_when_processes_are_killed_then_what_they_saw_follows_from_the_log(
    database: Database, tmp_path: Path, kills, between, capsys
):
    with ApiProcesses(database.url("app"), tmp_path) as processes, projecting(database.url("projector")):
        things = prepared(processes)
        officers = [Officer(number, processes, things) for number in range(OFFICERS)]
        done = Event()
        with ThreadPoolExecutor(OFFICERS) as threads:
            working = [threads.submit(officer.works, done) for officer in officers]
            for kill in range(kills):
                wait_for(officers, (kill + 1) * between)
                processes.kill_one()
            wait_for(officers, (kills + 1) * between)
            done.set()
            for work in working:
                work.result()
        operations = [one for officer in officers for one in officer.operations]
        log = written(processes.service, things)

        with capsys.disabled():
            print(
                f"\n{kills} kills: {dict(Counter(one.outcome.value for one in operations))} of {OFFICERS} officers"
            )
        assert anomalies([*of_the_lists(log), *operations], log) == []
        assert versions_above_the_limits(processes.service) == {}


def prepared(processes: ApiProcesses) -> list[str]:
    """Enterprises on the lists of both departments, and a quota; the enterprises' ids."""
    with httpx.Client(base_url=processes.url, timeout=60, verify=False) as http:

        def sent(function: str, path: str, **body: Any) -> dict[str, Any]:
            post = Post(role=Role.OFFICER, function=function, area=CITY_AREA)
            token = processes.token(f"li-{function}", post)
            answer = http.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
            assert answer.is_success, answer.text
            return dict(answer.json())

        rows = [
            {"row": n, "name": f"名单{n}号有限公司", "uscc": credit_code_of(n), "area": ZHANGDIAN}
            for n in range(1, THINGS + 1)
        ]
        lists = [sent(function, "/v1/enterprise-lists", **list_of(function, rows)) for function in LIMITS]
        sent("hrss", QUOTA)
    return [str(row["enterprise_id"]) for row in lists[0]["rows"]]


def wait_for(officers: Sequence[Officer], operations: int) -> None:
    deadline = monotonic() + 300
    while sum(len(officer.operations) for officer in officers) < operations:
        assert monotonic() < deadline, "the officers do not get on"
        sleep(0.01)


def written(service: Service, things: Sequence[str]) -> list[Written]:
    """What the log has of the enterprises: a version that says nothing of the name keeps that of before."""
    names: dict[str, str] = {}
    writes = []
    for thing, version, position, name in service.log.datastore.rows(LOG, things=list(things)):
        names[thing] = name or names[thing]
        writes.append(Written(thing, version, name or f"{thing} {version}", position, names[thing]))
    return writes


def of_the_lists(log: Sequence[Written]) -> list[Operation]:
    """What was there before any officer came: the enterprise, and what says nothing of its name."""
    return [
        Operation(client="lists", thing=one.thing, key=one.key, invoked=0, version=one.version)
        for one in log
        if one.version == 1 or one.key != one.shows
    ]


def versions_above_the_limits(service: Service) -> dict[int, dict[str, int]]:
    """The versions of the quota at which more was held than the notice allows."""
    [(quota_id, last)] = service.log.datastore.rows(
        "SELECT originator_id::text, max(originator_version) FROM log.events WHERE topic LIKE 'Quota.%%'"
        " GROUP BY originator_id"
    )
    above = {}
    for version in range(1, last + 1):
        places = service.store.repository.get(UUID(quota_id), version=version).places
        held = {department: places.held(department) for department in LIMITS}
        if any(held[department] > limit for department, limit in LIMITS.items()):
            above[version] = held
    assert last > sum(LIMITS.values()), "hardly anybody has nominated"
    return above
