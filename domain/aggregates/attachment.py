"""Attachment (材料): one file that a case stands on, named by the digest of its content, and how far it is trusted.

    Uploaded ─> Checked            compared with the original (可信等级 B)
             └> Replaced           another has taken its place
             └> StruckOut          it does not count

Invariants: its content never changes, for its digest names it; whoever uploaded it does not check it; what was replaced
or struck out is kept and stays so. The file itself lies beside the log, sealed under the key of the case's person.
"""

from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.attachments import (
    SEEN,
    AttachmentNotCurrent,
    AttachmentStatus,
    CheckerUploadedIt,
    MediaType,
    OriginalSeenAlready,
    TrustLevel,
)
from domain.base import Authority, Begins, Envelope, EventSourced
from domain.personal_data import PersonalData


class Attachment(EventSourced):
    TOPIC = "Attachment"

    class Event(EventSourced.Event):
        """Something that happened to an attachment; the area is that of the case's enterprise on that day."""

        area: str

    class Uploaded(Event, Begins):
        """`sha256` is of the content as it was handed in, `size` its length in bytes."""

        TOPIC: ClassVar[str] = "Attachment.Uploaded"
        card_application_id: UUID
        talent_id: UUID
        kind: str
        sha256: str
        size: int
        media_type: MediaType
        trust_level: TrustLevel
        file_name: PersonalData
        replaced_attachment_id: UUID | None = None

    class Checked(Event):
        TOPIC: ClassVar[str] = "Attachment.Checked"

    class Replaced(Event):
        TOPIC: ClassVar[str] = "Attachment.Replaced"
        successor_id: UUID

    class StruckOut(Event):
        TOPIC: ClassVar[str] = "Attachment.StruckOut"

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def upload(cls, id_: UUID, *, talent_id: UUID, authority: Authority, **facts: Any) -> Self:
        """Hand a file in for a case (上传材料)."""
        return cls.begin(cls.Uploaded, id_, authority, subject=talent_id, talent_id=talent_id, **facts)

    def check(self, *, area: str, authority: Authority) -> None:
        """Say that the copy agrees with the original (核对原件)."""
        self._must_be_current()
        if self.trust_level in SEEN:
            raise OriginalSeenAlready(blocked_by=self.shown())
        if authority.persons & self.uploaders:
            raise CheckerUploadedIt(blocked_by=self.shown())
        self._decide(self.Checked, area, authority)

    def give_way_to(self, successor_id: UUID, *, area: str, authority: Authority) -> None:
        """Let another file take its place (替换材料)."""
        self._must_be_current()
        self._decide(self.Replaced, area, authority, successor_id=successor_id)

    def strike_out(self, *, area: str, authority: Authority) -> None:
        """Let it count no longer (作废材料)."""
        authority.must_give_reason()
        self._must_be_current()
        self._decide(self.StruckOut, area, authority)

    def shown(self) -> dict[str, str]:
        """What a refusal says about the attachment."""
        return {"kind": "attachment", "id": str(self.id), "status": self.status}

    def _must_be_current(self) -> None:
        if self.status is not AttachmentStatus.CURRENT:
            raise AttachmentNotCurrent(blocked_by=self.shown())

    def _decide(self, event_class: type[Event], area: str, authority: Authority, **facts: Any) -> None:
        self.record(event_class, authority, subject=self.talent_id, area=area, **facts)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Uploaded)
    def __init__(
        self,
        card_application_id: UUID,
        talent_id: UUID,
        kind: str,
        sha256: str,
        size: int,
        media_type: MediaType,
        trust_level: TrustLevel,
        file_name: PersonalData,
        replaced_attachment_id: UUID | None,
        envelope: Envelope,
    ) -> None:
        self.card_application_id = card_application_id
        self.talent_id = talent_id
        self.kind = kind
        self.sha256 = sha256
        self.size = size
        self.media_type = media_type
        self.trust_level = trust_level
        self.file_name = file_name
        self.replaced_attachment_id = replaced_attachment_id
        self.uploaded_by, self.uploaders = envelope.actor, envelope.persons
        self.checked_by: str | None = None
        self.status = AttachmentStatus.CURRENT
        self.successor_id: UUID | None = None

    @event(Checked)
    def _checked(self, envelope: Envelope) -> None:
        self.trust_level = TrustLevel.B
        self.checked_by = envelope.actor

    @event(Replaced)
    def _replaced(self, successor_id: UUID) -> None:
        self.status = AttachmentStatus.REPLACED
        self.successor_id = successor_id

    @event(StruckOut)
    def _struck_out(self) -> None:
        self.status = AttachmentStatus.STRUCK_OUT
