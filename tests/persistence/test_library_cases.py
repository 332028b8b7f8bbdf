"""The `eventsourcing` library's own test cases for persistence modules, held against ours.

Not held: its transcoder cases (we bring none; the state is written by `persistence.mapper`) and those of its
DCB modules, which are another kind of event store.
"""

from unittest import TestCase

import pytest
from eventsourcing.persistence import ProcessRecorder, Tracking
from eventsourcing.tests import application as library_application
from eventsourcing.tests import persistence as library
from eventsourcing.tests import projection as library_projection
from eventsourcing.utils import Environment, get_topic

from persistence.datastore import Datastore
from persistence.factory import Factory
from persistence.migrations import migrate
from persistence.recorders import LogAndPositionRecorder, LogRecorder, PositionRecorder, SnapshotRecorder
from tests.conftest import Database


class OnDatabase(TestCase):
    """Hands the fixtures to the library's unittest cases."""

    database: Database
    datastore: Datastore
    owner: Datastore
    projector: Datastore

    @pytest.fixture(autouse=True)
    def _given(
        self, database: Database, datastore: Datastore, owner: Datastore, projector: Datastore
    ) -> None:
        self.database, self.datastore, self.owner, self.projector = database, datastore, owner, projector


class TestSnapshotsAsAggregateRecorder(OnDatabase, library.AggregateRecorderTestCase):
    def create_recorder(self) -> SnapshotRecorder:
        return SnapshotRecorder(self.datastore)


class TestLogAsApplicationRecorder(OnDatabase, library.ApplicationRecorderTestCase[LogRecorder]):
    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.datastore)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNotificationIdsDoNotInterleave(OnDatabase, library.NonInterleavingNotificationIDsBaseCase):
    insert_num = 2000

    def create_recorder(self) -> LogRecorder:
        return LogRecorder(self.datastore)


class TestPositionsAsTrackingRecorder(OnDatabase, library.TrackingRecorderTestCase):
    def create_recorder(self) -> PositionRecorder:
        return PositionRecorder(self.projector)


class TestLogAndPositionsAsProcessRecorder(OnDatabase, library.ProcessRecorderTestCase):
    """Needs what no single role of the product has but the owner: to append and to advance a projection."""

    def create_recorder(self) -> ProcessRecorder:
        return LogAndPositionRecorder(self.owner)


class NamedPositionRecorder(PositionRecorder):
    """A subclass to be asked for."""


class TestFactory(OnDatabase, library.InfrastructureFactoryTestCase[Factory]):
    def setUp(self) -> None:
        self.env = Environment(env=environment(self.database))
        super().setUp()

    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[LogRecorder]:
        return LogRecorder

    def expected_application_recorder_class(self) -> type[LogRecorder]:
        return LogRecorder

    def expected_tracking_recorder_class(self) -> type[PositionRecorder]:
        return PositionRecorder

    def tracking_recorder_subclass(self) -> type[PositionRecorder]:
        return NamedPositionRecorder

    def expected_process_recorder_class(self) -> type[LogAndPositionRecorder]:
        return LogAndPositionRecorder


class ByEnvironment(OnDatabase):
    """For cases that let the library construct everything from environment variables."""

    @pytest.fixture(autouse=True)
    def _environment(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in environment(database).items():
            monkeypatch.setenv(name, value)


class TestExampleApplication(ByEnvironment, library_application.ExampleApplicationTestCase):
    expected_factory_topic = get_topic(Factory)


# One of the cases expects a warning of the library's own to stay a warning.
@pytest.mark.filterwarnings("default:'log' is deprecated:DeprecationWarning")
class TestApplication(ByEnvironment, library_application.ApplicationTestCase):
    pass


class Counters(PositionRecorder, library_projection.EventCountersView):
    """A read model of two numbers, written in one transaction with the position it stands for."""

    def get_created_event_counter(self) -> int:
        return self._counted("created")

    def get_subsequent_event_counter(self) -> int:
        return self._counted("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._count("subsequent", tracking)

    def _counted(self, kind: str) -> int:
        [(number,)] = self.datastore.rows("SELECT number FROM read.counters WHERE kind = %(kind)s", kind=kind)
        return int(number)

    def _count(self, kind: str, tracking: Tracking) -> None:
        with self.datastore.transaction() as cursor:
            cursor.execute("UPDATE read.counters SET number = number + 1 WHERE kind = %s", (kind,))
            self.track(cursor, tracking)


class WithCounters(ByEnvironment):
    @pytest.fixture(autouse=True)
    def _counters(self, projector: Datastore) -> None:
        with projector.transaction() as cursor:
            cursor.execute("CREATE TABLE read.counters (kind text PRIMARY KEY, number int NOT NULL)")
            cursor.execute("INSERT INTO read.counters VALUES ('created', 0), ('subsequent', 0)")


class TestEventCountersView(WithCounters, library_projection.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> Counters:
        return Counters(self.projector)


class TestEventCountersProjection(WithCounters, library_projection.AggregateEventCountersProjectionTestCase):
    """The view lies with the projector, the log with the API, as in the product."""

    view_class = Counters

    @pytest.fixture(autouse=True)
    def _roles(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("EVENTCOUNTERS_DATABASE_URL", database.url("projector"))


class TestEventSourcedProjection(ByEnvironment, library_projection.EventSourcedProjectionTestCase):
    """What follows from the events goes to a second database: there is one log in each."""

    @pytest.fixture(autouse=True)
    def _downstream(self, empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        migrate(empty_database.url("owner"))
        monkeypatch.setenv("COUNTERS_DATABASE_URL", empty_database.url("owner"))


def environment(database: Database) -> dict[str, str]:
    return {"PERSISTENCE_MODULE": "persistence.factory", "DATABASE_URL": database.url("app")}
