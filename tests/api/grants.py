"""Heads of listed enterprises of a town, and the runs that give them the honor card."""

from typing import Any

from httpx import Response

from tests.api.conftest import CITY, ZHANGDIAN, Town, attested, list_of
from tests.domain.made_up import credit_code_of, identity_number_of

GRANTS = "/v1/automatic-grants"
HONOR = {"city": CITY, "card_type": "honor"}
ISSUE_PAPER = {"kind": "approval", "number": "示例工信〔2026〕8号", "issued_on": "2026-01-06"}


def has_head(
    town: Town,
    enterprise: str,
    uscc: str | None = None,
    *,
    name: str = "周大舟",
    function: str = "drc",
    role: str = "chairman",
    known: bool = True,
    document: int | None = None,
    area: str = ZHANGDIAN,
) -> dict[str, Any]:
    """A department's list names somebody as the head; if known, a document and an attestation follow.

    Returns the ids of the enterprise, the principal and, if known, the person.
    """
    number = next(town.numbers)
    row = {"row": 3, "name": enterprise, "uscc": uscc or credit_code_of(number), "area": area}
    row["principals"] = [{"name": name, "role": role, "title": "董事长", "phone": "15400000009"}]
    officer = town.officer(function)
    answer = officer.confirms("/v1/enterprise-lists", [3], **list_of(function, [row], number))
    assert answer.status_code == 201, answer.text
    enterprise_id = answer.json()["rows"][0]["enterprise_id"]
    principals = officer.gets(f"/v1/enterprises/{enterprise_id}").json()["principals"]
    ids = {"enterprise_id": enterprise_id, "principal_id": principals[-1]["id"]}
    if known:
        ids["talent_id"] = identified(town, **ids, document=document or number)
        attested(town, ids["talent_id"])
    return ids


def identified(town: Town, enterprise_id: str, principal_id: str, document: int) -> str:
    """The id of the person whom the document shows the head to be."""
    address = f"/v1/enterprises/{enterprise_id}/principals/{principal_id}/identity"
    stated = {"kind": "resident_identity_card", "number": identity_number_of(document % 1000)}
    answer = town.officer("miit").posts(address, document=stated)
    assert answer.is_success, answer.text
    (found,) = (one for one in answer.json()["principals"] if one["id"] == principal_id)
    return str(found["talent_id"])


def previewed(town: Town, **stated: Any) -> dict[str, Any]:
    """What a run would do now."""
    answer = town.officer("miit").posts(f"{GRANTS}?dry_run=true", **HONOR | stated)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def granted_honor(town: Town, **stated: Any) -> Response:
    """A run as it is previewed now."""
    preview = previewed(town, **{name: fact for name, fact in stated.items() if name == "without_code"})
    body = HONOR | {"preview": preview["preview"], "documents": [ISSUE_PAPER]} | stated
    answer = town.officer("miit").posts(GRANTS, **body)
    assert answer.status_code == 201, answer.text
    return answer
