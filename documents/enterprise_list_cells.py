"""In which cell of a list a fact stands that was read from it (单元格)."""

import re
from collections.abc import Mapping

from documents import enterprise_list_columns as column
from documents.enterprise_list_rows import ListRow
from documents.findings import Finding
from domain.errors import FieldError

_OF_PRINCIPAL = re.compile(r"principals\[(\d+)\]\.(\w+)")
_COLUMN_OF_PRINCIPAL = {
    "name": column.PRINCIPAL,
    "role": column.PRINCIPAL_TITLE,
    "title": column.PRINCIPAL_TITLE,
    "phone": column.PRINCIPAL_PHONE,
    "party_managed": column.PARTY_MANAGED,
}


def at_cell(
    error: FieldError, rows: Mapping[int, ListRow], titles: Mapping[str, str], sheet: str
) -> FieldError:
    """The error about a fact such as `principals[0].phone` of a row, at the cell where its sender finds it.

    `titles` are what the file calls its columns. A fact that no column states is told at its row.
    """
    if error.row is None:
        return error
    row, key = _place(error, rows.get(error.row))
    return Finding(error.code, error.text, row=row, column=titles.get(key, ""), sheet=sheet)


def _place(error: FieldError, listed: ListRow | None) -> tuple[int | None, str]:
    """The row and the column's key; each principal may stand in a row of his or her own."""
    of_principal = _OF_PRINCIPAL.fullmatch(error.column or "")
    if of_principal is None:
        return error.row, error.column or ""
    at, fact = int(of_principal[1]), of_principal[2]
    row = listed.principals[at].row if listed and at < len(listed.principals) else error.row
    return row, _COLUMN_OF_PRINCIPAL.get(fact, column.PRINCIPAL)
