"""What the events of an enterprise do to the card register."""

from typing import Any
from uuid import UUID

from domain.aggregates import Enterprise
from projections.card_register.periods import learned_of_all
from projections.card_register.register import card_register
from projections.card_register.tables import cards, enterprises, specialists
from projections.knowledge import NO_END
from projections.rows import Row, Rows
from projections.sealed import as_columns


@card_register.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        name=event.name,
        name_since=event.envelope.effective_on,
        uscc=event.uscc,
        area=event.area,
    )


@card_register.on(Enterprise.CreditCodeStated)
def _credit_code_stated(rows: Rows, event: Enterprise.CreditCodeStated, position: int) -> None:
    rows.change(enterprises, event.originator_id, uscc=event.uscc)
    _learned_of_enterprise(rows, event, position, uscc=event.uscc)


@card_register.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since = event.envelope.effective_on
    if rows.the(enterprises, event.originator_id)["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)
        _learned_of_enterprise(rows, event, position, enterprise_name=event.name)


@card_register.on(Enterprise.Listed)
def _listed(rows: Rows, event: Enterprise.Listed, position: int) -> None:
    _moved_to(rows, event, position)


@card_register.on(Enterprise.Relocated)
def _relocated(rows: Rows, event: Enterprise.Relocated, position: int) -> None:
    _moved_to(rows, event, position)


@card_register.on(Enterprise.SpecialistAppointed)
def _specialist_appointed(rows: Rows, event: Enterprise.SpecialistAppointed, position: int) -> None:
    """Who is appointed late, for an earlier day than the present specialist, has handed over already."""
    rows.put(specialists, specialist_id=event.specialist_id, **as_columns(event.name, "specialist_"))
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id).get("specialist_since")
    if known is None or known <= since:
        rows.change(enterprises, event.originator_id, specialist_since=since)
        _speaks(rows, event, position, event.specialist_id)


@card_register.on(Enterprise.SpecialistRelieved)
def _specialist_relieved(rows: Rows, event: Enterprise.SpecialistRelieved, position: int) -> None:
    _speaks(rows, event, position, None)


@card_register.on(Enterprise.MergedInto)
def _merged_into(rows: Rows, event: Enterprise.MergedInto, position: int) -> None:
    """Its cards are those of the enterprise that it is by now."""
    rows.change(enterprises, event.originator_id, merged_into=event.surviving_enterprise_id)
    if rows.find(cards, enterprise_id=event.originator_id, known_to=NO_END):
        _learned_of_enterprise(rows, event, position, **employer(rows, event.surviving_enterprise_id))


def _moved_to(rows: Rows, event: Enterprise.Listed | Enterprise.Relocated, position: int) -> None:
    """The area is that of the latest day, which need not be the one that is recorded last."""
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id).get("area_since")
    if known is None or known <= since:
        rows.change(enterprises, event.originator_id, area=event.area, area_since=since)
        _learned_of_enterprise(rows, event, position, area=event.area)


def _speaks(rows: Rows, event: Enterprise.Event, position: int, specialist_id: UUID | None) -> None:
    rows.change(enterprises, event.originator_id, specialist_id=specialist_id)
    _learned_of_enterprise(rows, event, position, specialist_id=specialist_id)


def employer(rows: Rows, enterprise_id: UUID) -> Row:
    """What the register says of an enterprise, or of the one that it was merged into."""
    known = rows.the(enterprises, enterprise_id)
    while (survivor := known.get("merged_into")) is not None:
        known = rows.the(enterprises, survivor)
    return {
        "enterprise_id": known["enterprise_id"],
        "enterprise_name": known["name"],
        "uscc": known.get("uscc"),
        "area": known["area"],
        "specialist_id": known.get("specialist_id"),
    }


def _learned_of_enterprise(rows: Rows, event: Enterprise.Event, position: int, **facts: Any) -> None:
    learned_of_all(rows, position, {"enterprise_id": event.originator_id}, **facts)
