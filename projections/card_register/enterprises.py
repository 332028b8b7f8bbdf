"""What the events of an enterprise do to the card register."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregates import Enterprise
from projections.card_register.periods import Days, learned_of_all
from projections.card_register.register import card_register
from projections.card_register.tables import enterprises, specialists
from projections.knowledge import FIRST_DAY, NO_LAST_DAY
from projections.rows import Row, RowMissing, Rows
from projections.sealed import as_columns


@card_register.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    """A card may be older than what is known of its enterprise, which is then shown as it was first known."""
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        effective_from=FIRST_DAY,
        effective_to=NO_LAST_DAY,
        name=event.name,
        name_since=event.envelope.effective_on,
        uscc=event.uscc,
        area=event.area,
        area_since=FIRST_DAY,
    )


@card_register.on(Enterprise.CreditCodeStated)
def _credit_code_stated(rows: Rows, event: Enterprise.CreditCodeStated, position: int) -> None:
    for days in _from_day(rows, event):
        _holds(rows, days, position, uscc=event.uscc)


@card_register.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, position: int) -> None:
    """A name that is recorded late holds until the day of the next."""
    since = event.envelope.effective_on
    for days in _from_day(rows, event):
        if days["name_since"] <= since:
            _stated(rows, days, name_since=since)
            _holds(rows, days, position, enterprise_name=event.name)


@card_register.on(Enterprise.Listed)
def _listed(rows: Rows, event: Enterprise.Listed, position: int) -> None:
    _moved_to(rows, event, position)


@card_register.on(Enterprise.Relocated)
def _relocated(rows: Rows, event: Enterprise.Relocated, position: int) -> None:
    _moved_to(rows, event, position)


@card_register.on(Enterprise.SpecialistAppointed)
def _specialist_appointed(rows: Rows, event: Enterprise.SpecialistAppointed, position: int) -> None:
    """Who is appointed late, for an earlier day than the next specialist, hands over on the day of that one."""
    rows.put(specialists, specialist_id=event.specialist_id, **as_columns(event.name, "specialist_"))
    since = event.envelope.effective_on
    for days in _from_day(rows, event):
        if (days.get("specialist_since") or FIRST_DAY) <= since:
            _stated(rows, days, specialist_since=since)
            _holds(rows, days, position, specialist_id=event.specialist_id)


@card_register.on(Enterprise.SpecialistRelieved)
def _specialist_relieved(rows: Rows, event: Enterprise.SpecialistRelieved, position: int) -> None:
    for days in _from_day(rows, event):
        if days.get("specialist_id") == event.specialist_id:
            _holds(rows, days, position, specialist_id=None)


@card_register.on(Enterprise.MergedInto)
def _merged_into(rows: Rows, event: Enterprise.MergedInto, position: int) -> None:
    """From that day on its cards are those of the enterprise that it is by then."""
    for days in _from_day(rows, event):
        _stated(rows, days, merged_into=event.surviving_enterprise_id)
    its_cards = {"enterprise_id": event.originator_id}
    since = event.envelope.effective_on
    for begins, ends, facts in employer_from(rows, event.surviving_enterprise_id, since):
        learned_of_all(rows, position, its_cards, begins, ends, **facts)


def employer_from(rows: Rows, enterprise_id: UUID, since: date, until: date = NO_LAST_DAY) -> Iterator[Days]:
    """What the register says of an enterprise on the days between, or of the one that it was merged into by then."""
    known = rows.find(enterprises, enterprise_id=enterprise_id)
    if not known:
        raise RowMissing(enterprises)
    for days in known:
        begins, ends = max(since, days["effective_from"]), min(until, days["effective_to"])
        if begins >= ends:
            continue
        if (survivor := days.get("merged_into")) is not None:
            yield from employer_from(rows, survivor, begins, ends)
        else:
            yield Days(begins, ends, {"enterprise_id": enterprise_id, **_shown(days)})


def _moved_to(rows: Rows, event: Enterprise.Listed | Enterprise.Relocated, position: int) -> None:
    """The area is that of the latest day, which need not be the one that is recorded last."""
    since = event.envelope.effective_on
    for days in _from_day(rows, event):
        if days["area_since"] <= since:
            _stated(rows, days, area_since=since)
            _holds(rows, days, position, area=event.area)


def _from_day(rows: Rows, event: Enterprise.Event) -> list[Row]:
    """What is known of the enterprise from the event's day on; that which holds on both sides of it is cut in two."""
    day, known = event.envelope.effective_on, rows.find(enterprises, enterprise_id=event.originator_id)
    if not known:
        raise RowMissing(enterprises)
    later = [days for days in known if days["effective_from"] >= day]
    for days in known:
        if days["effective_from"] < day < days["effective_to"]:
            rows.change(enterprises, days["enterprise_id"], days["effective_from"], effective_to=day)
            rows.put(enterprises, **days | {"effective_from": day})
            later.append(days | {"effective_from": day})
    return later


def _stated(rows: Rows, days: Row, **facts: Any) -> None:
    rows.change(enterprises, days["enterprise_id"], days["effective_from"], **facts)


def _holds(rows: Rows, days: Row, position: int, **facts: Any) -> None:
    """This is known from now on, of the enterprise and of all its cards, on these days."""
    _stated(rows, days, **{_COLUMN.get(name, name): fact for name, fact in facts.items()})
    its_cards = {"enterprise_id": days["enterprise_id"]}
    learned_of_all(rows, position, its_cards, days["effective_from"], days["effective_to"], **facts)


def _shown(days: Row) -> Row:
    return {
        name: days.get(_COLUMN.get(name, name))
        for name in ("enterprise_name", "uscc", "area", "specialist_id")
    }


_COLUMN = {"enterprise_name": "name"}
