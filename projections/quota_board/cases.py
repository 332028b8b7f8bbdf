"""What each event does to the quota board."""

from typing import Any

from domain import quota_events
from domain.aggregates import Enterprise, EnterpriseList, Quota, Talent
from domain.base import DocumentReference, Envelope
from domain.places import NOMINATION_LETTER, PlaceStatus, ReleaseCause
from domain.quota_events import PlaceEvent
from domain.talent_chapters.data_rights import KEPT_BY_THE_VAULT
from projections.knowledge import asked_of_present, begin, learn_change, present
from projections.projection import Projection, Questions
from projections.quota_board.tables import enterprises, lists, partitions, places, quotas, talents
from projections.rows import Row, Rows
from projections.sealed import as_columns

quota_board = Projection(
    "quota_board",
    about=(Enterprise, EnterpriseList, Quota, Talent),
    tables=(quotas, partitions, places, enterprises, lists, talents),
    ignores=(
        Enterprise.CreditCodeStated,
        Enterprise.Relocated,
        Enterprise.Listed,
        Enterprise.Delisted,
        Enterprise.PrincipalNamed,
        Enterprise.PrincipalIdentified,
        Enterprise.PrincipalLeft,
        Enterprise.SpecialistAppointed,
        Enterprise.SpecialistRelieved,
        Enterprise.MergedInto,
        Enterprise.Absorbed,
        EnterpriseList.Opened,
        Talent.DocumentAdded,
        Talent.DocumentReplaced,
        Talent.CadreStatusAttested,
        *KEPT_BY_THE_VAULT,
        Talent.Barred,
        Talent.BarLifted,
        Talent.PhoneStated,
        Talent.Employed,
        Talent.EmploymentEnded,
        Talent.Relocated,
    ),
)


@quota_board.asks(Quota.Event)
def _its_quota(event: Quota.Event) -> Questions:
    yield asked_of_present(quotas, quota_id=event.originator_id)


@quota_board.asks(PlaceEvent)
def _its_place(event: PlaceEvent) -> Questions:
    yield asked_of_present(places, place_id=event.place_id)


@quota_board.asks(Quota.Nominated)
def _its_enterprise(event: quota_events.Nominated) -> Questions:
    yield enterprises, {"enterprise_id": event.enterprise_id}


@quota_board.on(Quota.Opened)
def _opened(rows: Rows, event: quota_events.Opened, position: int) -> None:
    opened = {
        "quota_id": event.originator_id,
        "city": event.city,
        "card_type": event.card_type,
        "quota_year": event.quota_year,
        "policy_version": event.envelope.policy_version,
        "city_limit": event.city_limit,
        "closed": False,
        "method_filed": False,
        "version": event.originator_version,
        "position": position,
    }
    begin(rows, quotas, opened, position, event.envelope.effective_on)
    for department, limit in event.department_limits.items():
        its = {"quota_id": event.originator_id, "department": department, "department_limit": limit}
        begin(rows, partitions, its, position, event.envelope.effective_on)


@quota_board.on(Quota.LimitsRevised)
def _limits_revised(rows: Rows, event: quota_events.LimitsRevised, position: int) -> None:
    _quota_is(rows, event, position, {"city_limit": event.city_limit})
    for department, limit in event.department_limits.items():
        known = present(rows, partitions, quota_id=event.originator_id, department=department)
        facts = {"department_limit": limit}
        learn_change(rows, partitions, known, facts, position, event.envelope.effective_on)


@quota_board.on(Quota.MethodFiled)
def _method_filed(rows: Rows, event: quota_events.MethodFiled, position: int) -> None:
    _quota_is(rows, event, position, {"method_filed": True})


@quota_board.on(Quota.Closed)
def _closed(rows: Rows, event: quota_events.Closed, position: int) -> None:
    _quota_is(rows, event, position, {"closed": True})


@quota_board.on(Quota.OpenedAgain)
def _opened_again(rows: Rows, event: quota_events.OpenedAgain, position: int) -> None:
    _quota_is(rows, event, position, {"closed": False})


@quota_board.on(Quota.EnterpriseMerged)
def _enterprise_merged(rows: Rows, event: quota_events.EnterpriseMerged, position: int) -> None:
    rows.the(enterprises, event.enterprise_id)  # as at a nomination
    if event.place_id is not None:
        moved = {"enterprise_id": event.enterprise_id, "enterprise_area": event.enterprise_area}
        known = present(rows, places, place_id=event.place_id)
        learn_change(rows, places, known, moved, position, event.envelope.effective_on)


