"""What kind of file somebody handed in, by its content and not by its name."""

import io
import lzma
import zipfile
import zlib
from enum import StrEnum

from domain.errors import Invalid
from domain.fields import wrong
from domain.text import Text

_MEGABYTE = 2**20
_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 100 * _MEGABYTE
_MOST_RATIO = 200
_SMALL_ENOUGH = 5 * _MEGABYTE  # below this no ratio matters

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
BROKEN = (  # what reading a damaged archive raises: each way of packing has an error of its own
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
)


class FileKind(StrEnum):
    """The kinds of file that tables are read from."""

    WORKBOOK = "workbook"  # xlsx, xls, ods
    CSV = "csv"


# The first bytes of what people hand in by mistake.
_BEGINNINGS = (
    (b"%PDF", Text("PDF文件", "a PDF")),
    (b"{\\rtf", Text("RTF文档", "an RTF document")),
    (b"\x89PNG", Text("图片", "an image")),
    (b"\xff\xd8\xff", Text("图片", "an image")),
    (b"Rar!", Text("压缩包", "an archive")),
    (b"7z\xbc\xaf", Text("压缩包", "an archive")),
    (b"\xff\xfe", Text("UTF-16文本", "text in UTF-16")),
    (b"\xfe\xff", Text("UTF-16文本", "text in UTF-16")),
    (b"<", Text("网页或XML格式的表格", "a table in HTML or XML")),
)
# Entries that only one kind of packed file has.
_ENTRIES = (
    ("xl/workbook.bin", Text("xlsb工作簿", "an xlsb workbook")),
    ("word/document.xml", Text("Word文档", "a Word document")),
    ("ppt/presentation.xml", Text("演示文稿", "a presentation")),
    ("OFD.xml", Text("OFD文件", "an OFD file")),
)
# Streams that only one kind of file from before 2007 has.
_STREAMS = (
    ("WordDocument", Text("Word文档", "a Word document")),
    ("PowerPoint Document", Text("演示文稿", "a presentation")),
)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def kind_of(content: bytes, filename: str) -> FileKind:
    """Raises `Invalid`, naming what it is instead, for everything that no table can be read from."""
    if not content:
        raise wrong("file", "file_empty", Text("文件为空", "the file is empty"))
    if content.startswith(ZIP):
        return _packed(content)
    if content.startswith(_OLE):
        return _before_2007(content)
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, name in _BEGINNINGS:
        if text.startswith(beginning) or content.startswith(beginning):
            raise not_a_table(name)
    if b"\0" in content or not filename.lower().endswith((".csv", ".txt")):
        raise not_a_table(Text("无法识别的文件", "of no known kind"))
    return FileKind.CSV


def not_a_table(name: Text) -> Invalid:
    return wrong(
        "file",
        "file_kind",
        Text(
            f"这是{name.zh}，请另存为xlsx、xls、ods或csv后提交",
            f"this file is {name.en}: save it as xlsx, xls, ods or csv",
        ),
    )


def locked() -> Invalid:
    return wrong(
        "file",
        "file_locked",
        Text("文件有打开密码，请取消密码后提交", "the file has a password: take it off and send it again"),
    )


def unreadable() -> Invalid:
    return wrong(
        "file",
        "file_unreadable",
        Text("文件已损坏，请重新保存后提交", "the file is damaged: save it again and send it"),
    )


def too_large_inside() -> Invalid:
    return wrong(
        "file",
        "file_too_large_inside",
        Text(
            "文件展开后过大，请删除表格以外的行、列和图片后提交",
            "the file is too large when unpacked: delete rows, columns and pictures beside the table",
        ),
    )


def _packed(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if not stays_small(entries, len(content)):
                raise too_large_inside()
            mimetype = _mimetype(archive)
    except BROKEN:
        raise unreadable() from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names or mimetype == _ODS:
        return FileKind.WORKBOOK
    known = next((name for entry, name in _ENTRIES if entry in names), None)
    raise not_a_table(known or Text("压缩包", "an archive"))


def stays_small(entries: list[zipfile.ZipInfo], packed: int) -> bool:
    """Whether a packed file of so many bytes is no bomb: few entries, and not much more when it is unpacked."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > _MOST_UNPACKED:
        return False
    return unpacked <= _SMALL_ENOUGH or unpacked <= _MOST_RATIO * packed


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """What an OpenDocument file says it is; the entry is never longer than a media type."""
    if "mimetype" not in archive.namelist():
        return b""
    with archive.open("mimetype") as entry:
        return entry.read(len(_ODS) + 1).strip()


def _before_2007(content: bytes) -> FileKind:
    if _has_stream(content, "EncryptedPackage"):
        raise locked()
    for stream, name in _STREAMS:
        if _has_stream(content, stream):
            raise not_a_table(name)
    if not (_has_stream(content, "Workbook") or _has_stream(content, "Book")):
        raise not_a_table(Text("无法识别的文件", "of no known kind"))
    return FileKind.WORKBOOK


def _has_stream(content: bytes, name: str) -> bool:
    """Whether a directory entry of that name stands in the file: 64 bytes, filled up with noughts."""
    return name.encode("utf-16-le").ljust(64, b"\0") in content
