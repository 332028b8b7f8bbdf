"""Makes the sample enterprise lists of Zibo, the same bytes every time: `python samples/make_zibo_lists.py`.

Every enterprise, person and number in them is made up; samples/README.md says how one can tell.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from stdnum.cn import uscc
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.enterprise_codes import organisation_check_digit

FOLDER = Path(__file__).parent / "zibo"
SAVED_AT = dt.datetime(2025, 3, 10, 9, 0, tzinfo=dt.UTC)

# number of the credit code | enterprise | area | cluster | principals | remark; a star: managed by the party
LEADERS = """
1  | 示例新材料股份有限公司     | 张店区 | 新材料       | 示例甲 董事长, 示例乙 总经理 |
2  | 示例精细化工（淄博）有限公司 | 临淄区 | 高端化工     | 示例丙 董事长、总经理 |
3  | 样例智能装备有限公司       | 高新区 | 高端装备     | 示例丁 总经理 |
4  | 样例医药科技股份有限公司   | 沂源县 | 医养健康     | 示例戊 董事长, 示例己 总裁, 示例庚 总工程师 |
5  | 示例陶瓷创新有限公司       | 淄川区 | 新材料       | 示例辛 执行董事 |
6  | 示例泵业制造有限公司       | 博山区 | 高端装备     | 示例壬 董事长 |
7  | 样例氢能装备有限公司       | 桓台县 | 新能源新材料 | 示例·阿不都 总经理 |
8  | 示例食品工业有限公司       | 高青县 | 现代高效农业 | 示例癸 董事长 |
9  | 样例纺织科技有限公司       | 周村区 | 文化创意     | 示例子 董事长 |
10 | 示例数字科技集团有限公司   | 市本级 | 新一代信息技术 | 示例丑* 董事长, 示例寅 总经理 | 市属国有企业
"""

# number of the credit code, or none | enterprise | area | chain | principal | day of recognition
FOUR_CHAIN = """
11 | 示例电子元件有限公司       | 高新区 | 新一代信息技术 | 样例子 总经理   | 2025-03-01
2  | 示例精细化工(淄博)有限公司  | 临淄区 | 高端化工       | 示例丙 董事长   | 2025-03-01
12 | 样例新能源材料有限公司     | 桓台县 | 新能源         | 样例丑 董事长   | 2025-03-01
13 | 样例机器人技术有限公司     | 经济开发区 | 高端装备   | 样例寅 总经理   | 2025-03-01
14 | 示例玻璃制品股份有限公司   | 博山区 | 新材料         | 样例卯 董事长   | 2025-03-01
15 | 示例医疗器械有限公司       | 高新区 | 医养健康       | 样例　辰 总经理 | 2025.3.1
16 | 样例膜材料有限公司         | 高青县 | 新材料         | 样例巳 执行董事 | 2025.3.1
17 | 示例铸造科技有限公司       | 淄川区 | 高端装备       | 样例午 董事长   | 2025年3月1日
18 | 样例文旅装备有限公司       | 文昌湖省级旅游度假区 | 精品旅游 | 样例未 总经理 | 2025年3月1日
   | 示例特种车辆有限公司       | 周村区 | 高端装备       | 样例申 董事长   | 2025-03-01
