"""The security log (安全日志): who came in and who did not, what was denied, and what was done about keys and accounts.

It stands apart from the decision log, holds no personal data, and is read by the security officer and the auditor.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class SecurityKind(StrEnum):
    """What a line is about (事项)."""

    SIGNED_IN = "signed_in"  # 首次使用令牌或密钥
    SIGN_IN_FAILED = "sign_in_failed"  # 认证失败
    ACCESS_DENIED = "access_denied"  # 拒绝访问
    KEY_ISSUED = "key_issued"  # 发放密钥
    KEY_ROTATED = "key_rotated"  # 轮换密钥
    KEY_REVOKED = "key_revoked"  # 撤销密钥
    ACCOUNTS_JOINED = "accounts_joined"  # 认定账号为同一人
    ACCOUNTS_SEPARATED = "accounts_separated"  # 撤销同一人认定
    EMERGENCY_OPENED = "emergency_opened"  # 应急查阅
    EMERGENCY_USED = "emergency_used"  # 在应急查阅期内查看
    EMERGENCY_REVIEWED = "emergency_reviewed"  # 复核应急查阅
    ADMINISTRATOR_ACTED = "administrator_acted"  # 管理员操作


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityLine:
    """One line: `what` is the command or the query, `thing` what it was about, `code` why it was refused.

    `credential` is the digest of the token or the secret that was used for the first time, good until `valid_until`.
    """

    at: datetime
    kind: SecurityKind
    actor: str
    role: str | None = None
    function: str | None = None
    area: str | None = None
    enterprise_id: UUID | None = None
    what: str | None = None
    thing: UUID | None = None
    code: str | None = None
    credential: bytes | None = None
    valid_until: datetime | None = None
    correlation_id: UUID


class SecurityLog(Protocol):
    """Keeps these lines. Implemented by `persistence.security_log`."""

    def note(self, line: SecurityLine) -> None:
        """Put one line on record, at once. What cannot be put on record does not happen: it raises."""
