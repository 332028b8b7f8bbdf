"""A draft of a policy held against the whole history of a city.

A hundred thousand cases of the quota route (`--size` for fewer), with their places, are copied into the log in the
order in which a thousand of them at a time would have gone through the offices. The draft sets other deadlines at every
step and lower limits, so that nothing about a case can be taken as it was. A figure is the median of all rounds.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import chain, count, islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

import orjson

from bench.report import Report, Row
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.simulating import as_bytes, digest_of, simulate
from domain.policy.loading import SHIPPED_PACKS, read_pack
from domain.policy.pack import PolicyPack
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate

SIZE = 100_000  # cases
ROUNDS = 3
BAR_S = 60.0
AT_ONCE = 1_000  # cases that are under way together
PLACES = 10  # of a quota
CITY, VERSION = "370300", "zibo-2023/1"
AREAS = ("zhangdian", "linzi", "zichuan", "boshan", "zhoucun", "huantai", "gaoqing", "yiyuan", "zibo-gaoxin")
FIRST_DAY, DAYS = date(2023, 12, 18), 700
SEALED = {"sealed": "00000000-0000-4000-8000-000000000000:" + "A" * 84}
ATTESTED = {"result": "not_managed", "as_of": "2023-12-15", "attested_by": "zibo-party-org"}
WAY = (  # step by step: the event, at which step, to which, and how many days after the one before
    ("OpinionGiven", "district_opinion", "department_review", 4),
    ("Reviewed", "department_review", "collective_submission", 9),
    ("CollectivelySubmitted", "collective_submission", "reception", 8),
    ("Received", "reception", "forwarding", 3),
    ("Forwarded", "forwarding", "provincial_result", 7),
)
COLUMNS = "position, event_id, originator_id, originator_version, topic, state, command_id, correlation_id, recorded_at"


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with filled(size) as service:
        draft, seconds, of_processor, results = another_policy(), [], [], set()
        for _ in range(rounds):
            started, worked = perf_counter(), process_time()
            outcome = simulate(service, draft)
            result = as_bytes(outcome, with_cases=True)
            seconds.append(perf_counter() - started)
            of_processor.append(process_time() - worked)
            results.add(digest_of(result))
        assert len(results) == 1, "the same history and draft give the same bytes"
        assert outcome.looked_at == size
        assert outcome.cases, "the draft would have changed something"
        rows = [
            Row(f"simulated and written/{size:,} cases", median(seconds), "s", at_most=BAR_S),
            Row(f"of the processor, without PostgreSQL's/{size:,} cases", median(of_processor), "s"),
        ]
        events = service.log.max_notification_id() or 0
        return Report(rows, beside=f"{events:,} events, {len(outcome.cases):,} cases otherwise")


def another_policy() -> PolicyPack:
    """The pack of Zibo with half the days at every step, and half the places."""
    text = (SHIPPED_PACKS / "zibo-2023.yaml").read_text(encoding="utf-8")
    for was, becomes in (
        ("version: zibo-2023/1", "version: zibo-2023/2"),
        ("          days: 10\n", "          days: 5\n"),
        ("          days: 5\n          unit", "          days: 3\n          unit"),
        ("      city: {value: 10,", "      city: {value: 6,"),
        ("drc: {value: 5,", "drc: {value: 3,"),
        ("miit: {value: 5,", "miit: {value: 3,"),
    ):
        text = text.replace(was, becomes)
    return read_pack(text, "zibo-2023.yaml")


# ── What is made up ──────────────────────────────────────────────────────────────────────────────────────


def events(size: int) -> Iterator[tuple[UUID, int, str, dict[str, Any]]]:
    """Every event of these cases and their quotas, in the order of the log."""
    for first in range(0, size, AT_ONCE):
        block = range(first, min(first + AT_ONCE, size))
        yield from chain.from_iterable(quota(case) for case in block if case % PLACES == 0)
        lives = [list(life(case)) for case in block]
        for nth in range(max(map(len, lives))):
            yield from (one[nth] for one in lives if nth < len(one))


def quota(case: int) -> Iterator[tuple[UUID, int, str, dict[str, Any]]]:
    """The quota of ten cases: opened, and ten enterprises nominated."""
    id_, day = UUID(int=case << 8 | 1), begins(case)
    said = {
        "city": CITY,
        "card_type": "huicai",
        "quota_year": 2024 + case // PLACES,
        "city_limit": PLACES,
        "department_limits": {"drc": PLACES // 2, "miit": PLACES // 2},
    }
    yield id_, 1, "Quota.Opened", envelope(day) | said
    for nth in range(PLACES):
        place = {
            "place_id": str(place_id(case + nth)),
            "enterprise_id": str(enterprise_id(case + nth)),
            "enterprise_area": area(case + nth),
            "department": department(case + nth),
            "list_type": "cluster_leader",
            "list_batch_id": str(id_),
        }
        yield id_, 2 + nth, "Quota.Nominated", envelope(day) | place


def life(case: int) -> Iterator[tuple[UUID, int, str, dict[str, Any]]]:
    """One case from its draft to the card, some of it slower than others."""
    id_, version, rng, day = case_id(case), count(1), Random(case), begins(case)

    def event(name: str, **said: Any) -> tuple[UUID, int, str, dict[str, Any]]:
        state = envelope(day) | {"area": area(case)} | said
        return id_, next(version), f"CardApplication.{name}", state

    yield event(
        "Drafted",
        city=CITY,
        card_type="huicai",
        route="quota",
        enterprise_id=str(enterprise_id(case)),
        talent_id=str(talent_id(case)),
        place_id=str(place_id(case)),
        department=department(case),
        list_type="cluster_leader",
    )
    yield event("FormFilled", form_version=1, form={f"fact_{nth}": SEALED for nth in range(20)})
    yield event("Submitted", form_version=1, step=WAY[0][1], attestation=ATTESTED)
    for name, step, next_step, days in WAY:
        day += timedelta(rng.randint(1, 2 * days))
        yield event(name, step=step, next_step=next_step)
    day += timedelta(rng.randint(5, 60))
    facts = {"step": "provincial_result", "card_id": str(UUID(int=case << 8 | 2)), "attestation": ATTESTED}
    yield event("Approved", **facts)


def envelope(day: date) -> dict[str, Any]:
    standing = {
        "actor": "zhao-min",
        "capacity": "acting",
        "role": "officer",
        "function": "drc",
        "area": "zibo-shibenji",
        "deciding_body": "zibo-drc",
        "documents": [],
        "clauses": ["R-14", "W-2"],
        "effective_on": day.isoformat(),
        "policy_version": VERSION,
        "reason": SEALED,
    }
    return {"timestamp": f"{day}T10:00:00+08:00", "envelope": standing}


def begins(case: int) -> date:
    return FIRST_DAY + timedelta(case // AT_ONCE % DAYS)


def area(case: int) -> str:
    return AREAS[case % len(AREAS)]


def department(case: int) -> str:
    return ("drc", "miit")[case % 2]


def case_id(case: int) -> UUID:
    """Scattered, as random ids are: the cases of one week lie nowhere together."""
    return UUID(int=Random(case).getrandbits(96) << 32 | case)


def talent_id(case: int) -> UUID:
    return UUID(int=case << 8 | 3)


def enterprise_id(case: int) -> UUID:
    return UUID(int=case << 8 | 4)


def place_id(case: int) -> UUID:
    return UUID(int=case << 8 | 5)


# ── Copying ──────────────────────────────────────────────────────────────────────────────────────────────


class Lines:
    """The events as COPY reads them, a thousand at a time."""

    def __init__(self, size: int) -> None:
        self._lines = (line(position, *event) for position, event in enumerate(events(size), start=1))

    def read(self, _size: int) -> str:
        return "".join(islice(self._lines, 1000))


def line(position: int, originator_id: UUID, version: int, topic: str, state: dict[str, Any]) -> str:
    id_ = UUID(int=position)
    hexed = orjson.dumps(state).hex()
    cells = (position, id_, originator_id, version, topic, rf"\\x{hexed}", id_, id_, state["timestamp"])
    return "\t".join(map(str, cells)) + "\n"


@contextmanager
def filled(size: int) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            owner = Datastore(open_engine(server.url("owner")))
            with owner.transaction() as cursor:
                cursor.copy_expert(f"COPY log.events ({COLUMNS}) FROM STDIN", Lines(size))
            owner.close()
            service = service_on(server.url("app"), Settings(data=folder, _env_file=None))
            try:
                yield service
            finally:
                service.close()
