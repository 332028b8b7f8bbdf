"""One small list, laid out in all the ways in which offices lay out theirs: each a real file, made here.

The habits are those of office ledgers: merged titles, heads of two rows, 序号 first and 备注 last, totals, notes,
numbers that are text and texts that are numbers, hidden sheets, drop-down lists, csv files from other programs.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.cadres import PartyManaged
from domain.principals import PrincipalRole
from tests.domain.made_up import credit_code_of

TITLE = "“十强”产业集群领军企业名单"
HEAD = (
    *("序号", "企业名称", "统一社会信用代码", "区县（功能区）"),
    *("主要负责人", "职务", "联系电话", "是否党委管理干部", "备注"),
)
AREAS = {"zhangdian": "张店区", "linzi": "临淄区", "zibo-gaoxin": "高新区"}


class Person(NamedTuple):
    """A principal of the list, as it has to be read."""

    name: str
    title: str
    role: PrincipalRole
    phone: str
    managed: PartyManaged


@dataclass(frozen=True)
class Listed:
    """An enterprise of the list, as it has to be read."""

    name: str
    uscc: str
    area: str
    people: tuple[Person, ...]

    @property
    def area_name(self) -> str:
        """What offices call it."""
        return AREAS[self.area]


def the_list(start: int) -> tuple[Listed, ...]:
    """Three enterprises with made-up credit codes from this number on."""
    chairman, manager = PrincipalRole.CHAIRMAN, PrincipalRole.GENERAL_MANAGER
    yes, no, unknown = PartyManaged.YES, PartyManaged.NO, PartyManaged.UNKNOWN
    people = (
        (
            Person("示例甲", "董事长", chairman, "15400000001", no),
            Person("样例·阿不都", "总经理", manager, "0533-2345678", yes),
        ),
        (Person("示䶮", "执行董事", chairman, "15400000002", unknown),),
        (Person("示例丙", "总经理", manager, "15400000003、0533-2345679", no),),
    )
    names = ("示例第{}化工（淄博）有限公司", "样例第{}䥽业有限公司", "示例第{}装备股份有限公司")
    return tuple(
        Listed(name.format(start + n), credit_code_of(start + n), area, of)
        for n, (name, area, of) in enumerate(zip(names, AREAS, people, strict=True))
    )


MANAGED = {PartyManaged.YES: "是", PartyManaged.NO: "否", PartyManaged.UNKNOWN: ""}


def lines(listed: Sequence[Listed]) -> list[list[Any]]:
    """A line for each person, the enterprise repeated in each."""
    return [
        [n, one.name, one.uscc, one.area_name, who.name, who.title, who.phone, MANAGED[who.managed], ""]
        for n, one in enumerate(listed, 1)
        for who in one.people
    ]


class File(NamedTuple):
    name: str
    content: bytes


Layout = Callable[[tuple[Listed, ...]], File]
LAYOUTS: dict[str, Layout] = {}


def layout(made: Layout) -> Layout:
    """Put the layout among those that are tried."""
    LAYOUTS[made.__name__] = made
    return made


class Book:
    """A workbook that is being made with xlsxwriter."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.boxed: Format = book.add_format({"border": 1, "text_wrap": True})
        self.text: Format = book.add_format({"border": 1, "num_format": "@"})

    def sheet(self, name: str = "Sheet1") -> Worksheet:
        return self.book.add_worksheet(name)


@contextmanager
def workbook(saved: io.BytesIO) -> Iterator[Book]:
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(saved, settings) as book:
        yield Book(book)


def xlsx(fill: Callable[[Book], None], name: str = "名单.xlsx") -> File:
    saved = io.BytesIO()
    with workbook(saved) as book:
        fill(book)
    return File(name, saved.getvalue())


def plainly(
    sheet: Worksheet, rows: Sequence[Sequence[Any]], first_row: int = 0, first_column: int = 0
) -> None:
    for n, row in enumerate(rows):
        sheet.write_row(first_row + n, first_column, row)


