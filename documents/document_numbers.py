"""The number of an official paper (发文字号), as people write it and as it is kept."""

import re

from domain.names import tidy

_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,12})[\u3014\[(](\d{4})[\u3015\])] ?(\d{1,5}) ?号"
)


def document_number_in(text: str) -> str | None:
    """The first number in a text, with the brackets that belong to it: 淄发改〔2025〕3号."""
    found = _NUMBER.search(tidy(text))
    return found and _kept(found)


def document_number(text: str) -> str:
    """The number in the form in which it is kept, whichever brackets and digits were typed; any other text as it is."""
    found = _NUMBER.fullmatch(tidy(text))
    return _kept(found) if found else text


def _kept(found: re.Match[str]) -> str:
    return f"{found[1]}\u3014{found[2]}\u3015{found[3]}号"
