"""Something about a list that is to be confirmed, noticed or put right (提示与错误)."""

from api.language import Language
from api.rendering.shown import Shown
from domain.errors import FieldError


class FindingShown(Shown):
    """What was found at one place, told like the errors of a problem in one language."""

    field: str
    code: str
    text: str
    sheet: str | None
    row: int | None
    column: str | None


def finding_shown(error: FieldError, language: Language, *, field: str | None = None) -> FindingShown:
    """The finding in this language; `field` is what a program calls the place, if it is not the error's own."""
    return FindingShown(
        field=field or error.field,
        code=error.code,
        text=getattr(error.text, language),
        sheet=error.sheet,
        row=error.row,
        column=error.column,
    )
