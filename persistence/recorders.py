"""The recorders of the `eventsourcing` library on one event log.

SnapshotRecorder           the library's aggregate recorder, for what was computed from events
LogRecorder                its application recorder: the log (事件日志)
PositionRecorder           its tracking recorder: how far a projection has read
LogAndPositionRecorder     its process recorder: both in one transaction
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Event
from time import monotonic, sleep
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
    WaitInterruptedError,
)

from domain.base import CommandHeader
from persistence.append import Appended, Request, append
from persistence.appender import Appender
from persistence.datastore import Cursor, Datastore, as_array
from persistence.prepared import Prepared
from persistence.records import (
    COMMAND_COLUMNS,
    EVENT_COLUMNS,
    READING_COLUMNS,
    PlacedEvent,
    RecordedCommand,
    RecordedEvent,
    RecordedNotification,
    placed_event,
    recorded_command,
    recorded_event,
    recorded_notification,
    snapshot,
)
from persistence.subscription import LogSubscription

# Versions and positions are never negative: -1 is before them all, and LIMIT NULL sets none.
SELECT_SNAPSHOTS = """
    SELECT originator_id, originator_version, topic, state FROM log.snapshots
     WHERE originator_id = %(originator_id)s
       AND originator_version > coalesce(%(gt)s, -1) AND originator_version <= coalesce(%(lte)s, 9223372036854775807)
     ORDER BY originator_version {order} LIMIT %(limit)s
"""
SELECT_EVENTS = {
    order: Prepared(f"""
        SELECT {EVENT_COLUMNS} FROM log.events
         WHERE originator_id = %(originator_id)s::uuid
           AND originator_version > coalesce(%(gt)s::bigint, -1)
           AND originator_version <= coalesce(%(lte)s::bigint, 9223372036854775807)
           AND position <= coalesce(%(until)s::bigint, 9223372036854775807)
         ORDER BY originator_version {order} LIMIT %(limit)s::bigint
    """)  # noqa: S608  names of our own columns
    for order in ("ASC", "DESC")
}
SELECT_HISTORIES = Prepared(f"""
    SELECT {READING_COLUMNS} FROM log.events WHERE originator_id = ANY (%(originator_ids)s::uuid[])
     ORDER BY originator_id, originator_version
""")  # noqa: S608  names of our own columns
SELECT_BEGUN = Prepared("""
    SELECT originator_id FROM log.events
     WHERE originator_id = ANY (%(originator_ids)s::uuid[]) AND originator_version = 1
""")
SELECT_NOTIFICATIONS = f"""
    SELECT {EVENT_COLUMNS} FROM log.events
     WHERE position > coalesce(%(after)s, -1) AND position <= coalesce(%(stop)s, 9223372036854775807)
       AND (%(topics)s::text[] IS NULL OR topic = ANY (%(topics)s::text[]))
     ORDER BY position LIMIT %(limit)s
"""  # noqa: S608  names of our own columns
SELECT_AT = f"SELECT {EVENT_COLUMNS} FROM log.events WHERE position = ANY (%(positions)s)"  # noqa: S608
SELECT_COMMAND = Prepared(f"""
    SELECT {COMMAND_COLUMNS} FROM log.commands WHERE principal = %(principal)s AND key = %(key)s
""")  # noqa: S608  names of our own columns
# One statement, so that of two workers at the same position one finds nothing to update.
UPSERT_POSITION = """
    INSERT INTO read.tracking AS known (projection, position) VALUES (%(projection)s, %(position)s)
    ON CONFLICT (projection) DO UPDATE SET position = excluded.position WHERE known.position < excluded.position
    RETURNING position
"""

FIRST_GLANCE = 0.001
RAREST_GLANCE = 0.05


class SnapshotRecorder(AggregateRecorder):
    """Snapshots are no part of the log: they may be thrown away, and have no position."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        with self.datastore.transaction() as cursor:
            for snapshot in stored_events:
                cursor.execute(
                    "INSERT INTO log.snapshots VALUES (%s, %s, %s, %s)", tuple(vars(snapshot).values())
                )

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        query = SELECT_SNAPSHOTS.format(order="DESC" if desc else "ASC")
        rows = self.datastore.rows(query, originator_id=originator_id, gt=gt, lte=lte, limit=limit)
        return [snapshot(row) for row in rows]


