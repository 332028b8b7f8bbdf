"""Makes the sample sheets for bulk jobs, the same bytes every time: `python -m samples.make_zibo_cases`.

Every number in them is made up; samples/README.md says how one can tell.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parent / "zibo"
SAVED_AT = dt.datetime(2026, 1, 7, 9, 0, tzinfo=dt.UTC)

SHEETS: dict[str, tuple[str, Sequence[Sequence[str]]]] = {
    "provincial-results.xlsx": (
        "“山东惠才卡”申领结果（示例省人社函〔2026〕00号）",
        (
            ("序号", "受理号", "省级结果", "退回环节", "理由"),
            ("1", "370300-2026-9001", "批准", "", ""),
            ("2", "370300-2026-9002", "退回", "推荐部门审核", "业绩材料不全"),
            ("3", "370300-2026-9003", "不予批准", "", "不符合申领条件"),
        ),
    ),
    "reviews.xlsx": (
        "“山东惠才卡”申报审核意见表",
        (
            ("序号", "受理号", "审核意见", "退回至", "理由"),
            ("1", "370300-2026-9001", "同意", "", ""),
            ("2", "370300-2026-9002", "同意", "", ""),
            ("3", "370300-2026-9003", "退回", "区县主管部门意见", "请补充推荐意见"),
        ),
    ),
    "applications.xlsx": (
        "“山东惠才卡”配额制申报汇总表",
        (
            ("序号", "统一社会信用代码", "性别", "出生日期", "民族", "毕业院校及专业", "引进时间"),
            ("1", "91370300PDY00001XQ", "男", "1900-01-01", "汉族", "示例大学 示例专业", "2022-09"),
            ("2", "91370300PDY000028Q", "女", "1901-02-03", "汉族", "样例大学 样例专业", "2023-03"),
        ),
    ),
    "deliveries.xlsx": (
        "“淄博精英卡”领取登记表",
        (
            ("序号", "卡号", "领取方式", "签收人", "领取日期"),
            ("1", "ZBJYSL20260001", "本人", "示例甲", "2026-01-06"),
            ("2", "ZBJYSL20260002", "服务专员", "专员乙", "2026-01-07"),
        ),
    ),
    "checks.xlsx": (
        "省级结果核对表",
        (
            ("序号", "受理号", "核对意见", "理由"),
            ("1", "370300-2026-9001", "一致", ""),
            ("2", "370300-2026-9002", "有误", "应退回区县主管部门意见环节"),
        ),
    ),
}


def make(folder: Path = FOLDER) -> None:
    """Write every sheet into the folder."""
    for name, (title, rows) in SHEETS.items():
        with xlsxwriter.Workbook(folder / name) as workbook:
            workbook.set_properties({"created": SAVED_AT})
            sheet = workbook.add_worksheet("批量办理")
            head = workbook.add_format({"bold": True, "border": 1, "align": "center"})
            boxed = workbook.add_format({"border": 1, "num_format": "@"})
            sheet.merge_range(0, 0, 0, len(rows[0]) - 1, title, head)
            sheet.set_column(0, 0, 6)
            sheet.set_column(1, len(rows[0]) - 1, 20)
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell, head if number == 1 else boxed)


if __name__ == "__main__":
    make()
