"""Showing a person's data without masks: the line of the access log first, then the answer (明文查阅)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.desk import Desk
from domain.disclosures import Disclosed, Purpose

PurposeStated = Annotated[
    Purpose, Query(description="Why it is read without masks; it stands on the access log")
]


def put_on_access_log(
    desk: Desk, *, what: str, kind: str, id_: UUID, subject: UUID, purpose: Purpose
) -> None:
    """Note that the caller is about to be shown it. Raises if that cannot be put on record."""
    desk.service.disclosures.note(
        Disclosed(
            at=desk.service.clock(),
            actor=desk.caller.subject,
            role=desk.caller.post.role,
            function=desk.caller.post.function,
            area=desk.caller.post.area,
            enterprise_id=desk.caller.post.enterprise_id,
            on_behalf_of="、".join(sorted(desk.principals)) or None,
            what=what,
            kind=kind,
            id=id_,
            subject=subject,
            purpose=purpose,
            correlation_id=desk.request.state.correlation_id,
            words=desk.request.state.purpose_words,
        )
    )
