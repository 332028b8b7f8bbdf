"""The factory of the product: recorders on one datastore, and the vault between events and their records."""

from typing import Any

from persistence.datastore import Datastore
from persistence.event_store import KeyCupboard, SealingEventStore
from persistence.factory import Factory
from persistence.mapper import EnvelopeMapper


class SealingFactory(Factory):
    """As the factory of plain recorders, but whatever is saved goes through the sealing event store.

    The return types are Any, as the library's are generic in an id that is always a UUID here.
    """

    def __init__(self, datastore: Datastore, vault: KeyCupboard) -> None:
        super().__init__(datastore=datastore)
        self._vault = vault

    def mapper(self, *_: Any, **__: Any) -> Any:
        return EnvelopeMapper()

    def event_store(self, mapper: Any = None, recorder: Any = None) -> Any:
        return SealingEventStore(mapper, recorder, self._vault)
