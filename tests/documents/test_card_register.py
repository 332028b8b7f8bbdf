"""What the card register says on paper and how it is laid out, as a second library reads it."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from documents.card_register import (
    ARRIVAL_WORDS,
    COLUMNS,
    GROUND_WORDS,
    PLASTIC_WORDS,
    RECIPIENT_WORDS,
    ROUTE_WORDS,
    STATUS_WORDS,
    TERM_WORDS,
    CardLine,
    CardRegisterSheet,
    write_card_register,
)
from domain.card_routes import CardRoute
from domain.cards import (
    ArrivalStage,
    CancellationCause,
    CardStatus,
    Finding,
    PlasticStage,
    Recipient,
    ReplacementCause,
    RevocationCause,
)
from domain.policy.steps import TermRule
from tests.architecture.tree import ROOT

OFFICE_ZONE = timezone(timedelta(hours=8))
SHEET = CardRegisterSheet(
    title="淄博市人才卡登记簿",
    compiled_by="淄博市人力资源和社会保障局",
    compiled_at=datetime(2026, 3, 20, 1, 0, tzinfo=OFFICE_ZONE),
    as_of="2026年3月20日1时0分（第120号记录）",
    restriction="张店区",
)
LINE = CardLine(
    card_number="0001SDHC",
    card_type="山东惠才卡",
    route=CardRoute.QUOTA,
    talent_class="B",
    catalogue="《示例目录》",
    class_ground="***",
    name="示**",
    gender="***",
    birth_date="1985-**-**",
    document="护照 E*******0",
    nationality="中国/***",
    enterprise="示例有限公司",
    uscc="91370300PDY00001X0",
    list_type="“十强”产业集群领军企业",
    area="张店区",
    department="淄博市发展和改革委员会",
    quota_year=2025,
    specialist="示*",
    card_application="53fbc5c7-c9c7-45f7-b611-bb92101f0498",
    approval_number="示例〔2025〕8号",
    approved_on=date(2025, 4, 2),
    issued_on=date(2025, 4, 20),
    valid_from=date(2025, 4, 20),
    valid_to=date(2030, 4, 19),
    term_rule=TermRule.FIXED_YEARS,
    differs_from_rule=True,
    status=CardStatus.IN_FORCE,
    status_on=date(2025, 4, 21),
    status_reason="by_quota",
    predecessor_number="SDHC2020000009",
)
# Of a card that was taken over, hardly anything is known.
BARE = CardLine(
    card_type="淄博精英卡",
    route=CardRoute.UNKNOWN,
    name="示*",
    document="护照 E*******1",
    nationality="GBR",
    area="桓台县",
    status=CardStatus.ENDED,
    status_on=date(2024, 1, 1),
)


def written(*lines: CardLine, sheet: CardRegisterSheet = SHEET) -> bytes:
    saved = io.BytesIO()
    write_card_register(sheet, iter(lines), saved)
    return saved.getvalue()


def sheet_of(*lines: CardLine, sheet: CardRegisterSheet = SHEET):
    return openpyxl.load_workbook(io.BytesIO(written(*lines, sheet=sheet))).active


def rows_of(*lines: CardLine, sheet: CardRegisterSheet = SHEET) -> list[tuple]:
    return list(sheet_of(*lines, sheet=sheet).iter_rows(values_only=True))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones


def test_the_sheet_has_title_sender_moment_day_and_restriction():
    title, line, *_ = rows_of(LINE)

    assert [cell for cell in title if cell] == ["淄博市人才卡登记簿"] * 2  # once on each half
    assert [cell for cell in line if cell] == [
        "填报单位（盖章）：淄博市人力资源和社会保障局",
        "截至：2026年3月20日1时0分（第120号记录）",
        "填报日期：2026年3月20日",
        "范围：张店区",
    ]


def test_the_head_is_that_of_the_official_register():
    head = [str(cell).replace("\n", "") for cell in rows_of(LINE)[2]]

    assert head == [
        "序号", "卡号", "卡种", "发放方式", "层次", "认定依据（脱敏）", "姓名（脱敏）", "性别", "出生年月（脱敏）",
        "证件类型及号码（脱敏）", "国籍/民族", "单位", "统一社会信用代码", "企业类型", "所属区域", "推荐部门",
        "配额年度", "单位服务专员", "申请编号", "批准文件（文号/日期）", "发卡日期", "有效期起", "有效期止",
        "期限依据", "当前状态", "状态日期", "状态原因", "领取人（签收）", "续期次数", "原卡号", "备注",
    ]  # fmt: skip


def test_a_card_has_its_row_with_words_for_codes():
    assert rows_of(LINE)[3] == (
        1, "0001SDHC", "山东惠才卡", "配额制", "B", "《示例目录》\n***", "示**", "***", "1985-**-**",
        "护照 E*******0", "中国/***", "示例有限公司", "91370300PDY00001X0", "“十强”产业集群领军企业", "张店区",
        "淄博市发展和改革委员会", 2025, "示*", "53fbc5c7-c9c7-45f7-b611-bb92101f0498",
        "示例〔2025〕8号\n2025-04-02", midnight(date(2025, 4, 20)), midnight(date(2025, 4, 20)),
        midnight(date(2030, 4, 19)), "固定年限", "正常", midnight(date(2025, 4, 21)), "by_quota", None,
        0, "SDHC2020000009", "期限与规定不一致",
    )  # fmt: skip


def test_what_is_not_known_of_a_card_is_left_empty():
    row = rows_of(LINE, BARE)[4]

    assert [cell for cell in row if cell is not None] == [
        2, "淄博精英卡", "不详", "示*", "护照 E*******1", "GBR", "桓台县", "失效", midnight(date(2024, 1, 1)), 0,
    ]  # fmt: skip


def test_who_signed_the_number_before_and_the_ground_of_the_status_have_their_places():
    line = replace(
        LINE, status_reason="lost", former_number="SDHC2025000001", renewals=2, differs_from_rule=False,
        recipient=Recipient.SPECIALIST, received_by="示*",
    )  # fmt: skip

    assert rows_of(line)[3][-5:] == ("挂失补发", "单位服务专员\n示*", 2, "SDHC2025000001", None)


@pytest.mark.parametrize(
    ("arrival", "remark"),
    [
        (ArrivalStage.AWAITED, "提前发卡，待到岗（拟2026-04-01）"),
        (ArrivalStage.LAPSED, "提前发卡，逾期未到岗（拟2026-04-01）"),
        (ArrivalStage.ARRIVED, "提前发卡，已到岗"),
    ],
)
def test_the_remark_on_a_card_that_was_issued_early_says_whether_its_holder_has_come(arrival, remark):
    line = replace(LINE, differs_from_rule=False, arrival=arrival, planned_arrival=date(2026, 4, 1))

    assert rows_of(line)[3][-1] == remark


def test_a_row_is_as_high_as_its_longest_text_needs():
    catalogue = "《淄博市高层次人才分类目录》（淄人社发〔2022〕13号）"
    sheet = sheet_of(LINE, replace(LINE, catalogue=catalogue), replace(LINE, enterprise="示例" * 20))

    usual, of_catalogue, of_name = (sheet.row_dimensions[row].height for row in (4, 5, 6))
    letters, of_column = len(catalogue.encode("gb18030")), sheet.column_dimensions["F"].width
    assert of_catalogue >= letters / of_column * 15 > usual
    assert of_name > usual


def test_the_cards_are_numbered_and_counted():
    rows = rows_of(LINE, BARE, LINE)

    assert [row[0] for row in rows[3:]] == [1, 2, 3, "共3张"]


def test_a_register_without_a_card_says_so():
    assert rows_of()[3][0] == "没有符合条件的人才卡"


def test_a_register_that_is_not_restricted_names_no_restriction():
    assert not [cell for cell in rows_of(sheet=replace(SHEET, restriction=None))[1] if "范围" in str(cell)]


def test_a_number_stays_text_with_its_leading_noughts_and_a_name_whatever_it_begins_with():
    sheet = sheet_of(replace(LINE, enterprise="=1+1"))

    assert (sheet["B4"].value, sheet["B4"].data_type, sheet["B4"].number_format) == ("0001SDHC", "s", "@")
    assert (sheet["L4"].value, sheet["K4"].data_type) == ("=1+1", "s")


def test_the_page_prints_in_landscape_on_two_halves_with_numbered_pages_and_the_head_on_each():
    sheet = sheet_of(LINE)

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$3:$3", "$A:$B")
    assert ([column.id for column in sheet.col_breaks.brk], sheet.page_setup.pageOrder) == (
        [16],
        "overThenDown",
    )
    assert sheet.freeze_panes == "C4"
    assert {str(block) for block in sheet.merged_cells.ranges} == {"A1:P1", "Q1:AE1"}


@pytest.mark.parametrize("half", [slice(0, 16), slice(16, None)], ids=["left", "right"])
def test_each_half_fits_on_the_width_of_a_page(half):
    widths = [5.0, *(column.width for column in COLUMNS)]
    repeated = widths[:2] if half.start else []
    pixels = sum(7 * width + 5 for width in [*repeated, *widths[half]])
    between_the_margins = 11.69 - 2 * 0.5

    assert pixels / 96 * sheet_of(LINE).page_setup.scale / 100 <= between_the_margins


def test_the_same_register_gives_the_same_bytes():
    assert written(LINE, BARE) == written(LINE, BARE)


def test_the_time_of_creation_is_the_callers_in_universal_time():
    workbook = openpyxl.load_workbook(io.BytesIO(written(LINE)))

    assert workbook.properties.created.replace(tzinfo=UTC) == SHEET.compiled_at


def test_nothing_is_left_of_what_lay_on_disk_meanwhile(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    meanwhile: list[list[Path]] = []

    def lines():
        meanwhile.append(list(tmp_path.iterdir()))
        yield LINE

    write_card_register(SHEET, lines(), io.BytesIO())

    assert [len(found) for found in meanwhile] == [1]
    assert list(tmp_path.iterdir()) == []


def test_every_status_route_and_term_rule_has_its_word():
    assert set(STATUS_WORDS) == set(CardStatus)
    assert set(TERM_WORDS) == set(TermRule)
    assert set(ROUTE_WORDS) == set(CardRoute)
    assert set(ARRIVAL_WORDS) == set(ArrivalStage)
    assert set(PLASTIC_WORDS) == set(PlasticStage)
    assert set(RECIPIENT_WORDS) == set(Recipient)
    assert set(GROUND_WORDS) >= {*Finding, *RevocationCause, *CancellationCause, *ReplacementCause}


MEASURED = """
import resource, sys
from documents.card_register import write_card_register
from tests.documents.test_card_register import LINE, SHEET
with open(sys.argv[2], "wb") as file:
    write_card_register(SHEET, (LINE for _ in range(int(sys.argv[1]))), file)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def test_ten_thousand_cards_take_hardly_more_memory_than_one(tmp_path: Path):
    def megabytes(number: int) -> float:
        command = [sys.executable, "-c", MEASURED, str(number), str(tmp_path / f"{number}.xlsx")]
        return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)

    assert megabytes(10_000) - megabytes(1) < 10
