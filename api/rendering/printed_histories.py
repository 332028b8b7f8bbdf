"""A decision history as it was read, and the whole of it as text and paper have it (决策全程)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.rendering.decision_history import entries_shown, printed_history
from api.rendering.history_heads import HEADS
from api.viewer import Viewer
from documents.decision_history import DecisionHistory
from documents.history_sentences import HistoryNames
from domain.base import EventSourced
from domain.store import Recorded

MOST_PRINTED = 2000  # entries on one paper, or in one text


@dataclass(frozen=True, slots=True)
class Told:
    """One history: of what, all its events in the order of the log, up to which position, and to whom it is told."""

    noun: EventSourced
    history: Sequence[Recorded]
    position: int
    viewer: Viewer

    @property
    def names(self) -> HistoryNames:
        """What codes are called in it."""
        return HistoryNames(self.viewer.service.policies, getattr(self.noun, "route", ""))

    @property
    def on(self) -> date:
        """The day from which the last of it has effect: it dates the paper."""
        return max(recorded.event.envelope.effective_on for recorded in self.history)


def told_whole(told: Told) -> DecisionHistory:
    """All of it for paper and text, but for the newest entries of a history that is longer than a paper may be."""
    title, head = HEADS[type(told.noun)](told.noun, told.viewer, told.names)
    return printed_history(
        entries_shown(told.history, told.names, told.viewer, page=slice(0, MOST_PRINTED)),
        told.names,
        title=title,
        head=head,
        position=told.position,
        omitted=max(0, len(told.history) - MOST_PRINTED),
        on=told.on,
    )
