"""Lists laid out as offices lay them out are taken in as they are meant, from the file to the vault.

`messy_lists.py` lays one small list out in every way; `files/printed.xls` is the first of these, saved once in
the format of Excel 97 (by xlwt 1.3).
"""

import csv
import io
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from domain.aggregates import Enterprise
from domain.personal_data import Sealed
from tests.api.conftest import CITY, Town
from tests.api.messy_lists import LAYOUTS, File, Listed, Person, the_list

XLS = Path(__file__).parent / "files" / "printed.xls"
XLS_STARTS_AT = 90_001
SAMPLES = Path(__file__).parents[2] / "samples" / "zibo"


def stated(number: int, **more: str) -> dict[str, str]:
    return {
        "city": CITY,
        "list_type": "cluster_leader",
        "mode": "additions",
        "document_number": f"示例〔2026〕{number}号",
    } | more


def taken_in(town: Town, file: File, number: int) -> list[Listed]:
    """What the office knows after the file was sent and taken in, opened by the vault."""
    answer = town.officer("drc").uploads("/v1/enterprise-lists", file.content, file.name, **stated(number))
    assert answer.status_code == 201, answer.text
    return [as_known(town, row) for row in answer.json()["rows"]]


def as_known(town: Town, row: dict[str, Any]) -> Listed:
    enterprise: Any = town.service.store.repository.get(row["enterprise_id"])
    assert isinstance(enterprise, Enterprise)
    return Listed(
        enterprise.name,
        enterprise.uscc or "",
        enterprise.area,
        people=tuple(
            Person(
                opened(town, one.name),
                opened(town, one.title),
                one.role,
                opened(town, one.phone),
                one.party_managed,
            )
            for one in enterprise.current_principals()
        ),
    )


def opened(town: Town, fact: Any) -> str:
    assert isinstance(fact, Sealed)
    return town.service.vault.open(fact)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_list_is_taken_in_as_it_is_meant(settled_town: Town, name: str) -> None:
    number = 100 * (1 + list(LAYOUTS).index(name))
    listed = the_list(number)

    assert taken_in(settled_town, LAYOUTS[name](listed), number) == list(listed)


def test_a_list_saved_by_excel_97_is_taken_in_as_it_is_meant(settled_town: Town) -> None:
    file = File("名单.xls", XLS.read_bytes())

    assert taken_in(settled_town, file, XLS_STARTS_AT) == list(the_list(XLS_STARTS_AT))


# -- and what is wrong in them is named where it stands ------------------------------------------------


def cells_of(file: File, sheet: str, row: int) -> list[str]:
    """What stands in a row of a sheet, found without a line of ours and written plainly."""
    if file.name.endswith(".xlsx"):
        found = openpyxl.load_workbook(io.BytesIO(file.content), data_only=True)[sheet]
        cells = [cell.value for cell in found[row]]
    else:
        assert sheet == file.name.rpartition(".")[0]
        text = file.content.decode("gb18030" if file.content[:1] != b"\xef" else "utf-8-sig")
        delimiter = "\t" if file.name.endswith(".txt") else ","
        cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[row - 1]
    return [plain(cell) for cell in cells if cell is not None]


def plain(cell: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()).upper().strip('="')


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_error_names_the_sheet_the_row_and_the_column_where_it_stands(
    settled_town: Town, name: str
) -> None:
    listed = the_list(30_000)
    right = listed[1].uscc
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    file = LAYOUTS[name]((listed[0], replace(listed[1], uscc=wrong), listed[2]))

    answer = settled_town.officer("drc").uploads(
        "/v1/enterprise-lists?dry_run=true", file.content, file.name, **stated(30_000)
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_invalid")
    [error] = answer.json()["errors"]
    assert error["code"] == "check_digit"
    assert wrong in cells_of(file, error["sheet"], error["row"])
    assert "信用代码" in error["column"]
    assert error["field"] == f"第{error['row']}行 {error['column']}"


def test_an_error_in_a_file_of_excel_97_is_named_as_exactly(settled_town: Town) -> None:
    """Of the other department's list, on which none of its enterprises is."""
    removal = stated(30_001, mode="removals", list_type="four_chain")

    answer = settled_town.officer("miit").uploads(
        "/v1/enterprise-lists?dry_run=true", XLS.read_bytes(), "名单.xls", **removal
    )

    errors = answer.json()["errors"]
    assert {error["code"] for error in errors} == {"not_on_list"}
    assert [(error["sheet"], error["row"], error["column"]) for error in errors] == [
        ("名单", 5, "企业名称"),
        ("名单", 7, "企业名称"),
        ("名单", 8, "企业名称"),
    ]


def test_every_error_of_a_broken_list_names_its_sheet_its_row_and_its_column(settled_town: Town) -> None:
    content = (SAMPLES / "broken-list.xlsx").read_bytes()

    answer = settled_town.officer("drc").uploads(
        "/v1/enterprise-lists?dry_run=true", content, "broken-list.xlsx", **stated(30_002)
    )

    errors = answer.json()["errors"]
    sheets = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert len({error["code"] for error in errors}) >= 8
    assert all(error["sheet"] in sheets and error["row"] > 0 and error["column"] for error in errors)
