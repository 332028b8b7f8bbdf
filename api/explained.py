"""How an operation is explained at `/docs`: in both languages, with an example of what is sent to it.

Everything in the examples is made up and passes every check (samples/README.md). Of a thing that has its own
id, the example's has to be replaced by the one that an answer has given.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from domain.text import Text

YEAR = datetime.now(OFFICE_ZONE).year
THIS_QUARTER = Quarter.of(datetime.now(OFFICE_ZONE).date())
LAST_QUARTER = THIS_QUARTER.later(-1).code
PARAMETERS = {
    "unit": "zhangdian",
    "quarter": THIS_QUARTER.later(-2).code,
    "report_revision": 1,
    "ledger": "public_service",
    "figure": "registered",
    "city": "370300",
    "card_type": "huicai",
    "quota_year": YEAR,
    "list_type": "cluster_leader",
    "file_sha256": "0" * 64,
    "job": "open_quotas",
    "pack": "zibo-2023",
    "revision": "1",
    "year": YEAR + 1,
}
AN_ID = "53fbc5c7-c9c7-45f7-b611-bb92101f0498"
LETTER = {"kind": "nomination_letter", "number": f"示例推荐〔{YEAR}〕1号", "issued_on": f"{YEAR}-01-01"}
NOTICE = {"kind": "notice", "number": f"示例办〔{YEAR}〕2号", "issued_on": f"{YEAR}-01-01"}
IDENTITY_CARD = {"kind": "resident_identity_card", "number": "370399190001019013"}
PASSPORT = {"kind": "passport", "issuing_country": "GBR", "number": "000000009"}


@dataclass(frozen=True, slots=True)
class Guide:
    """An operation's title, one sentence on it, and for a command the example of a body."""

    title: Text
    says: Text
    body: dict[str, Any] | None = None

    def explain(self, operation: dict[str, Any]) -> None:
        """Write it into the operation of the contract."""
        operation["summary"] = f"{self.title.zh} · {self.title.en}"
        operation["description"] = f"{self.says.zh}\n\n{self.says.en}"
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and parameter["name"] in PARAMETERS:
                parameter["example"] = PARAMETERS[parameter["name"]]
        if self.body is not None:
            example = {"summary": operation["summary"], "value": self.body}
            operation["requestBody"]["content"]["application/json"]["examples"] = {"example": example}
