"""The database tells items by one of those that have gone through the same, and tells nothing else of them than their postings."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ledger_books.postings import Posting, PostingKind
from projections.ledger_movements import LedgerMovements
from projections.ledger_movements.tables import postings as table
from projections.rows import Rows
from tests.domain.ledger_books.books_by_hand import AREAS, BooksByHand
from tests.domain.ledger_books.test_book_invariants import BEGINNING, History, seasons
from tests.domain.ledger_books.told_once import told_once


@pytest.fixture
def kept(projector, app):
    """The postings of made-up books in the table, as the projection would have put them there."""

    def keep(books: BooksByHand) -> LedgerMovements:
        sides: Counter[tuple[str, int]] = Counter()
        rows = Rows()
        for area, posting in books.postings:
            side = sides[posting.item, posting.position]
            sides[posting.item, posting.position] += 1
            said = posting._asdict()
            number = said.pop("item")
            del said["alike"]
            rows.put(
                table,
                **said,
                item_id=uuid5(NAMESPACE_URL, number),
                side=side,
                number=number,
                area=area,
                direction=posting.kind.direction,
            )
        with projector.transaction() as cursor:
            cursor.execute("DELETE FROM read.ledger_movements")
            rows.write(cursor, "read")
        return LedgerMovements(app.engine)

    return keep


def test_given_any_lawful_history_then_a_report_reads_who_went_through_what_and_nobody_is_left_out(kept):
    @settings(max_examples=15, deadline=None)
    @given(st.lists(seasons, min_size=2, max_size=4))
    def holds(seasons):
        history = History()
        history.play(seasons)
        books, now = history.books, BEGINNING.later(len(seasons))
        books.close_entry(now)
        movements = kept(books)
        for area in AREAS:
            archive = books.archive(area)
            for quarter in {now, *(one.counting.quarter for one in archive.signed)}:
                counting = books.counting(area, quarter)
                span, marks = archive.span(counting), archive.marks(counting)
                assert ways(movements.histories(area, span, marks)) == ways(
                    told_once(books.read(area, span), marks)
                )

    holds()


def test_given_items_that_were_settled_alike_then_one_tells_how_many_there_were_and_in_how_many_days_all(
    kept,
):
    books = BooksByHand()
    for times, working_days in ((1, 3), (1, 4), (2, 6), (2, 6), (2, 9)):
        item = books.begin("linzi", "opinion", BEGINNING.first_day)
        for nth in range(times):
            books.close(item, PostingKind.SETTLED, BEGINNING.last_day, working_days=working_days + nth)
            if nth < times - 1:
                books.reopen(item, BEGINNING.last_day)
    books.close_entry(BEGINNING)
    archive, counting = books.archive("linzi"), books.counting("linzi", BEGINNING)

    told = [*kept(books).histories("linzi", archive.span(counting), archive.marks(counting))]

    settled = [(one.items, one.working_days) for one in told if one.kind is PostingKind.SETTLED]
    assert sorted(settled) == [(1, 9), (1, 10), (2, 7), (2, 12), (2, 14)]


def ways(histories: Iterable[Posting]) -> dict[tuple[str, ...], list[Posting]]:
    """What was gone through, by who has gone through it."""
    found = {}
    for _, of_item in groupby(histories, key=attrgetter("item")):
        told = [*of_item]
        who = tuple(sorted((told[0].item, *told[0].alike)))
        found[who] = [posting._replace(item=who[0], alike=who[1:]) for posting in told]
    return found
