"""The projections of this process: kept up while the context lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

import domain.aggregates  # noqa: F401  events are found by their topics only once their classes are
from persistence.datastore import Datastore, open_engine
from projections.runner import Projector


@contextmanager
def projecting(url: str) -> Iterator[Projector]:
    """Keep every projection up, on the database at `url`, which is that of the role huicai_projector."""
    datastore = Datastore(open_engine(url, application_name="huicai-projector", pool_size=4))
    try:
        with Projector(datastore) as projector:
            yield projector
    finally:
        datastore.close()
