"""The archive (存档): what a unit has signed so far, as whoever compiles the next report reads it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.ledger_books.compiling import Compared, Past
from domain.ledger_books.content import ReportContent
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter


class Signed(NamedTuple):
    """A signed revision: what it counted, and what it says."""

    counting: Counting
    content: ReportContent


class Span(NamedTuple):
    """Which postings of an area a report needs: those recorded until a position and booked by a day.

    Without those recorded until `taken_until` and booked by `taken_by`: they are in the reports before.
    """

    until: int
    by: date
    taken_until: int = 0
    taken_by: date = date.min


class Marks(NamedTuple):
    """Where it makes a difference to a report on which side of them a posting lies (分界), in ascending order.

    Between two of the positions all are alike, as the later of the two is; so are the days from one of the days to the next, as the
    earlier is. No posting that is read is later than the last position, or earlier than the first day.
    """

    positions: Sequence[int]
    days: Sequence[date]


class Archive(NamedTuple):
    """The signed revisions of one unit, in the order of their cut-offs."""

    signed: Sequence[Signed] = ()

    def known_to(self, counting: Counting) -> "Archive":
        """What of it was signed before that counting, or counts nothing that it could: as whoever compiled it has seen it."""

        def is_known(one: Counting) -> bool:
            is_other = one.quarter != counting.quarter or one.revision < counting.revision
            return one.cut_off <= counting.cut_off and is_other

        return Archive([one for one in self.signed if is_known(one.counting)])

    def revision(self, quarter: Quarter, number: int) -> Signed | None:
        """One revision of a quarter, None if it is not signed."""
        wanted = (quarter, number)
        return next((one for one in self.signed if one.counting[:2] == wanted), None)

    def past(self, quarter: Quarter, closed_at: int) -> Past:
        """What was signed when entry of a quarter was closed, with all countings until now."""
        return Past(tuple(one.counting for one in self.signed), self.last_before(quarter, closed_at))

    def last_before(self, quarter: Quarter, closed_at: int) -> ReportContent | None:
        """The last quarter before, in its latest revision by then (decided point 24)."""
        before = [
            one for one in self.signed if one.counting.quarter < quarter and one.counting.cut_off <= closed_at
        ]
        last = max((one.counting.quarter for one in before), default=None)
        return next((one.content for one in reversed(before) if one.counting.quarter == last), None)

    def compared(self, quarter: Quarter, closed_at: int) -> Compared:
        """What the quarter is compared with (环比、同比)."""
        return Compared(self._of(quarter.later(-1), closed_at), self._of(quarter.year_before, closed_at))

    def earlier(self, content: ReportContent, quarters: int) -> tuple[ReportContent, ...]:
        """Those of so many quarters before, each in its latest revision by the content's cut-off, the oldest first."""
        quarter = Quarter.named(content.quarter)
        found = (self._of(quarter.later(-back), content.cut_off.position) for back in range(quarters, 0, -1))
        return tuple(one for one in found if one is not None)

    def quarters_of(self, child: str, *, but: Quarter) -> set[Quarter]:
        """The quarters whose report of this child other quarters of the unit have counted, each in its latest revision."""
        latest = {one.counting.quarter: one.content for one in self.signed}
        found: set[Quarter] = set()
        for quarter, content in latest.items():
            for said in content.children:
                if quarter != but and said.unit == child and said.revision is not None:
                    found |= {quarter, *map(Quarter.named, said.late_quarters)}
        return found

    def span(self, counting: Counting) -> Span:
        """Which postings the report of this counting needs.

        What lies before a quarter may be left out if nobody has counted anything in a quarter before it since.
        """
        whole = Span(counting.cut_off, counting.quarter.last_day)
        countings = [one.counting for one in self.signed]
        for place, before in reversed(list(enumerate(countings))):
            is_settled = all(later.quarter >= before.quarter for later in countings[place:])
            if before.revision == 1 and before.quarter < counting.quarter and is_settled:
                return whole._replace(taken_until=before.cut_off, taken_by=before.quarter.last_day)
        return whole

    def marks(self, counting: Counting) -> Marks:
        """By what the countings that are known, and this one, tell postings apart."""
        countings = (*(one.counting for one in self.signed), counting)
        positions = {position for one in countings for position in (one.since, one.cut_off)}
        days = {day for one in countings for day in (one.quarter.first_day, one.quarter.later(1).first_day)}
        return Marks(sorted(positions), [date.min, *sorted(days)])

    def _of(self, quarter: Quarter, closed_at: int) -> ReportContent | None:
        found = [
            one.content
            for one in self.signed
            if one.counting.quarter == quarter and one.counting.cut_off <= closed_at
        ]
        return found[-1] if found else None
