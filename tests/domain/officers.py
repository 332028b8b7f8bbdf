"""Made-up people who act in the tests, each in one post."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.base import Authority, Capacity, DocumentReference

DAY = date(2024, 3, 15)
AT = datetime(2024, 3, 15, 2, tzinfo=UTC)  # ten in the morning in Zibo
LETTER = DocumentReference(
    kind="nomination_letter", number="淄发改函〔2024〕7号", issued_on=date(2024, 3, 12)
)
REASON = {"reason_code": "as_agreed", "reason": "经研究同意"}


def officer(function: str, area: str = "zibo-shibenji", **standing: Any) -> Authority:
    """An officer of a department function in an area, by default in the city's own department."""
    usual = {
        "actor": f"{area}-{function}",
        "role": "officer",
        "function": function,
        "area": area,
        "effective_on": DAY,
        "at": AT,
    }
    return Authority(**usual | standing)


def specialist(enterprise_id: UUID | None, **standing: Any) -> Authority:
    """The service specialist of an enterprise (单位服务专员)."""
    usual = {
        "actor": "chen-specialist",
        "role": "specialist",
        "enterprise_id": enterprise_id,
        "effective_on": DAY,
        "at": AT,
    }
    return Authority(**usual | standing)


START_UP = Authority(actor="start-up", role="system", capacity=Capacity.SYSTEM, effective_on=DAY, at=AT)
HRSS = officer("hrss")
PARTY_ORG = officer("party_org")
DRC = officer("drc", documents=(LETTER,))
MIIT = officer("miit", documents=(LETTER,))
HRSS_OF_ZHANGDIAN = officer("hrss", "zhangdian")
HRSS_OF_JINAN = officer("hrss", "jinan-zibo-shibenji")


def saying_why(authority: Authority, **more: Any) -> Authority:
    return authority.model_copy(update=REASON | more)


def entering_for(authority: Authority, **more: Any) -> Authority:
    """Somebody who enters what was handed in on paper."""
    return authority.model_copy(update={"capacity": Capacity.ENTERING_FOR} | more)
