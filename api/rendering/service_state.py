"""Readiness as it is shown: the log's newest position, and each projection's."""

from collections.abc import Sequence
from datetime import datetime

from api.rendering.shown import Shown
from persistence.job_runs import JobLine
from projections.progress import ProjectionState


class ProjectionShown(Shown):
    """One projection: whether somebody keeps it up; `error` and the event at fault for one that was stopped."""

    name: str
    is_running: bool
    is_led: bool
    position: int
    lag: int
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


class Readiness(Shown):
    """Whether the service can do its work."""

    ready: bool
    database: str
    position: int | None
    projections: tuple[ProjectionShown, ...]
    jobs: tuple[JobState, ...]


def readiness(newest: int, states: Sequence[ProjectionState], jobs: Sequence[JobLine]) -> Readiness:
    """Ready, unless a projection was stopped or nobody keeps it up; how the jobs fare is told beside."""
    return Readiness(
        ready=all(state.is_running and state.is_led for state in states),
        database="reachable",
        position=newest,
        projections=tuple(
            ProjectionShown(**{name: getattr(state, name) for name in ProjectionShown.model_fields})
            for state in states
        ),
        jobs=tuple(JobState(**{name: getattr(job, name) for name in JobState.model_fields}) for job in jobs),
    )


def unreachable() -> Readiness:
    """What can be said while the database is away."""
    return Readiness(ready=False, database="unreachable", position=None, projections=(), jobs=())
