"""The card register as a workbook (人才卡登记簿): a card per row, of any length, with what is personal masked already."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.office_sheets import LINE_HEIGHT, Halves, Page, Styles, Value, long_office_sheet, write_line
from domain.card_routes import CardRoute
from domain.cards import (
    RENEWED,
    TERM_ENDED,
    ArrivalStage,
    CancellationCause,
    CardStatus,
    Finding,
    PlasticStage,
    Recipient,
    ReplacementCause,
    RevocationCause,
    SuspensionGround,
)
from domain.policy.steps import TermRule

STATUS_WORDS = {
    CardStatus.GRANTED: "已批准",
    CardStatus.IN_FORCE: "正常",
    CardStatus.SUSPENDED: "暂停",
    CardStatus.LOST: "挂失",
    CardStatus.EXPIRED: "到期",
    CardStatus.REVOKED: "收回",
    CardStatus.CANCELLED: "注销",
    CardStatus.REVERSED: "误录撤销",
    CardStatus.ENDED: "失效",
}
RECIPIENT_WORDS = {Recipient.HOLDER: "本人", Recipient.SPECIALIST: "单位服务专员", Recipient.AGENT: "受托人"}
# The codes that the program itself gives as the ground of a status; any other is the officer's own.
GROUND_WORDS = {
    SuspensionGround.INQUIRY: "核查期间",
    SuspensionGround.NOT_ARRIVED: "逾期未到岗",
    Finding.FALSE: "申报虚假属实",
    Finding.NOT_FALSE: "未发现虚假",
    RevocationCause.FALSE_DECLARATION: "申报虚假",
    RevocationCause.DECISION_REVISED: "原决定已变更",
    RevocationCause.BREACH: "违法违纪违规",
    CancellationCause.LEFT: "离职离市",
    CancellationCause.DIED: "去世",
    CancellationCause.OWN_WISH: "本人申请",
    CancellationCause.INELIGIBLE: "不再符合条件",
    CancellationCause.NEVER_ARRIVED: "未到岗",
    ReplacementCause.LOST: "挂失补发",
    ReplacementCause.DAMAGED: "损坏换发",
    ReplacementCause.PRINT_OUTDATED: "信息变更换发",
    RENEWED: "已续期",
    TERM_ENDED: "有效期届满",
}
PLASTIC_WORDS = {
    PlasticStage.TO_PRODUCE: "待制卡",
    PlasticStage.IN_PRODUCTION: "制卡中",
    PlasticStage.PRODUCED: "已制卡",
    PlasticStage.DISPATCHED: "已寄发",
    PlasticStage.DELIVERED: "已领取",
    PlasticStage.ACTIVATED: "已激活",
}
ARRIVAL_WORDS = {
    ArrivalStage.AWAITED: "待到岗",
    ArrivalStage.ARRIVED: "已到岗",
    ArrivalStage.LAPSED: "逾期未到岗",
}
ROUTE_WORDS = {
    CardRoute.DIRECT: "直接颁发",
    CardRoute.PANEL: "专家论证",
    CardRoute.QUOTA: "配额制",
    CardRoute.FLEXIBLE: "柔性引进",
    CardRoute.FRONT_END: "前端引才",
    CardRoute.AUTOMATIC: "免申即享",
    CardRoute.OPEN_CHALLENGE: "揭榜领题",
    CardRoute.ORDINARY: "普通程序",
    CardRoute.REVIEWED: "审核颁发",
    CardRoute.UNKNOWN: "不详",
}
TERM_WORDS = {
    TermRule.MANAGEMENT_PERIOD: "管理期",
    TermRule.CONTRACT_PERIOD: "合同期",
    TermRule.FIXED_YEARS: "固定年限",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One card; names are those of the card type, the list type, the area and the department, not their codes."""

    card_number: str | None = None
    card_type: str
    route: CardRoute
    talent_class: str | None = None
    catalogue: str | None = None
    class_ground: str | None = None
    name: str
    gender: str | None = None
    birth_date: str | None = None
    document: str
    nationality: str
    enterprise: str | None = None
    uscc: str | None = None
    list_type: str | None = None
    area: str
    department: str | None = None
    quota_year: int | None = None
    specialist: str | None = None
    card_application: str | None = None
    approval_number: str | None = None
    approved_on: date | None = None
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    term_rule: TermRule | None = None
    differs_from_rule: bool = False
    status: CardStatus
    status_on: date
    status_reason: str | None = None
    predecessor_number: str | None = None
    former_number: str | None = None
    renewals: int = 0
    recipient: Recipient | None = None
    received_by: str | None = None
    arrival: ArrivalStage | None = None
    planned_arrival: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRegisterSheet:
    """What stands above the cards. `as_of` says which state of the register this is, `restriction` which part."""

    title: str
    compiled_by: str
    compiled_at: datetime
    as_of: str
    restriction: str | None = None


class Column(NamedTuple):
    """Its head, its width, and what a card says in it."""

    words: str
    width: float
    value: Callable[[CardLine], Value]


def write_card_register(sheet: CardRegisterSheet, lines: Iterable[CardLine], into: IO[bytes]) -> None:
    """Write the workbook into a binary file; of the lines no more than one is held."""
    page = Page(
        name="人才卡登记簿",
        title=sheet.title,
        widths=(_NUMBER_WIDTH, *(column.width for column in COLUMNS)),
        head_row=_HEAD_ROW,
        created_at=sheet.compiled_at,
        row_height=LINE_HEIGHT,
        halves=Halves(right_from=_RIGHT_FROM, repeated=2, scale=67),
    )
    long_office_sheet(page, lambda worksheet, styles: _fill(worksheet, styles, sheet, lines), into)


