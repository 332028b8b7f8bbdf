"""The files in which the demo's areas send their ledgers of a quarter (需求台账): what each row asks for, and what was done about it.

A row's course (办理情况) has a line for everything that was done: a day, a word that says what, and what is said about it.

    2025.10.14 交办市教育局
    2025.11.03 办结：已协调就近入学
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from api.book_submissions import terms_of
from cli.development import CITY
from documents import demand_ledger_columns as columns
from documents import demand_ledger_words as words
from documents import opening_book_columns as books
from documents.cells import day_in
from documents.opening_book_words import BookTerms
from documents.tables import BodyRow, body, find_head
from documents.workbooks import Limits, Sheet, read_workbook
from domain.policy.ledgers import Ledger
from domain.policy.loading import shipped_packs
from domain.policy.pack import PolicyPack

SAMPLES = Path(__file__).parents[1] / "samples" / "zibo"
COURSE = "办理情况"
LINE = re.compile(r"(?P<year>\d{4})\.(?P<month>\d\d)\.(?P<day>\d\d) (?P<words>.+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """What was done on a day, as the office wrote it down."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A demand of a ledger: under the office's own number, in the area that had it when the quarter began."""

    number: str
    ledger: Ledger
    area: str
    uscc: str
    raised_on: date
    stated: Mapping[str, Any]
    course: tuple[Line, ...] = field(default=())


def rows_of(name: str) -> list[Row]:
    """Everything that stands in one of the shipped files."""
    workbook = read_workbook((SAMPLES / name).read_bytes(), name, Limits())
    return [row for sheet in workbook.sheets for row in _rows(sheet)]


@cache
def terms() -> BookTerms:
    """What the city's policy calls areas, units and categories."""
    [pack] = (one for one in shipped_packs() if isinstance(one, PolicyPack) and one.city == CITY)
    return terms_of(pack, date.today())  # noqa: DTZ011  any day will do: no area has changed


def area_name(code: str) -> str:
    """What the area is called for short."""
    names = (name for name, known in terms().areas.items() if known == code and not name.isascii())
    return min(names, key=len)


def _rows(sheet: Sheet) -> Iterator[Row]:
    ledger = columns.ledger_of(frozenset(), sheet.name)
    assert ledger is not None  # the sheets are called like the ledgers
    head = find_head(sheet, columns.LEDGERS[ledger])
    assert head is not None
    for row in body(sheet, head, []):
        if row.cells[columns.FORMER_NUMBER]:
            yield _row(row, ledger)


def _row(row: BodyRow, ledger: Ledger) -> Row:
    cells = {key: str(cell).strip() for key, cell in row.cells.items()}
    details = {
        "content": cells[columns.CONTENT],
        "beneficiaries": [*words.beneficiaries(cells[columns.BENEFICIARIES])]
        if cells.get(columns.BENEFICIARIES)
        else None,
        "policy_basis": cells.get(columns.POLICY_BASIS),
        "conditions": cells.get(columns.CONDITIONS),
    }
    stated = {
        "ledger": ledger,
        "category": words.category(cells[columns.CATEGORY], ledger, terms()),
        "channel": words.channel(cells[columns.CHANNEL]),
        "name": cells[books.NAME],
        "phone": cells[columns.PHONE],
        "details": _said(details),
    }
    return Row(
        number=cells[columns.FORMER_NUMBER],
        ledger=ledger,
        area=terms().area(cells[books.AREA]),
        uscc=cells[books.USCC],
        raised_on=day_in(cells[columns.RAISED_ON]),
        stated=_said(stated),
        course=tuple(map(_line, cells[COURSE].splitlines())),
    )


def _line(written: str) -> Line:
    found = LINE.fullmatch(written)
    assert found is not None, written
    on = date(int(found["year"]), int(found["month"]), int(found["day"]))
    return Line(on, found["words"])


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
