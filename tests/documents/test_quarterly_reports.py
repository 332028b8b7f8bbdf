"""A quarterly report as PDF and as a workbook: what stands in it, that nothing is cut, and that it is the same bytes every time."""

import io
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import openpyxl
import pytest

from documents import quarterly_report_print
from documents.quarterly_report_columns import COLUMNS
from documents.report_files import ReportFileMaker
from documents.typesetting import Typesetter
from domain.ledger_books.content import LEDGERS, ReportLevel
from domain.policy.ledgers import Ledger
from domain.report_files import PaperMark, ReportNotPrintable, ReportPaper
from domain.report_packages import FileKind
from tests.documents.printed import pages_of, plain, text_of, typesetter
from tests.documents.reports_made_up import (
    AREAS,
    LONG_NAME,
    MISSING,
    RARE_NAME,
    ZERO,
    content,
    figures,
    item,
    paper,
    zero,
)
from tests.domain.zibo import ZIBO

A4_LANDSCAPE = (842, 595)
MARGIN = 18  # points, at the least
STATEMENT = "本季度全市按期报送。\n下一步将压实责任。"


def pdf(said: ReportPaper) -> bytes:
    return ReportFileMaker(typesetter()).content(FileKind.PDF, said)


def xlsx(said: ReportPaper) -> bytes:
    return ReportFileMaker(typesetter()).content(FileKind.XLSX, said)


def sheets(said: ReportPaper) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(said)))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


class Printed(NamedTuple):
    """A page: its size, the text without spaces, the cells of its tables, and what stands or is drawn beyond its margins."""

    size: tuple[int, int]
    text: str
    beyond: list[str]
    bars: int


@cache
def city() -> tuple[bytes, list[Printed]]:
    """The city's report on paper, and what its pages show: no test changes it."""
    made = pdf(paper(statement=STATEMENT, earlier=(content(quarter="2026Q1"), content(quarter="2026Q2"))))
    with pages_of(made) as pages:
        return made, [printed(page) for page in pages]


def printed(page: Any) -> Printed:
    inside = (MARGIN, MARGIN, page.width - MARGIN, page.height - MARGIN)
    beyond = [
        one.get("text", "bar")
        for one in (*page.chars, *page.rects)
        if one["x0"] < inside[0]
        or one["top"] < inside[1]
        or one["x1"] > inside[2]
        or one["bottom"] > inside[3]
    ]
    bars = [one for one in page.rects if one["fill"] and one["width"] > 1]
    return Printed((round(page.width), round(page.height)), plain(page.extract_text()), beyond, len(bars))


def said_of_city(*pages: int) -> str:
    shown = city()[1]
    return "".join(shown[number].text for number in pages or range(len(shown)))


# -- on paper -------------------------------------------------------------------------------------------


def test_the_head_says_whose_report_it_is_of_which_quarter_and_data():
    head = said_of_city(0)

    for said in (
        "重点产业人才服务需求台账办理情况季度汇总表",
        "填报单位（盖章）：淄博市高层次人才服务窗口",
        "报告期：2026年第三季度（7月1日至9月30日）",
        "报出日期：2026年10月9日",
        "报送层级：市→省",
        "零报告：否",
        "更正报：否",
        "数据截止：第1234567号事件，2026年10月3日09:30:05",
        f"SHA-256：{content().sha256}",
    ):
        assert said in head


def test_every_page_is_landscape_and_numbered_and_nothing_leaves_it():
    pages = city()[1]

    assert {page.size for page in pages} == {A4_LANDSCAPE}
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page.text
        assert page.beyond == []


def test_each_ledger_is_a_table_of_all_areas_and_the_last_is_their_sum():
    with pages_of(city()[0]) as pages:
        public, market = (table.extract() for table in pages[0].find_tables())

    assert [len(public), len(public[0])] == [2 + len(AREAS) + 1, 1 + len(COLUMNS)]
    assert [plain(cell) for cell in market[2][1:8]] == [str(one) for one in (9, -1, 32, 1, 4, 45, 15)]
    assert plain(market[-1][0]) == "合计"
    assert plain(market[-1][6]) == str(content().total_of(Ledger.MARKET_SERVICE).total)
    assert f"合计{content().total.carried}-33{content().total.registered}" in said_of_city(1)


