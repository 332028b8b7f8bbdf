"""Books of Zibo with a few made-up enterprises and persons on them, made by the very commands of the office."""

import zlib
from uuid import UUID

from domain.aggregates.enterprise_list import EnterpriseList, ListMode
from domain.base import Authority
from domain.cadres import PartyManaged
from domain.identity_documents import DocumentKind
from domain.use_cases.attesting_cadres import AttestCadreStatus
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise
from domain.use_cases.keeping_enterprises import RegisterEnterprise
from domain.use_cases.managing_quotas import NominateEnterprise, OpenQuota, ProposePerson
from domain.use_cases.registering_talents import DocumentStatement, RegisterTalent
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.domain.officers import DAY, DRC, HRSS, MIIT, PARTY_ORG, specialist
from tests.domain.zibo import pack_of_jinan
from tests.in_memory import Books, Sent

JINAN = pack_of_jinan()
CITY = "370300"
QUOTA = {"city": CITY, "card_type": "huicai", "quota_year": 2024}
LUJIAN, QILIN, TAIHE = "淄博鲁建机械有限公司", "山东麒麟新材料有限公司", "淄博泰和医药有限公司"
LISTS = {"drc": "cluster_leader", "miit": "four_chain"}
OFFICERS = {"drc": DRC, "miit": MIIT}


def code_of(name: str) -> str:
    """The credit code of a made-up enterprise: one for every name."""
    return credit_code_of(1 + zlib.crc32(name.encode()) % 99_999)


def imported(sent: Sent) -> EnterpriseList.Imported:
    """The event that says what an import did."""
    (event,) = (event for event in sent.events if isinstance(event, EnterpriseList.Imported))
    return event


def registered(books: Books, name: str, *, area: str = "zhangdian") -> UUID:
    command = RegisterEnterprise(city=CITY, area=area, name=name, uscc=code_of(name))
    return UUID(books.send(command, HRSS).receipt.answer["id"])


def listed(
    books: Books, *names: str, by: str = "drc", area: str = "zhangdian", has_code: bool = True
) -> list[UUID]:
    """The ids of the enterprises of these names, which the department has put on its list."""
    rows = tuple(
        ListedEnterprise(row=number, name=name, uscc=code_of(name) if has_code else None, area=area)
        for number, name in enumerate(names, start=2)
    )
    command = ImportEnterpriseList(
        city=CITY,
        list_type=LISTS[by],
        mode=ListMode.ADDITIONS,
        document_number=f"名单第{books.log.size}号",
        file_sha256="a" * 64,
        rows=rows,
        confirmed_rows=frozenset() if has_code else frozenset(row.row for row in rows),
    )
    return [row.enterprise_id for row in imported(books.send(command, OFFICERS[by])).rows]


def talent(
    books: Books,
    name: str = "李思源",
    number: int = 1,
    *,
    employer_id: UUID | None = None,
    area: str = "zhangdian",
    document: DocumentStatement | None = None,
) -> UUID:
    """The id of a person on the books, registered by the specialist of the employer if there is one; with an identity card of
    this number, where no other document is stated.
    """
    own = document or DocumentStatement(
        kind=DocumentKind.RESIDENT_IDENTITY_CARD, number=identity_number_of(number)
    )
    command = RegisterTalent(city=CITY, area=area, name=name, document=own, employer_id=employer_id)
    by = specialist(employer_id) if employer_id else HRSS
    return UUID(books.send(command, by).receipt.answer["id"])


def opened(books: Books) -> None:
    books.send(OpenQuota(**QUOTA), HRSS)


def nominated(books: Books, enterprise_id: UUID, by: Authority = DRC) -> UUID:
    """The id of the place that the enterprise has got."""
    return books.send(NominateEnterprise(**QUOTA, enterprise_id=enterprise_id), by).event.place_id


def proposed(books: Books, place_id: UUID, enterprise_id: UUID, talent_id: UUID) -> None:
    command = ProposePerson(**QUOTA, place_id=place_id, talent_id=talent_id)
    books.send(command, specialist(enterprise_id))


def attested(books: Books, talent_id: UUID, result: PartyManaged = PartyManaged.NO) -> None:
    """Whether the person is a party-managed cadre, as the city's organization department attests."""
    books.send(AttestCadreStatus(talent_id=talent_id, result=result, as_of=DAY), PARTY_ORG)
