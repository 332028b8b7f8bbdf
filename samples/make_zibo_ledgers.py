"""Makes the sample ledgers of open demands of Zibo, the same bytes every time: `python -m samples.make_zibo_ledgers`.

Every enterprise, person and number in them is made up; samples/README.md says how one can tell.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from samples.make_zibo_books import CARDS as CARDS_TAKEN_OVER
from samples.make_zibo_books import Card, lines, listed
from samples.make_zibo_lists import (
    FOLDER,
    NOTE,
    Laid,
    Styles,
    credit_code,
    full_width,
    letterhead,
    numbers_from,
    several_sheets,
)

NUMBER = "淄才窗示例\u30142025\u301500号"
AS_OF = "截至日期：2025年9月30日"
FILLED_IN_BY = "填报单位（盖章）：淄博市高层次人才服务窗口（示例）"
SIGNED = "填表人：样例壬　　审核人：样例癸　　联系电话：15400000900"

# former number | number of the credit code | who asks | card number | raised | channel | category | what | own columns … |
# unit | due | status | to whom | progress; a stroke begins a new line of the cell
PUBLIC_SERVICE = """
2025-GG-01 | 1  | 样例甲 | SDHC-SL-0001 | 2025-09-03 | 走访 | 子女入学   | 孩子明年九月上小学，请协调就近入学/（示例） | 子女 | 淄人社示例发〔2024〕00号 | 市教育局 | 2025-10-10 | 办理中 | | 9月5日 已转教育部门/9月12日 已联系学校
2025-GG-02 | 2  | 样例乙 | SDHC-SL-0002 | 2025-09-05 | 窗口 | 住房       | 申请人才公寓一套（示例） | 本人、配偶 | | 市住建局 | 2025-10-15 | 办理中 | | 9月10日 已登记轮候
2025-GG-03 | 3  | 样例戊 |              | 2025-09-10 | 热线 | 配偶就业   | 配偶为中学教师，希望调入本市（示例） | 配偶 | | 市人社局、市教育局 | 2025-10-20 | 办理中 | |
2025-GG-04 | 4  | 样例己 | SDHC-SL-0006 | 2025-09-18 | 会议 | 医疗保健   | 请安排年度体检（示例） | 本人 | | | | 待交办 | |
2025-GG-05 | 13 | 示例·约翰 | ZBJY-SL-003 | 2025-09-12 | 系统 | 出入境和居留 | 工作类居留许可延期（示例） | 本人 | | 市公安局 | 2025-10-10 | 办理中 | | 9月20日 材料已收
2025-GG-06 | 11 | 样例丙 | SDHC-SL-0003 | 2025-08-20 | 走访 | 社会保险   | 外地社保转入（示例） | 本人 | | 市人社局 | 2025-09-20 | 已办结 | | 9月12日 已转入
2025-GG-07 | 12 | 样例丁 | SDHC-SL-0004 | 2025-08-25 | 窗口 | 编制       | 事业编制保留（示例） | 本人 | | 市委编办 | 2025-09-30 | 转省级 | | 9月15日 已报省
2025-GG-08 | 5  | 样例庚 | ZBJY-SL-001  | 2025-09-19 | 专员 | 职称       | 职称评审绿色通道（示例） | 本人 | | 市人社局 | 2025-10-25 | 已交办 | |
"""
MARKET_SERVICE = """
2025-SC-01 | 1  | 样例甲 | | 2025-09-04 | 走访 | 融资     | 需流动资金贷款500万元（示例） | 利率不高于4% | 2025-12-30 | 市金融监管局 | 2025-11-20 | 办理中 | | 9月8日 已对接两家银行
2025-SC-02 | 6  |        | | 2025-09-05 | 窗口 | 招聘引才 | 招聘电机设计工程师3名（示例） | 年薪30万元以上 | 2025-11-28 | | | 待交办 | |
2025-SC-03 | 7  |        | | 2025-09-11 | 会议 | 技术对接/成果转化 | 储氢瓶检测技术（示例） | 预算80万元 | | 市科技局 | 2025-11-30 | 办理中 | | 9月18日 已推荐高校
2025-SC-04 | 14 |        | | 2025-08-12 | 走访 | 法律知产 | 海外商标注册（示例） | | | 市高层次人才服务窗口 | 2025-09-15 | 解释说明 | |
2025-SC-05 | 15 |        | | 2025-09-19 | 系统 | 培训     | 质量体系内审员培训（示例） | 学员20人 | 2025-10-30 | 市人社局 | 2025-11-25 | 办理中 | |
2025-SC-06 | 16 |        | | 2025-09-25 | 热线 | 设备共享 | 共享扫描电镜（示例） | 每月10小时 | | | | 已登记 | |
"""
OPINION = """
2025-YJ-01 | 2  | 样例乙 | | 2025-09-02 | 会议 | 服务流程 | 建议一次告知全部材料（示例） | 鲁人社示例函〔2022〕00号 | | 市人社局 | 2025-10-15 | 办理中 | | 9月9日 正在修订指南
2025-YJ-02 | 8  |        | | 2025-09-08 | 走访 | 政策落实 | 希望加快奖补兑现（示例） | | | 市工信局 | 2025-10-12 | 转四部门机制 | | 9月21日 提交联席会议
2025-YJ-03 | 9  |        | | 2025-09-12 | 窗口 | 人才评价 | 建议增加企业自主评价权重（示例） | | | | | 待交办 | |
2025-YJ-04 | 17 |        | | 2025-07-15 | 热线 | 政策制定 | 建议放宽年龄限制（示例） | | | 市人社局 | 2025-08-15 | 已销号 | |
2025-YJ-05 | 18 |        | | 2025-09-24 | 专员 | 平台建设 | 建议手机端查询进度（示例） | | | 市高层次人才服务窗口 | 2025-10-30 | 办理中 | |
"""

BEFORE = ("序号", "需求编号", "区县\n（功能区）")
BELOW_ENTERPRISE = ("名称", "统一社会\n信用代码")
AFTER = ("人才姓名", "卡种/卡号", "联系电话", "提出时间", "提出渠道")
TAIL = ("办理状态", "办理情况\n（进展）", "备注")
WIDTHS = (5, 12, 12, 26, 22, 11, 20, 14, 12, 8, 12, 30, 14, 22, 20, 12, 12, 30, 10)


class Demand(NamedTuple):
    """A row of a ledger as it stands in the tables above."""

    number: str
    enterprise: str
    name: str
    card: str
    raised: str
    channel: str
    category: str
    content: str
    own_first: str
    own_second: str
    unit: str
    due: str
    status: str
    level: str
    progress: str


class Ledger(NamedTuple):
    """One of the three: its table, and the names of the columns that it has for itself."""

    sheet: str
    title: str
    table: str
    own: tuple[str, str, str, str, str, str]

    def demands(self) -> list[Demand]:
        return [Demand(*cells) for cells in lines(self.table)]


LEDGERS = (
    Ledger(
        "公共服务", "公共服务需求台账", PUBLIC_SERVICE,
        ("服务事项类别", "需求具体内容", "涉及对象", "政策依据", "牵头责任单位", "办结时限"),
    ),
    Ledger(
        "市场服务", "市场服务需求台账", MARKET_SERVICE,
        ("服务类别", "需求具体内容", "预算或期望条件", "计划完成时间", "责任单位", "办结时限"),
    ),
    Ledger(
        "意见建议", "意见建议台账", OPINION,
        ("意见类别", "意见建议内容", "涉及政策/文号", "是否采纳", "承办单位", "答复时限"),
    ),
)  # fmt: skip


def demands() -> bytes:
    """The three ledgers that the city's window has kept, each on a sheet: a head of two rows, typed by many hands."""
    phone = numbers_from(801)
    return several_sheets(
        "需求台账", [Laid(ledger.sheet, WIDTHS, (4, 5), _filling(ledger, phone)) for ledger in LEDGERS]
    )


