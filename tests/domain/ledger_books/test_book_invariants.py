"""Whatever is registered, moved, settled, reopened, entered late or not reported at all: the books balance.

Held against a walk through the whole log, which knows neither countings nor figures.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ledger_books.content import LEDGERS, ReportContent, RowStanding
from domain.ledger_books.countings import attributed
from domain.ledger_books.figures import PARTED
from domain.ledger_books.postings import INTO, MOVED, OUT_OF, Part, Posting, PostingKind
from domain.ledger_books.quarters import Quarter
from domain.ledger_books.tallying import counted
from tests.domain.ledger_books.books_by_hand import AREAS, CITY, BooksByHand, Item

BEGINNING = Quarter(2026, 1)
FEW_LEDGERS = LEDGERS[:2]  # so that items meet
CATEGORIES = (None, "housing", "schooling")


class Step(NamedTuple):
    """Something that happens to an item, entered so many days late."""

    kind: str
    which: int
    area: str
    ledger: str
    late: int
    day: int

    @property
    def category(self) -> str | None:
        """One of few, or none yet."""
        return CATEGORIES[self.which % len(CATEGORIES)]


class Season(NamedTuple):
    """What happens in a quarter, whose report is missing or tardy, and whose report of which quarter is revised afterwards."""

    steps: list[Step]
    missing: set[str]
    tardy: set[str]
    afterwards: list[Step]
    revised: list[tuple[int, set[str], bool]]


def steps(*late: int) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        kind=st.sampled_from(KINDS),
        which=st.integers(0, 5),
        area=st.sampled_from(AREAS),
        ledger=st.sampled_from(FEW_LEDGERS),
        late=st.sampled_from(late),
        day=st.integers(0, 89),
    )


KINDS = [
    "begin",
    "take_over",
    "settle",
    "settle",
    "explain",
    "drop",
    "reopen",
    "restore",
    "move",
    "move",
    "sort",
    "sort",
    "rate",
]
some_areas = st.sets(st.sampled_from(AREAS), min_size=1)
seasons = st.builds(
    Season,
    steps=st.lists(steps(0, 0, 0, 10, 95, 190), min_size=2, max_size=8),
    missing=st.sets(st.sampled_from(AREAS), max_size=1),
    tardy=st.sets(st.sampled_from(AREAS), max_size=2),
    afterwards=st.lists(steps(95, 190, 280), max_size=4),
    revised=st.lists(st.tuples(st.integers(0, 2), some_areas, st.booleans()), max_size=2),
)
BEGINNINGS = {"begin": PostingKind.REGISTERED, "take_over": PostingKind.TAKEN_OVER}
COMING_BACK = {"reopen": PostingKind.REOPENED, "restore": PostingKind.RESTORED}
CLOSINGS = {"settle": PostingKind.SETTLED, "explain": PostingKind.EXPLAINED, "drop": PostingKind.DROPPED}


class History:
    """Plays seasons, and looks at every report that is signed."""

    def __init__(self) -> None:
        self.books = BooksByHand()

    def play(self, seasons: list[Season]) -> None:
        for number, season in enumerate(seasons):
            quarter = BEGINNING.later(number)
            for step in sorted(season.steps, key=lambda one: one.day):
                self.happens(step, quarter)
            self.report(quarter, season.missing | season.tardy)
            for step in season.afterwards:  # recorded after entry was closed
                self.happens(step, quarter.later(1))
            for back, areas, with_city in season.revised:
                self.revise(quarter.later(-back), areas, with_city=with_city)
            for area in sorted(season.tardy - season.missing):  # signs after others have revised
                self.check_area(area, self.books.sign_area(area, quarter))
            if season.tardy:
                self.check_city(self.books.sign_city(quarter))

    def happens(self, step: Step, quarter: Quarter) -> None:
        day = quarter.first_day + timedelta(days=step.day - step.late)
        match step.kind:
            case "begin" | "take_over" as begun:
                self.books.begin(step.area, step.ledger, day, BEGINNINGS[begun], step.category)
            case "reopen" | "restore" as begun_anew:
                if item := self._item(step, is_open=False):
                    self.books.reopen(item, day, COMING_BACK[begun_anew])
            case "rate":
                if item := self._item(step, is_open=False):
                    self.books.call_back(item, day)
                    self.books.rate(item, day, satisfied=step.which % 2 == 0)
            case _:
                if item := self._item(step, is_open=True):
                    self.goes_on(item, step, day)

    def goes_on(self, item: Item, step: Step, day: date) -> None:
        match step.kind:
            case "move" if (item.area, item.ledger) != (step.area, step.ledger):
                self.books.move(item, step.area, step.ledger, day, step.category)
            case "sort" if step.category not in (None, item.category):
                self.books.sort(item, step.category, day)
            case closing if closing in CLOSINGS:
                facts = {"in_time": step.which % 2 == 0, "working_days": step.which}
                self.books.close(item, CLOSINGS[closing], day, **facts)

    def report(self, quarter: Quarter, missing: set[str]) -> None:
        self.books.close_entry(quarter)
        for area in AREAS:
            if area not in missing:
                self.check_area(area, self.books.sign_area(area, quarter))
        self.check_city(self.books.sign_city(quarter))

    def revise(self, quarter: Quarter, areas: set[str], *, with_city: bool) -> None:
        signed = {
            area
            for area in areas
            if any(one.counting.quarter == quarter for one in self.books.archive(area).signed)
        }
        for area in sorted(signed):
            self.check_area(area, self.books.sign_area(area, quarter))
        if signed and with_city:
            self.check_city(self.books.sign_city(quarter))

    def check_area(self, area: str, content: ReportContent) -> None:
        """The opening is the closing before (point 24); a first revision ends with what stands open in the log."""
        quarter = Quarter.named(content.quarter)
        closed_at = self.books.closed[quarter]
        last = self.books.archive(area).last_before(quarter, closed_at)
        standing = self.books.open_in(area, closed_at, quarter.last_day)
        for ledger in LEDGERS:
            figures = content.total_of(ledger)
            categories = content.categories_of(ledger)
            for name in PARTED:
                assert sum(getattr(one, name) for one in categories) == getattr(figures, name)
            if last is not None:
                assert figures.carried == last.total_of(ledger).open
            assert (
                figures.total - (figures.settled + figures.explained + figures.moved_out + figures.dropped)
                == figures.open
            )
            if content.revision == 1:
                open_parts = {Part(ledger, one.category): one.open for one in categories if one.open}
                assert open_parts == {
                    part: items for part, items in standing.items() if part.ledger == ledger
                }

    def check_city(self, content: ReportContent) -> None:
        """Rows are the areas' figures; who is missing carries the last closing; transfers are equal or in transit.

        And the categories of each row are those of its figures.
        """
        quarter = Quarter.named(content.quarter)
        last = self.books.archive(CITY).last_before(quarter, self.books.closed[quarter])
        for row in content.rows:
            for ledger in LEDGERS:
                figures = row.of(ledger)
                categories = row.categories_of(ledger)
                for name in PARTED:
                    assert sum(getattr(one, name) for one in categories) == getattr(figures, name)
                if last is not None:
                    assert figures.carried == last.row(row.unit).of(ledger).open
                if row.standing is RowStanding.MISSING:
                    assert figures.open == figures.carried == figures.total
                    before = () if last is None else last.row(row.unit).categories_of(ledger)
                    assert [(one.category, one.open) for one in categories] == [
                        (one.category, one.open) for one in before if one.open
                    ]
                else:
                    signed = self._latest(row.unit, quarter).total_of(ledger)
                    assert figures.open == signed.open
                    assert figures.settled == signed.settled
        nobody_missing = all(row.standing is not RowStanding.MISSING for row in content.rows)
        if nobody_missing and all(child.revision == 1 for child in content.children):
            assert content.in_transit == 0

    def by_quarter(self, area: str) -> dict[Quarter | None, list[Posting]]:
        """The postings of an area by the quarter in which each is counted."""
        countings = [one.counting for one in self.books.archive(area).signed]
        everything = sorted(
            (posting for of_area, posting in self.books.postings if of_area == area),
            key=lambda posting: (posting.item, posting.position),
        )
        found = defaultdict(list)
        for posting, taker in attributed(everything, countings):
            found[taker and taker.quarter].append(posting)
        return found

    def _latest(self, unit: str, quarter: Quarter) -> ReportContent:
        return [one.content for one in self.books.archive(unit).signed if one.counting.quarter == quarter][-1]

    def _item(self, step: Step, *, is_open: bool):
        fitting = [item for item in self.books.items if item.is_open is is_open]
        return fitting[step.which % len(fitting)] if fitting else None


@given(st.lists(seasons, min_size=2, max_size=5))
@settings(max_examples=150)
def test_any_lawful_history_balances_in_every_cell_and_quarter(seasons):
    History().play(seasons)


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=40)
def test_in_every_cell_and_quarter_an_item_counts_once_in_and_once_out_at_most(seasons):
    history = History()
    history.play(seasons)

    for area in AREAS:
        by_quarter = history.by_quarter(area)
        by_quarter.pop(None, None)
        for postings in by_quarter.values():
            ways = Counter(
                (posting.item, posting.ledger, posting.kind in INTO)
                for posting in counted(postings)
                if posting.kind in INTO | OUT_OF
            )
            assert all(times == 1 for times in ways.values())


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=40)
def test_items_that_have_gone_through_the_same_are_told_by_one_of_them_without_any_figure_being_another(
    seasons,
):
    history = History()
    history.play(seasons)
    books, now = history.books, BEGINNING.later(len(seasons))

    books.close_entry(now)

    for area in AREAS:
        for quarter in {now, *(one.counting.quarter for one in books.archive(area).signed)}:
            counting = books.counting(area, quarter)
            one_by_one = books.area_content(area, counting, one_by_one=True)
            assert books.area_content(area, counting) == one_by_one


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=40)
def test_no_posting_of_an_item_is_counted_in_a_quarter_before_an_earlier_one(seasons):
    history = History()
    history.play(seasons)

    for area in AREAS:
        taken = {}
        for quarter, postings in sorted(history.by_quarter(area).items(), key=lambda one: one[0] or LAST):
            for posting in postings:
                assert posting.position > taken.get(posting.item, 0)
                assert quarter is None or posting.booked_on <= quarter.last_day
            for posting in postings:
                taken[posting.item] = posting.position


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=40)
def test_what_everybody_has_reported_is_neither_lost_nor_in_transit(seasons):
    history = History()
    history.play(seasons)

    history.report(BEGINNING.later(len(seasons) + 4), missing=set())

    last = history.books.archive(CITY).signed[-1].content
    assert None not in history.by_quarter(AREAS[0])
    assert last.total.open == sum(item.is_open for item in history.books.items)


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=40)
def test_what_one_area_has_reported_of_a_transfer_and_the_other_has_not_is_in_transit(seasons):
    history = History()
    history.play([season._replace(revised=[]) for season in seasons])

    last = history.books.archive(CITY).signed[-1].content
    moved = [
        posting.kind.direction
        for area in AREAS
        for quarter, postings in history.by_quarter(area).items()
        for posting in postings
        if quarter is not None and posting.kind in MOVED
    ]
    assert last.in_transit == sum(moved)


LAST = Quarter(9999, 1)
