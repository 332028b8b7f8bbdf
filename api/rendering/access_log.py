"""The access log as an auditor reads it (查阅记录): who was shown which person's data in clear, and why."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from api.rendering.shown import Shown
from domain.disclosures import Purpose
from persistence.access_log import AccessLine


class AccessLineShown(Shown):
    """One reading; `id` and `kind` are the thing that was read, `subject` whose data it holds."""

    line: int
    at: datetime
    recorded_at: datetime
    actor: str
    role: str
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    on_behalf_of: str | None
    what: str
    kind: str
    id: UUID
    subject: UUID
    purpose: Purpose
    correlation_id: UUID


class AccessLines(Shown):
    """A page of it, the newest line first; `kept_days` is for how long a line is kept."""

    items: tuple[AccessLineShown, ...]
    next: str | None
    kept_days: int


def access_lines(lines: Iterable[AccessLine]) -> list[AccessLineShown]:
    """The lines of a page."""
    return [AccessLineShown(**line._asdict()) for line in lines]