20 | 样例工业软件有限公司       | 张店区 | 新一代信息技术 | 样例酉 首席技术官 | 2025-03-01
"""

LEADER_WIDTHS = (5, 30, 22, 13, 15, 13, 14, 14, 11, 11, 14, 14)
FOUR_CHAIN_HEAD = (
    "编号", "单位名称", "信用代码", "所在区县", "产业链", "负责人姓名", "职务", "手机号码",
    "是否党委管理的领导干部", "服务专员", "服务专员电话", "认定时间", "备注",
)  # fmt: skip
FOUR_CHAIN_WIDTHS = (6, 30, 23, 22, 16, 12, 13, 14, 13, 11, 14, 14, 10)


class Principal(NamedTuple):
    name: str
    title: str
    managed: str


class Entry(NamedTuple):
    """One enterprise of a list as it stands in the tables above."""

    code: str
    name: str
    area: str
    industry: str
    principals: tuple[Principal, ...]
    last: str


class Styles(NamedTuple):
    title: Format
    number: Format
    line: Format
    head: Format
    cell: Format
    left: Format
    day: Format


def credit_code(number: int) -> str:
    """A code with both check digits right, of the range that GB 11714 keeps for private use."""
    body = f"PDY{number:05d}"
    start = f"91370300{body}{organisation_check_digit(body)}"
    return start + uscc.calc_check_digit(start)


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def numbers_from(first: int) -> Callable[[], str]:
    """Mobile numbers one after another, under the prefix 154 that no operator has."""
    numbers = count(first)
    return lambda: f"154000{next(numbers):05d}"


def entries(table: str) -> list[Entry]:
    return [_entry(*(cell.strip(" ") for cell in line.split("|"))) for line in table.strip("\n").split("\n")]


def _entry(number: str, name: str, area: str, industry: str, people: str, last: str) -> Entry:
    principals = tuple(_principal(*person.strip().rsplit(" ", 1)) for person in people.split(","))
    return Entry(credit_code(int(number)) if number else "", name, area, industry, principals, last)


def _principal(name: str, title: str) -> Principal:
    return Principal(name.rstrip("*"), title, "是" if name.endswith("*") else "否")


def cluster_leaders() -> bytes:
    """The list of the Development and Reform Commission: a head of two rows, principals beside merged cells."""

    def fill(sheet: Worksheet, styles: Styles) -> None:
        letterhead(
            sheet, styles, len(LEADER_WIDTHS), "“十强”产业集群领军企业名单", "淄发改\u30142025\u301500号"
        )
        sheet.merge_range(3, 0, 3, 6, "填报单位（盖章）：淄博市发展和改革委员会", styles.line)
        sheet.merge_range(3, 7, 3, 11, "填报日期：2025年3月10日", styles.line)
        _leader_head(sheet, styles)
        row, phone, specialist_phone = 6, numbers_from(1), numbers_from(501)
        for serial, entry in enumerate(entries(LEADERS), 1):
            specialist = f"专员{SPECIALISTS[serial]}"
            _leader(sheet, styles, row, serial, entry, phone, (specialist, specialist_phone()))
            row += len(entry.principals)
        sheet.merge_range(row, 0, row, 1, "合  计", styles.head)
        sheet.merge_range(row, 2, row, 11, "10家企业", styles.head)
        sheet.merge_range(row + 1, 0, row + 1, 11, NOTE, styles.line)

    return one_sheet("十强名单", LEADER_WIDTHS, (4, 5), fill)


SPECIALISTS = "零甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
NOTE = "备注：本表所列企业、人员、号码均系虚构，仅供演示。"


def letterhead(sheet: Worksheet, styles: Styles, width: int, title: str, number: str) -> None:
    """Three rows: which annex it is, the title over all columns, the number below it."""
    sheet.write_string(0, 0, "附件1", styles.line)
    sheet.set_row(1, 36)
    sheet.merge_range(1, 0, 1, width - 1, title, styles.title)
    sheet.merge_range(2, 0, 2, width - 1, f"（{number}）", styles.number)


def _leader_head(sheet: Worksheet, styles: Styles) -> None:
    tall = ("序号", "企业名称", "统一社会\n信用代码", "所属区县\n（功能区）", "所属产业集群")
    for at, words in enumerate(tall):
        sheet.merge_range(4, at, 5, at, words, styles.head)
    sheet.merge_range(4, 5, 4, 8, "主要负责人", styles.head)
    sheet.write_row(5, 5, ("姓名", "职务", "联系电话", "是否党委\n管理干部"), styles.head)
    sheet.merge_range(4, 9, 4, 10, "单位服务专员", styles.head)
    sheet.write_row(5, 9, ("姓名", "联系电话"), styles.head)
    sheet.merge_range(4, 11, 5, 11, "备注", styles.head)
    sheet.set_row(5, 32)


def _leader(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    serial: int,
    entry: Entry,
    phone: Callable[[], str],
    specialist: tuple[str, str],
) -> None:
    last = row + len(entry.principals) - 1
    of_enterprise = {0: serial, 1: entry.name, 2: entry.code, 3: entry.area, 4: entry.industry}
    of_enterprise |= {9: specialist[0], 10: specialist[1], 11: entry.last}
    for at, fact in of_enterprise.items():
        over_rows(sheet, row, last, at, fact, styles.left if at == 1 else styles.cell)
    for line, principal in enumerate(entry.principals, row):
        facts = (principal.name, principal.title, phone(), principal.managed)
        sheet.write_row(line, 5, facts, styles.cell)


def over_rows(sheet: Worksheet, first: int, last: int, column: int, fact: Any, style: Format) -> None:
    """One fact for several rows."""
    if first == last:
        sheet.write(first, column, fact, style)
    else:
        sheet.merge_range(first, column, last, column, fact, style)


def four_chain() -> bytes:
    """The list of the Bureau of Industry and Information Technology: one head row, typed by many hands."""
    rows = _four_chain_rows(entries(FOUR_CHAIN))
    rows[2][2] = full_width(rows[2][2])
    rows[3][7] = full_width(rows[3][7])
    rows[4][2] = f" {rows[4][2].lower()} "
    rows[5][7] = int(rows[5][7])
    rows[8][6] = " 总经理\u3000"
    return _four_chain_list("四链名单", "“四链”融合机制重点实施企业名单", rows)


def _four_chain_rows(listed: list[Entry]) -> list[list[Any]]:
    phone, specialist_phone = numbers_from(101), numbers_from(601)
    rows: list[list[Any]] = []
    for serial, entry in enumerate(listed, 1):
        (principal,) = entry.principals
        day = dt.date.fromisoformat(entry.last) if "-" in entry.last else entry.last
        person = [principal.name, principal.title, phone(), principal.managed]
        specialist = [f"专员{SPECIALISTS[serial + 10]}", specialist_phone()]
        rows.append(
            [serial, entry.name, entry.code, entry.area, entry.industry, *person, *specialist, day, ""]
        )
    return rows


def broken_list() -> bytes:
    """The same list with something wrong in every row but one."""
    rows = _four_chain_rows(entries(FOUR_CHAIN))
    rows[0][2] = rows[0][2][:-1] + ("0" if rows[0][2][-1] != "0" else "1")
    rows[1][3] = "样例区"
    rows[2][2] = 913703000000000012
    rows[3][1] = ""
    rows[4][5] = "样例卯、样例辰"
    rows[5][7] = "1540000"
    rows[6][8] = "不清楚"
    rows[7][2] = rows[6][2]
    rows[8][11] = "2025年2月30日"
    rows[10][9] = ""
    rows[10][2] = "91370300SHILI0001X"
    return _four_chain_list("有误的名单", "“四链”融合机制重点实施企业名单（有误）", rows)


def _four_chain_list(sheet_name: str, title: str, rows: list[list[Any]]) -> bytes:
    def fill(sheet: Worksheet, styles: Styles) -> None:
        width = len(FOUR_CHAIN_HEAD)
        letterhead(sheet, styles, width, title, "淄工信\u30142025\u301500号")
        sheet.write_string(3, 0, "报送单位：淄博市工业和信息化局", styles.line)
        sheet.write_row(4, 0, FOUR_CHAIN_HEAD, styles.head)
        sheet.set_row(4, 40)
        for at, row in enumerate(rows, 5):
            for column, fact in enumerate(row):
                if isinstance(fact, dt.date):
                    sheet.write_datetime(at, column, fact, styles.day)
                else:
                    sheet.write(at, column, fact, styles.left if column == 1 else styles.cell)
        sheet.write_string(5 + len(rows), 0, NOTE, styles.line)

    return one_sheet(sheet_name, FOUR_CHAIN_WIDTHS, (4, 4), fill)


def one_sheet(
    name: str, widths: tuple[int, ...], head: tuple[int, int], fill: Callable[[Worksheet, Styles], None]
) -> bytes:
    """A workbook of one sheet as an office prints it."""
    return several_sheets(name, [Laid(name, widths, head, fill)])


class Laid(NamedTuple):
    """How a sheet is laid out: the widths of its columns, first and last row of its head, and what stands there."""

    name: str
    widths: tuple[int, ...]
    head: tuple[int, int]
    fill: Callable[[Worksheet, Styles], None]


def several_sheets(title: str, sheets: Iterable[Laid]) -> bytes:
    """A workbook as an office prints it; the rows of the head stay in sight and on every page."""
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": title, "author": "示例", "created": SAVED_AT})
        styles = _styles(workbook)
        for laid in sheets:
            sheet = workbook.add_worksheet(laid.name)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.set_margins(left=0.4, right=0.4)
            sheet.fit_to_pages(1, 0)
            sheet.set_default_row(26)
            sheet.repeat_rows(*laid.head)
            sheet.freeze_panes(laid.head[1] + 1, 2)
            sheet.set_footer("&C第&P页 共&N页")
            for column, width in enumerate(laid.widths):
                sheet.set_column(column, column, width)
            laid.fill(sheet, styles)
    return saved.getvalue()


def _styles(workbook: xlsxwriter.Workbook) -> Styles:
    middle = {"valign": "vcenter", "text_wrap": True}
    boxed = {**middle, "border": 1, "font_name": "仿宋_GB2312", "font_size": 10}
    centred = {**boxed, "align": "center", "num_format": "@"}
    return Styles(
        title=workbook.add_format(
            {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
        ),
        number=workbook.add_format({"font_name": "仿宋_GB2312", "font_size": 12, "align": "center"}),
        line=workbook.add_format({"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter"}),
        head=workbook.add_format({**boxed, "font_name": "黑体", "align": "center"}),
        cell=workbook.add_format(centred),
        left=workbook.add_format({**boxed, "num_format": "@"}),
        day=workbook.add_format({**centred, "num_format": "yyyy-mm-dd"}),
    )


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, make in LISTS.items():
        (FOLDER / name).write_bytes(make())
        print(FOLDER / name)


LISTS = {
    "cluster-leaders.xlsx": cluster_leaders,
    "four-chain.xlsx": four_chain,
    "broken-list.xlsx": broken_list,
}

if __name__ == "__main__":
    main()
