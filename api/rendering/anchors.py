"""Anchors as they are shown (外部存证): who is to hold the newest checkpoint, and what was seen against another log."""

from collections.abc import Sequence
from datetime import datetime

from api.rendering.shown import Shown
from bootstrap.anchors import AnchorState
from persistence.witnessed_logs import Contradiction


class AnchorShown(Shown):
    """One anchor. `alarm`: it contradicts the log, or what it holds is older than a day; docs/anchors.md has the errors."""

    kind: str
    target: str
    size: int | None
    anchored_at: datetime | None
    age_seconds: int
    failures: int
    error: str | None
    contradicts: bool
    alarm: bool


class ContradictionShown(Shown):
    """What another log has signed against what this instance has seen of it as a witness; `why` is the refusal's code."""

    origin: str
    size: int
    seen_size: int
    why: str
    checkpoint: str
    at: datetime


class AnchorsShown(Shown):
    """Every anchor that is set up, and what was witnessed amiss."""

    items: tuple[AnchorShown, ...]
    contradictions: tuple[ContradictionShown, ...]


def anchors_shown(states: Sequence[AnchorState], contradictions: Sequence[Contradiction]) -> AnchorsShown:
    """All of them."""
    return AnchorsShown(
        items=tuple(map(_anchor, states)),
        contradictions=tuple(
            ContradictionShown(
                origin=one.origin,
                size=one.size,
                seen_size=one.seen_size,
                why=one.why,
                checkpoint=one.checkpoint,
                at=one.at,
            )
            for one in contradictions
        ),
    )


def _anchor(state: AnchorState) -> AnchorShown:
    tried = state.attempts
    return AnchorShown(
        kind=state.anchor.kind,
        target=state.anchor.target,
        size=tried.size if tried else None,
        anchored_at=tried.anchored_at if tried else None,
        age_seconds=int(state.age.total_seconds()),
        failures=tried.failures if tried else 0,
        error=tried.error if tried else None,
        contradicts=tried.contradicts if tried else False,
        alarm=state.is_alarming,
    )
