"""Looking through all files that the log names (材料文件校验), of attachments and of reports: is each there, and what was handed in?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from bootstrap.service import Service
from domain.aggregates import Attachment, QuarterlyReport, ReceivedReport, ReportDelivery
from domain.personal_data import Erased, KeyMissing, Tampered
from persistence.attachments import FileMissing

AT_ONCE = 500
NAME_FILES = (
    Attachment.Uploaded.TOPIC,
    QuarterlyReport.SignedOff.TOPIC,
    ReportDelivery.Prepared.TOPIC,
    ReceivedReport.Received.TOPIC,
)


class Fault(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"  # 缺失
    ALTERED = "altered"  # 被改动
    KEY_MISSING = "key_missing"  # 密钥缺失


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file that is not what was handed in; `owner_id` is the attachment, report, delivery or received report that it is of."""

    position: int
    owner_id: UUID
    sha256: str
    fault: Fault


class NamedFile(NamedTuple):
    """A file as an event names it: whose it is, under which subject it is sealed, and its digest."""

    owner_id: UUID
    subject: UUID
    sha256: str


@dataclass(slots=True)
class Verified:
    """How many files were looked at, how many of them are of erased persons, and what is wrong."""

    looked_at: int = 0
    erased: int = 0
    faults: int = 0


def faulty_files(
    service: Service, tally: Verified, on_progress: Callable[[int], None] = lambda _: None
) -> Iterator[FaultyFile]:
    """Every file that is missing or altered, in the order of the log; `on_progress` is told each position."""
    start = 1
    while named := service.log.select_notifications(start, AT_ONCE, topics=NAME_FILES):
        for record in named:
            for file in _files_of(service.store.mapper.to_domain_event(record)):
                tally.looked_at += 1
                if fault := _fault(service, file, tally):
                    tally.faults += 1
                    yield FaultyFile(record.id, file.owner_id, file.sha256, fault)
            on_progress(record.id)
        start = named[-1].id + 1


def _files_of(event: object) -> Iterator[NamedFile]:
    match event:
        case Attachment.Uploaded(originator_id=id_):
            yield NamedFile(id_, event.talent_id, event.sha256)
        case QuarterlyReport.SignedOff(originator_id=id_):
            yield from (NamedFile(id_, id_, file.sha256) for file in event.files)
        case ReportDelivery.Prepared(originator_id=id_):
            yield from (NamedFile(id_, event.report_id, file.sha256) for file in event.manifest.files)
        case ReceivedReport.Received(originator_id=id_):
            yield from (NamedFile(id_, id_, file.sha256) for file in event.manifest.files)


def _fault(service: Service, file: NamedFile, tally: Verified) -> Fault | None:
    try:
        service.files.read_with(service.vault.for_deciding()).content(file.subject, file.sha256)
    except Erased:
        tally.erased += 1  # on purpose: nobody can read it, and nothing has to be there
    except FileMissing:
        return Fault.MISSING
    except Tampered:
        return Fault.ALTERED
    except KeyMissing:
        return Fault.KEY_MISSING
    return None
