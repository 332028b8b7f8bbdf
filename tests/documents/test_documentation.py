"""What the manual of the enterprise lists says about columns and codes is what the reader knows."""

import re
from pathlib import Path

from documents import enterprise_list_columns

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "enterprise-lists.md").read_text()
SOURCES = [
    *(ROOT / "documents").glob("*.py"),
    *(ROOT / "domain" / name for name in ("names.py", "enterprise_codes.py", "phone_numbers.py")),
    *(ROOT / "domain/use_cases" / name for name in ("judging_rows.py", "matching_rows.py")),
]
CODE = re.compile(
    r'(?:wrong\(\s*\w*"?\w*"?,|Finding\(|\.err\([^")]*?|\.warn\([^")]*?|FieldError\("?\w+"?,)\s*"([a-z_]+)"'
)
MADE_OF_PARTS = {
    *(f"too_many_{what}" for what in ("rows", "columns", "sheets")),
    *(f"other_{what}" for what in ("name", "uscc", "area", "specialist")),
}


def test_every_code_of_an_error_or_warning_is_in_the_manual_and_no_other():
    given = MADE_OF_PARTS.union(*(CODE.findall(source.read_text()) for source in SOURCES))
    first_cells = [line.split("|")[1] for line in MANUAL.splitlines() if line.startswith("| `")]
    explained = set(re.findall(r"`([a-z_]+)`", " ".join(first_cells)))

    assert explained == given


def test_every_name_that_a_column_may_have_is_in_the_manual():
    names = enterprise_list_columns.VOCABULARY.lower_words

    assert {name for name in names if name not in MANUAL} == set()
