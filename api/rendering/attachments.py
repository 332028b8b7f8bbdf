"""An attachment (材料), its file's name hidden, and what may be done about it now."""

from collections.abc import Sequence
from uuid import UUID

from api.addresses import ATTACHMENT, CASE, href
from api.disclosure import PersonalShown
from api.masking import hidden
from api.rendering.actions import Action, Actions, actions_of, rehearsal
from api.rendering.card_applications import case_history
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Attachment
from domain.attachments import AttachmentStatus, MediaType, TrustLevel
from domain.store import Recorded
from domain.use_cases.attaching_files import AttachmentCommand, CheckAttachment, StrikeOutAttachment

COMMANDS: tuple[type[AttachmentCommand], ...] = (CheckAttachment, StrikeOutAttachment)


class AttachmentShown(Shown):
    """An attachment; its content is read at `content`, without masks and on record."""

    id: UUID
    href: str
    version: int
    card_application_id: UUID
    case: str
    kind: str
    sha256: str
    size: int
    media_type: MediaType
    trust_level: TrustLevel
    file_name: PersonalShown
    status: AttachmentStatus
    uploaded_by: str
    checked_by: str | None
    replaced_attachment_id: UUID | None
    successor_id: UUID | None
    content: str
    actions: Actions


def attachment_shown(attachment: Attachment, viewer: Viewer, *, until: int | None = None) -> AttachmentShown:
    """The attachment, to who may know of its case. Raises `NotFound` to others."""
    _must_be_seen(attachment, viewer)
    own = href(ATTACHMENT, attachment_id=attachment.id)
    disclosure = viewer.disclosed([attachment.file_name])
    return AttachmentShown(
        id=attachment.id,
        href=own,
        version=attachment.version,
        card_application_id=attachment.card_application_id,
        case=href(CASE, card_application_id=attachment.card_application_id),
        kind=attachment.kind,
        sha256=attachment.sha256,
        size=attachment.size,
        media_type=attachment.media_type,
        trust_level=attachment.trust_level,
        file_name=disclosure.shown(attachment.file_name, hidden),
        status=attachment.status,
        uploaded_by=attachment.uploaded_by,
        checked_by=attachment.checked_by,
        replaced_attachment_id=attachment.replaced_attachment_id,
        successor_id=attachment.successor_id,
        content=f"{own}/content",
        actions=_about(attachment, viewer) if until is None else Actions(),
    )


def attachment_history(
    attachment: Attachment, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All events, to who may know of its case. Raises `NotFound` to others."""
    _must_be_seen(attachment, viewer)
    return history


def _must_be_seen(attachment: Attachment, viewer: Viewer) -> None:
    case_history(viewer.service.store.get(attachment.card_application_id), (), viewer)


def _about(attachment: Attachment, viewer: Viewer) -> Actions:
    if attachment.status is not AttachmentStatus.CURRENT:
        return Actions()
    commands = (kind(attachment_id=attachment.id) for kind in COMMANDS)
    possible = [Action(type(command), rehearsal(command, attachment, viewer)) for command in commands]
    return actions_of(possible, viewer, attachment_id=attachment.id)