def _fill(worksheet: Worksheet, styles: Styles, sheet: CardRegisterSheet, lines: Iterable[CardLine]) -> None:
    _line_of_who_and_when(worksheet, styles, sheet)
    for at, words in enumerate(("序号", *(column.words for column in COLUMNS))):
        worksheet.write_string(_HEAD_ROW, at, words, styles.head)
    count = 0
    for count, line in enumerate(lines, 1):
        cells = [(column.value(line), column.width) for column in COLUMNS]
        write_line(worksheet, styles, _HEAD_ROW + count, count, cells)
    total = f"共{count}张" if count else "没有符合条件的人才卡"
    worksheet.write_string(_HEAD_ROW + count + 1, 0, total, styles.line)


def _line_of_who_and_when(worksheet: Worksheet, styles: Styles, sheet: CardRegisterSheet) -> None:
    day = sheet.compiled_at
    worksheet.write_string(1, 0, f"填报单位（盖章）：{sheet.compiled_by}", styles.line)
    worksheet.write_string(1, _AS_OF_COLUMN, f"截至：{sheet.as_of}", styles.line)
    worksheet.write_string(1, _DAY_COLUMN, f"填报日期：{day.year}年{day.month}月{day.day}日", styles.line)
    if sheet.restriction:
        worksheet.write_string(1, _RIGHT_FROM, f"范围：{sheet.restriction}", styles.line)


def _approval(line: CardLine) -> str | None:
    parts = (line.approval_number, line.approved_on and line.approved_on.isoformat())
    return "\n".join(part for part in parts if part) or None


def _remark(line: CardLine) -> str | None:
    differs = "期限与规定不一致" if line.differs_from_rule else None
    return "\n".join(part for part in (differs, _arrival(line)) if part) or None


def _arrival(line: CardLine) -> str | None:
    """Of a card that was issued early: whether its holder has come, or is to come when."""
    if line.arrival is None:
        return None
    day = f"（拟{line.planned_arrival}）" if line.arrival is not ArrivalStage.ARRIVED else ""
    return f"提前发卡，{ARRIVAL_WORDS[line.arrival]}{day}"


def _signed(line: CardLine) -> str | None:
    """Who signed for the card; where nobody has yet, there is room to do so on paper."""
    who = line.recipient and RECIPIENT_WORDS[line.recipient]
    return "\n".join(part for part in (who, line.received_by) if part) or None


def _ground_of_class(line: CardLine) -> str | None:
    """The catalogue, and what of it the person was found to meet."""
    return "\n".join(part for part in (line.catalogue, line.class_ground) if part) or None


def _former(line: CardLine) -> str | None:
    """The number before the plastic was replaced, or that of the card before this one."""
    return line.former_number or line.predecessor_number


def _reason(line: CardLine) -> str | None:
    code = line.status_reason
    return GROUND_WORDS.get(code, code) if code else None


COLUMNS = (
    Column("卡号", 16, lambda line: line.card_number),
    Column("卡种", 12, lambda line: line.card_type),
    Column("发放方式", 9, lambda line: ROUTE_WORDS[line.route]),
    Column("层次", 6, lambda line: line.talent_class),
    Column("认定依据\n（脱敏）", 12, _ground_of_class),
    Column("姓名\n（脱敏）", 9, lambda line: line.name),
    Column("性别", 6, lambda line: line.gender),
    Column("出生年月\n（脱敏）", 11, lambda line: line.birth_date),
    Column("证件类型及号码\n（脱敏）", 21, lambda line: line.document),
    Column("国籍/民族", 9, lambda line: line.nationality),
    Column("单位", 22, lambda line: line.enterprise),
    Column("统一社会\n信用代码", 21, lambda line: line.uscc),
    Column("企业类型", 20, lambda line: line.list_type),
    Column("所属区域", 12, lambda line: line.area),
    Column("推荐部门", 16, lambda line: line.department),
    Column("配额\n年度", 7, lambda line: line.quota_year),
    Column("单位\n服务专员", 10, lambda line: line.specialist),
    Column("申请编号", 26, lambda line: line.card_application),
    Column("批准文件\n（文号/日期）", 22, _approval),
    Column("发卡日期", 12, lambda line: line.issued_on),
    Column("有效期起", 12, lambda line: line.valid_from),
    Column("有效期止", 12, lambda line: line.valid_to),
    Column("期限依据", 8, lambda line: line.term_rule and TERM_WORDS[line.term_rule]),
    Column("当前状态", 9, lambda line: STATUS_WORDS[line.status]),
    Column("状态日期", 12, lambda line: line.status_on),
    Column("状态原因", 12, _reason),
    Column("领取人\n（签收）", 10, _signed),
    Column("续期\n次数", 5, lambda line: line.renewals),
    Column("原卡号", 14, _former),
    Column("备注", 12, _remark),
)
_NUMBER_WIDTH = 5
_HEAD_ROW = 2
_RIGHT_FROM = 1 + [column.words for column in COLUMNS].index("配额\n年度")
_AS_OF_COLUMN, _DAY_COLUMN = 8, 12
