"""Makes the sample opening books of Zibo, the same bytes every time: `python -m samples.make_zibo_books`.

Every enterprise, person and number in them is made up; samples/README.md says how one can tell.
"""

import datetime as dt
from typing import Any, NamedTuple

from stdnum.iso7064 import mod_11_2
from xlsxwriter.worksheet import Worksheet

from samples.make_zibo_lists import (
    FOLDER,
    FOUR_CHAIN,
    LEADERS,
    NOTE,
    Entry,
    Styles,
    credit_code,
    entries,
    full_width,
    letterhead,
    one_sheet,
    over_rows,
)

NUMBER = "淄人社期初\u30142025\u301500号"
FILLED_IN_BY = "填报单位（盖章）：淄博市人力资源和社会保障局"
AS_OF = "截至日期：2025年3月31日"

# card number | type | route | class | ground | person | document | number of the credit code | department | year |
# paper | of | issued | from | to | status | why | remark
CARDS = """
SDHC-SL-0001 | 惠才卡 | 配额       |   |                     | 样例甲 | 身份证 311 | 1  | 市发展改革委 | 2024 | 鲁人社示例函〔2024〕00号 | 2024-04-28 | 2024-05-06 | 2024-05-06 | 2029-05-05 | 正常 | |
SDHC-SL-0002 | 惠才卡 | 配额       |   |                     | 样例乙 | 身份证 312 | 2  | 市发展改革委 | 2024 | 鲁人社示例函〔2024〕00号 | 2024-04-28 | 2024-05-06 | 2024-05-06 | 2029-05-05 | 正常 | |
SDHC-SL-0003 | 惠才卡 | 配额       |   |                     | 样例丙 | 身份证 313 | 11 | 市工信局     | 2024 | 鲁人社示例函〔2024〕00号 | 2024-04-28 | 2024-05-06 | 2024-05-06 | 2029-05-05 | 正常 | | 本人自取
SDHC-SL-0004 | 惠才卡 | 配额       |   |                     | 样例丁 | 身份证 314 | 12 | 市工信局     | 2024 | 鲁人社示例函〔2024〕00号 | 2024-04-28 | 2024-05-06 | 2024-05-06 | 2029-05-05 | 正常 | |
SDHC-SL-0005 | 惠才卡 | 审核颁发   |   |                     | 样例戊 | 身份证 315 | 3  |              |      | 鲁人社示例函〔2019〕00号 | 2019-05-20 | 2019-06-01 | 2019-06-01 | 2024-05-31 | 到期 | 有效期满未续 |
SDHC-SL-0006 | 惠才卡 | 直接颁发   |   |                     | 样例己 | 身份证 316 | 4  |              |      | 鲁人社示例函〔2022〕00号 | 2022-10-08 | 2022-10-20 | 2022-10-20 | 2027-10-19 | 正常 | |
ZBJY-SL-001  | 精英卡 | 前端引才   | B | 分类目录B类（示例） | 样例庚 | 身份证 317 | 5  |              |      | 淄人社示例发〔2024〕00号 | 2024-08-30 | 2024-09-02 | 2024-09-02 | 2029-09-01 | 正常 | |
ZBJY-SL-002  | 精英卡 | 普通       | C | 分类目录C类（示例） | 样例辛 | 身份证 318 | 6  |              |      | 淄人社示例发〔2023〕00号 | 2023-11-10 | 2023-11-15 | 2023-11-15 | 2028-11-14 | 暂停 | 离岗未满三个月（示例） |
ZBJY-SL-003  | 精英卡 | 普通       | C | 分类目录C类（示例） | 示例·约翰 | 英国护照 000000009 | 13 |   |      | 淄人社示例发〔2023〕00号 | 2023-11-10 | 2023-11-15 | 2023-11-15 | 2028-11-14 | 正常 | |
20230001     | 荣耀卡 | 免申即享   |   |                     | 示例甲 | 身份证 321 | 1  | 市发展改革委 |      | 淄工信示例发〔2023〕00号 | 2023-12-29 | 2024-01-05 | 2024-01-05 | 长期       | 正常 | |
20230002     | 荣耀卡 | 免申即享   |   |                     | 示例丙 | 身份证 322 | 2  | 市发展改革委 |      | 淄工信示例发〔2023〕00号 | 2023-12-29 | 2024-01-05 | 2024-01-05 | 长期       | 正常 | |
20230003     | 荣耀卡 | 免申即享   |   |                     | 样例午 | 身份证 323 | 17 | 市工信局     |      | 淄工信示例发〔2023〕00号 | 2023-12-29 | 2024-01-05 | 2024-01-05 | 长期       | 收回 | 已离任（示例） |
"""

