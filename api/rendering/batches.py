"""A batch (批次) and what became of its members."""

from collections.abc import Sequence
from uuid import UUID

from api.addresses import BATCH, CASE, href
from api.rehearsing import STAND_IN
from api.rendering.actions import SOMEBODY, Action, Actions, actions_of, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Batch
from domain.aggregates.batch import BatchKind, MemberAnswer
from domain.errors import NotFound
from domain.store import Recorded
from domain.use_cases.submitting_batches import (
    AcceptMember,
    AddToBatch,
    BatchCommand,
    CancelBatch,
    RemoveFromBatch,
    ReturnMember,
    SealBatch,
)


class MemberShown(Shown):
    """A case in the batch; `answer` is None until the receiver has answered it."""

    card_application_id: UUID
    href: str
    answer: MemberAnswer | None
    actions: Actions


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
    is_cancelled: bool
    members: tuple[MemberShown, ...]
    actions: Actions


def batch_shown(batch: Batch, viewer: Viewer, *, until: int | None = None) -> CollectiveBatchShown:
    """The batch, to who sees the whole city. Raises `NotFound` to others."""
    _must_be_seen(batch, viewer)
    offered = until is None
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
        is_cancelled=batch.is_cancelled,
        members=tuple(
            MemberShown(
                card_application_id=id_,
                href=href(CASE, card_application_id=id_),
                answer=answer,
                actions=_about_member(id_, batch, viewer) if offered and answer is None else Actions(),
            )
            for id_, answer in batch.members.items()
        ),
        actions=_about_batch(batch, viewer) if offered else Actions(),
    )


def batch_history(batch: Batch, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who does not see the whole city."""
    _must_be_seen(batch, viewer)
    return history


def _must_be_seen(batch: Batch, viewer: Viewer) -> None:
    if not viewer.sees_all_of(batch.city):
        raise NotFound


def _about_batch(batch: Batch, viewer: Viewer) -> Actions:
    """What may be done with the batch, until it is sealed."""
    commands: list[BatchCommand] = [
        AddToBatch(batch_id=batch.id, card_application_id=SOMEBODY),
        SealBatch(batch_id=batch.id),
        CancelBatch(batch_id=batch.id),
    ]
    is_open = not (batch.is_sealed or batch.is_cancelled)
    possible = [_action(command, batch, viewer) for command in commands if is_open]
    return actions_of(possible, viewer, batch_id=batch.id)


def _about_member(member: UUID, batch: Batch, viewer: Viewer) -> Actions:
    """What may be done with one member: taken out before the batch is sealed, received or given back after."""
    named = {"batch_id": batch.id, "card_application_id": member}
    commands: list[BatchCommand] = [RemoveFromBatch(**named)]
    if batch.is_sealed:
        commands = [AcceptMember(**named), ReturnMember(**named, to_step=STAND_IN)]
    possible = [_action(command, batch, viewer) for command in commands]
    return actions_of(possible, viewer, **named)


def _action(command: BatchCommand, batch: Batch, viewer: Viewer) -> Action:
    return Action(type(command), rehearsal(command, batch, viewer, chosen=CHOSEN))


CHOSEN = frozenset({"step", "to_step"})  # where a member is given back to, its sender says
