"""Following the log: every event once, in order, as soon as it is committed, across a lost server."""

import logging
from collections.abc import Sequence

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

from persistence.datastore import Unreachable
from persistence.listener import Listener

PAUSE_WHILE_UNREACHABLE = 0.5

log = logging.getLogger(__name__)


class LogSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """The library's subscription, woken by the process's listener, and patient while the server is gone."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        listener: Listener,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        self._listener = listener
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        listener.attend(self._has_been_notified)

    def stop(self) -> None:
        super().stop()
        self._listener.leave(self._has_been_notified)

    def _pull(self) -> None:
        """Goes on after the last event that was handed over, so that none is missed or given twice."""
        while not self._has_been_stopped:
            try:
                return super()._pull()
            except Unreachable as error:
                log.warning("cannot follow the event log, trying again: %s", str(error).strip())
                self._has_been_notified.wait(PAUSE_WHILE_UNREACHABLE)
        return None