def _filling(ledger: Ledger, phone: Callable[[], str]) -> Callable[[Worksheet, Styles], None]:
    def fill(sheet: Worksheet, styles: Styles) -> None:
        width = len(WIDTHS)
        letterhead(sheet, styles, width, f"淄博市重点产业人才{ledger.title}（2025年第三季度）", NUMBER)
        sheet.merge_range(3, 0, 3, 10, FILLED_IN_BY, styles.line)
        sheet.merge_range(3, 11, 3, width - 1, AS_OF, styles.line)
        head(sheet, styles, (*AFTER, *ledger.own, *TAIL))
        rows = ledger.demands()
        for serial, demand in enumerate(rows, 1):
            write_row(sheet, styles, 5 + serial, _cells(serial, demand, phone))
        last = 6 + len(rows)
        sheet.merge_range(last, 0, last, 1, "合  计", styles.head)
        sheet.merge_range(last, 2, last, width - 1, f"{len(rows)}件", styles.head)
        sheet.merge_range(last + 1, 0, last + 1, width - 1, SIGNED, styles.line)
        sheet.merge_range(last + 2, 0, last + 2, width - 1, NOTE, styles.line)

    return fill


def head(sheet: Worksheet, styles: Styles, titles: Sequence[str]) -> None:
    """Two rows, in which only the enterprise has two columns below it; these titles stand to the right of it."""
    sheet.merge_range(4, 3, 4, 4, "企业", styles.head)
    sheet.write_row(5, 3, BELOW_ENTERPRISE, styles.head)
    right = enumerate(titles, len(BEFORE) + len(BELOW_ENTERPRISE))
    for at, words in (*enumerate(BEFORE), *right):
        sheet.merge_range(4, at, 5, at, words, styles.head)
    sheet.set_row(5, 24)


