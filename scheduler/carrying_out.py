"""One slot of one job: what it wants is sent to the office, item by item, each under a key of its own.

    key = job · slot · item     the command's row in the log, in the transaction of its events, is the claim

Whoever comes second, another scheduler or the same one after it was killed, gets the first answer again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from eventsourcing.persistence import PersistenceError

from bootstrap.service import Service
from bootstrap.starting import ACTOR
from domain.authorization import Role
from domain.base import Authority, Capacity
from domain.errors import Busy, Refusal
from domain.office import Request
from persistence.datastore import Unreachable
from projections.stops import told
from scheduler.job import Effect, Job, Slot

ON_TIME, CAUGHT_UP = "scheduled", "caught_up"  # why a decision of the clock's has effect when it has
MOST_TROUBLES = 200  # that are kept by name; all are counted
PROJECTION_PATIENCE_S = 60.0

log = logging.getLogger(__name__)


class ProjectionBehind(Exception):
    """What the job reads has not taken in the whole log: what it would find missing may be there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the projection {name} is behind")


class Interrupted(Exception):
    """The process is to end; whoever leads next goes on with this slot."""


@dataclass(slots=True)
class Outcome:
    """What came of a slot, effect by effect."""

    wanted: int = 0
    done: int = 0
    repeated: int = 0
    refused: int = 0
    failed: int = 0
    troubles: list[dict[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        names = ("wanted", "done", "repeated", "refused", "failed")
        return {name: getattr(self, name) for name in names}

    def note(self, effect: Effect, code: str) -> None:
        """Keep which effect did not come about, and why: ids and codes, nothing that was said."""
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append({"item": effect.item, "code": code})


def carry_out(job: Job, slot: Slot, service: Service, outcome: Outcome, goes_on: Callable[[], bool]) -> None:
    """Bring about everything that the job wants as of the slot; one that fails or is refused hinders no other.

    Fills `outcome` as it goes. Raises what keeps the job as a whole from it, and `Interrupted`.
    """
    for wanted in job.stages:
        _await_projections(job, service)
        for effect in wanted(slot, service):
            if not goes_on():
                raise Interrupted
            outcome.wanted += 1
            _bring_about(effect, job, slot, service, outcome)


def _await_projections(job: Job, service: Service) -> None:
    newest = service.log.max_notification_id() or 0
    for name in job.reads:
        if not service.progress.wait_for(name, newest, PROJECTION_PATIENCE_S):
            raise ProjectionBehind(name)


def _bring_about(effect: Effect, job: Job, slot: Slot, service: Service, outcome: Outcome) -> None:
    try:
        receipt = service.office.carry_out(
            effect.command, _authority(slot, service), _request(effect, job, slot, service)
        )
    except Unreachable:
        raise  # nothing else will get through either
    except (Busy, PersistenceError) as error:
        _failed(effect, job, outcome, error)
    except Refusal as refused:
        outcome.refused += 1
        outcome.note(effect, refused.code)
    except Exception as error:  # noqa: BLE001  one item that cannot be processed must not hide the others
        _failed(effect, job, outcome, error)
    else:
        if receipt.is_repetition:
            outcome.repeated += 1
        else:
            outcome.done += 1


def _failed(effect: Effect, job: Job, outcome: Outcome, error: Exception) -> None:
    outcome.failed += 1
    outcome.note(effect, type(error).__name__)
    log.warning("job %s failed at %s: %s, %s", job.code, effect.item, type(error).__name__, told(error))


def _authority(slot: Slot, service: Service) -> Authority:
    """The clock's, as of the slot. A clock that was put back is never before what it acts as of."""
    at = max(service.clock(), slot.at)
    on_time = Slot(at).on == slot.on
    return Authority(
        actor=ACTOR,
        capacity=Capacity.SYSTEM,
        role=Role.SYSTEM,
        reason_code=ON_TIME if on_time else CAUGHT_UP,
        effective_on=slot.on,
        at=at,
    )


def _request(effect: Effect, job: Job, slot: Slot, service: Service) -> Request:
    of_slot = f"job {job.code} {slot.at.astimezone(UTC).isoformat()}"
    key = f"{of_slot} {effect.item}"
    return Request(
        command_id=service.new_id(),
        correlation_id=uuid5(NAMESPACE_OID, of_slot),
        key=key,
        fingerprint=sha256(key.encode()).digest(),  # the key says what is meant, whoever asks for it again
        render=_shown,
    )


def _shown(decided: Any, _: Any) -> dict[str, Any]:
    return {"id": str(decided.id), "version": decided.version}
