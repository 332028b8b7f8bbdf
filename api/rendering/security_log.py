"""The security log as the security officer and the auditor read it (安全日志)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.rendering.shown import Shown
from domain.security import SecurityKind
from persistence.security_log import SecurityRow


class SecurityLineShown(Shown):
    """A line; `thing` is the account or the case that it was about."""

    line: int
    recorded_at: datetime
    at: datetime
    kind: SecurityKind
    actor: str
    role: str | None
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    what: str | None
    thing: UUID | None
    code: str | None
    correlation_id: UUID


class SecurityLines(Shown):
    """A page, the newest line first."""

    items: tuple[SecurityLineShown, ...]
    next: str | None


def security_lines(rows: Sequence[SecurityRow]) -> tuple[SecurityLineShown, ...]:
    """The lines of a page."""
    names = SecurityLineShown.model_fields
    return tuple(SecurityLineShown(**{name: getattr(row, name) for name in names}) for row in rows)
