"""Looking through the files of all attachments that the log names (材料文件校验): is each there, and what was handed in?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bootstrap.service import Service
from domain.aggregates import Attachment
from domain.personal_data import Erased, KeyMissing, Tampered
from persistence.attachments import FileMissing

AT_ONCE = 500


class Fault(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"  # 缺失
    ALTERED = "altered"  # 被改动
    KEY_MISSING = "key_missing"  # 密钥缺失


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """An attachment whose file is not what was handed in."""

    position: int
    attachment_id: UUID
    sha256: str
    fault: Fault


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
    while named := service.log.select_notifications(start, AT_ONCE, topics=[Attachment.Uploaded.TOPIC]):
        for record in named:
            uploaded = service.store.mapper.to_domain_event(record)
            assert isinstance(uploaded, Attachment.Uploaded)
            tally.looked_at += 1
            if fault := _fault(service, uploaded, tally):
                tally.faults += 1
                yield FaultyFile(record.id, uploaded.originator_id, uploaded.sha256, fault)
            on_progress(record.id)
        start = named[-1].id + 1


def _fault(service: Service, uploaded: Attachment.Uploaded, tally: Verified) -> Fault | None:
    try:
        service.files.content(uploaded.talent_id, uploaded.sha256)
    except Erased:
        tally.erased += 1  # on purpose: nobody can read it, and nothing has to be there
    except FileMissing:
        return Fault.MISSING
    except Tampered:
        return Fault.ALTERED
    except KeyMissing:
        return Fault.KEY_MISSING
    return None