# year | department | number of the credit code | day of nomination | person | status | why it was given back
PLACES = """
2024 | 市发展改革委 | 1  | 2024-02-05 | 样例甲 | 占用 |
2024 | 市发展改革委 | 2  | 2024-02-05 | 样例乙 | 占用 |
2024 | 市发展改革委 | 4  | 2024-02-05 |        | 释放 | 企业撤回（示例）
2024 | 市工信局     | 11 | 2024-02-20 | 样例丙 | 占用 |
2024 | 市工信局     | 12 | 2024-02-20 | 样例丁 | 占用 |
2025 | 市发展改革委 | 5  | 2025-02-10 |        | 预占 |
2025 | 市发展改革委 | 6  | 2025-02-10 |        | 预占 |
2025 | 市工信局     | 13 | 2025-02-12 | 样例壬 | 预占 |
"""

CARD_TALL = ("序号", "卡号", "卡种", "发放方式", "层次", "认定依据", "姓名", "证件类型及号码", "单位", "统一社会\n信用代码",
             "企业类型", "所属区域", "推荐部门", "配额年度")  # fmt: skip
CARD_TALL_AFTER = ("发卡日期",), ("当前状态", "状态原因", "备注")
CARD_WIDTHS = (5, 15, 9, 10, 6, 16, 11, 24, 26, 21, 12, 16, 13, 8, 22, 12, 12, 12, 12, 8, 18, 12)
PLACE_HEAD = (
    "年度", "市", "部门", "上限", "企业", "统一社会信用代码", "区县（功能区）", "推荐日期", "申报人", "状态", "释放原因", "余额",
)  # fmt: skip
PLACE_WIDTHS = (7, 9, 14, 6, 28, 22, 18, 13, 10, 8, 18, 6)
MOST = 5


class Card(NamedTuple):
    """A row of the register as it stands in the table above."""

    number: str
    kind: str
    route: str
    talent_class: str
    ground: str
    name: str
    document: str
    enterprise: str
    department: str
    year: str
    paper: str
    paper_of: str
    issued: str
    first: str
    last: str
    status: str
    why: str
    remark: str


class Place(NamedTuple):
    """A row of the ledger as it stands in the table above."""

    year: str
    department: str
    enterprise: str
    nominated: str
    person: str
    status: str
    why: str


