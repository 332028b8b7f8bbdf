"""Handing in files for a case, comparing them with their originals, and striking them out (材料).

A specialist hands in while the form is the enterprise's to fill; an office whenever the case is open. A file that takes
another's place names it, and both change in one transaction.
"""

import hashlib
import unicodedata
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.attachment import Attachment
from domain.attachments import AttachedFile, MediaType, TrustLevel, TrustNotYours, UnknownAttachmentKind
from domain.authorization import ON_PAPER, Command, Permission, Role, acting_for, specialist
from domain.base import Authority, Capacity
from domain.cases import CaseStatus
from domain.errors import NotFound
from domain.fields import wrong
from domain.personal_data import Personal
from domain.policy.steps import About
from domain.text import Text
from domain.use_cases.casework import REVIEWER, CaseFile, opened_file
from domain.use_cases.finding_duplicates import note_file
from domain.work import Work

Code = Annotated[str, Field(max_length=40)]
LONGEST_NAME = 200


class UploadAttachment(Command):
    """Hand a file in for a case; `media_type` is what its content was found to be."""

    permitted: ClassVar[tuple[Permission, ...]] = (specialist, REVIEWER)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    card_application_id: UUID
    kind: Code
    trust_level: TrustLevel
    file_name: str = Field(repr=False, min_length=1, max_length=LONGEST_NAME)
    content: bytes = Field(repr=False)
    media_type: MediaType
    replaced_attachment_id: UUID | None = None


class AttachmentCommand(Command):
    """A command about one attachment."""

    attachment_id: UUID


class CheckAttachment(AttachmentCommand):
    """An officer has compared the copy with the original."""

    permitted: ClassVar[tuple[Permission, ...]] = (REVIEWER,)


class StrikeOutAttachment(AttachmentCommand):
    """Let an attachment count no longer."""

    permitted: ClassVar[tuple[Permission, ...]] = (specialist, REVIEWER)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


def upload_attachment(command: UploadAttachment, work: Work) -> Attachment:
    file = opened_file(command.card_application_id, work)
    authority = _handing_in(file)
    _must_state_own_trust(command.trust_level, authority)
    kind = file.form.attachment(command.kind)
    if kind is None:
        raise UnknownAttachmentKind(field="kind")
    digest = hashlib.sha256(command.content).hexdigest()
    replaced = _replaced(command.replaced_attachment_id, file, work)
    attachment_id = work.new_id()
    attached = AttachedFile(attachment_id, command.kind, digest, command.trust_level)
    file.case.attach(attached, replacing=command.replaced_attachment_id, area=file.area, authority=authority)
    if replaced is not None:
        replaced.give_way_to(attachment_id, area=file.area, authority=authority)
    uploaded = Attachment.upload(
        attachment_id,
        talent_id=file.case.talent_id,
        card_application_id=file.case.id,
        area=file.area,
        kind=command.kind,
        sha256=digest,
        size=len(command.content),
        media_type=command.media_type,
        trust_level=command.trust_level,
        file_name=Personal(file.case.talent_id, _tidy_name(command.file_name)),
        replaced_attachment_id=command.replaced_attachment_id,
        authority=authority,
    )
    if kind.about is About.PERSON:
        note_file(file.case, digest, authority, work)
    # Last, when nothing else can be refused: a file that no event names is harmless, an event without its file is not.
    work.files.keep(file.case.talent_id, digest, command.content)
    return work.add(uploaded)


def check_attachment(command: CheckAttachment, work: Work) -> Attachment:
    attachment, file = attachment_known(command.attachment_id, work)
    attachment.check(area=file.area, authority=file.authority)
    file.case.see_original(attachment.id, area=file.area, authority=file.authority)
    return attachment


def strike_out_attachment(command: StrikeOutAttachment, work: Work) -> Attachment:
    attachment, file = attachment_known(command.attachment_id, work)
    authority = _handing_in(file)
    attachment.strike_out(area=file.area, authority=authority)
    file.case.detach(attachment.id, area=file.area, authority=authority)
    return attachment


def attachment_known(attachment_id: UUID, work: Work) -> tuple[Attachment, CaseFile]:
    """The attachment and its case's file, for whoever may know of the case. Raises `NotFound`."""
    attachment = work.load(Attachment, attachment_id)
    return attachment, opened_file(attachment.card_application_id, work)


def _handing_in(file: CaseFile) -> Authority:
    """The authority to add or to strike out: the enterprise's while the form is its own, an office's at any time."""
    authority = file.authority
    if authority.role == Role.SPECIALIST:
        file.case.must_be(CaseStatus.DRAFTED, CaseStatus.CORRECTION_REQUESTED)
    if authority.role == Role.SPECIALIST or authority.capacity is Capacity.ENTERING_FOR:
        return acting_for(authority, file.enterprise.id)
    return authority


def _must_state_own_trust(stated: TrustLevel, authority: Authority) -> None:
    """That the authority has issued it (A), only an office says of its own paper; B comes of a check alone."""
    own = {TrustLevel.C, TrustLevel.D}
    in_office = authority.role == Role.OFFICER and authority.capacity is not Capacity.ENTERING_FOR
    if stated not in (own | {TrustLevel.A} if in_office else own):
        raise TrustNotYours(field="trust_level")


def _replaced(replaced_id: UUID | None, file: CaseFile, work: Work) -> Attachment | None:
    """The attachment of this case whose place is taken."""
    if replaced_id is None:
        return None
    replaced = work.find(Attachment, replaced_id)
    if replaced is None or replaced.card_application_id != file.case.id:
        raise NotFound(field="replaced_attachment_id")
    return replaced


def _tidy_name(written: str) -> str:
    """The name without folders and signs that no file name has. Raises `Invalid`."""
    name = unicodedata.normalize("NFC", written).replace("\\", "/").rpartition("/")[2].strip()
    if not name or any(unicodedata.category(sign) in IN_NO_FILE_NAME for sign in name):
        raise wrong("file_name", "not_a_file_name", NOT_A_FILE_NAME)
    return name


IN_NO_FILE_NAME = frozenset({"Cc", "Cf", "Co", "Zl", "Zp"})  # what nobody sees, or ends a line
NOT_A_FILE_NAME = Text("不是文件名", "is no name of a file")
