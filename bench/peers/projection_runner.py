"""The quota board as a team would write it by the library's manual: one `process_event` per event, one transaction each.

Its own events in `eventsourcing.postgres` (psycopg 3), its own view recorder, the library's `ProjectionRunner`. It knows
less than ours does: every decision has effect from one day, so that a change is one statement per row.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import JSONTranscoder, Tracking, Transcoding
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection
from sqlalchemy import Table

from domain import quota_events
from domain.aggregates import Enterprise, Quota, Talent
from domain.base import Event
from projections.knowledge import NO_END, NO_LAST_DAY
from projections.quota_board.tables import enterprises, partitions, places, quotas, talents

SCHEMA = "peer"


class Opened(Aggregate.Event):
    city: str
    card_type: str
    quota_year: int
    policy_version: str
    city_limit: int
    department_limits: dict[str, int]
    effective_on: date
    actor: str


class Nominated(Aggregate.Event):
    place_id: UUID
    department: str
    enterprise_id: UUID
    enterprise_area: str
    list_type: str
    list_batch_id: UUID
    letter_number: str
    effective_on: date
    actor: str


class PersonProposed(Aggregate.Event):
    place_id: UUID
    talent_id: UUID
    effective_on: date
    actor: str


class Reserved(Aggregate.Event):
    place_id: UUID
    card_application_id: UUID
    effective_on: date
    actor: str


class Consumed(Aggregate.Event):
    place_id: UUID
    effective_on: date
    actor: str


class EnterpriseRegistered(Aggregate.Event):
    name: str
    effective_on: date
    actor: str


class TalentRegistered(Aggregate.Event):
    subject: UUID
    blob: str
    bound: str
    effective_on: date
    actor: str


class DateAsISO(Transcoding):
    type = date
    name = "date"

    def encode(self, obj: date) -> str:
        return obj.isoformat()

    def decode(self, data: str) -> date:
        return date.fromisoformat(data)


class Quotas(Application[UUID]):
    """The peer's event store."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        super().register_transcodings(transcoder)
        transcoder.register(DateAsISO())


@cache
def put(table: Table, *names: str) -> str:
    values = ", ".join(f"%({name})s" for name in names)
    return f"INSERT INTO {SCHEMA}.{table.name} ({', '.join(names)}) VALUES ({values})"


@cache
def change(table: Table, key: str, *names: str) -> str:
    """End the present row, and begin another with these columns changed."""
    everything = [str(column.name) for column in table.columns]
    new = {"known_from": "%(position)s", "known_to": str(NO_END)} | {name: f"%({name})s" for name in names}
    selected = ", ".join(new.get(name, name) for name in everything)
    return f"""
        WITH old AS (
            UPDATE {SCHEMA}.{table.name} SET known_to = %(position)s
             WHERE {key} = %(key)s AND known_to = {NO_END} RETURNING *
        )
        INSERT INTO {SCHEMA}.{table.name} ({", ".join(everything)}) SELECT {selected} FROM old
    """


class View(PostgresTrackingRecorder):
    """Rows and position in one transaction."""

    def write(self, tracking: Tracking, *statements: tuple[str, dict[str, Any]]) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            for statement, parameters in statements:
                cursor.execute(statement, parameters, prepare=True)
            self._insert_tracking(cursor, tracking)


