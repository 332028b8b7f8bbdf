"""Setting papers: an annex form with everything filled in, as an office prints one case after the other.

typical    every field as long as it usually is, distinct data for every paper
long       a curriculum, achievements and opinions that need sheets behind the two sides
"""

from datetime import date
from itertools import count
from statistics import median
from time import perf_counter

from bench.report import Report, Row
from documents.registration_forms import BOXES, FIELDS, Opinion, PrintedForm, registration_form
from documents.typesetting import Typesetter

ROUNDS = 40
SIZE = 1  # papers in a round
MOST_MS = 150.0
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
    return Report(rows)


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
