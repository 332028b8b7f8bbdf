"""Typesetting: a template of our own and the data of one document make a PDF/A-2b (排版).

Templates are the `.typ` files beside this module. What a document says reaches them as data and is never code: a
name that looks like a command is printed as it stands. The same data, day, templates, fonts and engine make the
same bytes.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any

import orjson
import typst

from domain.text import Text

TEMPLATES = Path(__file__).with_name("templates")
FONTS_PACKAGE = "pylopdf_fonts_zh_cn"
FONT_FILES = frozenset({".otf", ".ttf", ".otc", ".ttc"})
NO_GLYPH = "could not be displayed"


class NotPrintable(Exception):
    """A character has no shape in any of the fonts. Which one it is, is not said: it may be of somebody's name."""


class NotTypeset(Exception):
    """The template or an image that it was handed cannot be typeset; the engine's words may quote what is personal."""


class FontsMissing(Exception):
    """The fonts that documents are set in are not installed."""


class Typesetter:
    """Typesets documents, as many at once as there are processors; it may be shared by threads.

    `fonts` are folders with fonts beside those that come along, for characters that these have not.
    """

    def __init__(self, fonts: Sequence[Path] = ()) -> None:
        self._folders = (shipped_fonts(), *fonts)
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in self._folders],
        )
        self._idle: LifoQueue[typst.Compiler] = LifoQueue()  # one compiler works for one thread at a time
        self._at_once = BoundedSemaphore(os.cpu_count() or 1)

    @cached_property
    def engine(self) -> str:
        """What sets, with its version."""
        return f"typst {version('typst')}"

    @cached_property
    def fonts(self) -> str:
        """The digest of all fonts that are there, in the order in which they are asked."""
        said = sha256()
        for folder in self._folders:
            for file in sorted(path for path in folder.rglob("*") if path.suffix.lower() in FONT_FILES):
                said.update(sha256(file.read_bytes()).digest())
        return said.hexdigest()

    def pdf(self, template: str, data: Mapping[str, Any], *, on: date) -> bytes:
        """The document of this template, dated `on`. Raises `NotPrintable` and `NotTypeset`."""
        said = {"data": orjson.dumps(data).decode()}
        with self._compiler() as compiler:
            try:
                made = compiler.compile(
                    TEMPLATES / f"{template}.typ",
                    format="pdf",
                    sys_inputs=said,
                    pdf_standards=["a-2b"],
                    pdf_tags=False,
                    timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC),
                )
            except typst.TypstError as failed:
                # The engine quotes the text, which may be personal.
                if NO_GLYPH in failed.message:
                    raise NotPrintable from None
                raise NotTypeset(template) from None
        assert isinstance(made, bytes)  # one document, and nowhere else to write it
        return made

    @contextmanager
    def _compiler(self) -> Iterator[typst.Compiler]:
        with self._at_once:
            try:
                compiler = self._idle.get_nowait()
            except Empty:
                compiler = typst.Compiler(root=TEMPLATES, font_paths=self._fonts, ignore_system_fonts=True)
            try:
                yield compiler
            finally:
                self._idle.put(compiler)


def shipped_fonts() -> Path:
    """The folder of the fonts that come along. Raises `FontsMissing`."""
    found = find_spec(FONTS_PACKAGE)
    if found is None or found.origin is None:
        raise FontsMissing(f"the package {FONTS_PACKAGE} is not installed")
    return Path(found.origin).parent


ADD_A_FONT = Text(
    "由系统管理员在HUICAI_FONTS所指文件夹中添加含该字的字体",
    "An operator can add a font that has it to the folder that HUICAI_FONTS names",
)
