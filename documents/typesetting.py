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
from typing import Any, NamedTuple

import orjson
import typst

from domain.errors import FieldError
from domain.text import Text

TEMPLATES = Path(__file__).with_name("templates")
OWN_FONTS = Path(__file__).with_name("fonts")
FONTS_PACKAGE = "pylopdf_fonts_zh_cn"
FONT_FILES = frozenset({".otf", ".ttf", ".otc", ".ttc"})
NO_GLYPH = "could not be displayed"


class WithoutShape(NamedTuple):
    """Where a character stands that no font has: in which of the paper's texts, and as which sign of it, counted from 1.

    Which character it is, is not said: it may be of somebody's name.
    """

    text: str
    at: int

    def as_error(self) -> FieldError:
        """What a refusal says of it."""
        said = Text(f"第{self.at}个字，字库中没有", f"no font has its character {self.at}")
        return FieldError(self.text, "character_not_printable", said)


class NotPrintable(Exception):
    """Characters have no shape in any of the fonts; `places` says where each of them stands."""

    def __init__(self, places: Sequence[WithoutShape] = ()) -> None:
        super().__init__(f"{len(places)} characters have no shape")
        self.errors = tuple(place.as_error() for place in places)


class NotTypeset(Exception):
    """The template or an image that it was handed cannot be typeset; the engine's words may quote what is personal."""


class FontsMissing(Exception):
    """The fonts that documents are set in are not installed."""


class _NoGlyph(Exception):
    """The engine came to a character that no font has."""


class Typesetter:
    """Typesets documents, as many at once as there are processors; it may be shared by threads.

    `fonts` are folders with fonts beside those that come along, for characters that these have not.
    """

    def __init__(self, fonts: Sequence[Path] = ()) -> None:
        self._folders = (shipped_fonts(), OWN_FONTS, *fonts)
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
        try:
            return self._made(template, data, on)
        except _NoGlyph:
            raise NotPrintable(_places(data, self._without_shape(data))) from None

    def working_paper(self, template: str, data: Mapping[str, Any], *, on: date) -> bytes:
        """The same of a paper to work with, where a character without a shape is put down as its number.

        The template is told these numbers as `stand_ins`: the end of the paper says what they are and where they stand.
        """
        try:
            return self._made(template, {**data, "stand_ins": []}, on)
        except _NoGlyph:
            stand_ins = {ord(sign): f"〔U+{ord(sign):04X}〕" for sign in sorted(self._without_shape(data))}
        return self.pdf(
            template, {**_with_stand_ins(data, stand_ins), "stand_ins": [*stand_ins.values()]}, on=on
        )

    def _made(self, template: str, data: Mapping[str, Any], on: date) -> bytes:
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
                    raise _NoGlyph from None
                raise NotTypeset(template) from None
        assert isinstance(made, bytes)  # one document, and nowhere else to write it
        return made

    def _without_shape(self, data: Any) -> frozenset[str]:
        """The characters of the data that no font has."""
        return self._without(sorted({sign for _, said in texts_in(data) for sign in said}))

    def _without(self, signs: Sequence[str]) -> frozenset[str]:
        """Those of the signs: the engine names one alone, so that halves are asked until each is found."""
        if not signs or self._has_all(signs):
            return frozenset()
        if len(signs) == 1:
            return frozenset(signs)
        middle = len(signs) // 2
        return self._without(signs[:middle]) | self._without(signs[middle:])

    def _has_all(self, signs: Sequence[str]) -> bool:
        try:
            self._made("signs", {"signs": signs}, date.min)
        except _NoGlyph:
            return False
        return True

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


def texts_in(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a paper's data, and where it stands, counted from 1: `items[3][4]`."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from texts_in(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, Sequence):
        for at, value in enumerate(data, start=1):
            yield from texts_in(value, f"{path}[{at}]")


def _places(data: Any, signs: frozenset[str]) -> list[WithoutShape]:
    return [
        WithoutShape(path, at)
        for path, said in texts_in(data)
        for at, sign in enumerate(said, start=1)
        if sign in signs
    ]


def _with_stand_ins(data: Any, stand_ins: Mapping[int, str]) -> Any:
    if isinstance(data, str):
        return data.translate(stand_ins)
    if isinstance(data, Mapping):
        return {key: _with_stand_ins(value, stand_ins) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_with_stand_ins(value, stand_ins) for value in data]
    return data


def shipped_fonts() -> Path:
    """The folder of the fonts that are installed as a package. Raises `FontsMissing`."""
    found = find_spec(FONTS_PACKAGE)
    if found is None or found.origin is None:
        raise FontsMissing(f"the package {FONTS_PACKAGE} is not installed")
    return Path(found.origin).parent


ADD_A_FONT = Text(
    "由系统管理员在HUICAI_FONTS所指文件夹中添加含该字的字体",
    "An operator can add a font that has it to the folder that HUICAI_FONTS names",
)
