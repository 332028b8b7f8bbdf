"""The package for the province, and the list of names that comes back with its results."""

import io
import json
import subprocess
from datetime import date, datetime
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.provincial_name_lists import ListedCase, NameList, ResultRow, name_list, read_results
from documents.submission_packages import SubmissionPackage, SubmittedCase, submission_package
from domain.calendar import OFFICE_ZONE
from domain.cases import ProvincialResult
from domain.errors import Invalid

DAY = date(2026, 1, 6)
CASES = [UUID(int=number) for number in range(1, 5)]
FIRST_ROW = 4  # as Excel counts


def listed(*ids: UUID, **said: str) -> bytes:
    usual = {
        "case_number": "示例受理1号",
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
            cases=tuple(ListedCase(case_id=id_, **usual | said) for id_ in ids),
        )
    )


def answered(content: bytes, *rows: tuple[str | None, str | None]) -> bytes:
    """The list with what the province has filled in, saved by another program."""
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.active
    columns = {cell.value: cell.column for cell in sheet[FIRST_ROW - 1]}
    for row, (result, note) in enumerate(rows, FIRST_ROW):
        sheet.cell(row, columns["省级结果"]).value = result
        sheet.cell(row, columns["结果说明"]).value = note
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def packed(**said) -> bytes:
    usual = {
        "batch": {"id": "示例", "quota_year": 2026},
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
    assert listed(*CASES) == listed(*CASES)


# ── The list, there and back ─────────────────────────────────────────────────────────────────────────────


def test_what_the_province_fills_in_is_read_row_by_row():
    back = answered(
        listed(*CASES), ("通过", None), ("不通过", "示例不符"), ("退回", "示例补正"), (None, None)
    )

    read = read_results(back, "list.xlsx")

    assert read.rows == (
        ResultRow(row=4, case_id=CASES[0], result=ProvincialResult.APPROVED),
        ResultRow(row=5, case_id=CASES[1], result=ProvincialResult.REJECTED, note="示例不符"),
        ResultRow(row=6, case_id=CASES[2], result=ProvincialResult.RETURNED, note="示例补正"),
    )
    assert [(one.row, one.code) for one in read.warnings] == [(7, "not_answered")]
    assert read.errors == ()


@pytest.mark.parametrize(
    ("result", "note", "code"),
    [("也许", None, "not_a_result"), ("不通过", None, "reason_missing"), ("退回", " ", "reason_missing")],
)
def test_a_result_that_is_none_is_named_with_its_row_and_column(result, note, code):
    read = read_results(answered(listed(*CASES), ("通过", None), (result, note)), "list.xlsx")

    [error] = [one for one in read.errors if one.row == 5]
    assert error.code == code
    assert error.column in ("省级结果", "结果说明")


def test_a_case_that_stands_there_twice_is_an_error():
    twice = answered(listed(CASES[0], CASES[0]), ("通过", None), ("不通过", "示例"))

    assert [one.code for one in read_results(twice, "list.xlsx").errors] == ["stated_twice"]


def test_a_row_whose_number_was_lost_is_an_error():
    workbook = load_workbook(io.BytesIO(answered(listed(*CASES[:2]), ("通过", None), ("通过", None))))
    column = next(cell.column for cell in workbook.active[FIRST_ROW - 1] if cell.value == "系统编号")
    workbook.active.cell(FIRST_ROW, column).value = None
    workbook.active.cell(FIRST_ROW + 1, column).value = "12345"
    saved = io.BytesIO()
    workbook.save(saved)

    read = read_results(saved.getvalue(), "list.xlsx")

    assert [(one.row, one.code) for one in read.errors] == [(4, "case_missing"), (5, "not_a_case_number")]
    assert read.rows == ()


def test_a_file_without_the_list_is_refused():
    with pytest.raises(Invalid):
        read_results("姓名,结果\n示例,通过\n".encode(), "list.csv")


@given(st.lists(st.sampled_from([*ProvincialResult]), min_size=1, max_size=12))
def test_results_come_back_as_they_were_written(results):
    ids = [UUID(int=number) for number in range(len(results))]
    words = {"approved": "通过", "returned": "退回", "rejected": "不通过"}
    rows = [",".join([str(id_), words[result], "示例说明"]) for id_, result in zip(ids, results, strict=True)]

    read = read_results(("系统编号,省级结果,结果说明\n" + "\n".join(rows)).encode(), "list.csv")

    assert [(one.case_id, one.result) for one in read.rows] == [*zip(ids, results, strict=True)]


def test_a_name_that_looks_like_a_formula_stays_a_name():
    sheet = load_workbook(io.BytesIO(listed(CASES[0], name="=1+1"))).active

    assert "=1+1" in [cell.value for cell in sheet[FIRST_ROW]]
    assert [cell.data_type for cell in sheet[FIRST_ROW] if cell.value == "=1+1"] == ["s"]