def _cells(serial: int, demand: Demand, phone: Callable[[], str]) -> list[Any]:
    entry, _ = listed()[credit_code(int(demand.enterprise))]
    cells = [
        serial, demand.number, entry.area, entry.name, entry.code, demand.name, _card(demand), phone(), _day(demand.raised),
        demand.channel, demand.category, _lined(demand.content), _lined_or_day(demand.own_first),
        _lined_or_day(demand.own_second), demand.unit, _day(demand.due), demand.status, _lined(demand.progress), "",
    ]  # fmt: skip
    return _as_typed(serial, cells)


def _as_typed(serial: int, cells: list[Any]) -> list[Any]:
    """The same facts as different people type them."""
    at = {"number": 1, "code": 4, "phone": 7, "raised": 8, "status": 16}
    match serial:
        case 2:
            cells[at["phone"]] = full_width(cells[at["phone"]])
            cells[at["raised"]] = f"{cells[at['raised']]:%Y.%m.%d}"
        case 3:
            cells[at["code"]] = f" {cells[at['code']].lower()} "
            cells[at["number"]] = full_width(cells[at["number"]])
        case 5:
            cells[at["raised"]] = f"{cells[at['raised']]:%Y年%m月%d日}"
            cells[at["status"]] = "办理中\u3000"
    return cells


def _card(demand: Demand) -> str:
    """Type and number as the register of cards has them."""
    kinds = {card.number: card.kind for card in (Card(*cells) for cells in lines(CARDS_TAKEN_OVER))}
    return f"{kinds[demand.card]}/{demand.card}" if demand.card else ""


def _lined(text: str) -> str:
    return "\n".join(text.split("/"))


def _lined_or_day(text: str) -> Any:
    return _day(text) if text[:2] == "20" else text


def _day(written: str) -> Any:
    return dt.date.fromisoformat(written) if written else ""


def write_row(sheet: Worksheet, styles: Styles, row: int, cells: list[Any]) -> None:
    for column, fact in enumerate(cells):
        if isinstance(fact, dt.date):
            sheet.write_datetime(row, column, fact, styles.day)
        else:
            sheet.write(row, column, fact, styles.cell)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, make in LEDGER_FILES.items():
        (FOLDER / name).write_bytes(make())
        print(FOLDER / name)


LEDGER_FILES = {"opening-demands.xlsx": demands}

if __name__ == "__main__":
    main()
