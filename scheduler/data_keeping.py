"""What the clock does about personal data (个人信息保护): the vault follows the log, and the access log and
the security log are kept as long as is said.

Each is done in one statement under a lock of the database, so it needs no leader: two schedulers do no harm.
"""

import logging
from datetime import datetime, timedelta

import psycopg2
from eventsourcing.persistence import PersistenceError

from bootstrap.service import Service

LOOKS_EVERY = timedelta(hours=1)

log = logging.getLogger(__name__)


class DataKeeper:
    """Has the vault follow at every tick, and looks after the rest once an hour."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._looked_at: datetime | None = None

    def tick(self) -> None:
        """Do what is due; never raises, so that the next tick comes."""
        try:
            self._service.vault.follow()
            now = self._service.clock()
            if self._is_due(now):
                self._look()
                self._looked_at = now
        except (PersistenceError, psycopg2.Error) as error:
            log.warning("personal data cannot be looked after, trying again: %s", str(error).strip())

    def close(self) -> None:
        """Nothing is held between two ticks."""

    def _is_due(self, now: datetime) -> bool:
        """A look that lies ahead was one by a clock that ran ahead, and counts for none."""
        return self._looked_at is None or not self._looked_at <= now < self._looked_at + LOOKS_EVERY

    def _look(self) -> None:
        for subject in self._service.vault.unaccounted():
            log.error("ALARM: the key of talent %s is destroyed, and no event says who decided it", subject)
        purged = self._service.disclosures.purge(self._service.settings.access_log_days)
        if purged:
            log.info("%d lines of the access log are older than they have to be kept, and are gone", purged)
        forgotten = self._service.security.purge(self._service.settings.security_log_days)
        if forgotten:
            log.info("%d old sign-ins and denials are gone from the security log", forgotten)
