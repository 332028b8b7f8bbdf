"""A long ledger is written by a process of its own, and is the same as one that is written here."""

import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from documents.demand_ledger import DemandLine, LedgerHead, write_demand_ledger
from documents.demand_ledger_apart import LedgerNotWritten, write_long_demand_ledger
from domain.policy.ledgers import Ledger

HEAD = LedgerHead(
    ledger=Ledger.OPINION,
    title="淄博市意见建议台账",
    compiled_by="淄博市人才服务窗口",
    compiled_at=datetime(2026, 9, 30, 2, tzinfo=UTC),
    period="2026年第三季度",
    on=date(2026, 9, 30),
    restriction=None,
    categories=("政策", "服务"),
)
DAYS = {"raised_on", "planned_on", "due_on", "closed_on", "called_back_on"}


def lines(number: int) -> Iterator[DemandLine]:
    for nth in range(number):
        said = {
            one.name: date(2026, 9, 1 + nth % 28) if one.name in DAYS else f"{one.name} {nth} 号"
            for one in fields(DemandLine)
        }
        yield DemandLine(**said | {"is_struck_off": nth % 2 == 0})


def test_a_ledger_that_is_written_apart_has_the_same_bytes():
    with tempfile.TemporaryFile() as here, tempfile.TemporaryFile() as apart:
        write_demand_ledger(HEAD, lines(450), here)

        write_long_demand_ledger(HEAD, lines(450), apart, short=400)

        here.seek(0)
        apart.seek(0)
        assert apart.read() == here.read()


def test_what_fails_while_lines_are_read_is_told_as_what_it_is():
    def failing() -> Iterator[DemandLine]:
        yield from lines(450)
        raise ConnectionError("the database is gone")

    with tempfile.TemporaryFile() as file, pytest.raises(ConnectionError, match="is gone"):
        write_long_demand_ledger(HEAD, failing(), file, short=10)


def test_a_process_that_ends_before_its_time_is_told(capfd):
    with tempfile.TemporaryFile() as file, pytest.raises(LedgerNotWritten):
        write_long_demand_ledger(replace(HEAD, ledger="no such ledger"), lines(450), file, short=10)

    assert "no such ledger" in capfd.readouterr().err
