"""An attachment as it is handed in: a form with the file, or its content in base64 as JSON (材料)."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import Field
from starlette.requests import Request

from api.decisions import Decision
from api.refusals import ContentTooLarge
from api.sending import command_of
from api.uploads import Upload, handed_in
from documents.attachment_types import media_type_of
from domain.attachments import TrustLevel
from domain.authorization import Command
from domain.fields import wrong
from domain.text import Text
from domain.use_cases.attaching_files import LONGEST_NAME, UploadAttachment


class StatedAttachment(Decision):
    """What is said of an attachment beside its content."""

    card_application_id: UUID
    kind: str = Field(max_length=40, description="One of the kinds that go with the form of the case")
    trust_level: TrustLevel = Field(
        default=TrustLevel.C,
        description="`a` issued by the authority itself, `c` a copy, `d` one's own statement",
    )
    replaced_attachment_id: UUID | None = Field(default=None, description="The one whose place it takes")


class AttachmentInJson(StatedAttachment):
    """An attachment whose content stands in the body itself."""

    file_name: str = Field(repr=False, min_length=1, max_length=LONGEST_NAME)
    content_base64: str = Field(repr=False)


class AttachmentInForm(StatedAttachment):
    """An attachment whose content is the file of the form."""


@dataclass(frozen=True, slots=True)
class AttachmentSubmission:
    """What was handed in."""

    stated: StatedAttachment
    content: bytes = field(repr=False)
    file_name: str = field(repr=False)
    sha256: str

    @property
    def said(self) -> dict[str, Any]:
        """What a repetition has to say again."""
        stated = self.stated.model_dump(mode="json", exclude_unset=True, exclude={"content_base64"})
        return stated | {"file_name": self.file_name, "sha256": self.sha256}

    def command(self, most: int) -> Command:
        """The command, as far as the content is of a type that is taken. Raises `ContentTooLarge` and `Invalid`."""
        if len(self.content) > most:
            raise ContentTooLarge(TOO_LARGE.filled(most=most))
        own = {name: getattr(self.stated, name) for name in StatedAttachment.model_fields if name in OWN}
        found = {
            "media_type": media_type_of(self.content),
            "content": self.content,
            "file_name": self.file_name,
        }
        return command_of(UploadAttachment, self.stated, own | found)


async def _submission(request: Request) -> AttachmentSubmission:
    return await handed_in(request, _of_json, _of_form)


def _of_json(body: Any) -> AttachmentSubmission:
    stated = AttachmentInJson.model_validate(body)
    try:
        content = base64.b64decode(stated.content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise wrong("content_base64", "not_base64", NOT_BASE64) from None
    upload = Upload({}, content, stated.file_name)
    return AttachmentSubmission(stated, content, stated.file_name, upload.sha256)


def _of_form(upload: Upload) -> AttachmentSubmission:
    stated = AttachmentInForm.model_validate(upload.fields)
    return AttachmentSubmission(stated, upload.content, upload.filename, upload.sha256)


SubmittedAttachment = Annotated[AttachmentSubmission, Depends(_submission)]

OWN = frozenset(UploadAttachment.model_fields)
TOO_LARGE = Text("材料上限为{most}字节", "an attachment has at most {most} bytes")
NOT_BASE64 = Text("不是base64编码", "is not base64")
