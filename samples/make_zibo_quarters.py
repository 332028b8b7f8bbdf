"""Makes the sample ledgers of four quarters of Zibo, the same bytes every time: `python -m samples.make_zibo_quarters`.

One file for each quarter, in which the city's window has put together what the twelve areas have sent, and one with what an
area had forgotten. What becomes of the demands: `lives_of_demands.py`. Everything in them is made up; samples/README.md says
how one can tell.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import Any

from xlsxwriter.worksheet import Worksheet

from domain.ledger_books.quarters import Quarter
from samples.lives_of_demands import (
    AREAS,
    CALENDAR,
    ENDS,
    QUARTERS,
    WITHIN,
    YJ,
    Demand,
    Kind,
    Line,
    all_demands,
)
from samples.make_zibo_books import listed
from samples.make_zibo_ledgers import AFTER, LEDGERS, SIGNED, Ledger, head, write_row
from samples.make_zibo_lists import (
    FOLDER,
    NOTE,
    Laid,
    Styles,
    credit_code,
    letterhead,
    numbers_from,
    several_sheets,
)

FILLED_IN_BY = "填报单位（盖章）：淄博市高层次人才服务窗口（示例）"
COURSE = "办理情况\n（本季进展）"
TAIL = ("办理状态", COURSE, "办结（答复）\n时间", "回访时间", "满意度", "是否销号", "备注")
WIDTHS = (5, 16, 14, 26, 22, 11, 14, 14, 12, 8, 14, 30, 14, 14, 18, 12, 10, 44, 12, 12, 10, 9, 10)
NUMERALS = "零一二三四"
STANDS = {
    "交办": "已交办", "签收": "办理中", "有异议": "有异议", "维持交办": "已交办", "进展": "办理中", "答复": "已答复",
    "转市级": "转市级", "转省级": "转省级", "退回办理": "办理中", "划转": "待交办", "改列": "待交办", "重办": "办理中",
    "办结": "已办结", "解释说明": "解释说明", "撤销": "已撤销", "并入": "已并办", "销号": "已销号",
}  # fmt: skip
OVER = (*ENDS, "回访", "评价", "整改", "销号")  # with such a line as its last one a demand is closed
SUPPLEMENT = QUARTERS[-1].later(1)  # what was written down after the last quarter's file was sent


@cache
def everything() -> tuple[Demand, ...]:
    """All demands, those that were open in the former books first."""
    return tuple(all_demands([*_of_former_books()]))


def _of_former_books() -> Iterator[Demand]:
    areas = {area.name: area for area in AREAS}
    for ledger in LEDGERS:
        for one in ledger.demands():
            if one.status in ("已办结", "解释说明", "已销号"):
                continue
            kind = Kind(
                one.category,
                _plain(one.content),
                "已按诉求办理",
                one.unit.split("、")[0] or "市人社局",
                one.own_first,
            )
            area = areas[listed()[credit_code(int(one.enterprise))][0].area]
            raised = dt.date.fromisoformat(one.raised)
            yield Demand(
                one.number,
                one.number[5:7],
                area,
                int(one.enterprise),
                one.name,
                raised,
                one.channel,
                kind,
                one.status,
            )


def _plain(content: str) -> str:
    return content.replace("/", "").removesuffix("（示例）")


def quarter(file: Quarter) -> bytes:
    """The three ledgers of a quarter: what was open when it began, or was raised in it, with what was done meanwhile."""
    told = f"{file.year}年第{NUMERALS[file.number]}季度"
    return _ledgers(file, told, lambda demand: _is_in(demand, file))


def supplement() -> bytes:
    """What was left out of the last file."""
    told = f"{QUARTERS[-1].year}年第{NUMERALS[QUARTERS[-1].number]}季度补报"
    return _ledgers(SUPPLEMENT, told, lambda demand: any(line.file == SUPPLEMENT for line in demand.course))


def _is_in(demand: Demand, file: Quarter) -> bool:
    """Whether it was open when the quarter began, was raised in it, or has a line in its file."""
    if Quarter.of(demand.raised) > file:
        return False
    before = [line for line in demand.course if line.file < file]
    is_over = bool(before) and _word(before[-1]) in OVER
    return not is_over or any(line.file == file for line in demand.course)


def _ledgers(file: Quarter, told: str, is_in: Callable[[Demand], bool]) -> bytes:
    phone = numbers_from(20001)
    phones = {demand.number: phone() for demand in everything()}
    sheets = []
    for ledger, prefix in zip(LEDGERS, ("GG", "SC", "YJ"), strict=True):
        demands = [one for one in everything() if one.ledger == prefix and is_in(one)]
        demands.sort(key=lambda one: (AREAS.index(one.area), one.raised, one.number))
        sheets.append(Laid(ledger.sheet, WIDTHS, (4, 5), _filling(ledger, demands, file, told, phones)))
    return several_sheets(f"需求台账 {told}", sheets)


def _filling(
    ledger: Ledger, demands: Sequence[Demand], file: Quarter, told: str, phones: dict[str, str]
) -> Callable[[Worksheet, Styles], None]:
    def fill(sheet: Worksheet, styles: Styles) -> None:
        width = len(WIDTHS)
        letterhead(
            sheet,
            styles,
            width,
            f"淄博市重点产业人才{ledger.title}（{told}）",
            f"淄才窗示例〔{file.year}〕00号",
        )
        sheet.merge_range(3, 0, 3, 10, FILLED_IN_BY, styles.line)
        end = min(file, QUARTERS[-1]).last_day
        sheet.merge_range(3, 11, 3, width - 1, f"截至日期：{end.year}年{end.month}月{end.day}日", styles.line)
        head(sheet, styles, (*AFTER, *ledger.own, *TAIL))
        for serial, demand in enumerate(demands, 1):
            cells = _cells(serial, demand, file, phones[demand.number])
            write_row(sheet, styles, 5 + serial, cells)
            sheet.set_row(5 + serial, max(26, 14 * str(cells[17]).count("\n") + 20))
        last = 6 + len(demands)
        sheet.merge_range(last, 0, last, 1, "合  计", styles.head)
        sheet.merge_range(last, 2, last, width - 1, f"{len(demands)}件", styles.head)
        sheet.merge_range(last + 1, 0, last + 1, width - 1, SIGNED, styles.line)
        sheet.merge_range(last + 2, 0, last + 2, width - 1, NOTE, styles.line)

    return fill


def _cells(serial: int, demand: Demand, file: Quarter, phone: str) -> list[Any]:
    entry, _ = listed()[credit_code(demand.enterprise)]
    known = [line for line in demand.course if line.file <= file]
    here = [line for line in known if line.file == file]
    own_second = _adopted(known) if demand.ledger == YJ else demand.kind.own_second
    due = "" if demand.stood else CALENDAR.working_day_after(demand.raised, WITHIN[demand.ledger])
    offices = [line.words.removeprefix("交办") for line in known if line.words.startswith("交办")]
    return [
        serial, demand.number, demand.area.name, entry.name, entry.code, demand.name, "", phone, demand.raised,
        demand.channel, demand.kind.category, f"{demand.kind.content}（示例）", demand.kind.own_first, own_second,
        offices[-1] if offices else "", due, _stands(demand, known), "\n".join(map(str, here)), _day_of(known, "办结", "解释说明"),
        _day_of(known, "回访"), _grade(known), "是" if _day_of(known, "销号") else "", "",
    ]  # fmt: skip


def _word(line: Line) -> str:
    """The first word of a line, which says what was done."""
    return next((word for word in STANDS if line.words.startswith(word)), line.words[:2])


def _stands(demand: Demand, known: Sequence[Line]) -> str:
    stands = [STANDS[_word(line)] for line in known if _word(line) in STANDS]
    return stands[-1] if stands else demand.stood or "待交办"


def _day_of(known: Sequence[Line], *words: str) -> dt.date | str:
    """When that was done last, since it was last reopened."""
    since = list(takewhile(lambda line: _word(line) != "重办", reversed(known)))
    return next((line.day for line in since if _word(line) in words), "")


def _adopted(known: Sequence[Line]) -> str:
    """What became of an opinion, as its last line of that kind has it."""
    settled = [line.words for line in known if line.words.startswith("办结（")]
    return settled[-1].partition("（")[2].partition("）")[0] if settled else ""


def _grade(known: Sequence[Line]) -> str:
    return next((line.words[3:] for line in reversed(known) if line.words.startswith("评价")), "")


def main() -> None:
    for name, make in QUARTER_FILES.items():
        (FOLDER / name).write_bytes(make())
        print(FOLDER / name)


QUARTER_FILES: dict[str, Callable[[], bytes]] = {
    f"demands-{one.code}.xlsx": (lambda one=one: quarter(one)) for one in QUARTERS
} | {f"demands-{QUARTERS[-1].code}-supplement.xlsx": supplement}

if __name__ == "__main__":
    main()
