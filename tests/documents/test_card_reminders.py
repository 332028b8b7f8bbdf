"""The reminders of cards on paper: laid out as offices print lists, with what is empty left empty."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from documents.card_reminders import (
    COLUMNS,
    KIND_WORDS,
    TITLES,
    ReminderSheetHead,
    ReminderSheetLine,
    write_card_reminders,
)
from domain.cards import CardStatus, ReminderKind

LINE = ReminderSheetLine(
    kind=ReminderKind.ARRIVAL, card_number="0001", card_type="淄博精英卡", talent_class="A类", name="示**",
    enterprise="=示例有限公司", uscc=None, area="张店区", specialist=None, status=CardStatus.IN_FORCE,
    day=date(2026, 6, 30), days_left=-2, days_before=0, reminded_on=date(2026, 6, 30), told="淄博市人社局",
)  # fmt: skip


def head(**stated: Any) -> ReminderSheetHead:
    usual = {"city": "淄博市", "kind": None, "days_before": None, "compiled_by": "淄博市人社局"}
    return ReminderSheetHead(**usual | {"compiled_at": datetime(2026, 7, 2, tzinfo=UTC)} | stated)


def written(*lines: ReminderSheetLine, **stated: Any) -> list[tuple[Any, ...]]:
    into = io.BytesIO()
    write_card_reminders(head(**stated), lines, into)
    return list(load_workbook(io.BytesIO(into.getvalue())).active.iter_rows(values_only=True))


def test_a_reminder_is_a_row_under_its_heads_and_text_stays_text():
    _, _, heads, row, total = written(LINE)

    said = dict(zip(heads, row, strict=True))
    assert [heads[0], *heads[1:]] == ["序号", *(column.words for column in COLUMNS)]
    assert (said["卡号"], said["单位"], said["剩余天数"]) == ("0001", "=示例有限公司", -2)
    assert str(said["有效期止\n（拟到岗日期）"]) == "2026-06-30 00:00:00"
    assert (said["统一社会\n信用代码"], said["单位\n服务专员"]) == (None, None)
    assert total[0] == "共1项"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ({}, "淄博市人才卡提醒名单"),
        ({"kind": ReminderKind.RENEWAL, "days_before": 90}, "淄博市人才卡续期名单（提前90日）"),
        ({"kind": ReminderKind.ARRIVAL}, "淄博市提前发卡到岗提醒名单"),
    ],
)
def test_the_title_says_which_list_it_is(stated, title):
    assert written(**stated)[0][0] == title


def test_an_empty_list_says_so_and_the_same_list_is_the_same_bytes():
    one, other = io.BytesIO(), io.BytesIO()
    for into in (one, other):
        write_card_reminders(head(restriction="张店区"), [LINE], into)

    assert written()[-1][0] == "没有符合条件的提醒"
    assert one.getvalue() == other.getvalue()


def test_every_kind_of_reminder_has_words():
    assert KIND_WORDS.keys() == TITLES.keys() == set(ReminderKind)
