"""Which files are read at all, and that no file can do harm while it is read."""

import io
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from documents.enterprise_lists import read_enterprise_list
from documents.workbooks import Limits, read_workbook
from domain.errors import Invalid
from tests.documents.sheets import AREAS, HEAD, numbered, row, xlsx, xlsx_of

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parents[2] / "samples" / "zibo"


def refusal(content: bytes, filename: str = "list.xlsx", limits: Limits = Limits()) -> Invalid:  # noqa: B008
    with pytest.raises(Invalid) as refused:
        read_workbook(content, filename, limits)
    assert refused.value.field == "file"
    return refused.value


def overwritten(archive: bytes, entry: bytes) -> bytes:
    """The archive with something else in the place of this entry's packed bytes."""
    begins = archive.index(entry) + len(entry)
    return archive[:begins] + b"\xff" * 20 + archive[begins + 20 :]


def refusal_code(content: bytes, filename: str = "list.xlsx", limits: Limits = Limits()) -> str:  # noqa: B008
    (error,) = refusal(content, filename, limits).errors
    return error.code


def zipped(**entries: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return saved.getvalue()


def with_a_cell_at(at: int, column: int) -> bytes:
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "企业名称")
        sheet.write(at, column, "x")
    return saved.getvalue()


def with_a_code_as(said: str, kind: str = "") -> bytes:
    """A list in whose second row this stands as the cell of the credit code."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(xlsx([HEAD, row(1)]))) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    cell = re.compile(rb'<c r="C2"[^>]*>.*?</c>')
    assert cell.search(entries[name])
    entries[name] = cell.sub(lambda _: f'<c r="C2"{kind}>{said}</c>'.encode(), entries[name])
    return zipped(**entries)


@pytest.mark.parametrize("extension", ["xls", "ods"])
def test_the_same_list_reads_the_same_from_other_formats(extension):
    of_today = read_enterprise_list(
        (SAMPLES / "cluster-leaders.xlsx").read_bytes(), "cluster-leaders.xlsx", areas=AREAS
    )
    of_old = read_enterprise_list(
        (FILES / f"cluster-leaders.{extension}").read_bytes(), f"cluster-leaders.{extension}", areas=AREAS
    )

    assert of_old.rows == of_today.rows
    assert (of_old.title, of_old.document_number) == (of_today.title, of_today.document_number)


@pytest.mark.parametrize(
    ("content", "filename", "named"),
    numbered(
        (b"%PDF-1.7", "list.pdf", "PDF"),
        (b"%PDF-1.7", "list.xlsx", "PDF"),
        (b"\x89PNG\r\n", "list.xlsx", "图片"),
        (b"{\\rtf1", "list.doc", "RTF"),
        (b"<html><table>", "list.xls", "网页"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "list.xls", "XML"),
        (zipped(word__document=b""), "list.xlsx", "压缩包"),
        (zipped(**{"word/document.xml": b"<x/>"}), "list.docx", "Word"),
        (zipped(**{"xl/workbook.bin": b""}), "list.xlsb", "xlsb"),
        (zipped(**{"OFD.xml": b"<x/>"}), "list.ofd", "OFD"),
        (b"Rar!\x1a\x07", "list.xlsx", "压缩包"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le").ljust(64, b"\0"),
            "list.doc",
            "Word",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "list.xls", "无法识别"),
        (b"a,b\n1,2\n", "list.xlsx", "无法识别"),
    ),
)
def test_a_file_of_another_kind_is_refused_by_name(content, filename, named):
    (error,) = refusal(content, filename).errors

    assert error.code == "file_kind"
    assert named in error.text.zh


def test_a_file_with_a_password_is_refused_as_such():
    assert refusal_code((FILES / "locked.xlsx").read_bytes()) == "file_locked"


@pytest.mark.parametrize(
    "content",
    numbered(
        xlsx([HEAD, row(1)])[:-200],
        zipped(**{"xl/workbook.xml": b"<workbook"}),
        zipped(**{"xl/workbook.xml": b"<workbook><sheets/></workbook>"}),
        b"PK\x03\x04" + b"\xff" * 500,
        overwritten(zipped(mimetype=bytes(range(256))), b"mimetype"),
        (FILES / "cluster-leaders.xls").read_bytes().replace(b"\x09\x08\x10", b"\0\0\0"),
    ),
)
def test_a_damaged_file_is_refused_as_such(content):
    assert refusal_code(content) == "file_unreadable"


def test_an_empty_file_is_refused():
    assert refusal_code(b"") == "file_empty"


def test_a_file_beyond_the_limit_is_refused_before_it_is_looked_at():
    assert refusal_code(b"x" * (2**20 + 1), limits=Limits(megabytes=1)) == "file_too_large"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=3), "too_many_rows"),
        (Limits(columns=6), "too_many_columns"),
        (Limits(sheets=1), "too_many_sheets"),
    ],
)
def test_a_workbook_beyond_a_limit_is_refused(limits, code):
    content = xlsx_of({"名单": [HEAD, row(1), row(2), row(3)], "说明": [["x"]]})

    assert refusal_code(content, limits=limits) == code


@pytest.mark.parametrize(
    ("limits", "code"), [(Limits(rows=3), "too_many_rows"), (Limits(columns=6), "too_many_columns")]
)
def test_a_csv_file_beyond_a_limit_is_refused(limits, code):
    content = "\n".join(",".join(map(str, cells)) for cells in (HEAD, row(1), row(2), row(3)))

    assert refusal_code(content.encode(), "list.csv", limits=limits) == code


def test_exactly_as_many_rows_as_allowed_are_read():
    content = xlsx([HEAD, row(1), row(2)])

    assert len(read_workbook(content, "list.xlsx", Limits(rows=3)).sheets[0].rows) == 3


def test_a_bomb_of_noughts_is_refused_before_it_is_unpacked():
    bomb = zipped(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (90 * 2**20)})

    assert len(bomb) < 2**20
    assert refusal_code(bomb) == "file_too_large_inside"


def test_an_archive_of_countless_entries_is_refused():
    assert refusal_code(zipped(**{f"e{n}": b"" for n in range(2_500)})) == "file_too_large_inside"


@pytest.mark.parametrize(("at", "column"), [(1_048_575, 16_383), (4_000, 16_383)])
def test_a_cell_far_outside_ends_only_the_reading_process(at, column):
    started = time.monotonic()

    assert refusal_code(with_a_cell_at(at, column)) in {"file_too_large_inside", "too_many_columns"}
    assert time.monotonic() - started < 20


def test_a_cell_far_outside_would_have_ended_the_whole_process():
    """The negative control: what the library itself does where it is not kept apart."""
    script = (
        "import io, resource, sys, python_calamine;"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30));"
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
        "python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        input=with_a_cell_at(1_048_575, 16_383),
        capture_output=True,
        check=False,
    )

    assert done.returncode < 0


def test_merged_blocks_that_overlap_without_end_are_refused():
    sheet = "".join(f'<mergeCell ref="A1:CV{n}"/>' for n in range(2, 900))
    content = xlsx([["企业名称"] + ["x"] * 99] * 900)
    entries = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            entries[entry] = archive.read(entry)
    name = "xl/worksheets/sheet1.xml"
    entries[name] = entries[name].replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + sheet.encode() + b"</mergeCells>"
    )

    assert refusal_code(zipped(**entries)) == "file_unreadable"


def test_cells_that_hold_no_text_come_out_plainly():
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, [1, 2.5, True])
        sheet.write_formula(0, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 4, "=1+1", None, 2)

    assert read_workbook(saved.getvalue(), "x.xlsx", Limits()).sheets[0].rows == [
        [1, 2.5, True, "#DIV/0!", 2]
    ]


@pytest.mark.parametrize("extension", ["xls", "ods"])
def test_given_a_formula_that_has_failed_when_a_file_of_another_format_is_read_then_its_cell_is_an_error(
    extension,
):
    """A credit code looked up in vain (#N/A), and a principal who is a division by nought; a hidden sheet has one too."""
    content = (FILES / f"failed-formulas.{extension}").read_bytes()

    read = read_enterprise_list(content, f"list.{extension}", areas=AREAS)

    assert [(error.row, error.column, error.code) for error in read.errors] == [
        (5, "统一社会信用代码", "formula_failed"),
        (6, "主要负责人", "formula_failed"),
    ]
    assert [(one.row, one.principals[0].title) for one in read.rows] == [(4, "董事长")]


@pytest.mark.parametrize("value", ["<v></v>", "<v/>", ""])
def test_given_a_formula_that_no_program_has_calculated_when_a_list_is_read_then_its_cell_is_an_error(value):
    content = with_a_code_as('<f>"9137"&amp;"0300"</f>' + value)

    assert [
        (error.row, error.code) for error in read_enterprise_list(content, "list.xlsx", areas=AREAS).errors
    ] == [(2, "formula_failed")]


def test_given_a_formula_that_has_come_to_an_empty_text_when_a_list_is_read_then_its_cell_is_left_open():
    read = read_enterprise_list(
        with_a_code_as("<f>IF(1,&quot;&quot;)</f><v></v>", kind=' t="str"'), "list.xlsx", areas=AREAS
    )

    assert (read.errors, [one.uscc for one in read.rows]) == ((), [None])


def hidden_and_struck_out() -> bytes:
    """A list whose second row is hidden, whose third is struck out, and in whose fourth one cell alone is."""
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        sheet, struck_out = workbook.add_worksheet("名单"), workbook.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, HEAD)
        for number in range(1, 6):
            sheet.write_row(number, 0, row(number), struck_out if number == 3 else None)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.write(4, 6, "15400000001", struck_out)
    return saved.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_given_rows_that_are_hidden_or_struck_out_when_a_list_is_read_then_a_warning_names_each(kind):
    content = hidden_and_struck_out() if kind == "xlsx" else (FILES / "struck-out.xls").read_bytes()

    read = read_enterprise_list(content, f"list.{kind}", areas=AREAS)

    assert [one.row for one in read.rows] == [2, 3, 4, 5, 6]
    assert [(one.row, one.code) for one in read.warnings if one.row] == [
        (3, "hidden_row_read"),
        (4, "struck_out_row_read"),
    ]


def test_given_an_old_workbook_that_is_a_little_damaged_when_one_library_reads_it_then_the_other_does_not_stop_it():
    """A format's number that is greater than any: of errors and odd rows nothing is known, and the list is read."""
    content = (FILES / "cluster-leaders.xls").read_bytes()
    first_label = content.index(b"\xfd\x00\x0a\x00")
    damaged = content[: first_label + 8] + b"\xff\xff" + content[first_label + 10 :]

    read = read_enterprise_list(damaged, "cluster-leaders.xls", areas=AREAS)

    assert read.rows == read_enterprise_list(content, "cluster-leaders.xls", areas=AREAS).rows
