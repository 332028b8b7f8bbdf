"""Of which type an attachment is (材料文件类型), by its content; whatever may also be read as something else is refused."""

import io
import struct
import zipfile
from itertools import pairwise

from documents.file_kinds import BROKEN, ZIP, stays_small
from domain.attachments import MediaType
from domain.errors import Invalid
from domain.fields import wrong
from domain.text import Text

EXTENSIONS = {
    MediaType.PDF: "pdf",
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.OFD: "ofd",
    MediaType.XLSX: "xlsx",
    MediaType.DOCX: "docx",
}
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND"
_PADDING = b"\0\t\n\r "
_HEAD = 1024  # where readers look for what begins a PDF or a page
_END_OF_ARCHIVE = b"PK\x05\x06"
_END_BYTES = 22  # of the end of an archive that has no comment
_IS_LOCKED = 0x1
_MARKS = {"OFD.xml": MediaType.OFD, "xl/workbook.xml": MediaType.XLSX, "word/document.xml": MediaType.DOCX}


def media_type_of(content: bytes) -> MediaType:
    """Raises `Invalid` for what is of no type that is taken, is damaged, or is more than one thing at once."""
    if not content:
        raise wrong("file", "file_empty", EMPTY)
    if content.startswith(ZIP):
        return _packed(content)
    found = _plain(content)
    if found is None:
        raise wrong("file", "attachment_type", TYPES_TAKEN)
    _must_be_one_thing(content, found)
    return found


def _plain(content: bytes) -> MediaType | None:
    """The type of a file that is not packed; it has to end as it begins."""
    if content.startswith(_PDF):
        return _ending(content.rstrip(_PADDING).endswith(_PDF_END), MediaType.PDF)
    if content.startswith(_JPEG):
        return _ending(content.rstrip(b"\0").endswith(_JPEG_END), MediaType.JPEG)
    if content.startswith(_PNG):
        return _ending(_ends_with_its_last_chunk(content), MediaType.PNG)
    return None


def _ending(is_whole: bool, found: MediaType) -> MediaType:
    if not is_whole:
        raise _damaged()
    return found


def _ends_with_its_last_chunk(content: bytes) -> bool:
    """Whether a PNG's chunks lead from one to the next up to the very end."""
    at = len(_PNG)
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        if name == _PNG_END:
            return bool(at == len(content))
    return False


def _must_be_one_thing(content: bytes, found: MediaType) -> None:
    """Refuse what another program would take for an archive, a document or a page (polyglots)."""
    head = content[:_HEAD].lower()
    is_pdf_too = found is not MediaType.PDF and _PDF.lower() in head
    is_page_too = any(mark in head for mark in (b"<html", b"<script", b"<svg", b"<!doctype"))
    if is_pdf_too or is_page_too or zipfile.is_zipfile(io.BytesIO(content)):
        raise _ambiguous()


def _packed(content: bytes) -> MediaType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if not stays_small(entries, len(content)):
                raise wrong("file", "file_too_large_inside", TOO_LARGE_INSIDE)
            _must_be_only_its_entries(content, entries)
            if any(entry.flag_bits & _IS_LOCKED for entry in entries):
                raise wrong("file", "file_locked", LOCKED)
            if archive.testzip() is not None:
                raise _damaged()
    except BROKEN:
        raise _damaged() from None
    return _of_entries([entry.filename for entry in entries])


def _must_be_only_its_entries(content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive with something before, between or behind its entries, or whose entries overlap."""
    if content[-_END_BYTES : -_END_BYTES + 4] != _END_OF_ARCHIVE:
        raise _ambiguous()
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    overlap = any(
        one.header_offset + one.compress_size > other.header_offset for one, other in pairwise(in_order)
    )
    names = [entry.filename for entry in entries]
    if not entries or overlap or in_order[0].header_offset != 0 or len(set(names)) < len(names):
        raise _ambiguous()


def _of_entries(names: list[str]) -> MediaType:
    """What an archive is, by the entry that only one type has."""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise wrong("file", "file_has_macros", MACROS)
    found = {kind for mark, kind in _MARKS.items() if mark in names}
    if len(found) > 1:
        raise _ambiguous()
    if not found:
        raise wrong("file", "attachment_type", TYPES_TAKEN)
    return found.pop()


def _damaged() -> Invalid:
    return wrong("file", "file_unreadable", DAMAGED)


def _ambiguous() -> Invalid:
    return wrong("file", "file_ambiguous", AMBIGUOUS)


AMBIGUOUS = Text(
    "文件中夹带其他内容，请重新导出后提交",
    "the file holds something else as well: export it anew and send it",
)
DAMAGED = Text("文件不完整或已损坏", "the file is incomplete or damaged")
EMPTY = Text("文件为空", "the file is empty")
LOCKED = Text("文件有打开密码，请取消密码后提交", "the file has a password: take it off and send it again")
MACROS = Text("文件含有宏，请另存为不含宏的文件", "the file has macros: save it without them")
TOO_LARGE_INSIDE = Text("文件展开后过大", "the file is too large when unpacked")
TYPES_TAKEN = Text(
    "只接收pdf、jpeg、png、ofd、xlsx、docx文件", "only pdf, jpeg, png, ofd, xlsx and docx files are taken"
)
