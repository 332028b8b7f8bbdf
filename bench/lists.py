"""Taking a long list in: a department's file of 5,000 new enterprises with their principals, over HTTP.

dry run    the file is read, every row is judged, and its plan is shown
import     the same again, and 25,000 events are sealed and recorded
again      the list of the next year: the same enterprises, each with another telephone number
"""

import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import xlsxwriter

from bench.report import Report, Row
from persistence.embedded import EmbeddedPostgres
from persistence.embedded.server import DATABASE
from persistence.migrations import migrate
from projections import PROJECTIONS
from tests.api.conftest import CITY, Town, town_on
from tests.conftest import Database
from tests.domain.made_up import credit_code_of

ENTERPRISES = 5_000
MOST_ROUNDS = 15  # there are 99,999 codes that are nobody's
MOST_SECONDS = 5.0
PROJECTED_WITHIN_S = 120
TITLE = "“十强”产业集群领军企业名单"
HEAD = ("序号", "企业名称", "统一社会信用代码", "区县", "主要负责人", "职务", "联系电话", "是否党委管理干部")


class Seconds(NamedTuple):
    """How long the two requests took of one list."""

    dry_run: float
    taken_in: float

    @property
    def together(self) -> float:
        return self.dry_run + self.taken_in


def run(rounds: int, _seconds: float) -> Report:
    first, again = [], []
    with opened() as town:
        for number in range(min(rounds, MOST_ROUNDS)):
            start = 1 + number * ENTERPRISES
            first.append(sent(town, workbook(start, "15400000001"), 2 * number))
            again.append(sent(town, workbook(start, "15400000002"), 2 * number + 1))
    return Report([*rows("new", first, MOST_SECONDS), *rows("again", again, None)])


def rows(which: str, measured: Sequence[Seconds], most: float | None) -> list[Row]:
    case = f"{ENTERPRISES:,} enterprises, {which}"
    return [
        Row(f"{case}/dry run", median(one.dry_run for one in measured), "s"),
        Row(f"{case}/import", median(one.taken_in for one in measured), "s"),
        Row(f"{case}/both", median(one.together for one in measured), "s", at_most=most),
    ]


def sent(town: Town, content: bytes, number: int) -> Seconds:
    """Have the list tried and taken in, and wait until the projections have seen it."""
    stated = {
        "city": CITY,
        "list_type": "cluster_leader",
        "mode": "additions",
        "document_number": f"示例〔2026〕{number}号",
    }
    started = perf_counter()
    tried = town.officer("drc").uploads("/v1/enterprise-lists?dry_run=true", content, "list.xlsx", **stated)
    shown = perf_counter()
    taken = town.officer("drc").uploads("/v1/enterprise-lists", content, "list.xlsx", **stated)
    done = perf_counter()
    assert (tried.status_code, taken.status_code) == (200, 201), (tried.text[:500], taken.text[:500])
    assert len(taken.json()["rows"]) == ENTERPRISES
    _wait_for_projections(town, int(taken.headers["Huicai-Position"]))
    return Seconds(shown - started, done - shown)


def _wait_for_projections(town: Town, position: int) -> None:
    """So that they do not work for the last list while the next one is measured."""
    for name in PROJECTIONS:
        town.service.progress.wait_for(name, position, PROJECTED_WITHIN_S)


def workbook(start: int, phone: str) -> bytes:
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range(0, 0, 0, len(HEAD) - 1, TITLE)
        sheet.write_row(1, 0, HEAD)
        for serial in range(1, ENTERPRISES + 1):
            sheet.write_row(1 + serial, 0, listed(serial, start + serial - 1, phone))
    return saved.getvalue()


def listed(serial: int, number: int, phone: str) -> tuple[Any, ...]:
    enterprise = (f"示例第{number}化工有限公司", credit_code_of(number), "张店区")
    return (serial, *enterprise, "示例甲", "董事长", phone, "否")


@contextmanager
def opened() -> Iterator[Town]:
    """A city's service on a database of its own, behind a socket of this machine."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            keys = folder / "keys"
            keys.mkdir()
            with town_on(Database(server, DATABASE), keys) as town:
                town.http.timeout = PROJECTED_WITHIN_S
                yield town
