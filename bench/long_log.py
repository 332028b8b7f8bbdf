"""The quota board over a long log: what an event costs at its end, and a rebuild of all of it while the board is read.

What it costs is processor time, of the projection and of PostgreSQL, so that it does not matter what else the machine does. An event at the end is held against one at 100,000, in the same mix; of 10,000,000 events (`--size`) that is a hundred times as far.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from statistics import quantiles
from threading import Event, Thread
from time import perf_counter, process_time

from bench.contestants import processor_seconds_of
from bench.projections import Office, filled
from bench.report import Report, Row
from bootstrap.projecting import spare_the_collector
from domain.authorization import Scope
from projections.follower import Follower
from projections.progress import Progress
from projections.quota_board import QuotaBoard, quota_board
from projections.rebuild import rebuild

SIZE = 1_000_000  # events
EARLY = 100_000
STRETCH = 20_000
GLANCE_S = 0.05


def run(_rounds: int, _seconds: float, size: int = SIZE) -> Report:
    spare_the_collector()  # as every process that projects does
    with filled(size) as (office, last):
        return Report([growth(office, last), *rebuilt_under_readers(office, last)])


def growth(office: Office, last: int) -> Row:
    """What an event costs at the end of the log, in times of what one costs at an early place where as many quotas are under way."""
    with closing(office.projector.detached()) as connection:
        connection.cursor().execute("SET synchronous_commit = off")
        follower, progress, costs = Follower(quota_board, connection), Progress(office.app.engine), []
        for start in (EARLY - STRETCH, last - STRETCH):
            take_in_until(follower, progress, start)
            begun, before = progress.position("quota_board"), processor_seconds(office)
            take_in_until(follower, progress, start + STRETCH)
            used = processor_seconds(office) - before
            costs.append(used / (progress.position("quota_board") - begun))
    case = f"an event at {last:,} in times of one at {EARLY:,}"
    return Row(case=case, ours=costs[1] / costs[0], unit="times", at_most=1.3)


def take_in_until(follower: Follower, progress: Progress, position: int) -> None:
    """Go on until this position is reached."""
    while progress.position(follower.projection.name) < position and follower.advance():
        pass


def processor_seconds(office: Office) -> float:
    """What this process and the server have used so far."""
    return process_time() + processor_seconds_of(office.server.postmaster_pid or 0)


def rebuilt_under_readers(office: Office, last: int) -> Iterator[Row]:
    """The whole board built anew, compared and swapped in, while somebody reads it all the time."""
    with read_all_the_time(office) as readings:
        result = rebuild("quota_board", office.projector)  # refused if anything differs
    assert result.position == last
    case = f"rebuilt from {last:,} events"
    failed = sum(milliseconds is None for milliseconds in readings)
    took = [milliseconds for milliseconds in readings if milliseconds is not None]
    yield Row(case=case, ours=last / result.seconds, unit="events/s, the comparison included")
    yield Row(case=f"{case}, the swap", ours=1000 * result.swap_seconds, unit="ms", at_most=1000)
    yield Row(case=f"{case}, of {len(readings):,} readings meanwhile failed", ours=failed, unit="", at_most=0)
    yield Row(case=f"{case}, a page of the board meanwhile, p99", ours=quantiles(took, n=100)[98], unit="ms")


@contextmanager
def read_all_the_time(office: Office) -> Iterator[list[float | None]]:
    """How long each reading of a page took while the context lasted; None is one that failed or found no quota."""
    board, over = QuotaBoard(office.app.engine), Event()
    readings: list[float | None] = []

    def read() -> None:
        while not over.wait(GLANCE_S):
            began = perf_counter()
            try:
                found = board.quotas(scope=Scope(), limit=50)
            except Exception:  # noqa: BLE001  it is counted, whatever it is
                found = []
            readings.append(1000 * (perf_counter() - began) if found else None)

    thread = Thread(target=read)
    thread.start()
    try:
        yield readings
    finally:
        over.set()
        thread.join()
