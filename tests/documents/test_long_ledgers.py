"""A long ledger is written by a process of its own, and is the same as one that is written here."""

import tempfile
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

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


def test_of_a_ledger_that_was_broken_off_no_line_stays_in_a_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def failing() -> Iterator[DemandLine]:
        yield from lines(2_000)
        raise ConnectionError("the database is gone")

    with tempfile.TemporaryFile() as file, pytest.raises(ConnectionError, match="is gone"):
        write_long_demand_ledger(HEAD, failing(), file, short=10)

    assert [*tmp_path.iterdir()] == []


def test_a_process_that_ends_before_its_time_is_told(capfd):
    with tempfile.TemporaryFile() as file, pytest.raises(LedgerNotWritten):
        write_long_demand_ledger(replace(HEAD, ledger="no such ledger"), lines(450), file, short=10)

    assert "no such ledger" in capfd.readouterr().err


@pytest.mark.parametrize("sign", ["字", "𠮷"])
def test_a_text_that_no_cell_can_hold_says_that_it_goes_on(sign):
    [line] = lines(1)
    with tempfile.TemporaryFile() as file:
        write_demand_ledger(HEAD, [replace(line, progress=sign * 40_000, result=sign * 16_000)], file)
        said = {cell.value for row in load_workbook(file).active.iter_rows() for cell in row}

    [cut] = [text for text in said if isinstance(text, str) and text.endswith("余下内容见系统）")]
    assert 32_700 < len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.startswith(sign * 16_000)
    assert sign * 16_000 in said
