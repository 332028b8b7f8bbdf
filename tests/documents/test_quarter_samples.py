"""The sample ledgers of four quarters: they are what their script makes, the demo can enter every line, and nobody is in them."""

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cli.demo_demands import STEPS
from cli.demo_ledger_files import Row, rows_of, terms
from documents.demand_ledger_words import lead_unit
from samples.make_zibo_quarters import QUARTER_FILES

FOLDER = Path(__file__).parents[2] / "samples" / "zibo"


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Row]]:
    """What the demo reads out of each file."""
    return {name: rows_of(name) for name in QUARTER_FILES}


def sheets(content: bytes) -> list[list[list[object]]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


@pytest.mark.parametrize("name", QUARTER_FILES)
def test_a_shipped_ledger_is_what_its_script_makes(name: str) -> None:
    assert sheets((FOLDER / name).read_bytes()) == sheets(QUARTER_FILES[name]())


def test_every_line_begins_with_what_was_done_and_names_offices_that_there_are(
    rows: dict[str, list[Row]],
) -> None:
    for row in (row for of_file in rows.values() for row in of_file):
        assert list(row.course) == sorted(row.course, key=lambda line: line.on), row.number
        for line in row.course:
            assert any(line.words.startswith(word) for word in STEPS), line
            if line.words.startswith("交办"):
                assert lead_unit(line.words.removeprefix("交办"), row.area, terms())


def test_the_quarters_have_everything_that_may_become_of_a_demand(rows: dict[str, list[Row]]) -> None:
    *quarters, supplement = rows.values()
    said = [line.words for of_file in quarters for row in of_file for line in row.course]

    assert {word for word in STEPS if any(one.startswith(word) for one in said)} == set(STEPS)
    assert len({row.area for of_file in quarters for row in of_file}) == 12
    assert [row.area for row in supplement] == ["zibo-gaoxin"]


def test_nobody_and_no_number_in_them_can_be_anybodys(rows: dict[str, list[Row]]) -> None:
    for row in (row for of_file in rows.values() for row in of_file):
        assert row.uscc[8:11] == "PDY"
        assert row.stated.get("name", "示例").startswith(("示例", "样例"))
        assert row.stated["phone"].startswith("154000")
        assert "示例" in row.stated["details"]["content"]
