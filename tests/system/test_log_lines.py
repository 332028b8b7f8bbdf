"""What a process logs is written by a thread of its own, in order, and all of it before the process ends."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from threading import Event

import pytest

from bootstrap.logs import MOST_WAITING, Gathering
from tests.projections.waiting import until

ENDING = """
import logging
from bootstrap.logs import write_logs
from bootstrap.settings import Settings
write_logs(Settings(_env_file=None))
for number in range(1000):
    logging.getLogger("huicai").info("line %d", number)
{ending}
"""


class Paper(io.StringIO):
    """What lines are written on; nothing can be written while it is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.is_there = Event()
        self.is_there.set()

    def write(self, text: str, /) -> int:
        self.is_there.wait()
        return super().write(text)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def logger(paper: Paper) -> Iterator[logging.Logger]:
    made = logging.Logger("zhao-min", logging.INFO)  # noqa: LOG001  one that nobody else knows
    made.addHandler(Gathering(paper))
    yield made
    paper.is_there.set()


def test_lines_are_written_in_the_order_in_which_they_were_logged(
    logger: logging.Logger, paper: Paper
) -> None:
    for number in range(500):
        logger.log(logging.WARNING if number % 100 == 0 else logging.INFO, "%d", number)

    until(lambda: paper.getvalue().endswith("499\n"))
    assert paper.getvalue().split() == [str(number) for number in range(500)]


def test_nobody_who_logs_waits_for_the_writing(logger: logging.Logger, paper: Paper) -> None:
    paper.is_there.clear()

    for number in range(MOST_WAITING):
        logger.info("%d", number)  # would never return

    assert paper.getvalue() == ""


def test_what_is_read_more_slowly_than_it_is_logged_does_not_pile_up(
    logger: logging.Logger, paper: Paper
) -> None:
    [handler] = logger.handlers
    for number in range(3 * MOST_WAITING):
        logger.info("%d", number)

    assert isinstance(handler, Gathering)
    handler.flush()
    assert paper.getvalue().count("\n") == 3 * MOST_WAITING


@pytest.mark.parametrize("ending", ["", "raise SystemExit(3)", "raise ValueError('示例')"])
def test_a_process_that_ends_has_written_every_line(ending: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDING.format(ending=ending)], capture_output=True, text=True, check=False
    )

    lines = [line for line in ended.stderr.splitlines() if "huicai: line" in line]
    assert [line.rpartition(" ")[2] for line in lines] == [str(number) for number in range(1000)]


def test_a_line_that_cannot_be_put_together_does_not_stop_who_logs(
    logger: logging.Logger, paper: Paper, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.info("%d", "not a number")
    logger.info("after it")

    until(lambda: "after it" in paper.getvalue())
    assert "Logging error" in capsys.readouterr().err


class TornPaper(io.StringIO):
    """What lines were written on, once nobody reads them any more."""

    def write(self, text: str, /) -> int:
        raise BrokenPipeError


def test_who_logs_does_not_fail_when_nobody_reads_any_more() -> None:
    handler = Gathering(TornPaper())
    record = logging.makeLogRecord({"msg": "示例", "levelno": logging.INFO})

    for _ in range(MOST_WAITING + 2):
        handler.handle(record)
