"""What a quarter says of items that are late, come back, or are of an area that has not reported (points 22 to 24)."""

from datetime import date

from domain.ledger_books.compiling import Flagged
from domain.ledger_books.content import ListedItem, RowStanding
from domain.ledger_books.figures import CategoryFigures
from domain.ledger_books.postings import PostingKind
from domain.ledger_books.quarters import Quarter
from tests.domain.ledger_books.books_by_hand import AREAS, BooksByHand, Item

Q1, Q2, Q3 = (Quarter(2026, number) for number in (1, 2, 3))
ZHANGDIAN, LINZI, GAOQING = AREAS
PUBLIC, OPINION = "public_service", "opinion"


def test_settled_and_reopened_in_one_quarter_is_not_settled():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
    books.close(item, PostingKind.SETTLED, date(2026, 2, 3))
    books.reopen(item, date(2026, 3, 2))
    books.close_entry(Q1)

    figures = books.sign_area(ZHANGDIAN, Q1).total_of(PUBLIC)

    assert (figures.registered, figures.settled, figures.reopened, figures.open) == (1, 0, 0, 1)


def test_what_is_reopened_in_the_next_quarter_was_settled_and_is_reopened():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
    books.close(item, PostingKind.SETTLED, date(2026, 2, 3))
    books.close_entry(Q1)
    first = books.sign_area(ZHANGDIAN, Q1).total_of(PUBLIC)
    books.reopen(item, date(2026, 4, 2))
    books.close_entry(Q2)

    second = books.sign_area(ZHANGDIAN, Q2).total_of(PUBLIC)

    assert (first.settled, first.open) == (1, 0)
    assert (second.carried, second.reopened, second.open) == (0, 1, 1)


def test_an_item_that_went_to_another_ledger_and_back_has_not_moved_there_and_passed_through_here():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
    books.close_entry(Q1)
    books.sign_area(ZHANGDIAN, Q1)
    books.move(item, ZHANGDIAN, OPINION, date(2026, 4, 2))
    books.move(item, ZHANGDIAN, PUBLIC, date(2026, 4, 9))
    books.close_entry(Q2)

    content = books.sign_area(ZHANGDIAN, Q2)

    public, opinion = content.total_of(PUBLIC), content.total_of(OPINION)
    assert (public.moved_out, public.moved_in, public.open) == (0, 0, 1)
    assert (opinion.moved_out, opinion.moved_in, opinion.open) == (1, 1, 0)


def test_what_has_effect_after_the_quarter_waits_though_it_was_recorded_before_the_cut_off():
    books = BooksByHand()
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 4, 1))
    books.close_entry(Q1)
    first = books.sign_area(ZHANGDIAN, Q1)
    books.close_entry(Q2)

    second = books.sign_area(ZHANGDIAN, Q2).total_of(PUBLIC)

    assert first.rows[0].standing is RowStanding.ZERO
    assert (second.registered, second.late) == (1, 0)


def test_what_is_recorded_after_the_cut_off_is_a_late_entry_of_the_next_quarter():
    books = BooksByHand()
    books.close_entry(Q1)
    books.sign_area(ZHANGDIAN, Q1)
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 3, 31))
    books.close_entry(Q2)

    figures = books.sign_area(ZHANGDIAN, Q2).total_of(PUBLIC)

    assert (figures.carried, figures.registered, figures.late, figures.open) == (0, 1, 1, 1)


def test_a_revision_takes_what_came_late_and_the_next_quarter_opens_with_it():
    books = BooksByHand()
    books.close_entry(Q1)
    books.sign_area(ZHANGDIAN, Q1)
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 3, 31))
    revised = books.sign_area(ZHANGDIAN, Q1)
    books.close_entry(Q2)

    figures = books.sign_area(ZHANGDIAN, Q2).total_of(PUBLIC)

    assert (revised.revision, revised.total_of(PUBLIC).registered, revised.total_of(PUBLIC).open) == (2, 1, 1)
    assert (figures.carried, figures.adjusted, figures.registered, figures.late) == (1, 0, 0, 0)


