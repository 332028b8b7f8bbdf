"""A label or sentence in both of the product's languages."""

from typing import NamedTuple


class Text(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def filled(self, **values: object) -> "Text":
        """The text with its `{placeholders}` filled in, in both languages."""
        return Text(self.zh.format(**values), self.en.format(**values))
