"""Anchors kept up (存证执行): each is gone to when it is due, and what came of it is put down.

An attempt in vain is made again after half a minute, a minute, two … up to an hour. An anchor that contradicts the log is told
at once and loudly: somebody has altered one of the two.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg2
from eventsourcing.persistence import PersistenceError

from bootstrap.service import Service
from bootstrap.trust_policies import PolicyUnusable, policy_in
from persistence.anchors import Anchor, Attempts
from persistence.leadership import Leading
from projections.stops import told
from scheduler.anchors.anchor import Anchoring, Contradicted, Newest, NotHeld
from scheduler.anchors.folder import FolderAnchor
from scheduler.anchors.stamps import StampAnchor
from scheduler.anchors.witnesses import UnreadableWitnesses, WitnessAnchor
from scheduler.keeper import pause_after
from transparency.note import Note

log = logging.getLogger(__name__)


class AnchorKeeper:
    """Goes to every anchor that is set up, as far as its process is the leader."""

    def __init__(self, service: Service, goes_on: Callable[[], bool] = lambda: True) -> None:
        """`goes_on` says between two anchors whether the process still wants to work."""
        self._service = service
        self._goes_on = goes_on
        self._leading = Leading("job", "anchors", service.jobs.datastore)

    def tick(self) -> None:
        """Go to what is due; never raises, so that the next tick comes."""
        try:
            if self._is_set_up and self._leading.leads():
                self._look()
        except (PersistenceError, psycopg2.Error) as error:
            log.warning("anchors wait, trying again: %s", type(error).__name__)
            self.close()
        except Exception:
            log.exception("anchors cannot be looked after, trying again")
            self.close()

    def close(self) -> None:
        """Give the lead away."""
        self._leading.close()

    @property
    def _is_set_up(self) -> bool:
        settings = self._service.settings
        return any((settings.anchor_folder, settings.witnesses, settings.tsa_url))

    def _look(self) -> None:
        newest = self._newest()
        if newest is None:
            return
        tried = self._service.anchors.attempts()
        for anchoring in self._anchorings():
            if not self._goes_on():
                return
            if self._is_due(tried.get(anchoring.anchor)):
                self._try(anchoring, newest, tried.get(anchoring.anchor))
            anchoring.close()

    def _is_due(self, tried: Attempts | None) -> bool:
        """An attempt that lies ahead was one by a clock that ran ahead, and counts for none."""
        return tried is None or not tried.attempted_at <= self._service.clock() < tried.next_attempt_at

    def _newest(self) -> Newest | None:
        """Of the open log; None before its first checkpoint."""
        open_log = self._service.transparency_log.log()
        if open_log is None:
            return None
        signed = self._service.transparency_log.checkpoint(open_log.epoch, open_log.size)
        return None if signed is None else Newest(open_log, Note.parse(signed.note))

    def _anchorings(self) -> Iterator[Anchoring]:
        """Those that the settings name."""
        service, settings = self._service, self._service.settings
        interval = timedelta(seconds=settings.anchor_interval)
        if settings.anchor_folder is not None:
            yield FolderAnchor(
                settings.anchor_folder, service.transparency_log, service.anchors, interval, self._goes_on
            )
        yield from self._witnesses(interval)
        if settings.tsa_url is not None and settings.tsa_roots is not None:
            yield StampAnchor(settings.tsa_url, settings.tsa_roots, service.anchors, service.clock)

    def _witnesses(self, interval: timedelta) -> Iterator[Anchoring]:
        service, path = self._service, self._service.settings.witnesses
        if path is None:
            return
        try:
            witnesses = policy_in(path).witnesses
        except PolicyUnusable as unusable:
            yield UnreadableWitnesses(path, unusable)
            return
        for witness in witnesses:
            yield WitnessAnchor(witness, service.transparency_log, service.anchors, service.clock, interval)

    def _try(self, anchoring: Anchoring, newest: Newest, tried: Attempts | None) -> None:
        """One attempt, and what came of it. Raises what has nothing to do with this anchor."""
        failures = 1 + (tried.failures if tried else 0)
        try:
            size = anchoring.hold(newest)
        except (PersistenceError, psycopg2.Error):
            raise
        except Contradicted as contradicted:
            log.critical("ALARM of anchor %s %s: %s", *anchoring.anchor, contradicted)
            self._failed(anchoring.anchor, str(contradicted), failures, contradicts=True)
        except NotHeld as not_held:
            log.warning("anchor %s %s in vain, attempt %d: %s", *anchoring.anchor, failures, not_held)
            self._failed(anchoring.anchor, str(not_held), failures)
        except Exception as error:  # noqa: BLE001  one anchor that fails must not keep back the others
            log.warning("anchor %s %s failed: %s, %s", *anchoring.anchor, type(error).__name__, told(error))
            self._failed(anchoring.anchor, type(error).__name__, failures)
        else:
            now = self._service.clock()
            self._service.anchors.held(anchoring.anchor, size, at=now, next_at=anchoring.next_after(now))

    def _failed(self, anchor: Anchor, error: str, failures: int, *, contradicts: bool = False) -> None:
        now = self._service.clock()
        self._service.anchors.failed(
            anchor, error, contradicts=contradicts, at=now, next_at=now + pause_after(failures)
        )
