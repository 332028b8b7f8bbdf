"""An instance (本系统): whose reports are made here, and whose books are kept here rather than in an instance of their own (ADR 38).

The same software runs as a district, a city or a province. Of every area the books are kept in one instance, or what is reported of
it would be counted twice.
"""

from typing import NamedTuple

from domain.errors import Conflict
from domain.text import Text


class BooksKeptElsewhere(Conflict):
    code = "books_kept_elsewhere"
    title = Text("该区县的台账不在本系统", "The ledgers of this area are kept in another instance")


class EntryClosedElsewhere(Conflict):
    code = "entry_closed_elsewhere"
    title = Text("本系统不为该单位关账", "Entry of this unit is closed in another instance")


class Instance(NamedTuple):
    """Which unit it is, and which areas of the city report to it from instances of their own.

    Without a unit it is that of every city whose policy is known here, and sends and receives nothing.
    """

    unit: str | None = None
    elsewhere: frozenset[str] = frozenset()

    def keeps(self, area: str, city: str) -> bool:
        """Whether the ledgers of an area of this city are kept here."""
        is_of_city = self.unit in (None, city)
        return area not in self.elsewhere if is_of_city else area == self.unit

    def must_keep(self, area: str, city: str) -> None:
        """Refuse to enter what would be on no books, or on two. Raises `BooksKeptElsewhere`."""
        if not self.keeps(area, city):
            raise BooksKeptElsewhere(field="area", blocked_by={"kind": "area", "id": area})

    def must_close_entry_of(self, unit: str, *, is_city: bool) -> None:
        """Refuse to close what is closed by another instance. Raises `EntryClosedElsewhere`."""
        closes = is_city if self.unit is None else unit == self.unit
        if not closes:
            raise EntryClosedElsewhere(field="unit", blocked_by={"kind": "unit", "id": unit})


OF_EVERY_CITY = Instance()
