"""A batch (批次) and what became of its members."""

from collections.abc import Sequence
from uuid import UUID

from api.addresses import BATCH, CASE, href
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Batch
from domain.aggregates.batch import BatchKind, MemberAnswer
from domain.errors import NotFound
from domain.store import Recorded


class MemberShown(Shown):
    """A case in the batch; `answer` is None until the receiver has answered it."""

    card_application_id: UUID
    href: str
    answer: MemberAnswer | None


class CollectiveBatchShown(Shown):
    """A batch of cases under one letter."""

    id: UUID
    href: str
    version: int
    kind: BatchKind
    city: str
    card_type: str
    quota_year: int
    department: str | None
    is_sealed: bool
    members: tuple[MemberShown, ...]


def batch_shown(batch: Batch, viewer: Viewer, *, until: int | None = None) -> CollectiveBatchShown:  # noqa: ARG001
    """The batch, to who sees the whole city. Raises `NotFound` to others."""
    _must_be_seen(batch, viewer)
    return CollectiveBatchShown(
        id=batch.id,
        href=href(BATCH, batch_id=batch.id),
        version=batch.version,
        kind=batch.kind,
        city=batch.city,
        card_type=batch.card_type,
        quota_year=batch.quota_year,
        department=batch.department,
        is_sealed=batch.is_sealed,
        members=tuple(
            MemberShown(card_application_id=id_, href=href(CASE, card_application_id=id_), answer=answer)
            for id_, answer in batch.members.items()
        ),
    )


def batch_history(batch: Batch, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who does not see the whole city."""
    _must_be_seen(batch, viewer)
    return history


def _must_be_seen(batch: Batch, viewer: Viewer) -> None:
    if not viewer.scope.covers_all_of(batch.city):
        raise NotFound
