"""The purpose of a reading in words (查阅目的说明): in a header, never in an address, which is written down by many."""

from typing import Annotated
from urllib.parse import unquote

from fastapi import Header
from starlette.requests import Request

from api import strict_json
from api.refusals import InvalidHeader
from domain.disclosures import IN_WORDS
from domain.errors import FieldError
from domain.text import Text

HEADER = "Huicai-Purpose-Words"
MOST_WORDS = 500  # signs
MOST_ESCAPED = 12 * MOST_WORDS  # a sign has four bytes at most, each of which is written as three

Words = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description="The purpose in words, percent-encoded UTF-8, up to 500 signs; `inspection` and `other` need them",
    ),
]


async def words_stated(request: Request, words: Words = None) -> None:
    """Read the purpose in words, before anything is shown. Raises `InvalidHeader`, also where the code says too little."""
    said = None if words is None else _read(words)
    if said is None and request.query_params.get("purpose") in IN_WORDS:
        raise _wrong("purpose_in_words", SAY_IT)
    request.state.purpose_words = said


def _read(words: str) -> str:
    try:
        said = unquote(words, errors="strict").strip() if len(words) <= MOST_ESCAPED else ""
    except UnicodeDecodeError:
        said = ""
    if not (words.isascii() and 0 < len(said) <= MOST_WORDS and strict_json.is_storable(said)):
        raise _wrong("words", FORM)
    return said


def _wrong(code: str, text: Text) -> InvalidHeader:
    return InvalidHeader(errors=(FieldError(HEADER, code, text),))


SAY_IT = Text("此查阅目的须用文字说明", "this purpose has to be said in words")
FORM = Text("应为百分号编码的UTF-8文字，至多500字", "is text of at most 500 signs, as percent-encoded UTF-8")
