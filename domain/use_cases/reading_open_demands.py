"""The rows of the three ledgers that a city had before: as they are stated, and in the form in which they are kept (期初台账)."""

from datetime import date
from typing import Any

from pydantic import Field

from domain.base import Value
from domain.demands import Beneficiary, Channel, DemandStatus, EscalationLevel, OfAnotherLedger
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import FieldError
from domain.names import company_name, person_name, tidy
from domain.phone_numbers import phone_text
from domain.policy.ledgers import Ledger
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.assigning_demands import StatedUnit
from domain.use_cases.demandwork import MOST_TEXT, FreeText
from domain.use_cases.reading_books import Code, Faults, Row, StatedRow, Written, to_come
from domain.use_cases.registering_demands import COLUMNS, FormerNumber

MOST_OF_A_BASIS = 200
MOST_OF_A_REMARK = MOST_TEXT - 100  # so that the number of a card that nobody knows has room beside it


class StatedOpenDemand(Value):
    """A row of a ledger about a demand that is open; without an enterprise it is one of the area.

    `card_number` says who asks, if the card was taken over; `name` is who asks else. `remark` has whatever the ledger
    says beside that.
    """

    row: Row
    former_number: FormerNumber | None = None
    enterprise: str | None = Field(default=None, max_length=200)
    uscc: Code | None = None
    area: Written | None = None
    name: str | None = Field(default=None, max_length=100, repr=False)
    phone: str | None = Field(default=None, max_length=100, repr=False)
    card_type: Code | None = None
    card_number: Code | None = None
    raised_on: date
    channel: Channel | None = None
    category: Code | None = None
    content: FreeText = Field(repr=False)
    beneficiaries: tuple[Beneficiary, ...] = Field(default=(), max_length=4)
    policy_basis: str | None = Field(default=None, min_length=1, max_length=MOST_OF_A_BASIS, repr=False)
    conditions: FreeText | None = Field(default=None, repr=False)
    planned_on: date | None = None
    status: DemandStatus
    escalated_to: EscalationLevel | None = None
    lead: StatedUnit | None = None
    due_on: date | None = None
    remark: str | None = Field(default=None, min_length=1, max_length=MOST_OF_A_REMARK, repr=False)

    @property
    def of_enterprise(self) -> StatedRow | None:
        """The enterprise of the row, stated as in the other tables."""
        if self.enterprise is None:
            return None
        return StatedRow(row=self.row, enterprise=self.enterprise, uscc=self.uscc, area=self.area)


def open_demand_read(
    stated: StatedOpenDemand, ledger: Ledger, pack: PolicyPack, day: date
) -> StatedOpenDemand:
    """The demand as it is kept. Raises `Invalid` with everything that is wrong in the row."""
    faults = Faults()
    kept: dict[str, Any] = {
        "enterprise": faults.if_stated(
            "enterprise", stated.enterprise, lambda name: company_name(name, field="enterprise")
        ),
        "uscc": faults.if_stated("uscc", stated.uscc, lambda code: unified_social_credit_code(code).code),
        "area": faults.if_stated("area", stated.area, lambda name: pack.area_of(name, day).code),
        "name": faults.if_stated("name", stated.name, person_name),
        "phone": faults.if_stated("phone", stated.phone, phone_text),
        "card_type": faults.if_stated(
            "card_type", stated.card_type, lambda written: pack.card_type(written).code
        ),
        "card_number": tidy(stated.card_number or "") or None,
        "category": faults.if_stated(
            "category", stated.category, lambda code: pack.ledger(ledger).category(code).code
        ),
    }
    if stated.uscc and not stated.enterprise:
        faults.found.append(FieldError("enterprise", "missing", ENTERPRISE_MISSING))
    if not (stated.enterprise or stated.area):
        faults.found.append(FieldError("area", "missing", AREA_MISSING))
    faults.found += (
        FieldError(name, OfAnotherLedger.code, OfAnotherLedger.title)
        for name, ledgers in COLUMNS.items()
        if ledger not in ledgers and getattr(stated, name)
    )
    faults.found += to_come(day, raised_on=stated.raised_on)
    faults.must_be_none()
    return stated.model_copy(update=kept)


AREA_MISSING = Text("未填写企业的，请填写区县", "a demand of no enterprise names its area")
ENTERPRISE_MISSING = Text("请填写该信用代码的企业名称", "state the name of the enterprise that has this code")