@quota_board.on(Quota.Nominated)
def _nominated(rows: Rows, event: quota_events.Nominated, position: int) -> None:
    rows.the(enterprises, event.enterprise_id)  # a place is shown with a name, or not at all
    facts = {
        "place_id": event.place_id,
        "quota_id": event.originator_id,
        "department": event.department,
        "enterprise_id": event.enterprise_id,
        "enterprise_area": event.enterprise_area,
        "list_type": event.list_type,
        "list_batch_id": event.list_batch_id,
        "status": PlaceStatus.NOMINATED,
        "nominated_on": event.envelope.effective_on,
        "nominated_at": position,
        "letter_number": _letter_number(event.envelope),
    }
    begin(rows, places, facts, position, event.envelope.effective_on)


@quota_board.on(Quota.PlaceTakenOver)
def _place_taken_over(rows: Rows, event: quota_events.PlaceTakenOver, position: int) -> None:
    """It was nominated on the day of its letter, as far as the old books have it, and of no list's batch here."""
    rows.the(enterprises, event.enterprise_id)
    letter = _letter(event.envelope)
    facts = {
        "place_id": event.place_id,
        "quota_id": event.originator_id,
        "department": event.department,
        "enterprise_id": event.enterprise_id,
        "enterprise_area": event.enterprise_area,
        "list_type": event.list_type,
        "status": event.status,
        "nominated_on": (letter and letter.issued_on) or event.envelope.effective_on,
        "nominated_at": position,
        "talent_id": event.talent_id,
    }
    begin(rows, places, facts, position, event.envelope.effective_on)


@quota_board.on(Quota.NominationWithdrawn)
def _nomination_withdrawn(rows: Rows, event: quota_events.NominationWithdrawn, position: int) -> None:
    _place_is(
        rows,
        event,
        position,
        status=PlaceStatus.WITHDRAWN if event.place_freed else PlaceStatus.FORFEITED,
        release_cause=ReleaseCause.NOMINATION_WITHDRAWN,
        transfer_to=None,
    )


@quota_board.on(Quota.TransferRequested)
def _transfer_requested(rows: Rows, event: quota_events.TransferRequested, position: int) -> None:
    _place_is(rows, event, position, transfer_to=event.to_department)


@quota_board.on(Quota.TransferDeclined)
def _transfer_declined(rows: Rows, event: quota_events.TransferDeclined, position: int) -> None:
    _place_is(rows, event, position, transfer_to=None)


@quota_board.on(Quota.NominationTransferred)
def _nomination_transferred(rows: Rows, event: quota_events.NominationTransferred, position: int) -> None:
    _place_is(
        rows,
        event,
        position,
        department=event.to_department,
        transfer_to=None,
        list_type=event.list_type,
        list_batch_id=event.list_batch_id,
    )


@quota_board.on(Quota.PersonProposed)
def _person_proposed(rows: Rows, event: quota_events.PersonProposed, position: int) -> None:
    _place_is(rows, event, position, talent_id=event.talent_id)


@quota_board.on(Quota.PersonReplaced)
def _person_replaced(rows: Rows, event: quota_events.PersonReplaced, position: int) -> None:
    """A case that was handed in for the former person is given up."""
    _place_is(
        rows,
        event,
        position,
        status=PlaceStatus.NOMINATED,
        talent_id=event.talent_id,
        card_application_id=None,
    )


@quota_board.on(Quota.Reserved)
def _reserved(rows: Rows, event: quota_events.Reserved, position: int) -> None:
    _place_is(
        rows,
        event,
        position,
        status=PlaceStatus.RESERVED,
        card_application_id=event.card_application_id,
        transfer_to=None,
    )


@quota_board.on(Quota.Consumed)
def _consumed(rows: Rows, event: quota_events.Consumed, position: int) -> None:
    _place_is(rows, event, position, status=PlaceStatus.CONSUMED)


@quota_board.on(Quota.ConsumptionReversed)
def _consumption_reversed(rows: Rows, event: quota_events.ConsumptionReversed, position: int) -> None:
    _place_is(rows, event, position, status=PlaceStatus.RESERVED)


