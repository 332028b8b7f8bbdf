"""What each event does to the enterprise register."""

from uuid import UUID

from domain import quota_events
from domain.aggregates import Enterprise, Quota
from domain.names import company_match_form
from projections.enterprise_register.tables import (
    enterprises,
    listings,
    names,
    places,
    principals,
    specialists,
)
from projections.projection import Projection
from projections.rows import Rows
from projections.sealed import as_columns

enterprise_register = Projection(
    "enterprise_register",
    about=(Enterprise, Quota),
    tables=(enterprises, names, listings, principals, specialists, places),
    ignores=(
        Quota.Opened,
        Quota.LimitsRevised,
        Quota.MethodFiled,
        Quota.Closed,
        Quota.OpenedAgain,
        Quota.TransferRequested,
        Quota.TransferDeclined,
        Quota.NominationTransferred,
        Quota.PersonProposed,
        Quota.PersonReplaced,
        Quota.Reserved,
        Quota.Consumed,
        Quota.ConsumptionReversed,
        Quota.Forfeited,
        Quota.Reopened,
        Quota.EndingReversed,
        Quota.ApprovalWithdrawn,
        Quota.Restored,
        Quota.CollectivelySubmitted,
        Quota.NothingToSubmitDeclared,
    ),
)


@enterprise_register.on(Enterprise.Registered)
def _registered(rows: Rows, event: Enterprise.Registered, position: int) -> None:
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        city=event.city,
        area=event.area,
        area_since=None,
        name=event.name,
        name_since=event.envelope.effective_on,
        uscc=event.uscc,
        version=event.originator_version,
        position=position,
        merged_into=None,
    )
    _known_as(rows, event.originator_id, event.name)


@enterprise_register.on(Enterprise.CreditCodeStated)
def _credit_code_stated(rows: Rows, event: Enterprise.CreditCodeStated, _position: int) -> None:
    rows.change(enterprises, event.originator_id, uscc=event.uscc)


