"""A ledger of demands as a workbook: how long it takes to write, and in how much memory.

Made-up items (`--size` for another number) with all that can be said of one are sealed and put into the read tables, each
under a key of its own; then the workbook is written through the functions that the API writes it with, by a process that stands for
the server. Memory is by how much that process grows, and all that the one beside it takes, which writes the sheet. Beside: pages
of the ledger and of a window's queue, the 95th percentile in milliseconds.
"""

import gc
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from os import SEEK_END
from os import times as process_times
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread
from time import perf_counter
from typing import Any
from uuid import UUID

from api.app import GARBAGE_THRESHOLDS
from api.rendering.demand_ledgers import ledger_readers
from api.rendering.demand_sheets import ledger_head, ledger_sheet_lines
from api.rendering.printed import Printing
from api.viewer import Viewer
from bench.lists import opened
from bench.report import Report, Row
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from documents.demand_ledger_apart import write_long_demand_ledger
from domain.base import Authority
from domain.personal_data import Personal
from domain.policy.ledgers import Ledger
from domain.store import TalentCards  # noqa: F401  the topics of all events are known once it is
from persistence.datastore import Datastore, open_engine
from persistence.vault import Vault
from projections.demand_ledger import DemandQueue, LedgerFilter, LedgerKey
from projections.demand_ledger.tables import enterprises, items, open_deadlines, progress, units
from projections.rows import Rows
from projections.sealed import as_columns

SIZE = 50_000  # items
MOST_SECONDS, MOST_MEGABYTES, MOST_MS = 15.0, 200.0, 30.0
BATCH = 1_000
FIRST_DAY = date(2026, 1, 5)
ON = date(2026, 9, 30)
AREAS = (
    "zhangdian",
    "linzi",
    "zichuan",
    "boshan",
    "zhoucun",
    "huantai",
    "gaoqing",
    "yiyuan",
    "zibo-shibenji",
)
STATUSES = ("registered", "assigned", "in_progress", "replied", "settled")
SAID = {
    "name_": "示例人才",
    "phone_": "13905331234",
    "content_": "本人子女今年九月拟入读实验小学，户籍尚未迁入，请协调学位并告知需提交的材料。",
    "policy_basis_": "鲁人社字〔2022〕161号",
    "remark_": "周三不在",
    "result_": "已入学，学位已落实",
}


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with opened() as town:
        fill(town.database.url("projector"), town.service.vault, size)
        stated = [town.database.url("app"), str(town.service.settings.data)]
        written = [in_own_process(*stated) for _ in range(min(rounds, 3))]
        pages = [*pages_of(town.service, size, 30 * rounds)]
    case = f"{size:,} items"
    return Report(
        [
            Row(f"{case}/workbook", min(one["seconds"] for one in written), "s", at_most=MOST_SECONDS),
            Row(f"{case}/processor time", min(one["processor"] for one in written), "s"),
            Row(f"{case}/memory", max(one["megabytes"] for one in written), "MB", at_most=MOST_MEGABYTES),
            Row(f"{case}/memory of the writing process", max(one["beside"] for one in written), "MB"),
            Row(f"{case}/file", written[0]["file"], "MB"),
            *pages,
        ]
    )


