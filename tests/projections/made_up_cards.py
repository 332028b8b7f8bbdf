"""Cards and cases that do not exist, of the people and enterprises in `made_up.py`."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.aggregates import Card, CardApplication, Enterprise, Talent
from domain.aggregates.talent import DocumentFacts
from domain.base import Authority, DocumentReference
from domain.cases import ProvincialResult
from domain.personal_data import Personal
from domain.policy.steps import StepKind, TermRule
from domain.registration_form import RegistrationForm
from tests.domain.zibo import ZIBO as PACK
from tests.projections.made_up import ZIBO, officer

APPROVAL = DocumentReference(kind="approval", number="鲁示例〔2025〕8号", issued_on=date(2025, 4, 2))
ISSUED_ON, VALID_TO = date(2025, 4, 20), date(2030, 4, 19)
WHERE: dict[str, Any] = {"area": "zhangdian", "authority": officer()}
PROVINCE = PACK.quota_route("huicai").steps.of_kind(StepKind.PROVINCIAL_RESULT)


def card(holder: Talent, employer: Enterprise | None = None, **facts: Any) -> Card:
    """A card that was just granted, by quota unless stated otherwise."""
    area = {"area": employer.area if employer else "zhangdian"}
    return Card.grant(uuid4(), talent_id=holder.id, **_decided(_of_quota(employer) | area | facts))


def taken_over(holder: Talent, **facts: Any) -> Card:
    """A card that the city had before it kept its books here."""
    stated = {"city": ZIBO, "area": "zhangdian", "card_type": "elite", "route": "reviewed"} | facts
    return Card.take_over(uuid4(), talent_id=holder.id, **_decided(stated))


def issue(one: Card, number: str = "SDHC2025000001", *, area: str = "zhangdian", **facts: Any) -> Card:
    """The card with number and term as its issuer's document has them."""
    stated = {
        "card_number": number,
        "issued_on": ISSUED_ON,
        "valid_from": ISSUED_ON,
        "valid_to": VALID_TO,
        "term_rule": TermRule.FIXED_YEARS,
        "differs_from_rule": False,
    } | facts
    one.issue(area=area, **_decided(stated))
    return one


def case(holder: Talent, employer: Enterprise, **form: str) -> CardApplication:
    """A draft whose form says this of its person."""
    drafted = CardApplication.draft(uuid4(), talent_id=holder.id, **_of_quota(employer), **WHERE)
    return fill(drafted, holder, **form)


def fill(drafted: CardApplication, holder: Talent, **form: str) -> CardApplication:
    """The case with its form stated anew."""
    drafted.fill_form(form_of(holder, **form), **WHERE)
    return drafted


def answered(
    one: CardApplication,
    paper: DocumentReference = APPROVAL,
    result: ProvincialResult = ProvincialResult.APPROVED,
) -> CardApplication:
    """The case with the province's answer written down, as this paper has it."""
    one.submit(PROVINCE, not_applicable=(), attestation=None, **WHERE)
    authority = officer(documents=(paper,))
    one.transcribe_result(PROVINCE, result, None, area="zhangdian", authority=authority)
    return one


def form_of(holder: Talent, **facts: str) -> RegistrationForm:
    [document, *_] = holder.current_documents()
    return RegistrationForm(
        name=Personal(holder.id, "李慧"),
        employer_area="zhangdian",
        document_id=document.document_id,
        document_kind=document.kind,
        document_country=document.issuing_country,
        document_number=Personal(holder.id, "E00000000"),
        enterprise_name="淄博样本新材料有限公司",
        enterprise_type="cluster_leader",
        competent_department="zibo-drc",
        **{name: Personal(holder.id, fact) for name, fact in facts.items()},
    )


def document(holder: Talent, number: str, kind: str = "passport", country: str = "CHN") -> DocumentFacts:
    return DocumentFacts(
        document_id=uuid4(), kind=kind, issuing_country=country, number=Personal(holder.id, number)
    )


def _decided(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, decided by an officer unless somebody else is named."""
    authority: Authority = facts.pop("authority", None) or officer()
    return facts | {"authority": authority}


def _of_quota(employer: Enterprise | None) -> dict[str, Any]:
    """What a case and its card say of the enterprise's place."""
    return {
        "city": ZIBO,
        "card_type": "huicai",
        "route": "quota",
        "enterprise_id": employer.id if employer else None,
        "department": "drc",
        "list_type": "cluster_leader",
        "quota_year": 2025,
    }