@layout
def printed_with_a_merged_title_and_a_head_of_two_rows(listed: tuple[Listed, ...]) -> File:
    def fill(book: Book) -> None:
        sheet = book.sheet("名单")
        sheet.merge_range(0, 0, 0, 8, TITLE, book.boxed)
        sheet.merge_range(1, 0, 1, 4, "填报单位（盖章）：淄博市样例局", book.boxed)
        sheet.merge_range(1, 5, 1, 8, "填报日期：2026年1月5日", book.boxed)
        for column in (0, 1, 2, 3, 8):
            sheet.merge_range(2, column, 3, column, HEAD[column], book.boxed)
        sheet.merge_range(2, 4, 2, 7, "主要负责人", book.boxed)
        sheet.write_row(3, 4, ["姓  名", "职务", "联系\n电话", "是否党委管理干部"], book.boxed)
        at = 4
        for n, one in enumerate(listed, 1):
            for column, cell in enumerate((n, one.name, one.uscc, one.area_name)):
                if len(one.people) > 1:
                    sheet.merge_range(at, column, at + len(one.people) - 1, column, cell, book.text)
                else:
                    sheet.write(at, column, cell, book.text)
            for who in one.people:
                sheet.write_row(at, 4, [who.name, who.title, who.phone, MANAGED[who.managed]], book.text)
                at += 1
        sheet.write_row(at, 0, ["单位负责人：示例子", "", "审核人：示例丑", "", "填表人：示例寅"])
        sheet.write(at + 1, 0, "注：以上均为示例。联系电话：0533-2345670")
        sheet.freeze_panes(4, 0)
        sheet.repeat_rows(2, 3)
        sheet.set_landscape()

    return xlsx(fill)


@layout
def grouped_by_area_with_headings_subtotals_and_a_total(listed: tuple[Listed, ...]) -> File:
    def fill(book: Book) -> None:
        sheet = book.sheet()
        sheet.merge_range(0, 0, 0, 8, TITLE, book.boxed)
        sheet.write_row(1, 0, HEAD)
        at = 2
        for number, one in enumerate(listed):
            sheet.merge_range(at, 0, at, 8, f"{'一二三'[number]}、{one.area_name}", book.boxed)
            for line in lines([one]):
                at += 1
                sheet.write_row(at, 0, line)
            sheet.write_row(at + 1, 0, ["小 计", "", "", "1家"])
            at += 2
        sheet.write_row(at, 0, ["", "合计：3家"])

    return xlsx(fill)


@layout
def with_numbers_where_text_belongs(listed: tuple[Listed, ...]) -> File:
    """Telephone numbers as numbers, serial numbers with a fraction, dates as dates."""

    def fill(book: Book) -> None:
        sheet = book.sheet()
        sheet.write_row(0, 0, [*HEAD[:-1], "入选时间"])
        day = book.book.add_format({"num_format": "yyyy/m/d"})
        for at, line in enumerate(lines(listed), 1):
            phone = float(line[6]) if line[6].isdigit() else line[6]
            sheet.write_row(at, 0, [float(line[0]), *line[1:6], phone, line[7]])
            sheet.write_datetime(at, 8, date(2025, 3, 1), day)

    return xlsx(fill)


@layout
def typed_with_full_width_signs_spaces_and_line_breaks(listed: tuple[Listed, ...]) -> File:
    def wide(text: str) -> str:
        return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)

    def untidy(line: list[Any]) -> list[Any]:
        serial, name, uscc, area, person, title, phone, managed, _ = line
        return [
            *(wide(str(serial)), f"\u3000{name[:2]}\n{name[2:]} ".replace("（", "(").replace("）", ")")),
            *(f"{uscc[:8].lower()} {wide(uscc[8:])}", f" {area} ", " ".join(person).replace("·", "•")),
            *(f"{title}\u200b", wide(phone).replace("、", "\n"), f"\xa0{managed}", "\u3000"),
        ]

    return xlsx(lambda book: plainly(book.sheet(), [HEAD, *map(untidy, lines(listed))]))