def test_who_has_not_reported_and_who_has_nothing_to_report_is_shown():
    said = said_of_city()

    assert "临淄区（未报）" in said
    assert MISSING == "linzi"
    assert "桓台县（零报告）" in said
    assert ZERO == "huantai"
    assert "应报12个，已报11个（其中零报告1个），未报1个，报送率91.7%；按期报送10个，及时率83.3%" in said


def test_what_has_to_hold_of_the_figures_is_printed_below_them():
    total = content().total

    said = said_of_city()

    assert (
        f"合计＝上季结转＋期初调整＋本季新增＋重办＋划入：{total.total}＝{total.carried}＋（-33）＋" in said
    )
    assert said.count("相符") == 5
    assert "不符" not in said


def test_annexes_name_items_enterprises_and_responsible_units():
    said = said_of_city()

    assert "GG-zibo-gaoxin-2026-00001高新区" in said.replace(LONG_NAME[:25], "")
    assert "淄博市教育局" in said
    assert "四部门机制" in said
    assert "未分类" in said
    assert plain(LONG_NAME) in said.replace("\n", "") or LONG_NAME[-8:] in said
    assert RARE_NAME in said
    assert "附4发卡情况" in said
    assert "发改部门2/5（3）；工信部门2/5（3）" in said


def test_charts_show_the_quarters_before_the_areas_the_categories_and_what_was_in_time():
    charts = city()[1][3]

    for title in ("办理趋势（近3个报告期", "各区县（功能区）办理情况", "类别分布", "按期办结率（%）"):
        assert title in charts.text
    assert "2026年一季度" not in charts.text  # in two lines
    assert "二季度" in charts.text
    assert "融资（市场）" in charts.text
    assert charts.bars > 3 * 3 + 2 * 10


def test_the_statement_stands_before_the_signatures():
    said = said_of_city()

    assert "情况说明本季度全市按期报送。下一步将压实责任。填表人：审核人：单位负责人：联系电话：" in said


def test_a_report_of_one_area_is_one_table_of_the_three_ledgers_and_has_no_cards():
    said = text_of(pdf(paper(content(ReportLevel.AREA, revision=3))))

    assert "报送层级：区县（功能区）→市" in said
    assert "更正报：第2号更正报" in said
    assert "A公共服务需求" in said
    assert "C意见建议" in said
    assert "附4" not in said
    assert "报送率" not in said


def test_a_zero_report_says_so_and_shows_dashes_for_rates():
    said = text_of(pdf(paper(zero())))

    assert "零报告：是" in said
    assert "合计000000000000000———0———0" in said
    assert said.count("无") >= 4


def test_a_province_adds_up_cities_by_name():
    said = text_of(pdf(paper(content(ReportLevel.PROVINCE), packs=(ZIBO.provincial, ZIBO))))

    assert "填报单位（盖章）：山东省高层次人才服务窗口" in said
    assert "济南市" in said
    assert "淄博市" in said
    assert "子女入学" in said
    assert "合计山东惠才卡240" in said


def test_what_is_not_signed_says_so_on_every_page():
    draft = pdf(paper(zero(), marks=(PaperMark.DRAFT,)))

    with pages_of(draft) as pages:
        assert all("未签发稿，不作正式报表" in plain(page.extract_text()) for page in pages)
    assert "报出日期：—" in text_of(draft)


def test_without_the_statement_it_is_marked_as_masked():
    masked = text_of(pdf(paper(zero(), statement=STATEMENT, marks=(PaperMark.MASKED,))))

    assert "脱敏件，情况说明从略" in masked
    assert "压实责任" not in masked


def test_a_list_that_is_too_long_for_paper_says_where_the_rest_is(monkeypatch):
    monkeypatch.setattr(quarterly_report_print, "MOST_LINES", 4)
    long = content(ReportLevel.AREA, key_issues=(), overdue_items=tuple(map(item, range(7))))

    assert "共7项，本表列前4项，其余3项见电子表。" in text_of(pdf(paper(long)))
    assert len(sheets(paper(long))["附2超期"]) == 2 + 7 + 1


def test_a_sign_without_a_shape_stops_it_and_is_not_repeated():
    with pytest.raises(ReportNotPrintable) as refused:
        pdf(paper(zero(), statement="示例\U0002ebf0"))

    assert "\U0002ebf0" not in repr(refused.value)


