"""Attachments: handing one in, comparing it with the original, striking it out, and reading its content (材料)."""

import io
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import resources
from api.addresses import ATTACHMENT, ATTACHMENTS
from api.attachment_submissions import AttachmentInForm, AttachmentInJson, SubmittedAttachment
from api.command_routes import offer
from api.contract import OF_COMMANDS, OF_HISTORIES, OF_QUERIES, OF_UPLOADS, refused, schema_of
from api.desk import CREATED, AtDesk, Desk
from api.disclosing import PurposeStated, put_on_access_log
from api.disclosure import alarm
from api.files import as_file
from api.guard import FORM, JSON, GuardedRoute, UploadRoute
from api.reading import AsOf, MinPosition, loaded, moment, show, show_history
from api.refusals import (
    AttachmentFileAltered,
    AttachmentFileMissing,
    AttachmentsUnavailable,
    PersonalDataKeyMissing,
)
from api.rendering.attachments import AttachmentShown, attachment_history
from api.rendering.history import HistoryShown
from api.sending import own_address, send
from api.uploads import FILE
from documents.attachment_types import EXTENSIONS
from domain.aggregates import Attachment
from domain.data_rights import DataRestricted
from domain.disclosures import must_be_shown_in_clear
from domain.office import SubjectErased
from domain.personal_data import Erased, KeyMissing, Tampered
from domain.use_cases.attaching_files import CheckAttachment, StrikeOutAttachment, UploadAttachment
from persistence.attachments import FileMissing

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": schema_of(AttachmentInJson)},
            FORM: {"schema": schema_of(AttachmentInForm, file=FILE)},
        },
    }
}
# What is read in a browser is neither run there nor kept.
NOT_RUN = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
}
IN_BASE64 = 4 / 3


class AttachmentRoute(UploadRoute):
    """A route that takes an attachment, in a form or in JSON as base64."""

    def most_bytes(self, request: Request) -> int:
        """The largest body that is read: the file, however it is written, and what is said of it."""
        settings = request.app.state.service.settings
        return int(settings.attachment_limit * IN_BASE64) + int(settings.json_limit)


router = APIRouter(route_class=GuardedRoute, tags=["attachments"])
uploads = APIRouter(route_class=AttachmentRoute, tags=["attachments"])


@uploads.post(
    ATTACHMENTS,
    name=UploadAttachment.__name__,
    status_code=CREATED,
    response_model=AttachmentShown,
    responses=refused(
        *OF_COMMANDS,
        *OF_UPLOADS,
        AttachmentsUnavailable,
        modules=(UploadAttachment.__module__, *resources.ATTACHMENT.grounds),
    ),
    openapi_extra=BODY,
)
def upload_attachment(desk: AtDesk, submitted: SubmittedAttachment) -> Response:
    """Hand a file in for a case."""
    command = submitted.command(desk.service.settings.attachment_limit)
    return send(
        desk, command, submitted.stated, resources.ATTACHMENT, said=submitted.said, location=own_address
    )


offer(router, CheckAttachment, resources.ATTACHMENT, AttachmentShown)
offer(router, StrikeOutAttachment, resources.ATTACHMENT, AttachmentShown)


@router.get(ATTACHMENT, response_model=AttachmentShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def attachment(
    desk: AtDesk, attachment_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One attachment without its content, and what may be done about it."""
    return show(desk, resources.ATTACHMENT, attachment_id, as_of, min_position)


@router.get(
    ATTACHMENT + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def attachment_events(
    desk: AtDesk, attachment_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of an attachment."""
    return show_history(desk, resources.ATTACHMENT, attachment_id, as_of, min_position)


@router.get(
    ATTACHMENT + "/content",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in EXTENSIONS}, "description": "The file as it was handed in"},
        **refused(
            *OF_QUERIES,
            SubjectErased,
            DataRestricted,
            AttachmentFileMissing,
            AttachmentFileAltered,
            AttachmentsUnavailable,
        ),
    },
)
def attachment_content(
    desk: AtDesk, attachment_id: UUID, purpose: PurposeStated, min_position: MinPosition = None
) -> Response:
    """The file itself, without masks: who reads it, and why, is put on the access log first."""
    moment(desk, None, min_position)
    must_be_shown_in_clear(desk.viewer.authority, purpose)
    read = loaded(desk, resources.ATTACHMENT, attachment_id)
    attachment_history(read, (), desk.viewer)  # who may know of the case may read what it stands on
    content = _content(desk, read)
    put_on_access_log(
        desk,
        what="attachment_content",
        kind="attachment",
        id_=read.id,
        subject=read.talent_id,
        purpose=purpose,
    )
    name = f"{read.kind}-{read.sha256[:12]}.{EXTENSIONS[read.media_type]}"
    return as_file(io.BytesIO(content), name, read.media_type, NOT_RUN)


def _content(desk: Desk, read: Attachment) -> bytes:
    """What was handed in. Raises `SubjectErased`, `Restricted`, and an alarm of what is missing or was altered."""
    try:
        return desk.viewer.files.content(read.talent_id, read.sha256)
    except Erased:
        raise SubjectErased(blocked_by={"kind": "subject", "id": str(read.talent_id)}) from None
    except (FileMissing, Tampered, KeyMissing) as unreadable:
        alarm(unreadable)
        raise _ALARMS[type(unreadable)](blocked_by=read.shown()) from None


_ALARMS = {
    FileMissing: AttachmentFileMissing,
    Tampered: AttachmentFileAltered,
    KeyMissing: PersonalDataKeyMissing,
}
