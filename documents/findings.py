"""What was found wrong or odd in a file, at a place that its sender can find again."""

from domain.errors import FieldError
from domain.text import Text


class Finding(FieldError):
    """An error or a warning at one cell, row or column. `row` is the number that Excel shows beside it.

    The sheet stands apart, as a member of its own.
    """

    def __init__(
        self, code: str, text: Text, *, row: int | None = None, column: str = "", sheet: str | None = None
    ) -> None:
        place = " ".join(part for part in (f"第{row}行" if row else "", column) if part)
        super().__init__(place or "file", code, text, row=row, column=column or None, sheet=sheet)

    @property
    def sentence(self) -> Text:
        """Place and text together, as they are shown: “第7行 统一社会信用代码：校验位不符”."""
        if self.row is None and not self.column:
            return self.text
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "", self.column) if part)
        return Text(f"{self.field}：{self.text.zh}", f"{place}: {self.text.en}")

    def __repr__(self) -> str:
        return f"Finding({self.field!r}, {self.code!r})"
