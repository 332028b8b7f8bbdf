"""Records what one command decided and answered: every event gets its id, every personal fact its seal.

    record:  ids ─> drafts ─> keys (one question to the vault, committed first) ─> sealed ─> the recorder

A key without an event is harmless; an event without its key would be an erasure.
"""

from collections.abc import Sequence
from typing import Any, Protocol, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import AggregateRecorder, EventStore, IntegrityError, Notification, Recording

from domain.base import CommandHeader, Event
from domain.personal_data import Erased
from persistence.mapper import AnswerDraft, Draft, EnvelopeMapper
from persistence.records import IdentifiedEvent, event_id_of
from persistence.sealing import KeyRing
from persistence.state import Once


class KeyCupboard(Protocol):
    """Where the keys to seal with come from: the vault."""

    def keys_for(self, subjects: set[UUID], begun: set[UUID]) -> KeyRing:
        """The keys of these subjects, some of whom are begun only now. Raises `Erased` if one of them was erased."""


class SealingEventStore(EventStore[UUID]):
    """The library's event store, with a command around the events and the vault beside the recorder."""

    def __init__(self, mapper: EnvelopeMapper, recorder: AggregateRecorder, vault: KeyCupboard) -> None:
        super().__init__(mapper, recorder)
        self._mapper = mapper
        self._vault = vault

    def put(
        self,
        domain_events: Sequence[DomainEventProtocol[UUID]],
        *,
        command: CommandHeader | None = None,
        **kwargs: Any,
    ) -> list[Recording[UUID]]:
        """The same as `record`, told as the library tells it."""
        if command is None:
            raise TypeError("events are recorded with the command that caused them: save(…, command=…)")
        stored, positions = self._recorded(domain_events, command, **kwargs)
        return [_recording(*parts) for parts in zip(domain_events, stored, positions, strict=False)]

    def record(
        self,
        domain_events: Sequence[DomainEventProtocol[UUID]],
        command: CommandHeader,
        vault: KeyCupboard | None = None,
    ) -> Sequence[int]:
        """Record the events of one command, all or none, sealed out of this vault if it has one; their positions.

        Raises `Unrecordable` or `Erased` before any is.
        """
        _, positions = self._recorded(domain_events, command, vault)
        return positions

    def _recorded(
        self,
        domain_events: Sequence[DomainEventProtocol[UUID]],
        command: CommandHeader,
        vault: KeyCupboard | None = None,
        **kwargs: Any,
    ) -> tuple[list[IdentifiedEvent], Sequence[int]]:
        once: Once = {}
        drafts = [self._draft(event, command, n, once) for n, event in enumerate(domain_events)]
        answer = self._mapper.draft_answer(command)
        keys = self._keys(drafts, answer, vault or self._vault)
        stored = [draft.sealed(keys) for draft in drafts]
        return stored, self.recorder.insert_events(stored, command=answer.sealed(keys), **kwargs) or []

    def _draft(
        self, event: DomainEventProtocol[UUID], command: CommandHeader, ordinal: int, once: Once
    ) -> Draft:
        return self._mapper.draft(cast("Event", event), event_id_of(command.command_id, ordinal), once)

    @staticmethod
    def _keys(drafts: Sequence[Draft], answer: AnswerDraft, vault: KeyCupboard) -> KeyRing:
        """The keys of the persons whom the events are about, and of those whom only the answer shows.

        Of the latter, one may have been erased since the answer was rendered: that is no reason to refuse the
        command, but to decide and render anew.
        """
        stated = {subject for draft in drafts for subject in draft.subjects}
        begun = {draft.originator_id for draft in drafts if draft.originator_version == 1}
        try:
            return vault.keys_for(stated | answer.subjects, begun)
        except Erased as erased:
            if erased.subject in stated:
                raise
            raise IntegrityError("somebody whom the answer shows was erased meanwhile") from None


def _recording(event: DomainEventProtocol[UUID], stored: IdentifiedEvent, position: int) -> Recording[UUID]:
    columns = (stored.originator_id, stored.originator_version, stored.topic, stored.state)
    return Recording(event, Notification(*columns, id=position))