# -- as a workbook --------------------------------------------------------------------------------------


def test_the_workbook_has_every_figure_as_a_number():
    rows = sheets(paper())["汇总表"][6:]
    of_unit = {(row[0], row[1]): row[2:] for row in rows if row[1]}

    said = figures(3)
    assert of_unit["市场服务需求", "张店区"][:6] == [
        said.carried,
        -1,
        said.registered,
        1,
        said.moved_in,
        said.total,
    ]
    assert of_unit["意见建议", "张店区"][15] == pytest.approx(float(said.settlement_rate))
    assert of_unit["公共服务需求", "桓台县（零报告）"][15] == "—"
    for ledger, name in zip(
        (*LEDGERS, None), ("公共服务需求", "市场服务需求", "意见建议", "三个台账合计"), strict=True
    ):
        total = content().total if ledger is None else content().total_of(ledger)
        shown = of_unit[name, "合计"]
        assert [shown[at] for at, column in enumerate(COLUMNS) if isinstance(column.of(total), int)] == [
            column.of(total) for column in COLUMNS if isinstance(column.of(total), int)
        ]


def test_every_list_has_a_sheet_of_its_own_and_no_text_is_cut():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(paper(statement=STATEMENT))))

    assert book.sheetnames == [
        "汇总表",
        "图表",
        "报送情况",
        "情况说明",
        "分类别",
        "附1重点问题",
        "附2超期",
        "附3典型案例",
        "附4发卡情况",
        "附4配额使用",
    ]
    sheet = book["附1重点问题"]
    assert sheet["B3"].value == "GG-zibo-gaoxin-2026-00001"
    assert sheet["D3"].value == LONG_NAME
    lines = -(-len(LONG_NAME.encode("gb18030")) // sheet.column_dimensions["D"].width)
    assert sheet["D3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height >= 15 * lines
    assert len(book["图表"]._charts) == 6


@pytest.mark.parametrize("name", ["0533", "１１", "-0"])
def test_a_name_of_digits_stays_the_name_that_it_is(name):
    book = sheets(paper(content(overdue_items=(item(enterprise_name=name),))))

    assert book["附2超期"][2][3] == name


def test_no_chart_of_the_workbook_stands_over_another_or_over_the_figures():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(paper())))["图表"]
    corners = [(one.anchor._from, one.anchor.to) for one in sheet._charts]

    taken = [
        {(row, column) for row in range(a.row, b.row + 1) for column in range(a.col, b.col + 1)}
        for a, b in corners
    ]

    assert sum(map(len, taken)) == len(set.union(*taken))
    assert min(a.col for a, _ in corners) > 4  # behind the last column of figures


def test_a_sheet_is_printed_as_offices_print_it():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(paper())))["汇总表"]

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$5:$6"
    assert sheet.freeze_panes == "A7"
    assert "第&P页 共&N页" in sheet.oddFooter.center.text


# -- the same bytes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [FileKind.XLSX, FileKind.PDF])
def test_the_same_paper_is_the_same_bytes_in_another_process_of_setting(kind):
    said = paper(statement=STATEMENT)

    first, again = (ReportFileMaker(Typesetter()).content(kind, said) for _ in range(2))

    assert first == again
    other_day = ReportFileMaker(typesetter()).content(
        kind, paper(statement=STATEMENT, issued_on=date(2026, 10, 10))
    )
    assert other_day != first


def test_what_is_asked_for_again_is_not_made_anew_but_never_taken_for_another():
    maker = ReportFileMaker(typesetter())

    first = maker.made(paper(zero()))

    assert maker.made(paper(zero())) is first
    assert maker.made(paper(zero(), statement="示例：本季无事项。")) is not first


def test_each_file_says_by_what_it_was_made():
    book, print_ = ReportFileMaker(typesetter()).made(paper(zero()))

    assert book.said.is_of(book.content)
    assert print_.said.is_of(print_.content)
    assert book.said.made_by.engine.startswith("xlsxwriter 3.")
    assert print_.said.made_by.engine.startswith("typst 0.")
    assert (book.said.made_by.fonts, len(print_.said.made_by.fonts)) == (None, 64)
    assert book.said.made_by.template != print_.said.made_by.template
