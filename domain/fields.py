"""What is wrong with one stated field, said in both languages and without repeating the field's value."""

from domain.errors import FieldError, Invalid
from domain.text import Text


def wrong(field: str, code: str, text: Text) -> Invalid:
    """The refusal of one field; the value itself may be personal and is never quoted."""
    return Invalid(text, field=field, errors=(FieldError(field, code, text),))
