"""Setting papers: an annex form with everything filled in, as an office prints one case after the other, and a city's report.

typical    every field as long as it usually is, distinct data for every paper
long       a curriculum, achievements and opinions that need sheets behind the two sides
report     a city's quarterly report with its charts and 200 key issues, as PDF and as a workbook
"""

from collections.abc import Iterator
from datetime import date
from itertools import count
from statistics import median
from time import perf_counter

from bench.report import Report, Row
from documents.registration_forms import BOXES, FIELDS, Opinion, PrintedForm, registration_form
from documents.report_files import ReportFileMaker
from documents.typesetting import Typesetter
from domain.demands import EscalationLevel
from domain.ledger_books.content import KeyIssue
from domain.report_packages import FileKind
from tests.documents.reports_made_up import content, item, paper

ROUNDS = 40
SIZE = 1  # papers in a round
MOST_MS, MOST_MS_REPORT = 150.0, 2000.0
DAY = date(2026, 1, 6)
LINE, PAGE, LONG = "示例字段内容", "示例经历，" * 60, "示例经历，" * 900
PAGES = {"resume", "achievements", "enterprise_profile", "class_ground"}


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    typesetter, numbers = Typesetter(), count()
    rows = []
    for template in FIELDS:
        for case, page, bar in (("typical", PAGE, MOST_MS), ("long", LONG, None)):
            _set(typesetter, template, page, next(numbers))  # warm
            taken = [
                _set(typesetter, template, page, next(numbers)) for _ in range(rounds) for _ in range(size)
            ]
            rows.append(Row(f"{template}/{case}/median", median(taken), "ms", at_most=bar))
            rows.append(Row(f"{template}/{case}/p95", sorted(taken)[int(0.95 * (len(taken) - 1))], "ms"))
    return Report([*rows, *_reports(typesetter, rounds, numbers)])


def _reports(typesetter: Typesetter, rounds: int, numbers: Iterator[int]) -> Iterator[Row]:
    """The files of a report, each time of another one."""
    maker = ReportFileMaker(typesetter)
    for kind in (FileKind.PDF, FileKind.XLSX):
        taken = []
        for _ in range(rounds):
            issues = tuple(
                KeyIssue(item=item(number), proposed_level=EscalationLevel.CITY) for number in range(200)
            )
            said = paper(content(revision=next(numbers) + 1, key_issues=issues))
            begun = perf_counter()
            maker.content(kind, said)
            taken.append(1000 * (perf_counter() - begun))
        yield Row(f"quarterly_report/{kind}/median", median(taken), "ms", at_most=MOST_MS_REPORT)


def _set(typesetter: Typesetter, template: str, page: str, number: int) -> float:
    """How many milliseconds one paper took; no two of them say the same."""
    form = PrintedForm(
        code=template,
        title="登记表",
        reference=f"申报编号 {number}",
        values={code: f"{page if code in PAGES else LINE}{number}" for code in FIELDS[template]},
        opinions={
            box: Opinion(
                text=f"同意。{number}", organization="示例机构", person="经办人：示例", signed_on=DAY
            )
            for box in BOXES[template]
        },
        is_masked=False,
        on=DAY,
    )
    begun = perf_counter()
    registration_form(form, typesetter)
    return 1000 * (perf_counter() - begun)
