"""What else stands in a line of the ledgers: enterprises, specialists, talents and cards, as they are named now."""

from collections.abc import Iterator
from uuid import UUID

from domain.aggregates import Card, Enterprise, Talent
from domain.card_chapters.arrival import IssuedEarly
from domain.card_chapters.measures import EntryCorrected
from domain.card_events import Issued, TakenOver
from projections.demand_ledger.periods import keep
from projections.demand_ledger.register import demand_ledger
from projections.demand_ledger.tables import absorbed, cards, enterprises, items, specialists, talents
from projections.rows import Row, Rows
from projections.sealed import as_columns


@demand_ledger.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    named = {"name": event.name, "name_since": event.envelope.effective_on, "uscc": event.uscc}
    rows.put(enterprises, enterprise_id=event.originator_id, **named)


@demand_ledger.on(Enterprise.CreditCodeStated)
def _credit_code_stated(rows: Rows, event: Enterprise.CreditCodeStated, position: int) -> None:
    rows.change(enterprises, event.originator_id, uscc=event.uscc)
    _keep_those_of(rows, event, position)


@demand_ledger.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since = event.envelope.effective_on
    if rows.the(enterprises, event.originator_id)["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)
        _keep_those_of(rows, event, position)


@demand_ledger.on(Enterprise.SpecialistAppointed)
def _specialist_appointed(rows: Rows, event: Enterprise.SpecialistAppointed, _position: int) -> None:
    """An item names whoever spoke for the enterprise when it was registered."""
    said = as_columns(event.name, "name_") | as_columns(event.phone, "phone_")
    rows.put(specialists, specialist_id=event.specialist_id, **said)


@demand_ledger.on(Enterprise.MergedInto)
def _enterprise_merged(rows: Rows, event: Enterprise.MergedInto, position: int) -> None:
    """Its items are those of the survivor: its specialist speaks for them."""
    survivor = survivor_of(rows, event.surviving_enterprise_id)
    for enterprise_id in _every_id_of(rows, event.originator_id):
        rows.put(absorbed, surviving_enterprise_id=survivor, enterprise_id=enterprise_id)
        for item in rows.find(items, raised_for=enterprise_id):
            rows.change(items, item["demand_item_id"], enterprise_id=survivor)
            keep(rows, item["demand_item_id"], position, event.envelope.effective_on)


@demand_ledger.on(Talent.Registered)
def _talent_registered(rows: Rows, event: Talent.Registered, _position: int) -> None:
    said = as_columns(event.name, "name_") | as_columns(event.phone, "phone_")
    rows.put(talents, talent_id=event.originator_id, name_since=event.envelope.effective_on, **said)


@demand_ledger.on(Talent.Renamed)
def _talent_renamed(rows: Rows, event: Talent.Renamed, _position: int) -> None:
    """As with enterprises, a name that is recorded late is not shown."""
    since = event.envelope.effective_on
    if rows.the(talents, event.originator_id)["name_since"] <= since:
        rows.change(talents, event.originator_id, name_since=since, **as_columns(event.name, "name_"))


@demand_ledger.on(Talent.PhoneStated)
def _phone_stated(rows: Rows, event: Talent.PhoneStated, _position: int) -> None:
    rows.change(talents, event.originator_id, **as_columns(event.phone, "phone_"))


@demand_ledger.on(Card.TakenOver)
def _card_taken_over(rows: Rows, event: TakenOver, _position: int) -> None:
    rows.put(cards, card_id=event.originator_id, card_number=event.card_number)


@demand_ledger.on(Card.Issued)
def _card_issued(rows: Rows, event: Issued, position: int) -> None:
    _numbered(rows, event, position)


@demand_ledger.on(Card.IssuedEarly)
def _card_issued_early(rows: Rows, event: IssuedEarly, position: int) -> None:
    _numbered(rows, event, position)


@demand_ledger.on(Card.EntryCorrected)
def _card_entry_corrected(rows: Rows, event: EntryCorrected, position: int) -> None:
    _numbered(rows, event, position)


def _numbered(rows: Rows, event: Issued | IssuedEarly | EntryCorrected, position: int) -> None:
    rows.put(cards, card_id=event.originator_id, card_number=event.card_number)
    for item in rows.find(items, card_id=event.originator_id):
        keep(rows, item["demand_item_id"], position, event.envelope.effective_on)


def _keep_those_of(rows: Rows, event: Enterprise.Event, position: int) -> None:
    """The items of an enterprise are known under another name or code from now on."""
    for its_id in _every_id_of(rows, event.originator_id):
        for item in rows.find(items, raised_for=its_id):
            keep(rows, item["demand_item_id"], position, event.envelope.effective_on)


def survivor_of(rows: Rows, enterprise_id: UUID) -> UUID:
    """The enterprise that this one is by now."""
    became = [one["surviving_enterprise_id"] for one in _survivors(rows, enterprise_id)]
    return next((one for one in became if not _survivors(rows, one)), enterprise_id)


def _survivors(rows: Rows, enterprise_id: UUID) -> list[Row]:
    return rows.find(absorbed, enterprise_id=enterprise_id)


def _every_id_of(rows: Rows, enterprise_id: UUID) -> Iterator[UUID]:
    """The enterprise, and those that have become it."""
    yield enterprise_id
    for one in rows.find(absorbed, surviving_enterprise_id=enterprise_id):
        yield one["enterprise_id"]
