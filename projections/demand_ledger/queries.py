"""The ledgers as they are read: items as they stand in their order of entry, with whoever is named in a line."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache, partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Engine,
    FromClause,
    Select,
    Uuid,
    any_,
    bindparam,
    false,
    func,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.deadlines import Light
from domain.demands import OPEN_DEMANDS
from domain.personal_data import Sealed
from domain.policy.book import PolicyBook
from persistence.datastore import as_array
from projections.demand_ledger.lines import (
    PARTS,
    PLAIN,
    LedgerFilter,
    LedgerKey,
    LedgerLine,
    ProgressLine,
    line_of,
)
from projections.demand_ledger.overdue import OverdueLine, overdue_on
from projections.demand_ledger.past import KEY_OF_PERIOD, lines_then, of_persons
from projections.demand_ledger.queues import (
    CityAreas,
    DemandQueue,
    DemandQueues,
    LedgerReader,
    city_areas_of,
    has_unit,
    is_whole,
    turn_of,
    ways_to_know,
    whole,
)
from projections.demand_ledger.tables import (
    cards,
    enterprises,
    items,
    periods,
    progress,
    specialists,
    talents,
    units,
)
from projections.due_days import has_light
from projections.knowledge import NO_END, NO_LAST_DAY, known
from projections.reading import MOST_BY_ONE_PLAN, Question, fetched

PAGE = 1000


class DemandLedgers:
    """Answers from the tables of the ledgers and the policies, for whoever asks."""

    def __init__(self, engine: Engine, policies: PolicyBook) -> None:
        self._engine = engine
        self._city_areas = city_areas_of(policies)

    def page(
        self,
        wanted: LedgerFilter,
        *,
        readers: Sequence[LedgerReader],
        on: date,
        queue: DemandQueue | None = None,
        as_of: int | None = None,
        in_force_on: date | None = None,
        after: LedgerKey | None = None,
        limit: int = 50,
    ) -> list[LedgerLine]:
        """A page of the ledgers or of a queue, from behind `after` on, as it is on a day.

        `readers` are the caller, and those whom he or she stands in for: each by the post and how far it sees. `as_of` is a position
        that the projection has reached, None for now: items as they were known then, and `in_force_on` is the day of which is told.
        A queue is one of now.
        """
        if as_of is None and in_force_on is None:
            chosen_now = _chosen_now(wanted, tuple(readers), on, queue, after, limit, self._city_areas)
            key, lines = KEY_OF_ITEM, _lines(self._city_areas)
            found = chosen_now(self._engine)
        else:
            key, lines = KEY_OF_PERIOD, lines_then(self._city_areas)
            found = fetched(self._engine, _chosen_then(wanted, readers, on, as_of, in_force_on, after, limit))
        keys = {name: as_array(those) for name, those in zip(key, zip(*found, strict=True), strict=False)}
        rows = lines.rows(self._engine, **keys) if found else []
        id_of = itemgetter(lines.columns.index("demand_item_id"))
        said = self._progress_of([*map(id_of, rows)], as_of, in_force_on)
        return [line_of(lines.columns, row, said[id_of(row)]) for row in rows]

    def pages(
        self,
        wanted: LedgerFilter,
        *,
        readers: Sequence[LedgerReader],
        on: date,
        queue: DemandQueue | None = None,
        as_of: int | None = None,
        in_force_on: date | None = None,
        size: int = PAGE,
    ) -> Iterator[list[LedgerLine]]:
        """All of it, in pages of which only one is held."""
        after: LedgerKey | None = None
        asked: dict[str, Any] = {"readers": readers, "on": on, "queue": queue, "as_of": as_of, "limit": size}
        while page := self.page(wanted, after=after, in_force_on=in_force_on, **asked):
            yield page
            after = page[-1].key

    def overdue(self, on: date) -> Iterator[OverdueLine]:
        """What is overdue on a day, as far as something is still to be said of it; whoever it is of."""
        return overdue_on(on, self._engine)

    def _progress_of(
        self, ids: Sequence[UUID], as_of: int | None, in_force_on: date | None
    ) -> dict[UUID, list[ProgressLine]]:
        """The dated lines of these items, the oldest day first."""
        if not ids:
            return {}
        lines: dict[UUID, list[ProgressLine]] = defaultdict(list)
        until = {"until": NO_END if as_of is None else as_of, "until_day": in_force_on or NO_LAST_DAY}
        for id_, on, subject, blob, bound in PROGRESS.rows(self._engine, ids=as_array(ids), **until):
            lines[id_].append(ProgressLine(on, Sealed(subject, bytes(blob), bytes(bound))))
        return lines


Ask = Callable[[Engine], Sequence[Sequence[Any]]]


@lru_cache(maxsize=200)  # some 40 kB each
def _chosen_now(
    wanted: LedgerFilter,
    readers: tuple[LedgerReader, ...],
    on: date,
    queue: DemandQueue | None,
    after: LedgerKey | None,
    limit: int,
    city_areas: CityAreas,
) -> Ask:
    """Finds the items of a page as they stand. The same page is asked for again and again, and laying its query down takes longer
    than finding its items.

    So does planning it. Where it is looked for equal values alone, the server prepares it, and plans for the values only as long as
    that brings anything; where the best plan hangs on a day, it is planned each time.
    """
    chosen = select(*items.c["demand_item_id", "entered_at"])
    if wanted.light is not None or queue is DemandQueue.OVERDUE:
        chosen = chosen.outerjoin(whole, is_whole)
    chosen = chosen.where(*_conditions(wanted, on, items, whole))
    if queue is not None:
        chosen = chosen.where(DemandQueues(city_areas).of(queue, readers, on))
    page = _page(chosen, items, readers, after, limit)
    is_plain = queue is None and all(getattr(wanted, name) is None for name in _OF_DAYS)
    return Question(page, MOST_BY_ONE_PLAN).rows if is_plain else partial(_planned, page)


def _planned(page: Select[Any], engine: Engine) -> Sequence[Sequence[Any]]:
    return fetched(engine, page)


def _chosen_then(
    wanted: LedgerFilter,
    readers: Sequence[LedgerReader],
    on: date,
    as_of: int | None,
    in_force_on: date | None,
    after: LedgerKey | None,
    limit: int,
) -> Select[Any]:
    """The periods of a page as the items stood."""
    chosen = select(*_IN_ORDER).where(known(periods, as_of, in_force_on))
    if as_of is not None:
        chosen = chosen.where(periods.c.entered_at <= as_of)  # where the ledgers ended then
    return _page(chosen.where(*_conditions(wanted, on, periods, periods)), periods, readers, after, limit)


def _page(
    chosen: Select[Any],
    stands: FromClause,
    readers: Sequence[LedgerReader],
    after: LedgerKey | None,
    limit: int,
) -> Select[Any]:
    """A walk in the order of entry, from behind `after` on: one for every way to know of an item, of which the first are taken.

    As one, with all ways in one condition, it would pass over everybody's items.
    """
    if after is not None:
        chosen = chosen.where(stands.c.entered_at > after.entered_at)
    walks = [
        chosen.where(way).order_by(stands.c.entered_at).limit(limit) for way in ways_to_know(readers, stands)
    ]
    if len(walks) == 1:
        return walks[0]
    if not walks:
        return chosen.where(false())
    found = union(*(walk.subquery().select() for walk in walks)).subquery()
    return select(found).order_by(found.c.entered_at).limit(limit)


def _conditions(
    wanted: LedgerFilter, on: date, stands: FromClause, deadlines: FromClause
) -> Iterator[ColumnElement[bool]]:
    for name in _EQUAL:
        if (value := getattr(wanted, name)) is not None:
            yield stands.c[name] == value
    if wanted.is_open is not None:
        is_open = stands.c.status.in_(OPEN_DEMANDS)
        yield is_open if wanted.is_open else ~is_open
    if wanted.light is Light.BLACK_AND_WHITE:
        yield ~stands.c.status.in_(OPEN_DEMANDS)
    elif wanted.light is not None:
        yield has_light(deadlines, wanted.light, on)
    if wanted.list_type is not None:
        yield stands.c.list_types.contains([wanted.list_type])
    if wanted.unit_function is not None or wanted.unit_area is not None:
        yield has_unit(stands, wanted.unit_function, wanted.unit_area)
    for column, quarter in (
        (stands.c.registered_on, wanted.registered_in),
        (stands.c.closed_on, wanted.closed_in),
    ):
        if quarter is not None:
            yield column.between(quarter.first_day, quarter.last_day)


def _sealed_columns() -> Iterator[ColumnElement[Any]]:
    for column in items.c:
        if column.name.endswith(PARTS) and column.name not in PLAIN:
            yield column
    yield from of_persons()


@cache
def _lines(city_areas: CityAreas) -> Question:
    """The items of the stated `ids`, with whoever is named in their lines.

    They are chosen by a query of its own: as one, it is planned for the single item that a queue seems to hold, and whole
    tables of names are read for each.
    """
    turn = turn_of(items, city_areas)
    its_helpers = select(units.c.organization).where(
        units.c.demand_item_id == items.c.demand_item_id, units.c.is_lead.is_(false())
    )
    return Question(
        select(
            *(items.c[name] for name in _OF_ITEM),
            *_sealed_columns(),
            *whole.c["due_on", "amber_from", "days_left", "is_provisional"],
            whole.c.begun.is_not(None).label("is_timed"),
            enterprises.c.name.label("enterprise_name"),
            enterprises.c.uscc,
            cards.c.card_number,
            turn.function.label("turn_function"),
            turn.area.label("turn_area"),
            func.array(its_helpers.order_by(units.c.function, units.c.area).scalar_subquery()).label(
                "assisting"
            ),
        )
        .select_from(items)
        .outerjoin(whole, is_whole)
        .outerjoin(enterprises, enterprises.c.enterprise_id == items.c.enterprise_id)
        .outerjoin(talents, talents.c.talent_id == items.c.talent_id)
        .outerjoin(specialists, specialists.c.specialist_id == items.c.specialist_id)
        .outerjoin(cards, cards.c.card_id == items.c.card_id)
        .where(items.c.demand_item_id == any_(_IDS))
        .order_by(items.c.entered_at)
    )


KEY_OF_ITEM: tuple[str, ...] = ("ids",)
_IDS = bindparam("ids", (), ARRAY(Uuid))
# The dated lines of some items, as far as they were stated by then, the oldest day first.
PROGRESS = Question(
    select(*progress.c["demand_item_id", "on_day", "subject", "blob", "bound"])
    .where(progress.c.demand_item_id == any_(_IDS))
    .where(progress.c.position <= bindparam("until", NO_END, BigInteger))
    .where(progress.c.on_day <= bindparam("until_day", NO_LAST_DAY, Date))
    .order_by(progress.c.on_day, progress.c.position)
)
_IN_ORDER: tuple[ColumnElement[Any], ...] = (*periods.primary_key, periods.c.entered_at)
_EQUAL = ("ledger", "city", "area", "category", "status", "enterprise_id", "talent_id", "card_id", "number")
_OF_DAYS = ("light", "registered_in", "closed_in")
_OF_ITEM = tuple(name for name in PLAIN if name in items.c)