@layout
def with_the_enterprise_left_blank_below_its_first_principal(listed: tuple[Listed, ...]) -> File:
    def fill(book: Book) -> None:
        rows, before = [], None
        for line in lines(listed):
            rows.append(["", "", "", "", *line[4:]] if line[0] == before else line)
            before = line[0]
        plainly(book.sheet(), [[TITLE], HEAD, *rows])

    return xlsx(fill)


@layout
def with_the_area_merged_over_all_its_enterprises(listed: tuple[Listed, ...]) -> File:
    """The area first, as a ledger by area has it; a cell of one row is not merged."""

    def fill(book: Book) -> None:
        sheet = book.sheet()
        sheet.write_row(0, 0, ["所属区县", "企业名称", "信用代码", *HEAD[4:8]])
        sheet.merge_range(1, 0, 2, 0, listed[0].area_name, book.boxed)
        for at, line in enumerate(lines(listed), 1):
            sheet.write_row(at, 1, [line[1], line[2], *line[4:8]])
            if at > 2:
                sheet.write(at, 0, line[3])

    return xlsx(fill)


@layout
def on_several_pages_with_the_head_on_each(listed: tuple[Listed, ...]) -> File:
    pages = [
        row
        for line in lines(listed)
        for row in (HEAD, line, ["本页小计", "", "1家"], [], ["", "", "", "", "（续表）"])
    ]
    return xlsx(lambda book: plainly(book.sheet(), [[TITLE], *pages]))


@layout
def somewhere_in_the_middle_of_the_sheet_with_remarks_beside_it(listed: tuple[Listed, ...]) -> File:
    def fill(book: Book) -> None:
        sheet = book.sheet()
        sheet.write(1, 5, TITLE)
        plainly(sheet, [HEAD, *lines(listed)], first_row=6, first_column=3)
        sheet.write(8, 20, "已电话核对")

    return xlsx(fill)


@layout
def in_another_order_with_other_words_and_columns_nobody_asked_for(listed: tuple[Listed, ...]) -> File:
    head = [
        *("编号", "*单位名称", "注册资本\n（万元）", "职  务", "负责人姓名", "手机号码（必填）"),
        *("是否各级党委管理的领导干部（是/否）", "所在区域", "统一社会信用代码（18位）", "注册资本"),
    ]
    rows = [
        [
            serial,
            name,
            "100.5",
            title,
            person,
            phone,
            {"是": "√", "否": "\u00d7"}.get(managed, ""),
            area,
            uscc,
            1,
        ]
        for serial, name, uscc, area, person, title, phone, managed, _ in lines(listed)
    ]
    return xlsx(lambda book: plainly(book.sheet(), [head, *rows]))


@layout
def computed_by_formulas(listed: tuple[Listed, ...]) -> File:
    """Serial numbers, names and totals count with the value that was saved last."""

    def fill(book: Book) -> None:
        sheet = book.sheet()
        plainly(sheet, [HEAD, *lines(listed)])
        for at, line in enumerate(lines(listed), 1):
            sheet.write_formula(at, 0, "=ROW()-1", None, line[0])
            sheet.write_formula(at, 1, f'=CONCATENATE("{line[1][:3]}","{line[1][3:]}")', None, line[1])
        sheet.write(5, 0, "总计")
        sheet.write_formula(5, 1, "=COUNTA(B2:B5)", None, 4)

    return xlsx(fill)


@layout
def coloured_commented_and_linked(listed: tuple[Listed, ...]) -> File:
    """Half a name in red, a comment at a cell, a link under another: the text is the same."""

    def fill(book: Book) -> None:
        sheet, red = book.sheet(), book.book.add_format({"font_color": "red"})
        plainly(sheet, [HEAD, *lines(listed)])
        for at, line in enumerate(lines(listed), 1):
            sheet.write_rich_string(at, 1, red, line[1][:4], line[1][4:])
            sheet.write_url(at, 3, "https://example.invalid/", string=line[3])
        sheet.write_comment(1, 2, "请核对")

    return xlsx(fill)


