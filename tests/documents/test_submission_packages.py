"""The package for the province, and the list of names that comes back with its results."""

import io
import json
import subprocess
from datetime import date, datetime
from uuid import UUID
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from documents.case_sheets import DECISIONS, RESULT, read_case_sheet
from documents.provincial_name_lists import RESULTS, TO_FILL_IN, ListedCase, NameList, name_list
from documents.submission_packages import SubmissionPackage, SubmittedCase, submission_package
from domain.calendar import OFFICE_ZONE

DAY = date(2026, 1, 6)
CASES = [UUID(int=number) for number in range(1, 5)]
FIRST_ROW = 4  # as Excel counts


def listed(*numbers: str, **said: str) -> bytes:
    usual = {
        "name": "示例人才",
        "gender": "男",
        "document_number": "370399190001019013",
        "enterprise": "示例一号有限公司",
        "uscc": "91370300PDY090019G",
        "enterprise_type": "“十强”产业集群领军企业",
        "area": "张店区",
        "phone": "13800000000",
    }
    return name_list(
        NameList(
            title="示例人选名单",
            office="示例人力资源和社会保障局",
            letter="示例函〔2026〕9号",
            created_at=datetime(2026, 1, 6, tzinfo=OFFICE_ZONE),
            cases=tuple(ListedCase(case_number=number, **usual | said) for number in numbers),
        )
    )


def answered(content: bytes, *rows: tuple[str | None, ...]) -> bytes:
    """The list with what the province has filled in, saved by another program."""
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.active
    columns = {cell.value: cell.column for cell in sheet[FIRST_ROW - 1]}
    for row, said in enumerate(rows, FIRST_ROW):
        for (words, _), value in zip(TO_FILL_IN, said, strict=True):
            sheet.cell(row, columns[words]).value = value
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def packed(**said) -> bytes:
    usual = {
        "submission": {"batch_id": "示例", "quota_year": 2026},
        "letter": b"letter",
        "name_list": b"list",
        "cases": tuple(
            SubmittedCase(
                case_id=str(id_),
                case_number="示例",
                form_code="annex_1",
                fields={"name": "示例人才"},
                form=b"form %d" % number,
            )
            for number, id_ in enumerate(CASES)
        ),
        "is_masked": False,
        "signed_on": DAY,
    }
    return submission_package(SubmissionPackage(**usual | said))


# ── The package ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_package_has_every_part_and_hashes_that_an_ordinary_tool_checks(tmp_path):
    with ZipFile(io.BytesIO(packed())) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)

    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], check=False, cwd=tmp_path, capture_output=True
    )

    forms = [f"forms/{number:03d}.pdf" for number in range(1, 5)]
    assert names == ["letter.pdf", "name-list.xlsx", *forms, "package.json", "SHA256SUMS"]
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(b": OK") == len(names) - 1


def test_the_data_of_a_package_name_the_form_of_each_case():
    with ZipFile(io.BytesIO(packed())) as archive:
        said = json.loads(archive.read("package.json"))
        forms = [archive.read(case["pdf"]) for case in said["cases"]]

    assert (said["format"], said["masked"]) == ("huicai-submission/1", False)
    assert [case["id"] for case in said["cases"]] == [str(id_) for id_ in CASES]
    assert forms == [b"form 0", b"form 1", b"form 2", b"form 3"]
    assert said["cases"][0]["fields"] == {"name": "示例人才"}


def test_the_same_content_is_the_same_bytes():
    assert packed() == packed()
    assert packed() != packed(letter=b"another")
    assert listed("示例1号") == listed("示例1号")


# ── The list, there and back ─────────────────────────────────────────────────────────────────────────────


def test_what_the_province_fills_in_is_what_a_bulk_job_reads():
    back = answered(
        listed("示例受理1号", "示例受理2号", "示例受理3号", "示例受理4号"),
        ("批准", None, None),
        ("不予批准", None, "示例不符"),
        ("退回", "示例环节", "示例补正"),
        (None, None, None),
    )

    sheet = read_case_sheet(back, "list.xlsx", steps={"示例环节": "review"})
    first, second, third = sheet.rows

    assert {row.command for row in (first, second, third)} == {"TranscribeResult"}
    assert [row.case for row in (first, second, third)] == ["示例受理1号", "示例受理2号", "示例受理3号"]
    assert first.facts == {"result": "approved"}
    assert second.facts == {"result": "rejected", "reason": "示例不符"}
    assert third.facts == {"result": "returned", "to_step": "review", "reason": "示例补正"}
    assert [row.faults for row in (first, second, third)] == [()] * 3
    assert (7, "not_answered") in [(one.row, one.code) for one in sheet.warnings]


@pytest.mark.parametrize("result", RESULTS)
def test_every_word_that_the_list_offers_is_one_that_a_bulk_job_knows(result):
    assert result in DECISIONS[RESULT]


def test_a_name_that_looks_like_a_formula_stays_a_name():
    sheet = load_workbook(io.BytesIO(listed("示例1号", name="=1+1"))).active

    assert "=1+1" in [cell.value for cell in sheet[FIRST_ROW]]
    assert [cell.data_type for cell in sheet[FIRST_ROW] if cell.value == "=1+1"] == ["s"]


def test_a_row_of_the_list_is_as_high_as_the_name_of_the_enterprise_needs():
    name = "示例" * 20

    sheet = load_workbook(io.BytesIO(listed("示例1号", enterprise=name))).active

    widest = sheet.column_dimensions["E"].width
    assert sheet["E4"].value == name
    assert sheet.row_dimensions[FIRST_ROW].height >= 2 * len(name) / widest * 15