def test_a_revision_of_a_quarter_before_the_last_adjusts_the_opening_of_the_next():
    books = BooksByHand()
    for quarter in (Q1, Q2):
        books.close_entry(quarter)
        books.sign_area(ZHANGDIAN, quarter)
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 3, 31))
    books.sign_area(ZHANGDIAN, Q1)
    books.close_entry(Q3)

    figures = books.sign_area(ZHANGDIAN, Q3).total_of(PUBLIC)

    assert (figures.carried, figures.adjusted, figures.registered, figures.open) == (0, 1, 0, 1)


def test_no_revision_counts_the_end_of_an_item_whose_beginning_its_quarter_does_not_know():
    books = BooksByHand()
    for quarter in (Q1, Q2):
        books.close_entry(quarter)
        books.sign_area(ZHANGDIAN, quarter)
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 3, 31))
    books.sign_area(ZHANGDIAN, Q1)
    books.close(item, PostingKind.SETTLED, date(2026, 6, 30))

    revised = books.sign_area(ZHANGDIAN, Q2).total_of(PUBLIC)
    books.close_entry(Q3)
    figures = books.sign_area(ZHANGDIAN, Q3).total_of(PUBLIC)

    assert (revised.settled, revised.open) == (0, 0)
    assert (figures.adjusted, figures.settled, figures.late, figures.open) == (1, 1, 1, 0)


def test_what_is_taken_over_opens_the_first_report_and_adjusts_a_later_one():
    books = BooksByHand()
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 1), PostingKind.TAKEN_OVER)
    books.close_entry(Q1)
    first = books.sign_area(ZHANGDIAN, Q1).total_of(PUBLIC)
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 1), PostingKind.TAKEN_OVER)
    books.close_entry(Q2)

    second = books.sign_area(ZHANGDIAN, Q2).total_of(PUBLIC)

    assert (first.carried, first.adjusted, first.late) == (1, 0, 0)
    assert (second.carried, second.adjusted, second.late, second.open) == (1, 1, 0, 2)


def test_an_area_that_has_not_reported_carries_its_last_closing_and_its_movements_come_late():
    books = BooksByHand()
    books.begin(GAOQING, PUBLIC, date(2026, 1, 5))
    _reported(books, Q1, AREAS)
    books.begin(GAOQING, PUBLIC, date(2026, 4, 6))
    city = _reported(books, Q2, (ZHANGDIAN, LINZI))
    after = _reported(books, Q3, AREAS)

    missing, late = city.row(GAOQING), after.row(GAOQING).of(PUBLIC)
    assert missing.standing is RowStanding.MISSING
    assert (missing.of(PUBLIC).carried, missing.of(PUBLIC).registered, missing.of(PUBLIC).open) == (1, 0, 1)
    assert (late.carried, late.adjusted, late.registered, late.late, late.open) == (1, 0, 1, 1, 2)
    assert late.registered_before is None  # there is no report of the quarter before to compare with
    assert (city.reported, len(city.children)) == (2, 3)


def test_what_an_area_revised_without_the_city_adjusts_the_citys_opening():
    books = BooksByHand()
    _reported(books, Q1, AREAS)
    books.begin(LINZI, PUBLIC, date(2026, 3, 31))
    books.sign_area(LINZI, Q1)

    city = _reported(books, Q2, AREAS)

    figures = city.row(LINZI).of(PUBLIC)
    assert (figures.carried, figures.adjusted, figures.open) == (0, 1, 1)


def test_the_last_rating_of_an_item_in_a_quarter_counts():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
    books.close(item, PostingKind.SETTLED, date(2026, 1, 7))
    for satisfied in (False, True):
        books.call_back(item, date(2026, 1, 8))
        books.rate(item, date(2026, 1, 8), satisfied=satisfied)
    books.close_entry(Q1)

    figures = books.sign_area(ZHANGDIAN, Q1).total_of(PUBLIC)

    assert (figures.called_back, figures.rated, figures.satisfied) == (1, 1, 1)


