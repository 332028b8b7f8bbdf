"""Items that the marks of a report do not tell apart, told by one of them: what the database does, in the plainest way."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from domain.ledger_books.archive import Marks
from domain.ledger_books.postings import Posting, PostingKind


def told_once(postings: Iterable[Posting], marks: Marks) -> Iterator[Posting]:
    """Postings that come item by item, each item's in the order of the log; every history comes once."""
    alike: dict[tuple[Posting, ...], list[list[Posting]]] = defaultdict(list)
    for _, of_item in groupby(postings, key=attrgetter("item")):
        history = [*of_item]
        settled_again = sum(posting.kind is PostingKind.SETTLED for posting in history) > 1
        alike[tuple(_as_marked(posting, marks, settled_again) for posting in history)].append(history)
    for told, histories in alike.items():
        item, *others = (history[0].item for history in histories)
        for place, posting in enumerate(told):
            days = [history[place].working_days for history in histories]
            in_all = None if None in days else sum(days)
            yield posting._replace(item=item, working_days=in_all, alike=tuple(others))


def _as_marked(posting: Posting, marks: Marks, settled_again: bool) -> Posting:
    """What the marks say of it, and not whose it is; working days tell apart what was settled more than once."""

    def day(said):
        return marks.days[bisect_right(marks.days, said) - 1]

    return posting._replace(
        item="",
        position=marks.positions[bisect_left(marks.positions, posting.position)],
        effective_on=day(posting.effective_on),
        booked_on=day(posting.booked_on),
        working_days=posting.working_days if settled_again else None,
    )