def lines(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").split("\n")]


def listed() -> dict[str, tuple[Entry, str]]:
    """Every enterprise of the two sample lists by its credit code, and of which list it is."""
    chains = {entry.code: (entry, "四链") for entry in entries(FOUR_CHAIN)}
    return chains | {entry.code: (entry, "十强") for entry in entries(LEADERS)}


def identity_number(sequence: int) -> str:
    """A number with its check digit, of a county that never was."""
    body = f"37039919000101{sequence:03d}"
    return body + mod_11_2.calc_check_digit(body)


def document(written: str) -> str:
    kind, _, number = written.partition(" ")
    return f"居民{kind} {identity_number(int(number))}" if kind == "身份证" else written


def cards() -> bytes:
    """The register that the city's HRSS has kept: a head of two rows, typed by many hands."""
    rows = [Card(*cells) for cells in lines(CARDS)]

    def fill(sheet: Worksheet, styles: Styles) -> None:
        letterhead(sheet, styles, len(CARD_WIDTHS), "淄博市人才卡登记簿", NUMBER)
        sheet.merge_range(3, 0, 3, 10, FILLED_IN_BY, styles.line)
        sheet.merge_range(3, 11, 3, len(CARD_WIDTHS) - 1, AS_OF, styles.line)
        _card_head(sheet, styles)
        for serial, card in enumerate(rows, 1):
            _write(sheet, styles, 5 + serial, _card_cells(serial, card))
        last = 6 + len(rows)
        sheet.merge_range(last, 0, last, 1, "合  计", styles.head)
        sheet.merge_range(last, 2, last, len(CARD_WIDTHS) - 1, f"{len(rows)}张", styles.head)
        sheet.merge_range(last + 1, 0, last + 1, len(CARD_WIDTHS) - 1, NOTE, styles.line)

    return one_sheet("人才卡登记簿", CARD_WIDTHS, (4, 5), fill)


def _card_head(sheet: Worksheet, styles: Styles) -> None:
    issued, status = CARD_TALL_AFTER
    at_issued = len(CARD_TALL) + 2
    at_status = at_issued + len(issued) + 2
    for first, titles in ((0, CARD_TALL), (at_issued, issued), (at_status, status)):
        for at, words in enumerate(titles, first):
            sheet.merge_range(4, at, 5, at, words, styles.head)
    for at, words, below in (
        (len(CARD_TALL), "批准文件", ("文号", "日期")),
        (at_status - 2, "有效期", ("起", "止")),
    ):
        sheet.merge_range(4, at, 4, at + 1, words, styles.head)
        sheet.write_row(5, at, below, styles.head)
    sheet.set_row(5, 24)


def _card_cells(serial: int, card: Card) -> list[Any]:
    entry, list_type = listed()[credit_code(int(card.enterprise))]
    cells = [
        serial, card.number, card.kind, card.route, card.talent_class, card.ground, card.name, document(card.document),
        entry.name, entry.code, list_type, entry.area, card.department, card.year, card.paper, _day(card.paper_of),
        _day(card.issued), _day(card.first), _day(card.last), card.status, card.why, card.remark,
    ]  # fmt: skip
    return _as_typed(serial, cells)


def _as_typed(serial: int, cells: list[Any]) -> list[Any]:
    """The same facts as different people type them."""
    at = {"number": 1, "name": 6, "document": 7, "code": 9, "year": 13, "issued": 16}
    match serial:
        case 2:
            cells[at["document"]] = full_width(cells[at["document"]].split()[1])
        case 3:
            cells[at["name"]] = "\u3000".join(cells[at["name"]])
            cells[at["year"]] = 2024
        case 4:
            cells[at["code"]] = f" {cells[at['code']].lower()} "
            cells[at["year"]] = "2024年度"
        case 6:
            cells[at["issued"]] = "2022年10月20日"
        case 10 | 11:
            cells[at["number"]] = int(cells[at["number"]])
    return cells


def _day(written: str) -> Any:
    return dt.date.fromisoformat(written) if written[:1].isdigit() else written


def _write(sheet: Worksheet, styles: Styles, row: int, cells: list[Any]) -> None:
    for column, fact in enumerate(cells):
        if isinstance(fact, dt.date):
            sheet.write_datetime(row, column, fact, styles.day)
        else:
            sheet.write(row, column, fact, styles.cell)


def places() -> bytes:
    """The quota ledger: year, department and limit merged over their places, a subtotal below each."""

    def fill(sheet: Worksheet, styles: Styles) -> None:
        letterhead(sheet, styles, len(PLACE_WIDTHS), "“山东惠才卡”配额台账", NUMBER)
        sheet.merge_range(3, 0, 3, 5, FILLED_IN_BY, styles.line)
        sheet.merge_range(3, 6, 3, len(PLACE_WIDTHS) - 1, AS_OF, styles.line)
        sheet.write_row(4, 0, PLACE_HEAD, styles.head)
        row = 5
        for year, department in dict.fromkeys((place.year, place.department) for place in _places()):
            row = _partition(sheet, styles, row, year, department)
        sheet.merge_range(row, 0, row, len(PLACE_WIDTHS) - 1, NOTE, styles.line)

    return one_sheet("配额台账", PLACE_WIDTHS, (4, 4), fill)


def _places() -> list[Place]:
    return [Place(*cells) for cells in lines(PLACES)]


def _partition(sheet: Worksheet, styles: Styles, row: int, year: str, department: str) -> int:
    """The places of a department in a year, and their subtotal; returns the row below."""
    own = [place for place in _places() if (place.year, place.department) == (year, department)]
    last = row + len(own) - 1
    for column, fact in ((0, int(year)), (1, "淄博市"), (2, department), (3, MOST)):
        over_rows(sheet, row, last, column, fact, styles.cell)
    for at, place in enumerate(own, row):
        entry, _ = listed()[credit_code(int(place.enterprise))]
        facts = [
            entry.name,
            entry.code,
            entry.area,
            _day(place.nominated),
            place.person,
            place.status,
            place.why,
            "",
        ]
        _write_from(sheet, styles, at, 4, facts)
    held = sum(place.status != "释放" for place in own)
    sheet.merge_range(last + 1, 0, last + 1, 3, "小  计", styles.head)
    _write_from(sheet, styles, last + 1, 4, [f"{held}家", "", "", "", "", "", "", MOST - held])
    return last + 2


def _write_from(sheet: Worksheet, styles: Styles, row: int, first: int, facts: list[Any]) -> None:
    for column, fact in enumerate(facts, first):
        if isinstance(fact, dt.date):
            sheet.write_datetime(row, column, fact, styles.day)
        else:
            sheet.write(row, column, fact, styles.cell)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, make in BOOKS.items():
        (FOLDER / name).write_bytes(make())
        print(FOLDER / name)


BOOKS = {"opening-cards.xlsx": cards, "opening-places.xlsx": places}

if __name__ == "__main__":
    main()
