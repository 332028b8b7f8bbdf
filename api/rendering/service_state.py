"""Readiness as it is shown: the log's newest position, and each projection's."""

from collections.abc import Sequence
from datetime import datetime

from api.rendering.shown import Shown
from persistence.job_runs import JobLine
from persistence.transparency_log import SealerState
from projections.progress import ProjectionState

LONGEST_LAG_S = 120


class ProjectionShown(Shown):
    """One projection: whether somebody keeps it up; `error` and the event at fault for one that was stopped.

    `seconds_behind` is how long the event that comes next has been in the log: lists are that old.
    """

    name: str
    is_running: bool
    is_led: bool
    position: int
    lag: int
    seconds_behind: float
    since: datetime | None
    error: str | None
    failed_position: int | None
    failed_topic: str | None


class JobState(Shown):
    """One scheduled job; one that fails, or that nobody runs, does not keep the office from its work."""

    job: str
    is_led: bool
    failing: int
    next_slot: datetime | None
    last_done: datetime | None


class SealerShown(Shown):
    """How far events are covered by signed checkpoints; `alarm` where somebody has to look at once."""

    is_led: bool
    covered_position: int
    lag_seconds: float
    alarms: int
    alarm: bool


class Readiness(Shown):
    """Whether the service can do its work."""

    ready: bool
    database: str
    position: int | None
    projections: tuple[ProjectionShown, ...]
    jobs: tuple[JobState, ...]
    sealer: SealerShown | None


def readiness(
    newest: int, states: Sequence[ProjectionState], jobs: Sequence[JobLine], sealer: SealerState
) -> Readiness:
    """Ready, unless a projection was stopped, nobody keeps it up, or it is far behind; how jobs and sealer fare is told beside.

    Who leads a projection may stand still: that it is led says nothing of the lists. What is not signed keeps nobody from recording: an alarm makes the service no less ready.
    """
    return Readiness(
        ready=all(
            state.is_running and state.is_led and state.seconds_behind <= LONGEST_LAG_S for state in states
        ),
        database="reachable",
        position=newest,
        projections=tuple(
            ProjectionShown(**{name: getattr(state, name) for name in ProjectionShown.model_fields})
            for state in states
        ),
        jobs=tuple(JobState(**{name: getattr(job, name) for name in JobState.model_fields}) for job in jobs),
        sealer=SealerShown(
            is_led=sealer.is_led,
            covered_position=sealer.covered_position,
            lag_seconds=sealer.lag,
            alarms=sealer.alarms,
            alarm=sealer.lag > LONGEST_LAG_S or sealer.alarms > 0,
        ),
    )


def unreachable() -> Readiness:
    """What can be said while the database is away."""
    return Readiness(ready=False, database="unreachable", position=None, projections=(), jobs=(), sealer=None)