def in_own_process(url: str, folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.ledgers", url, folder], stdout=subprocess.PIPE, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def write_once(url: str, folder: Path) -> dict[str, float]:
    """Write the ledger of the whole city; seconds, and by how much the process has grown meanwhile."""
    settings = Settings(data=folder, development_issuer=True, _env_file=None)
    with closing(service_on(url, settings)) as service, tempfile.TemporaryFile() as file:
        viewer = reader(service)
        printing, wanted = Printing(viewer, is_masked=True), LedgerFilter(ledger=Ledger.PUBLIC_SERVICE)
        gc.set_threshold(*GARBAGE_THRESHOLDS)
        before, began, used = peak_megabytes(), perf_counter(), processor_seconds()
        pages = service.ledgers.pages(wanted, readers=ledger_readers(viewer), on=ON)
        head = ledger_head(printing, Ledger.PUBLIC_SERVICE, wanted, ON)
        with watched_children() as children:
            write_long_demand_ledger(head, ledger_sheet_lines(pages, printing, ON), file)
        seconds = perf_counter() - began
        grown, beside = peak_megabytes() - before, sum(children.values())
        return {
            "seconds": seconds,
            "megabytes": grown + beside,
            "beside": beside,
            "processor": processor_seconds() - used,
            "file": file.seek(0, SEEK_END) / 2**20,
        }


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_seconds() -> float:
    """Of this process, and of those that it has started and that have ended."""
    return sum(process_times()[:4])


@contextmanager
def watched_children() -> Iterator[dict[str, float]]:
    """The peak of every process that this one has started meanwhile, in megabytes, as Linux tells it of one that runs."""
    peaks: dict[str, float] = {}
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            with suppress(OSError):  # it has just ended
                for task in Path("/proc/self/task").iterdir():
                    for child in (task / "children").read_text().split():
                        peaks[child] = _peak_of(child) or peaks.get(child, 0.0)

    watcher = Thread(target=watch)
    watcher.start()
    yield peaks
    is_over.set()
    watcher.join()


def _peak_of(process: str) -> float:
    said = Path(f"/proc/{process}/status").read_text()
    return next((int(line.split()[1]) / 1024 for line in said.splitlines() if line.startswith("VmHWM")), 0.0)


def pages_of(service: Service, size: int, number: int) -> Iterator[Row]:
    readers = ledger_readers(reader(service))
    for case, queue in (("ledger", None), ("to_assign", DemandQueue.TO_ASSIGN)):
        took = []
        for nth in range(number):
            began, after = perf_counter(), LedgerKey(nth * size // number)
            service.ledgers.page(LedgerFilter(), readers=readers, on=ON, queue=queue, after=after)
            took.append(1000 * (perf_counter() - began))
        yield Row(f"page/{case}", quantiles(took, n=20)[-1], "ms, p95", at_most=MOST_MS)


def reader(service: Service) -> Viewer:
    """The city's window."""
    standing = Authority(
        actor="window",
        role="officer",
        function="window",
        area="zibo-shibenji",
        effective_on=ON,
        at=datetime(2026, 9, 30, 2, tzinfo=UTC),
        policy_version="zibo-2023/1",
    )
    return Viewer.of_own_matters(standing, service)


# ── Made-up items ────────────────────────────────────────────────────────────────────────────────────────


def fill(url: str, vault: Vault, size: int) -> None:
    with closing(Datastore(open_engine(url))) as projector:
        for first in range(0, size, BATCH):
            with projector.transaction() as cursor:
                rows = made_up(range(first, min(first + BATCH, size)), vault)
                rows.write(cursor, "read")
        with closing(projector.detached()) as connection, connection.cursor() as cursor:
            tables = ", ".join(f"read.{table.name}" for table in (items, units, progress, open_deadlines))
            cursor.execute(f"VACUUM ANALYZE {tables}")


def made_up(batch: range, vault: Vault) -> Rows:
    rows = Rows()
    ring = vault.keys_for({item_id(number) for number in batch})
    for number in batch:
        which, status = item_id(number), STATUSES[number % len(STATUSES)]
        area, day = AREAS[number % len(AREAS)], FIRST_DAY + timedelta(number % 200)
        is_open, has_lead = status != "settled", status != "registered"

        def sealed(said: str, prefix: str = "", *, which: UUID = which) -> dict[str, Any]:
            return as_columns(ring.seal(Personal(which, said), which.bytes), prefix)

        facts = {name: value for prefix, said in SAID.items() for name, value in sealed(said, prefix).items()}
        lead = {
            "lead_function": "education",
            "lead_area": "zibo-shibenji",
            "lead_organization": "zibo-education",
        }
        rows.put(
            items,
            demand_item_id=which,
            number=f"GG-{area}-2026-{number:05d}",
            city="370300",
            area=area,
            ledger=Ledger.PUBLIC_SERVICE,
            category="schooling",
            status=status,
            channel="window",
            raised_on=day,
            registered_on=day,
            since_on=day,
            enterprise_id=enterprise_id(number),
            raised_for=enterprise_id(number),
            list_types=["cluster_leader"],
            beneficiaries=["child"],
            closed_on=None if is_open else day + timedelta(9),
            in_time=None if is_open else True,
            extensions=0,
            is_rectified=False,
            policy_version="zibo-2023/1",
            entered_at=number + 1,
            last_actor="window",
            version=5,
            position=number + 1,
            **facts,
            **(lead if has_lead else {}),
        )
        if has_lead:
            unit = {"function": "education", "area": "zibo-shibenji", "organization": "zibo-education"}
            rows.put(units, demand_item_id=which, is_lead=True, **unit)
        rows.put(progress, demand_item_id=which, position=1, on_day=day, **sealed("已联系学校，等待答复"))
        if is_open:
            rows.put(open_deadlines, demand_item_id=which, begun=1, of_phase=False, **deadline(day))
        rows.put(
            enterprises,
            enterprise_id=enterprise_id(number),
            name=f"淄博示例{number // 20}号新材料有限公司",
            name_since=FIRST_DAY,
            uscc="91370300PDY00001X0",
        )
    return rows


def deadline(day: date) -> dict[str, Any]:
    due_on = day + timedelta(21)
    return {
        "begun_on": day,
        "days": 15,
        "unit": "working_days",
        "due_on": due_on,
        "amber_from": due_on - timedelta(3),
        "is_provisional": False,
        "escalates_to": "hrss",
        "is_escalated": False,
        "sorts_on": due_on,
    }


def item_id(number: int) -> UUID:
    return UUID(int=number << 8 | 1)


def enterprise_id(number: int) -> UUID:
    """One enterprise has twenty items."""
    return UUID(int=number // 20 << 8 | 2)


if __name__ == "__main__":
    print(json.dumps(write_once(sys.argv[1], Path(sys.argv[2]))))