@layout
def with_thousands_of_boxed_rows_that_are_empty(listed: tuple[Listed, ...]) -> File:
    def fill(book: Book) -> None:
        sheet = book.sheet()
        plainly(sheet, [HEAD, *lines(listed)])
        for at in range(5, 9_000):
            sheet.write_blank(at, 0, None, book.boxed)
            sheet.write_blank(at, 200, None, book.boxed)

    return xlsx(fill)


@layout
def numbered_by_columns_below_the_head(listed: tuple[Listed, ...]) -> File:
    numbers = [["甲", "乙", "丙", "丁", 1, 2, 3, 4, 5], list(range(1, 10))]
    return xlsx(lambda book: plainly(book.sheet(), [HEAD, *numbers, *lines(listed)]))


@layout
def filled_into_a_template_with_hidden_codes_and_drop_down_lists(listed: tuple[Listed, ...]) -> File:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "填报表"
    for row in ([TITLE], ["填表说明：区县请从下拉列表中选择。"], HEAD, *lines(listed)):
        sheet.append(list(row))
    areas = DataValidation(type="list", formula1="=代码!$B$2:$B$13", allow_blank=True)
    sheet.add_data_validation(areas)
    areas.add("D4:D200")
    sheet["C4"].comment = Comment("18位", "样例局")
    codes = book.create_sheet("代码")
    for row in (["企业名称", "区县", "模板版本"], ["示例隐藏有限公司", "张店区", "V3.2"]):
        codes.append(row)
    codes.sheet_state = "veryHidden"
    book.create_sheet("说明").append(["本表由各区县填报。"])
    return File("模板.xlsx", saved_by_openpyxl(book))


@layout
def filtered_with_hidden_rows_and_columns(listed: tuple[Listed, ...]) -> File:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEAD, *lines(listed)):
        sheet.append(list(row))
    sheet.auto_filter.ref = "A1:I5"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    return File("筛选.xlsx", saved_by_openpyxl(book))


@layout
def behind_a_cover_with_the_specialist_beside_the_principal(listed: tuple[Listed, ...]) -> File:
    """Two columns 联系电话: each belongs to whom it stands beside."""

    def fill(book: Book) -> None:
        book.sheet("封面").write(5, 2, TITLE)
        sheet = book.sheet(" 名单 ")
        plainly(sheet, [[*HEAD[:8], "单位服务专员", "联系电话"]])
        for at, line in enumerate(lines(listed), 1):
            sheet.write_row(at, 0, [*line[:8], "专员甲", "15400000099"])

    return xlsx(fill)


@layout
def written_as_csv_in_gb18030_below_a_title(listed: tuple[Listed, ...]) -> File:
    rows = [[TITLE, *[""] * 8], ["填报单位：淄博市样例局", *[""] * 8], HEAD, *lines(listed), ["合计", "3家"]]
    return File("名单.csv", as_csv(rows).encode("gb18030"))


@layout
def written_as_csv_by_a_program_that_guards_its_numbers(listed: tuple[Listed, ...]) -> File:
    """A byte order mark, line breaks in cells, ="…" and ' before digits, tabs behind them."""
    rows = [
        [serial, name, f'="{uscc}"', area, person, f"{title}\n", f"'{phone}", managed, "\t"]
        for serial, name, uscc, area, person, title, phone, managed, _ in lines(listed)
    ]
    return File("导出.csv", as_csv([HEAD, *rows]).encode("utf-8-sig"))


@layout
def saved_as_text_between_tabs(listed: tuple[Listed, ...]) -> File:
    rows = [HEAD, *lines(listed)]
    text = "\r\n".join("\t".join(str(cell) for cell in row) for row in rows)
    return File("名单.txt", text.encode("gb18030"))


def as_csv(rows: Sequence[Sequence[Any]]) -> str:
    saved = io.StringIO()
    csv.writer(saved).writerows(rows)
    return saved.getvalue()


def saved_by_openpyxl(book: openpyxl.Workbook) -> bytes:
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()
