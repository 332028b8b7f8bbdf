"""A label or sentence in both of the product's languages."""

from typing import NamedTuple


class Text(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def filled(self, **values: object) -> "Text":
        """The text with its `{placeholders}` filled in; a value that is a text says itself in each language."""
        return Text(self.zh.format(**_in(0, values)), self.en.format(**_in(1, values)))


def _in(language: int, values: dict[str, object]) -> dict[str, object]:
    return {name: value[language] if isinstance(value, Text) else value for name, value in values.items()}
