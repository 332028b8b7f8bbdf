"""Unmasked reading (明文查阅): who was shown a person's data as they are, why, and of which thing.

It stands on the access log (查阅记录), apart from the decision log, before the answer leaves.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.authorization import ADMINISTRATOR_LIFTS, PostMayNot, Role
from domain.base import Authority


class Purpose(StrEnum):
    """Why somebody reads without masks (查阅目的)."""

    HANDLING = "handling"  # 办理申报
    CHECKING = "checking"  # 核对原件
    PRINTING = "printing"  # 打印、存档
    AUDIT = "audit"  # 审计监督
    SUBJECT_ACCESS = "subject_access"  # 本人查阅、复制: of the whole, and of nothing else
    INSPECTION = "inspection"  # 迎接检查、督查: whose, the words say
    OTHER = "other"  # 其他: what, the words say


IN_WORDS = frozenset({Purpose.INSPECTION, Purpose.OTHER})  # codes that say too little by themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """One line of the access log: never what was read, only that it was.

    `what` names the kind of reading in a code, such as `attachment_content`; `kind` and `id` the thing that was read,
    `subject` the person whose data it holds. `words` say the purpose in the reader's own, and are kept sealed for the
    subject: they may name him or her.
    """

    at: datetime
    actor: str
    role: str
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    on_behalf_of: str | None  # in whose stead, if the post itself would not have been shown it
    what: str
    kind: str
    id: UUID
    subject: UUID
    purpose: Purpose
    correlation_id: UUID
    words: str | None = field(default=None, repr=False)


class AccessLog(Protocol):
    """Keeps a line for every unmasked reading, apart from the decision log."""

    def note(self, disclosed: Disclosed) -> None:
        """Put one reading on record, at once; if that cannot be done, nothing may be shown: it raises."""


def must_be_shown_in_clear(authority: Authority, purpose: Purpose) -> None:
    """Refuse an unmasked reading that this post has no ground for: who handles cases reads for that, and the province's window
    what is its own; who audits to audit, and nobody else at all. Of which things is asked of the scope. Raises `PostMayNot`.
    """
    handling = frozenset({Role.OFFICER, Role.SPECIALIST, Role.WINDOW})
    elsewhere = {Purpose.AUDIT: frozenset({Role.AUDITOR}), Purpose.SUBJECT_ACCESS: frozenset[Role]()}
    if authority.role not in elsewhere.get(purpose, handling):
        raise PostMayNot(field="purpose", lifted_by=ADMINISTRATOR_LIFTS)