def test_an_item_counts_in_the_category_in_which_it_was_at_last():
    books = BooksByHand()
    sorted_since = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
    books.sort(sorted_since, "schooling", date(2026, 1, 6))
    books.sort(sorted_since, "housing", date(2026, 1, 7))
    settled = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5), category="schooling")
    books.close(settled, PostingKind.SETTLED, date(2026, 2, 3))
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 3, 31))
    books.close_entry(Q1)

    categories = books.sign_area(ZHANGDIAN, Q1).categories_of(PUBLIC)

    assert categories == (
        CategoryFigures(category="housing", registered=1, open=1),
        CategoryFigures(category="schooling", registered=1, settled=1, settled_in_time=1),
        CategoryFigures(category=None, registered=1, open=1),
    )


def test_an_item_that_went_to_another_ledger_was_registered_in_the_category_that_it_had_there():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5), category="schooling")
    books.move(item, ZHANGDIAN, OPINION, date(2026, 2, 2), category="platform")
    books.close_entry(Q1)

    content = books.sign_area(ZHANGDIAN, Q1)

    assert content.categories_of(PUBLIC) == (CategoryFigures(category="schooling", registered=1),)
    assert content.categories_of(OPINION) == (CategoryFigures(category="platform", open=1),)


def test_what_is_sorted_after_the_quarter_stands_open_in_its_former_category_until_then():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5), category="schooling")
    books.sort(item, "housing", date(2026, 4, 1))
    books.close_entry(Q1)
    first = books.sign_area(ZHANGDIAN, Q1).categories_of(PUBLIC)
    books.close_entry(Q2)

    second = books.sign_area(ZHANGDIAN, Q2).categories_of(PUBLIC)

    assert first == (CategoryFigures(category="schooling", registered=1, open=1),)
    assert second == (CategoryFigures(category="housing", open=1),)


def test_what_is_overdue_and_sorted_too_late_for_a_revision_is_overdue_there_in_its_former_category():
    books = BooksByHand()
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5), category="schooling")
    books.close_entry(Q1)
    books.sign_area(ZHANGDIAN, Q1)
    books.sort(item, "housing", date(2026, 3, 30))
    books.close_entry(Q2)
    books.flagged = [_overdue(item)]

    revised = books.sign_area(ZHANGDIAN, Q1)

    assert [listed.category for listed in revised.overdue_items] == ["schooling"]

    assert revised.categories_of(PUBLIC) == (
        CategoryFigures(category="schooling", registered=1, open=1, overdue=1),
    )


def test_no_revision_lists_as_overdue_what_its_figures_do_not_know():
    books = BooksByHand()
    books.close_entry(Q1)
    books.sign_area(ZHANGDIAN, Q1)
    item = books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
    books.close_entry(Q2)
    books.flagged = [_overdue(item)]

    revised = books.sign_area(ZHANGDIAN, Q1)

    assert (revised.total.overdue, revised.overdue_items) == (0, ())


def test_an_area_that_has_not_reported_keeps_what_was_open_by_category():
    books = BooksByHand()
    books.begin(GAOQING, PUBLIC, date(2026, 1, 5), category="schooling")
    books.begin(LINZI, PUBLIC, date(2026, 1, 5), category="housing")
    _reported(books, Q1, AREAS)
    books.begin(ZHANGDIAN, PUBLIC, date(2026, 4, 6), category="schooling")

    city = _reported(books, Q2, (ZHANGDIAN, LINZI))

    assert city.row(GAOQING).categories_of(PUBLIC) == (CategoryFigures(category="schooling", open=1),)
    assert city.categories_of(PUBLIC) == (
        CategoryFigures(category="housing", open=1),
        CategoryFigures(category="schooling", registered=1, open=2),
    )


def test_the_same_postings_give_the_same_bytes():
    contents = []
    for _ in range(2):
        books = BooksByHand()
        books.begin(ZHANGDIAN, PUBLIC, date(2026, 1, 5))
        contents.append(_reported(books, Q1, AREAS))

    assert contents[0].canonical == contents[1].canonical
    assert contents[0].sha256 == contents[1].sha256


def _reported(books: BooksByHand, quarter: Quarter, areas: tuple[str, ...]):
    books.close_entry(quarter)
    for area in areas:
        books.sign_area(area, quarter)
    return books.sign_city(quarter)


def _overdue(item: Item) -> Flagged:
    listed = ListedItem(number=item.number, area=item.area, ledger=item.ledger, category=item.category)
    return Flagged(listed, is_escalated=False, is_overdue=True)
