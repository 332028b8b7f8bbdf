"""What else is shown with a case, and follows the enterprise and the person: names and areas."""

from collections.abc import Iterator
from uuid import UUID

from domain.aggregates import Enterprise, Talent
from projections.case_register.periods import keep_all
from projections.case_register.register import case_register
from projections.case_register.tables import absorbed, cases, enterprises, open_deadlines, talents
from projections.rows import Row, Rows
from projections.sealed import as_columns


@case_register.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        name=event.name,
        name_since=event.envelope.effective_on,
        area=event.area,
        area_since=None,
    )


@case_register.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since = event.envelope.effective_on
    if rows.the(enterprises, event.originator_id)["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)
        its_cases = [case["card_application_id"] for case in _cases_of(rows, event.originator_id)]
        keep_all(rows, its_cases, event, position)


@case_register.on(Enterprise.Listed)
def _enterprise_listed(rows: Rows, event: Enterprise.Listed, position: int) -> None:
    _moved_to(rows, event, position)


@case_register.on(Enterprise.Relocated)
def _enterprise_relocated(rows: Rows, event: Enterprise.Relocated, position: int) -> None:
    _moved_to(rows, event, position)


@case_register.on(Enterprise.MergedInto)
def _enterprise_merged(rows: Rows, event: Enterprise.MergedInto, position: int) -> None:
    """Its cases go on as those of the survivor: its area's office acts on them, its specialist speaks for them."""
    area = rows.the(enterprises, event.surviving_enterprise_id)["area"]
    its_cases = [case["card_application_id"] for case in _cases_of(rows, event.originator_id)]
    for case_id in its_cases:
        rows.change(cases, case_id, enterprise_id=event.surviving_enterprise_id)
        _is_of_area(rows, case_id, area)
    keep_all(rows, its_cases, event, position)
    for enterprise_id in _every_id_of(rows, event.originator_id):
        its = {"surviving_enterprise_id": event.surviving_enterprise_id, "enterprise_id": enterprise_id}
        rows.put(absorbed, **its)


@case_register.on(Talent.Registered)
def _talent_registered(rows: Rows, event: Talent.Registered, _position: int) -> None:
    _named(rows, event)


@case_register.on(Talent.Renamed)
def _talent_renamed(rows: Rows, event: Talent.Renamed, _position: int) -> None:
    """As with enterprises, a name that is recorded late is not shown."""
    if rows.the(talents, event.originator_id)["name_since"] <= event.envelope.effective_on:
        _named(rows, event)


def _named(rows: Rows, event: Talent.Registered | Talent.Renamed) -> None:
    since = event.envelope.effective_on
    rows.put(talents, talent_id=event.originator_id, name_since=since, **as_columns(event.name))


def _moved_to(rows: Rows, event: Enterprise.Listed | Enterprise.Relocated, position: int) -> None:
    """An enterprise takes its cases along to another area: the offices there see them and act on them.

    The area is that of the latest day, which need not be the one that is recorded last.
    """
    known, since = rows.the(enterprises, event.originator_id), event.envelope.effective_on
    if known["area_since"] is not None and known["area_since"] > since:
        return
    rows.change(enterprises, event.originator_id, area=event.area, area_since=since)
    if known["area"] != event.area:
        its_cases = [case["card_application_id"] for case in _cases_of(rows, event.originator_id)]
        for case_id in its_cases:
            _is_of_area(rows, case_id, event.area)
        keep_all(rows, its_cases, event, position)


def _is_of_area(rows: Rows, case_id: UUID, area: str) -> None:
    """The case belongs to this area from now on, and so do its deadlines."""
    rows.change(cases, case_id, area=area)
    for one in rows.find(open_deadlines, card_application_id=case_id):
        rows.change(open_deadlines, case_id, one["begun"], one["of_step"], area=area)


def _cases_of(rows: Rows, enterprise_id: UUID) -> Iterator[Row]:
    """The cases of an enterprise, and of those that have become it."""
    for drafted_for in _every_id_of(rows, enterprise_id):
        yield from rows.find(cases, drafted_for=drafted_for)


def _every_id_of(rows: Rows, enterprise_id: UUID) -> list[UUID]:
    """The enterprise, and those that have become it."""
    became = rows.find(absorbed, surviving_enterprise_id=enterprise_id)
    return [enterprise_id, *(one["enterprise_id"] for one in became)]
