"""The attachments of a case (申报材料): which files it stands on, so that whoever decides is told when they change.

FileAttached ─> FileChecked ─> FileDetached          of each file; a replaced one goes as its successor comes

What a file is, and what became of it, its own history says: `domain/aggregates/attachment.py`.
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.attachments import AttachedAlready, AttachedFile, TooManyAttachments, TrustLevel
from domain.base import Authority, DocumentReference
from domain.case_events import CaseEvent
from domain.case_state import CaseState
from domain.cases import OPEN, CaseStatus

MOST_ATTACHED = 50


class FileAttached(CaseEvent):
    """The case stands on a file, in the place of another if it names one."""

    TOPIC: ClassVar[str] = "CardApplication.FileAttached"
    attachment_id: UUID
    kind: str
    sha256: str
    trust_level: TrustLevel
    replaced_attachment_id: UUID | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        others = without(aggregate.attached, self.replaced_attachment_id)
        file = AttachedFile(self.attachment_id, self.kind, self.sha256, self.trust_level)
        aggregate.attached = {**others, file.id: file}


class FileChecked(CaseEvent):
    """An officer has compared the file with the original."""

    TOPIC: ClassVar[str] = "CardApplication.FileChecked"
    attachment_id: UUID

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        seen = aggregate.attached[self.attachment_id]
        file = AttachedFile(seen.id, seen.kind, seen.sha256, TrustLevel.B)
        aggregate.attached = {**aggregate.attached, file.id: file}


class FileDetached(CaseEvent):
    """The case stands on the file no longer."""

    TOPIC: ClassVar[str] = "CardApplication.FileDetached"
    attachment_id: UUID

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.attached = without(aggregate.attached, self.attachment_id)


class StandsOnFiles(CaseState):
    """What may be decided about the files that a case stands on."""

    def attach(self, file: AttachedFile, *, replacing: UUID | None, area: str, authority: Authority) -> None:
        """Take a file in while the case is open (提交材料)."""
        self.must_be(*OPEN)
        others = without(self.attached, replacing)
        for other in self.attached.values():
            if other.sha256 == file.sha256:
                raise AttachedAlready(blocked_by={"kind": "attachment", "id": str(other.id)})
        if len(others) >= MOST_ATTACHED:
            raise TooManyAttachments(blocked_by=self.shown())
        self._decide(
            FileAttached,
            area,
            authority,
            attachment_id=file.id,
            kind=file.kind,
            sha256=file.sha256,
            trust_level=file.trust_level,
            replaced_attachment_id=replacing,
        )

    def see_original(self, attachment_id: UUID, *, area: str, authority: Authority) -> None:
        """Put on record that the original was seen, until the case is over (核对原件)."""
        self.must_be(CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED)
        self._decide(FileChecked, area, authority, attachment_id=attachment_id)

    def detach(self, attachment_id: UUID, *, area: str, authority: Authority) -> None:
        """Stand on the file no longer (作废材料)."""
        self.must_be(*OPEN)
        self._decide(FileDetached, area, authority, attachment_id=attachment_id)

    def standing_on_files(self, authority: Authority) -> Authority:
        """The authority of a decision, which stands on the files as they are: named by their digests."""
        files = (DocumentReference(kind=file.kind, sha256=file.sha256) for file in self.attached.values())
        return authority.model_copy(update={"documents": (*authority.documents, *files)})


def without(attached: dict[UUID, AttachedFile], attachment_id: UUID | None) -> dict[UUID, AttachedFile]:
    """The files beside this one."""
    return {id_: file for id_, file in attached.items() if id_ != attachment_id}
