"""The words of attachments (材料): how far one is to be trusted, of which type it is, and what is refused."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import Conflict, Invalid, NotPermitted, RuleViolation
from domain.text import Text


class TrustLevel(StrEnum):
    """How far a copy is to be trusted (可信等级, 国办函〔2016〕108号)."""

    A = "a"  # 由发证机关提供: the authority itself has issued it
    B = "b"  # 经窗口与原件核对: an office has compared it with the original
    C = "c"  # 由用户上传，须核对原件: a copy, the original is still to be seen
    D = "d"  # 由用户自行填报并承诺: made by whoever hands it in, with a pledge


class MediaType(StrEnum):
    """What is taken as an attachment (文件类型), found by its content and never by its name."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    OFD = "application/ofd"  # GB/T 33190
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class AttachmentStatus(StrEnum):
    """Whether a case still stands on the attachment (材料状态)."""

    CURRENT = "current"  # 有效
    REPLACED = "replaced"  # 已替换
    STRUCK_OUT = "struck_out"  # 已作废


SEEN = frozenset({TrustLevel.A, TrustLevel.B})  # nobody has to see the original any more


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """What a case knows of an attachment that it stands on."""

    id: UUID
    kind: str
    sha256: str
    trust_level: TrustLevel


class AttachmentNotCurrent(Conflict):
    code = "attachment_not_current"
    title = Text("该材料已替换或作废", "The attachment was replaced or struck out")


class AttachedAlready(Conflict):
    code = "attached_already"
    title = Text("本申报已有相同内容的材料", "The case has an attachment of the same content already")


class TooManyAttachments(Conflict):
    code = "too_many_attachments"
    title = Text("本申报的材料数量已达上限", "The case has as many attachments as it may have")


class OriginalSeenAlready(Conflict):
    code = "original_seen_already"
    title = Text("该材料无须再与原件核对", "The original of this attachment need not be seen any more")


class CheckerUploadedIt(NotPermitted):
    code = "checker_uploaded_it"
    title = Text(
        "核对原件须由上传者以外的人办理", "Somebody else than the uploader compares with the original"
    )


class UnknownAttachmentKind(Invalid):
    code = "unknown_attachment_kind"
    title = Text("本登记表没有此类材料", "The form goes with no attachment of this kind")


class TrustNotYours(Invalid):
    code = "trust_not_yours"
    title = Text("不能以此可信等级上传", "You cannot upload at this level of trust")


class AttachmentsMissing(RuleViolation):
    code = "attachments_missing"
    title = Text("缺少所需材料", "Attachments are missing")
