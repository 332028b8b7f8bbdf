"""Periods in a table (知悉期间、生效期间): what is known from one position of the log until another, of which days (ADR 17, 46).

A row holds for the positions `known_from <= p < known_to` and the days `effective_from <= day < effective_to`. What is known now
has no end, and what is in force by the latest day that is known has none either. The rows of one thing never
overlap, and leave no gap from its beginning on: another fact cuts out of them what it is about.

    begin   something comes onto the books
    learn   other facts are known of it from a position on, from a day on or until another
    end     it leaves the books, as if it never had been there
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Date, FromClause, Table, and_

from projections.rows import Columns, Key, Load, Outcome, Row, RowMissing, Rows, has, key_of, values_of

NO_END = 2**63 - 1  # until when the latest knowledge holds
BEGINNING = ("known_from", "effective_from")  # what the key of a period has beside that of the thing
FIRST_DAY, NO_LAST_DAY = date.min, date(9999, 12, 31)  # between which every day lies
STILL_IN_FORCE = f"effective_to = '{NO_LAST_DAY}'"
PRESENT = f"known_to = {NO_END} AND {STILL_IN_FORCE}"


def period_columns() -> tuple[Column[Any], ...]:
    """The four columns of a period; two of them are part of the primary key."""
    return (
        Column("known_from", BigInteger, primary_key=True),
        Column("known_to", BigInteger, nullable=False),
        Column("effective_from", Date, primary_key=True),
        Column("effective_to", Date, nullable=False),
    )


def known(periods: FromClause, as_of: int | None, on: date | None = None) -> ColumnElement[bool]:
    """The condition that a period holds now, or held at a position: of the latest day, or of one."""
    its = periods.c
    knows = its.known_to == NO_END if as_of is None else and_(its.known_from <= as_of, its.known_to > as_of)
    if on is None:
        return and_(knows, its.effective_to == NO_LAST_DAY)
    return and_(knows, its.effective_from <= on, its.effective_to > on)


class Period:
    """What is known of some days; `changed` are the columns of a row that was stored otherwise, None of a new one."""

    __slots__ = ("changed", "facts", "thing")

    def __init__(self, thing: Key, facts: Row, changed: Row | None = None) -> None:
        self.thing = thing
        self.facts = facts
        self.changed = changed


Known = list[Period]


class Periods:
    """The periods of one table while a page is folded: what is known now lies ready by its thing, the rest waits to be written."""

    def __init__(self, table: Table, load: Load) -> None:
        self._table, self._load = table, load
        self._key = key_of(table)
        self._thing = tuple(name for name in self._key if name not in BEGINNING)
        self._now: dict[Key, Known] = {}
        self._begun: dict[Period, None] = {}
        self._changed: dict[Period, None] = {}
        self._begun_with: dict[Columns, dict[Key, dict[Key, None]]] = {}

    def present(self, wanted: Row) -> Known:
        """What is known now of one thing, or of all things of which these values are known."""
        columns, values = tuple(wanted), tuple(wanted.values())
        if columns == self._thing:
            return self._of(values)
        if columns not in self._begun_with:
            self._begun_with[columns] = {}
            for period in self._begun:
                self._note(period.facts, columns)
        stored = self._load(self._table, {**wanted, "known_to": NO_END})
        things = {values_of(row, self._thing): None for row in stored}
        things |= self._begun_with[columns].get(values, {})
        return [one for thing in things for one in self._of(thing) if has(one.facts, wanted)]

    def begin(self, facts: Row) -> None:
        """Something of which nothing is known now comes onto the books."""
        thing = values_of(facts, self._thing)
        self._now.setdefault(thing, [])
        self.follow(thing, facts)

    def follow(self, thing: Key, facts: Row) -> None:
        """Another period of a thing begins."""
        period = Period(thing, facts)
        self._now[thing].append(period)
        self._begun[period] = None
        for columns in self._begun_with:
            self._note(facts, columns)

    def cut(self, one: Period, position: int, begins: date, ends: date) -> None:
        """Leave of a period what lies before and behind these days, and end what lies in them."""
        facts = one.facts
        behind = {**facts, "effective_from": ends} if ends < facts["effective_to"] else None
        if facts["effective_from"] < begins:
            if facts["known_from"] < position:
                ended = {"known_to": position, "effective_from": begins, "effective_to": ends}
                self._begun[Period(one.thing, {**facts, **ended})] = None
            self._change(one, "effective_to", begins)
        else:
            if behind is not None:
                self._change(one, "effective_to", ends)
            self.end(one, position)
        if behind is not None:
            self.follow(one.thing, behind)

    def end(self, one: Period, position: int) -> None:
        """It is known no more. What was known at this position alone was never known."""
        self._now[one.thing].remove(one)
        if one.facts["known_from"] < position:
            self._change(one, "known_to", position)
        else:
            del self._begun[one]

    def settled(self) -> Iterable[Outcome]:
        """What becomes of each row."""
        for one in self._changed:
            yield Outcome({name: one.facts[name] for name in self._key} | (one.changed or {}))
        for one in self._begun:
            yield Outcome(one.facts, new=True)

    def _of(self, thing: Key) -> Known:
        known = self._now.get(thing)
        if known is None:
            wanted = {**dict(zip(self._thing, thing, strict=True)), "known_to": NO_END}
            known = [Period(thing, row, {}) for row in self._load(self._table, wanted)]
            self._now[thing] = known
        return known

    def _change(self, one: Period, name: str, value: Any) -> None:
        """A row that was stored is left as it was, for the page may be folded again."""
        if one.changed is None:
            one.facts[name] = value
        else:
            one.changed[name] = value
            one.facts = {**one.facts, name: value}
            self._changed[one] = None

    def _note(self, facts: Row, columns: Columns) -> None:
        things = self._begun_with[columns].setdefault(values_of(facts, columns), {})
        things[values_of(facts, self._thing)] = None


def begin(
    rows: Rows, table: Table, facts: Row, position: int, since: date, until: date = NO_LAST_DAY
) -> None:
    """From this position on these facts are known of something of which nothing is known now, from a day on."""
    rows.kept(table, Periods).begin(facts | _known_from(position, since, until))


def present(rows: Rows, table: Table, **wanted: Any) -> Known:
    """What is known now of all that these values say, of every day."""
    return rows.kept(table, Periods).present(wanted)


def asked_of_present(table: Table, **wanted: Any) -> tuple[Table, Row]:
    """What `present` is going to look at, for a projection to ask beforehand."""
    return table, {**wanted, "known_to": NO_END}


def latest(table: Table, known_now: Known) -> Row:
    """Of what is known now of one thing, that which holds by the latest day. Raises `RowMissing`."""
    for one in known_now:
        if one.facts["effective_to"] == NO_LAST_DAY:
            return one.facts
    raise RowMissing(table)


def learn(
    rows: Rows,
    table: Table,
    known_now: Known,
    facts: Row,
    position: int,
    since: date,
    until: date = NO_LAST_DAY,
) -> None:
    """From this position on these facts are known of what is `present`, on the days from `since` to before `until`."""
    periods = rows.kept(table, Periods)
    for one in [*known_now]:
        its = one.facts
        begins, ends = max(since, its["effective_from"]), min(until, its["effective_to"])
        if begins < ends and not has(its, facts):
            begun = {**its, **facts, **_known_from(position, begins, ends)}
            periods.cut(one, position, begins, ends)
            periods.follow(one.thing, begun)


def learn_change(rows: Rows, table: Table, known_now: Known, facts: Row, position: int, since: date) -> None:
    """The same of those facts of one thing that are others than by the latest day: only what changes, changes on other days."""
    now = latest(table, known_now)
    changed = {name: fact for name, fact in facts.items() if now.get(name) != fact}
    if changed:
        learn(rows, table, known_now, changed, position, since)


def end(rows: Rows, table: Table, known_now: Known, position: int) -> None:
    """From this position on it is known not to be there on any day."""
    periods = rows.kept(table, Periods)
    for one in [*known_now]:
        periods.end(one, position)


def _known_from(position: int, since: date, until: date) -> Row:
    return {"known_from": position, "known_to": NO_END, "effective_from": since, "effective_to": until}
