"""What stands on printed pages: the cells of tables and the lines of text, without the spaces that layout puts in."""

import io
import re
from contextlib import contextmanager
from functools import cache
from typing import Any

import pdfplumber
from pypdfium2 import PdfDocument

from documents.typesetting import Typesetter

A4 = (595, 842)


@cache
def typesetter() -> Typesetter:
    return Typesetter()


@contextmanager
def pages_of(pdf: bytes):
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        yield opened.pages


def page_count(pdf: bytes) -> int:
    with pages_of(pdf) as pages:
        return len(pages)


def sizes_of(pdf: bytes) -> list[tuple[int, int]]:
    with pages_of(pdf) as pages:
        return [(round(page.width), round(page.height)) for page in pages]


def cells_of(pdf: bytes, page: int) -> list[str]:
    """What stands in the cells of a page's table, row by row and from left to right."""
    with pages_of(pdf) as pages:
        cells = sorted(pages[page].find_table().cells, key=lambda box: (round(box[1]), round(box[0])))
        return [plain(pages[page].crop(box).extract_text()) for box in cells]


def text_of(pdf: bytes, *pages_wanted: int) -> str:
    """All text of these pages, or of all, as it is read, without any space."""
    with pages_of(pdf) as pages:
        wanted = [pages[number] for number in pages_wanted] if pages_wanted else pages
        return "".join(plain(page.extract_text()) for page in wanted)


def set_in(pdf: bytes) -> str:
    """All text in the order in which it was set, wherever it stands, without any space: in a fraction of the time."""
    with PdfDocument(pdf) as pages:
        return "".join(plain(page.get_textpage().get_text_range()) for page in pages)


def signs_outside(pdf: bytes) -> list[dict[str, Any]]:
    """The signs that stand beyond the edge of their page or of the table on it."""
    with pages_of(pdf) as pages:
        found = []
        for page in pages:
            table = page.find_table()
            right = page.width if table is None else table.bbox[2] + 1
            found += [sign for sign in page.chars if sign["x1"] > right or sign["bottom"] > page.height]
        return found


def plain(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)
