"""What travels between instances (报送包、回执): the manifest of a report's package, and the receipt that answers it.

Both are signed as canonical JSON: sorted keys, no blanks, UTF-8, instants in UTC. docs/format/report-package-1.md.
What is the same report is said by the digest of its manifest, whoever has signed it and when.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, ValidationError

from domain.base import ReasonCode, Value
from domain.errors import Conflict, Invalid, NotPermitted
from domain.ledger_books.content import FORMAT, ReportContent
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.text import Text

REPORT = "report.json"
LARGEST_FILE = 100_000_000
MOST_REVISIONS = 999
MOST_SIGNS = 20_000  # of a manifest or a receipt
LARGEST_NUMBER = 10**15  # in a report: the log keeps 64 bits, and what many units sign is added up


class PackageUnreadable(Invalid):
    code = "package_unreadable"
    title = Text("报送包格式有误或已被改动", "The package is not in its form or was altered")


class PackageTooLarge(Invalid):
    code = "package_too_large"
    title = Text("报送包过大", "The package is too large")


class SenderNotTrusted(NotPermitted):
    code = "sender_not_trusted"
    title = Text("报送单位或其密钥不在信任名单", "The sender or its key is not among those that are trusted")


class SignatureInvalid(NotPermitted):
    code = "signature_invalid"
    title = Text("签名无效", "The signature does not hold")


class ReceiverIsAnother(Conflict):
    code = "receiver_is_another"
    title = Text("接收单位不是本单位", "It is addressed to another unit")


class QuarterWrong(Conflict):
    code = "quarter_wrong"
    title = Text("报告期有误", "It is not of that quarter, or that quarter is not over")


class PackageReplayed(Conflict):
    code = "package_replayed"
    title = Text("已收到该报告的后续版本", "A later revision of the report has been received")


class RevisionTaken(Conflict):
    code = "revision_taken"
    title = Text("该版本已以其他内容报送", "This revision has been received with another content")


class NoReportExchange(Conflict):
    code = "no_report_exchange"
    title = Text("本系统未设置报送单位或密钥", "This instance has no unit or no key to exchange reports with")


class ReceiptUnreadable(Invalid):
    code = "receipt_unreadable"
    title = Text("回执无法读取", "The receipt cannot be read")


class SenderNotBelow(Conflict):
    code = "sender_not_below"
    title = Text("报送单位不是本单位的下级", "The sender is none of the units that report to this one")


class BooksKeptHere(Conflict):
    code = "books_kept_here"
    title = Text(
        "该区县的台账在本系统，季报在本系统编制",
        "The ledgers of this area are kept here, and its report is made here",
    )


REFUSALS_OF_PACKAGES = (
    PackageUnreadable,
    PackageTooLarge,
    SenderNotTrusted,
    SignatureInvalid,
    ReceiverIsAnother,
    QuarterWrong,
    PackageReplayed,
    RevisionTaken,
    SenderNotBelow,
    BooksKeptHere,
)


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant has an offset")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("an instant has a year in UTC as well") from None


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
UnitCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Revision = Annotated[int, Field(ge=1, le=MOST_REVISIONS)]
Instant = Annotated[datetime, AfterValidator(_in_utc)]


class FileKind(StrEnum):
    """What a file of a package is (报送文件); in this order they lie in it."""

    JSON = REPORT
    XLSX = "report.xlsx"
    PDF = "report.pdf"


class PackagedFile(Value):
    """A file of a package, by its digest and its length in bytes."""

    name: FileKind
    sha256: Sha256
    size: int

    @classmethod
    def of(cls, name: FileKind, content: bytes) -> Self:
        """What the manifest says of a file."""
        return cls(name=name, sha256=sha256(content).hexdigest(), size=len(content))

    def is_of(self, content: bytes) -> bool:
        """Whether this is what the manifest says."""
        return (len(content), sha256(content).hexdigest()) == (self.size, self.sha256)


class Statement(Value):
    """Something that is signed, in one way of writing it."""

    FORMAT: ClassVar[str]

    @property
    def canonical(self) -> bytes:
        """What is signed."""
        said = self.model_dump(mode="json", exclude_none=True) | {"format": self.FORMAT}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        """The digest by which it is known on both sides."""
        return sha256(self.canonical).hexdigest()

    @classmethod
    def written_as(cls, written: bytes) -> Self | None:
        """The statement that is written like this, if it would be written like this here."""
        try:
            said = json.loads(written) if len(written) <= MOST_SIGNS else None
            if not isinstance(said, dict) or said.pop("format", None) != cls.FORMAT:
                return None
            found = cls.model_validate(said)
        except (ValueError, RecursionError):
            return None
        return found if found.canonical == written else None


class Manifest(Statement):
    """Which revision of which unit's report goes to whom, and in which files (清单)."""

    FORMAT: ClassVar[str] = "huicai-report-package/1"

    sender: UnitCode
    receiver: UnitCode
    quarter: QuarterCode
    revision: int
    submitted_on: date
    files: tuple[PackagedFile, ...]

    @property
    def names(self) -> tuple[FileKind, ...]:
        return tuple(file.name for file in self.files)

    @classmethod
    def read(cls, written: bytes) -> Self:
        """The manifest, if this is how one is written. Raises `PackageUnreadable`."""
        found = cls.written_as(written)
        if found is None or not 1 <= found.revision <= MOST_REVISIONS:
            raise PackageUnreadable(NO_MANIFEST)
        if found.names != tuple(kind for kind in FileKind if kind in {FileKind.JSON, *found.names}):
            raise PackageUnreadable(OTHER_FILES)
        return found

    def must_be_receivable_by(self, unit: str, on: date) -> None:
        """Refuse what is for another, or of a quarter that is not over on that day."""
        if self.receiver != unit:
            raise ReceiverIsAnother
        if Quarter.named(self.quarter).last_day >= on:
            raise QuarterWrong

    def must_have(self, files: Mapping[FileKind, bytes]) -> None:
        """Refuse other files than those that it names. Raises `PackageUnreadable`."""
        if {*files} != {*self.names} or not all(file.is_of(files[file.name]) for file in self.files):
            raise PackageUnreadable(OTHER_FILES)

    def report_in(self, content: bytes) -> ReportContent:
        """The report, if it is the one of this revision. Raises `PackageUnreadable` and `QuarterWrong`."""
        try:
            report = ReportContent.model_validate_json(content)
        except ValidationError:
            raise PackageUnreadable(NO_REPORT) from None
        if report.format != FORMAT:
            raise PackageUnreadable(OTHER_FORMAT.filled(format=report.format))
        if report.cut_off.at.tzinfo is None or not _can_be_kept(report.model_dump(mode="json")):
            raise PackageUnreadable(NOT_KEPT)
        if report.canonical != content or (report.unit, report.revision) != (self.sender, self.revision):
            raise PackageUnreadable(OTHER_REPORT)
        if report.quarter != self.quarter:
            raise QuarterWrong
        return report


