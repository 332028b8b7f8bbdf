"""The words of duplicates (疑似重复): what two cases have in common, and what is refused about it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.text import Text


class DuplicateGround(StrEnum):
    """What two cases have in common (疑似重复情形)."""

    PERSON = "person"  # 同一人申领同一卡种
    FILE = "file"  # 同一份个人材料


@dataclass(frozen=True, slots=True)
class Finding:
    """Another case that has the same, about which nobody has decided yet."""

    ground: DuplicateGround
    other_id: UUID


class DuplicateUndecided(RuleViolation):
    code = "duplicate_undecided"
    title = Text("疑似重复尚未认定", "Whether the case is a duplicate of another is not decided yet")


class NoSuchFinding(NotFound):
    code = "no_such_finding"
    title = Text("没有此项疑似重复", "There is no such finding")


class DuplicateDecided(Conflict):
    code = "duplicate_decided"
    title = Text("该项疑似重复已认定", "It has been decided already whether these are duplicates")
