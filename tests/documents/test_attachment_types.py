"""Of which type an attachment is found to be, whatever it is called; and what passes for two things is refused."""

import io
import struct
import zipfile
import zlib

import pytest

from documents.attachment_types import media_type_of
from domain.attachments import MediaType
from domain.errors import Invalid

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND")
)


def packed(*names: str, said: bytes = b"<x/>", compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name in names:
            archive.writestr(name, said)
    return made.getvalue()


XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
DOCX = packed("[Content_Types].xml", "word/document.xml")
OFD = packed("OFD.xml", "Doc_0/Document.xml")


def code_of(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        media_type_of(content)
    return refused.value.errors[0].code


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, MediaType.PDF),
        (PDF + b"\r\n", MediaType.PDF),
        (JPEG, MediaType.JPEG),
        (PNG, MediaType.PNG),
        (XLSX, MediaType.XLSX),
        (DOCX, MediaType.DOCX),
        (OFD, MediaType.OFD),
    ],
    ids=["pdf", "pdf with a line end", "jpeg", "png", "xlsx", "docx", "ofd"],
)
def test_a_file_is_of_the_type_that_its_content_has(content, found):
    assert media_type_of(content) is found


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00", b"GIF89a" + bytes(20), b"<html></html>", "姓名,证件".encode(), packed("a.txt")],
    ids=["program", "gif", "page", "table", "archive"],
)
def test_what_is_of_no_type_that_is_taken_is_refused(content):
    assert code_of(content) == "attachment_type"


def test_an_empty_file_is_refused():
    assert code_of(b"") == "file_empty"


@pytest.mark.parametrize("whole", [PDF, JPEG, PNG, XLSX], ids=["pdf", "jpeg", "png", "xlsx"])
def test_a_file_that_was_cut_off_is_refused(whole):
    assert code_of(whole[:-8]) == "file_unreadable"


def test_a_packed_file_in_which_a_byte_was_altered_is_refused():
    stored = packed("OFD.xml", said=b"<ofd>here</ofd>", compression=zipfile.ZIP_STORED)

    assert code_of(stored.replace(b"here", b"hexe")) == "file_unreadable"


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packed_file_whose_packing_was_altered_is_refused(compression):
    whole = packed("OFD.xml", said=bytes(range(256)), compression=compression)
    begins = whole.index(b"OFD.xml") + len("OFD.xml")

    assert code_of(whole[: begins + 4] + b"\xff" * 20 + whole[begins + 24 :]) == "file_unreadable"


def test_an_archive_without_an_entry_is_refused():
    empty = packed()

    assert code_of(b"PK\x03\x04" + empty[:16] + b"\4" + empty[17:]) == "file_ambiguous"


@pytest.mark.parametrize(
    "content",
    [
        PDF + packed("a.txt"),
        JPEG + packed("a.txt"),
        PNG + packed("a.txt"),
        JPEG[:20] + b"%PDF-1.7" + JPEG[20:],
        b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF",
        XLSX + b"%PDF-1.7",
        XLSX + PDF,
        packed("xl/workbook.xml", "word/document.xml"),
    ],
    ids=[
        "pdf and archive",
        "jpeg and archive",
        "png and archive",
        "jpeg and pdf",
        "pdf and page",
        "archive and beginning of a pdf",
        "archive and pdf",
        "workbook and document",
    ],
)
def test_what_another_program_would_take_for_something_else_is_refused(content):
    assert code_of(content) in {"file_ambiguous", "file_unreadable"}


def test_a_packed_file_with_something_before_its_entries_is_refused():
    made = io.BytesIO(ZIP_BEGINNING)
    made.seek(0, io.SEEK_END)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("OFD.xml", b"<x/>")

    assert code_of(made.getvalue()) == "file_ambiguous"


ZIP_BEGINNING = b"PK\x03\x04" + bytes(100)


def test_a_packed_file_that_becomes_too_large_is_refused_before_it_is_unpacked():
    assert code_of(packed("OFD.xml", said=bytes(50_000_000))) == "file_too_large_inside"


def test_entries_that_share_their_bytes_are_refused():
    """As in the bombs whose thousands of entries all are one."""
    said = bytes(range(256)) * 4
    content = bytearray(packed("OFD.xml", "Doc.xml", said=said, compression=zipfile.ZIP_STORED))
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 0)  # the second entry lies where the first does

    assert code_of(bytes(content)) in {"file_ambiguous", "file_unreadable"}


def test_a_document_with_macros_is_refused():
    assert code_of(packed("word/document.xml", "word/vbaProject.bin")) == "file_has_macros"


def test_a_packed_file_with_a_password_is_refused():
    content = bytearray(OFD)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", content, content.index(mark) + at, 1)

    assert code_of(bytes(content)) == "file_locked"