class LogRecorder(ApplicationRecorder):
    """Appends to the log, and reads it as a whole or aggregate by aggregate."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore
        self._appender = Appender(datastore)

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, command: CommandHeader | None = None, **_: Any
    ) -> list[int] | None:
        """The positions of the events. Raises `Repeated`, `KeyReused` or the library's `IntegrityError`."""
        return self.append(stored_events, command).positions if stored_events else None

    def append(self, stored_events: Sequence[StoredEvent], command: CommandHeader | None = None) -> Appended:
        """Record the events of one command; without one, nobody can repeat it. A lost reply is made good."""
        return self._appender.append(Request.of(stored_events, command))

    def append_within(
        self, cursor: Cursor, stored_events: Sequence[StoredEvent], command: CommandHeader | None = None
    ) -> Appended:
        """The same as part of the caller's transaction, which keeps all other writers waiting until it ends."""
        return append(cursor, [Request.of(stored_events, command)])[0].settled()

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
        until: int | None = None,
    ) -> list[RecordedEvent]:
        """The aggregate's history, as it was known at the position `until`."""
        rows = self.datastore.rows(
            SELECT_EVENTS["DESC" if desc else "ASC"],
            originator_id=originator_id,
            gt=gt,
            lte=lte,
            limit=limit,
            until=until,
        )
        return [recorded_event(row) for row in rows]

    def select_histories(self, originator_ids: Iterable[UUID]) -> list[PlacedEvent]:
        """The histories of all these aggregates, one after the other, with one question asked."""
        rows = self.datastore.rows(SELECT_HISTORIES, originator_ids=as_array(originator_ids))
        return [placed_event(row) for row in rows]

    def select_begun(self, originator_ids: Iterable[UUID]) -> set[UUID]:
        """Those of these aggregates that have a history."""
        rows = self.datastore.rows(SELECT_BEGUN, originator_ids=as_array(originator_ids))
        return {originator_id for (originator_id,) in rows}

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[RecordedNotification]:
        after = start - 1 if start is not None and inclusive_of_start else start
        rows = self.datastore.rows(
            SELECT_NOTIFICATIONS, after=after, stop=stop, topics=list(topics) or None, limit=limit
        )
        return [recorded_notification(row) for row in rows]

    def select_at(self, positions: Iterable[int]) -> list[RecordedEvent]:
        """The events at these positions, in no order."""
        return [recorded_event(row) for row in self.datastore.rows(SELECT_AT, positions=[*positions])]

    def max_notification_id(self) -> int | None:
        [(position,)] = self.datastore.rows("SELECT max(position) FROM log.events")
        return cast("int | None", position)

    def position_at(self, instant: datetime) -> int | None:
        """The last position recorded at or before the instant, 0 if none: it never changes.

        None of an instant that is to come by the clock of the database, which stamps the events.
        """
        [(position,)] = self.datastore.rows("SELECT log.position_at(%(instant)s)", instant=instant)
        return cast("int | None", position)

    def command_of(self, principal: str, key: str) -> RecordedCommand | None:
        """What this principal's command with this key did, if it took effect."""
        rows = self.datastore.rows(SELECT_COMMAND, principal=principal, key=key)
        if not rows:
            return None
        self.datastore.await_replica()  # its sender is told again that it took effect
        return recorded_command(rows[0])

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LogSubscription:
        """What comes after the position `gt`: at once what there is, and from then on whatever is appended."""
        # The subscription has its own patience, which ends as soon as it is stopped.
        recorder = LogRecorder(self.datastore.with_patience(0))
        return LogSubscription(recorder, self.datastore.listener, gt=gt, topics=topics)


class PositionRecorder(TrackingRecorder):
    """How far a projection has read. `name` tells the projections of one database apart."""

    def __init__(self, datastore: Datastore, name: str = "") -> None:
        self.datastore = datastore
        self.name = name

    def insert_tracking(self, tracking: Tracking) -> None:
        with self.datastore.cursor() as cursor:
            self.track(cursor, tracking)

    def track(self, cursor: Cursor, tracking: Tracking) -> None:
        """Advance in the transaction of the rows that this position stands for, or raise `IntegrityError`."""
        projection = self._key(tracking.application_name)
        cursor.execute(UPSERT_POSITION, {"projection": projection, "position": tracking.notification_id})
        if cursor.fetchone() is None:
            raise IntegrityError(f"{projection} has been at position {tracking.notification_id} before")

    def max_tracking_id(self, application_name: str) -> int | None:
        query = "SELECT position FROM read.tracking WHERE projection = %(projection)s"
        rows = self.datastore.rows(query, projection=self._key(application_name))
        return rows[0][0] if rows else None

    def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 1.0,
        interrupt: Event | None = None,
    ) -> None:
        """As the library's, but looks within milliseconds first: what is waited for is mostly under way."""
        deadline, pause = monotonic() + timeout, FIRST_GLANCE
        pausing = interrupt.wait if interrupt else sleep
        while not self.has_tracking_id(application_name, notification_id):
            if monotonic() >= deadline:
                raise TimeoutError(
                    f"{self._key(application_name)} has not reached position {notification_id}"
                )
            if pausing(pause):
                raise WaitInterruptedError
            pause = min(2 * pause, RAREST_GLANCE)

    def _key(self, application_name: str) -> str:
        return f"{self.name}/{application_name}" if self.name else application_name


class LogAndPositionRecorder(PositionRecorder, LogRecorder, ProcessRecorder):
    """Events that follow from other events, recorded together with how far those were read."""

    def __init__(self, datastore: Datastore, name: str = "") -> None:
        PositionRecorder.__init__(self, datastore, name)
        LogRecorder.__init__(self, datastore)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command: CommandHeader | None = None,
        tracking: Tracking | None = None,
        **_: Any,
    ) -> list[int] | None:
        if tracking is None:
            return super().insert_events(stored_events, command=command)
        with self.datastore.transaction() as cursor:
            self.track(cursor, tracking)
            return self.append_within(cursor, stored_events, command).positions if stored_events else None