@enterprise_register.on(Enterprise.Renamed)
def _renamed(rows: Rows, event: Enterprise.Renamed, _position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is a former name."""
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id)
    if known["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)
    _known_as(rows, event.originator_id, event.name)


@enterprise_register.on(Enterprise.Listed)
def _listed(rows: Rows, event: Enterprise.Listed, position: int) -> None:
    _moved_to(rows, event)
    rows.put(
        listings,
        enterprise_id=event.originator_id,
        listed_at=position,
        list_type=event.list_type,
        list_batch_id=event.list_batch_id,
        listed_from=event.envelope.effective_on,
        listed_until=None,
    )


@enterprise_register.on(Enterprise.Relocated)
def _relocated(rows: Rows, event: Enterprise.Relocated, _position: int) -> None:
    _moved_to(rows, event)


@enterprise_register.on(Enterprise.Delisted)
def _delisted(rows: Rows, event: Enterprise.Delisted, _position: int) -> None:
    """Every entry on that list ends that holds on the day; one of a later batch goes on."""
    day = event.envelope.effective_on
    for entry in rows.find(listings, enterprise_id=event.originator_id, list_type=event.list_type):
        ends_earlier = entry["listed_until"] is not None and entry["listed_until"] <= day
        if entry["listed_from"] <= day and not ends_earlier:
            rows.change(listings, event.originator_id, entry["listed_at"], listed_until=day)


@enterprise_register.on(Enterprise.PrincipalNamed)
def _principal_named(rows: Rows, event: Enterprise.PrincipalNamed, position: int) -> None:
    """Of a principal about whom something is stated anew, the day and the place in the order stay."""
    known = rows.maybe(principals, event.principal_id)
    rows.put(
        principals,
        principal_id=event.principal_id,
        enterprise_id=event.originator_id,
        role=event.role,
        party_managed=event.party_managed,
        list_type=event.list_type,
        since=known["since"] if known else event.envelope.effective_on,
        left_on=None,
        named_at=known["named_at"] if known else position,
        talent_id=known["talent_id"] if known else None,
        **as_columns(event.name),
    )


@enterprise_register.on(Enterprise.PrincipalIdentified)
def _principal_identified(rows: Rows, event: Enterprise.PrincipalIdentified, _position: int) -> None:
    """The register names principals as the lists do; who it is is asked when the person's data are to be erased."""
    rows.change(principals, event.principal_id, talent_id=event.talent_id)


@enterprise_register.on(Enterprise.PrincipalLeft)
def _principal_left(rows: Rows, event: Enterprise.PrincipalLeft, _position: int) -> None:
    rows.change(principals, event.principal_id, left_on=event.envelope.effective_on)


@enterprise_register.on(Enterprise.SpecialistAppointed)
def _specialist_appointed(rows: Rows, event: Enterprise.SpecialistAppointed, position: int) -> None:
    rows.put(
        specialists,
        specialist_id=event.specialist_id,
        enterprise_id=event.originator_id,
        since=event.envelope.effective_on,
        relieved_on=None,
        appointed_at=position,
        **as_columns(event.name),
    )


@enterprise_register.on(Enterprise.SpecialistRelieved)
def _specialist_relieved(rows: Rows, event: Enterprise.SpecialistRelieved, _position: int) -> None:
    rows.change(specialists, event.specialist_id, relieved_on=event.envelope.effective_on)


@enterprise_register.on(Enterprise.MergedInto)
def _merged_into(rows: Rows, event: Enterprise.MergedInto, _position: int) -> None:
    """It is another enterprise now, and on no list any more."""
    day = event.envelope.effective_on
    rows.change(enterprises, event.originator_id, merged_into=event.surviving_enterprise_id)
    for entry in rows.find(listings, enterprise_id=event.originator_id):
        listed_until = min(day, entry["listed_until"] or day)
        rows.change(listings, event.originator_id, entry["listed_at"], listed_until=listed_until)


@enterprise_register.on(Enterprise.Absorbed)
def _absorbed(rows: Rows, event: Enterprise.Absorbed, _position: int) -> None:
    for name in event.names:
        _known_as(rows, event.originator_id, name)


@enterprise_register.after_any(Enterprise.Event)
def _moved_on(rows: Rows, event: Enterprise.Event, position: int) -> None:
    rows.change(enterprises, event.originator_id, version=event.originator_version, position=position)


@enterprise_register.on(Quota.Nominated)
def _nominated(rows: Rows, event: quota_events.Nominated, _position: int) -> None:
    rows.put(places, place_id=event.place_id, enterprise_id=event.enterprise_id)


@enterprise_register.on(Quota.PlaceTakenOver)
def _place_taken_over(rows: Rows, event: quota_events.PlaceTakenOver, _position: int) -> None:
    rows.put(places, place_id=event.place_id, enterprise_id=event.enterprise_id)


@enterprise_register.on(Quota.NominationWithdrawn)
def _nomination_withdrawn(rows: Rows, event: quota_events.NominationWithdrawn, _position: int) -> None:
    if event.place_freed:
        rows.remove(places, event.place_id)


@enterprise_register.on(Quota.Released)
def _released(rows: Rows, event: quota_events.Released, _position: int) -> None:
    rows.remove(places, event.place_id)


@enterprise_register.on(Quota.EnterpriseMerged)
def _place_passed_on(rows: Rows, event: quota_events.EnterpriseMerged, _position: int) -> None:
    """Also a place may pass on that was given back, for the sake of its person: it is held no more."""
    if event.place_id is not None and rows.maybe(places, event.place_id) is not None:
        rows.change(places, event.place_id, enterprise_id=event.enterprise_id)


def _moved_to(rows: Rows, event: Enterprise.Listed | Enterprise.Relocated) -> None:
    """The area is that of the latest day, which need not be the one that is recorded last."""
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id)
    if known["area_since"] is None or known["area_since"] <= since:
        rows.change(enterprises, event.originator_id, area=event.area, area_since=since)


def _known_as(rows: Rows, enterprise_id: UUID, name: str) -> None:
    rows.put(names, enterprise_id=enterprise_id, match_form=company_match_form(name))
