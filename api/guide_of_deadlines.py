"""What the operations on deadlines and the calendar do, in both languages (办理期限与工作日历)."""

from datetime import date, timedelta

from api.explained import YEAR, Guide
from domain.text import Text

NEW_YEAR = date(YEAR + 1, 1, 1)
FIRST_WEEKDAY = next(day for n in range(7) if (day := NEW_YEAR + timedelta(days=n)).weekday() < 5)  # noqa: PLR2004  Saturday is 5

OF_DEADLINES: dict[str, Guide] = {
    "ExtendDeadline": Guide(
        Text("延期", "Extend a deadline"),
        Text(
            "由政策指定的市级部门延长当前环节（step）或全程（不填step）的期限，须说明理由；天数和次数以政策为限。",
            "The city's department that the policy names extends the deadline of the present step (`step`), or of the "
            "whole case without one, with a reason; the policy says by how much and how often.",
        ),
        {"step": "district_opinion", "days": 3, "reason": "示例：需赴企业核实"},
    ),
    "AnnounceWorkingYear": Guide(
        Text("发布工作日历", "Announce a working year"),
        Text(
            "系统管理员依国务院办公厅通知录入一年的放假和调休上班日期，须注明文号和日期；在办事项的期限随之重算。",
            "An operator enters which weekdays a State Council notice frees and which weekends it has worked, with its "
            "number and date; what is under way is due anew by it.",
        ),
        {
            "days_off": [{"day": FIRST_WEEKDAY.isoformat(), "name": "元旦"}],
            "days_worked": [],
            "documents": [
                {
                    "kind": "holiday_notice",
                    "number": f"示例发明电〔{YEAR}〕1号",
                    "issuer": "国务院办公厅",
                    "issued_on": f"{YEAR}-01-01",
                }
            ],
        },
    ),
    "due_sheet": Guide(
        Text("期限台账", "The due sheet"),
        Text(
            "在计时或暂停的各项期限，先到期的在前；亮灯按所查日期（on）计算，on不填为当日。",
            "Every deadline that runs or rests, soonest first; the lights are those of the day `on`, today without it.",
        ),
    ),
    "due_sheet_workbook": Guide(
        Text("期限台账（Excel）", "The due sheet as a workbook"),
        Text("同一台账的Excel文件。", "The same sheet as an Excel file."),
    ),
    "working_years": Guide(
        Text("工作日历", "The calendar of working days"),
        Text(
            "各年度的放假和调休日期；尚无通知的年度标为暂定。",
            "The years with their days off and days worked; one without a notice is marked as provisional.",
        ),
    ),
    "working_year": Guide(
        Text("一个年度的工作日历", "One working year"),
        Text(
            "一个年度的放假和调休日期，及其历次通知。", "One year with its days, and every notice about it."
        ),
    ),
}