class Board(Projection[View]):
    name = "board"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        raise NotImplementedError(type(domain_event))

    @process_event.register
    def _opened(self, event: Opened, tracking: Tracking) -> None:
        period = _period(event.effective_on, tracking)
        quota = {
            "quota_id": event.originator_id, "city": event.city, "card_type": event.card_type,
            "quota_year": event.quota_year, "policy_version": event.policy_version, "city_limit": event.city_limit,
            "closed": False, "method_filed": False, "version": event.originator_version,
            "position": tracking.notification_id, **period,
        }  # fmt: skip
        shares = [
            {"quota_id": event.originator_id, "department": department, "department_limit": limit, **period}
            for department, limit in event.department_limits.items()
        ]
        self.view.write(
            tracking, (put(quotas, *quota), quota), *((put(partitions, *one), one) for one in shares)
        )

    @process_event.register
    def _nominated(self, event: Nominated, tracking: Tracking) -> None:
        place = {
            "place_id": event.place_id, "quota_id": event.originator_id, "department": event.department,
            "enterprise_id": event.enterprise_id, "enterprise_area": event.enterprise_area,
            "list_type": event.list_type, "list_batch_id": event.list_batch_id, "status": "nominated",
            "nominated_on": event.effective_on, "nominated_at": tracking.notification_id,
            "letter_number": event.letter_number, **_period(event.effective_on, tracking),
        }  # fmt: skip
        self.view.write(tracking, (put(places, *place), place), _moved_on(event, tracking))

    @process_event.register
    def _person_proposed(self, event: PersonProposed, tracking: Tracking) -> None:
        self._place_is(event, tracking, talent_id=event.talent_id)

    @process_event.register
    def _reserved(self, event: Reserved, tracking: Tracking) -> None:
        self._place_is(event, tracking, status="reserved", card_application_id=event.card_application_id)

    @process_event.register
    def _consumed(self, event: Consumed, tracking: Tracking) -> None:
        self._place_is(event, tracking, status="consumed")

    @process_event.register
    def _enterprise_registered(self, event: EnterpriseRegistered, tracking: Tracking) -> None:
        row = {"enterprise_id": event.originator_id, "name": event.name, "name_since": event.effective_on}
        self.view.write(tracking, (put(enterprises, *row), row))

    @process_event.register
    def _talent_registered(self, event: TalentRegistered, tracking: Tracking) -> None:
        sealed = {"blob": bytes.fromhex(event.blob), "bound": bytes.fromhex(event.bound)}
        row = {"talent_id": event.originator_id, "subject": event.subject, **sealed}
        self.view.write(tracking, (put(talents, *row), row))

    def _place_is(
        self, event: PersonProposed | Reserved | Consumed, tracking: Tracking, **facts: Any
    ) -> None:
        parameters = {"key": event.place_id, "position": tracking.notification_id, **facts}
        self.view.write(
            tracking, (change(places, "place_id", *facts), parameters), _moved_on(event, tracking)
        )


def _moved_on(event: Aggregate.Event, tracking: Tracking) -> tuple[str, dict[str, Any]]:
    """The quota's version and position are others now."""
    facts = {"version": event.originator_version, "position": tracking.notification_id}
    return change(quotas, "quota_id", *facts), {"key": event.originator_id, **facts}


def _period(since: date, tracking: Tracking) -> dict[str, Any]:
    known = {"known_from": tracking.notification_id, "known_to": NO_END}
    return known | {"effective_from": since, "effective_to": NO_LAST_DAY}


# ── From our events to the peer's ────────────────────────────────────────────────────────────────────────


def told(event: Event) -> Aggregate.Event:
    """The same decision as the peer records it."""
    kind, facts = KINDS[type(event)]
    own = facts(event)
    return kind(
        originator_id=event.originator_id,
        originator_version=event.originator_version,
        timestamp=event.timestamp,
        effective_on=event.envelope.effective_on,
        actor=event.envelope.actor,
        **own,
    )


def _named(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda event: {name: getattr(event, name) for name in names}


def _of_opened(event: quota_events.Opened) -> dict[str, Any]:
    names = ("city", "card_type", "quota_year", "city_limit")
    limits = {"department_limits": dict(event.department_limits)}
    return _named(*names)(event) | limits | {"policy_version": event.envelope.policy_version}


def _of_nominated(event: quota_events.Nominated) -> dict[str, Any]:
    names = ("place_id", "department", "enterprise_id", "enterprise_area", "list_type", "list_batch_id")
    return _named(*names)(event) | {"letter_number": event.envelope.documents[0].number}


def _of_talent(event: Talent.Registered) -> dict[str, Any]:
    return {"subject": event.name.subject, "blob": event.name.blob.hex(), "bound": event.name.bound.hex()}


KINDS: dict[type[Event], tuple[type[Aggregate.Event], Callable[[Any], dict[str, Any]]]] = {
    Quota.Opened: (Opened, _of_opened),
    Quota.Nominated: (Nominated, _of_nominated),
    Quota.PersonProposed: (PersonProposed, _named("place_id", "talent_id")),
    Quota.Reserved: (Reserved, _named("place_id", "card_application_id")),
    Quota.Consumed: (Consumed, _named("place_id")),
    Enterprise.Registered: (EnterpriseRegistered, _named("name")),
    Talent.Registered: (TalentRegistered, _of_talent),
}
