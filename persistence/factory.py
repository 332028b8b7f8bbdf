"""The persistence module that the `eventsourcing` library finds by `PERSISTENCE_MODULE=persistence.factory`."""

from typing import TypeVar, cast

from eventsourcing.persistence import InfrastructureFactory, InfrastructureFactoryError
from eventsourcing.utils import Environment, EnvType, resolve_topic

from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogAndPositionRecorder, LogRecorder, PositionRecorder, SnapshotRecorder

AnyPositionRecorder = TypeVar("AnyPositionRecorder", bound=PositionRecorder)


class Factory(InfrastructureFactory[PositionRecorder]):
    """Makes recorders on the datastore it is handed, or on one of its own at `DATABASE_URL`.

    There is one log per database, whatever the names of those who use it; tables come from the migrations.
    """

    DATABASE_URL = "DATABASE_URL"

    def __init__(self, env: Environment | EnvType | None = None, datastore: Datastore | None = None) -> None:
        super().__init__(env)
        self.datastore = datastore or Datastore(open_engine(self._database_url()))
        self._owns_datastore = datastore is None

    def aggregate_recorder(self, purpose: str = "events") -> LogRecorder | SnapshotRecorder:
        return SnapshotRecorder(self.datastore) if purpose == "snapshots" else LogRecorder(self.datastore)

    def application_recorder(self) -> LogRecorder:
        return LogRecorder(self.datastore)

    def tracking_recorder(
        self, tracking_recorder_class: type[AnyPositionRecorder] | None = None
    ) -> AnyPositionRecorder:
        recorder_class = tracking_recorder_class or self._tracking_recorder_class()
        return cast("AnyPositionRecorder", recorder_class(self.datastore, self.env.name.lower()))

    def process_recorder(self) -> LogAndPositionRecorder:
        return LogAndPositionRecorder(self.datastore, self.env.name.lower())

    def close(self) -> None:
        if self._owns_datastore:
            self.datastore.close()

    def _tracking_recorder_class(self) -> type[PositionRecorder]:
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        return resolve_topic(topic) if topic else PositionRecorder

    def _database_url(self) -> str:
        url = self.env.get(self.DATABASE_URL)
        if not url:
            raise InfrastructureFactoryError(
                f"{self.DATABASE_URL} says where the database is, and it is not set"
            )
        return url
