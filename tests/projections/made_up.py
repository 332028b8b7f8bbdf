"""Enterprises, officers and talents who do not exist, and what is decided about them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.aggregates import Enterprise, EnterpriseList, Quota, Talent
from domain.aggregates.enterprise_list import ImportedRow, ListMode, RowOutcome
from domain.aggregates.talent import DocumentFacts
from domain.base import Authority, DocumentReference
from domain.cadres import PartyManaged
from domain.personal_data import Personal
from domain.principals import PrincipalRole, PrincipalStatement
from domain.specialists import SpecialistStatement

ZIBO = "370300"
SPRING = date(2025, 3, 1)
LETTER = DocumentReference(kind="nomination_letter", number="淄发改〔2025〕3号")
LI, WANG = "李慧", "王强"


def officer(on: date = SPRING, **facts: Any) -> Authority:
    """An officer of the city's development and reform commission, with a letter and a reason."""
    return Authority(
        actor="zhao-min",
        role="officer",
        function="drc",
        area="zibo-shibenji",
        effective_on=on,
        at=datetime(2025, 3, 1, 9, tzinfo=UTC),
        policy_version="zibo-2023/1",
        **({"reason": "依据来函", "documents": (LETTER,)} | facts),
    )


def quota_of_2025(*, city: str = ZIBO, city_limit: int = 10, drc: int = 5, miit: int = 5) -> Quota:
    limits = {"drc": drc, "miit": miit}
    return Quota.open(
        city, "huicai", 2025, city_limit=city_limit, department_limits=limits, authority=officer()
    )


def enterprise(name: str = "淄博样本新材料有限公司", *, area: str = "zhangdian", **facts: Any) -> Enterprise:
    stated = {"city": ZIBO, "area": area, "name": name, "uscc": None, "authority": officer()} | facts
    return Enterprise.register(uuid4(), **stated)


def talent(name: str = LI) -> Talent:
    id_ = uuid4()
    return Talent.register(
        id_,
        city=ZIBO,
        area="zhangdian",
        name=Personal(id_, name),
        document=DocumentFacts(
            document_id=uuid4(), kind="passport", issuing_country="CHN", number=Personal(id_, "E00000000")
        ),
        phone=None,
        employer_id=None,
        authority=officer(),
    )


def principal(name: str = LI, **facts: Any) -> PrincipalStatement:
    id_ = facts.pop("id", None) or uuid4()
    stated = {"role": PrincipalRole.CHAIRMAN, "party_managed": PartyManaged.NO} | facts
    return PrincipalStatement(id=id_, name=Personal(id_, name), **stated)


def specialist(name: str = LI, **facts: Any) -> SpecialistStatement:
    id_ = facts.pop("id", None) or uuid4()
    return SpecialistStatement(id=id_, name=Personal(id_, name), **facts)


def imported_list(*members: Enterprise, document_number: str = "淄发改〔2025〕1号") -> EnterpriseList:
    """A list of the commission after its first file, which named these enterprises."""
    kept = EnterpriseList.open(ZIBO, "cluster_leader", officer())
    rows = tuple(
        ImportedRow(row=number, enterprise_id=one.id, area=one.area, outcome=RowOutcome.LISTED)
        for number, one in enumerate(members, 2)
    )
    kept.take_in(
        mode=ListMode.ADDITIONS,
        document_number=document_number,
        file_sha256="0" * 64,
        rows=rows,
        authority=officer(),
    )
    return kept


def nominate(
    quota: Quota,
    nominated: Enterprise,
    *,
    department: str = "drc",
    list_batch_id: UUID | None = None,
    authority: Authority | None = None,
) -> UUID:
    """The department nominates the enterprise; returns the id of the place."""
    place_id = uuid4()
    quota.nominate(
        place_id,
        department=department,
        enterprise_id=nominated.id,
        area=nominated.area,
        list_type="cluster_leader",
        list_batch_id=list_batch_id or uuid4(),
        authority=authority or officer(),
    )
    return place_id