class ReceiptStanding(StrEnum):
    """What the receiver says of a report (回执种类)."""

    RECEIVED = "received"  # 已收
    ACKNOWLEDGED = "acknowledged"  # 已认可
    RETURNED = "returned"  # 退回
    REFUSED = "refused"  # 拒收, told by hand: over HTTP it is the answer itself


class DeliveryStatus(StrEnum):
    """How far a report has come on its way up (报送状态)."""

    PREPARED = "prepared"  # 待报送
    RECEIVED = "received"  # 已收
    REFUSED = "refused"  # 被拒收
    ACKNOWLEDGED = "acknowledged"  # 已认可
    RETURNED = "returned"  # 被退回

    @property
    def is_concluded(self) -> bool:
        """Whether the receiver has said its last word."""
        return self in (DeliveryStatus.ACKNOWLEDGED, DeliveryStatus.RETURNED)


class ReportReceipt(Statement):
    """What the receiver says of one manifest; `body` has decided it, with effect from `decided_on`."""

    FORMAT: ClassVar[str] = "huicai-report-receipt/1"

    manifest_sha256: Sha256
    sender: UnitCode
    receiver: UnitCode
    quarter: QuarterCode
    revision: int
    standing: ReceiptStanding
    at: Instant
    decided_on: date | None = None
    body: str | None = Field(default=None, max_length=40)
    reason_code: ReasonCode | None = None
    reason: str | None = Field(default=None, repr=False, max_length=2000)
    refusal_code: ReasonCode | None = None

    @classmethod
    def about(cls, manifest: Manifest, **said: Any) -> Self:
        """A receipt about the report of this manifest."""
        return cls(
            manifest_sha256=manifest.sha256,
            sender=manifest.sender,
            receiver=manifest.receiver,
            quarter=manifest.quarter,
            revision=manifest.revision,
            **said,
        )

    @classmethod
    def read(cls, written: bytes) -> Self:
        """The receipt, if this is how one is written. Raises `ReceiptUnreadable`."""
        found = cls.written_as(written)
        if found is None:
            raise ReceiptUnreadable
        return found

    def is_about(self, manifest: Manifest) -> bool:
        """Whether it answers this manifest."""
        return self.manifest_sha256 == manifest.sha256


def _can_be_kept(said: object) -> bool:
    """Whether the log keeps every number that is said, and every text can be printed."""
    match said:
        case dict():
            return all(map(_can_be_kept, said.values()))
        case list():
            return all(map(_can_be_kept, said))
        case int():
            return abs(said) <= LARGEST_NUMBER
        case str():
            return not any(unicodedata.category(sign) == "Cc" for sign in said)
    return True


NO_MANIFEST = Text("清单无法读取", "the manifest cannot be read")
NO_REPORT = Text("没有季报内容", "there is no report in it")
OTHER_FORMAT = Text(
    "季报内容格式为第{format}版，本系统不能读取", "the report is of format {format}, which is not read here"
)
NOT_KEPT = Text(
    "季报中有无法保存的数字、文字或时间",
    "the report says what cannot be kept: a number that is too large, a control character, an instant without an offset",
)
OTHER_FILES = Text("文件与清单不符", "the files are not those of the manifest")
OTHER_REPORT = Text("季报内容与清单不符", "the report is not the one of the manifest")
