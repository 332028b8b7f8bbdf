"""The files of a report (签发文件): its workbook and its PDF, made once when it is signed off, and by what they were made.

They are kept sealed beside the log under the digests that the event of the sign-off names (decided point 25). The same
content, words and versions make the same bytes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self

from domain.base import Value
from domain.errors import Conflict
from domain.ledger_books.content import ReportContent, ReportLevel
from domain.ledger_books.quarters import QuarterCode
from domain.policy.book import PolicyBook
from domain.policy.pack import Pack, PolicyPack
from domain.report_packages import FileKind, PackagedFile
from domain.text import Text

QUARTERS_BEFORE = 7  # that the trend shows beside the report's own


class Making(Value):
    """By what a file was made: the digest of the templates, the engine with its version, the digest of the fonts if it has any."""

    template: str
    engine: str
    fonts: str | None = None


class SignedFile(PackagedFile):
    """A file of a signed revision, and by what it was made."""

    made_by: Making

    @classmethod
    def made(cls, name: FileKind, content: bytes, made_by: Making) -> Self:
        """What the event says of a file."""
        return cls(**PackagedFile.of(name, content).model_dump(), made_by=made_by)

    @property
    def packaged(self) -> PackagedFile:
        """What a manifest says of it."""
        return PackagedFile(name=self.name, sha256=self.sha256, size=self.size)


class EarlierReport(Value):
    """A signed revision of an earlier quarter, as far as the trend is drawn of it."""

    quarter: QuarterCode
    revision: int
    sha256: str


class PaperMark(StrEnum):
    """What is written over a paper that is not the signed one (非签发件标记)."""

    DRAFT = "draft"  # 未签发
    COPY = "copy"  # 补印件: of a report whose files were not kept when it was signed off
    MASKED = "masked"  # 脱敏件: without the statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaper:
    """Everything that stands on the paper of a report: names for codes are those of `packs`, the unit's own first.

    `earlier` are the unit's reports of the quarters before, the oldest first. `statement` is in clear.
    """

    content: ReportContent
    packs: Sequence[Pack]
    issued_on: date
    earlier: Sequence[ReportContent] = ()
    statement: str | None = field(default=None, repr=False)
    marks: tuple[PaperMark, ...] = ()

    @property
    def earlier_reports(self) -> tuple[EarlierReport, ...]:
        """By what the earlier reports are found again."""
        return tuple(
            EarlierReport(quarter=one.quarter, revision=one.revision, sha256=one.sha256)
            for one in self.earlier
        )

    @property
    def versions(self) -> tuple[str, ...]:
        """By what the policies are found again."""
        return tuple(pack.version for pack in self.packs)


class MadeFile(NamedTuple):
    """A file, and what the event says of it."""

    said: SignedFile
    content: bytes


class ReportNotPrintable(Conflict):
    """A character of a name or of the statement has no shape in the fonts; where it stands is said and which it is not, for it may be personal."""

    code = "report_not_printable"
    title = Text(
        "字库缺字，季报无法制成文件",
        "A character is missing from the fonts, so the report's files cannot be made",
    )


def packs_of(level: ReportLevel, pack: Pack, policies: PolicyBook, on: date) -> tuple[Pack, ...]:
    """The policies that name what stands on a paper: the unit's own, and for a province those of its cities of that day."""
    if level is not ReportLevel.PROVINCE:
        return (pack,)
    of_cities = [
        one
        for one in policies.all_in_force(on)
        if isinstance(one, PolicyPack) and one.provincial.region == pack.region
    ]
    return (pack, *sorted(of_cities, key=lambda one: one.version))