@quota_board.on(Quota.ApprovalWithdrawn)
def _approval_withdrawn(rows: Rows, event: quota_events.ApprovalWithdrawn, position: int) -> None:
    _place_is(rows, event, position, status=PlaceStatus.RESERVED)


@quota_board.on(Quota.Released)
def _released(rows: Rows, event: quota_events.Released, position: int) -> None:
    _place_is(rows, event, position, status=PlaceStatus.RELEASED, release_cause=event.cause)


@quota_board.on(Quota.Forfeited)
def _forfeited(rows: Rows, event: quota_events.Forfeited, position: int) -> None:
    _place_is(rows, event, position, status=PlaceStatus.FORFEITED, release_cause=event.cause)


@quota_board.on(Quota.Reopened)
def _reopened(rows: Rows, event: quota_events.Reopened, position: int) -> None:
    _place_is(rows, event, position, status=PlaceStatus.NOMINATED, talent_id=None, card_application_id=None)


@quota_board.on(Quota.EndingReversed)
def _ending_reversed(rows: Rows, event: quota_events.EndingReversed, position: int) -> None:
    _had_again(rows, event, position)


@quota_board.on(Quota.Restored)
def _restored(rows: Rows, event: quota_events.Restored, position: int) -> None:
    _had_again(rows, event, position)


@quota_board.on(Quota.CollectivelySubmitted)
def _collectively_submitted(_rows: Rows, _event: quota_events.CollectivelySubmitted, _position: int) -> None:
    """Moves the quota on, and none of its places."""


@quota_board.on(Quota.NothingToSubmitDeclared)
def _nothing_to_submit_declared(
    _rows: Rows, _event: quota_events.NothingToSubmitDeclared, _position: int
) -> None:
    """Moves the quota on, and none of its places."""


@quota_board.after_any(Quota.Event)
def _moved_on(rows: Rows, event: Quota.Event, position: int) -> None:
    _quota_is(rows, event, position, {"version": event.originator_version, "position": position})


@quota_board.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    since = event.envelope.effective_on
    rows.put(enterprises, enterprise_id=event.originator_id, name=event.name, name_since=since)


@quota_board.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, _position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since = event.envelope.effective_on
    known = rows.the(enterprises, event.originator_id)
    if known["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)


@quota_board.on(EnterpriseList.Imported)
def _list_imported(rows: Rows, event: EnterpriseList.Imported, _position: int) -> None:
    rows.put(lists, list_batch_id=event.list_batch_id, document_number=event.document_number)


@quota_board.on(Talent.Registered)
def _talent_registered(rows: Rows, event: Talent.Registered, _position: int) -> None:
    rows.put(talents, talent_id=event.originator_id, **as_columns(event.name))


@quota_board.on(Talent.Renamed)
def _talent_renamed(rows: Rows, event: Talent.Renamed, _position: int) -> None:
    rows.put(talents, talent_id=event.originator_id, **as_columns(event.name))


def _quota_is(rows: Rows, event: Quota.Event, position: int, facts: Row) -> None:
    """These facts are known of the quota from now on, of the days from which the event has effect."""
    known = present(rows, quotas, quota_id=event.originator_id)
    learn_change(rows, quotas, known, facts, position, event.envelope.effective_on)


def _had_again(rows: Rows, event: quota_events.EndingReversed | quota_events.Restored, position: int) -> None:
    """The case has its place again; its enterprise may have been merged into another since."""
    facts = {"status": PlaceStatus.RESERVED, "release_cause": None, "enterprise_id": event.enterprise_id}
    _place_is(rows, event, position, **facts)


def _place_is(rows: Rows, event: PlaceEvent, position: int, **facts: Any) -> None:
    """The same of a place, which is seen in the area that its enterprise has at the time."""
    known = present(rows, places, place_id=event.place_id)
    seen = facts | {"enterprise_area": event.enterprise_area}
    learn_change(rows, places, known, seen, position, event.envelope.effective_on)


def _letter(envelope: Envelope) -> DocumentReference | None:
    """The letter (推荐函) that a nomination stands on, if one is named."""
    return next((paper for paper in envelope.documents if paper.kind == NOMINATION_LETTER), None)


def _letter_number(envelope: Envelope) -> str | None:
    """The number of the letter (推荐函) that the nomination stands on."""
    return next((paper.number for paper in envelope.documents if paper.number), None)
