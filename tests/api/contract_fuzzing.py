"""What the fuzzing program is told beside the contract: who may send what, and what to count.

The program loads this by itself (`SCHEMATHESIS_HOOKS`), in a process of its own; `test_contract_fuzzed.py` starts it.
"""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any
from zlib import crc32

import schemathesis
from schemathesis import cli
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events

PEOPLE: dict[str, list[str]] = json.loads(Path(os.environ["FUZZ_PEOPLE"]).read_text(encoding="utf-8"))
COUNTED = Path(os.environ["FUZZ_COUNTED"])
POST = "Huicai-Post"
SELDOM = 10  # of so many posts that are named at random one is sent


def drawn(case: Any, most: int) -> int:
    """A number below `most` that is the same whenever the same is sent."""
    return crc32(repr((case.path_parameters, case.query, case.body)).encode()) % most


@schemathesis.auth(refresh_interval=None)
class WhoMay:
    """One of those who may send it."""

    def get(self, case: Any, _: Any) -> str | None:
        people = PEOPLE[case.operation.definition.raw["operationId"]]
        return people[drawn(case, len(people))] if people else None

    def set(self, case: Any, token: str, _: Any) -> None:
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.serializer("application/zip", "application/jose")
def as_bytes(_: Any, value: Any) -> bytes:
    """A package or a receipt that nobody has signed."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


@schemathesis.hook
def before_call(_context: Any, case: Any, _how: Any) -> None:
    """A post that is made up is not held, and nothing else would ever be refused."""
    is_wrong = case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER)
    if POST in (case.headers or {}) and not is_wrong and drawn(case, SELDOM):
        del case.headers[POST]


@cli.handler()
class Counting(cli.EventHandler):
    """Cases by phase, answers by operation and status, and links by what came of following them."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.cases: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.links: Counter[str] = Counter()

    def handle_event(self, _: Any, event: Any) -> None:
        if not isinstance(event, events.ScenarioFinished):
            return
        for case_id, node in event.recorder.cases.items():
            made = event.recorder.interactions.get(case_id)
            if made is None or made.response is None:
                continue
            status = made.response.status_code
            self.cases[event.phase.value] += 1
            self.answers[f"{node.value.operation.definition.raw['operationId']} {status}"] += 1
            if node.transition is not None and node.is_transition_applied and not node.transition.is_inferred:
                self.links[f"{node.transition.id} {status}"] += 1

    def shutdown(self, _: Any) -> None:
        counted = {"cases": self.cases, "answers": self.answers, "links": self.links}
        COUNTED.write_text(json.dumps(counted), encoding="utf-8")
