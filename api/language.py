"""In which of the two languages a problem is told (Accept-Language)."""

import re
from typing import Literal

Language = Literal["zh", "en"]

_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")
_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en", "*": "zh"}
_MOST_HEADER = 200


def preferred(accept_language: str | None) -> Language:
    """The language with the highest weight, the first of several; Chinese where neither is asked for."""
    chosen: Language = "zh"
    highest = 0.0
    for part in (accept_language or "")[:_MOST_HEADER].split(","):
        asked = _RANGE.fullmatch(part)
        language = _LANGUAGES.get(asked[1].lower()) if asked else None
        weight = float(asked[2] or 1) if asked else 0
        if language is not None and weight > highest:
            chosen, highest = language, weight
    return chosen
